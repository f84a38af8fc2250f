//! What the engine finds and leaves, in both forms of speech; and that no text makes it fail.

mod lines;

use phi_redaction::engine::board::Board;
use phi_redaction::engine::{Engine, PhiType, Redaction, Speaker, Turn};
use phi_redaction::identifiers::{Context, Detector, Failed};
use phi_redaction::jsonl::{JsonlError, redact_jsonl, redact_jsonl_by};
use proptest::prelude::*;

/// "A: …" and "C: …" lines as a call.
fn call(engine: &Engine, lines: &[&str]) -> Redaction {
    engine.redact(&lines::turns(lines))
}

fn last(lines: &[&str]) -> String {
    call(&Engine::new(), lines).turns.pop().unwrap_or_default()
}

#[test]
fn spoken_values_are_found_by_question_and_by_cue() {
    let cases: [(&[&str], &str); 20] = [
        (&["A: what's your name", "C: it's tamsin vandersloot"], "it's [PATIENT_NAME_1]"),
        (&["C: my name is quentarius and i need a refill"], "my name is [PATIENT_NAME_1] and i need a refill"),
        (&["A: how do you spell that", "C: v a n d e r"], "[PATIENT_NAME_1]"),
        (&["A: date of birth", "C: march ninth nineteen eighty four"], "[DOB_1]"),
        (&["A: date of birth", "C: oh three oh nine eighty four"], "[DOB_1]"),
        (&["A: birthday please", "C: the third of the eleventh nineteen seventy two"], "[DOB_1]"),
        (&["A: birth date", "C: august fourth i mean august third two thousand and one"], "[DOB_1]"),
        (&["A: callback number", "C: five five five oh one two no sorry one three double seven four"], "[PHONE_1]"),
        (&["C: call me on two one two five five five oh one nine nine"], "call me on [PHONE_1]"),
        (&["A: your email", "C: jane dot doe at gmail dot com"], "[EMAIL_1]"),
        (&["C: email me at j underscore doe eighty two at cedar ridge dot edu thanks"], "email me at [EMAIL_1] thanks"),
        (
            &[
                "A: what's the address",
                "C: twelve forty nine peach hollow lane apartment three b decatur georgia three double oh three oh",
            ],
            "[ADDRESS_1]",
        ),
        (&["A: member number", "C: w as in whiskey double three four oh nine"], "[INSURANCE_ID_1]"),
        (&["A: last four of the social", "C: six six one nine"], "[SSN_1]"),
        (&["C: my medical record number is four four oh nine one two"], "my medical record number is [MRN_1]"),
        (&["C: the claim number was b two two nine one oh"], "the claim number was [OTHER_ID_1]"),
        (&["C: my mother is ninety three and she falls"], "my mother is [AGE_OVER_89_1] and she falls"),
        (&["C: i work at juniper trucking until four"], "i work at [ORG_1] until four"),
        (&["C: the page was records dot example dot net slash p slash doe four one"], "the page was [URL_1]"),
        (&["A: i see ninety eight dot one five nine dot one four two dot forty six"], "i see [IP_1]"),
    ];
    for (lines, expected) in cases {
        assert_eq!(last(lines), expected);
    }
}

#[test]
fn written_values_are_found() {
    let cases = [
        ("This is Marguerite Vandersloot.", "This is [PATIENT_NAME_1]."),
        ("Dr. O'Malley-Reyes will see you.", "Dr. [PROVIDER_NAME_1] will see you."),
        ("I was born on 7/4/1951.", "I was born on [DOB_1]."),
        ("Seen 2024-03-09.", "Seen [DATE_1]."),
        ("Reach me at 773.555.0142.", "Reach me at [PHONE_1]."),
        ("Mail m.van+ortho@lake-mail.co.uk, please.", "Mail [EMAIL_1], please."),
        ("It is 88 W. Huron St., Unit 12B, Chicago, IL 60654.", "It is [ADDRESS_1]."),
        ("SSN 219-09-9999.", "SSN [SSN_1]."),
        ("Card 4111 1111 1111 1111, code 721.", "Card [CARD_1], code [CARD_2]."),
        ("Member ID W2234 51987.", "Member ID [INSURANCE_ID_1]."),
        ("See https://records.example.net/p/doe41 now.", "See [URL_1] now."),
        ("From 192.0.2.143 today.", "From [IP_1] today."),
        ("Mom is 95 now.", "Mom is [AGE_OVER_89_1] now."),
    ];
    for (text, expected) in cases {
        assert_eq!(last(&[&format!("C: {text}")]), expected);
    }
}

