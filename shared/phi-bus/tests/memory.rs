//! The log in memory answers as JetStream does.
use std::time::Duration;

use phi_bus::{Append, EventLog, MemoryLog};

const STREAM: &str = "TRANSCRIPT";
const DURABLE: &str = "redaction";

async fn pulled(log: &MemoryLog) -> Vec<u64> {
    let found = log.pull(STREAM, DURABLE, 8, Duration::ZERO).await.unwrap();
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

    assert_eq!(pulled(&log).await, [1, 2], "the first was refused, the second still in hand");
    assert!(pulled(&log).await.is_empty(), "each once");
}
