//! An envelope opens in its own place, whole and unchanged, or not at all.
#![expect(clippy::unwrap_used, reason = "a test stops where something is wrong")]

use phi_events::envelope::{ENTRY, EnvelopeError, FIXED, Layout, NO_PREVIOUS};
use phi_events::{Address, AggregateId, CommitId, Context, DataClass, Suite, TenantId};
use phi_seal::{Binding, NewHeader, OpenError, Plain, SealingKey, open, seal, secret};
use proptest::prelude::*;
use zeroize::Zeroizing;

#[path = "common/entropy.rs"]
mod entropy;

use entropy::Fixed;

const SUITES: [Suite; 2] = [Suite::XChaCha20Poly1305, Suite::Aes256Gcm];
const CLASSES: [DataClass; 3] = [DataClass::Lifecycle, DataClass::Identity, DataClass::Transcript];
const TENANT: TenantId = TenantId([1; 16]);
const CALL: AggregateId = AggregateId([2; 16]);
const HERE: Binding<'static> = Binding { environment: "test", address: Address::new(Context::Call, TENANT, CALL) };
/// Where the clear header names the context, and how many sections there are.
const CONTEXT_AT: usize = 6;
const COUNT_AT: usize = FIXED - 1;

fn key(byte: u8) -> SealingKey {
    SealingKey::new(secret([byte; 32]))
}

fn text(class: DataClass) -> Vec<u8> {
    format!("what {} holds", class.token()).into_bytes()
}

fn header(suite: Suite) -> NewHeader {
    NewHeader { suite, schema: 1, commit: CommitId([3; 16]), previous: NO_PREVIOUS }
}

/// One envelope of three sections, and the keys that open it.
struct Sealed {
    bytes: Vec<u8>,
    layout: Layout,
    keys: Vec<(DataClass, SealingKey)>,
}

fn sealed(suite: Suite, seed: u8) -> Sealed {
    let keys: Vec<(DataClass, SealingKey)> = CLASSES.into_iter().map(|class| (class, key(class.code()))).collect();
    let plain = keys.iter().map(|(class, key)| Plain { class: *class, key, bytes: text(*class).into() }).collect();
    let bytes = seal(&header(suite), &HERE, plain, &Fixed::new(seed));
    let layout = Layout::parse(&bytes).unwrap();
    Sealed { bytes, layout, keys }
}

impl Sealed {
    /// Each section's entry in the header, and its body.
    fn parts(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let entry = |index: usize| self.bytes[FIXED + ENTRY * index..][..ENTRY].to_vec();
        let body = |index: usize| self.bytes[self.layout.range(index).unwrap()].to_vec();
        (0..self.keys.len()).map(|index| (entry(index), body(index))).collect()
    }

    /// The same fixed header before other sections.
    fn with(&self, parts: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
        let mut bytes = self.bytes[..FIXED].to_vec();
        bytes[COUNT_AT] = u8::try_from(parts.len()).unwrap();
        bytes.extend(parts.iter().flat_map(|(entry, _)| entry));
        bytes.extend(parts.iter().flat_map(|(_, body)| body));
        bytes
    }

    fn opens(&self, bytes: &[u8], binding: &Binding<'_>) -> Vec<Result<Vec<u8>, OpenError>> {
        self.keys.iter().map(|(class, key)| open_at(bytes, *class, key, binding)).collect()
    }

    fn nothing_opens(&self, bytes: &[u8], what: &str) {
        for (result, (class, _)) in self.opens(bytes, &HERE).into_iter().zip(&self.keys) {
            assert!(result.is_err(), "{what}: {class:?} opens");
        }
    }
}

fn open_at(bytes: &[u8], class: DataClass, key: &SealingKey, binding: &Binding<'_>) -> Result<Vec<u8>, OpenError> {
    let layout = Layout::parse(bytes)?;
    open(bytes, &layout, class, key, binding).map(|plain| plain.to_vec())
}

fn both(check: impl Fn(Sealed)) {
    for suite in SUITES {
        check(sealed(suite, 1));
    }
}

#[test]
fn untouched_it_opens() {
    both(|it| {
        let expected: Vec<Result<Vec<u8>, OpenError>> = CLASSES.into_iter().map(|class| Ok(text(class))).collect();
        assert_eq!(it.opens(&it.bytes, &HERE), expected);
    });
}

