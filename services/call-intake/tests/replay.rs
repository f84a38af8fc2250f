//! INV-03: whatever is delivered, twice, out of order, or again after a restart, live state equals the fold of the facts,
//! and a call is received once.
use call_intake::domain::{CallIntake, CallState, Command, MAX_ATTEMPTS, Offered, Progress, Receive, Refusal};
use phi_events::Fact;
use phi_events::call::{CallFact, Codec, Direction, EndReason, Source, Speaker, Track, Unavailable};
use phi_events::commit::ParkReason;
use phi_service::{Domain, Facts, fold};
use proptest::prelude::*;

fn track(root: u8) -> Track {
    Track {
        track: 0,
        speaker: Speaker::Unknown,
        codec: Codec::MuLaw,
        rate_hz: 8_000,
        duration_ms: 10,
        chunks: 1,
        root: [root; 32],
    }
}

fn delivery(offered: Offered, fingerprint: u8) -> Command {
    Command::Receive(Box::new(Receive {
        source: Source::Vapi,
        direction: Direction::Inbound,
        started_ms: 1_000,
        ended_ms: 2_000,
        ended: EndReason::Completed,
        has_transcript: false,
        offered,
        fingerprint: [fingerprint; 32],
        contents: vec![],
    }))
}

/// A command, in a form that a failing test can print.
#[derive(Debug, Clone)]
enum Does {
    Deliver(Offered, u8),
    Store(u8),
    GiveUp(Unavailable),
    Fail(Unavailable),
}

impl Does {
    fn command(self) -> Command {
        match self {
            Self::Deliver(offered, fingerprint) => delivery(offered, fingerprint),
            Self::Store(root) => Command::StoreRecording { tracks: vec![track(root)] },
            Self::GiveUp(why) => Command::GiveUpRecording { why },
            Self::Fail(at_last) => Command::FetchFailed { at_last },
        }
    }
}

/// What a step of a history does.
#[derive(Debug, Clone)]
enum Step {
    /// A command arrives.
    Once(Does),
    /// The same command arrives twice.
    Twice(Does),
    /// The frame parks the call.
    Park,
    /// The process restarts: state is folded again.
    Restart,
}

fn does() -> impl Strategy<Value = Does> {
    let why = || prop::sample::select(vec![Unavailable::Gone, Unavailable::GaveUp, Unavailable::TooLarge]);
    let offered = prop_oneof![Just(Offered::None), Just(Offered::Announced), Just(Offered::Stored(vec![track(7)]))];
    prop_oneof![
        3 => (offered, 0..3_u8).prop_map(|(offered, print)| Does::Deliver(offered, print)),
        1 => (0..3_u8).prop_map(Does::Store),
        1 => why().prop_map(Does::GiveUp),
        1 => why().prop_map(Does::Fail),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![4 => does().prop_map(Step::Once), 2 => does().prop_map(Step::Twice), 1 => Just(Step::Park), 1 => Just(Step::Restart)]
}

/// A call as a replica runs it: state beside the log.
#[derive(Default)]
struct Live {
    log: Vec<CallFact>,
    state: CallState,
}

impl Live {
    fn append(&mut self, fact: CallFact) {
        self.state = CallIntake::evolve(std::mem::take(&mut self.state), &fact);
        self.log.push(fact);
    }

    fn execute(&mut self, command: Command) -> Result<usize, Refusal> {
        let events = CallIntake::decide(&self.state, command, &Facts { now_ms: 5_000 + self.log.len() as u64 })?;
        let count = events.len();
        for event in events {
            self.append(event.fact);
        }
        Ok(count)
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Once(does) => drop(self.execute(does.command())),
            Step::Twice(does) => {
                let repeatable = !matches!(does, Does::Fail(_));
                let first = self.execute(does.clone().command());
                let second = self.execute(does.command());
                assert!(!repeatable || second == Ok(0) || second == first, "a repeated command says nothing new");
            }
            Step::Park => self.append(CallFact::Parked { reason: ParkReason::PeerDown, due_ms: 9 }),
            Step::Restart => self.state = fold::<CallIntake>(&self.log),
        }
    }
}

fn count(log: &[CallFact], name: &str) -> usize {
    log.iter().filter(|fact| fact.name() == name).count()
}

proptest! {
    #[test]
    fn live_state_is_the_fold_of_the_log(steps in prop::collection::vec(step(), 0..24)) {
        let mut live = Live::default();
        for step in steps {
            live.take(step);
            prop_assert_eq!(&live.state, &fold::<CallIntake>(&live.log));
        }
        prop_assert!(count(&live.log, "call_received") <= 1);
        prop_assert!(count(&live.log, "recording_stored") + count(&live.log, "recording_unavailable") <= 1);
        prop_assert!(count(&live.log, "recording_fetch_failed") < MAX_ATTEMPTS as usize);
    }

    #[test]
    fn an_announced_recording_always_comes_to_an_end(steps in prop::collection::vec(step(), 0..12)) {
        let mut live = Live::default();
        live.execute(delivery(Offered::Announced, 0)).unwrap();
        for step in steps {
            live.take(step);
        }
        for _ in 0..MAX_ATTEMPTS {
            live.execute(Command::FetchFailed { at_last: Unavailable::GaveUp }).unwrap();
        }
        prop_assert!(matches!(live.state.recording, Progress::Stored | Progress::Unavailable));
    }

    #[test]
    fn facts_in_any_order_never_panic(order in prop::collection::vec((0..5_u8, any::<u32>()), 0..24)) {
        let facts: Vec<CallFact> = order.into_iter().map(|(kind, attempt)| match kind {
            0 => CallFact::RecordingStored { tracks: vec![track(0)] },
            1 => CallFact::RecordingUnavailable { why: Unavailable::Gone },
            2 => CallFact::FetchFailed { attempt, retry_ms: u64::from(attempt) },
            3 => CallFact::parked(ParkReason::NeedsPerson, u64::from(attempt)).unwrap(),
            _ => {
                let Ok(events) = CallIntake::decide(&CallState::default(), delivery(Offered::Announced, 1), &Facts { now_ms: 1 }) else { unreachable!() };
                events.into_iter().next().unwrap().fact
            }
        }).collect();
        let state = fold::<CallIntake>(&facts);
        let _ = CallIntake::decide(&state, Command::FetchFailed { at_last: Unavailable::Gone }, &Facts { now_ms: u64::MAX });
    }
}
