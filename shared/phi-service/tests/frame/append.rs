//! Appending under the lock: conflicts, lost answers, refusals.
use std::convert::Infallible;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use phi_events::redaction::Redaction;
use phi_events::{Address, Context, Event, Schema, Service};
use phi_service::{Core, Domain, Executed, Facts};

use crate::common::{TENANT, World, chained, id};
use crate::meddler::{Held, Meddler};
use crate::toy::{NotSo, Note, Toy, copied};

/// Appends events as they are given: stands in for any service.
pub struct Writer<S>(PhantomData<S>);

/// Makes the events anew for each attempt.
pub type Made<S> = Arc<dyn Fn() -> Vec<Event<S>> + Send + Sync>;

impl<S: Schema> Domain for Writer<S> {
    type Schema = S;
    type State = ();
    type Command = Made<S>;
    type Refusal = Infallible;

    fn decide(_state: &(), events: Made<S>, _now: &Facts) -> Result<Vec<Event<S>>, Infallible> {
        Ok(events())
    }

    fn evolve((): (), _fact: &S::Fact) {}
}

/// Appends facts in the name of a service, once for `cause`.
pub async fn write<S: Schema>(core: &Core, call: phi_events::AggregateId, cause: &[u8], facts: Vec<S::Fact>) {
    let mut own = core.aggregate::<Writer<S>>(TENANT, call, cause).await.unwrap();
    let made: Made<S> = Arc::new(move || facts.iter().cloned().map(Event::fact).collect());
    own.execute("write", made).await.unwrap();
}

const fn address(call: u8) -> Address {
    Address::new(Context::Redaction, TENANT, id(call))
}

const fn done<R>(executed: &Executed<R>) -> bool {
    matches!(executed, Executed::Done { .. })
}

#[tokio::test]
async fn two_writers_get_both_commits_in() {
    let world = World::new(1).await;
    let (one, two) = (world.core(Service::Redaction), world.core(Service::Redaction));
    let mut one = one.aggregate::<Toy>(TENANT, id(1), b"one").await.unwrap();
    let mut two = two.aggregate::<Toy>(TENANT, id(1), b"two").await.unwrap();
    for round in 0..4 {
        assert!(done(&one.execute(&format!("{round}"), Note::Down(round)).await.unwrap()));
        assert!(done(&two.execute(&format!("{round}"), Note::Down(10 + round)).await.unwrap()));
    }
    assert_eq!(copied(&world, id(1)).await, [0, 10, 1, 11, 2, 12, 3, 13]);
    assert_eq!(two.state(), &copied(&world, id(1)).await);
    assert!(chained(&world.commits(address(1)).await));
}

