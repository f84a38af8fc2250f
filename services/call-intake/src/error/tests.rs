//! Every code is on its page, in its message, and nowhere twice.
use std::collections::BTreeSet;
use std::path::Path;

use super::*;
use crate::fetch::FetchError;

fn page(code: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/errors").join(format!("{code}.md"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn all() -> Vec<Denied> {
    vec![
        Denied::UnknownTenant,
        Denied::NoAgreement,
        Denied::Unproven(Unproven::Missing),
        Denied::TooLarge { limit: 1 },
        Denied::Codec(AudioError::NotWave),
        Denied::Recording(AudioError::Empty),
        Denied::Report(BadReport::NotJson),
        Denied::Conflict,
        Denied::Unavailable(Fault::retry("the log is down")),
        Denied::Slow,
        Denied::Key,
        Denied::ContentType,
        Denied::Header { name: "x-direction", expected: "send inbound or outbound" },
        Denied::Secret(BadSecret::Name),
        Denied::Body,
        Denied::Frozen,
    ]
}

#[test]
fn every_refusal_begins_with_its_code_and_has_a_page_that_names_its_status() {
    let mut codes = BTreeSet::new();
    for denied in all() {
        assert!(denied.sentence().starts_with(&format!("{}: ", denied.code())), "{}", denied.sentence());
        assert!(page(denied.code()).contains(denied.status().as_str()), "{}", denied.code());
        assert!(codes.insert(denied.code()), "{} stands for two refusals", denied.code());
    }
}

#[test]
fn what_the_log_says_has_a_page_too() {
    let unreadable = FetchError::Unreadable(AudioError::NotWave);
    let missing = FetchError::Missing { status: 404, forever: false };
    let failed = FetchError::Failed { what: String::new() };
    let texts = [
        FetchError::HostNotAllowed.to_string(),
        missing.to_string(),
        unreadable.to_string(),
        FetchError::TooLarge { limit: 1 }.to_string(),
        failed.to_string(),
        domain::Refusal::NotReceived.to_string(),
        domain::Refusal::Conflict.to_string(),
    ];
    for text in texts {
        let code = text.split(':').next().unwrap();
        assert!(page(code).starts_with(&format!("# {code}: ")), "{text}");
    }
}

#[test]
fn the_sender_reads_what_was_found_and_nothing_from_inside_the_mesh() {
    assert!(Denied::Codec(AudioError::Codec { tag: 85 }).sentence().contains("PHI-A003"));
    let inside = Denied::Unavailable(Fault::retry("the broker's name"));
    assert!(!inside.sentence().contains("the broker's name"));
    assert!(causes(&inside).contains("the broker's name"));
}
