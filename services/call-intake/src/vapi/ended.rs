//! Why a call ended, from Vapi's `endedReason` (an open list; docs.vapi.ai, "Call ended reasons").
use phi_events::call::EndReason;

/// Reasons for which nobody spoke with anybody.
const MISSED: [&str; 8] = [
    "customer-did-not-answer",
    "customer-busy",
    "customer-did-not-give-microphone-permission",
    "customer-ended-call-before-answer",
    "no-answer",
    "busy",
    "missed",
    "manually-canceled",
];

/// Marks of a technical failure inside a reason.
const FAILURES: [&str; 5] = ["error", "failed", "fault", "not-found", "not-valid"];

/// Classifies a reason; `heard` says whether the caller's words or a recording are there. A reason that is not known
/// counts by what was heard, so that no call with content passes for a missed one.
pub fn reason(text: &str, heard: bool) -> EndReason {
    let text = text.to_ascii_lowercase();
    if text == "voicemail" {
        return EndReason::Voicemail;
    }
    if MISSED.contains(&text.as_str()) && !heard {
        return EndReason::Missed;
    }
    if FAILURES.iter().any(|mark| text.contains(mark)) {
        return EndReason::Failed;
    }
    if heard { EndReason::Completed } else { EndReason::Missed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_told_apart() {
        for (text, heard, expected) in [
            ("customer-ended-call", true, EndReason::Completed),
            ("assistant-ended-call", true, EndReason::Completed),
            ("silence-timed-out", false, EndReason::Missed),
            ("customer-did-not-answer", false, EndReason::Missed),
            ("no-answer", false, EndReason::Missed),
            ("voicemail", true, EndReason::Voicemail),
            ("pipeline-error-openai-llm-failed", true, EndReason::Failed),
            ("call.start.error-get-assistant", false, EndReason::Failed),
            ("assistant-not-found", false, EndReason::Failed),
            ("", true, EndReason::Completed),
            ("", false, EndReason::Missed),
            ("a-reason-of-tomorrow", true, EndReason::Completed),
        ] {
            assert_eq!(reason(text, heard), expected, "{text}");
        }
    }

    #[test]
    fn a_call_in_which_the_caller_spoke_is_not_missed() {
        assert_eq!(reason("manually-canceled", true), EndReason::Completed);
    }
}
