//! However facts are doubled, a fold gives what the first of them gave (INV-03).
use phi_events::transcript::{Failure, Silence, TranscriptFact};
use phi_service::fold;
use proptest::prelude::*;
use transcription::domain::TranscriptDomain;

fn fact() -> impl Strategy<Value = TranscriptFact> {
    prop_oneof![
        Just(TranscriptFact::Silent { why: Silence::Missed }),
        Just(TranscriptFact::Failed { why: Failure::NoEngine }),
        any::<u64>()
            .prop_map(|due_ms| TranscriptFact::Parked { reason: phi_events::commit::ParkReason::PeerDown, due_ms }),
    ]
}

proptest! {
    #[test]
    fn a_doubled_fact_changes_nothing(facts in proptest::collection::vec(fact(), 0..12)) {
        let doubled: Vec<_> = facts.iter().flat_map(|fact| [fact, fact]).collect();
        prop_assert_eq!(fold::<TranscriptDomain>(&facts), fold::<TranscriptDomain>(doubled));
    }

    #[test]
    fn a_fold_in_two_parts_is_the_fold_of_the_whole(facts in proptest::collection::vec(fact(), 0..12), cut in 0_usize..12) {
        use phi_service::Domain;
        let cut = cut.min(facts.len());
        let first = fold::<TranscriptDomain>(&facts[..cut]);
        let both = facts[cut..].iter().fold(first, TranscriptDomain::evolve);
        prop_assert_eq!(both, fold::<TranscriptDomain>(&facts));
    }
}
