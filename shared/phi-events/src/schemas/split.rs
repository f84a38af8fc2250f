//! One JSON Schema for each variant of an enum, out of the one that schemars makes of the whole.
use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::samples::Sample;

/// The variants of an enum's schema: name and schema, in order. Empty when it is not an enum's.
pub fn variants(schema: &Value) -> Vec<(String, &Value)> {
    let one_of = schema.get("oneOf").and_then(Value::as_array);
    one_of.into_iter().flatten().flat_map(names).collect()
}

/// Whether a schema is an enum's.
pub fn is_enum(schema: &Value) -> bool {
    !variants(schema).is_empty() || schema.get("enum").is_some()
}

fn names(variant: &Value) -> Vec<(String, &Value)> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let constant = variant.get("const").and_then(text);
    let listed = variant.get("enum").and_then(Value::as_array).into_iter().flatten().filter_map(text);
    let keyed = variant.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys).cloned();
    constant.into_iter().chain(listed).chain(keyed).map(|name| (name, variant)).collect()
}

/// The schema of a sample's variant. What it says beside JSON Schema stands under `x-`.
pub(super) fn schema(sample: &Sample) -> Value {
    let mut whole = sample.schema().to_value();
    let found =
        variants(&whole).into_iter().find(|(name, _)| *name == sample.variant).map(|(_, schema)| schema.clone());
    let variant = found.expect("a sample is a variant of its own type: every_variant_has_a_sample checks it");
    let mut out = Map::from_iter([
        ("$schema".to_owned(), whole["$schema"].take()),
        ("title".to_owned(), json!(sample.name)),
        ("description".to_owned(), Value::Null),
        ("x-context".to_owned(), json!(sample.context.token())),
        ("x-version".to_owned(), json!(sample.version)),
        ("x-class".to_owned(), json!(sample.class.token())),
    ]);
    if let Value::Object(variant) = variant {
        out.extend(variant);
    }
    let definitions = reachable(&Value::Object(out.clone()), &whole["$defs"]);
    if !definitions.is_empty() {
        out.insert("$defs".to_owned(), Value::Object(definitions));
    }
    Value::Object(out)
}

/// The definitions that a schema refers to, directly or through others.
fn reachable(schema: &Value, definitions: &Value) -> Map<String, Value> {
    let (mut names, mut open) = (BTreeSet::new(), vec![schema]);
    while let Some(value) = open.pop() {
        for name in references(value) {
            if names.insert(name.clone()) {
                open.push(&definitions[&name]);
            }
        }
    }
    names.into_iter().map(|name| (name.clone(), definitions[&name].clone())).collect()
}

fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => {
            let own = map.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix("#/$defs/"));
            own.map(str::to_owned).into_iter().chain(map.values().flat_map(references)).collect()
        }
        Value::Array(values) => values.iter().flat_map(references).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}
