use phi_service::fold;

use super::*;
use crate::deadlines::{HOUR_MS, clocks, due};

/// 2026-11-21T00:00:00Z.
const D0: u64 = 1_795_219_200_000;
const DAY: u64 = 24 * HOUR_MS;

fn id(byte: u8) -> AggregateId {
    AggregateId([byte; 16])
}

fn failed() -> Signal {
    Signal::OpenFailed { service: Service::Redaction, call: id(1) }
}

fn quarantined() -> Signal {
    Signal::Quarantined { service: Service::Redaction, aggregate: id(1) }
}

fn started(from_ms: u64) -> Vec<BreachFact> {
    clocks(from_ms).into_iter().map(|(clock, due_ms)| BreachFact::ClockStarted { clock, due_ms }).collect()
}

fn opened() -> Vec<BreachFact> {
    join(vec![BreachFact::Opened { signal: failed(), discovered_ms: D0 }], started(D0))
}

fn join(mut facts: Vec<BreachFact>, more: impl IntoIterator<Item = BreachFact>) -> Vec<BreachFact> {
    facts.extend(more);
    facts
}

fn met(clock: Clock) -> BreachFact {
    BreachFact::ClockMet { clock }
}

fn missed(clock: Clock) -> BreachFact {
    BreachFact::ClockMissed { clock, due_ms: due(clock, D0) }
}

fn told(at_ms: u64) -> BreachFact {
    BreachFact::EntityNotified { at_ms }
}

fn assessed(finding: Finding, factors: u8, request: u8) -> BreachFact {
    BreachFact::Assessed { finding, factors, request: id(request) }
}

fn assess(finding: Finding, factors: u8, request: u8) -> Command {
    Command::Assess { finding, factors, request: id(request) }
}

fn blast() -> Blast {
    Blast { calls: vec![id(1)], from_ms: 5, until_ms: 6, entries: 7 }
}

struct Given(State, u64);

fn given(facts: &[BreachFact]) -> Given {
    Given(fold::<BreachDomain>(facts), D0)
}

impl Given {
    fn at(self, now_ms: u64) -> Self {
        Self(self.0, now_ms)
    }

    fn when(self, command: Command) -> Result<Vec<BreachFact>, Refusal> {
        let events = BreachDomain::decide(&self.0, command, &Facts { now_ms: self.1 })?;
        Ok(events.into_iter().map(|event| event.fact).collect())
    }
}

const NOTHING: Result<Vec<BreachFact>, Refusal> = Ok(vec![]);

#[test]
fn a_first_signal_opens_an_incident_and_starts_every_clock() {
    let command = Command::Open { signal: failed(), discovered_ms: D0 };
    assert_eq!(given(&[]).when(command), Ok(opened()));
}

#[test]
fn the_same_signal_again_is_the_same_incident() {
    let command = Command::Open { signal: failed(), discovered_ms: D0 + 9 };
    assert_eq!(given(&opened()).when(command), NOTHING);
}

#[test]
fn another_signal_joins_and_the_clocks_stay() {
    let command = Command::Open { signal: quarantined(), discovered_ms: D0 + 9 };
    assert_eq!(given(&opened()).when(command), Ok(vec![BreachFact::SignalAdded { signal: quarantined() }]));
}

#[test]
fn an_earlier_discovery_moves_the_clocks_back() {
    let signal = Signal::Reported { request: id(9) };
    let command = Command::Open { signal: signal.clone(), discovered_ms: D0 - DAY };
    let expected = join(vec![BreachFact::SignalAdded { signal }], started(D0 - DAY));
    assert_eq!(given(&opened()).when(command), Ok(expected));
}

#[test]
fn a_clock_that_ended_is_not_started_by_an_earlier_discovery() {
    let facts = join(opened(), [met(Clock::Contract24h)]);
    let command = Command::Open { signal: failed(), discovered_ms: D0 - DAY };
    assert_eq!(given(&facts).when(command), Ok(started(D0 - DAY)[1..].to_vec()));
}

#[test]
fn signals_are_bounded() {
    let more = (0..MOST_SIGNALS as u8).map(|n| BreachFact::SignalAdded { signal: Signal::Reported { request: id(n) } });
    let facts = join(opened(), more);
    assert_eq!(fold::<BreachDomain>(&facts).signals.len(), MOST_SIGNALS);
    let command = Command::Open { signal: Signal::Reported { request: id(200) }, discovered_ms: D0 };
    assert_eq!(given(&facts).when(command), NOTHING);
}

#[test]
fn one_incident_for_what_one_service_met_in_one_aggregate() {
    let (tenant, other) = (TenantId([1; 16]), TenantId([2; 16]));
    let one = incident(tenant, Service::Redaction, id(1));
    assert_eq!(one, incident(tenant, Service::Redaction, id(1)));
    assert_ne!(one, incident(other, Service::Redaction, id(1)));
    assert_ne!(one, incident(tenant, Service::Outcome, id(1)));
    assert_ne!(one, incident(tenant, Service::Redaction, id(2)));
}

