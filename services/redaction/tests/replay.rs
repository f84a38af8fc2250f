//! However facts are doubled, a fold gives what the first of them gave (INV-03).
use phi_events::redaction::{RedactionFact, Withhold};
use phi_service::fold;
use proptest::prelude::*;
use redaction::domain::RedactionDomain;

fn fact() -> impl Strategy<Value = RedactionFact> {
    prop_oneof![
        Just(RedactionFact::Nothing),
        Just(RedactionFact::Withheld { why: Withhold::LowTier }),
        any::<u64>()
            .prop_map(|due_ms| RedactionFact::Parked { reason: phi_events::commit::ParkReason::PeerDown, due_ms }),
    ]
}

proptest! {
    #[test]
    fn a_doubled_fact_changes_nothing(facts in proptest::collection::vec(fact(), 0..12)) {
        let doubled: Vec<_> = facts.iter().flat_map(|fact| [fact, fact]).collect();
        prop_assert_eq!(fold::<RedactionDomain>(&facts), fold::<RedactionDomain>(doubled));
    }

    #[test]
    fn a_fold_in_two_parts_is_the_fold_of_the_whole(facts in proptest::collection::vec(fact(), 0..12), cut in 0_usize..12) {
        use phi_service::Domain;
        let cut = cut.min(facts.len());
        let first = fold::<RedactionDomain>(&facts[..cut]);
        let both = facts[cut..].iter().fold(first, RedactionDomain::evolve);
        prop_assert_eq!(both, fold::<RedactionDomain>(&facts));
    }
}
