//! Search (<http://hl7.org/fhir/R4/search.html>): the parameters an integration like ours uses, and no silent guesses.

use serde_json::{Value, json};

use super::refusal::Refusal;
use super::rules::Kind;
use super::store::Store;

/// Largest page, and the page size when `_count` is absent.
const PAGE: usize = 50;

/// A parsed query: terms are joined by AND, the values of one term by OR.
pub(super) struct Query {
    terms: Vec<(String, Vec<String>)>,
    count: usize,
    offset: usize,
}

/// Splits `a=b&c=d` and undoes its percent encoding.
pub(super) fn pairs(query: &str) -> Vec<(String, String)> {
    let split = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    };
    query.split('&').filter(|pair| !pair.is_empty()).map(split).collect()
}

fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = text.get(at + 1..at + 3).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (byte, hex) {
            (b'%', Some(value)) => {
                out.push(value);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            (other, _) => out.push(*other),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

impl Query {
    /// Parses a query on a type. An unknown parameter is refused if `strict`, else passed over
    /// (<http://hl7.org/fhir/R4/search.html#errors>).
    pub(super) fn parse(kind: &Kind, pairs: &[(String, String)], strict: bool) -> Result<Self, Refusal> {
        let mut query = Self { terms: Vec::new(), count: PAGE, offset: 0 };
        for (name, value) in pairs {
            let base = name.split(':').next().unwrap_or_default();
            match base {
                "_count" => query.count = number(value)?.min(PAGE),
                "_offset" => query.offset = number(value)?,
                "_id" | "identifier" => query.term(name, value),
                other if kind.search.contains(&other) => query.term(name, value),
                _ if strict => return Err(Refusal::new(400, "not-supported", "Unknown search parameter.")),
                _ => {}
            }
        }
        Ok(query)
    }

    fn term(&mut self, name: &str, value: &str) {
        self.terms.push((name.to_owned(), value.split(',').map(str::to_owned).collect()));
    }

    /// Everything that matches, by id.
    pub(super) fn run<'a>(&self, store: &'a Store, name: &'a str) -> Vec<&'a Value> {
        let hit = |resource: &&Value| {
            self.terms.iter().all(|(param, values)| values.iter().any(|value| matches(resource, param, value)))
        };
        store.of_kind(name).filter(hit).collect()
    }

    /// Whether the query has a term at all; a conditional create without one would match anything.
    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The searchset Bundle of one page; `url` is the address of the search without its query.
    pub(super) fn bundle(&self, hits: &[&Value], base: &str, name: &str, sent: &[(String, String)]) -> Value {
        let page = hits.iter().skip(self.offset).take(self.count);
        let entry: Vec<Value> = page.map(|hit| entry(base, hit, &json!({ "mode": "match" }))).collect();
        let mut link = vec![json!({ "relation": "self", "url": url(base, name, sent, self.offset) })];
        let next = self.offset + self.count;
        if self.count > 0 && next < hits.len() {
            link.push(json!({ "relation": "next", "url": url(base, name, sent, next) }));
        }
        json!({ "resourceType": "Bundle", "type": "searchset", "total": hits.len(), "link": link, "entry": entry })
    }
}

/// A searchset entry.
pub(super) fn entry(base: &str, resource: &Value, search: &Value) -> Value {
    let name = resource["resourceType"].as_str().unwrap_or_default();
    let id = resource["id"].as_str().unwrap_or_default();
    json!({ "fullUrl": format!("{base}/{name}/{id}"), "resource": resource, "search": search })
}

fn url(base: &str, name: &str, sent: &[(String, String)], offset: usize) -> String {
    let mut query: Vec<String> =
        sent.iter().filter(|(key, _)| key != "_offset").map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
    if offset > 0 {
        query.push(format!("_offset={offset}"));
    }
    format!("{base}/{name}?{}", query.join("&"))
}

fn encode(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn number(value: &str) -> Result<usize, Refusal> {
    value.parse().map_err(|_| Refusal::new(400, "value", "A number was expected in the search."))
}

fn matches(resource: &Value, param: &str, value: &str) -> bool {
    let (base, modifier) = param.split_once(':').unwrap_or((param, ""));
    let exact = modifier == "exact";
    match base {
        "_id" => resource["id"] == value,
        "identifier" => list(resource, "identifier").any(|id| token(id, value)),
        "family" => list(resource, "name").any(|name| string(&name["family"], value, exact)),
        "given" => list(resource, "name").any(|name| list(name, "given").any(|given| string(given, value, exact))),
        "birthdate" => birth_date(resource, value),
        "telecom" => list(resource, "telecom").any(|telecom| phone(telecom, value)),
        "phone" => list(resource, "telecom").any(|t| t["system"] == "phone" && phone(t, value)),
        "patient" => refers(&resource["for"], value) || refers(&resource["patient"], value),
        "subject" => refers(&resource["subject"], value),
        code => resource[code] == value,
    }
}

fn list<'a>(value: &'a Value, element: &str) -> impl Iterator<Item = &'a Value> {
    value[element].as_array().into_iter().flatten()
}

/// Token search: `system|value`, `|value` (no system), `system|` or `value`
/// (<http://hl7.org/fhir/R4/search.html#token>).
fn token(identifier: &Value, asked: &str) -> bool {
    let has = identifier["value"].as_str().unwrap_or_default();
    match asked.split_once('|') {
        None => has == asked,
        Some(("", value)) => identifier.get("system").is_none() && has == value,
        Some((system, "")) => identifier["system"] == system,
        Some((system, value)) => identifier["system"] == system && has == value,
    }
}

/// String search: starts with, without regard to case; `:exact` is exact (<http://hl7.org/fhir/R4/search.html#string>).
fn string(has: &Value, asked: &str, exact: bool) -> bool {
    let has = has.as_str().unwrap_or_default();
    if exact { has == asked } else { has.to_lowercase().starts_with(&asked.to_lowercase()) }
}

/// Date search by equality; a shorter date covers the days it names (<http://hl7.org/fhir/R4/search.html#date>).
fn birth_date(resource: &Value, asked: &str) -> bool {
    let asked = asked.strip_prefix("eq").unwrap_or(asked);
    let whole = matches!(asked.len(), 4 | 7 | 10);
    whole && resource["birthDate"].as_str().is_some_and(|has| has.starts_with(asked))
}

/// Telephone numbers are compared by their digits, since every sender writes them differently.
fn phone(telecom: &Value, asked: &str) -> bool {
    let asked = asked.rsplit('|').next().unwrap_or_default();
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let wanted = digits(asked);
    !wanted.is_empty() && telecom["value"].as_str().is_some_and(|has| digits(has) == wanted)
}

fn refers(reference: &Value, asked: &str) -> bool {
    let has = reference["reference"].as_str().unwrap_or_default();
    has == asked || has.rsplit('/').next() == Some(asked)
}
