//! The map is true: what `FLOW` grants is what the design says, and no more.
use std::collections::BTreeSet;

use phi_events::class::{ALL_CLASSES, CONTENT_CLASSES};
use phi_events::context::ALL_CONTEXTS;
use phi_events::flow::{FLOW, Row, consumers, row, streams, upgrade_order};
use phi_events::samples::samples;
use phi_events::service::ALL_SERVICES;
use phi_events::subject::{access, call_key, key_stream, quarantine, shred, tenant_key, track};
use phi_events::{Address, AggregateId, Context, DataClass, Service, TenantId};

const TENANT: TenantId = TenantId([0xff; 16]);
const CALL: AggregateId = AggregateId([0xff; 16]);

/// Written by every service under its own token; `feed` by the service for EHR vendors, which has no row.
const BY_OWN_TOKEN: [Context; 2] = [Context::Access, Context::Quarantine];

fn writers(context: Context) -> Vec<Service> {
    FLOW.iter().filter(|row| row.writes.contains(&context)).map(|row| row.service).collect()
}

/// NATS' rule for a subject and a pattern that ends in `>` or has no wildcard.
fn matches(pattern: &str, subject: &str) -> bool {
    pattern
        .strip_suffix('>')
        .map_or(pattern == subject, |prefix| subject.starts_with(prefix) && subject.len() > prefix.len())
}

fn may_publish(row: &Row, subject: &str) -> bool {
    row.publishes().iter().any(|pattern| matches(pattern, subject))
}

#[test]
fn every_service_has_one_row() {
    let rows: Vec<Service> = FLOW.iter().map(|row| row.service).collect();
    assert_eq!(rows, ALL_SERVICES);
    for service in ALL_SERVICES {
        assert_eq!(row(service).service, service);
        assert_eq!(Service::from_name(service.name()), Some(service));
    }
}

#[test]
fn a_release_replaces_readers_before_writers() {
    let order = upgrade_order();
    let place = |service: Service| order.iter().position(|other| *other == service);
    assert_eq!(order.iter().copied().collect::<BTreeSet<_>>().len(), order.len(), "each once");
    assert_eq!(order.len(), ALL_SERVICES.len() - 1);
    assert_eq!(place(Service::Phimesh), None);
    for reader in FLOW.iter().filter(|row| row.service != Service::Phimesh) {
        for context in reader.consumes.iter().chain(reader.reads) {
            let others = writers(*context).into_iter().filter(|writer| *writer != reader.service);
            for writer in others.filter(|writer| *writer != Service::Phimesh) {
                assert!(place(reader.service) < place(writer), "{} reads {context:?}", reader.service.name());
            }
        }
    }
    assert_eq!(place(Service::BreachNotification), Some(0), "it reads what all the others write");
    assert_eq!(order.last(), Some(&Service::CallIntake));
}

#[test]
fn one_service_writes_a_context() {
    for context in ALL_CONTEXTS {
        let expected = usize::from(!BY_OWN_TOKEN.contains(&context) && context != Context::Feed);
        assert_eq!(writers(context).len(), expected, "{context:?}");
    }
    for (context, service) in [
        (Context::Shred, Service::Retention),
        (Context::Audio, Service::CallIntake),
        (Context::Masked, Service::Redaction),
    ] {
        assert_eq!(writers(context), [service]);
    }
}

#[test]
fn one_service_mints_a_class_and_opens_it() {
    for class in ALL_CLASSES {
        let minters: Vec<&Row> = FLOW.iter().filter(|row| row.mints.contains(&class)).collect();
        assert_eq!(minters.len(), usize::from(CONTENT_CLASSES.contains(&class)), "{class:?}");
        assert!(minters.iter().all(|row| row.opens.contains(&class)), "{class:?}");
    }
    let of = |right: fn(&Row) -> bool| FLOW.iter().filter(|row| right(row)).map(|row| row.service).collect::<Vec<_>>();
    assert_eq!(of(|row| row.destroys), [Service::Retention]);
    assert_eq!(of(|row| row.founds), [Service::Phimesh]);
}

#[test]
fn outcome_sees_redacted_words_only() {
    let outcome = row(Service::Outcome);
    for class in [DataClass::Transcript, DataClass::Audio, DataClass::Masked, DataClass::Identity, DataClass::Patient] {
        assert!(!outcome.opens.contains(&class), "INV-11: {class:?}");
        assert!(!outcome.readable().contains(&key_stream(class)), "INV-11: {class:?}");
    }
    for context in [Context::Call, Context::Transcript, Context::Audio, Context::Masked] {
        assert!(!outcome.reads.contains(&context) && !outcome.consumes.contains(&context), "INV-11: {context:?}");
        assert!(!outcome.readable().contains(&context.stream()), "INV-11: {context:?}");
        assert!(!outcome.consumers().iter().any(|consumer| consumer.stream == context.stream()), "INV-11: {context:?}");
    }
}

#[test]
fn what_wakes_a_service_is_written_by_someone_and_readable() {
    for row in &FLOW {
        for context in row.consumes {
            assert!(
                BY_OWN_TOKEN.contains(context) || !writers(*context).is_empty(),
                "{:?} waits for {context:?} in vain",
                row.service
            );
            assert!(row.reads.contains(context), "{:?} is woken by {context:?} and cannot read it", row.service);
        }
    }
}

