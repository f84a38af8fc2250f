//! The embedded engine on this repository's own recordings. Runs where PHIMESH_SPEECH_PYTHONPATH names a folder with
//! the `pocketsphinx` package (PHIMESH_PYTHON its interpreter, if not `python3`); elsewhere it says that it did not.

#![expect(clippy::unwrap_used, reason = "a test may stop where it likes")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use phi_audio::Recording;
use transcription::engine::{Heard, Speaker, SpeechEngine, SphinxConfig, SphinxWorker, TrackAudio, Turn, merge};

fn engine() -> Option<SphinxWorker> {
    let Some(packages) = std::env::var_os("PHIMESH_SPEECH_PYTHONPATH").filter(|folder| Path::new(folder).is_dir())
    else {
        // Past the harness, which would keep it to itself for a test that passes.
        let line = b"\nSKIPPED: the speech engine was not tried, for PHIMESH_SPEECH_PYTHONPATH names no folder\n";
        std::io::stderr().write_all(line).unwrap();
        return None;
    };
    let python = std::env::var_os("PHIMESH_PYTHON").map_or_else(|| "python3".into(), PathBuf::from);
    Some(SphinxWorker::new(SphinxConfig { python, packages: Some(packages), workers: 2, ..SphinxConfig::default() }))
}

fn audio(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../e2e/calls/audio").join(name)
}

/// Hears both tracks of a call at once.
async fn hear(engine: &SphinxWorker, call: &Recording) -> (Heard, Heard) {
    let track = |number| TrackAudio::new(call.track(number).unwrap());
    let (caller, agent) = (track(0), track(1));
    let (caller, agent) = tokio::join!(engine.transcribe(&caller), engine.transcribe(&agent));
    (caller.unwrap(), agent.unwrap())
}

/// Reads the reference: who says what, in the order of time.
fn reference(name: &str) -> Vec<(u64, Vec<String>)> {
    let turns: serde_json::Value = serde_json::from_slice(&std::fs::read(audio(name)).unwrap()).unwrap();
    let words = |turn: &serde_json::Value| turn["text"].as_str().unwrap().split(' ').map(str::to_owned).collect();
    turns.as_array().unwrap().iter().map(|turn| (turn["channel"].as_u64().unwrap(), words(turn))).collect()
}

/// Counts the words of the reference that were heard, each as often as it was said, in whatever place.
fn found(turns: &[Turn], said: &[(u64, Vec<String>)]) -> usize {
    let mut left: Vec<&String> = said.iter().flat_map(|(_, words)| words).collect();
    let heard = turns.iter().flat_map(|turn| &turn.words);
    heard
        .filter(|word| left.iter().position(|said| **said == word.text).map(|at| left.swap_remove(at)).is_some())
        .count()
}

/// Counts the words to exchange, leave out or put in to get from one list to the other (Levenshtein).
fn errors(said: &[&String], heard: &[&String]) -> usize {
    let mut row: Vec<usize> = (0..=heard.len()).collect();
    for (n, said) in said.iter().enumerate() {
        let mut above_left = std::mem::replace(&mut row[0], n + 1);
        for at in 1..row.len() {
            let exchanged = above_left + usize::from(*said != heard[at - 1]);
            above_left = row[at];
            row[at] = exchanged.min(row[at] + 1).min(row[at - 1] + 1);
        }
    }
    row[heard.len()]
}

#[tokio::test]
async fn a_clean_call_is_heard_in_part() {
    let Some(engine) = engine() else { return };
    let call = Recording::parse(&std::fs::read(audio("results.wav")).unwrap()).unwrap();
    let (caller, agent) = hear(&engine, &call).await;
    let described = engine.describe();
    assert_eq!(described.name, "pocketsphinx");
    assert!(described.version.unwrap().starts_with("5."));
    assert!(described.model_sha256.is_some());
    let confidence = caller.mean_confidence_milli().unwrap();
    assert!((1..=1_000).contains(&confidence));
    let turns = merge(vec![(Speaker::Caller, caller), (Speaker::Agent, agent)]);
    let words: usize = turns.iter().map(|turn| turn.words.len()).sum();
    let found = found(&turns, &reference("results.ref.json"));
    assert!(words >= 60 && found >= 30, "heard {words} words, {found} of those said");
    assert!(turns.len() >= 6, "{} turns of 8", turns.len());
    assert_eq!(turns[0].speaker, Speaker::Agent);
    assert!(turns.iter().all(|turn| turn.start_ms <= turn.end_ms && turn.end_ms <= call.duration_ms() + 100));
}

#[tokio::test]
async fn silence_has_no_words() {
    let Some(engine) = engine() else { return };
    let bytes = vec![0xFF; 40_000];
    let track = phi_audio::Track { codec: phi_audio::Codec::MuLaw, rate_hz: 8_000, bytes: &bytes };
    assert!(engine.transcribe(&TrackAudio::new(track)).await.unwrap().words.is_empty());
}

#[test]
fn errors_are_counted() {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (said, heard) = (words("go forward ten meters"), words("go four ten meters more"));
    assert_eq!(errors(&said.iter().collect::<Vec<_>>(), &heard.iter().collect::<Vec<_>>()), 2);
}

/// Prints the numbers of ADR 0002: `cargo test -p transcription --test engine -- --ignored --nocapture`.
#[tokio::test]
#[ignore = "a measurement, half a minute long"]
async fn measure() {
    let Some(engine) = engine() else { return };
    engine.check().await.unwrap();
    for name in ["booking", "refill", "results"] {
        let call = Recording::parse(&std::fs::read(audio(&format!("{name}.wav"))).unwrap()).unwrap();
        let said = reference(&format!("{name}.ref.json"));
        for number in 0..2 {
            let start = Instant::now();
            let heard = engine.transcribe(&TrackAudio::new(call.track(number).unwrap())).await.unwrap();
            let seconds = start.elapsed().as_secs_f64();
            let words: Vec<&String> = heard.words.iter().map(|word| &word.text).collect();
            let said: Vec<&String> =
                said.iter().filter(|(channel, _)| *channel == number as u64).flat_map(|(_, words)| words).collect();
            let (wrong, said) = (errors(&said, &words), said.len());
            let confidence = heard.mean_confidence_milli().unwrap();
            let track_s = call.duration_ms() as f64 / 1_000.0;
            println!(
                "{name} track {number}: {wrong} errors on {said} words, confidence {confidence}, {seconds:.1} s for {track_s:.1} s"
            );
        }
    }
}
