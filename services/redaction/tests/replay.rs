//! However facts are doubled, a fold gives what the first of them gave (INV-03).
use std::collections::BTreeMap;

use phi_events::redaction::{Cleaned, NoMask, PhiKind, RedactionFact, Revealed, ReviewItem, Withhold};
use phi_events::{AggregateId, TenantId};
use phi_service::{Domain, Facts, fold};
use proptest::prelude::*;
use redaction::domain::{Command, Diff, Grade, Queued, RedactionDomain, State, Words, Work};
use redaction::open_reviews::OpenReviews;

fn item() -> impl Strategy<Value = ReviewItem> {
    (1_u32..4).prop_map(|item| ReviewItem { item, kind: PhiKind::Name, score_milli: 600 })
}

fn fact() -> impl Strategy<Value = RedactionFact> {
    let by = || "ann".to_owned();
    let none = BTreeMap::<PhiKind, u32>::new;
    prop_oneof![
        Just(RedactionFact::Nothing),
        Just(RedactionFact::Withheld { why: Withhold::LowTier }),
        Just(RedactionFact::Redacted { engine: "one".to_owned(), counts: none(), turns: 1, words: 2 }),
        any::<u64>()
            .prop_map(|due_ms| RedactionFact::Parked { reason: phi_events::commit::ParkReason::PeerDown, due_ms }),
        proptest::collection::vec(item(), 0..3).prop_map(|review| RedactionFact::Graded {
            review,
            redact_milli: 800,
            review_milli: 300,
            marks: 0,
            sensitive: false
        }),
        (item(), any::<bool>()).prop_map(move |(before, phi)| RedactionFact::Reviewed {
            before,
            after: phi.then_some(PhiKind::Org),
            by: by(),
            at_ms: 1
        }),
        Just(RedactionFact::AudioMasked { tracks: vec![] }),
        Just(RedactionFact::AudioWithheld { why: NoMask::NoTimes }),
        Just(RedactionFact::Rerun { engine: "two".to_owned(), caught: none(), released: none(), unchanged: 1 }),
        Just(RedactionFact::Promoted { engine: "two".to_owned(), by: by(), at_ms: 2 }),
        (0_u8..3, any::<bool>()).prop_map(move |(term, phi)| RedactionFact::TermDecided {
            term: [term; 16],
            kind: phi.then_some(PhiKind::Name),
            by: by(),
            at_ms: 3
        }),
    ]
}

/// What may be asked. A command itself has no `Debug`, since it may hold words.
#[derive(Debug, Clone)]
enum Asked {
    Release,
    Withhold,
    NoteNothing,
    Review(u32, Option<PhiKind>),
    Rerun,
    Promote,
    NoteMasked(u32),
    NoteUnmasked(u32),
    Term(u8, Option<PhiKind>),
}

fn asked() -> impl Strategy<Value = Asked> {
    let kind = || prop_oneof![Just(None), Just(Some(PhiKind::Name))];
    prop_oneof![
        Just(Asked::Release),
        Just(Asked::Withhold),
        Just(Asked::NoteNothing),
        (0_u32..4, kind()).prop_map(|(item, after)| Asked::Review(item, after)),
        Just(Asked::Rerun),
        Just(Asked::Promote),
        (0_u32..3).prop_map(Asked::NoteMasked),
        (0_u32..3).prop_map(Asked::NoteUnmasked),
        (0_u8..3, kind()).prop_map(|(term, after)| Asked::Term(term, after)),
    ]
}

fn work(engine: &str, items: &[u32]) -> Box<Work> {
    let review = items.iter().map(|item| ReviewItem { item: *item, kind: PhiKind::Name, score_milli: 600 });
    Box::new(Work {
        engine: engine.to_owned(),
        counts: BTreeMap::new(),
        words: 1,
        cleaned: Cleaned { turns: vec![], summary: None, structured: vec![] },
        revealed: Revealed { values: vec![] },
        places: vec![],
        grade: Grade { review: review.collect(), ..Grade::default() },
    })
}

