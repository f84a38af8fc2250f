//! PHI in logs and spans is masked before any output sees it: the redactor's engine behind one door.
//!
//! Log lines are masked as they are recorded (`Masked`, around the layer that writes them), spans as they leave
//! (`MaskedExporter`, which also covers attributes that were set past `tracing`). There is no switch.
use std::cell::Cell;
use std::fmt::{self, Debug, Write};
use std::path::Path;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::AhoCorasick;
use phi_redaction::engine::Engine;
use phi_redaction::logline::{LONGEST, WITHHELD, keeps_number, mask, plain};
use tracing::field::{Field, Value, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Dispatch, Event, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::process::{self, Where};

/// Planted values that must never leave.
static CANARIES: OnceLock<AhoCorasick> = OnceLock::new();

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().without_sweep());

thread_local! {
    /// The engine reads a text on this thread. A panic inside it is itself logged, by the process's panic hook, where
    /// a second panic would end the process.
    static READING: Cell<bool> = const { Cell::new(false) };
}

/// Looks from here on for the planted values of a file, one a line, in whatever leaves.
///
/// # Errors
/// When the file cannot be read, or its values cannot be searched for.
pub fn plant(file: &Path) -> std::io::Result<()> {
    let text = std::fs::read_to_string(file)?;
    let values = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let search = AhoCorasick::builder().ascii_case_insensitive(true).build(values);
    let _set_once = CANARIES.set(search.map_err(std::io::Error::other)?);
    Ok(())
}

/// The text of a field as it may be written.
pub(super) fn text(place: Where, field: &str, text: &str) -> String {
    if CANARIES.get().is_some_and(|canaries| canaries.is_match(text)) {
        process::canary(place);
        process::masked(place);
        return WITHHELD.to_owned();
    }
    let masked = engine(field, text);
    if masked != text {
        process::masked(place);
    }
    masked
}

fn engine(field: &str, text: &str) -> String {
    if READING.replace(true) {
        return if plain(field, text) { text } else { WITHHELD }.to_owned();
    }
    let masked = mask(&ENGINE, field, text).into_owned();
    READING.set(false);
    masked
}

/// May a number of this size be written in this field?
pub(super) fn number(field: &str, magnitude: u128) -> bool {
    keeps_number(field, magnitude.checked_ilog10().map_or(1, |tens| tens + 1))
}

/// A value that may be written.
enum Kept {
    Text(String),
    /// Written without quotation marks, as messages and `%` and `?` fields are.
    Bare(tracing::field::DisplayValue<String>),
    Signed(i64),
    Unsigned(u64),
    Float(f64),
    Wide(i128),
    UnsignedWide(u128),
    Truth(bool),
}

impl Kept {
    fn value(&self) -> &dyn Value {
        match self {
            Self::Text(value) => value,
            Self::Bare(value) => value,
            Self::Signed(value) => value,
            Self::Unsigned(value) => value,
            Self::Float(value) => value,
            Self::Wide(value) => value,
            Self::UnsignedWide(value) => value,
            Self::Truth(value) => value,
        }
    }
}

/// The values of an event or span, by the index of their field.
struct Values(Vec<Option<Kept>>);

impl Values {
    fn of(metadata: &Metadata<'_>, record: impl FnOnce(&mut dyn Visit)) -> Self {
        let mut values = Self(Vec::new());
        values.0.resize_with(metadata.fields().len(), || None);
        record(&mut values);
        values
    }

    fn all(&self) -> Vec<Option<&dyn Value>> {
        self.0.iter().map(|kept| kept.as_ref().map(Kept::value)).collect()
    }

    fn keep(&mut self, field: &Field, kept: Kept) {
        if let Some(place) = self.0.get_mut(field.index()) {
            *place = Some(kept);
        }
    }

    fn keep_number(&mut self, field: &Field, magnitude: u128, kept: Kept) {
        let kept = if number(field.name(), magnitude) {
            kept
        } else {
            Kept::Bare(tracing::field::display(WITHHELD.to_owned()))
        };
        self.keep(field, kept);
    }

    fn keep_bare(&mut self, field: &Field, written: &Bounded) {
        let masked = if written.full { WITHHELD.to_owned() } else { text(Where::Log, field.name(), &written.text) };
        self.keep(field, Kept::Bare(tracing::field::display(masked)));
    }
}

