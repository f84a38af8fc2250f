//! INV-07: no key is usable before its audit entry is acknowledged.
use std::sync::Arc;

use phi_events::access::{Access, AccessFact, Purpose};
use phi_events::envelope::NO_PREVIOUS;
use phi_events::transcript::Transcript;
use phi_events::{Address, AggregateId, Context, DataClass, Service, subject};
use phi_service::Core;

use crate::common::{TENANT, World, id};
use crate::meddler::Meddler;
use crate::toy::said;

const ACCESS: &str = "phi.v1.access.";

/// Every key load that a service noted.
async fn loads(world: &World, service: Service) -> Vec<(AggregateId, DataClass)> {
    let address = Address::new(Context::Access, TENANT, TENANT.into());
    let mut found = Vec::new();
    for stored in world.stored("ACCESS", &subject::access(service, TENANT)).await {
        for fact in world.facts::<Access>(address, service, &stored).await {
            if let AccessFact::KeyLoaded { call, class, .. } = fact {
                found.push((call, class));
            }
        }
    }
    found
}

/// A core whose audit entries are refused.
fn unheard(world: &World, service: Service) -> (Arc<Meddler>, Core) {
    let log = Meddler::on(&world.log);
    *log.refuse.lock().unwrap() = Some(ACCESS);
    (log.clone(), world.core_on(service, log))
}

fn hears(log: &Meddler) {
    *log.refuse.lock().unwrap() = None;
}

async fn key(core: &Core, call: AggregateId, class: DataClass) -> bool {
    core.call_key(TENANT, call, class, Purpose::Treatment).await.is_ok()
}

#[tokio::test]
async fn a_reader_gets_no_key_while_its_entry_is_refused() {
    let world = World::new(1).await;
    assert!(key(&world.core(Service::CallIntake), id(1), DataClass::Transcript).await);
    let (log, core) = unheard(&world, Service::Redaction);
    for _ in 0..2 {
        assert!(!key(&core, id(1), DataClass::Transcript).await);
        assert!(core.keys().cached(TENANT, id(1), DataClass::Transcript).is_none());
    }
    assert_eq!(loads(&world, Service::Redaction).await, []);
    hears(&log);
    for _ in 0..3 {
        assert!(key(&core, id(1), DataClass::Transcript).await);
    }
    assert_eq!(loads(&world, Service::Redaction).await, [(id(1), DataClass::Transcript)]);
}

#[tokio::test]
async fn a_minter_gets_no_key_while_its_entry_is_refused() {
    let world = World::new(2).await;
    let (log, core) = unheard(&world, Service::CallIntake);
    for _ in 0..2 {
        assert!(!key(&core, id(1), DataClass::Audio).await);
        assert!(core.mint_call(TENANT, id(1)).await.is_err());
        assert!(!key(&core, id(1), DataClass::Audio).await);
    }
    hears(&log);
    core.mint_call(TENANT, id(1)).await.unwrap();
    core.mint_call(TENANT, id(1)).await.unwrap();
    assert!(key(&core, id(1), DataClass::Audio).await);
    let mut found = loads(&world, Service::CallIntake).await;
    found.sort();
    assert_eq!(found, [DataClass::Audio, DataClass::Transcript, DataClass::Identity].map(|class| (id(1), class)));
}

#[tokio::test]
async fn contents_stay_closed_while_the_entry_is_refused() {
    let world = World::new(3).await;
    assert!(key(&world.core(Service::CallIntake), id(1), DataClass::Transcript).await);
    let address = Address::new(Context::Transcript, TENANT, id(1));
    let commit = world.sealed::<Transcript>(address, NO_PREVIOUS, 1, vec![said(0)]).await;
    world.put(&address.subject(), commit).await;
    let (log, core) = unheard(&world, Service::Redaction);
    let events = core.read_aggregate::<Transcript>(TENANT, id(1)).await.unwrap();
    for _ in 0..2 {
        assert!(core.open_contents(&events[0], DataClass::Transcript, Purpose::Treatment).await.is_err());
    }
    assert_eq!(loads(&world, Service::Redaction).await, []);
    hears(&log);
    for _ in 0..2 {
        assert_eq!(core.open_contents(&events[0], DataClass::Transcript, Purpose::Treatment).await.unwrap().len(), 1);
    }
    assert_eq!(loads(&world, Service::Redaction).await, [(id(1), DataClass::Transcript)]);
}

#[tokio::test]
async fn a_key_that_was_destroyed_while_it_was_loaded_is_not_kept() {
    let world = World::new(4).await;
    let core = world.core(Service::CallIntake);
    let key = core.keys().mint(TENANT, id(1), DataClass::Audio).await.unwrap();
    core.keys().forget(TENANT, id(1), DataClass::Audio);
    core.keys().release(TENANT, id(1), DataClass::Audio, &key);
    assert_eq!(Arc::strong_count(&key), 1, "the ring holds a key that is destroyed");
}
