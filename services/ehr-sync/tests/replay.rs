//! INV-02 and INV-03 over generated histories: processes that decide on what they folded, die, restart, and lose answers,
//! against an EHR that keeps one resource for an identifier.
use ehr_sync::domain::{Command, EhrWrites, Lost, Pace, State};
use phi_events::ehr::v1::{Chart, EhrFact, Refused};
use phi_service::{Domain, Facts, fold};
use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};

const PACE: Pace = Pace { lease_ms: 50, retry_ms: 10, longest_ms: 200, attempts: 4, ask_ms: 400 };

/// How an attempt ends.
#[derive(Debug, Clone, Copy)]
enum End {
    /// Written, and noted.
    Confirmed,
    /// Written, and the answer is lost.
    AnswerLost,
    /// Written, and the process dies before it can note anything.
    Died,
    /// Not written, and known to be lost.
    Down,
    /// Refused.
    Refused,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    /// The outcome is delivered, perhaps again.
    Deliver(End),
    /// The timer fires, perhaps too early.
    Fire(End),
    /// Time goes by, in milliseconds.
    Wait(u64),
    /// What an earlier process still wants to say.
    Late(u32),
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![
        Just(End::Confirmed),
        Just(End::AnswerLost),
        Just(End::Died),
        Just(End::Down),
        Just(End::Down),
        Just(End::Refused)
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        end().prop_map(Step::Deliver),
        end().prop_map(Step::Fire),
        (0u64..500).prop_map(Step::Wait),
        (0u32..6).prop_map(Step::Late)
    ];
    proptest::collection::vec(step, 0..60)
}

#[derive(Default)]
struct World {
    now_ms: u64,
    log: Vec<EhrFact>,
    live: State,
    /// What stands in the EHR for this outcome.
    resources: u32,
    /// Attempts that acted without having searched.
    blind: u32,
}

impl World {
    /// Decides, appends, and says whether this process appended.
    fn execute(&mut self, command: Command) -> bool {
        let facts = Facts { now_ms: self.now_ms };
        let Ok(events) = EhrWrites::decide(&self.live, command, &facts) else { return false };
        for event in &events {
            self.live = EhrWrites::evolve(self.live.clone(), &event.fact);
            self.log.push(event.fact.clone());
        }
        !events.is_empty()
    }

    fn attempt(&mut self, end: End) {
        let Some(lease) = self.live.lease() else { return };
        let attempt = lease.attempt;
        let confirm = |found| Command::Confirm {
            attempt,
            resources: vec!["Task/1".to_owned()],
            chart: Chart::Unmatched,
            found,
            patient: None,
        };
        if lease.must_search && self.resources > 0 {
            self.execute(confirm(true));
            return;
        }
        self.blind += u32::from(!lease.must_search);
        match end {
            End::Confirmed | End::AnswerLost | End::Died => self.resources += 1,
            End::Down | End::Refused => {}
        }
        match end {
            End::Confirmed => self.execute(confirm(false)),
            End::AnswerLost | End::Down => {
                self.execute(Command::LoseTrack { attempt, lost: Lost::default(), pace: PACE })
            }
            End::Refused => self.execute(Command::Reject { attempt, why: Refused::Status(422) }),
            End::Died => false,
        };
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Deliver(end) => {
                if self.execute(Command::Plan(PACE)) {
                    self.attempt(end);
                }
            }
            Step::Fire(end) => {
                if self.execute(Command::Retry(PACE)) {
                    self.attempt(end);
                }
            }
            Step::Wait(ms) => self.now_ms += ms,
            Step::Late(attempt) => {
                self.execute(Command::LoseTrack { attempt, lost: Lost::default(), pace: PACE });
            }
        }
    }
}

proptest! {
    #[test]
    fn at_most_one_resource_and_live_equals_replayed(steps in steps()) {
        let mut world = World::default();
        for step in steps {
            world.step(step);
            prop_assert!(world.resources <= 1, "INV-02");
            prop_assert!(world.blind <= 1, "only the first attempt may act without a search");
            prop_assert_eq!(&world.live, &fold::<EhrWrites>(&world.log), "INV-03");
        }
    }

    #[test]
    fn leases_do_not_overlap(steps in steps()) {
        let mut world = World::default();
        let mut until = 0;
        let mut seen = 0;
        for step in steps {
            let at_ms = world.now_ms;
            world.step(step);
            for fact in &world.log[seen..] {
                match fact {
                    EhrFact::Intended { deadline_ms, .. } => {
                        prop_assert!(at_ms >= until, "an attempt began before the one before it was over");
                        until = *deadline_ms;
                    }
                    // said by the attempt itself: its time is over
                    EhrFact::Unknown { retry_ms, .. } => until = *retry_ms,
                    EhrFact::Confirmed { .. } | EhrFact::Rejected { .. } | EhrFact::Parked { .. } => {}
                }
            }
            seen = world.log.len();
        }
    }

    #[test]
    fn an_ehr_that_comes_back_gets_every_outcome(steps in steps()) {
        let mut world = World::default();
        for step in steps {
            world.step(step);
        }
        world.step(Step::Deliver(End::Confirmed));
        for _ in 0..4 {
            world.step(Step::Wait(PACE.ask_ms));
            world.step(Step::Fire(End::Confirmed));
        }
        let settled = matches!(world.live, State::Confirmed { .. } | State::Rejected { .. });
        prop_assert!(settled, "a call is given up silently: {:?}", world.live);
    }

    #[test]
    fn any_order_of_any_facts_folds(facts in proptest::collection::vec((0u8..5, 0u32..4, 0u64..9), 0..30)) {
        let facts: Vec<EhrFact> = facts.into_iter().map(|(kind, attempt, ms)| match kind {
            0 => EhrFact::Intended { attempt, deadline_ms: ms },
            1 => EhrFact::Unknown { attempt, retry_ms: ms },
            2 => EhrFact::Rejected { attempt, why: Refused::Several },
            3 => EhrFact::Confirmed { attempt, resources: vec![], chart: Chart::Matched, found: true },
            _ => EhrFact::Intended { attempt: u32::MAX, deadline_ms: ms },
        }).collect();
        let state = fold::<EhrWrites>(&facts);
        prop_assert_eq!(&state, &fold::<EhrWrites>(&facts));
        prop_assert!(state.lease().is_none_or(|lease| lease.must_search == (lease.attempt > 1)));
    }
}
