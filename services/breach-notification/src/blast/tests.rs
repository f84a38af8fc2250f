use phi_events::DataClass;
use phi_events::access::Purpose;

use super::*;

fn id(byte: u8) -> AggregateId {
    AggregateId([byte; 16])
}

fn loaded(service: Service, call: u8, at_ms: u64) -> (Service, AccessFact, u64) {
    (
        service,
        AccessFact::KeyLoaded { call: id(call), class: DataClass::Transcript, purpose: Purpose::Treatment },
        at_ms,
    )
}

fn window(service: Service) -> Scope {
    Scope { services: vec![service], call: None, from_ms: 100, until_ms: 200 }
}

#[test]
fn calls_are_counted_once_and_the_window_is_closed_at_both_ends() {
    let service = Service::Redaction;
    let entries = [99, 100, 150, 200, 201].map(|at_ms| loaded(service, if at_ms == 150 { 2 } else { 1 }, at_ms));
    let blast = count(&entries, &window(service)).unwrap();
    assert_eq!(blast, Blast { calls: vec![id(1), id(2)], from_ms: 100, until_ms: 200, entries: 5 });
}

#[test]
fn another_service_is_another_radius() {
    let entries = [loaded(Service::Redaction, 1, 150), loaded(Service::Outcome, 2, 150)];
    assert_eq!(count(&entries, &window(Service::Outcome)).unwrap().calls, [id(2)]);
}

#[test]
fn a_persons_reading_counts() {
    let read = AccessFact::PersonRead { person: "op-7".to_owned(), aggregate: id(3), class: DataClass::Deidentified };
    let blast = count(&[(Service::Phimesh, read, 120)], &window(Service::Phimesh)).unwrap();
    assert_eq!((blast.calls, blast.from_ms), (vec![id(3)], 120));
}

#[test]
fn what_opens_no_call_counts_for_nothing() {
    let key = AccessFact::KeyLoaded { call: id(1), class: DataClass::Lifecycle, purpose: Purpose::Rebuild };
    let entries = [(Service::Outcome, key, 150), (Service::Outcome, AccessFact::Rebuilt { events: 9 }, 150)];
    let blast = count(&entries, &window(Service::Outcome)).unwrap();
    assert_eq!(blast, Blast { calls: vec![], from_ms: 0, until_ms: 0, entries: 2 });
}

#[test]
fn a_report_about_a_call_counts_that_call_in_every_service() {
    let signal = Signal::Reported { request: id(9) };
    let scope = scope(&signal, Some(id(1)), 200, 210, 100);
    let entries =
        [loaded(Service::Redaction, 1, 110), loaded(Service::Outcome, 1, 190), loaded(Service::Outcome, 2, 150)];
    let blast = count(&entries, &scope).unwrap();
    assert_eq!((blast.calls, blast.from_ms, blast.until_ms), (vec![id(1)], 110, 190));
}

#[test]
fn a_signal_names_its_service_and_looks_back() {
    let signal = Signal::OpenFailed { service: Service::EhrSync, call: id(1) };
    let expected = Scope { services: vec![Service::EhrSync], call: None, from_ms: 0, until_ms: 50 };
    assert_eq!(scope(&signal, None, 50, 50, 100), expected);
}

#[test]
fn a_late_report_reaches_from_before_the_discovery_to_the_report() {
    let scope = scope(&Signal::Reported { request: id(9) }, None, 500, 900, 100);
    assert_eq!((scope.from_ms, scope.until_ms), (400, 900));
}

#[test]
fn more_calls_than_fit_are_not_cut_off_in_silence() {
    let many = (0..=MOST_CALLS as u128).map(|n| {
        let fact = AccessFact::KeyLoaded {
            call: AggregateId(n.to_be_bytes()),
            class: DataClass::Audio,
            purpose: Purpose::Treatment,
        };
        (Service::Redaction, fact, 150)
    });
    assert_eq!(count(&many.collect::<Vec<_>>(), &window(Service::Redaction)), Err(TooMany(MOST_CALLS + 1)));
}