#[test]
fn whoever_reads_or_writes_a_context_opens_its_facts() {
    for row in &FLOW {
        for context in row.reads.iter().chain(row.writes) {
            assert!(
                row.opens.contains(&context.state_class()),
                "{:?} cannot open the facts of {context:?}",
                row.service
            );
        }
    }
}

#[test]
fn whoever_writes_a_content_opens_its_class() {
    for sample in samples() {
        for service in writers(sample.context) {
            assert!(row(service).opens.contains(&sample.class), "{service:?} cannot seal {}", sample.name);
        }
    }
}

#[test]
fn key_subjects_are_published_by_who_mints_them() {
    for row in FLOW.iter().filter(|row| !row.destroys && !row.founds) {
        for class in ALL_CLASSES {
            let mints = row.mints.contains(&class);
            assert_eq!(may_publish(row, &call_key(class, TENANT, CALL)), mints, "{:?} {class:?}", row.service);
            assert_eq!(may_publish(row, &tenant_key(class, TENANT, None)), mints, "{:?} {class:?}", row.service);
        }
    }
}

#[test]
fn nobody_publishes_on_another_services_subjects() {
    for row in &FLOW {
        for other in ALL_SERVICES {
            let own = other == row.service;
            assert_eq!(may_publish(row, &access(other, TENANT)), own, "{:?} {other:?}", row.service);
            assert_eq!(may_publish(row, &quarantine(other, TENANT, CALL)), own, "{:?} {other:?}", row.service);
        }
        for context in ALL_CONTEXTS {
            let subject = Address::new(context, TENANT, CALL).subject();
            assert_eq!(may_publish(row, &subject), row.writes.contains(&context), "{:?} {context:?}", row.service);
        }
    }
}

#[test]
fn every_subject_is_short_and_of_one_stream() {
    let streams = streams();
    for (subject, stream) in subjects() {
        assert!(subject.len() < 100, "{subject}: {}", subject.len());
        let of: Vec<&str> = streams
            .iter()
            .filter(|spec| spec.subjects.iter().any(|pattern| matches(pattern, &subject)))
            .map(|spec| spec.name.as_str())
            .collect();
        assert_eq!(of, [stream.as_str()], "{subject}");
    }
}

/// Every form of subject at its longest, and the stream it belongs to.
fn subjects() -> Vec<(String, String)> {
    let mut all = vec![(shred(TENANT), Context::Shred.stream())];
    for context in ALL_CONTEXTS {
        all.push((Address::new(context, TENANT, CALL).subject(), context.stream()));
        all.push((track(context, TENANT, CALL, u8::MAX), context.stream()));
    }
    for class in ALL_CLASSES {
        all.push((call_key(class, TENANT, CALL), key_stream(class)));
        for owner in ALL_SERVICES.into_iter().map(Some).chain([None]) {
            all.push((tenant_key(class, TENANT, owner), key_stream(class)));
        }
    }
    for service in ALL_SERVICES {
        all.push((access(service, TENANT), Context::Access.stream()));
        all.push((quarantine(service, TENANT, CALL), Context::Quarantine.stream()));
    }
    all
}

#[test]
fn streams_do_not_overlap() {
    let patterns: Vec<String> = streams().into_iter().flat_map(|stream| stream.subjects).collect();
    for (place, pattern) in patterns.iter().enumerate() {
        let prefix = pattern.strip_suffix('>').unwrap();
        let overlaps = |other: &String| other.starts_with(prefix) || prefix.starts_with(other.trim_end_matches('>'));
        assert!(!patterns.iter().skip(place + 1).any(overlaps), "{pattern}");
    }
    let names: BTreeSet<String> = streams().into_iter().map(|stream| stream.name).collect();
    assert_eq!(names.len(), streams().len());
}

#[test]
fn only_keys_can_be_erased_and_only_recordings_roll_up() {
    for stream in streams() {
        let keys = stream.name.starts_with("KEYS_");
        assert_eq!(stream.deletable, keys, "{}", stream.name);
        assert_eq!(stream.direct, !keys, "{}: keys are read from the leader", stream.name);
        assert_eq!(stream.rollup, ["AUDIO", "MASKED"].contains(&stream.name.as_str()), "{}", stream.name);
    }
}

#[test]
fn durables_are_unique_and_stand_on_streams() {
    let names: BTreeSet<String> = streams().into_iter().map(|stream| stream.name).collect();
    let all = consumers();
    let places: BTreeSet<(String, String)> =
        all.iter().map(|spec| (spec.stream.clone(), spec.durable.clone())).collect();
    assert_eq!(places.len(), all.len());
    assert!(all.iter().all(|spec| names.contains(&spec.stream)));
    let ledger = Context::Shred.stream();
    assert!(all.iter().all(|spec| spec.stream != ledger), "a consumer would tell one replica of several");
    assert!(FLOW.iter().all(|row| row.readable().contains(&ledger)), "every replica forgets opened keys by itself");
}

#[test]
fn who_destroys_or_makes_keys_finds_every_key() {
    for row in FLOW.iter().filter(|row| row.destroys || row.founds) {
        for class in ALL_CLASSES {
            assert!(row.readable().contains(&key_stream(class)), "{:?} {class:?}", row.service);
        }
    }
}
