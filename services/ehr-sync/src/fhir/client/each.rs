//! Writing without transactions: conditional creates one by one (<http://hl7.org/fhir/R4/http.html#ccreate>).

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::Value;

use super::{FhirClient, with_json};
use crate::fhir::answer::{self, Stored, Submitted};
use crate::fhir::fault::FhirFault;

impl FhirClient {
    /// Writes the entries in their order. The first one is the work to be done and must succeed; a later one that the
    /// server refuses for good is left out.
    pub(super) async fn submit_each(&self, entries: &[Value]) -> Result<Submitted, FhirFault> {
        let mut identities = BTreeMap::new();
        let mut done = Submitted { resources: Vec::new(), created: false };
        for (at, entry) in entries.iter().enumerate() {
            let mut entry = entry.clone();
            rewrite(&mut entry["resource"], &identities);
            let (reference, created) = match self.create(&entry).await {
                Ok(stored) => stored,
                Err(FhirFault::Rejected { .. }) if at > 0 => continue,
                Err(fault) => return Err(fault),
            };
            if let Some(full) = entry["fullUrl"].as_str() {
                identities.insert(full.to_owned(), reference.clone());
            }
            done.created |= created;
            done.resources.push(reference);
        }
        Ok(done)
    }

    /// Searches, then creates on condition: many servers pass over If-None-Exist in silence.
    async fn create(&self, entry: &Value) -> Result<(String, bool), FhirFault> {
        if let Some(reference) = self.standing(entry).await? {
            return Ok((reference, false));
        }
        let name = entry["resource"]["resourceType"].as_str().unwrap_or_default();
        let criteria = entry["request"]["ifNoneExist"].as_str().unwrap_or_default();
        let request = self
            .request(Method::POST, name)
            .header("if-none-exist", criteria)
            .header("prefer", "return=representation");
        let reply = self.send(with_json(request, &entry["resource"])).await?;
        let location = reply.location.as_deref().and_then(|location| answer::located(name, location));
        let reference = location.or_else(|| answer::identity(name, &reply.body));
        let stored = Stored { reference, created: reply.status == 201 };
        Ok((self.settle(entry, stored.reference).await?, stored.created))
    }
}

/// Puts real references where the Bundle had `urn:uuid:` ones. One whose resource was left out goes with it.
fn rewrite(value: &mut Value, identities: &BTreeMap<String, String>) {
    if let Some(items) = value.as_array_mut() {
        items.retain(|item| {
            item["reference"].as_str().is_none_or(|at| !at.starts_with("urn:") || identities.contains_key(at))
        });
        for item in items {
            rewrite(item, identities);
        }
    } else if let Some(members) = value.as_object_mut() {
        if let Some(identity) = members.get("reference").and_then(Value::as_str).and_then(|at| identities.get(at)) {
            members.insert("reference".to_owned(), Value::String(identity.clone()));
        }
        for (_, member) in members {
            rewrite(member, identities);
        }
    }
}
