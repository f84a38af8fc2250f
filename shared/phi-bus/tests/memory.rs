//! The log in memory answers as JetStream does.
use std::time::Duration;

use phi_bus::{Append, Delivery, EventLog, MemoryLog};

const STREAM: &str = "TRANSCRIPT";
const DURABLE: &str = "redaction";

fn sequences(found: &[Delivery]) -> Vec<u64> {
    found.iter().map(|delivery| delivery.message.sequence).collect()
}

#[tokio::test]
async fn whoever_comes_next_gets_what_was_refused_and_what_was_in_hand() {
    let log = MemoryLog::new();
    for call in ["a", "b"] {
        let subject = format!("phi.v1.transcript.00.tenant.{call}");
        let (expected, id, traceparent) = (None, None, None);
        log.append(Append { subject, expected, id, traceparent, payload: vec![0].into() }).await.unwrap();
    }
    let taken = log.pull(STREAM, DURABLE, 8, Duration::ZERO).await.unwrap();
    log.nak(&taken[0], Duration::ZERO).await.unwrap();

    log.rewind(STREAM, DURABLE, None).await.unwrap();

    let again = log.pull(STREAM, DURABLE, 8, Duration::ZERO).await.unwrap();
    assert_eq!(sequences(&again), [1, 2], "the first was refused, the second still in hand");
    let nothing = log.pull(STREAM, DURABLE, 8, Duration::ZERO).await.unwrap();
    assert!(nothing.is_empty(), "each once");
}
