//! Names that are ordinary words, letters or badly heard, and what looks like one.

use phi_redaction::engine::Engine;

mod last;
use last::last;

#[test]
fn an_ordinary_word_is_a_name_where_nothing_else_can_stand() {
    let engine = Engine::new();
    let cases: [(&[&str], &str); 13] = [
        (&["C: his wife is april and she drives"], "april"),
        (&["C: we live with the okafors out there"], "okafors"),
        (&["C: my sister hope at the bakery can drive"], "hope"),
        (&["C: there's a woman named clover who does my nails"], "clover"),
        (&["C: ask for missus q at the desk"], "q"),
        (&["A: who is calling", "C: this is april i'm his niece"], "april"),
        (&["C: my name's pebble are you open"], "pebble"),
        (&["C: uncle bishop in the country sent it"], "bishop"),
        (&["C: is doctor e castellano in today"], "e castellano"),
        (&["C: thank you mr avenue is it ready"], "avenue"),
        (&["C: Good morning, Mrs. Ounce, please hold."], "Ounce"),
        (&["C: The form says R. Castellano, and I said no."], "R. Castellano"),
        (&["C: This is Min-jae Castellano, about the bill."], "Min-jae Castellano"),
    ];
    for (lines, name) in cases {
        let left = last(&engine, lines);
        let said = lines.last().map_or("", |line| &line[3..]);
        let (before, after) = said.split_once(name).unwrap_or_default();
        assert!(left.starts_with(before) && left.ends_with(after) && left.contains("NAME_1]"), "{left}");
    }
}

#[test]
fn words_that_are_no_names_stay() {
    // by rules and judge: the sweep weighs a lone letter by its neighbours alone
    let engine = Engine::new().without_sweep();
    let cases: [&[&str]; 10] = [
        &["C: my wife is happy with it"],
        &["C: my sister hopes it heals"],
        &["C: the doctor may call you back"],
        &["C: my daughter will be late"],
        &["C: his name is spelled wrong on the bottle"],
        &["C: his name is on the study"],
        &["C: it's olive green with flecks"],
        &["C: i'm joggin every day"],
        &["A: who is it for", "C: it's for my son he has a cough"],
        &["C: The co-pay is in the plan, A. and B."],
    ];
    for lines in cases {
        assert_eq!(last(&engine, lines), lines.last().map_or("", |line| &line[3..]));
    }
}

#[test]
fn letters_written_as_the_words_they_sound_like_spell_a_name() {
    let engine = Engine::new();
    let asked = |answer: &str| last(&engine, &["A: spell the last name for me", &format!("C: {answer}")]);
    for spelled in ["bee are eye en kay", "double you oh el eff", "kay oh vee a see h", "s oh tea oh"] {
        assert!(asked(spelled).ends_with("NAME_1]"), "{}", asked(spelled));
    }
    for plain in ["oh i see you are in a hurry", "let me see why you are here"] {
        assert_eq!(last(&engine, &["A: how are you", &format!("C: {plain}")]), plain);
    }
}

#[test]
fn a_name_heard_in_pieces_is_all_of_its_slot() {
    let engine = Engine::new();
    let cases: [(&[&str], &str); 6] = [
        (&["C: it was doctor pell a zosh who signed"], "pell a zosh"),
        (&["C: i have mister tam oh shank at ten"], "tam oh shank"),
        (&["A: cedar dental this is row shelle how can i help"], "row shelle"),
        (&["A: and your last name", "C: vander oh zeal"], "vander oh zeal"),
        (&["A: and your last name", "C: copper kettle"], "copper kettle"),
        (&["C: i saw doctor feather on friday"], "feather"),
    ];
    for (lines, name) in cases {
        let left = last(&engine, lines);
        assert!(left.contains("NAME_1]") && name.split(' ').all(|w| w.len() < 3 || !left.contains(w)), "{left}");
    }
}

#[test]
fn what_follows_a_name_or_a_title_stays() {
    let engine = Engine::new();
    let cases: [&[&str]; 7] = [
        &["C: i'm a plumber and i'm in pain"],
        &["C: this is a problem for the office"],
        &["C: hello doctor office hours please"],
        &["A: who am i speaking with", "C: hold on please"],
        &["A: can you spell that", "C: regular spelling"],
        &["C: the doctor is in today"],
        &["C: no doctor water is fine"],
    ];
    for lines in cases {
        assert_eq!(last(&engine, lines), lines.last().map_or("", |line| &line[3..]));
    }
    assert!(last(&engine, &["C: doctor castellano's office called"]).ends_with("office called"));
}
