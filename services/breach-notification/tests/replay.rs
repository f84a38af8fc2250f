//! INV-03 and INV-12: what a rebuild folds is what was decided live, and no clock ends in silence, whatever was delivered
//! twice, out of order, or after a crash.
use breach_notification::domain::{BreachDomain, Command, Ending, State};
use phi_events::breach::{Blast, BreachFact, Clock, Finding, Signal};
use phi_events::{AggregateId, Service};
use phi_service::{Domain, Facts, fold};
use proptest::prelude::*;

const CLOCKS: [Clock; 3] = [Clock::Contract24h, Clock::Target72h, Clock::Limit60d];
const DAY: u64 = 86_400_000;

fn id() -> impl Strategy<Value = AggregateId> {
    (0u8..4).prop_map(|byte| AggregateId([byte; 16]))
}

fn signal() -> impl Strategy<Value = Signal> {
    prop_oneof![
        id().prop_map(|call| Signal::OpenFailed { service: Service::Outcome, call }),
        id().prop_map(|aggregate| Signal::Quarantined { service: Service::Outcome, aggregate }),
        id().prop_map(|request| Signal::Reported { request }),
    ]
}

fn time() -> impl Strategy<Value = u64> {
    (1_000u64..90_000).prop_map(|minutes| minutes * 60_000)
}

fn open() -> impl Strategy<Value = Command> {
    (signal(), time()).prop_map(|(signal, discovered_ms)| Command::Open { signal, discovered_ms })
}

fn finding() -> impl Strategy<Value = Finding> {
    prop_oneof![
        Just(Finding::NotPhi),
        Just(Finding::Secured),
        (0u8..5).prop_map(Finding::Excluded),
        Just(Finding::LowProbability),
        Just(Finding::Breach),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let clock = || prop::sample::select(CLOCKS.to_vec());
    prop_oneof![
        open(),
        clock().prop_map(|clock| Command::Fire { clock }),
        id().prop_map(|call| Command::CountBlast {
            blast: Blast { calls: vec![call], from_ms: 1, until_ms: 2, entries: 3 }
        }),
        (clock(), time()).prop_map(|(clock, at_ms)| Command::MeetClock { clock, at_ms }),
        (finding(), 0u8..6, id()).prop_map(|(finding, factors, request)| Command::Assess { finding, factors, request }),
    ]
}

fn history() -> impl Strategy<Value = Vec<(Command, u64)>> {
    prop::collection::vec((command(), time()), 0..40)
}

/// Decides and appends, checking each fact against what must never happen.
fn run(commands: &[(Command, u64)]) -> (State, Vec<BreachFact>) {
    let (mut state, mut log) = (State::default(), Vec::new());
    for (command, now_ms) in commands {
        let Ok(events) = BreachDomain::decide(&state, command.clone(), &Facts { now_ms: *now_ms }) else {
            continue;
        };
        for event in events {
            check(&state, &event.fact);
            state = BreachDomain::evolve(state, &event.fact);
            log.push(event.fact);
        }
    }
    (state, log)
}

fn check(before: &State, fact: &BreachFact) {
    match fact {
        BreachFact::Opened { .. } => assert!(!before.is_open(), "an incident is opened once"),
        BreachFact::Assessed { finding: Finding::LowProbability, factors, .. } => {
            assert!(*factors >= 4, "every factor is filled in");
        }
        BreachFact::ClockMissed { clock, .. } => {
            assert!(before.runs(*clock).is_some(), "only a running clock runs out");
        }
        BreachFact::ClockStarted { clock, due_ms } => {
            let later = before.runs(*clock).is_some_and(|running| *due_ms > running);
            assert!(before.is_open() && !later, "a running clock is never moved to a later date");
        }
        BreachFact::ClockMet { .. }
        | BreachFact::Assessed { .. }
        | BreachFact::BlastCounted { .. }
        | BreachFact::SignalAdded { .. }
        | BreachFact::EntityNotified { .. }
        | BreachFact::Parked { .. } => {
            assert!(before.is_open() || matches!(fact, BreachFact::Parked { .. }), "nothing before the incident");
        }
    }
}

proptest! {
    #[test]
    fn live_equals_replayed_from_any_restart(commands in history(), cut in 0usize..60) {
        let (live, log) = run(&commands);
        prop_assert_eq!(&live, &fold::<BreachDomain>(&log));
        let (head, tail) = log.split_at(cut.min(log.len()));
        let resumed = tail.iter().fold(fold::<BreachDomain>(head), BreachDomain::evolve);
        prop_assert_eq!(live, resumed);
    }

    #[test]
    fn each_command_delivered_twice_at_once_adds_nothing(commands in history()) {
        let (once, log) = run(&commands);
        let doubled: Vec<_> = commands.iter().flat_map(|delivery| [delivery.clone(), delivery.clone()]).collect();
        let (twice, again) = run(&doubled);
        prop_assert_eq!(once, twice);
        prop_assert_eq!(log, again);
    }

    #[test]
    fn clocks_are_the_same_whatever_the_order_of_the_signals(
        (signals, shuffled) in prop::collection::vec(open(), 1..12).prop_flat_map(|signals| (Just(signals.clone()), Just(signals).prop_shuffle())),
    ) {
        let deliver = |commands: Vec<Command>| run(&commands.into_iter().map(|command| (command, 0)).collect::<Vec<_>>()).0;
        let (in_order, out_of_order) = (deliver(signals), deliver(shuffled));
        prop_assert_eq!(&in_order.clocks, &out_of_order.clocks);
        let heard = |state: &State| -> std::collections::BTreeSet<String> { state.signals.iter().map(|signal| format!("{signal:?}")).collect() };
        prop_assert_eq!(heard(&in_order), heard(&out_of_order));
    }

    #[test]
    fn no_clock_ends_in_silence(commands in history()) {
        // liveness: whatever happened, once every timer has fired each clock of an incident says how it ended
        let mut all = commands;
        all.extend(CLOCKS.map(|clock| (Command::Fire { clock }, u64::MAX)));
        let (state, log) = run(&all);
        for (clock, running) in &state.clocks {
            let ends = |fact: &BreachFact| matches!(fact, BreachFact::ClockMet { clock: ended } | BreachFact::ClockMissed { clock: ended, .. } if ended == clock);
            let told = log.iter().any(ends);
            prop_assert!(running.ending.is_some() && told, "{clock:?}");
            if !state.closed() {
                prop_assert_ne!(running.ending, Some(Ending::Discharged), "{:?} is owed again", clock);
            }
        }
        prop_assert!(!state.is_open() || state.clocks.len() == 3);
    }

    #[test]
    fn a_limit_is_never_more_than_sixty_days_away(discovered_ms in 0u64..4_000_000_000_000) {
        let due_ms = breach_notification::deadlines::due(Clock::Limit60d, discovered_ms);
        prop_assert!(due_ms <= discovered_ms + 60 * DAY && due_ms > discovered_ms + 59 * DAY);
    }
}