#[test]
fn what_is_not_phi_stays() {
    let kept = [
        "C: i take metoprolol fifty milligrams twice a day",
        "C: my pressure was one thirty eight over eighty six",
        "C: temperature ninety nine point one and i weigh one hundred ninety pounds",
        "C: i had parkinson's disease ruled out in two thousand nine",
        "C: they put in a foley catheter in nineteen ninety eight",
        "C: it costs one hundred twenty dollars",
        "C: i am sixty two years old and my son is nine",
        "C: the a one c was seven point two",
        "C: call nine one one if it gets worse",
        "A: we open at eight thirty a m on tuesday",
        "C: He takes Eliquis 5 mg and Lasix. His pain is 7/10.",
        "C: Mark my words, I will pay the bill in May.",
        "C: The code was 99213 and the copay $40.00.",
        "A: that will be in room nineteen on the second floor",
    ];
    let engine = Engine::new();
    for line in kept {
        assert_eq!(call(&engine, &[line]).turns[0], line[3..]);
    }
}

#[test]
fn one_value_has_one_number_and_a_person_one_role() {
    let redaction = call(
        &Engine::new(),
        &[
            "A: Your name, please?",
            "C: I'm Tamsin Vandersloot. My number is (312) 555-0188.",
            "A: Thanks, Tamsin. So 312-555-0188, or 773.555.0142?",
            "C: The second is my son Theo's.",
        ],
    );
    assert_eq!(redaction.turns[2], "Thanks, [PATIENT_NAME_1]. So [PHONE_1], or [PHONE_2]?");
    assert_eq!(redaction.counts[&PhiType::Phone], 3);
    assert_eq!(redaction.spans[0].normalised.as_deref(), Some("Tamsin Vandersloot"));
}

#[test]
fn values_are_normalised() {
    let redaction = call(
        &Engine::new(),
        &["A: date of birth", "C: march ninth nineteen eighty four", "A: email", "C: jane dot doe at gmail dot com"],
    );
    let values: Vec<_> = redaction.spans.iter().filter_map(|s| s.normalised.as_deref()).collect();
    assert_eq!(values, ["1984-03-09", "jane.doe@gmail.com"]);
}

#[test]
fn a_correction_replaces_what_it_corrects() {
    let cases = [
        ("five five five oh one two no sorry one three double seven four", "5550113774"),
        (
            "two one two five five five oh one nine nine no sorry two one two five five five oh one nine eight",
            "2125550198",
        ),
        ("five five five oh one four two i mean oh one four three", "5550143"),
    ];
    for (said, meant) in cases {
        let redaction = call(&Engine::new(), &["A: callback number", &format!("C: {said}")]);
        assert_eq!(redaction.spans[0].normalised.as_deref(), Some(meant));
    }
}

#[test]
fn a_summary_is_redacted_with_what_the_call_showed() {
    let engine = Engine::new();
    let spoken =
        call(&engine, &["C: this is hunter brandywine my member id is w three three four oh nine", "A: hi hunter"]);
    let summary =
        engine.redact_value(&spoken.memory, "summary", "Hunter Brandywine, member W33409, asked for a refill.");
    assert_eq!(summary.turns, ["[PATIENT_NAME_1], member [INSURANCE_ID_1], asked for a refill."]);
    let again = engine.redact_value(&summary.memory, "note", "Spoke with Dr. Ayodele about Hunter Brandywine.");
    assert_eq!(again.turns, ["Spoke with Dr. [PROVIDER_NAME_1] about [PATIENT_NAME_1]."]);
    let callback = engine.redact_value(&spoken.memory, "callback_number", "5550142");
    assert_eq!(callback.turns, ["[PHONE_1]"]);
}

