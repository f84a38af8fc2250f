//! Who projects. Of several replicas on one PostgreSQL, the one whose transaction holds an advisory lock; the others stand
//! by. The lock dies with the connection, so nobody has to declare a dead leader dead. On SQLite there is one replica, and
//! it leads.
use std::time::Duration;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
    TransactionTrait,
};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

/// A lease whose connection is silent for longer is given up.
const PATIENCE: Duration = Duration::from_secs(5);
/// An administrator's limit on idle transactions must not end the lease; a leader's machine that vanished without a word
/// is noticed by the server after 5 + 2 × 3 seconds.
const SETTINGS: &str = "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL tcp_keepalives_idle = 5; \
                        SET LOCAL tcp_keepalives_interval = 2; SET LOCAL tcp_keepalives_count = 3";

/// Whether a database address is PostgreSQL's, so that several replicas may share it.
pub(crate) fn is_shared(url: &str) -> bool {
    url.starts_with("postgres")
}

/// The advisory lock of a name: PostgreSQL's locks are 64-bit numbers, one space per database.
pub(crate) fn lock_of(name: &str) -> i64 {
    let hash = Sha256::digest(format!("phimesh {name}"));
    hash.iter().take(8).fold(0, |number, byte| (number << 8) | i64::from(*byte))
}

/// The right to project, to be asked for before each step.
pub(crate) struct Lease {
    url: Option<String>,
    lock: i64,
    session: Mutex<Session>,
}

/// A connection of its own: it must not wait for the projection's, and is thrown away when in doubt.
#[derive(Default)]
struct Session {
    held: Option<DatabaseTransaction>,
    connection: Option<DatabaseConnection>,
}

impl Lease {
    pub(crate) fn new(url: &str, projection: &str) -> Self {
        let url = is_shared(url).then(|| url.to_owned());
        Self { url, lock: lock_of(projection), session: Mutex::default() }
    }

    /// Takes the lease if it is free, or checks that it is still held. After an error it is not held, and the next call
    /// begins anew: a caller always sees a loss before it leads again.
    pub(crate) async fn hold(&self) -> Result<bool, DbErr> {
        let Some(url) = &self.url else { return Ok(true) };
        let mut session = self.session.lock().await;
        let answer = tokio::time::timeout(PATIENCE, session.hold(url, self.lock)).await;
        let answer = answer.unwrap_or_else(|_| Err(DbErr::Custom("the lease's connection is silent".to_owned())));
        if answer.is_err() {
            *session = Session::default();
        }
        answer
    }

    /// Gives it up, so that another replica need not wait for the connection to end.
    pub(crate) async fn release(&self) {
        let mut session = self.session.lock().await;
        if let Some(held) = session.held.take() {
            let _ends_with_the_connection_otherwise = tokio::time::timeout(PATIENCE, held.rollback()).await;
        }
        *session = Session::default();
    }
}

impl Session {
    async fn hold(&mut self, url: &str, lock: i64) -> Result<bool, DbErr> {
        if let Some(held) = &self.held {
            held.execute_unprepared("SELECT 1").await?;
            return Ok(true);
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect(url).await?,
        };
        let transaction = self.connection.insert(connection).begin().await?;
        let question = format!("SELECT pg_try_advisory_xact_lock({lock}) AS held");
        let row = transaction.query_one_raw(Statement::from_string(DbBackend::Postgres, question)).await?;
        if !row.map(|row| row.try_get::<bool>("", "held")).transpose()?.unwrap_or(false) {
            transaction.rollback().await?;
            return Ok(false);
        }
        transaction.execute_unprepared(SETTINGS).await?;
        self.held = Some(transaction);
        Ok(true)
    }
}

async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_projection_has_a_lock_of_its_own() {
        assert_ne!(lock_of("outcome-projector"), lock_of("retention-projector"));
    }

    #[tokio::test]
    async fn one_replica_on_sqlite_always_leads() {
        let lease = Lease::new("sqlite::memory:", "outcome-projector");
        assert!(lease.hold().await.unwrap());
        lease.release().await;
        assert!(lease.hold().await.unwrap());
    }
}
