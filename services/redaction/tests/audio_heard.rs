//! The masked copy given to a speech engine: of the words that it heard where PHI was said it hears none, and the others
//! it hears as before. Runs where PHIMESH_SPEECH_PYTHONPATH names a folder with the `pocketsphinx` package
//! (PHIMESH_PYTHON its interpreter, if not `python3`); elsewhere it says that it did not.
//!
//! The engine's program is driven as `transcription` drives it; services do not depend on one another.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use phi_audio::Recording;
use phi_events::call::{Codec, Speaker, Track};
use phi_events::transcript::{Said, Turn, Word};
use phi_redaction::engine::{self, Engine, Span};
use redaction::audio::{MaskPlan, Reach, mask, plan};
use serde_json::{Value, json};

const SPEAKERS: [Speaker; 2] = [Speaker::Caller, Speaker::Agent];

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The speech engine's process.
struct Ear(Child);

impl Drop for Ear {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Ear {
    /// Starts it, if it is on this machine.
    fn open() -> Option<Self> {
        let Some(packages) = std::env::var_os("PHIMESH_SPEECH_PYTHONPATH").filter(|folder| Path::new(folder).is_dir())
        else {
            // Past the harness, which would keep it to itself for a test that passes.
            let line = b"\nSKIPPED: masked recordings were not heard, for PHIMESH_SPEECH_PYTHONPATH names no folder\n";
            std::io::stderr().write_all(line).unwrap();
            return None;
        };
        let python = std::env::var_os("PHIMESH_PYTHON").map_or_else(|| "python3".into(), PathBuf::from);
        let mut command = Command::new(python);
        command.args(["-I", "-B"]).arg(folder("services/transcription/worker/pocketsphinx_worker.py"));
        command.env("PHIMESH_SPEECH_PYTHONPATH", packages);
        let mut ear = Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap());
        assert_eq!(ear.answer()["engine"], "pocketsphinx");
        Some(ear)
    }

    fn send(&mut self, frame: &[u8]) {
        let to = self.0.stdin.as_mut().unwrap();
        to.write_all(&u32::try_from(frame.len()).unwrap().to_le_bytes()).unwrap();
        to.write_all(frame).unwrap();
        to.flush().unwrap();
    }

    fn answer(&mut self) -> Value {
        let from = self.0.stdout.as_mut().unwrap();
        let mut size = [0; 4];
        from.read_exact(&mut size).unwrap();
        let mut frame = vec![0; u32::from_le_bytes(size) as usize];
        from.read_exact(&mut frame).unwrap();
        serde_json::from_slice(&frame).unwrap()
    }

    /// The words of each track.
    fn hear(&mut self, call: &Recording) -> Vec<Vec<Word>> {
        (0..call.tracks.len()).map(|number| self.track(call.track(number).unwrap())).collect()
    }

    fn track(&mut self, track: phi_audio::Track<'_>) -> Vec<Word> {
        let samples: Vec<u8> = track.for_speech().iter().flat_map(|sample| sample.to_le_bytes()).collect();
        self.send(json!({"id": 1, "rate": phi_audio::SPEECH_RATE_HZ}).to_string().as_bytes());
        self.send(&samples);
        let answer = self.answer();
        assert!(answer.get("error").is_none());
        let word = |word: &Value| Word {
            text: word["w"].as_str().unwrap().into(),
            start_ms: word["start_ms"].as_u64().unwrap(),
            end_ms: word["end_ms"].as_u64().unwrap(),
            confidence_milli: 0,
        };
        answer["words"].as_array().unwrap().iter().map(word).collect()
    }
}