#[test]
fn jsonl_counts_in_code_points() {
    let input = "{\"id\":\"1\",\"text\":\"Agent: Zoë's name?\\nCaller: I'm Renée Núñez.\"}\n{\"id\":\"2\",\"turns\":[{\"speaker\":\"caller\",\"text\":\"call 312-555-0188\"}]}\n";
    let mut out = Vec::new();
    let summary = redact_jsonl(input.as_bytes(), &mut out).unwrap();
    assert_eq!((summary.calls, summary.spans), (2, 3));
    let lines: Vec<serde_json::Value> =
        String::from_utf8(out).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let span = &lines[0]["spans"][1];
    let text: String =
        "Agent: Zoë's name?\nCaller: I'm Renée Núñez.".chars().skip(span["start"].as_u64().unwrap() as usize).collect();
    assert!(text.starts_with("Renée Núñez"));
    assert_eq!(lines[1]["text"], "caller: call [PHONE_1]");
    assert!(redact_jsonl("{\"text\":1}".as_bytes(), Vec::new()).is_err());
}

/// Fails over calls of more than one turn.
struct Blind;

impl Detector for Blind {
    fn name(&self) -> &'static str {
        "blind"
    }

    fn detect(&self, ctx: &Context<'_>, _: &mut Board) -> Result<(), Failed> {
        if ctx.turns.len() > 1 { Err(Failed) } else { Ok(()) }
    }
}

#[test]
fn jsonl_writes_nothing_of_a_call_that_was_not_looked_at_whole() {
    let engine = Engine::new().with(Box::new(Blind));
    let input = "{\"id\":\"1\",\"text\":\"hello\"}\n{\"id\":\"2\",\"text\":\"who is it\\njohn smith\"}\n";
    let mut out = Vec::new();
    let error = redact_jsonl_by(&engine, input.as_bytes(), &mut out).err();
    assert!(matches!(error, Some(JsonlError::Incomplete { line: 2 })));
    assert_eq!(String::from_utf8(out).unwrap(), "{\"id\":\"1\",\"spans\":[],\"text\":\"hello\"}\n");
}

fn sound(turns: &[Turn<'_>], redaction: &Redaction) {
    let mut at = (0, 0);
    for span in &redaction.spans {
        assert!((span.turn, span.start) >= at && span.start < span.end);
        assert!(turns[span.turn].text.get(span.start..span.end).is_some());
        at = (span.turn, span.end);
    }
    assert_eq!(redaction.turns.len(), turns.len());
}

/// Words that reach deep into the grammars, between which anything may stand.
const WORDS: [&str; 48] = [
    "one",
    "oh",
    "twenty",
    "hundred",
    "thousand",
    "double",
    "third",
    "twentieth",
    "and",
    "the",
    "of",
    "a",
    "o",
    "dot",
    "at",
    "com",
    "net",
    "slash",
    "no",
    "sorry",
    "i",
    "mean",
    "may",
    "december",
    "born",
    "number",
    "social",
    "card",
    "as",
    "in",
    "name",
    "is",
    "doctor",
    "lane",
    "apartment",
    "texas",
    "box",
    "work",
    "for",
    "you",
    "know",
    "m",
    "over",
    "@",
    "9",
    "1984",
    "/",
    "b7",
];

proptest! {
    #[test]
    fn any_text_gives_sound_spans(texts in prop::collection::vec(any::<String>(), 0..6)) {
        let turns: Vec<Turn<'_>> = texts.iter().map(|t| Turn { speaker: Speaker::Unknown, text: t }).collect();
        sound(&turns, &Engine::new().redact(&turns));
    }

    #[test]
    fn any_order_of_grammar_words_gives_sound_spans(picks in prop::collection::vec((0..WORDS.len(), 0..6_usize), 0..120)) {
        let text: String = picks.iter().flat_map(|&(w, gap)| [WORDS[w], [" ", " ", ", ", ". ", "-", "é"][gap]]).collect();
        let (first, second) = text.split_at(text.char_indices().nth(text.chars().count() / 2).map_or(0, |c| c.0));
        let turns = [Turn { speaker: Speaker::Agent, text: first }, Turn { speaker: Speaker::Caller, text: second }];
        sound(&turns, &Engine::new().redact(&turns));
    }
}