fn command(asked: &Asked) -> Command {
    let by = "ann".to_owned();
    match asked {
        Asked::Release => Command::Release(work("one", &[1, 2])),
        Asked::Withhold => Command::Withhold(Withhold::Failed),
        Asked::NoteNothing => Command::NoteNothing,
        Asked::Review(item, after) => Command::Review { item: *item, after: *after, by },
        Asked::Rerun => Command::Rerun(work("two", &[3]), Diff::default()),
        Asked::Promote => Command::Promote { by },
        Asked::NoteMasked(promoted) => Command::NoteCopy { made: Ok(vec![]), promoted: *promoted },
        Asked::NoteUnmasked(promoted) => Command::NoteCopy { made: Err(NoMask::Failed), promoted: *promoted },
        Asked::Term(term, kind) => Command::DecideTerms { terms: vec![[*term; 16]], kind: *kind, by },
    }
}

/// What a service does with commands: decide, append, apply.
fn live(commands: &[Asked]) -> (State, Vec<RedactionFact>) {
    let (mut state, mut facts) = (State::default(), Vec::new());
    for (at, command) in commands.iter().enumerate() {
        let events = RedactionDomain::decide(&state, self::command(command), &Facts { now_ms: at as u64 }).unwrap();
        for event in events {
            state = RedactionDomain::evolve(state, &event.fact);
            facts.push(event.fact);
        }
    }
    (state, facts)
}

proptest! {
    #[test]
    fn a_doubled_fact_changes_nothing(facts in proptest::collection::vec(fact(), 0..16)) {
        let doubled: Vec<_> = facts.iter().flat_map(|fact| [fact, fact]).collect();
        prop_assert_eq!(fold::<RedactionDomain>(&facts), fold::<RedactionDomain>(doubled));
    }

    #[test]
    fn a_fold_in_two_parts_is_the_fold_of_the_whole(facts in proptest::collection::vec(fact(), 0..16), cut in 0_usize..16) {
        let cut = cut.min(facts.len());
        let first = fold::<RedactionDomain>(&facts[..cut]);
        let both = facts[cut..].iter().fold(first, RedactionDomain::evolve);
        prop_assert_eq!(both, fold::<RedactionDomain>(&facts));
    }

    /// The live state is the replayed one, whatever was asked in whatever order.
    #[test]
    fn what_lived_is_what_is_replayed(commands in proptest::collection::vec(asked(), 0..24)) {
        let (state, facts) = live(&commands);
        prop_assert_eq!(&state, &fold::<RedactionDomain>(&facts));
        // a decision stands once, and only about what was queued
        let mut decided = std::collections::BTreeSet::new();
        for fact in &facts {
            if let RedactionFact::Reviewed { before, .. } = fact {
                prop_assert!(decided.insert(before.item), "decided twice");
                prop_assert!(state.queue.contains_key(&before.item), "decided and never queued");
            }
        }
        let open = state.queue.values().filter(|queued| matches!(queued, Queued::Open(_))).count();
        prop_assert_eq!(open, state.open().count());
        // the projection over all calls says the same of this one, however the stream is cut
        let (tenant, call) = (TenantId([1; 16]), AggregateId([2; 16]));
        let mut projected = OpenReviews::default();
        for fact in &facts {
            projected.apply(tenant, call, fact);
        }
        let listed: Vec<_> = projected.of(tenant, call).into_iter().flatten().map(|(_, item)| *item).collect();
        prop_assert_eq!(listed, state.open().collect::<Vec<_>>());
        // a pass over withheld words is unsure of some too
        prop_assert!(state.queue.is_empty() || matches!(state.words, Words::Redacted | Words::Withheld));
    }

    /// The same commands again, as redeliveries bring them, add nothing but what was new to say; only a promotion changes what counts.
    #[test]
    fn what_was_settled_stays(commands in proptest::collection::vec(asked(), 0..24)) {
        let (once, _) = live(&commands);
        let (twice, _) = live(&commands.iter().chain(&commands).cloned().collect::<Vec<_>>());
        let settled = once.words == twice.words || twice.promoted > once.promoted;
        prop_assert!(once.words == Words::Waiting || settled);
        for (item, queued) in &once.queue {
            if matches!(queued, Queued::Decided(..)) {
                prop_assert_eq!(twice.queue.get(item), Some(queued));
            }
        }
    }
}
