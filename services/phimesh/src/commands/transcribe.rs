//! `phimesh transcribe`: a recording's words by the embedded engine. Needs no broker, no configuration, no particular folder.
use std::path::PathBuf;

use clap::Args;
use phi_audio::Recording;
use serde_json::{Value, json};
use transcription::engine::{
    EngineError, Heard, Speaker, SpeechEngine, SphinxConfig, SphinxWorker, TrackAudio, Turn, merge, quality_tier,
};

use crate::failure::{Failure, read_file};
use crate::session::{Session, given, maybe_path};
use crate::words::name_debug;

/// Flags of `transcribe`.
#[derive(Debug, Args)]
pub(crate) struct TranscribeArgs {
    /// The recording: RIFF/WAVE, 16-bit PCM or mu-law; of two channels the caller is on the left.
    pub file: PathBuf,
    /// The Python 3 interpreter of the speech engine.
    #[arg(long, env = "PHIMESH_PYTHON", value_name = "FILE", value_parser = maybe_path())]
    pub python: Option<PathBuf>,
    /// Where the speech engine's packages are.
    #[arg(long, env = "PHIMESH_SPEECH_PYTHONPATH", value_name = "DIR", value_parser = maybe_path())]
    pub speech_packages: Option<PathBuf>,
}

pub(crate) async fn run(session: &Session, args: TranscribeArgs) -> Result<(), Failure> {
    let recording = Recording::parse(&read_file(&args.file)?)?;
    let packages = given(args.speech_packages).map(PathBuf::into_os_string);
    let defaults = SphinxConfig::default();
    let python = given(args.python).unwrap_or_else(|| defaults.python.clone());
    // a process a track: both are heard at once
    let engine = SphinxWorker::new(SphinxConfig { python, packages, workers: 2, ..defaults });
    let bar = session.out.bar(None, "listening");
    let heard = hear(&engine, &recording).await;
    bar.finish_and_clear();
    let heard = heard?;
    let tier = heard.iter().map(|(_, heard)| quality_tier(heard)).min();
    let tier = tier.map_or_else(|| "none".to_owned(), |tier| name_debug(&tier));
    let turns = merge(heard);
    let value = json!({
        "duration_ms": recording.duration_ms(), "tier": tier, "engine": engine.describe().name,
        "turns": turns.iter().map(said).collect::<Vec<_>>(),
    });
    session.out.print(&value, || text(&turns));
    if tier == "low" {
        session.out.note("tier low: undetected PHI is likely in words that were misheard");
    }
    Ok(())
}

async fn hear(engine: &SphinxWorker, recording: &Recording) -> Result<Vec<(Speaker, Heard)>, Failure> {
    let stereo = recording.tracks.len() > 1;
    let mut listening = Vec::new();
    for number in 0..recording.tracks.len() {
        let Some(track) = recording.track(number) else { continue };
        let speaker = match (stereo, number) {
            (true, 0) => Speaker::Caller,
            (true, _) => Speaker::Agent,
            (false, _) => Speaker::Unknown,
        };
        let (engine, audio) = (engine.clone(), TrackAudio::new(track));
        listening.push((speaker, tokio::spawn(async move { engine.transcribe(&audio).await })));
    }
    let mut heard = Vec::new();
    for (speaker, task) in listening {
        heard.push((speaker, task.await.unwrap_or(Err(EngineError::Died))?));
    }
    Ok(heard)
}

fn words(turn: &Turn) -> String {
    turn.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

fn said(turn: &Turn) -> Value {
    json!({"speaker": name_debug(&turn.speaker), "start_ms": turn.start_ms, "end_ms": turn.end_ms, "text": words(turn)})
}

fn text(turns: &[Turn]) -> String {
    if turns.is_empty() {
        return "no speech was heard".to_owned();
    }
    let line = |turn: &Turn| format!("{}: {}", name_debug(&turn.speaker), words(turn));
    turns.iter().map(line).collect::<Vec<_>>().join("\n")
}
