use super::*;

#[test]
fn a_track_is_measured_in_whole_samples() {
    let track = Track { codec: Codec::Pcm16, rate_hz: 8_000, bytes: &[0; 1_601] };
    assert_eq!((track.samples(), track.duration_ms()), (800, 100));
    assert_eq!(Track { rate_hz: 0, ..track }.duration_ms(), 0);
}

#[test]
fn both_codecs_decode() {
    let pcm = Track { codec: Codec::Pcm16, rate_hz: 8_000, bytes: &[0x34, 0x12, 0xFF, 0xFF, 0x01] };
    assert_eq!(pcm.pcm16(), [0x1234, -1]);
    let law = Track { codec: Codec::MuLaw, rate_hz: 8_000, bytes: &[0xFF, 0x80, 0x00] };
    assert_eq!(law.pcm16(), [0, 32_124, -32_124]);
}

#[test]
fn speech_gets_twice_the_samples_of_a_telephone_line() {
    let track = Track { codec: Codec::MuLaw, rate_hz: 8_000, bytes: &[0xFF; 400] };
    assert_eq!(track.for_speech(), vec![0; 800]);
}

#[test]
fn debug_shows_sizes_and_no_samples() {
    let call = Recording { codec: Codec::MuLaw, rate_hz: 8_000, tracks: vec![vec![213; 3]] };
    let shown = format!("{call:?} {:?}", call.track(0).unwrap());
    assert!(!shown.contains("213") && shown.contains("track_bytes: [3]"), "{shown}");
}

#[test]
fn the_longest_track_gives_the_duration() {
    let call = Recording { codec: Codec::MuLaw, rate_hz: 8_000, tracks: vec![vec![0; 8], vec![0; 16]] };
    assert_eq!(call.duration_ms(), 2);
    assert!(call.track(2).is_none());
}
