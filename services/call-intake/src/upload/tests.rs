use super::*;
use axum::http::HeaderValue;
use phi_audio::Codec;
use proptest::prelude::*;

const NOW: u64 = 1_763_740_900_000;
const KEY: IdKey = [9; 32];

fn headers(more: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [("content-type", "audio/wav"), ("idempotency-key", "key-1")].iter().chain(more) {
        headers.insert(*name, HeaderValue::from_str(value).unwrap());
    }
    headers
}

fn label(more: &[(&'static str, &str)]) -> Result<Label, Denied> {
    Label::of(&headers(more), NOW)
}

fn code(result: Result<Label, Denied>) -> Option<&'static str> {
    result.err().map(|denied| denied.code())
}

fn recording(byte: u8) -> Recording {
    Recording { codec: Codec::MuLaw, rate_hz: 8_000, tracks: vec![vec![byte; 16_000], vec![byte; 16_000]] }
}

#[test]
fn a_key_and_a_type_are_enough() {
    let receive = label(&[]).unwrap().receive(&KEY, &recording(1), NOW);
    assert_eq!((receive.started_ms, receive.ended_ms), (NOW - 2_000, NOW));
    assert_eq!((receive.direction, receive.has_transcript, receive.contents.len()), (Direction::Inbound, false, 0));
}

#[test]
fn optional_headers_are_read() {
    let more =
        [("x-caller-number", "(202) 555-0143"), ("x-started-at", "2025-11-21T15:58:00Z"), ("x-direction", "outbound")];
    let receive = label(&more).unwrap().receive(&KEY, &recording(1), NOW);
    assert_eq!(
        (receive.started_ms, receive.ended_ms, receive.direction),
        (1_763_740_680_000, 1_763_740_682_000, Direction::Outbound)
    );
    let [CallContent::Identity(identity)] = &receive.contents[..] else { panic!("one content") };
    assert!(identity.number.as_ref().is_some_and(|number| number.expose() == "+12025550143"));
}

#[test]
fn a_missing_or_unusable_key_is_refused() {
    let mut without = headers(&[]);
    without.remove("idempotency-key");
    assert_eq!(code(Label::of(&without, NOW)), Some("PHI-I011"));
    for key in ["", "two words", &"k".repeat(256)] {
        assert_eq!(code(label(&[("idempotency-key", key)])), Some("PHI-I011"), "{key}");
    }
}

#[test]
fn another_type_is_refused() {
    for media in ["audio/mpeg", "application/json", "application/x-www-form-urlencoded", ""] {
        assert_eq!(code(label(&[("content-type", media)])), Some("PHI-I012"), "{media}");
    }
    assert_eq!(code(label(&[("content-type", "Audio/X-WAV; codecs=1")])), None);
}

#[test]
fn a_header_that_is_not_understood_is_refused() {
    for (name, value) in [
        ("x-caller-number", "unknown"),
        ("x-started-at", "yesterday"),
        ("x-started-at", "2999-01-01T00:00:00Z"),
        ("x-direction", "up"),
    ] {
        assert_eq!(code(label(&[(name, value)])), Some("PHI-I013"), "{name}: {value}");
    }
}

#[test]
fn the_same_upload_has_the_same_name_and_fingerprint_on_any_day() {
    let (first, later) = (label(&[]).unwrap(), Label::of(&headers(&[]), NOW + 86_400_000).unwrap());
    assert_eq!(first.call(&KEY), later.call(&KEY));
    assert_eq!(
        first.receive(&KEY, &recording(1), NOW).fingerprint,
        later.receive(&KEY, &recording(1), NOW + 86_400_000).fingerprint
    );
}

#[test]
fn other_sound_or_another_header_changes_the_fingerprint_and_not_the_name() {
    let original = label(&[]).unwrap();
    let print = original.fingerprint(&KEY, &recording(1));
    assert_ne!(original.fingerprint(&KEY, &recording(2)), print);
    let other = label(&[("x-direction", "outbound")]).unwrap();
    assert_eq!(other.call(&KEY), original.call(&KEY));
    assert_ne!(other.fingerprint(&KEY, &recording(1)), print);
}

#[test]
fn tracks_are_not_joined_by_accident() {
    let label = label(&[]).unwrap();
    let one = Recording { tracks: vec![vec![1; 4]], ..recording(1) };
    let two = Recording { tracks: vec![vec![1; 2], vec![1; 2]], ..recording(1) };
    assert_ne!(label.fingerprint(&KEY, &one), label.fingerprint(&KEY, &two));
}

proptest! {
    #[test]
    fn no_header_makes_it_panic(name in prop::sample::select(vec!["idempotency-key", "x-caller-number", "x-started-at", "x-direction", "content-type"]), value in any::<Vec<u8>>()) {
        if let Ok(value) = HeaderValue::from_bytes(&value) {
            let mut headers = headers(&[]);
            headers.insert(name, value);
            let _ = Label::of(&headers, NOW);
        }
    }
}
