use phi_events::call::{Codec, Speaker, Track};
use phi_events::transcript::Said;
use phi_redaction::engine::Span;

use super::super::tests::{said, span, turn};
use super::{AudioWithheld, MaskPlan, Reach, mask, plan};

fn track(number: u8, speaker: Speaker) -> Track {
    let (codec, rate_hz, duration_ms) = (Codec::MuLaw, 8_000, 60_000);
    Track { track: number, speaker, codec, rate_hz, duration_ms, chunks: 1, root: [0; 32] }
}

fn stereo() -> [Track; 2] {
    [track(0, Speaker::Caller), track(1, Speaker::Agent)]
}

/// The caller's ranges.
fn ranges(said: &Said, spans: &[Span]) -> Result<Vec<(u64, u64)>, AudioWithheld> {
    plan(said, spans, &stereo(), Reach::EveryTrack).map(|plan| plan.tracks[&0].clone())
}

const HEARD: [(&str, u64, u64); 5] =
    [("this", 1_000, 1_200), ("is", 1_300, 1_400), ("ann", 2_000, 2_300), ("lee", 2_500, 2_900), ("hi", 4_000, 4_200)];

#[test]
fn a_spans_words_and_what_lies_between_fall_silent_with_pads() {
    let said = said(vec![turn("this is Ann Lee. Hi!", (1_000, 4_200), &HEARD)]);
    assert_eq!(ranges(&said, &[span(&said, 0, "Ann Lee")]), Ok(vec![(1_750, 3_150)]));
    assert_eq!(ranges(&said, &[span(&said, 0, "Ann")]), Ok(vec![(1_750, 2_550)]));
    assert_eq!(ranges(&said, &[span(&said, 0, "Ann"), span(&said, 0, "Lee")]), Ok(vec![(1_750, 3_150)]));
    assert_eq!(ranges(&said, &[span(&said, 0, "Ann"), span(&said, 0, "Hi")]), Ok(vec![(1_750, 2_550), (3_750, 4_450)]));
    assert_eq!(ranges(&said, &[]), Ok(vec![]));
}

#[test]
fn words_that_the_redactor_did_not_read_fall_silent() {
    let said = said(vec![turn("this is Lee. Hi!", (1_000, 4_200), &HEARD)]);
    assert_eq!(ranges(&said, &[]), Ok(vec![(1_750, 2_550)]));
}

/// "0143" was said somewhere between "is" and "hi", and not only while "ann" was heard.
#[test]
fn what_was_misheard_falls_silent_between_the_words_around_it() {
    let misheard = [HEARD[0], HEARD[1], HEARD[2], HEARD[4]];
    let said = said(vec![turn("this is 0143. Hi!", (1_000, 4_200), &misheard)]);
    assert_eq!(ranges(&said, &[span(&said, 0, "0143")]), Ok(vec![(1_150, 4_250)]));
    assert_eq!(ranges(&said, &[]), Ok(vec![]));
    let mut last = said;
    last.turns[0] = turn("this is 0143", (1_000, 5_000), &misheard[..3]);
    assert_eq!(ranges(&last, &[span(&last, 0, "0143")]), Ok(vec![(1_150, 5_250)]));
    last.turns[0].end_ms = 0;
    assert_eq!(ranges(&last, &[span(&last, 0, "0143")]), Err(AudioWithheld::NoTimes));
}

#[test]
fn a_turn_whose_words_do_not_say_when_falls_silent_whole() {
    let whole = Ok(vec![(750, 4_450)]);
    let untimed: Vec<(&str, u64, u64)> = HEARD.iter().map(|(word, _, _)| (*word, 0, 0)).collect();
    let mut one = HEARD;
    one[2].2 = one[2].1;
    let elsewhere: Vec<(&str, u64, u64)> = HEARD[..3].to_vec();
    for list in [&[][..], &untimed, &one, &elsewhere] {
        let said = said(vec![turn("this is Ann Lee. Hi!", (1_000, 4_200), list)]);
        assert_eq!(ranges(&said, &[span(&said, 0, "Ann Lee")]), whole, "{} words", list.len());
    }
}

