//! One value of every event, every content and every code, all synthetic. Their bytes are frozen under
//! `schemas/golden/`: whoever changes what a released version writes is told by a test, before a patient's call is lost.
use schemars::{JsonSchema, Schema as JsonSchemaText};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::class::DataClass;
use crate::commit::{Content, DecodeError, Fact, Schema, decode, encode};
use crate::context::Context;

mod calls;
mod codes;
mod frames;
mod records;
mod second;

pub use codes::{Codes, codes};
pub use frames::{chunk, commit, frames, meta};

/// What a value gives when its bytes are read and written again: the bytes, and its JSON form.
type Reread = fn(&[u8]) -> Result<(Vec<u8>, Value), DecodeError>;

/// One value and how it is written.
#[derive(Clone)]
pub struct Sample {
    /// The context it belongs to.
    pub context: Context,
    /// Version of the context's commit schema.
    pub version: u16,
    /// The class whose key seals it.
    pub class: DataClass,
    /// Name of its files: the event's name, or `<context>_content_<variant>`.
    pub name: String,
    /// Name of its variant in the schema.
    pub variant: String,
    /// Its bytes in postcard.
    pub bytes: Vec<u8>,
    /// Its JSON form.
    pub json: Value,
    reread: Reread,
    schema: fn() -> JsonSchemaText,
}

impl Sample {
    fn new<T>(context: Context, version: u16, class: DataClass, name: String, value: &T) -> Self
    where
        T: Serialize + DeserializeOwned + JsonSchema,
    {
        let json = json(value);
        let variant = variant(&json);
        let (reread, schema): (Reread, fn() -> JsonSchemaText) = (reread::<T>, schema_of::<T>);
        Self { context, version, class, name, variant, bytes: encode(value), json, reread, schema }
    }

    /// Reads bytes as this sample's type and writes them again.
    ///
    /// # Errors
    /// [`DecodeError`] when the bytes are not exactly one value of the type.
    pub fn reread(&self, bytes: &[u8]) -> Result<(Vec<u8>, Value), DecodeError> {
        (self.reread)(bytes)
    }

    /// The JSON Schema of the whole enum that the sample is a variant of.
    pub fn schema(&self) -> JsonSchemaText {
        (self.schema)()
    }
}

/// The samples of every context and version: the first versions in the order a call travels, then the later ones.
pub fn samples() -> Vec<Sample> {
    [calls::samples(), records::samples(), second::samples()].concat()
}

fn facts<S: Schema>(facts: &[S::Fact]) -> Vec<Sample> {
    let class = S::CONTEXT.state_class();
    let sample = |fact: &S::Fact| Sample::new(S::CONTEXT, S::VERSION, class, fact.name().to_owned(), fact);
    facts.iter().map(sample).collect()
}

fn contents<S: Schema>(contents: &[S::Content]) -> Vec<Sample> {
    let sample = |content: &S::Content| {
        let name = format!("{}_content_{}", S::CONTEXT.token(), snake(&variant(&json(content))));
        Sample::new(S::CONTEXT, S::VERSION, content.class(), name, content)
    };
    contents.iter().map(sample).collect()
}

fn json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("our maps have keys that are strings in JSON")
}

fn reread<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<(Vec<u8>, Value), DecodeError> {
    let value: T = decode(bytes)?;
    Ok((encode(&value), json(&value)))
}

fn schema_of<T: JsonSchema>() -> JsonSchemaText {
    schemars::generate::SchemaGenerator::default().into_root_schema_for::<T>()
}

/// The name of an enum's variant in its JSON form: the text itself, or the one key of its object.
fn variant(json: &Value) -> String {
    let tag = json.as_str().or_else(|| json.as_object()?.keys().next().map(String::as_str));
    tag.unwrap_or_default().to_owned()
}

/// `RecordingUrl` as `recording_url`.
fn snake(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}
