//! What a field's name says about its value.

/// As many digits as a telephone number without its area code.
pub(super) const TELEPHONE_DIGITS: u32 = 7;

/// What kind of value a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A number of the program's own: a position, a size, a time it took.
    Count,
    /// A word of the program's own: its name asks the engine nothing.
    Technical,
    /// A value of a person: withheld whole.
    Personal,
    /// Anything else: its name is the question that the value answers.
    Free,
}

/// Names of numbers of the program's own. Sorted.
const COUNTS: &[&str] = &[
    "attempt",
    "attempts",
    "busy_ns",
    "code.line.number",
    "code.lineno",
    "count",
    "delivered",
    "generation",
    "idle_ns",
    "index",
    "ledger",
    "line",
    "pid",
    "port",
    "position",
    "sequence",
    "status",
    "thread.id",
    "track",
    "version",
];

/// Last parts of names of numbers of the program's own ("elapsed_ms", "payload.bytes"). Sorted.
const UNITS: &[&str] = &[
    "attempts",
    "bytes",
    "count",
    "delivered",
    "hz",
    "index",
    "kib",
    "len",
    "length",
    "line",
    "mib",
    "milli",
    "ms",
    "ns",
    "position",
    "sec",
    "seconds",
    "secs",
    "sequence",
    "size",
    "total",
    "us",
];

/// Names of words of the program's own, and of whole sentences. Sorted.
const TECHNICAL: &[&str] = &[
    "aggregate",
    "call",
    "code",
    "code.file.path",
    "code.filepath",
    "code.module.name",
    "code.namespace",
    "commit",
    "context",
    "door",
    "durable",
    "error",
    "exception.message",
    "health",
    "incident",
    "kind",
    "level",
    "message",
    "messaging.consumer.group.name",
    "messaging.destination.template",
    "messaging.operation.name",
    "messaging.operation.type",
    "messaging.system",
    "otel.kind",
    "otel.name",
    "otel.status_code",
    "place",
    "projection",
    "reason",
    "request",
    "service",
    "service.name",
    "service.namespace",
    "span",
    "stream",
    "subject",
    "target",
    "tenant",
    "thread.name",
    "trace_id",
];

/// Parts of names that stand for a value of a person, whatever else the name says. Sorted.
const PERSONAL: &[&str] = &[
    "address",
    "addresses",
    "birth",
    "birthdate",
    "birthday",
    "callback",
    "caller",
    "card",
    "city",
    "cvv",
    "diagnosis",
    "dob",
    "email",
    "employer",
    "family",
    "fax",
    "firstname",
    "given",
    "insurance",
    "lastname",
    "mail",
    "member",
    "mobile",
    "mrn",
    "name",
    "patient",
    "person",
    "phone",
    "postal",
    "ssn",
    "street",
    "subscriber",
    "summary",
    "surname",
    "telephone",
    "transcript",
    "utterance",
    "zip",
];

/// Looks a field's name up.
pub(super) fn class(field: &str) -> Class {
    if field == "message" {
        return Class::Technical;
    }
    let listed = |list: &[&str], name: &str| list.binary_search(&name).is_ok();
    let last = field.rsplit(['.', '_', '-']).next().unwrap_or(field);
    if listed(COUNTS, field) || listed(UNITS, last) {
        Class::Count
    } else if listed(TECHNICAL, field) {
        Class::Technical
    } else if field.split(['.', '_', '-']).any(personal) {
        Class::Personal
    } else {
        Class::Free
    }
}

/// Does a number of the program's own follow this word?
pub(super) fn announces(word: &str) -> bool {
    matches!(word, "error" | "errno" | "status" | "port" | "sequence" | "position" | "line" | "attempt" | "pid")
}

/// Does this word make the number before it one of the program's own?
pub(super) fn unit(word: &str) -> bool {
    matches!(
        word,
        "Hz" | "bits"
            | "bytes"
            | "characters"
            | "chunks"
            | "KiB"
            | "messages"
            | "MiB"
            | "milliseconds"
            | "ms"
            | "samples"
    )
}

/// Is this part of a name personal, in any case ("firstName" has two parts)?
fn personal(part: &str) -> bool {
    let mut from = 0;
    let humps = part.char_indices().filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at).chain([part.len()]);
    for to in humps {
        if PERSONAL.binary_search(&part[from..to].to_lowercase().as_str()).is_ok() {
            return true;
        }
        from = to;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        for list in [COUNTS, UNITS, TECHNICAL, PERSONAL] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn a_name_says_what_its_value_is() {
        for (name, expected) in [
            ("sequence", Class::Count),
            ("elapsed_ms", Class::Count),
            ("phone_count", Class::Count),
            ("service.name", Class::Technical),
            ("message", Class::Technical),
            ("patient", Class::Personal),
            ("firstName", Class::Personal),
            ("callback_number", Class::Personal),
            ("what", Class::Free),
        ] {
            assert_eq!(class(name), expected, "{name}");
        }
    }
}
