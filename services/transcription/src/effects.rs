//! The engine, and the contract's words for what it heard.
use phi_events::call::{self, PlatformTranscript};
use phi_events::transcript::{Engine, Said, Tier, Turn, Word};
use phi_events::{AggregateId, Phi, TenantId};
use phi_service::{Core, Fault};

use crate::domain::Heard;
use crate::engine::{self, EngineError, SpeechEngine, TrackAudio, merge, quality_tier};
use crate::error::fault;

/// The platform's transcript as ours. A platform hears the call live and in full band: the best tier there is.
pub fn platform(transcript: PlatformTranscript, duration_ms: u64) -> (Heard, Said) {
    let turn = |turn: call::PlatformTurn| Turn {
        speaker: turn.speaker,
        start_ms: turn.start_ms,
        end_ms: turn.end_ms,
        text: turn.text,
        words: vec![],
    };
    let turns = transcript.turns.into_iter().map(turn).collect();
    let said = Said { turns, summary: transcript.summary, structured: transcript.structured };
    (Heard { engine: Engine::Platform, model: None, tier: Tier::High, confidence_milli: None, duration_ms }, said)
}

/// What hearing a recording came to.
pub enum Hearing {
    /// Words, perhaps none.
    Heard(Heard, Said),
    /// The engine will not take this recording.
    Refused,
}

/// Opens a call's tracks and has the engine hear them.
///
/// # Errors
/// [`Fault`] when a track or the engine is not to be had.
pub async fn hear(
    core: &Core,
    engine: &dyn SpeechEngine,
    tenant: TenantId,
    call: AggregateId,
    tracks: &[call::Track],
) -> Result<Hearing, Fault> {
    let mut heard = Vec::new();
    for track in tracks {
        let bytes = core.read_track(tenant, call, track).await?;
        let view = phi_audio::Track { codec: codec(track.codec), rate_hz: track.rate_hz, bytes: &bytes };
        match engine.transcribe(&TrackAudio::new(view)).await {
            Ok(words) => heard.push((speaker(track.speaker), words)),
            Err(EngineError::Refused { .. }) => return Ok(Hearing::Refused),
            Err(error) => return Err(fault(error)),
        }
    }
    let duration_ms = tracks.iter().map(|track| track.duration_ms).max().unwrap_or_default();
    let (summary, said) = ours(heard, duration_ms);
    Ok(Hearing::Heard(summary, said))
}

fn ours(heard: Vec<(engine::Speaker, engine::Heard)>, duration_ms: u64) -> (Heard, Said) {
    let tier = heard.iter().map(|(_, heard)| quality_tier(heard)).min();
    let confidence = heard.iter().filter_map(|(_, heard)| heard.mean_confidence_milli()).min();
    let model = heard.first().and_then(|(_, heard)| heard.engine.model_sha256);
    let turns = merge(heard).into_iter().map(turn).collect();
    let summary = Heard {
        engine: Engine::Pocketsphinx,
        model,
        tier: tier.map_or(Tier::Low, ours_tier),
        confidence_milli: confidence,
        duration_ms,
    };
    (summary, Said { turns, summary: None, structured: vec![] })
}

const fn ours_tier(tier: engine::Tier) -> Tier {
    match tier {
        engine::Tier::Low => Tier::Low,
        engine::Tier::Medium => Tier::Medium,
        engine::Tier::High => Tier::High,
    }
}

fn turn(turn: engine::Turn) -> Turn {
    let text = turn.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let word = |word: engine::Word| Word {
        text: Phi::new(word.text),
        start_ms: word.start_ms,
        end_ms: word.end_ms,
        confidence_milli: word.confidence_milli,
    };
    let speaker = match turn.speaker {
        engine::Speaker::Caller => call::Speaker::Caller,
        engine::Speaker::Agent => call::Speaker::Agent,
        engine::Speaker::Unknown => call::Speaker::Unknown,
    };
    let words = turn.words.into_iter().map(word).collect();
    Turn { speaker, start_ms: turn.start_ms, end_ms: turn.end_ms, text: Phi::new(text), words }
}

const fn codec(codec: call::Codec) -> phi_audio::Codec {
    match codec {
        call::Codec::MuLaw => phi_audio::Codec::MuLaw,
        call::Codec::Pcm16 => phi_audio::Codec::Pcm16,
    }
}

const fn speaker(speaker: call::Speaker) -> engine::Speaker {
    match speaker {
        call::Speaker::Caller => engine::Speaker::Caller,
        call::Speaker::Agent => engine::Speaker::Agent,
        call::Speaker::Unknown => engine::Speaker::Unknown,
    }
}
