//! `phimesh config show`: each value, and where it came from. Secrets stand in files and are never shown.
use clap::Subcommand;
use figment::providers::Serialized;
use figment::value::Value as FigmentValue;
use figment::{Figment, Metadata, Source};
use phi_service::ConfigError;
use phi_service::config::known_sections;
use serde::Serialize;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::table;
use crate::reference::{Known, sections};
use crate::session::Session;

/// Verbs about configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigVerb {
    /// Show every value that the services and the command would use, and where each came from.
    Show {
        /// One section only: `mesh`, `call_intake`…
        section: Option<String>,
    },
}

#[derive(Debug, Serialize)]
struct Setting {
    key: String,
    value: Value,
    origin: String,
}

pub(crate) fn run(session: &Session, verb: &ConfigVerb) -> Result<(), Failure> {
    let ConfigVerb::Show { section } = verb;
    known_sections(&session.figment)?;
    let all = sections();
    let wanted: Vec<&Known> =
        all.iter().filter(|known| section.as_ref().is_none_or(|name| *name == known.name)).collect();
    if let (Some(name), true) = (section, wanted.is_empty()) {
        return Err(Failure::NotFound(format!("section `{name}`")));
    }
    let mut settings = Vec::new();
    let mut refused = Vec::new();
    for known in wanted {
        let figment =
            Figment::from(Serialized::default(&known.name, known.default.clone())).merge(session.figment.clone());
        let found = figment.extract_inner::<Value>(&known.name).unwrap_or(Value::Null);
        flatten(&figment, &known.name, &found, &mut settings);
        if let Err(error) = (known.check)(&session.figment) {
            refused.push(error);
        }
    }
    let said: Vec<String> = refused.iter().map(ToString::to_string).collect();
    session.out.print(&json!({"settings": settings, "refused": said}), || text(&settings, &said));
    // a section that lacks a value only its own service needs is no failure, unless that section was asked for
    let failed = refused.into_iter().find(|error| section.is_some() || matches!(error, ConfigError::Figment(_)));
    failed.map_or(Ok(()), |error| Err(error.into()))
}

fn flatten(figment: &Figment, key: &str, value: &Value, into: &mut Vec<Setting>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(figment, &format!("{key}.{name}"), value, into);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            let origin = figment.find_metadata(key).map_or_else(|| "default".to_owned(), |found| origin(found, key));
            into.push(Setting { key: key.to_owned(), value: hidden(value), origin });
        }
    }
}

fn origin(metadata: &Metadata, key: &str) -> String {
    if let Some(Source::File(path)) = &metadata.source {
        return format!("file {}", path.display());
    }
    if metadata.name.contains("environment") {
        return format!("environment {}{}", phi_service::config::ENV_PREFIX, key.to_uppercase().replace('.', "__"));
    }
    if metadata.name.contains(std::any::type_name::<FigmentValue>()) {
        "flag --set".to_owned()
    } else {
        "default".to_owned()
    }
}

/// An address with a user and password in it loses them.
fn hidden(value: &Value) -> Value {
    let Some((scheme, rest)) = value.as_str().and_then(|text| text.split_once("://")) else { return value.clone() };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) => json!(format!("{scheme}://***{}", &rest[at..])),
        None => value.clone(),
    }
}

fn text(settings: &[Setting], refused: &[String]) -> String {
    let shown = |value: &Value| match value {
        Value::Null => "(unset)".to_owned(),
        Value::String(text) if text.is_empty() => "(empty)".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    let rows: Vec<Vec<String>> =
        settings.iter().map(|one| vec![one.key.clone(), shown(&one.value), one.origin.clone()]).collect();
    let refused: Vec<String> =
        refused.iter().map(|why| format!("as it is, this section does not start: {why}")).collect();
    format!("{}\n{}", table(&["key", "value", "from"], &rows), refused.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_in_an_address_is_not_shown() {
        assert_eq!(hidden(&json!("postgres://me:secret@db/x?y=@")), json!("postgres://***@db/x?y=@"));
        assert_eq!(hidden(&json!("nats://127.0.0.1:4222")), json!("nats://127.0.0.1:4222"));
        assert_eq!(hidden(&json!("sqlite::memory:")), json!("sqlite::memory:"));
    }

    #[test]
    fn a_flag_is_told_from_a_default() {
        let user = phi_service::config::figment(None, &[("mesh.environment".into(), "lab".into())]);
        let figment = Figment::from(Serialized::default("mesh", phi_service::Frame::default())).merge(user);
        let of = |key: &str| figment.find_metadata(key).map(|found| origin(found, key)).unwrap();
        assert_eq!(of("mesh.environment"), "flag --set");
        assert_eq!(of("mesh.concurrency"), "default");
    }
}