#[test]
fn reports_about_one_call_are_one_incident_and_others_are_their_own() {
    let tenant = TenantId([1; 16]);
    assert_eq!(reported(tenant, Some(id(1)), id(8)), reported(tenant, Some(id(1)), id(9)));
    assert_ne!(reported(tenant, None, id(8)), reported(tenant, None, id(9)));
    assert_ne!(reported(tenant, Some(id(8)), id(1)), reported(tenant, None, id(8)));
}

#[test]
fn a_clock_that_runs_out_is_missed() {
    for (clock, due_ms) in clocks(D0) {
        assert_eq!(given(&opened()).at(due_ms).when(Command::Fire { clock }), Ok(vec![missed(clock)]));
        assert_eq!(given(&opened()).at(due_ms - 1).when(Command::Fire { clock }), NOTHING);
    }
}

#[test]
fn a_clock_ends_once() {
    for ending in [met(Clock::Target72h), missed(Clock::Target72h)] {
        let facts = join(opened(), [ending]);
        assert_eq!(given(&facts).at(u64::MAX).when(Command::Fire { clock: Clock::Target72h }), NOTHING);
    }
}

#[test]
fn telling_the_entity_in_time_meets_both_contract_clocks() {
    for clock in [Clock::Contract24h, Clock::Target72h] {
        let command = Command::MeetClock { clock, at_ms: D0 + 20 * HOUR_MS };
        let expected = vec![met(Clock::Contract24h), met(Clock::Target72h), told(D0 + 20 * HOUR_MS)];
        assert_eq!(given(&opened()).when(command), Ok(expected));
    }
}

#[test]
fn telling_the_entity_on_the_second_day_misses_the_first_clock() {
    let at_ms = D0 + 30 * HOUR_MS;
    let command = Command::MeetClock { clock: Clock::Contract24h, at_ms };
    let expected = vec![missed(Clock::Contract24h), met(Clock::Target72h), told(at_ms)];
    assert_eq!(given(&opened()).when(command), Ok(expected));
}

#[test]
fn the_last_millisecond_is_in_time() {
    let at_ms = due(Clock::Limit60d, D0);
    let meet = |at_ms| Command::MeetClock { clock: Clock::Limit60d, at_ms };
    assert_eq!(given(&opened()).when(meet(at_ms)), Ok(vec![met(Clock::Limit60d)]));
    assert_eq!(given(&opened()).when(meet(at_ms + 1)), Ok(vec![missed(Clock::Limit60d)]));
}

#[test]
fn what_was_done_in_time_counts_though_its_record_comes_late() {
    let facts = join(opened(), [missed(Clock::Limit60d)]);
    let command = Command::MeetClock { clock: Clock::Limit60d, at_ms: D0 + DAY };
    assert_eq!(given(&facts).at(D0 + 70 * DAY).when(command), Ok(vec![met(Clock::Limit60d)]));
}

#[test]
fn what_is_done_too_late_does_not_meet_the_clock() {
    let facts = join(opened(), [missed(Clock::Limit60d)]);
    let command = Command::MeetClock { clock: Clock::Limit60d, at_ms: D0 + 70 * DAY };
    assert_eq!(given(&facts).when(command), Err(Refusal::TooLate));
}

#[test]
fn a_clock_met_twice_is_met_once() {
    let at_ms = D0 + HOUR_MS;
    let facts = join(opened(), [met(Clock::Contract24h), met(Clock::Target72h), told(at_ms)]);
    assert_eq!(given(&facts).when(Command::MeetClock { clock: Clock::Contract24h, at_ms }), NOTHING);
}

#[test]
fn nothing_is_recorded_of_an_incident_that_is_not() {
    let commands = [
        Command::MeetClock { clock: Clock::Limit60d, at_ms: D0 },
        assess(Finding::Breach, 4, 1),
        Command::CountBlast { blast: blast() },
    ];
    for command in commands {
        assert_eq!(given(&[]).when(command), Err(Refusal::NoIncident));
    }
    assert_eq!(given(&[]).when(Command::Fire { clock: Clock::Limit60d }), NOTHING);
}

#[test]
fn a_breach_is_presumed() {
    assert!(!fold::<BreachDomain>(&opened()).closed());
}

#[test]
fn a_low_probability_takes_every_factor() {
    for factors in 0..FACTORS {
        let command = assess(Finding::LowProbability, factors, 1);
        assert_eq!(given(&opened()).when(command), Err(Refusal::FactorsMissing(factors)));
    }
    let decided = given(&opened()).when(assess(Finding::LowProbability, FACTORS, 1)).unwrap();
    assert!(fold::<BreachDomain>(&join(opened(), decided)).closed());
}

#[test]
fn there_are_three_exclusions() {
    for which in [0, 4, 255] {
        assert_eq!(given(&opened()).when(assess(Finding::Excluded(which), 0, 1)), Err(Refusal::NoSuchExclusion(which)));
    }
    for which in EXCLUSIONS {
        assert!(given(&opened()).when(assess(Finding::Excluded(which), 0, 1)).is_ok());
    }
}

