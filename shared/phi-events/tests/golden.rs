//! Released bytes never change, and `schemas/` is what the contract says. Writes nothing: `./justw schemas` does.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use phi_events::call::v1::Call;
use phi_events::chunk::Chunk;
use phi_events::commit::{Reads, decode, decode_contents, decode_facts, reads, written_as};
use phi_events::context::ALL_CONTEXTS;
use phi_events::redaction::{Redaction, RedactionFact};
use phi_events::samples::{Sample, chunk, codes, commit, frames, meta, samples};
use phi_events::schemas::{CODES, files, folder, golden, is_enum, may_replace, variants};
use phi_events::tenant::{Tenant, TenantFact};
use phi_events::{Context, DataClass, Event};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

fn committed(path: &str) -> Vec<u8> {
    fs::read(root().join(path))
        .unwrap_or_else(|_| panic!("schemas/{path} is missing: run `./justw schemas` and commit it"))
}

/// What is wrong with a sample, held against its golden bytes.
fn complaint(sample: &Sample, golden: &[u8]) -> Option<&'static str> {
    if sample.bytes != golden {
        return Some("writes other bytes than the released version did: add a version of the schema instead");
    }
    match sample.reread(golden) {
        Ok((bytes, json)) if bytes == golden && json == sample.json => None,
        Ok(_) => Some("reads its golden bytes as another value"),
        Err(_) => Some("does not read its golden bytes"),
    }
}

#[test]
fn every_released_event_is_written_and_read_as_before() {
    for sample in samples() {
        let wrong = complaint(&sample, &committed(&golden(&sample)));
        assert_eq!(wrong, None, "{}", sample.name);
    }
}

/// A version that only appends reads what the one before it wrote: no bytes are changed on the way.
#[test]
fn what_an_earlier_version_wrote_is_read_as_the_same() {
    let all = samples();
    let later = |sample: &Sample| {
        all.iter()
            .filter(|other| other.name == sample.name && other.version > sample.version)
            .cloned()
            .collect::<Vec<_>>()
    };
    let mut held = 0;
    for sample in samples() {
        for newer in later(&sample) {
            let (bytes, json) = newer.reread(&committed(&golden(&sample))).unwrap();
            assert_eq!((&bytes, &json), (&sample.bytes, &sample.json), "{} as version {}", sample.name, newer.version);
            held += 1;
        }
    }
    // four facts and two contents of redaction, one request, five entries of access, five facts of a tenant
    assert_eq!(held, 17);
}

#[test]
fn a_schema_says_from_which_version_it_reads() {
    assert_eq!(reads::<Redaction>(1), Reads::Known);
    assert_eq!(reads::<Redaction>(2), Reads::Known);
    assert_eq!(reads::<Redaction>(3), Reads::Newer);
    assert_eq!(reads::<Redaction>(0), Reads::TooOld);
    assert_eq!(reads::<Call>(1), Reads::Known);
    assert_eq!(reads::<Call>(2), Reads::Newer);
}

/// What a service one release behind can read is written so that it does.
#[test]
fn a_commit_names_the_oldest_version_that_can_say_it() {
    let (ended, frozen) = (TenantFact::BaaEnded { at_ms: 1 }, TenantFact::Frozen { at_ms: 2, reason: String::new() });
    assert_eq!(written_as::<Tenant>(&[Event::fact(ended.clone())]), 1);
    assert_eq!(written_as::<Tenant>(&[Event::fact(ended), Event::fact(frozen)]), 2);
    assert_eq!(written_as::<Redaction>(&[Event::fact(RedactionFact::Nothing)]), 2);
    assert_eq!(written_as::<Call>(&[]), 1);
}

#[test]
fn a_changed_event_is_complained_of() {
    for mut sample in samples() {
        let golden = committed(&golden(&sample));
        sample.bytes[0] ^= 1;
        assert!(complaint(&sample, &golden).is_some(), "{}: another variant", sample.name);
        sample.bytes[0] ^= 1;
        sample.bytes.push(0);
        assert!(complaint(&sample, &golden).is_some(), "{}: one more field", sample.name);
        sample.bytes.pop();
        sample.json = Value::Null;
        assert!(complaint(&sample, &golden).is_some(), "{}: another value", sample.name);
    }
}

#[test]
fn bytes_left_over_or_missing_are_refused() {
    for sample in samples() {
        let longer = [sample.bytes.as_slice(), &[0]].concat();
        assert!(sample.reread(&longer).is_err(), "{}", sample.name);
        assert!(sample.reread(&sample.bytes[..sample.bytes.len() - 1]).is_err(), "{}", sample.name);
    }
}

#[test]
fn schemas_are_what_the_contract_says() {
    for (path, bytes) in files() {
        let same = committed(&path) == bytes;
        assert!(same, "schemas/{path} is not what the contract says: run `./justw schemas` and commit what it writes");
    }
}

