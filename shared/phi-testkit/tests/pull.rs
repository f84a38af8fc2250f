//! Taking deliveries: a full batch is handed over at once, and nobody waits beside work that is here.
use std::time::Duration;

use phi_bus::provision::provision;
use phi_bus::{Append, EventLog, NatsLog};
use phi_service::OsEntropy;
use phi_testkit::nats::{NatsServer, ServerSpec, free_port, passwords};

const BATCH: usize = 64;
/// No test ends while a pull waits this long.
const FOR_EVER: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn a_batch_that_is_here_is_not_kept_back_for_more() {
    let folder = tempfile::tempdir().unwrap();
    let server = NatsServer::start(ServerSpec {
        folder: folder.path().join("nats"),
        port: free_port().unwrap(),
        passwords: passwords(&OsEntropy),
        sync_interval: "always".to_owned(),
        cluster: None,
        secure: None,
    });
    let server = server.unwrap();
    let connect = async |user: &str| NatsLog::connect(&server.config(user), user).await.unwrap();
    let (provisioner, redaction, outcome) =
        (connect("provisioner").await, connect("redaction").await, connect("outcome").await);
    provision(&provisioner, 1, false).await.unwrap();
    for number in 0..=2 * BATCH {
        let subject = format!("phi.v1.redaction.00.a.{number}");
        let (expected, payload) = (Some(0), "x".into());
        redaction.append(Append { subject, expected, id: None, traceparent: None, payload }).await.unwrap();
    }
    // one message is asked for as the first of a batch, so that the rest of the batch comes and waits here
    let mut taken = outcome.pull("REDACTION", "outcome", BATCH, FOR_EVER).await.unwrap().len();
    while taken <= 2 * BATCH {
        // a question that the server answers after what it had sent before
        outcome.consumer_state("REDACTION", "outcome").await.unwrap();
        let more = outcome.pull("REDACTION", "outcome", BATCH, FOR_EVER).await.unwrap().len();
        assert!((1..=BATCH).contains(&more), "{more}");
        taken += more;
    }
    assert_eq!(taken, 2 * BATCH + 1);
}
