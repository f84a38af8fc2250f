use super::*;
use phi_events::Content;
use phi_events::DataClass;
use proptest::prelude::*;
use serde_json::json;

const KEY: IdKey = [9; 32];
const NOW: u64 = 1_763_740_900_000;

/// A report in Vapi's shape, with the fields that practice shows and some that we do not read.
fn sample() -> Value {
    json!({"message": {
        "timestamp": 1_763_740_800_500_u64,
        "type": "end-of-call-report",
        "endedReason": "customer-ended-call",
        "startedAt": "2025-11-21T15:58:00.000Z",
        "endedAt": "2025-11-21T15:59:30.250Z",
        "analysis": {
            "summary": "The caller asked for an appointment.",
            "structuredData": {"reason": "checkup", "callback": true, "preferred": {"day": "Tuesday", "slots": [9, 10]}, "none": null},
            "successEvaluation": "true"
        },
        "artifact": {
            "messages": [
                {"role": "system", "message": "You are a receptionist.", "time": 1_763_740_680_000_u64, "secondsFromStart": 0},
                {"role": "bot", "message": "Thank you for calling.", "time": 1_763_740_681_440_u64, "endTime": 1_763_740_683_000_u64, "secondsFromStart": 1.44, "duration": 1560},
                {"role": "user", "message": "I need an appointment.", "time": 1_763_740_684_860_u64, "endTime": 1_763_740_686_860_u64, "secondsFromStart": 4.86, "duration": 2000.0002},
                {"role": "tool_calls", "toolCalls": [], "message": "x", "time": 1, "secondsFromStart": 8},
                {"role": "tool_call_result", "result": "ok", "time": 1, "secondsFromStart": 9},
                {"role": "assistant", "message": "Tuesday at nine.", "time": 1_763_740_690_000_u64, "secondsFromStart": 10}
            ],
            "messagesOpenAIFormatted": [{"role": "user", "content": "I need an appointment."}],
            "transcript": "AI: Thank you for calling.\nUser: I need an appointment.\n",
            "recordingUrl": "https://recordings.example/call-mono.wav",
            "stereoRecordingUrl": "https://recordings.example/call-stereo.wav",
            "recording": {"stereoUrl": "https://recordings.example/call-stereo.wav?sig=1", "mono": {"combinedUrl": "https://recordings.example/call-mono.wav"}}
        },
        "call": {"id": "5f0c9b1e-0000-4000-8000-000000000001", "orgId": "o", "type": "inboundPhoneCall", "createdAt": "2025-11-21T15:57:58.000Z"},
        "customer": {"number": "+12025550143", "name": "Test Caller"},
        "phoneNumber": {"number": "+12025550100"},
        "cost": 0.1, "costs": [{"type": "transport"}], "a_field_of_tomorrow": {"x": [1]}
    }})
}

fn report_of(value: &Value) -> Report {
    match parse(&serde_json::to_vec(value).unwrap()) {
        Ok(Delivery::Report(report)) => *report,
        Ok(Delivery::Other) => panic!("not a report"),
        Err(error) => panic!("{error}"),
    }
}

fn changed(change: impl FnOnce(&mut Value)) -> Report {
    let mut value = sample();
    change(&mut value["message"]);
    report_of(&value)
}

fn minimal() -> Value {
    json!({"message": {"type": "end-of-call-report", "call": {"id": "a"}}})
}

#[test]
fn a_full_report_is_read() {
    let receive = report_of(&sample()).receive(&KEY, NOW);
    assert_eq!(
        (receive.direction, receive.ended, receive.has_transcript),
        (Direction::Inbound, EndReason::Completed, true)
    );
    assert_eq!((receive.started_ms, receive.ended_ms), (1_763_740_680_000, 1_763_740_770_250));
    assert_eq!(receive.offered, Offered::Announced);
    let classes: Vec<DataClass> = receive.contents.iter().map(Content::class).collect();
    assert_eq!(classes, [DataClass::Identity, DataClass::Transcript, DataClass::Audio]);
}

#[test]
fn only_those_who_speak_have_turns() {
    let report = report_of(&sample());
    let turns: Vec<(Speaker, u64, u64, &str)> = report
        .transcript
        .turns
        .iter()
        .map(|turn| (turn.speaker, turn.start_ms, turn.end_ms, turn.text.expose().as_str()))
        .collect();
    assert_eq!(
        turns,
        [
            (Speaker::Agent, 1_440, 3_000, "Thank you for calling."),
            (Speaker::Caller, 4_860, 6_860, "I need an appointment."),
            (Speaker::Agent, 10_000, 10_000, "Tuesday at nine."),
        ]
    );
}

