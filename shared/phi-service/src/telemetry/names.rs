//! Low-cardinality names of streams and subjects: never a tenant's or a call's own.
use std::collections::BTreeSet;
use std::sync::{LazyLock, PoisonError, RwLock};

use phi_events::Context;
use phi_events::context::ALL_CONTEXTS;
use phi_events::service::ALL_SERVICES;

macro_rules! names {
    ($($variant:ident, $template:literal, $stream:literal;)*) => {
        /// What stands for a context's subjects.
        pub(crate) const fn template(context: Context) -> &'static str {
            match context { $(Context::$variant => $template,)* }
        }

        /// The name of a context's stream.
        pub(crate) const fn stream_label(context: Context) -> &'static str {
            match context { $(Context::$variant => $stream,)* }
        }
    };
}

names! {
    Call, "phi.v1.call", "CALL";
    Transcript, "phi.v1.transcript", "TRANSCRIPT";
    Redaction, "phi.v1.redaction", "REDACTION";
    Outcome, "phi.v1.outcome", "OUTCOME";
    Ehr, "phi.v1.ehr", "EHR";
    Feed, "phi.v1.feed", "FEED";
    Retention, "phi.v1.retention", "RETENTION";
    Breach, "phi.v1.breach", "BREACH";
    Request, "phi.v1.request", "REQUEST";
    Tenant, "phi.v1.tenant", "TENANT";
    Access, "phi.v1.access", "ACCESS";
    Shred, "phi.v1.shred", "SHRED";
    Quarantine, "phi.v1.quarantine", "QUARANTINE";
    Audio, "phi.v1.audio", "AUDIO";
    Masked, "phi.v1.masked", "MASKED";
}

/// What stands for a subject.
pub(crate) fn template_of(subject: &str) -> &'static str {
    let token = subject.strip_prefix("phi.v1.").and_then(|rest| rest.split('.').next()).unwrap_or_default();
    let context = ALL_CONTEXTS.into_iter().find(|context| context.token() == token);
    match context {
        Some(context) => template(context),
        None if token == "keys" => "phi.v1.keys",
        None => "other",
    }
}

/// What stands for a stream's subjects.
pub(crate) fn template_of_stream(stream: &str) -> &'static str {
    ALL_CONTEXTS.into_iter().find(|context| stream_label(*context) == stream).map_or("other", template)
}

/// Words, routes and templates of this program: the mask need not know them, since no value can be in them.
static OWN: LazyLock<RwLock<BTreeSet<String>>> = LazyLock::new(|| {
    let words = ["nats", "publish", "send", "receive", "process", "ack", "nak", "redelivered", "timer", ""];
    let mut own: BTreeSet<String> = words.map(str::to_owned).into();
    own.extend(ALL_SERVICES.map(|service| service.name().to_owned()));
    for context in ALL_CONTEXTS {
        own.extend([stream_label(context).to_owned(), template(context).to_owned()]);
        own.extend(["publish", "receive", "process", "rebuild"].map(|verb| format!("{verb} {}", template(context))));
    }
    RwLock::new(own)
});

/// Whether a text is a word, route or template of this program.
pub(super) fn is_own(text: &str) -> bool {
    OWN.read().unwrap_or_else(PoisonError::into_inner).contains(text)
}

/// Says that a text is a route or template of this program: the router's own pattern, never a path that somebody asked for.
pub(super) fn own(text: &str) {
    if !is_own(text) {
        OWN.write().unwrap_or_else(PoisonError::into_inner).insert(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_streams() {
        for context in ALL_CONTEXTS {
            assert_eq!(stream_label(context), context.stream());
            assert_eq!(template(context), format!("phi.v1.{}", context.token()));
            assert_eq!(template_of(&format!("phi.v1.{}.a.b", context.token())), template(context));
            assert_eq!(template_of_stream(&context.stream()), template(context));
        }
        assert_eq!(template_of("phi.v1.keys.audio.x"), "phi.v1.keys");
        assert_eq!(template_of("_INBOX.x"), "other");
    }
}
