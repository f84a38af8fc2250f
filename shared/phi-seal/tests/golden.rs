//! What was sealed once opens for ever: known answers, and golden bytes that another build must make and read.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use std::fs;
use std::path::Path;

use data_encoding::HEXLOWER;
use phi_events::call::v1::{Call, CallFact};
use phi_events::commit::decode_facts;
use phi_events::envelope::Layout;
use phi_events::samples::{commit, meta};
use phi_events::{Context, DataClass};
use phi_seal::record::{verify_shredded, verifying_key};
use phi_seal::wrap::{unwrap, unwrap_with_root};
use phi_seal::{KeyRecord, SealingKey, open, secret};

#[path = "common/entropy.rs"]
mod entropy;
#[path = "common/golden.rs"]
mod golden;

fn committed(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/golden").join(name);
    fs::read(path).unwrap_or_else(|_| panic!("schemas/golden/{name} is missing: run `./justw schemas` and commit it"))
}

fn record(name: &str) -> KeyRecord {
    KeyRecord::decode(&committed(name)).unwrap()
}

/// Computed apart from this code: `HMAC(HMAC("phi/key/v1", key), "key-id" ‖ 0x01)`, RFC 5869 written out in Python.
#[test]
fn a_key_keeps_its_id() {
    for (byte, id) in [
        (1, "bf0e229396dc71ca7b32d5ec0437d740a276e0c6b8a227e54ce35260ecba55d3"),
        (7, "b496c91b1b7a55c38e0fd7cf7ec627b6a12275b2993336634db8577868d064f9"),
    ] {
        assert_eq!(HEXLOWER.encode(SealingKey::new(secret([byte; 32])).id()), id);
    }
}

#[test]
fn the_same_input_gives_the_committed_bytes() {
    for (name, bytes) in golden::files() {
        let same = committed(name) == bytes;
        assert!(
            same,
            "schemas/golden/{name}: this build seals otherwise. Released forms stay: add a suite or a record"
        );
    }
}

#[test]
fn committed_envelopes_open() {
    for (suite, name) in golden::SUITES {
        let envelope = committed(name);
        let layout = Layout::parse(&envelope).unwrap();
        assert_eq!((layout.header.suite, layout.header.context, layout.header.schema), (suite, Context::Call, 1));
        for head in &layout.header.sections {
            open(&envelope, &layout, head.class, &golden::key(head.class), &golden::binding()).unwrap();
        }
        let class = DataClass::Lifecycle;
        let facts = open(&envelope, &layout, class, &golden::key(class), &golden::binding()).unwrap();
        let expected: Vec<CallFact> = commit().into_iter().map(|event| event.fact).collect();
        assert_eq!(decode_facts::<Call>(&facts).unwrap(), (meta(), expected));
    }
}

#[test]
fn committed_key_records_open() {
    let class = DataClass::Audio;
    let KeyRecord::Ring(ring) = record("key_record_ring.v1.postcard") else { panic!("a ring") };
    let kek = unwrap_with_root(&golden::ROOT, &golden::place(None, class), &ring[0].key).unwrap();
    let KeyRecord::Call { month, key } = record("key_record_call.v1.postcard") else { panic!("a call's key") };
    let dek = unwrap(&kek, &golden::place(Some(golden::CALL), class), &key).unwrap();
    assert_eq!((month, ring[0].month), (golden::MONTH, golden::MONTH));
    assert_eq!(dek.id(), golden::key(class).id());
}

#[test]
fn a_committed_end_of_a_key_verifies() {
    let KeyRecord::Shredded(shredded) = record("key_record_shredded.v1.postcard") else { panic!("an end") };
    assert!(verify_shredded(&verifying_key(&golden::SEED).unwrap(), &golden::ended(), &shredded));
}