#[test]
fn a_finding_of_no_breach_ends_the_clocks() {
    let expected =
        vec![assessed(Finding::NotPhi, 0, 1), met(Clock::Contract24h), met(Clock::Target72h), met(Clock::Limit60d)];
    assert_eq!(given(&opened()).when(assess(Finding::NotPhi, 0, 1)), Ok(expected));
}

#[test]
fn a_finding_after_a_clock_ran_out_leaves_it_missed() {
    let now = D0 + 2 * DAY;
    let expected =
        vec![assessed(Finding::Secured, 0, 1), missed(Clock::Contract24h), met(Clock::Target72h), met(Clock::Limit60d)];
    assert_eq!(given(&opened()).at(now).when(assess(Finding::Secured, 0, 1)), Ok(expected));
}

#[test]
fn a_finding_of_breach_leaves_the_clocks_running() {
    assert_eq!(given(&opened()).when(assess(Finding::Breach, 2, 1)), Ok(vec![assessed(Finding::Breach, 2, 1)]));
}

#[test]
fn the_same_assessment_twice_is_one() {
    let facts = join(opened(), [assessed(Finding::Breach, 2, 1)]);
    assert_eq!(given(&facts).when(assess(Finding::Breach, 2, 1)), NOTHING);
}

fn closed() -> Vec<BreachFact> {
    let decided = given(&opened()).when(assess(Finding::LowProbability, 4, 1)).unwrap();
    join(opened(), decided)
}

#[test]
fn a_closed_incident_found_to_be_a_breach_gets_its_dates_back() {
    let expected = join(vec![assessed(Finding::Breach, 4, 2)], started(D0));
    assert_eq!(given(&closed()).at(D0 + 70 * DAY).when(assess(Finding::Breach, 4, 2)), Ok(expected));
}

#[test]
fn an_entity_told_in_time_is_not_owed_it_again() {
    let facts = join(closed(), [told(D0 + HOUR_MS)]);
    let expected = join(vec![assessed(Finding::Breach, 4, 2)], started(D0).into_iter().skip(2));
    assert_eq!(given(&facts).when(assess(Finding::Breach, 4, 2)), Ok(expected));
}

#[test]
fn a_signal_after_the_incident_was_closed_opens_it_again() {
    let later = D0 + 9 * DAY;
    let expected = join(vec![BreachFact::SignalAdded { signal: failed() }], started(later));
    assert_eq!(given(&closed()).when(Command::Open { signal: failed(), discovered_ms: later }), Ok(expected.clone()));
    let state = fold::<BreachDomain>(&join(closed(), expected));
    assert!(!state.closed() && !state.settled() && state.needs_count());
    assert_eq!(state.runs(Clock::Contract24h), Some(later + DAY));
}

#[test]
fn a_signal_that_the_assessment_did_not_know_opens_the_incident_again() {
    let command = Command::Open { signal: quarantined(), discovered_ms: D0 };
    let expected = join(vec![BreachFact::SignalAdded { signal: quarantined() }], started(D0));
    assert_eq!(given(&closed()).when(command), Ok(expected));
}

#[test]
fn a_signal_after_the_entity_was_told_leaves_the_legal_limit_where_it_was() {
    let told_at = D0 + HOUR_MS;
    let facts = join(opened(), [met(Clock::Contract24h), met(Clock::Target72h), told(told_at)]);
    let later = D0 + 9 * DAY;
    let expected = join(vec![BreachFact::SignalAdded { signal: failed() }], started(later).into_iter().take(2));
    assert_eq!(given(&facts).when(Command::Open { signal: failed(), discovered_ms: later }), Ok(expected.clone()));
    let state = fold::<BreachDomain>(&join(facts, expected));
    assert_eq!(state.runs(Clock::Limit60d), Some(due(Clock::Limit60d, D0)));
}

#[test]
fn a_known_signal_delivered_late_does_not_open_it_again() {
    assert_eq!(given(&closed()).when(Command::Open { signal: failed(), discovered_ms: D0 }), NOTHING);
}

#[test]
fn the_blast_radius_is_counted_once_for_each_signal() {
    let counted = BreachFact::BlastCounted { blast: blast() };
    let command = Command::CountBlast { blast: blast() };
    assert_eq!(given(&opened()).when(command.clone()), Ok(vec![counted.clone()]));
    let facts = join(opened(), [counted.clone()]);
    assert_eq!(given(&facts).when(command.clone()), NOTHING);
    let facts = join(facts, [BreachFact::SignalAdded { signal: quarantined() }]);
    assert_eq!(given(&facts).when(command), Ok(vec![counted]));
}

#[test]
fn waiting_changes_nothing() {
    let parked = BreachFact::Parked { reason: phi_events::commit::ParkReason::PeerDown, due_ms: 5 };
    assert_eq!(fold::<BreachDomain>(&join(opened(), [parked])), fold::<BreachDomain>(&opened()));
}

#[test]
fn a_refusal_names_its_code_and_no_person() {
    assert_eq!(
        Refusal::FactorsMissing(3).to_string(),
        "PHI-B002: a low probability of compromise takes all 4 factors of 45 CFR 164.402(2), and 3 are filled in"
    );
}
