//! INV-03: whatever way a history was delivered, the state is the fold of the facts.
use outcome::domain::{Command, Outcomes};
use outcome::rules::{Verdict, missed, withheld};
use phi_events::commit::ParkReason;
use phi_events::outcome::v1::{Disposition, Intent, OutcomeFact, Urgency};
use phi_service::{Domain, Facts, fold};
use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};

#[derive(Debug, Clone)]
enum Step {
    Conclude(Verdict),
    Park,
    /// A process forgets its state and folds again.
    Restart,
}

fn verdict() -> impl Strategy<Value = Verdict> {
    let refill = Verdict {
        intent: Intent::Refill,
        disposition: Disposition::RefillRequested,
        urgency: Urgency::Urgent,
        review: None,
    };
    prop_oneof![Just(missed()), Just(withheld()), Just(refill)]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![verdict().prop_map(Step::Conclude), Just(Step::Park), Just(Step::Restart)];
    proptest::collection::vec(step, 0..24)
}

proptest! {
    #[test]
    fn live_equals_replayed_and_a_call_has_one_outcome(steps in steps()) {
        let mut log: Vec<OutcomeFact> = Vec::new();
        let mut live = fold::<Outcomes>([]);
        for (at, step) in steps.into_iter().enumerate() {
            let facts = Facts { now_ms: at as u64 };
            let new: Vec<OutcomeFact> = match step {
                Step::Conclude(verdict) => {
                    let command = Command::Conclude { verdict, detail: None };
                    Outcomes::decide(&live, command, &facts).unwrap().into_iter().map(|event| event.fact).collect()
                }
                Step::Park => vec![OutcomeFact::Parked { reason: ParkReason::KeyUnavailable, due_ms: facts.now_ms }],
                Step::Restart => {
                    live = fold::<Outcomes>(&log);
                    vec![]
                }
            };
            live = new.iter().fold(live, Outcomes::evolve);
            log.extend(new);
        }
        prop_assert_eq!(&live, &fold::<Outcomes>(&log));
        let outcomes = log.iter().filter(|fact| matches!(fact, OutcomeFact::Concluded { .. })).count();
        prop_assert!(outcomes <= 1);
    }

    #[test]
    fn a_history_delivered_twice_gives_the_same_state(verdicts in proptest::collection::vec(verdict(), 1..4)) {
        let facts: Vec<OutcomeFact> = verdicts.iter().map(|v| OutcomeFact::Concluded {
            intent: v.intent, disposition: v.disposition, urgency: v.urgency, review: v.review, rules: 1,
        }).collect();
        let twice: Vec<OutcomeFact> = facts.iter().flat_map(|fact| [fact.clone(), fact.clone()]).collect();
        prop_assert_eq!(fold::<Outcomes>(&facts), fold::<Outcomes>(&twice));
    }
}