#[test]
fn numbers_name_and_the_stereo_address_are_read() {
    let report = report_of(&sample());
    assert_eq!(exposed(report.identity.number.as_ref()), Some("+12025550143"));
    assert_eq!(exposed(report.identity.practice_number.as_ref()), Some("+12025550100"));
    assert_eq!(exposed(report.identity.name.as_ref()), Some("Test Caller"));
    assert_eq!(exposed(report.recording_url.as_ref()), Some("https://recordings.example/call-stereo.wav?sig=1"));
}

#[test]
fn a_structured_result_becomes_labels_and_values() {
    let report = report_of(&sample());
    let pairs: Vec<(&str, &str)> = report
        .transcript
        .structured
        .iter()
        .map(|(label, value)| (label.expose().as_str(), value.expose().as_str()))
        .collect();
    assert_eq!(
        pairs,
        [
            ("reason", "checkup"),
            ("callback", "true"),
            ("preferred.day", "Tuesday"),
            ("preferred.slots.0", "9"),
            ("preferred.slots.1", "10")
        ]
    );
}

#[test]
fn a_report_with_nothing_but_an_id_is_a_missed_call() {
    let receive = report_of(&minimal()).receive(&KEY, NOW);
    assert_eq!((receive.ended, receive.has_transcript, receive.offered), (EndReason::Missed, false, Offered::None));
    assert_eq!((receive.started_ms, receive.ended_ms), (NOW, NOW));
    assert!(receive.contents.is_empty());
}

#[test]
fn a_missed_call_ends_when_it_starts() {
    let mut value = minimal();
    value["message"]["endedReason"] = json!("customer-did-not-answer");
    value["message"]["startedAt"] = json!("2025-11-21T15:58:00Z");
    value["message"]["endedAt"] = json!("2025-11-21T15:58:30Z");
    value["message"]["customer"] = json!({"number": "+12025550143"});
    let receive = report_of(&value).receive(&KEY, NOW);
    assert_eq!(
        (receive.ended, receive.started_ms, receive.ended_ms),
        (EndReason::Missed, 1_763_740_680_000, 1_763_740_680_000)
    );
    assert_eq!(receive.contents.len(), 1);
}

#[test]
fn older_places_of_fields_are_read() {
    let report = report_of(&json!({"message": {
        "type": "end-of-call-report", "call": {"id": "a", "type": "outboundPhoneCall", "customer": {"number": "2025550143"}},
        "messages": [{"role": "user", "message": "Hello.", "time": 1_763_740_681_000_u64, "endTime": 1_763_740_682_000_u64}],
        "summary": "A greeting.", "recordingUrl": "https://recordings.example/a.wav"
    }}));
    assert_eq!(report.direction, Direction::Outbound);
    assert_eq!(report.started_ms, Some(1_763_740_681_000));
    assert_eq!((report.transcript.turns[0].start_ms, report.transcript.turns[0].end_ms), (0, 1_000));
    assert_eq!(exposed(report.transcript.summary.as_ref()), Some("A greeting."));
    assert_eq!(exposed(report.identity.number.as_ref()), Some("+12025550143"));
    assert!(report.recording_url.is_some());
}

#[test]
fn a_transcript_text_stands_in_for_missing_messages() {
    let mut value = minimal();
    value["message"]["artifact"] =
        json!({"transcript": "AI: Good morning.\nUser: I have a question: it is\nabout my bill.\n\nAssistant: Yes."});
    let report = report_of(&value);
    let turns: Vec<(Speaker, &str)> =
        report.transcript.turns.iter().map(|turn| (turn.speaker, turn.text.expose().as_str())).collect();
    assert_eq!(
        turns,
        [
            (Speaker::Agent, "Good morning."),
            (Speaker::Caller, "I have a question: it is about my bill."),
            (Speaker::Agent, "Yes.")
        ]
    );
}

#[test]
fn fields_of_another_type_count_as_missing() {
    let receive = report_of(&json!({"message": {
        "type": "end-of-call-report", "call": {"id": "a", "type": 7}, "startedAt": {"x": 1}, "endedAt": [], "endedReason": 3,
        "artifact": {"messages": {"role": "user"}, "recording": "no", "recordingUrl": 5}, "analysis": "none", "customer": [], "phoneNumber": null
    }}))
    .receive(&KEY, NOW);
    assert_eq!((receive.ended, receive.started_ms, receive.contents.len()), (EndReason::Missed, NOW, 0));
}

#[test]
fn other_messages_are_passed_over() {
    for kind in ["status-update", "transcript", "a-type-of-tomorrow"] {
        let body = serde_json::to_vec(&json!({"message": {"type": kind}})).unwrap();
        assert!(matches!(parse(&body), Ok(Delivery::Other)));
    }
}

