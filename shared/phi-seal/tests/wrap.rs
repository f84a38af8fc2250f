//! Keys under keys, key files, and the signed end of a key.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::collections::BTreeMap;
use std::pin::pin;
use std::task::{Poll, Waker};

use phi_events::class::ALL_CLASSES;
use phi_events::flow::row;
use phi_events::service::ALL_SERVICES;
use phi_events::{AggregateId, Context, DataClass, Service, TenantId};
use phi_seal::provider::{generate, root_name};
use phi_seal::record::{Ended, sign_shredded, verify_shredded, verifying_key};
use phi_seal::wrap::{fresh, root_public, unwrap, unwrap_with_root, wrap, wrap_to_root};
use phi_seal::{KeyFile, KeyPlace, KeyRecord, ProviderError, RootProvider, SealingKey, Shredded, UnwrapError};

#[path = "common/entropy.rs"]
mod entropy;

use entropy::Fixed;

const CALL: AggregateId = AggregateId([2; 16]);
const HERE: KeyPlace<'static> = KeyPlace {
    environment: "test",
    tenant: TenantId([1; 16]),
    call: Some(CALL),
    class: DataClass::Identity,
    owner: None,
    month: 2026 * 12,
};

/// Runs a future that never waits, as the key file's do not.
fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the key file waits for nobody"),
    }
}

/// The place with one thing changed, each thing in turn.
fn elsewhere() -> Vec<KeyPlace<'static>> {
    vec![
        KeyPlace { environment: "production", ..HERE },
        KeyPlace { environment: "", ..HERE },
        KeyPlace { environment: "tesu", ..HERE },
        KeyPlace { tenant: TenantId([9; 16]), ..HERE },
        KeyPlace { tenant: TenantId(CALL.0), call: Some(HERE.tenant.into()), ..HERE },
        KeyPlace { call: Some(AggregateId([9; 16])), ..HERE },
        KeyPlace { call: None, ..HERE },
        KeyPlace { class: DataClass::Transcript, ..HERE },
        KeyPlace { owner: Some(Service::Outcome), ..HERE },
        KeyPlace { month: HERE.month + 1, ..HERE },
    ]
}

fn failed(result: &Result<SealingKey, UnwrapError>) -> bool {
    result.is_err()
}

#[test]
fn a_key_unwraps_in_its_own_place_only() {
    let entropy = Fixed::new(1);
    let (kek, dek) = (fresh(&entropy), fresh(&entropy));
    let wrapped = wrap(&kek, &HERE, &dek, &entropy);
    assert_eq!(unwrap(&kek, &HERE, &wrapped).ok().unwrap().id(), dek.id());
    for place in elsewhere() {
        assert!(failed(&unwrap(&kek, &place, &wrapped)), "{place:?}");
    }
    assert!(failed(&unwrap(&fresh(&entropy), &HERE, &wrapped)), "another tenant key");
    assert!(failed(&unwrap(&dek, &HERE, &wrapped)), "the key itself");
}

#[test]
fn no_call_is_not_a_call_of_zeros() {
    let entropy = Fixed::new(1);
    let (kek, dek) = (fresh(&entropy), fresh(&entropy));
    let wrapped = wrap(&kek, &KeyPlace { call: None, ..HERE }, &dek, &entropy);
    assert!(failed(&unwrap(&kek, &KeyPlace { call: Some(AggregateId([0; 16])), ..HERE }, &wrapped)));
}

#[test]
fn a_changed_wrapping_does_not_unwrap() {
    let entropy = Fixed::new(1);
    let (kek, dek) = (fresh(&entropy), fresh(&entropy));
    let wrapped = wrap(&kek, &HERE, &dek, &entropy);
    for at in 0..wrapped.sealed.len() {
        let mut other = wrapped.clone();
        other.sealed[at] ^= 1;
        assert!(failed(&unwrap(&kek, &HERE, &other)), "byte {at}");
        other.sealed.truncate(at);
        assert!(failed(&unwrap(&kek, &HERE, &other)), "cut to {at}");
    }
    for at in 0..32 {
        let mut other = wrapped.clone();
        other.key_id[at] ^= 1;
        assert!(failed(&unwrap(&kek, &HERE, &other)), "byte {at} of the id");
    }
}

#[test]
fn a_root_unwraps_what_was_wrapped_to_it_in_its_place() {
    let entropy = Fixed::new(1);
    let (private, kek) = ([7; 32], fresh(&entropy));
    let public = root_public(&private).unwrap();
    let wrapped = wrap_to_root(1, &public, &HERE, &kek, &entropy).unwrap();
    assert_eq!(unwrap_with_root(&private, &HERE, &wrapped).ok().unwrap().id(), kek.id());
    for place in elsewhere() {
        assert!(failed(&unwrap_with_root(&private, &place, &wrapped)), "{place:?}");
    }
    assert!(failed(&unwrap_with_root(&[8; 32], &HERE, &wrapped)), "another root");
    assert!(failed(&unwrap_with_root(&public, &HERE, &wrapped)), "the public half");
}

