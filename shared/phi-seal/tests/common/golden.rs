//! What stands under `schemas/golden/` of this crate: envelopes in both suites, and each kind of key record, all made
//! with fixed keys and fixed entropy.
use std::collections::BTreeMap;

use phi_events::call::v1::Call;
use phi_events::commit::encode_commit;
use phi_events::envelope::NO_PREVIOUS;
use phi_events::samples::{commit, meta};
use phi_events::{Address, AggregateId, CommitId, Context, DataClass, Suite, TenantId};
use phi_seal::record::{Ended, sign_shredded};
use phi_seal::wrap::{root_public, wrap, wrap_to_root};
use phi_seal::{Binding, KeyPlace, KeyRecord, NewHeader, Plain, RingEntry, SealingKey, seal, secret};

use super::entropy::Fixed;

/// The environment of all golden bytes.
pub const ENVIRONMENT: &str = "golden";
/// Their practice.
pub const TENANT: TenantId = TenantId([1; 16]);
/// Their call.
pub const CALL: AggregateId = AggregateId([2; 16]);
/// Private half of their root.
pub const ROOT: [u8; 32] = [3; 32];
/// Their signing seed.
pub const SEED: [u8; 32] = [4; 32];
/// January 2026.
pub const MONTH: u32 = 2026 * 12;

/// Both suites, and the names of their envelopes.
pub const SUITES: [(Suite, &str); 2] =
    [(Suite::XChaCha20Poly1305, "envelope.suite1.bin"), (Suite::Aes256Gcm, "envelope.suite2.bin")];

/// The key of a class: its code, 32 times.
pub fn key(class: DataClass) -> SealingKey {
    SealingKey::new(secret([class.code(); 32]))
}

/// Where the golden envelopes stand.
pub fn binding() -> Binding<'static> {
    Binding { environment: ENVIRONMENT, address: Address::new(Context::Call, TENANT, CALL) }
}

/// The place of a call's key, and of a tenant's.
pub fn place(call: Option<AggregateId>, class: DataClass) -> KeyPlace<'static> {
    KeyPlace { environment: ENVIRONMENT, tenant: TENANT, call, class, owner: None, month: MONTH }
}

/// Which key the golden `Shredded` record ends.
pub fn ended() -> Ended<'static> {
    Ended { environment: ENVIRONMENT, tenant: TENANT, call: CALL, class: DataClass::Audio }
}

fn envelope(suite: Suite) -> Vec<u8> {
    let sections = encode_commit::<Call>(&meta(), &commit());
    let keys: Vec<SealingKey> = sections.iter().map(|(class, _)| key(*class)).collect();
    let plain = sections.into_iter().zip(&keys).map(|((class, bytes), key)| Plain { class, key, bytes: bytes.into() });
    let new = NewHeader { suite, schema: 1, commit: CommitId([5; 16]), previous: NO_PREVIOUS };
    seal(&new, &binding(), plain.collect(), &Fixed::new(1))
}

fn records() -> [(&'static str, KeyRecord); 3] {
    let (entropy, kek, dek) = (Fixed::new(2), key(DataClass::Lifecycle), key(DataClass::Audio));
    let call = KeyRecord::Call { month: MONTH, key: wrap(&kek, &place(Some(CALL), DataClass::Audio), &dek, &entropy) };
    let root = root_public(&ROOT).expect("32 bytes are an X25519 key");
    let ring =
        wrap_to_root(1, &root, &place(None, DataClass::Audio), &kek, &entropy).expect("the root is a public key");
    let shredded = sign_shredded(&SEED, &ended(), 17, 1_767_225_600_000, true).expect("32 bytes are an Ed25519 seed");
    [
        ("key_record_call.v1.postcard", call),
        ("key_record_ring.v1.postcard", KeyRecord::Ring(vec![RingEntry { month: MONTH, key: ring }])),
        ("key_record_shredded.v1.postcard", KeyRecord::Shredded(shredded)),
    ]
}

/// Name and bytes of each file.
pub fn files() -> BTreeMap<&'static str, Vec<u8>> {
    let envelopes = SUITES.into_iter().map(|(suite, name)| (name, envelope(suite)));
    envelopes.chain(records().into_iter().map(|(name, record)| (name, record.encode()))).collect()
}