#[test]
fn the_same_input_sealed_twice_differs() {
    for suite in SUITES {
        let (one, other) = (sealed(suite, 1), sealed(suite, 2));
        assert_eq!(one.bytes.len(), other.bytes.len());
        for index in 0..CLASSES.len() {
            assert_ne!(one.bytes[one.layout.range(index).unwrap()], other.bytes[other.layout.range(index).unwrap()]);
        }
    }
}

#[test]
fn no_section_opens_under_a_changed_header() {
    both(|it| {
        for at in 0..it.layout.header_len {
            for flip in [0x01, 0x80, 0xff] {
                let mut bytes = it.bytes.clone();
                bytes[at] ^= flip;
                it.nothing_opens(&bytes, &format!("byte {at} of the header changed by {flip:#x}"));
            }
        }
    });
}

#[test]
fn a_changed_byte_spoils_its_own_section() {
    both(|it| {
        for index in 0..CLASSES.len() {
            for at in it.layout.range(index).unwrap() {
                let mut bytes = it.bytes.clone();
                bytes[at] ^= 0x01;
                let results = it.opens(&bytes, &HERE);
                assert_eq!(results[index], Err(OpenError::Broken), "byte {at}");
                let others = results.iter().enumerate().filter(|(other, _)| *other != index);
                assert!(others.into_iter().all(|(_, result)| result.is_ok()), "byte {at} spoils another section");
            }
        }
    });
}

#[test]
fn another_key_does_not_open() {
    both(|it| {
        for class in CLASSES {
            assert_eq!(open_at(&it.bytes, class, &key(99), &HERE), Err(OpenError::WrongKey));
        }
        assert_eq!(open_at(&it.bytes, DataClass::Audio, &key(1), &HERE), Err(OpenError::NoSection));
    });
}

#[test]
fn an_envelope_is_committed_to_its_keys() {
    both(|it| {
        let other = key(99);
        for (index, class) in CLASSES.into_iter().enumerate() {
            let mut bytes = it.bytes.clone();
            bytes[FIXED + ENTRY * index + 1..][..32].copy_from_slice(other.id());
            assert_eq!(open_at(&bytes, class, &other, &HERE), Err(OpenError::Broken), "the named key is not the one");
            assert_eq!(open_at(&bytes, class, &it.keys[index].1, &HERE), Err(OpenError::WrongKey));
        }
    });
}

#[test]
fn it_opens_in_no_other_place() {
    both(|it| {
        let address = HERE.address;
        let moved = [
            Binding { environment: "production", ..HERE },
            Binding { environment: "", ..HERE },
            Binding { environment: "tesu", ..HERE },
            Binding { address: Address { tenant: TenantId([9; 16]), ..address }, ..HERE },
            Binding { address: Address { aggregate: AggregateId([9; 16]), ..address }, ..HERE },
            Binding { address: Address { tenant: TenantId(CALL.0), aggregate: TENANT.into(), ..address }, ..HERE },
        ];
        for binding in moved {
            assert!(
                it.opens(&it.bytes, &binding).iter().all(|result| *result == Err(OpenError::Broken)),
                "{binding:?}"
            );
        }
    });
}

#[test]
fn it_opens_in_no_other_context() {
    both(|it| {
        let binding = Binding { address: Address { context: Context::Outcome, ..HERE.address }, ..HERE };
        assert!(it.opens(&it.bytes, &binding).iter().all(|result| *result == Err(OpenError::Misplaced)));
        let mut bytes = it.bytes.clone();
        bytes[CONTEXT_AT] = Context::Outcome.code();
        assert!(it.opens(&bytes, &binding).iter().all(|result| *result == Err(OpenError::Broken)));
        it.nothing_opens(&bytes, "the header names another context");
    });
}

#[test]
fn a_section_cannot_be_dropped() {
    both(|it| {
        for index in 0..CLASSES.len() {
            let mut parts = it.parts();
            parts.remove(index);
            it.nothing_opens(&it.with(&parts), "a section dropped");
        }
        it.nothing_opens(&it.with(&[]), "no section left");
    });
}

#[test]
fn sections_cannot_be_swapped_or_repeated() {
    both(|it| {
        for (one, other) in [(0, 1), (1, 2), (0, 2)] {
            let mut parts = it.parts();
            parts.swap(one, other);
            it.nothing_opens(&it.with(&parts), "sections swapped");
        }
        let mut parts = it.parts();
        parts.push(parts[0].clone());
        it.nothing_opens(&it.with(&parts), "a section repeated");
    });
}