#[test]
fn a_changed_root_wrapping_does_not_unwrap() {
    let entropy = Fixed::new(1);
    let (private, kek) = ([7; 32], fresh(&entropy));
    let wrapped = wrap_to_root(1, &root_public(&private).unwrap(), &HERE, &kek, &entropy).unwrap();
    for at in 0..32 {
        // 0x80 in the last byte too: X25519 ignores that bit of a public key (RFC 7748 section 5), the wrapping does not
        for flip in [0x01, 0x80] {
            let mut other = wrapped.clone();
            other.ephemeral[at] ^= flip;
            assert!(failed(&unwrap_with_root(&private, &HERE, &other)), "byte {at} of the ephemeral key");
        }
        let mut other = wrapped.clone();
        other.wrapped.sealed[at] ^= 1;
        assert!(failed(&unwrap_with_root(&private, &HERE, &other)), "byte {at}");
    }
    let mut zeros = wrapped;
    zeros.ephemeral = [0; 32];
    assert!(failed(&unwrap_with_root(&private, &HERE, &zeros)), "a key of low order");
}

fn key_files() -> BTreeMap<Option<Service>, String> {
    generate(&Fixed::new(3)).unwrap().into_iter().map(|(service, text)| (service, text.to_string())).collect()
}

/// Every root: one a class, and for audit one a service.
fn roots() -> Vec<(DataClass, Option<Service>)> {
    let of = |class: DataClass| -> Vec<Option<Service>> {
        if class == DataClass::Audit { ALL_SERVICES.into_iter().map(Some).collect() } else { vec![None] }
    };
    ALL_CLASSES.into_iter().flat_map(|class| of(class).into_iter().map(move |owner| (class, owner))).collect()
}

/// What `FLOW` says: the classes of the row; of audit its own, and all for who reads the audit trail.
fn may_open(service: Service, class: DataClass, owner: Option<Service>) -> bool {
    let row = row(service);
    row.opens.contains(&class) && (owner.is_none_or(|owner| owner == service) || row.reads.contains(&Context::Access))
}

#[test]
fn a_services_file_opens_what_flow_says_and_no_more() {
    let (entropy, files) = (Fixed::new(4), key_files());
    let all = KeyFile::parse(&files[&None]).unwrap();
    for (class, owner) in roots() {
        let place = KeyPlace { call: None, class, owner, ..HERE };
        let key = fresh(&entropy);
        let wrapped = ready(all.wrap(&place, &key, &entropy)).unwrap();
        assert_eq!(ready(all.unwrap(&place, &wrapped)).ok().unwrap().id(), key.id());
        for service in ALL_SERVICES {
            let file = KeyFile::parse(&files[&Some(service)]).unwrap();
            match ready(file.unwrap(&place, &wrapped)) {
                Ok(opened) => {
                    assert!(may_open(service, class, owner) && opened.id() == key.id(), "{service:?} opens {class:?}");
                }
                Err(error) => {
                    assert_eq!(error, ProviderError::NotGranted(root_name(class, owner)), "{service:?}");
                    assert!(!may_open(service, class, owner), "{service:?} cannot open {class:?}");
                }
            }
        }
    }
}

#[test]
fn any_file_wraps_for_any_root() {
    let (entropy, files) = (Fixed::new(4), key_files());
    let all = KeyFile::parse(&files[&None]).unwrap();
    let retention = KeyFile::parse(&files[&Some(Service::Retention)]).unwrap();
    for (class, owner) in roots() {
        let place = KeyPlace { call: None, class, owner, ..HERE };
        let key = fresh(&entropy);
        let wrapped = ready(retention.wrap(&place, &key, &entropy)).unwrap();
        assert_eq!(ready(all.unwrap(&place, &wrapped)).ok().unwrap().id(), key.id());
    }
}

#[test]
fn retention_alone_signs() {
    let files = key_files();
    let verifier = KeyFile::parse(&files[&None]).unwrap().shred_verifier();
    for (service, text) in &files {
        let file = KeyFile::parse(text).unwrap();
        assert_eq!(file.shred_verifier(), verifier);
        assert_eq!(file.shred_signer().is_some(), service.is_none_or(|service| row(service).destroys), "{service:?}");
        assert_eq!(file.claim(), "live system");
    }
}

#[test]
fn key_files_hold_the_private_halves_they_grant_only() {
    for (service, text) in key_files() {
        let file: serde_json::Value = serde_json::from_str(&text).unwrap();
        for (class, owner) in roots() {
            let private = file["roots"][root_name(class, owner)].get("private").is_some();
            assert_eq!(private, service.is_none_or(|service| may_open(service, class, owner)), "{service:?} {class:?}");
        }
    }
}