/// Who says what from when to when, as the recording was made.
fn dialogue(name: &str) -> Vec<Turn> {
    let file = std::fs::read(folder("e2e/calls/audio").join(format!("{name}.ref.json"))).unwrap();
    let ms = |value: &Value| Duration::from_secs_f64(value.as_f64().unwrap()).as_millis() as u64;
    let turn = |turn: &Value| Turn {
        speaker: SPEAKERS[usize::try_from(turn["channel"].as_u64().unwrap()).unwrap()],
        start_ms: ms(&turn["start"]),
        end_ms: ms(&turn["end"]),
        text: turn["text"].as_str().unwrap().into(),
        words: vec![],
    };
    serde_json::from_slice::<Value>(&file).unwrap().as_array().unwrap().iter().map(turn).collect()
}

fn recording(name: &str) -> (Recording, Vec<Track>) {
    let call =
        Recording::parse(&std::fs::read(folder("e2e/calls/audio").join(format!("{name}.wav"))).unwrap()).unwrap();
    assert_eq!(call.codec, phi_audio::Codec::MuLaw);
    let track = |(number, speaker): (u8, Speaker)| Track {
        track: number,
        speaker,
        codec: Codec::MuLaw,
        rate_hz: call.rate_hz,
        duration_ms: call.track(number.into()).unwrap().duration_ms(),
        chunks: 1,
        root: [0; 32],
    };
    let tracks = (0..).zip(SPEAKERS).map(track).collect();
    (call, tracks)
}

fn middle(word: &Word) -> u64 {
    u64::midpoint(word.start_ms, word.end_ms)
}

/// Gives each turn the words that were heard while it was said.
fn with_words(mut turns: Vec<Turn>, heard: &[Vec<Word>]) -> Vec<Turn> {
    for (speaker, words) in SPEAKERS.iter().zip(heard) {
        for word in words {
            let away =
                |turn: &Turn| turn.start_ms.saturating_sub(middle(word)) + middle(word).saturating_sub(turn.end_ms);
            let own = turns.iter_mut().filter(|turn| turn.speaker == *speaker);
            own.min_by_key(|turn| away(turn)).unwrap().words.push(word.clone());
        }
    }
    for turn in &mut turns {
        turn.start_ms = turn.words.iter().map(|word| word.start_ms).chain([turn.start_ms]).min().unwrap();
        turn.end_ms = turn.words.iter().map(|word| word.end_ms).chain([turn.end_ms]).max().unwrap();
    }
    turns
}

/// What the redactor finds in turns.
fn redacted(turns: &[Turn]) -> Vec<Span> {
    let speaker =
        |turn: &Turn| if turn.speaker == Speaker::Agent { engine::Speaker::Agent } else { engine::Speaker::Caller };
    let turns: Vec<_> =
        turns.iter().map(|turn| engine::Turn { speaker: speaker(turn), text: turn.text.expose() }).collect();
    Engine::new().redact(&turns).spans
}

/// The engine's own transcript: its words are the text. What the redactor finds in the dialogue is carried over by time, a
/// span's part of its turn's text being its part of the turn's time: the words heard then, whatever they are.
fn as_heard(dialogue: &[Turn], heard: &[Vec<Word>]) -> (Said, Vec<Span>) {
    let mut turns = with_words(dialogue.to_vec(), heard);
    let mut spans = Vec::new();
    for found in redacted(dialogue) {
        let (said, turn) = (&dialogue[found.turn], &turns[found.turn]);
        let at =
            |byte: usize| said.start_ms + (said.end_ms - said.start_ms) * byte as u64 / said.text.expose().len() as u64;
        let (from, to) = (at(found.start), at(found.end));
        let (mut start, mut end, mut byte) = (None, 0, 0);
        for word in &turn.words {
            if word.start_ms < to && word.end_ms > from {
                start = start.or(Some(byte));
                end = byte + word.text.expose().len();
            }
            byte += word.text.expose().len() + 1;
        }
        spans.extend(start.map(|start| Span { start, end, ..found.clone() }));
    }
    for turn in &mut turns {
        let words: Vec<&str> = turn.words.iter().map(|word| word.text.expose().as_str()).collect();
        turn.text = words.join(" ").into();
    }
    (Said { turns, summary: None, structured: vec![] }, spans)
}

