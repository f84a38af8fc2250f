//! `Patient/$match` (<http://hl7.org/fhir/R4/patient-operation-match.html>) by a plain sum of agreeing demographics.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::search;
use super::store::Store;

/// Extension that carries a candidate's grade.
const MATCH_GRADE: &str = "http://hl7.org/fhir/StructureDefinition/match-grade";

/// Percent that each agreement adds. Full name and birth date, two identifiers of a person, reach `certain`;
/// a telephone alone reaches nothing: phones are shared.
const FAMILY: u32 = 25;
const GIVEN: u32 = 20;
const BIRTH_DATE: u32 = 35;
const PHONE: u32 = 15;
const IDENTIFIER: u32 = 50;

/// Answers `$match`. With `onlyCertainMatches`, several certain candidates give an empty Bundle, as the operation's
/// definition demands.
pub(super) fn run(store: &Store, base: &str, parameters: &Value) -> Result<Value, Refusal> {
    let asked = parameter(parameters, "resource").map(|p| &p["resource"]);
    let asked = asked.filter(|patient| patient["resourceType"] == "Patient").ok_or(Refusal::new(
        400,
        "required",
        "Parameter resource with a Patient is required.",
    ))?;
    let only_certain = parameter(parameters, "onlyCertainMatches").is_some_and(|p| p["valueBoolean"] == true);
    let count = parameter(parameters, "count").and_then(|p| p["valueInteger"].as_u64()).unwrap_or(10);
    let mut found: Vec<(u32, &Value)> = store.of_kind("Patient").map(|has| (score(has, asked), has)).collect();
    found.retain(|(score, _)| grade(*score).is_some());
    found.sort_by_key(|(score, _)| u32::MAX - score);
    if only_certain {
        found.retain(|(score, _)| grade(*score) == Some("certain"));
        if found.len() > 1 {
            found.clear();
        }
    }
    found.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    let entry: Vec<Value> = found.iter().map(|(score, has)| candidate(base, *score, has)).collect();
    Ok(json!({ "resourceType": "Bundle", "type": "searchset", "total": entry.len(), "entry": entry }))
}

fn parameter<'a>(parameters: &'a Value, name: &str) -> Option<&'a Value> {
    parameters["parameter"].as_array()?.iter().find(|parameter| parameter["name"] == name)
}

fn candidate(base: &str, score: u32, patient: &Value) -> Value {
    let extension = json!([{ "url": MATCH_GRADE, "valueCode": grade(score) }]);
    let search = json!({ "extension": extension, "mode": "match", "score": f64::from(score) / 100.0 });
    search::entry(base, patient, &search)
}

/// Codes of <http://hl7.org/fhir/R4/valueset-match-grade.html>.
fn grade(score: u32) -> Option<&'static str> {
    match score {
        80.. => Some("certain"),
        60..80 => Some("probable"),
        35..60 => Some("possible"),
        _ => None,
    }
}

fn score(has: &Value, asked: &Value) -> u32 {
    let both = |of: fn(&Value) -> Vec<String>| {
        let wanted = of(asked);
        of(has).iter().any(|value| wanted.contains(value))
    };
    let mut score = 0;
    for (agrees, weight) in [
        (both(families), FAMILY),
        (both(givens), GIVEN),
        (both(birth_dates), BIRTH_DATE),
        (both(phones), PHONE),
        (both(identifiers), IDENTIFIER),
    ] {
        score += if agrees { weight } else { 0 };
    }
    score.min(100)
}

fn texts(value: &Value, list: &str, element: &str) -> Vec<String> {
    let items = value[list].as_array().into_iter().flatten();
    items.filter_map(|item| item[element].as_str()).map(str::to_lowercase).collect()
}

fn families(patient: &Value) -> Vec<String> {
    texts(patient, "name", "family")
}

fn givens(patient: &Value) -> Vec<String> {
    let names = patient["name"].as_array().into_iter().flatten();
    names.filter_map(|name| name["given"][0].as_str()).map(str::to_lowercase).collect()
}

fn birth_dates(patient: &Value) -> Vec<String> {
    patient["birthDate"].as_str().map(str::to_owned).into_iter().collect()
}

fn phones(patient: &Value) -> Vec<String> {
    let digits = |text: String| text.chars().filter(char::is_ascii_digit).collect::<String>();
    texts(patient, "telecom", "value").into_iter().map(digits).filter(|d| d.len() >= 7).collect()
}

fn identifiers(patient: &Value) -> Vec<String> {
    texts(patient, "identifier", "value")
}
