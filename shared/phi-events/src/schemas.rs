//! What stands under `schemas/`, made from this crate and from nothing else: a JSON Schema for each event, golden bytes,
//! and the map. Writes nothing: `examples/schemas.rs` does, and the tests compare.
use std::collections::BTreeMap;
use std::fmt::Write;

use data_encoding::HEXLOWER;
use serde_json::Value;

use crate::context::Context;
use crate::samples::{Sample, codes, frames, samples};

mod map;
mod split;

pub use split::{is_enum, variants};

/// The file with the code of each enum's variants, one a line.
pub const CODES: &str = "golden/codes.txt";

/// The folder of a context: its code comes first, so that folders stand in the order a call travels.
pub fn folder(context: Context) -> String {
    format!("{:02}-{}", context.code(), context.token())
}

/// Path of a sample's golden bytes.
pub fn golden(sample: &Sample) -> String {
    format!("golden/{}.v{}.postcard", sample.name, sample.version)
}

/// Every generated file: path under `schemas/`, and content.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut events = Vec::new();
    for sample in samples() {
        let path = format!("{}/{}.v{}.json", folder(sample.context), sample.name, sample.version);
        let schema = split::schema(&sample);
        files.insert(golden(&sample), sample.bytes.clone());
        files.insert(path.clone(), pretty(&schema));
        events.push(map::EventLine { sample, path, schema });
    }
    for (name, bytes) in frames() {
        files.insert(format!("golden/{name}.v1.postcard"), bytes);
    }
    files.insert(CODES.to_owned(), code_lines().into_bytes());
    files.insert("FLOW.md".to_owned(), map::text(&events).into_bytes());
    files
}

/// Whether a file may become another one: golden bytes never change, codes may be added, the rest is free.
pub fn may_replace(path: &str, old: &[u8], new: &[u8]) -> bool {
    if path == CODES {
        let kept: Vec<&[u8]> = new.split(|byte| *byte == b'\n').collect();
        return old.split(|byte| *byte == b'\n').all(|line| kept.contains(&line));
    }
    !path.starts_with("golden/") || old == new
}

fn pretty(value: &Value) -> Vec<u8> {
    format!("{value:#}\n").into_bytes()
}

fn code_lines() -> String {
    let mut out = String::new();
    for codes in codes() {
        for (variant, bytes) in &codes.values {
            writeln!(out, "{}.{variant} {}", codes.name, HEXLOWER.encode(bytes))
                .expect("a String takes all that is written");
        }
    }
    out
}
