//! A service that writes down what it was given: one redaction event for each event of a transcript.
use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt;
use phi_bus::EventLog;
use phi_events::redaction::{Redaction, RedactionFact};
use phi_events::transcript::{Said, Transcript, TranscriptContent, TranscriptFact};
use phi_events::{AggregateId, DataClass, Event, Service};
use phi_service::{
    Aggregate, Definition, Domain, Facts, Fault, Incoming, Parts, Reactor, Running, Section, Surroundings, start,
};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::common::{TENANT, World};

/// Writes down numbers. It does not look whether it did before: that is the frame's work.
pub struct Toy;

/// What the toy can be told.
#[derive(Debug, Clone)]
pub enum Note {
    /// Write it down.
    Down(u32),
    /// Write it down if so many were written down before.
    After(usize, u32),
}

/// Not so many were written down.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0} were written down")]
pub struct NotSo(pub usize);

/// A fact that carries a number.
pub fn written(number: u32) -> RedactionFact {
    RedactionFact::Redacted { engine: "toy".to_owned(), counts: BTreeMap::new(), turns: 0, words: number }
}

/// A source's fact that carries a number.
pub fn heard(number: u32) -> TranscriptFact {
    TranscriptFact::Transcribed {
        engine: phi_events::transcript::Engine::Platform,
        model: None,
        tier: phi_events::transcript::Tier::High,
        confidence_milli: None,
        turns: 0,
        words: number,
        duration_ms: 0,
    }
}

/// A source's event that carries a number, and words beside it.
pub fn said(number: u32) -> Event<Transcript> {
    let said = Said { turns: vec![], summary: None, structured: vec![] };
    Event::with(heard(number), vec![TranscriptContent::Said(said)])
}

impl Domain for Toy {
    type Schema = Redaction;
    type State = Vec<u32>;
    type Command = Note;
    type Refusal = NotSo;

    fn decide(state: &Vec<u32>, command: Note, _facts: &Facts) -> Result<Vec<Event<Redaction>>, NotSo> {
        match command {
            Note::After(before, _) if state.len() != before => Err(NotSo(state.len())),
            Note::Down(number) | Note::After(_, number) => Ok(vec![Event::fact(written(number))]),
        }
    }

    fn evolve(mut state: Vec<u32>, fact: &RedactionFact) -> Vec<u32> {
        if let RedactionFact::Redacted { words, .. } = fact {
            state.push(*words);
        }
        state
    }
}

struct Copies;

#[async_trait]
impl Reactor for Copies {
    type Own = Toy;
    type Source = Transcript;

    async fn react(&self, own: &mut Aggregate<Toy>, event: &Incoming<Transcript>) -> Result<(), Fault> {
        own.open(event, DataClass::Transcript).await?;
        if let TranscriptFact::Transcribed { words, .. } = event.fact {
            own.execute("copy", Note::Down(words)).await?;
        }
        Ok(())
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl Section for Nothing {
    fn validate(&self) -> Result<(), String> {
        Ok(())
    }
}

/// Starts the toy in the name of redaction, with an empty database: what it knows it has from the log.
pub async fn start_toy(world: &World, log: Arc<dyn EventLog>) -> Running {
    start_toy_with(world, log, &[]).await
}

/// The same with other settings.
pub async fn start_toy_with(world: &World, log: Arc<dyn EventLog>, settings: &[(&str, &str)]) -> Running {
    let definition = Definition::new::<Nothing>(Service::Redaction, |core, _| {
        async move { Ok(Parts::new::<Toy>(&core).reactor(Copies)) }.boxed()
    });
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(world.key_file(Service::Redaction).as_bytes()).unwrap();
    let flags = [
        ("mesh.key_file", file.path().display().to_string()),
        ("mesh.tick", "20ms".to_owned()),
        ("mesh.admin", "127.0.0.1:0".to_owned()),
    ];
    let mut flags: Vec<(String, String)> = flags.map(|(key, value)| (key.to_owned(), value)).to_vec();
    flags.extend(settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
    let figment = phi_service::config::figment(None, &flags);
    start(&definition, &figment, Surroundings { clock: world.clock.clone(), log: Some(log) }).await.unwrap()
}

/// What the toy wrote down, read from zero by a process that knows nothing; nothing while its stream cannot be read.
pub async fn copied(world: &World, call: AggregateId) -> Vec<u32> {
    let read = world.core(Service::Redaction).aggregate::<Toy>(TENANT, call, &[]).await;
    read.map(|own| own.state().clone()).unwrap_or_default()
}

/// Waits until the toy wrote down so many numbers.
pub async fn until(world: &World, call: AggregateId, wanted: usize) -> Vec<u32> {
    for _ in 0..2_000 {
        let numbers = copied(world, call).await;
        if numbers.len() >= wanted {
            return numbers;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    copied(world, call).await
}

/// Lets everything in hand end.
pub async fn settle() {
    tokio::time::sleep(Duration::from_millis(150)).await;
}

/// An operator's verb, over the admin door.
pub async fn verb(running: &Running, method: &str, path: &str) -> serde_json::Value {
    serde_json::from_str(&http(running.admin.unwrap(), method, path, "*/*").await.1).unwrap()
}

/// The status line and the body of an answer.
pub async fn http(at: SocketAddr, method: &str, path: &str, accept: &str) -> (String, String) {
    let mut door = tokio::net::TcpStream::connect(at).await.unwrap();
    let request = format!("{method} {path} HTTP/1.0\r\nHost: here\r\nAccept: {accept}\r\nContent-Length: 0\r\n\r\n");
    door.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    door.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}