/// A platform's good text, with the times of words of which half were misheard.
fn as_written(dialogue: &[Turn], heard: &[Vec<Word>]) -> (Said, Vec<Span>) {
    let turns = with_words(dialogue.to_vec(), heard);
    (Said { turns, summary: None, structured: vec![] }, redacted(dialogue))
}

#[derive(Default)]
struct Counts {
    /// Words heard within what the plan silences, and how many are heard there in the copy.
    inside: (usize, usize),
    /// Words heard outside of it, and how many of them are heard again, the same within half a second.
    outside: (usize, usize),
}

fn touches(plan: &MaskPlan, track: usize, word: &Word) -> bool {
    let ranges = &plan.tracks[&u8::try_from(track).unwrap()];
    ranges.iter().any(|(from, to)| word.start_ms < *to && word.end_ms > *from)
}

fn count(plan: &MaskPlan, before: &[Vec<Word>], after: &[Vec<Word>]) -> Counts {
    let mut counts = Counts::default();
    for (track, (before, after)) in before.iter().zip(after).enumerate() {
        let mut left: Vec<&Word> = after.iter().collect();
        for word in before {
            if touches(plan, track, word) {
                counts.inside.0 += 1;
                continue;
            }
            counts.outside.0 += 1;
            let same = |other: &&Word| other.text == word.text && middle(other).abs_diff(middle(word)) <= 500;
            if let Some(at) = left.iter().position(same) {
                left.swap_remove(at);
                counts.outside.1 += 1;
            }
        }
        // what begins or ends in what is silent, but is heard from outside of it, is no word of a span
        let within = |word: &&Word| {
            plan.tracks[&u8::try_from(track).unwrap()].iter().any(|(from, to)| (*from..*to).contains(&middle(word)))
        };
        counts.inside.1 += after.iter().filter(within).count();
    }
    counts
}

type How = fn(&[Turn], &[Vec<Word>]) -> (Said, Vec<Span>);

/// Hears a recording, and its copy masked by each transcript. Prints what was counted and says what must hold.
fn prove(ear: &mut Ear, name: &str) {
    let (call, tracks) = recording(name);
    let before = ear.hear(&call);
    for (kind, how) in [("the engine's own text", as_heard as How), ("the text as it was said", as_written)] {
        let (said, spans) = how(&dialogue(name), &before);
        let plan = plan(&said, &spans, &tracks, Reach::EveryTrack).unwrap();
        let mut copy = call.clone();
        for (track, samples) in tracks.iter().zip(&mut copy.tracks) {
            mask(&plan, track, samples);
        }
        let Counts { inside, outside } = count(&plan, &before, &ear.hear(&copy));
        let line = format!(
            "\nMASKED {name}, {kind}: {} spans, {} ms silent of {}; words heard there {}, in the copy {}; elsewhere {}, again {}\n",
            spans.len(),
            plan.silenced_ms(&tracks[0]),
            tracks[0].duration_ms,
            inside.0,
            inside.1,
            outside.0,
            outside.1,
        );
        std::io::stderr().write_all(line.as_bytes()).unwrap();
        assert!(spans.len() >= 2 && inside.0 >= 10, "too little PHI to prove anything");
        assert_eq!(inside.1, 0, "words are heard where PHI was said");
        assert!(outside.1 * 10 >= outside.0 * 9, "fewer than nine words of ten outside are still heard");
    }
}

#[test]
fn masked_words_are_not_heard_and_the_others_are() {
    let Some(mut ear) = Ear::open() else { return };
    prove(&mut ear, "booking");
}

/// The same on every recording that is transcribed here:
/// `cargo test -p redaction --test audio_heard -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement, a minute long"]
fn measure() {
    let Some(mut ear) = Ear::open() else { return };
    for name in ["booking", "refill", "results"] {
        prove(&mut ear, name);
    }
}
