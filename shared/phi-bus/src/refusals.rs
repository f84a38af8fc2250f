//! Joins two halves of a refusal: the broker tells the connection "Permissions Violation", while the request itself only
//! times out. Whoever waits on that subject gets the refusal at once, with user, subject and FLOW named.
use std::sync::{Mutex, PoisonError};

use tokio::sync::broadcast;

use crate::log::LogError;

/// Refusals of one connection.
pub struct Refusals {
    service: String,
    sender: broadcast::Sender<String>,
    recent: Mutex<Vec<String>>,
}

/// How many refused subjects are kept for the record.
const KEPT: usize = 32;

impl Refusals {
    /// For the connection of this user.
    pub fn new(service: &str) -> Self {
        Self { service: service.to_owned(), sender: broadcast::channel(64).0, recent: Mutex::new(Vec::new()) }
    }

    /// Takes a server's error text.
    pub fn note(&self, text: &str) {
        let Some(subject) = refused_subject(text) else {
            tracing::warn!(error = text, "NATS reported an error");
            return;
        };
        tracing::error!(
            code = "PHI-L005",
            service = self.service,
            subject,
            "the broker refused: not in this service's row of FLOW"
        );
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.truncate(KEPT - 1);
        recent.insert(0, subject.to_owned());
        drop(recent);
        let _nobody_waits = self.sender.send(subject.to_owned());
    }

    /// Ends when the broker refuses this subject.
    pub fn watch(&self, subject: &str) -> impl Future<Output = LogError> + Send + use<> {
        let mut receiver = self.sender.subscribe();
        let (service, subject) = (self.service.clone(), subject.to_owned());
        async move {
            loop {
                match receiver.recv().await {
                    Ok(refused) if refused == subject => return LogError::Forbidden { service, subject },
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => std::future::pending::<()>().await,
                }
            }
        }
    }

    /// The subjects refused last, newest first.
    pub fn recent(&self) -> Vec<String> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The subject in `Permissions Violation for Publish to "…"`.
fn refused_subject(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let at = lower.find("permissions violation")?;
    text[at..].split('"').nth(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_is_found_in_the_servers_words() {
        let text = "nats: Permissions Violation for Publish to \"phi.v1.outcome.00.a.b\"";
        assert_eq!(refused_subject(text), Some("phi.v1.outcome.00.a.b"));
        assert_eq!(refused_subject("slow consumer"), None);
    }

    #[tokio::test]
    async fn who_waits_on_the_subject_is_told() {
        let refusals = Refusals::new("outcome");
        let waiting = refusals.watch("a.b");
        refusals.note("Permissions Violation for Publish to \"a.c\"");
        refusals.note("Permissions Violation for Publish to \"a.b\"");
        assert_eq!(waiting.await, LogError::Forbidden { service: "outcome".into(), subject: "a.b".into() });
    }
}