#[test]
fn nothing_else_stands_among_the_schemas() {
    // phi-seal's own golden bytes stand beside the events'
    let seals = |path: &str| path.starts_with("golden/envelope.") || path.starts_with("golden/key_record_");
    let made: BTreeSet<String> = files().into_keys().collect();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            assert!(
                made.contains(&name) || seals(&name),
                "schemas/{name}: no event of the contract makes it. A released event stays"
            );
        }
    }
}

#[test]
fn golden_bytes_may_be_added_and_not_changed() {
    assert!(may_replace("10-call/call_received.v1.json", b"a", b"b"));
    assert!(may_replace("golden/call_received.v1.postcard", b"a", b"a"));
    assert!(!may_replace("golden/call_received.v1.postcard", b"a", b"b"));
    assert!(may_replace(CODES, b"A.X 00\n", b"A.X 00\nA.Y 01\n"));
    assert!(!may_replace(CODES, b"A.X 00\n", b"A.Y 00\nA.X 01\n"));
    assert!(!may_replace(CODES, b"A.X 00\nA.Y 01\n", b"A.X 00\n"));
}

#[test]
fn every_variant_has_a_sample() {
    let mut by_type: BTreeMap<String, (Value, BTreeSet<String>)> = BTreeMap::new();
    for sample in samples() {
        let schema = sample.schema().to_value();
        let key = format!("{} v{} {}", sample.context.token(), sample.version, schema["title"]);
        by_type.entry(key).or_insert_with(|| (schema, BTreeSet::new())).1.insert(sample.variant);
    }
    for (name, (schema, sampled)) in by_type {
        let all: BTreeSet<String> = variants(&schema).into_iter().map(|(name, _)| name).collect();
        assert_eq!(sampled, all, "{name}: add a sample in shared/phi-events/src/samples/");
    }
}

#[test]
fn every_enum_inside_an_event_has_its_codes_frozen() {
    let frozen: BTreeSet<String> = codes().into_iter().map(|codes| codes.name).collect();
    for sample in samples() {
        let schema = sample.schema().to_value();
        let definitions = schema["$defs"].as_object().cloned().unwrap_or_default();
        for (name, _) in definitions.iter().filter(|(_, definition)| is_enum(definition)) {
            assert!(frozen.contains(name), "{name}: add its values in shared/phi-events/src/samples/codes.rs");
        }
    }
}

#[test]
fn codes_name_every_variant_in_order() {
    for codes in codes() {
        let schema = codes.schema().to_value();
        let all: Vec<String> = variants(&schema).into_iter().map(|(name, _)| name).collect();
        let coded: Vec<String> = codes.values.iter().map(|(name, _)| name.clone()).collect();
        assert_eq!(coded, all, "{}", codes.name);
        for (place, (name, bytes)) in codes.values.iter().enumerate() {
            assert_eq!(usize::from(bytes[0]), place, "{}.{name}", codes.name);
        }
    }
}

#[test]
fn names_and_folders_are_unique() {
    let names: Vec<String> = samples().iter().map(golden).chain(frames().into_iter().map(|(name, _)| name)).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    let folders: BTreeSet<String> = ALL_CONTEXTS.into_iter().map(folder).collect();
    assert_eq!(folders.len(), ALL_CONTEXTS.len());
    assert_eq!(folder(Context::Call), "10-call");
}

#[test]
fn content_is_never_sealed_with_the_facts() {
    for sample in samples().into_iter().filter(|sample| sample.name.contains("_content_")) {
        assert_ne!(sample.class, sample.context.state_class(), "{}: an envelope has one section a class", sample.name);
    }
}

#[test]
fn the_sections_of_a_commit_read_back() {
    let frames: BTreeMap<String, Vec<u8>> = frames().into_iter().collect();
    let facts = decode_facts::<Call>(&frames["commit_lifecycle"]).unwrap();
    assert_eq!(facts, (meta(), commit().into_iter().map(|event| event.fact).collect()));
    for class in [DataClass::Identity, DataClass::Transcript, DataClass::Audio] {
        let contents = decode_contents::<Call>(&frames[&format!("commit_{}", class.token())]).unwrap();
        let places: Vec<u16> = contents.iter().map(|(index, _)| *index).collect();
        assert_eq!(places, [1], "the content belongs to the second event");
    }
    assert_eq!(frames.len(), 5);
}

#[test]
fn a_chunk_reads_back() {
    let frames: BTreeMap<String, Vec<u8>> = frames().into_iter().collect();
    let read: Chunk = decode(&frames["chunk"]).unwrap();
    let wanted = chunk();
    assert_eq!((read.track, read.index, read.last, &read.samples), (1, 2, true, &wanted.samples));
}