#[test]
fn word_times_outside_the_turn_silence_both() {
    let said = said(vec![turn("this is Ann Lee. Hi!", (10_000, 12_000), &HEARD)]);
    assert_eq!(ranges(&said, &[span(&said, 0, "Ann")]), Ok(vec![(750, 12_250)]));
}

#[test]
fn without_turn_times_the_audio_is_withheld() {
    let none = said(vec![turn("this is Ann", (0, 0), &[])]);
    assert_eq!(ranges(&none, &[span(&none, 0, "Ann")]), Err(AudioWithheld::NoTimes));
    assert_eq!(ranges(&none, &[]), Ok(vec![]));
    let later = said(vec![turn("hello", (0, 900), &[]), turn("this is Ann", (0, 1_000), &[])]);
    assert_eq!(ranges(&later, &[span(&later, 1, "Ann")]), Err(AudioWithheld::NoTimes));
    assert_eq!(ranges(&later, &[span(&later, 0, "hello")]), Ok(vec![(0, 1_150)]));
    let by_words = said(vec![turn("this is Ann Lee. Hi!", (0, 0), &HEARD)]);
    assert_eq!(ranges(&by_words, &[span(&by_words, 0, "Ann")]), Ok(vec![(1_750, 2_550)]));
}

#[test]
fn ranges_end_where_the_track_does() {
    let mut said = said(vec![turn("ann", (0, 59_990), &[]), turn("lee", (59_900, 60_400), &[])]);
    assert_eq!(ranges(&said, &[span(&said, 1, "lee")]), Ok(vec![(59_650, 60_001)]));
    assert_eq!(ranges(&said, &[span(&said, 0, "ann")]), Ok(vec![(0, 60_001)]));
    said.turns[1].start_ms = 60_001;
    assert_eq!(ranges(&said, &[span(&said, 1, "lee")]), Err(AudioWithheld::OutsideRecording));
}

#[test]
fn spans_of_another_transcript_are_noticed() {
    let said = said(vec![turn("\u{e9}ann", (1_000, 2_000), &[])]);
    let good = span(&said, 0, "ann");
    for (turn, start, end) in [(1, 0, 3), (0, 1, 3), (0, 2, 9), (0, 2, 2)] {
        let bad = Span { turn, start, end, ..good.clone() };
        assert_eq!(ranges(&said, &[bad]), Err(AudioWithheld::SpanMisplaced), "{turn} {start}..{end}");
    }
}

#[test]
fn by_default_every_track_falls_silent() {
    let mut said = said(vec![turn("ann", (1_000, 2_000), &[])]);
    let spans = [span(&said, 0, "ann")];
    let silenced = |said: &Said, tracks: &[Track], reach| -> Vec<u64> {
        let plan = plan(said, &spans, tracks, reach).unwrap();
        tracks.iter().map(|track| plan.silenced_ms(track)).collect()
    };
    assert_eq!(silenced(&said, &stereo(), Reach::default()), [1_500, 1_500]);
    assert_eq!(silenced(&said, &stereo(), Reach::Speaker), [1_500, 0]);
    assert_eq!(silenced(&said, &[track(0, Speaker::Unknown)], Reach::Speaker), [1_500]);
    said.turns[0].speaker = Speaker::Unknown;
    assert_eq!(silenced(&said, &stereo(), Reach::Speaker), [1_500, 1_500]);
}

#[test]
fn a_track_that_nobody_planned_falls_silent_whole() {
    let mut samples = [7; 80];
    mask(&MaskPlan::default(), &track(0, Speaker::Caller), &mut samples);
    assert_eq!(samples, [0xFF; 80]);
    assert_eq!(MaskPlan::default().silenced_ms(&track(0, Speaker::Caller)), 60_000);
    let mut samples = [7; 80];
    mask(&MaskPlan { tracks: [(0, vec![(1, 2)])].into() }, &track(0, Speaker::Caller), &mut samples);
    assert!(samples[8..16].iter().all(|&b| b == 0xFF) && samples[..8].iter().chain(&samples[16..]).all(|&b| b == 7));
}
