//! Whom a call is about: the question to the EHR, and a strict reading of its answer.
//!
//! A wrong chart is worse than no chart, so the rule is: two agreeing identifiers (Joint Commission NPSG.01.01.01: at
//! least two patient identifiers) and exactly one such patient. A telephone number never counts: phones are shared.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::plan::PatientRef;

/// Extension of a `$match` candidate (<http://hl7.org/fhir/R4/patient-operation-match.html>).
const MATCH_GRADE: &str = "http://hl7.org/fhir/StructureDefinition/match-grade";

/// Most candidates worth having: two already end in a person's hands.
const COUNT: u32 = 5;

/// What a call told about its patient. No `Debug`: it is PHI.
#[derive(Clone, Default)]
pub struct Demographics {
    /// Family name.
    pub family: Option<String>,
    /// First given name.
    pub given: Option<String>,
    /// `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// Telephone number, in any notation; helps a server to rank, never to decide.
    pub phone: Option<String>,
    /// Medical record number, as said.
    pub mrn: Option<String>,
}

impl Demographics {
    /// Whether two identifiers are there at all. If not, asking the EHR would only spread PHI.
    pub fn is_enough(&self) -> bool {
        let name = self.family.is_some() && self.given.is_some();
        let birth_date = self.birth_date.is_some();
        (name && birth_date) || (self.mrn.is_some() && (name || birth_date))
    }
}

/// What the EHR's answer means for the write.
#[derive(Clone, PartialEq, Eq)]
pub enum MatchVerdict {
    /// Exactly one patient, certainly.
    Certain(PatientRef),
    /// Nobody for certain: nothing is written to a chart.
    None,
    /// More than one for certain: nothing is written to a chart, a person decides.
    Several,
}

/// Parameters of `POST Patient/$match`.
pub fn match_parameters(asked: &Demographics, only_certain: bool) -> Value {
    let mut patient = json!({ "resourceType": "Patient" });
    if let Some(mrn) = &asked.mrn {
        patient["identifier"] = json!([{ "value": mrn }]);
    }
    let mut name = serde_json::Map::new();
    if let Some(family) = &asked.family {
        name.insert("family".to_owned(), json!(family));
    }
    if let Some(given) = &asked.given {
        name.insert("given".to_owned(), json!([given]));
    }
    if !name.is_empty() {
        patient["name"] = json!([name]);
    }
    if let Some(birth_date) = &asked.birth_date {
        patient["birthDate"] = json!(birth_date);
    }
    if let Some(phone) = &asked.phone {
        patient["telecom"] = json!([{ "system": "phone", "value": phone }]);
    }
    json!({ "resourceType": "Parameters", "parameter": [
        { "name": "resource", "resource": patient },
        { "name": "onlyCertainMatches", "valueBoolean": only_certain },
        { "name": "count", "valueInteger": COUNT },
    ] })
}

/// Search parameters for servers without `$match`; to be sent as a form to `Patient/_search`, so that no PHI stands in
/// a URL. Empty when the demographics are not enough.
pub fn search_terms(asked: &Demographics) -> Vec<(&'static str, String)> {
    if !asked.is_enough() {
        return Vec::new();
    }
    let all = match &asked.mrn {
        Some(mrn) => vec![("identifier", Some(mrn)), ("birthdate", asked.birth_date.as_ref())],
        None => vec![
            ("family", asked.family.as_ref()),
            ("given", asked.given.as_ref()),
            ("birthdate", asked.birth_date.as_ref()),
        ],
    };
    let mut terms: Vec<_> = all.into_iter().filter_map(|(name, value)| Some((name, escape(value?)))).collect();
    terms.push(("_count", COUNT.to_string()));
    terms
}

/// Escapes what separates values in a search (<http://hl7.org/fhir/R4/search.html#escaping>).
fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        if matches!(c, '\\' | ',' | '|' | '$') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Reads a searchset Bundle, of `$match` or of a search, against what was asked. A candidate is certain if it agrees
/// on two identifiers and, where the server graded it, the server calls it certain as well. A further page that was
/// not read makes uniqueness unknown, hence `Several`.
pub fn judge(bundle: &Value, asked: &Demographics) -> MatchVerdict {
    let entries = bundle["entry"].as_array().into_iter().flatten();
    let certain: BTreeSet<String> =
        entries.filter(|entry| is_certain(entry, asked)).filter_map(|entry| reference(&entry["resource"])).collect();
    let links = bundle["link"].as_array().into_iter().flatten();
    let more = links.into_iter().any(|link| link["relation"] == "next");
    let mut certain = certain.into_iter();
    match (certain.next(), certain.next()) {
        (None, _) => MatchVerdict::None,
        (Some(reference), None) if !more => MatchVerdict::Certain(PatientRef { reference }),
        (Some(_), _) => MatchVerdict::Several,
    }
}

/// Whether a chart may be written to: not retired, and not merged into another
/// (<http://hl7.org/fhir/R4/patient.html#links>).
pub(super) fn is_usable(patient: &Value) -> bool {
    let mut links = patient["link"].as_array().into_iter().flatten();
    patient["resourceType"] == "Patient" && patient["active"] != false && !links.any(|l| l["type"] == "replaced-by")
}

fn is_certain(entry: &Value, asked: &Demographics) -> bool {
    let patient = &entry["resource"];
    let mut extensions = entry["search"]["extension"].as_array().into_iter().flatten();
    let grade = extensions.find(|extension| extension["url"] == MATCH_GRADE).map(|e| &e["valueCode"]);
    is_usable(patient) && agrees(patient, asked) && grade.is_none_or(|grade| grade == "certain")
}

/// Two identifiers agree, and a birth date that both sides have never differs.
fn agrees(patient: &Value, asked: &Demographics) -> bool {
    let has = patient["birthDate"].as_str();
    let birth_date = asked.birth_date.is_some() && has == asked.birth_date.as_deref();
    let contradicts = asked.birth_date.is_some() && has.is_some() && !birth_date;
    let mut identifiers = patient["identifier"].as_array().into_iter().flatten();
    let mrn = asked.mrn.as_deref().is_some_and(|mrn| identifiers.any(|id| id["value"] == mrn));
    let name = same_name(patient, asked);
    !contradicts && ((name && birth_date) || (mrn && (name || birth_date)))
}

fn same_name(patient: &Value, asked: &Demographics) -> bool {
    let (Some(family), Some(given)) = (&asked.family, &asked.given) else {
        return false;
    };
    let mut names = patient["name"].as_array().into_iter().flatten();
    names.any(|name| folded(name["family"].as_str()) == folded(Some(family)) && same_given(&name["given"], given))
}

fn same_given(has: &Value, asked: &str) -> bool {
    let all: Vec<&str> = has.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let asked = folded(Some(asked));
    asked == folded(all.first().copied()) || asked == folded(Some(&all.concat()))
}

/// Letters and digits only, in lower case: `O'Neil` and `ONEIL` are one name. Nothing at all equals nothing.
fn folded(name: Option<&str>) -> Option<String> {
    let letters: String = name?.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    Some(letters).filter(|letters| !letters.is_empty())
}

fn reference(patient: &Value) -> Option<String> {
    let id = patient["id"].as_str().filter(|id| super::answer::is_id(id))?;
    Some(format!("Patient/{id}"))
}
