//! Samples of the contexts that a call travels through.
use std::collections::BTreeMap;

use super::{Sample, contents, facts};
use crate::call::v1 as call;
use crate::commit::ParkReason;
use crate::ehr::v1 as ehr;
use crate::outcome::v1 as outcome;
use crate::phi::Phi;
use crate::redaction::v1 as redaction;
use crate::transcript::v1 as transcript;

/// 2026-01-01T00:00:00Z in Unix milliseconds.
pub(super) const T0: u64 = 1_767_225_600_000;

pub(super) fn samples() -> Vec<Sample> {
    let call = facts::<call::Call>(&call_facts()).into_iter().chain(contents::<call::Call>(&call_contents()));
    let transcript = facts::<transcript::Transcript>(&transcript_facts());
    let said = contents::<transcript::Transcript>(&[transcript::TranscriptContent::Said(said())]);
    let redaction = facts::<redaction::Redaction>(&redaction_facts());
    let redacted = contents::<redaction::Redaction>(&redaction_contents());
    let outcome = facts::<outcome::Outcome>(&outcome_facts());
    let detail = contents::<outcome::Outcome>(&[outcome::OutcomeContent::Detail(detail())]);
    let patient = ehr::EhrContent::Patient(ehr::PatientLink { reference: "Patient/sample-1".into() });
    let ehr = facts::<ehr::Ehr>(&ehr_facts()).into_iter().chain(contents::<ehr::Ehr>(&[patient]));
    call.chain(transcript)
        .chain(said)
        .chain(redaction)
        .chain(redacted)
        .chain(outcome)
        .chain(detail)
        .chain(ehr)
        .collect()
}

pub(super) fn call_facts() -> Vec<call::CallFact> {
    use call::CallFact as F;
    vec![
        F::Received {
            source: call::Source::Vapi,
            direction: call::Direction::Inbound,
            started_ms: T0,
            ended_ms: T0 + 95_000,
            ended: call::EndReason::Completed,
            has_transcript: true,
            recording: call::RecordingState::Announced,
            fingerprint: [0x11; 32],
        },
        F::RecordingStored { tracks: vec![track()] },
        F::RecordingUnavailable { why: call::Unavailable::Gone },
        F::FetchFailed { attempt: 3, retry_ms: T0 + 200_000 },
        F::Parked { reason: ParkReason::KeyUnavailable, due_ms: T0 + 60_000 },
    ]
}

fn track() -> call::Track {
    call::Track {
        track: 1,
        speaker: call::Speaker::Agent,
        codec: call::Codec::MuLaw,
        rate_hz: 8_000,
        duration_ms: 95_000,
        chunks: 3,
        root: [0x22; 32],
    }
}

fn pairs() -> Vec<(Phi<String>, Phi<String>)> {
    vec![("reason".into(), "refill".into())]
}

pub(super) fn call_contents() -> Vec<call::CallContent> {
    use call::CallContent as C;
    let turn = call::PlatformTurn {
        speaker: call::Speaker::Caller,
        start_ms: 1_200,
        end_ms: 4_700,
        text: "this is Alma Sample".into(),
    };
    let identity = call::CallerIdentity {
        number: Some("+12025550147".into()),
        practice_number: Some("+12025550100".into()),
        name: None,
    };
    vec![
        C::Identity(identity),
        C::Transcript(call::PlatformTranscript {
            turns: vec![turn],
            summary: Some("Alma Sample asks for a refill".into()),
            structured: pairs(),
        }),
        C::RecordingUrl("https://recordings.example/1.wav".into()),
    ]
}

fn transcript_facts() -> Vec<transcript::TranscriptFact> {
    use transcript::TranscriptFact as F;
    vec![
        F::Transcribed {
            engine: transcript::Engine::Pocketsphinx,
            model: Some([0x33; 32]),
            tier: transcript::Tier::Medium,
            confidence_milli: Some(871),
            turns: 12,
            words: 240,
            duration_ms: 95_000,
        },
        F::Silent { why: transcript::Silence::NoSpeech },
        F::Failed { why: transcript::Failure::AudioDamaged },
        F::Parked { reason: ParkReason::PeerDown, due_ms: T0 + 60_000 },
    ]
}

fn said() -> transcript::Said {
    let word = transcript::Word { text: "Alma".into(), start_ms: 1_300, end_ms: 1_600, confidence_milli: 902 };
    let turn = transcript::Turn {
        speaker: call::Speaker::Caller,
        start_ms: 1_200,
        end_ms: 4_700,
        text: "this is Alma Sample".into(),
        words: vec![word],
    };
    transcript::Said { turns: vec![turn], summary: Some("asks for a refill".into()), structured: pairs() }
}

fn redaction_facts() -> Vec<redaction::RedactionFact> {
    use redaction::{PhiKind, RedactionFact as F};
    let counts = BTreeMap::from([(PhiKind::Name, 2), (PhiKind::Dob, 1), (PhiKind::OtherId, 4)]);
    vec![
        F::Redacted { engine: "rules-1".to_owned(), counts, turns: 12, words: 240 },
        F::Withheld { why: redaction::Withhold::LowTier },
        F::Nothing,
        F::Parked { reason: ParkReason::NewerSchema, due_ms: T0 + 60_000 },
    ]
}

fn redaction_contents() -> Vec<redaction::RedactionContent> {
    let turn = redaction::CleanTurn { speaker: call::Speaker::Caller, text: "this is [PATIENT_NAME_1]".to_owned() };
    let hidden = redaction::Hidden {
        placeholder: "DOB_1".to_owned(),
        kind: redaction::PhiKind::Dob,
        value: "1984-03-09".into(),
    };
    vec![
        redaction::RedactionContent::Cleaned(redaction::Cleaned {
            turns: vec![turn],
            summary: Some("[PATIENT_NAME_1] asks for a refill".to_owned()),
            structured: vec![("reason".to_owned(), "refill".to_owned())],
        }),
        redaction::RedactionContent::Revealed(redaction::Revealed { values: vec![hidden] }),
    ]
}

fn outcome_facts() -> Vec<outcome::OutcomeFact> {
    use outcome::OutcomeFact as F;
    vec![
        F::Concluded {
            intent: outcome::Intent::Refill,
            disposition: outcome::Disposition::RefillRequested,
            urgency: outcome::Urgency::Urgent,
            review: Some(outcome::ReviewReason::Unclear),
            rules: 7,
        },
        F::Parked { reason: ParkReason::NeedsPerson, due_ms: T0 + 60_000 },
    ]
}

fn detail() -> outcome::OutcomeDetail {
    outcome::OutcomeDetail {
        summary: "Refill of a medicine.".to_owned(),
        patient_name: Some("PATIENT_NAME_1".to_owned()),
        dob: Some("DOB_1".to_owned()),
        phone: Some("PHONE_1".to_owned()),
        mrn: None,
        medication: Some("metformin".to_owned()),
        wish: Some("on [DATE_1]".to_owned()),
    }
}

fn ehr_facts() -> Vec<ehr::EhrFact> {
    use ehr::EhrFact as F;
    vec![
        F::Intended { attempt: 1, deadline_ms: T0 + 30_000 },
        F::Confirmed {
            attempt: 2,
            resources: vec!["Task/1".to_owned(), "Communication/2".to_owned()],
            chart: ehr::Chart::Unmatched,
            found: true,
        },
        F::Rejected { attempt: 3, why: ehr::Refused::Status(422) },
        F::Unknown { attempt: 4, retry_ms: T0 + 90_000 },
        F::Parked { reason: ParkReason::PeerDown, due_ms: T0 + 60_000 },
    ]
}