#[test]
fn a_body_is_bound_to_its_index() {
    // one key for two sections of one length: only the index tells them apart
    for suite in SUITES {
        let key = key(1);
        let plain = |class| Plain { class, key: &key, bytes: Zeroizing::new(b"same".to_vec()) };
        let bytes =
            seal(&header(suite), &HERE, vec![plain(DataClass::Audio), plain(DataClass::Masked)], &Fixed::new(1));
        let layout = Layout::parse(&bytes).unwrap();
        let (first, second) = (layout.range(0).unwrap(), layout.range(1).unwrap());
        let swapped = [&bytes[..layout.header_len], &bytes[second], &bytes[first]].concat();
        for class in [DataClass::Audio, DataClass::Masked] {
            assert_eq!(open_at(&bytes, class, &key, &HERE), Ok(b"same".to_vec()));
            assert_eq!(open_at(&swapped, class, &key, &HERE), Err(OpenError::Broken));
        }
    }
}

#[test]
fn a_section_of_another_envelope_does_not_fit() {
    for suite in SUITES {
        let (it, other) = (sealed(suite, 1), sealed(suite, 2));
        for index in 0..CLASSES.len() {
            let mut parts = it.parts();
            parts[index].1.clone_from(&other.parts()[index].1);
            let results = it.opens(&it.with(&parts), &HERE);
            assert_eq!(results[index], Err(OpenError::Broken), "spliced");
        }
        it.nothing_opens(&it.with(&other.parts()), "the sections of another envelope under this one's header");
    }
}

#[test]
fn a_suite_cannot_be_exchanged() {
    let (one, two) = (sealed(Suite::XChaCha20Poly1305, 1), sealed(Suite::Aes256Gcm, 1));
    for (it, suite) in [(one, Suite::Aes256Gcm), (two, Suite::XChaCha20Poly1305)] {
        let mut bytes = it.bytes.clone();
        bytes[4] = suite as u8;
        it.nothing_opens(&bytes, "another suite");
    }
}

#[test]
fn cut_short_or_lengthened_it_is_no_envelope() {
    both(|it| {
        for len in 0..it.bytes.len() {
            let error = Layout::parse(&it.bytes[..len]).unwrap_err();
            assert_eq!(error, EnvelopeError::Length, "cut to {len} bytes");
        }
        let longer = [it.bytes.as_slice(), &[0]].concat();
        assert_eq!(Layout::parse(&longer), Err(EnvelopeError::Length));
    });
}

#[test]
fn the_length_does_not_tell_the_length() {
    let key = key(1);
    for suite in SUITES {
        let sealed_len = |len: usize| {
            let plain = Plain { class: DataClass::Audio, key: &key, bytes: vec![1; len].into() };
            seal(&header(suite), &HERE, vec![plain], &Fixed::new(1)).len()
        };
        assert_eq!(sealed_len(0), sealed_len(255));
        assert_eq!(sealed_len(2_000), sealed_len(2_047));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn what_was_sealed_opens(
        suite in prop::sample::select(SUITES.to_vec()),
        classes in prop::sample::subsequence(phi_events::class::ALL_CLASSES.to_vec(), 1..=10),
        sizes in prop::collection::vec(0_usize..9_000, 10),
        fill in any::<u8>(),
        seed in any::<u8>(),
        environment in "[a-z]{0,12}",
    ) {
        let here = Binding { environment: &environment, address: HERE.address };
        let keys: Vec<SealingKey> = classes.iter().map(|class| key(class.code() ^ seed)).collect();
        let contents: Vec<Vec<u8>> = sizes.into_iter().map(|len| vec![fill; len]).collect();
        let parts = classes.iter().zip(&keys).zip(&contents);
        let plain = parts.map(|((class, key), bytes)| Plain { class: *class, key, bytes: bytes.clone().into() }).collect();
        let envelope = seal(&header(suite), &here, plain, &Fixed::new(seed));
        for ((class, key), bytes) in classes.iter().zip(&keys).zip(contents) {
            prop_assert_eq!(open_at(&envelope, *class, key, &here), Ok(bytes));
        }
    }

    #[test]
    fn other_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), magic in any::<bool>()) {
        let bytes = if magic { [b"PHM1\x01\x00\x0a".as_slice(), &bytes].concat() } else { bytes };
        for class in CLASSES {
            prop_assert!(open_at(&bytes, class, &key(1), &HERE).is_err());
        }
    }
}
