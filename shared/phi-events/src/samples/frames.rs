//! Samples of what stands around events: the sections of a commit, and a chunk of sound.
use super::calls::{T0, call_contents, call_facts};
use crate::call::v1::{Call, CallFact};
use crate::chunk::Chunk;
use crate::class::DataClass;
use crate::commit::{Actor, Event, Meta, ParkReason, encode, encode_commit};
use crate::context::Context;
use crate::ids::CommitId;
use crate::service::Service;

/// What a sample commit says of itself.
pub fn meta() -> Meta {
    Meta {
        at_ms: T0 + 96_000,
        actor: Actor::Service(Service::CallIntake),
        cause: Some(CommitId([0x55; 16])),
        handled: Some((Context::Request, 12)),
    }
}

/// A chunk of sound.
pub fn chunk() -> Chunk {
    Chunk { track: 1, index: 2, last: true, samples: vec![0xff, 0x7f, 0x00, 0x80] }
}

/// Two events of one commit: the first has no content, the second has all there is.
pub fn commit() -> Vec<Event<Call>> {
    let waits = CallFact::Parked { reason: ParkReason::KeyUnavailable, due_ms: T0 + 60_000 };
    // by number: samples of variants that are added later must not change these bytes
    let received = call_facts().into_iter().take(1);
    let all = received.map(|fact| Event::with(fact, call_contents().into_iter().take(3).collect()));
    [Event::fact(waits)].into_iter().chain(all).collect()
}

/// Name and bytes of each: `commit_<class>` for the sections of [`commit`], and `chunk`.
pub fn frames() -> Vec<(String, Vec<u8>)> {
    let named = |(class, bytes): (DataClass, Vec<u8>)| (format!("commit_{}", class.token()), bytes);
    let sections = encode_commit::<Call>(&meta(), &commit()).into_iter().map(named);
    sections.chain([("chunk".to_owned(), encode(&chunk()))]).collect()
}
