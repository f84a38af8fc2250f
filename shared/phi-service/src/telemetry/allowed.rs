//! The attributes that a span may have. Whatever else is set on one, or on an event or link of one, does not leave the
//! process; what leaves is masked besides.

/// Keys, in order, and what each says.
pub const ALLOWED: &[(&str, &str)] = &[
    ("code", "an error's code: `PHI-…`"),
    ("error", "an error's words, masked"),
    ("error.type", "what became of it, in a word: a disposition, an error's code, a status code"),
    ("http.request.method", "method"),
    ("http.response.status_code", "status code"),
    ("http.route", "the door's route, with names in place of values"),
    ("messaging.batch.message_count", "how many messages a receive brought"),
    ("messaging.consumer.group.name", "the durable consumer"),
    ("messaging.destination.template", "what stands for the subjects: `phi.v1.call`"),
    ("messaging.message.conversation_id", "the call: 128 bits of a keyed hash"),
    ("messaging.message.envelope.size", "bytes, sealed"),
    ("messaging.message.id", "the commit: 128 bits of a hash"),
    ("messaging.nats.num_delivered", "how many times it was delivered, this one included"),
    ("messaging.nats.redelivered", "whether it was delivered before"),
    ("messaging.nats.seq", "sequence in the stream"),
    ("messaging.nats.stream", "the stream"),
    ("messaging.operation.name", "`publish`, `receive`, `process`"),
    ("messaging.operation.type", "`send`, `receive`, `process`"),
    ("messaging.system", "`nats`"),
    ("phimesh.events", "how many events a rebuild folded"),
    ("phimesh.timer.kind", "the number of a timer's kind"),
    ("poison", "why a message was set aside"),
    ("sequence", "sequence in a stream"),
    ("server.address", "another's server: its name, masked"),
    ("server.port", "its port"),
    ("stream", "a stream's name"),
    ("url.template", "what was asked of another's server, with names in place of values"),
];

/// Whether an attribute of this key may leave.
pub(super) fn allowed(key: &str) -> bool {
    ALLOWED.binary_search_by(|(name, _)| (*name).cmp(key)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_no_other_passes() {
        assert!(ALLOWED.is_sorted_by(|a, b| a.0 < b.0));
        assert!(allowed("messaging.nats.seq") && allowed("code") && allowed("url.template"));
        for key in ["tenant", "told", "url.full", "messaging.destination.name", "baggage", ""] {
            assert!(!allowed(key), "{key}");
        }
    }
}