#[test]
fn what_is_no_report_is_refused() {
    let refusal = |body: &[u8]| parse(body).err();
    assert_eq!(refusal(b""), Some(BadReport::NotJson));
    assert_eq!(refusal(br#"{"message": "#), Some(BadReport::NotJson));
    assert_eq!(refusal(b"[]"), Some(BadReport::NoType));
    assert_eq!(refusal(br#"{"message":{"type":7}}"#), Some(BadReport::NoType));
    assert_eq!(refusal(br#"{"message":{"type":"end-of-call-report"}}"#), Some(BadReport::NoCallId));
    assert_eq!(refusal(br#"{"message":{"type":"end-of-call-report","call":{"id":" "}}}"#), Some(BadReport::NoCallId));
}

#[test]
fn more_words_than_a_message_holds_are_refused() {
    let mut value = minimal();
    value["message"]["analysis"] = json!({"summary": "a ".repeat(MAX_WORDS / 2 + 1)});
    assert_eq!(parse(&serde_json::to_vec(&value).unwrap()).err(), Some(BadReport::TooManyWords));
}

#[test]
fn the_same_call_delivered_again_has_the_same_fingerprint() {
    let first = report_of(&sample());
    let again = changed(|message| {
        message["timestamp"] = json!(1_763_740_999_000_u64);
        message["cost"] = json!(0.2);
        message["artifact"]["recording"]["stereoUrl"] = json!("https://recordings.example/call-stereo.wav?sig=2");
    });
    assert_eq!(first.call(&KEY), again.call(&KEY));
    assert_eq!(first.fingerprint(&KEY), again.fingerprint(&KEY));
    assert_eq!(first.receive(&KEY, NOW).fingerprint, again.receive(&KEY, NOW + 5_000).fingerprint);
}

#[test]
fn other_content_has_another_fingerprint() {
    let original = report_of(&sample()).fingerprint(&KEY);
    for (pointer, value) in [
        ("/artifact/messages/2/message", json!("I need a refill.")),
        ("/artifact/messages/2/role", json!("bot")),
        ("/analysis/summary", json!("Another.")),
        ("/customer/number", json!("+12025550144")),
        ("/endedAt", json!("2025-11-21T16:00:00Z")),
        ("/artifact/recording/stereoUrl", json!("https://recordings.example/other.wav")),
        ("/call/type", json!("outboundPhoneCall")),
        ("/analysis/structuredData/reason", json!("refill")),
    ] {
        let other = changed(|message| *message.pointer_mut(pointer).unwrap() = value.clone());
        assert_eq!(other.call(&KEY), report_of(&sample()).call(&KEY));
        assert_ne!(other.fingerprint(&KEY), original, "{pointer}");
    }
}

#[test]
fn times_ahead_of_our_clock_are_cut_to_it() {
    let receive = changed(|message| message["endedAt"] = json!("2999-01-01T00:00:00Z")).receive(&KEY, NOW);
    assert_eq!(receive.ended_ms, NOW);
    let receive = changed(|message| message["startedAt"] = json!("2999-01-01T00:00:00Z")).receive(&KEY, NOW);
    assert_eq!((receive.started_ms, receive.ended_ms), (NOW, NOW));
}

/// Any JSON up to some depth.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(("[a-z]{1,8}", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Every place that is read.
const PLACES: [&str; 19] = [
    "/startedAt",
    "/endedAt",
    "/timestamp",
    "/endedReason",
    "/call/type",
    "/call/createdAt",
    "/customer",
    "/customer/number",
    "/phoneNumber",
    "/analysis",
    "/analysis/structuredData",
    "/analysis/summary",
    "/artifact",
    "/artifact/messages",
    "/artifact/messages/1",
    "/artifact/messages/2/time",
    "/artifact/messages/2/secondsFromStart",
    "/artifact/messages/2/endTime",
    "/artifact/recording",
];

proptest! {
    #[test]
    fn no_bytes_make_it_panic(body in any::<Vec<u8>>()) {
        let _ = parse(&body);
    }

    #[test]
    fn no_json_makes_it_panic(message in json_value()) {
        let _ = parse(&serde_json::to_vec(&json!({"message": message})).unwrap());
    }

    #[test]
    fn no_field_makes_it_panic(place in prop::sample::select(PLACES.to_vec()), value in json_value(), now in any::<u64>()) {
        let mut report = sample();
        *report["message"].pointer_mut(place).unwrap() = value;
        if let Ok(Delivery::Report(report)) = parse(&serde_json::to_vec(&report).unwrap()) {
            let receive = report.receive(&KEY, now);
            prop_assert!(receive.started_ms <= receive.ended_ms && receive.ended_ms <= now.max(receive.started_ms));
        }
    }

    #[test]
    fn a_cut_body_is_refused_or_read(cut in 0..2_000_usize) {
        let body = serde_json::to_vec(&sample()).unwrap();
        let _ = parse(&body[..cut.min(body.len())]);
    }
}
