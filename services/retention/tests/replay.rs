//! INV-03: what a rebuild folds is what was decided live, whatever was delivered twice, out of order, or after a crash.
use phi_events::class::CONTENT_CLASSES;
use phi_events::retention::{Due, RetentionFact};
use phi_events::{AggregateId, DataClass};
use phi_service::{Domain, Facts, fold};
use proptest::prelude::*;
use retention::domain::{Command, RetentionDomain, ShredRequest, State};

fn class() -> impl Strategy<Value = DataClass> {
    prop::sample::select(CONTENT_CLASSES.to_vec())
}

fn request() -> impl Strategy<Value = AggregateId> {
    (0u8..6).prop_map(|byte| AggregateId([byte; 16]))
}

fn shred() -> impl Strategy<Value = Command> {
    let approvers = prop::sample::subsequence(vec!["ann".to_owned(), "bob".to_owned(), "cy".to_owned()], 0..=3);
    (request(), prop::collection::vec(class(), 0..3), approvers).prop_map(|(request, classes, approvers)| {
        Command::Shred(ShredRequest { request, classes, by: "ann".to_owned(), approvers, frozen: false })
    })
}

fn command() -> impl Strategy<Value = Command> {
    let due = prop::collection::vec((class(), 0u64..100).prop_map(|(class, due_ms)| Due { class, due_ms }), 0..6);
    prop_oneof![
        due.prop_map(|due| Command::Schedule { due, policy: 1 }),
        request().prop_map(|request| Command::PlaceHold { request }),
        (request(), 0u64..100).prop_map(|(request, not_before_ms)| Command::ReleaseHold { request, not_before_ms }),
        Just(Command::Expire),
        shred(),
        prop::collection::vec(class(), 0..3).prop_map(|classes| Command::Withdraw { classes }),
        (0u64..9, 0u32..5).prop_map(|(ledger, keys)| Command::Finish { ledger, keys }),
        (0u32..5, 0u64..100).prop_map(|(month, next_ms)| Command::Minted { month, next_ms }),
    ]
}

/// Decides and appends, checking each fact against what must never happen.
fn run(commands: &[(Command, u64)]) -> (State, Vec<RetentionFact>) {
    let (mut state, mut log) = (State::default(), Vec::new());
    for (command, now_ms) in commands {
        let Ok(events) = RetentionDomain::decide(&state, command.clone(), &Facts { now_ms: *now_ms }) else {
            continue;
        };
        for event in events {
            check(&state, &event.fact);
            state = RetentionDomain::evolve(state, &event.fact);
            log.push(event.fact);
        }
    }
    (state, log)
}

fn check(before: &State, fact: &RetentionFact) {
    match fact {
        RetentionFact::DestructionStarted { classes, .. } => {
            assert!(before.holds.is_empty(), "a hold beats everything");
            assert!(before.pending.is_none(), "one destruction at a time");
            assert!(!classes.is_empty());
            assert!(classes.iter().all(|class| !before.destroyed.contains(class)), "nothing is destroyed twice");
        }
        RetentionFact::Destroyed { classes, .. } => {
            assert_eq!(
                before.pending.as_ref().map(|pending| &pending.classes),
                Some(classes),
                "only what was started is done"
            );
        }
        RetentionFact::Scheduled { .. }
        | RetentionFact::HoldPlaced { .. }
        | RetentionFact::HoldReleased { .. }
        | RetentionFact::Declined { .. }
        | RetentionFact::MonthMinted { .. }
        | RetentionFact::Parked { .. } => {}
    }
}

fn history() -> impl Strategy<Value = Vec<(Command, u64)>> {
    prop::collection::vec((command(), 0u64..120), 0..40)
}

proptest! {
    #[test]
    fn live_equals_replayed_from_any_restart(commands in history(), cut in 0usize..60) {
        let (live, log) = run(&commands);
        prop_assert_eq!(&live, &fold::<RetentionDomain>(&log));
        // a restart in the middle: fold the head, go on from there
        let (head, tail) = log.split_at(cut.min(log.len()));
        let resumed = tail.iter().fold(fold::<RetentionDomain>(head), RetentionDomain::evolve);
        prop_assert_eq!(live, resumed);
    }

    #[test]
    fn each_command_delivered_twice_at_once_adds_nothing(commands in history()) {
        let (once, log) = run(&commands);
        // a shred leaves its classes pending or answered; only the frame's commit id tells two withdrawals apart
        let idempotent = |command: &Command| !matches!(command, Command::Withdraw { .. });
        let doubled: Vec<_> = commands
            .iter()
            .flat_map(|delivery| std::iter::repeat_n(delivery.clone(), if idempotent(&delivery.0) { 2 } else { 1 }))
            .collect();
        let (twice, again) = run(&doubled);
        prop_assert_eq!(once, twice);
        prop_assert_eq!(log, again);
    }

    #[test]
    fn holds_count_the_same_in_any_order(requests in prop::collection::btree_set(0u8..20, 0..10), seed in any::<u64>()) {
        let placed: Vec<_> = requests.iter().map(|byte| (Command::PlaceHold { request: AggregateId([*byte; 16]) }, 0)).collect();
        let mut shuffled = placed.clone();
        shuffled.sort_by_key(|(command, _)| format!("{command:?}").bytes().fold(seed, |sum, byte| sum.rotate_left(7) ^ u64::from(byte)));
        let (in_order, _) = run(&placed);
        let (out_of_order, _) = run(&shuffled);
        prop_assert_eq!(in_order.holds.len(), out_of_order.holds.len());
        prop_assert_eq!(in_order.answered, out_of_order.answered);
    }

    #[test]
    fn a_history_ends_with_everything_destroyed_once_holds_are_gone(commands in history()) {
        let (state, _) = run(&commands);
        // liveness: a finish, releases for every hold, then time passes
        let end = u64::MAX;
        let mut rest = vec![(Command::Finish { ledger: 1, keys: 0 }, end)];
        let releases = (0..state.holds.len()).map(|n| Command::ReleaseHold { request: AggregateId([100 + n as u8; 16]), not_before_ms: 0 });
        rest.extend(releases.map(|command| (command, end)));
        rest.extend([(Command::Expire, end), (Command::Finish { ledger: 2, keys: 0 }, end)]);
        let mut all = commands;
        all.extend(rest);
        let (state, _) = run(&all);
        prop_assert!(state.due.is_empty() && state.pending.is_none() && state.holds.is_empty());
    }
}