/// The file with one thing broken, each thing in turn.
fn broken(text: &str) -> Vec<String> {
    let file: serde_json::Value = serde_json::from_str(text).unwrap();
    let (one, other) = (file["roots"]["audio"].clone(), file["roots"]["case"].clone());
    let secret = one["private"].as_str().unwrap().to_owned();
    let changed = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut file = file.clone();
        change(&mut file);
        file.to_string()
    };
    vec![
        changed(&|file| file["roots"]["audio"]["private"] = other["private"].clone()),
        changed(&|file| file["roots"]["audio"]["private"] = secret.to_uppercase().into()),
        changed(&|file| file["roots"]["audio"]["private"] = secret[..62].into()),
        changed(&|file| file["roots"]["audio"]["private"] = vec![secret.clone()].into()),
        changed(&|file| file["roots"]["audio"]["public"] = secret.clone().into()),
        changed(&|file| file["roots"]["audio"]["epoch"] = secret.clone().into()),
        changed(&|file| file["roots"]["audio"][&secret] = 1.into()),
        changed(&|file| file["roots"][&secret] = one.clone()),
        changed(&|file| file["roots"]["audio"] = secret.clone().into()),
        changed(&|file| file["shred_signer"] = secret.clone().into()),
        changed(&|file| file["shred_verifier"] = format!("{secret}00").into()),
        changed(&|file| file[&secret] = 1.into()),
        text[..text.len() / 2].to_owned(),
        text.replace("\"epoch\"", &secret),
        String::new(),
    ]
}

#[test]
fn a_broken_key_file_is_refused_without_a_word_of_its_keys() {
    let text = key_files().remove(&None).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let roots = file["roots"].as_object().unwrap().values();
    let halves = roots.flat_map(|root| [&root["private"], &root["public"]]);
    let keys: Vec<&str> = halves.chain([&file["shred_signer"]]).map(|key| key.as_str().unwrap()).collect();
    for broken in broken(&text) {
        let error = KeyFile::parse(&broken).err().unwrap();
        let said = format!("{error} {error:?}").to_lowercase();
        assert!(matches!(error, ProviderError::File(_)), "{said}");
        assert!(keys.iter().all(|key| !said.contains(&key[..8])), "a key's text stands in an error");
    }
}

const ENDED: Ended<'static> =
    Ended { environment: "test", tenant: TenantId([1; 16]), call: CALL, class: DataClass::Audio };
const SEED: [u8; 32] = [5; 32];

#[test]
fn retentions_signature_verifies() {
    let public = verifying_key(&SEED).unwrap();
    let shredded = sign_shredded(&SEED, &ENDED, 17, 1_000, true).unwrap();
    assert!(verify_shredded(&public, &ENDED, &shredded));
    let read = KeyRecord::decode(&KeyRecord::Shredded(shredded.clone()).encode()).unwrap();
    assert_eq!(read, KeyRecord::Shredded(shredded));
}

#[test]
fn a_changed_end_of_a_key_does_not_verify() {
    let public = verifying_key(&SEED).unwrap();
    let signed = sign_shredded(&SEED, &ENDED, 17, 1_000, true).unwrap();
    let changed = [
        Shredded { ledger: 18, ..signed.clone() },
        Shredded { at_ms: 1_001, ..signed.clone() },
        Shredded { forgotten: false, ..signed.clone() },
        Shredded { signature: Vec::new(), ..signed.clone() },
        Shredded { signature: signed.signature[..63].to_vec(), ..signed.clone() },
        sign_shredded(&[6; 32], &ENDED, 17, 1_000, true).unwrap(),
    ];
    assert!(changed.iter().all(|record| !verify_shredded(&public, &ENDED, record)));
    for at in 0..signed.signature.len() {
        let mut record = signed.clone();
        record.signature[at] ^= 1;
        assert!(!verify_shredded(&public, &ENDED, &record), "byte {at} of the signature");
    }
}

#[test]
fn the_end_of_one_key_is_not_that_of_another() {
    let public = verifying_key(&SEED).unwrap();
    let signed = sign_shredded(&SEED, &ENDED, 17, 1_000, true).unwrap();
    let others = [
        Ended { environment: "tesu", ..ENDED },
        Ended { tenant: TenantId([9; 16]), ..ENDED },
        Ended { call: AggregateId([9; 16]), ..ENDED },
        Ended { tenant: TenantId(CALL.0), call: ENDED.tenant.into(), ..ENDED },
        Ended { class: DataClass::Transcript, ..ENDED },
    ];
    assert!(others.iter().all(|ended| !verify_shredded(&public, ended, &signed)));
}

#[test]
fn a_record_with_bytes_left_over_is_refused() {
    let record = KeyRecord::Ring(Vec::new()).encode();
    assert!(KeyRecord::decode(&record).is_ok());
    assert!(KeyRecord::decode(&[record.as_slice(), &[0]].concat()).is_err());
    assert!(KeyRecord::decode(&[]).is_err());
}
