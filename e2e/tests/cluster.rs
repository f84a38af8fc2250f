//! The production shape, in short: one process of each kind is killed or drained while calls flow; none is lost, none
//! doubled. The long form, every process in both ways, is `./justw cluster`.
use std::time::Duration;

use e2e::cluster::{Script, start};
use e2e::process::binaries;
use phi_testkit::postgres::PostgresError;

#[tokio::test(flavor = "multi_thread")]
async fn one_of_each_kind_goes_and_nothing_is_lost_or_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = match start(folder.path(), &binaries().unwrap()).await {
        Err(error) if matches!(error.downcast_ref(), Some(PostgresError::NotFound)) => {
            eprintln!("\n*** SKIPPED: two replicas of every service were NOT tested. {error} ***\n");
            return;
        }
        other => other.unwrap(),
    };
    let pace = Duration::from_millis(500);
    let mut report = running.run(&Script::OneOfEach, pace, Duration::from_secs(1)).await.unwrap();
    running.close(&mut report).unwrap();
    assert!(report.held(), "\n{}", report.text());
}
