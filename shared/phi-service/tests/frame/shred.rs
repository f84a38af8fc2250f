//! Destruction: marked with retention's signature, then erased, and redone until it is done.
use std::sync::atomic::Ordering;

use phi_bus::Stored;
use phi_events::access::Purpose;
use phi_events::commit::ParkReason;
use phi_events::subject::{call_key, key_stream};
use phi_events::{DataClass, Service};
use phi_seal::record::{Ended, verify_shredded};
use phi_seal::{KeyFile, KeyRecord, RootProvider, Shredded};
use phi_service::{Core, Disposition, KeyError};

use crate::common::{ENVIRONMENT, TENANT, World, id};
use crate::meddler::Meddler;

const CLASS: DataClass = DataClass::Audio;

async fn records(world: &World) -> Vec<Stored> {
    world.stored(&key_stream(CLASS), &call_key(CLASS, TENANT, id(1))).await
}

/// Whether the call's key subject holds its signed end and nothing else.
async fn only_a_mark(world: &World) -> bool {
    let verifier = KeyFile::parse(world.key_file(Service::CallIntake)).unwrap().shred_verifier();
    let ended = Ended { environment: ENVIRONMENT, tenant: TENANT, call: id(1), class: CLASS };
    let stored = records(world).await;
    let [only] = &stored[..] else { return false };
    match KeyRecord::decode(&only.payload).unwrap() {
        KeyRecord::Shredded(record) => verify_shredded(&verifier, &ended, &record),
        KeyRecord::Call { .. } | KeyRecord::Ring(_) => false,
    }
}

async fn opens(core: &Core) -> Result<(), Disposition> {
    core.call_key(TENANT, id(1), CLASS, Purpose::Treatment).await.map(|_| ()).map_err(|fault| fault.disposition)
}

async fn destroy(core: &Core) -> Result<bool, Disposition> {
    core.destroy_key(TENANT, id(1), CLASS, 1, true).await.map_err(|fault| fault.disposition)
}

/// A record that claims destruction, which retention did not sign.
async fn claim(world: &World) {
    let record = Shredded { ledger: 1, at_ms: 1, forgotten: true, signature: vec![9; 64] };
    world.put(&call_key(CLASS, TENANT, id(1)), KeyRecord::Shredded(record).encode()).await;
}

async fn error(world: &World, service: Service) -> Option<KeyError> {
    world.core(service).keys().load(TENANT, id(1), CLASS).await.err()
}

#[tokio::test]
async fn a_destroyed_key_is_marked_erased_and_never_made_again() {
    let world = World::new(1).await;
    opens(&world.core(Service::CallIntake)).await.unwrap();
    let retention = world.core(Service::Retention);
    assert_eq!(destroy(&retention).await, Ok(true));
    assert_eq!(destroy(&retention).await, Ok(false), "there was nothing left");
    assert_eq!(error(&world, Service::Transcription).await, Some(KeyError::Shredded));
    for service in [Service::CallIntake, Service::Transcription] {
        let core = world.core(service);
        for _ in 0..2 {
            assert_eq!(opens(&core).await, Err(Disposition::Shredded));
        }
    }
    assert_eq!(error(&world, Service::CallIntake).await, Some(KeyError::Shredded));
    assert!(only_a_mark(&world).await);
}

#[tokio::test]
async fn what_was_never_made_is_not_made_after_its_end() {
    let world = World::new(2).await;
    assert_eq!(destroy(&world.core(Service::Retention)).await, Ok(false));
    assert_eq!(opens(&world.core(Service::CallIntake)).await, Err(Disposition::Shredded));
    assert!(only_a_mark(&world).await);
}

#[tokio::test]
async fn no_record_is_not_destruction() {
    let world = World::new(3).await;
    assert_eq!(error(&world, Service::Transcription).await, Some(KeyError::Missing));
    let waits = opens(&world.core(Service::Transcription)).await;
    assert!(matches!(waits, Err(Disposition::Park { reason: ParkReason::KeyUnavailable, .. })), "{waits:?}");
}

#[tokio::test]
async fn an_unsigned_end_is_an_incident_and_not_an_end() {
    let world = World::new(4).await;
    opens(&world.core(Service::CallIntake)).await.unwrap();
    claim(&world).await;
    assert_eq!(error(&world, Service::Transcription).await, Some(KeyError::Unsigned));
    for service in [Service::CallIntake, Service::Transcription] {
        let core = world.core(service);
        assert!(matches!(opens(&core).await, Err(Disposition::Quarantine(_))));
        assert!(core.keys().cached(TENANT, id(1), CLASS).is_none(), "it was taken for destroyed");
    }
}

/// An end signed for another call is no signature for this one.
#[tokio::test]
async fn an_end_moved_from_another_call_is_unsigned() {
    let world = World::new(5).await;
    world.core(Service::Retention).destroy_key(TENANT, id(2), CLASS, 1, true).await.unwrap();
    let moved = world.stored(&key_stream(CLASS), &call_key(CLASS, TENANT, id(2))).await.remove(0);
    world.put(&call_key(CLASS, TENANT, id(1)), moved.payload).await;
    assert_eq!(error(&world, Service::Transcription).await, Some(KeyError::Unsigned));
}

#[tokio::test]
async fn a_crash_between_mark_and_erasing_is_finished_by_the_next_run() {
    let world = World::new(6).await;
    opens(&world.core(Service::CallIntake)).await.unwrap();
    let log = Meddler::on(&world.log);
    log.keep.store(true, Ordering::SeqCst);
    assert!(destroy(&world.core_on(Service::Retention, log)).await.is_err());
    assert_eq!(records(&world).await.len(), 2, "marked and not erased");
    assert_eq!(opens(&world.core(Service::Transcription)).await, Err(Disposition::Shredded));
    assert_eq!(destroy(&world.core(Service::Retention)).await, Ok(true));
    assert!(only_a_mark(&world).await);
}

#[tokio::test]
async fn a_lost_answer_leaves_one_mark() {
    let world = World::new(7).await;
    opens(&world.core(Service::CallIntake)).await.unwrap();
    world.log.lose_answers(1);
    assert_eq!(destroy(&world.core(Service::Retention)).await, Ok(true));
    assert!(only_a_mark(&world).await);
}

/// Whoever may mint may write a record that claims the end. It must not keep retention from the real one.
#[tokio::test]
async fn an_unsigned_end_does_not_stand_in_the_way_of_destruction() {
    let world = World::new(8).await;
    opens(&world.core(Service::CallIntake)).await.unwrap();
    claim(&world).await;
    destroy(&world.core(Service::Retention)).await.unwrap();
    assert!(only_a_mark(&world).await);
}

#[tokio::test]
async fn a_key_behind_an_unsigned_end_is_erased_too() {
    let world = World::new(9).await;
    let other = World::new(9).await;
    opens(&other.core(Service::CallIntake)).await.unwrap();
    claim(&world).await;
    world.put(&call_key(CLASS, TENANT, id(1)), records(&other).await.remove(0).payload).await;
    assert_eq!(destroy(&world.core(Service::Retention)).await, Ok(true));
    assert!(only_a_mark(&world).await);
}

#[tokio::test]
async fn only_retention_ends_keys() {
    let world = World::new(10).await;
    assert_eq!(destroy(&world.core(Service::CallIntake)).await, Err(Disposition::Stop));
    assert!(records(&world).await.is_empty());
}
