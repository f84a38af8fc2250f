//! A person reports an incident: three clocks run, and one that runs out is never passed over in silence (INV-12).
use breach_notification::domain::reported;
use phi_events::Service;
use phi_events::breach::{Breach, BreachFact, Clock, Signal};
use phi_events::request::Ask;

use crate::world::World;

const HOUR_MS: u64 = 3_600_000;

fn missed(facts: &[BreachFact]) -> Vec<Clock> {
    let missed = facts
        .iter()
        .filter_map(|fact| if let BreachFact::ClockMissed { clock, .. } = fact { Some(*clock) } else { None });
    missed.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_starts_three_clocks_and_a_late_one_is_said_to_be_missed() {
    let world = World::with(&[Service::BreachNotification]).await;
    let known_ms = world.operator.now_ms();
    let request = world.ask(Ask::ReportIncident { call: None, known_ms }, &[]).await;
    let id = reported(world.stage.tenant, None, request);
    let facts = world.facts_until::<Breach>(id, |facts| !facts.is_empty()).await;
    assert!(matches!(facts[0], BreachFact::Opened { signal: Signal::Reported { .. }, .. }), "{facts:?}");
    let mut clocks = facts.iter().filter_map(|fact| {
        if let BreachFact::ClockStarted { clock, due_ms } = fact { Some((*clock, *due_ms)) } else { None }
    });
    assert_eq!(clocks.next(), Some((Clock::Contract24h, known_ms + 24 * HOUR_MS)));
    assert_eq!(clocks.next(), Some((Clock::Target72h, known_ms + 72 * HOUR_MS)));
    assert_eq!(clocks.next().map(|(clock, _)| clock), Some(Clock::Limit60d));

    world.clock.advance(25 * HOUR_MS);
    let facts = world.facts_until::<Breach>(id, |facts| !missed(facts).is_empty()).await;
    assert_eq!(missed(&facts), [Clock::Contract24h]);
    world.clock.advance(48 * HOUR_MS);
    world.facts_until::<Breach>(id, |facts| missed(facts) == [Clock::Contract24h, Clock::Target72h]).await;
}