impl Visit for Values {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.keep_bare(field, &Bounded::of(format_args!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.keep(field, Kept::Text(text(Where::Log, field.name(), value)));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let mut written = Bounded::of(format_args!("{value}"));
        let mut source = value.source();
        while let Some(error) = source.filter(|_| !written.full) {
            written.write(format_args!(": {error}"));
            source = error.source();
        }
        self.keep_bare(field, &written);
    }

    fn record_bytes(&mut self, field: &Field, _value: &[u8]) {
        self.keep(field, Kept::Text(WITHHELD.to_owned()));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.keep_number(field, value.unsigned_abs().into(), Kept::Signed(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.keep_number(field, value.into(), Kept::Unsigned(value));
    }

    fn record_i128(&mut self, field: &Field, value: i128) {
        self.keep_number(field, value.unsigned_abs(), Kept::Wide(value));
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.keep_number(field, value, Kept::UnsignedWide(value));
    }

    #[expect(clippy::cast_sign_loss, reason = "the absolute value has none")]
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.keep_number(field, value.abs() as u128, Kept::Float(value));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.keep(field, Kept::Truth(value));
    }
}

/// Text up to the length that is masked at all.
struct Bounded {
    text: String,
    full: bool,
}

impl Bounded {
    fn of(args: fmt::Arguments<'_>) -> Self {
        let mut bounded = Self { text: String::new(), full: false };
        bounded.write(args);
        bounded
    }

    /// A value that cannot be formatted counts as too long.
    fn write(&mut self, args: fmt::Arguments<'_>) {
        self.full |= self.write_fmt(args).is_err();
    }
}

impl Write for Bounded {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        if self.text.len() + part.len() > LONGEST {
            return Err(fmt::Error);
        }
        self.text.push_str(part);
        Ok(())
    }
}

/// A layer that sees only masked values.
pub struct Masked<L> {
    inner: L,
    /// Whether the layer reads spans' fields.
    spans: bool,
}

impl<L> Masked<L> {
    /// Puts a layer behind the mask. Filters stand around it: `Masked::new(layer).with_filter(filter)`.
    pub fn new(layer: L) -> Self {
        Self { inner: layer, spans: true }
    }

    /// As [`Masked::new`], for a layer that does not read spans' fields: it is shown none.
    pub fn events_only(layer: L) -> Self {
        Self { inner: layer, spans: false }
    }
}

impl<S, L> Layer<S> for Masked<L>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    L: Layer<S>,
{
    fn on_register_dispatch(&self, dispatch: &Dispatch) {
        self.inner.on_register_dispatch(dispatch);
    }

    fn on_layer(&mut self, subscriber: &mut S) {
        self.inner.on_layer(subscriber);
    }

    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        self.inner.register_callsite(metadata)
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        self.inner.enabled(metadata, context)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let metadata = attributes.metadata();
        let values = Values::of(metadata, |visit| {
            if self.spans {
                attributes.record(visit);
            }
        });
        let values = values.all();
        let values = metadata.fields().value_set_all(&values);
        let masked = match attributes.parent() {
            Some(parent) => Attributes::child_of(parent.clone(), metadata, &values),
            None if attributes.is_root() => Attributes::new_root(metadata, &values),
            None => Attributes::new(metadata, &values),
        };
        self.inner.on_new_span(&masked, id, context);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        let Some(metadata) = context.metadata(id).filter(|_| self.spans) else { return };
        let values = Values::of(metadata, |visit| record.record(visit));
        let values = values.all();
        self.inner.on_record(id, &Record::new(&metadata.fields().value_set_all(&values)), context);
    }

    fn on_follows_from(&self, id: &Id, follows: &Id, context: Context<'_, S>) {
        self.inner.on_follows_from(id, follows, context);
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let values = Values::of(metadata, |visit| event.record(visit));
        let values = values.all();
        let values = metadata.fields().value_set_all(&values);
        let masked = if event.is_contextual() {
            Event::new(metadata, &values)
        } else {
            Event::new_child_of(event.parent().cloned(), metadata, &values)
        };
        self.inner.on_event(&masked, context);
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        self.inner.on_enter(id, context);
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        self.inner.on_exit(id, context);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        self.inner.on_close(id, context);
    }
}

#[cfg(test)]
mod tests;
