//! Rules of the law that show in the output: postal codes, ages, languages, combinations, reviewers' words.

use phi_redaction::engine::language::Language;
use phi_redaction::engine::terms::{Terms, Verdict};
use phi_redaction::engine::{Engine, PhiType, Redaction, Speaker, Turn};

fn call(lines: &[&str]) -> Redaction {
    let turns: Vec<Turn<'_>> = lines
        .iter()
        .enumerate()
        .map(|(i, text)| Turn { speaker: if i % 2 == 0 { Speaker::Agent } else { Speaker::Caller }, text })
        .collect();
    Engine::new().redact(&turns)
}

#[test]
fn a_postal_code_keeps_its_area_unless_few_people_live_there() {
    assert_eq!(call(&["what is your zip code", "it's nine oh two one oh"]).turns[1], "it's [ADDRESS_1_ZIP3_902]");
    assert_eq!(call(&["What is your zip code?", "It's 05901."]).turns[1], "It's [ADDRESS_1_ZIP3_000].");
}

#[test]
fn an_age_of_ninety_or_more_is_one_category_and_younger_ages_stay() {
    let old = call(&["how old is she", "she's ninety four years old and he's eighty nine years old"]);
    assert!(old.turns[1].contains("[AGE_OVER_89_1]") && old.turns[1].contains("eighty nine"), "{}", old.turns[1]);
}

#[test]
fn a_call_in_another_language_is_known_as_such() {
    let spanish = [
        "hola buenos días gracias por llamar a la clínica en qué le puedo ayudar hoy señora",
        "sí mire necesito una cita para mi hija porque tiene mucha fiebre desde el lunes y no quiere comer nada",
    ];
    assert_eq!(call(&spanish).language, Language::Other);
    let half = [
        "thank you for calling the clinic how can i help you today",
        "necesito una cita para mi hija porque tiene mucha fiebre desde ayer y no quiere comer nada la pobre",
    ];
    assert_eq!(call(&half).language, Language::Other, "one side is enough: its words cannot be read");
    let chinese = [
        "thank you for calling",
        "你好我想预约明天上午的医生我的女儿发烧了已经三天了还有咳嗽很厉害请问可以吗谢谢你们的帮助我们会准时到达诊所的",
    ];
    assert_eq!(call(&chinese).language, Language::Other);
}

#[test]
fn english_stays_english_with_names_medicines_and_symptoms() {
    let symptoms = [
        "any symptoms",
        "fever chills nausea vomiting diarrhea headache dizziness cough congestion rash fatigue chest pain",
    ];
    assert_eq!(call(&symptoms).language, Language::English);
    let names = [
        "who lives with you",
        "my husband ngozichukwuka my kids oluwaseun adaeze chidiebere and my mother in law nwanyibuife",
    ];
    assert_eq!(call(&names).language, Language::English);
    assert_eq!(call(&["hola", "gracias"]).language, Language::English, "two words decide nothing");
}

#[test]
fn a_diagnosis_beside_a_persons_name_is_marked() {
    let marked = call(&["can i have your name", "it's tobias vandersloot and i take metformin for my diabetes"]);
    let words: Vec<&str> = marked
        .marks
        .iter()
        .map(|m| &"it's tobias vandersloot and i take metformin for my diabetes"[m.start..m.end])
        .collect();
    assert_eq!(words, ["metformin", "diabetes"]);
    assert!(marked.marks[0].medicine && !marked.marks[1].medicine);
    assert!(call(&["what do you take", "metformin for my diabetes"]).marks.is_empty(), "nobody is named");
}

struct Decided;

impl Terms for Decided {
    fn verdict(&self, word: &str) -> Option<Verdict> {
        match word {
            "kestrel" => Some(Verdict::Always(PhiType::Org)),
            "vandersloot" => Some(Verdict::Never),
            _ => None,
        }
    }

    fn is_empty(&self) -> bool {
        false
    }
}

#[test]
fn reviewers_words_are_kept_to() {
    let turns = [
        Turn { speaker: Speaker::Agent, text: "can i have your name" },
        Turn { speaker: Speaker::Caller, text: "vandersloot and i have been at kestrel for years" },
    ];
    let redaction = Engine::new().redact_with(&Decided, &turns);
    assert_eq!(redaction.turns[1], "vandersloot and i have been at [ORG_1] for years");
}
