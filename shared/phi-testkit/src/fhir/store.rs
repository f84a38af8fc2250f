//! Resources and their versions, in memory.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use time::macros::datetime;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::refusal::Refusal;
use super::rules;

/// First instant of the sandbox's clock. It ticks a second per write, so that two runs give equal bytes.
const EPOCH: OffsetDateTime = datetime!(2026-01-01 00:00:00 UTC);

/// Every version of every resource. Cloning it is how a transaction is undone.
#[derive(Clone, Default)]
pub(super) struct Store {
    versions: BTreeMap<(String, String), Vec<Value>>,
    last_id: BTreeMap<String, u64>,
    ticks: i64,
}

impl Store {
    /// The newest version of `name/id`.
    pub(super) fn read(&self, name: &str, id: &str) -> Option<&Value> {
        self.history(name, id)?.last()
    }

    /// Version `version` (counted from 1) of `name/id`.
    pub(super) fn vread(&self, name: &str, id: &str, version: u64) -> Option<&Value> {
        let at = usize::try_from(version.checked_sub(1)?).ok()?;
        self.history(name, id)?.get(at)
    }

    fn history(&self, name: &str, id: &str) -> Option<&Vec<Value>> {
        self.versions.get(&(name.to_owned(), id.to_owned()))
    }

    /// The newest version of every resource of a type, by id.
    pub(super) fn of_kind<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Value> {
        self.versions.iter().filter(move |((kind, _), _)| kind == name).filter_map(|(_, all)| all.last())
    }

    /// The newest version of everything.
    pub(super) fn all(&self) -> Vec<Value> {
        self.versions.values().filter_map(|all| all.last().cloned()).collect()
    }

    /// An id nobody has.
    pub(super) fn fresh_id(&mut self, name: &str) -> String {
        loop {
            let last = self.last_id.entry(name.to_owned()).or_default();
            *last += 1;
            let id = last.to_string();
            if self.read(name, &id).is_none() {
                return id;
            }
        }
    }

    /// Stores the next version of `name/id` and gives its number.
    pub(super) fn put(&mut self, name: &str, id: &str, mut resource: Value) -> Result<u64, Refusal> {
        rules::check(name, &resource)?;
        let key = (name.to_owned(), id.to_owned());
        let version = self.versions.get(&key).map_or(0, Vec::len) as u64 + 1;
        self.ticks += 1;
        resource["id"] = json!(id);
        resource["meta"]["versionId"] = json!(version.to_string());
        resource["meta"]["lastUpdated"] = json!(instant(self.ticks));
        self.versions.entry(key).or_default().push(resource);
        Ok(version)
    }

    /// Refuses a resource that refers to one this server does not hold, as servers with referential integrity do.
    pub(super) fn check_references(&self, resource: &Value) -> Result<(), Refusal> {
        let refusal = Refusal::new(422, "not-found", "A reference points to a resource this server does not hold.");
        rules::each_reference(&mut resource.clone(), &mut |reference| {
            let found = match local(reference) {
                Some((name, id)) => self.read(name, id).is_some(),
                None => reference.starts_with("http") || reference.starts_with('#'),
            };
            if found { Ok(()) } else { Err(refusal) }
        })
    }
}

/// Type and id of a relative reference, with or without its version.
fn local(reference: &str) -> Option<(&str, &str)> {
    let (name, rest) = reference.split_once('/')?;
    let id = rest.split('/').next()?;
    (rules::known(name).is_ok() && rules::valid_id(id)).then_some((name, id))
}

fn instant(ticks: i64) -> String {
    (EPOCH + Duration::seconds(ticks)).format(&Rfc3339).expect("a date of this century has an RFC 3339 form")
}

/// Version number that the store put into a resource.
pub(super) fn version_of(resource: &Value) -> u64 {
    resource["meta"]["versionId"].as_str().and_then(|v| v.parse().ok()).unwrap_or(1)
}
