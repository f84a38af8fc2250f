//! What passes while a cluster comes up: a service that starts beside its broker and its database waits for them, and is
//! alive and not ready meanwhile. What does not pass, a wrong file or a refused login, ends it at once.
use std::time::Duration;

use phi_bus::LogError;
use phi_events::Service;
use sea_orm::DbErr;
use tokio::time::Instant;

use crate::run::StartError;

/// For how long it waits. Three servers on a busy machine need about twenty seconds to agree on who leads what.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pause before it asks again.
const AGAIN: Duration = Duration::from_millis(500);

/// Does what a start needs, again while what stands in its way may pass.
pub(crate) async fn patiently<T>(
    service: Service,
    stand: impl AsyncFn() -> Result<T, StartError>,
) -> Result<T, StartError> {
    let began = Instant::now();
    loop {
        match stand().await {
            Err(error) if passes(&error) && began.elapsed() < PATIENCE => {
                tracing::warn!(service = service.name(), %error, "not yet: asked again");
                tokio::time::sleep(AGAIN).await;
            }
            done => return done,
        }
    }
}

/// Whether another attempt may find it gone.
fn passes(error: &StartError) -> bool {
    match error {
        StartError::Log(error) => error.is_unanswered(),
        StartError::Database(error) => unreached(error),
        StartError::Projection(fault) => {
            fault.source.downcast_ref().is_some_and(LogError::is_unanswered)
                || fault.source.downcast_ref().is_some_and(unreached)
        }
        StartError::Config(_)
        | StartError::File { .. }
        | StartError::Provider(_)
        | StartError::Listen { .. }
        | StartError::Other(_) => false,
    }
}

/// No connection to the database.
const fn unreached(error: &DbErr) -> bool {
    matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::fault::Fault;

    async fn after(failures: u32, error: impl Fn() -> StartError) -> (Result<(), StartError>, u32) {
        let asked = AtomicU32::new(0);
        let stand = async || if asked.fetch_add(1, Ordering::SeqCst) < failures { Err(error()) } else { Ok(()) };
        (patiently(Service::Outcome, stand).await, asked.load(Ordering::SeqCst))
    }

    #[tokio::test(start_paused = true)]
    async fn what_passes_is_waited_for() {
        let errors: [fn() -> StartError; 3] = [
            || StartError::Log(LogError::Disconnected),
            || StartError::Projection(LogError::Unavailable(503).into()),
            || StartError::Projection(Fault::from(DbErr::Conn(sea_orm::RuntimeErr::Internal("down".to_owned())))),
        ];
        for error in errors {
            let (done, asked) = after(2, error).await;
            assert!(done.is_ok() && asked == 3);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_wrong_is_said_at_once() {
        let forbidden = || LogError::Forbidden { service: "outcome".to_owned(), subject: "x".to_owned() };
        let errors: [&dyn Fn() -> StartError; 4] = [
            &|| StartError::Log(LogError::Login),
            &|| StartError::Other("no model".to_owned()),
            &|| StartError::Projection(forbidden().into()),
            &|| StartError::Projection(LogError::Refused { code: 10059, text: "stream not found".to_owned() }.into()),
        ];
        for error in errors {
            let (done, asked) = after(9, error).await;
            assert!(done.is_err() && asked == 1);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends() {
        let (done, asked) = after(u32::MAX, || StartError::Log(LogError::Disconnected)).await;
        assert!(matches!(done, Err(StartError::Log(LogError::Disconnected))));
        assert_eq!(asked, 61);
    }
}