#[tokio::test]
async fn the_same_step_for_the_same_cause_is_done_once() {
    let world = World::new(2).await;
    let (one, two) = (world.core(Service::Redaction), world.core(Service::Redaction));
    let mut one = one.aggregate::<Toy>(TENANT, id(1), b"cause").await.unwrap();
    let mut two = two.aggregate::<Toy>(TENANT, id(1), b"cause").await.unwrap();
    assert_eq!(one.execute("step", Note::Down(1)).await.unwrap(), Executed::Done { sequence: 1 });
    assert_eq!(two.execute("step", Note::Down(1)).await.unwrap(), Executed::AlreadyDone);
    assert_eq!(one.execute("step", Note::Down(1)).await.unwrap(), Executed::AlreadyDone);
    assert_eq!(world.commits(address(1)).await.len(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_found_to_be_done() {
    let world = World::new(3).await;
    let core = world.core(Service::Redaction);
    let mut own = core.aggregate::<Toy>(TENANT, id(1), b"cause").await.unwrap();
    for round in 0..3_u32 {
        world.log.lose_answers(1);
        let executed = own.execute(&format!("{round}"), Note::Down(round)).await.unwrap();
        assert_eq!(executed, Executed::Done { sequence: u64::from(round) + 1 });
    }
    let mut other = world.core(Service::Redaction).aggregate::<Toy>(TENANT, id(1), b"cause").await.unwrap();
    assert_eq!(other.execute("2", Note::Down(2)).await.unwrap(), Executed::AlreadyDone);
    assert_eq!(copied(&world, id(1)).await, [0, 1, 2]);
    assert!(chained(&world.commits(address(1)).await));
}

/// The one whose commit stands must know it, or nobody acts on it.
#[tokio::test]
async fn a_lost_answer_is_found_behind_another_writers_commit() {
    let world = World::new(4).await;
    let log = Meddler::on(&world.log);
    let held = Arc::new(Held::default());
    *log.held.lock().unwrap() = Some(held.clone());
    let core = world.core_on(Service::Redaction, log);
    let slow = tokio::spawn(async move {
        let mut own = core.aggregate::<Toy>(TENANT, id(1), b"slow").await.unwrap();
        own.execute("step", Note::Down(1)).await.unwrap()
    });
    held.stored.notified().await;
    for (cause, answer) in [(b"slow", Executed::AlreadyDone), (b"fast", Executed::Done { sequence: 2 })] {
        let mut own = world.core(Service::Redaction).aggregate::<Toy>(TENANT, id(1), cause).await.unwrap();
        assert_eq!(own.execute("step", Note::Down(2)).await.unwrap(), answer);
    }
    held.go.notify_one();
    assert_eq!(slow.await.unwrap(), Executed::Done { sequence: 1 });
    assert_eq!(copied(&world, id(1)).await, [1, 2]);
}

#[tokio::test]
async fn many_writers_at_once_lose_nothing() {
    let world = World::new(5).await;
    let writers = (0..8_u32).map(|writer| {
        let core = world.core(Service::Redaction);
        tokio::spawn(async move {
            // two of each cause: one of them does it
            let cause = [writer as u8 / 2];
            let mut own = core.aggregate::<Toy>(TENANT, id(1), &cause).await.unwrap();
            own.execute("step", Note::Down(writer / 2)).await.unwrap()
        })
    });
    let answers = futures::future::join_all(writers.collect::<Vec<_>>()).await;
    assert_eq!(answers.into_iter().filter(|answer| done(answer.as_ref().unwrap())).count(), 4);
    let mut numbers = copied(&world, id(1)).await;
    numbers.sort_unstable();
    assert_eq!(numbers, [0, 1, 2, 3]);
    assert!(chained(&world.commits(address(1)).await));
}

#[tokio::test]
async fn a_refusal_is_final_only_when_the_leader_says_so() {
    let world = World::new(6).await;
    let log = Meddler::on(&world.log);
    let core = world.core_on(Service::Redaction, log.clone());
    let mut stale = core.aggregate::<Toy>(TENANT, id(1), b"stale").await.unwrap();
    let mut other = world.core(Service::Redaction).aggregate::<Toy>(TENANT, id(1), b"other").await.unwrap();
    other.execute("step", Note::Down(1)).await.unwrap();
    // by its own state it would refuse; the log says otherwise
    assert!(done(&stale.execute("a", Note::After(1, 2)).await.unwrap()));
    assert_eq!(stale.execute("b", Note::After(5, 3)).await.unwrap(), Executed::Refused(NotSo(2)));
    log.mute.store(true, Ordering::SeqCst);
    assert!(stale.execute("c", Note::After(5, 3)).await.is_err(), "nobody confirmed the refusal");
    assert_eq!(copied(&world, id(1)).await, [1, 2]);
}

#[tokio::test]
async fn a_state_that_could_not_be_read_again_is_kept() {
    let world = World::new(7).await;
    let core = world.core(Service::Redaction);
    let mut own = core.aggregate::<Toy>(TENANT, id(1), b"cause").await.unwrap();
    own.execute("step", Note::Down(1)).await.unwrap();
    world.put(&address(1).subject(), "no envelope").await;
    assert!(own.refold().await.is_err());
    assert_eq!(own.state(), &[1]);
    let read = world.core(Service::Redaction).read_aggregate::<Redaction>(TENANT, id(1)).await;
    assert!(read.is_err(), "what follows waits");
}
