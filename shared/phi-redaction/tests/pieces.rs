//! Numbers said in parts, with asides and read-backs between, and codes with words in them.

mod last;

use last::last;
use phi_redaction::engine::Engine;

/// None of these words is left in the last line.
fn hidden(cases: &[(&[&str], &[&str])]) {
    let engine = Engine::new();
    for (lines, words) in cases {
        let out = last(&engine, lines);
        let left: Vec<&str> = out.split(|c: char| !c.is_alphanumeric()).collect();
        for word in *words {
            assert!(!left.contains(word), "{lines:?}: {out}");
        }
    }
}

#[test]
fn the_rest_of_a_number_comes_after_an_aside_or_in_the_next_turn() {
    hidden(&[
        (
            &["A: what's a good phone number", "C: two one six five five five get down rex oh one nine four"],
            &["two", "five", "oh", "four"],
        ),
        (
            &["A: and the claim number", "C: it's up top it reads four four", "A: yes", "C: nine one seven"],
            &["nine", "seven"],
        ),
        (
            &["A: member number please", "C: eight two two six nine and at the end a dash oh three"],
            &["dash", "oh", "three"],
        ),
        (&["A: your social", "C: three one nine the baby's crying 52 um 8014"], &["52", "8014"]),
    ]);
}

#[test]
fn a_piece_said_again_is_a_piece() {
    hidden(&[
        (&["A: case number", "C: five eight four six seven v", "A: v like vinegar"], &["v"]),
        (&["A: your phone", "C: 216-555-0194.", "A: Ninety-four?"], &["Ninety"]),
        (&["A: account number", "C: six six oh eight one", "A: so oh eight one at the end"], &["oh", "eight"]),
    ]);
}

#[test]
fn codes_said_sign_by_sign_are_whole() {
    hidden(&[
        (&["A: is there a serial number", "C: dee four four em seven nine"], &["dee", "em", "four", "nine"]),
        (&["A: the account number", "C: for 2 9 nine 1 to 8"], &["for", "to"]),
        (&["A: the auth number", "C: auth is sixty two hundred slash three"], &["sixty", "slash", "three"]),
        (
            &["A: the case number", "C: case number three hundred thousand four hundred and twelve"],
            &["three", "four", "twelve"],
        ),
        (&["A: license", "C: license seven one double two nine sixty tablets"], &["seven", "double", "nine"]),
        (&["C: Chart is UM-HX-40417."], &["UM", "HX", "40417"]),
        (&["A: Passport number?", "C: Mine is A 6430 118."], &["A", "6430"]),
    ]);
}

#[test]
fn words_that_sound_like_signs_are_signs_where_a_number_is_asked_for() {
    hidden(&[
        (&["A: and the last four", "C: for for ate 2"], &["for", "ate", "2"]),
        (&["A: chart number", "C: bee em dash too too"], &["bee", "em", "dash", "too"]),
        (&["A: member number", "C: kay dee for", "A: uh huh", "C: to for to"], &["kay", "for", "to"]),
        (&["A: which plate", "C: plate kay dee ex for 4 won nine"], &["kay", "dee", "ex", "for", "won"]),
        (&["A: your phone", "C: it's 6 oh 4 five five 5 oh won for to and tell him"], &["won", "for", "to"]),
        (&["A: your ticket number is double you 7 7 3"], &["double", "you"]),
        (&["A: serial number", "C: are l 8 8 dash", "A: yes", "C: why 7"], &["are", "why"]),
        (&["A: letter number please", "C: dun 9 7 8 0 1 to b"], &["dun", "to"]),
        (&["A: what's the claim number", "C: you n e 7 oh 3 1 to", "A: une 70312"], &["une"]),
    ]);
}

#[test]
fn lines_inside_a_house_and_numbers_that_go_on_are_hidden() {
    hidden(&[
        (&["C: call me at 614-555-0172, extension 7."], &["7"]),
        (&["C: i'm at six one four five five five oh one seven two ext four four"], &["four"]),
        (&["A: Which extension?", "C: x207. Thanks."], &["x207"]),
        (&["A: What's your extension?", "C: It's 5512."], &["5512"]),
        (&["A: And the card?", "C: 4417 1234...", "A: Mm-hmm.", "C: ...5678 9113. Good till May."], &["5678", "9113"]),
        (&["A: The ID?", "C: RV6...", "A: Go on.", "C: ...4, 8, 7."], &["4", "8", "7"]),
        (&["A: i show a oh oh double two four seven and they do"], &["a", "oh", "double"]),
    ]);
}

#[test]
fn words_that_sound_like_signs_stay_words_elsewhere() {
    let kept: [(&[&str], &str); 9] = [
        (&["A: your phone", "C: change it to 6 1 4 5 5 5 oh 1 7 2"], "change it to "),
        (&["A: your card", "C: i have to go for my pills"], "i have to go for my pills"),
        (&["A: member number", "C: see you"], "see you"),
        (&["A: give it five to seven days"], "five to seven days"),
        (&["A: your account", "A: about 24 to 48 hours"], "24 to 48 hours"),
        (&["A: from one point five to one point seven"], "five to one"),
        (&["A: the code is four one two", "C: i work until eleven fifteen a m"], "eleven fifteen a m"),
        (&["A: the code", "C: she ate 3 or 4 of them are you mad"], "are you mad"),
        (&["C: to be or not to be that is why i see you"], "to be or not to be that is why i see you"),
    ];
    let engine = Engine::new();
    for (lines, words) in kept {
        let out = last(&engine, lines);
        assert!(out.contains(words), "{lines:?}: {out}");
    }
}

#[test]
fn user_names_and_passwords_are_whole() {
    hidden(&[
        (&["A: Your user name?", "C: plover_ladle77, all small."], &["plover", "ladle77"]),
        (&["A: Your user name?", "C: It's juno.park."], &["juno", "park"]),
        (&["A: The temporary password is Plum-46-Ladle."], &["Plum", "Ladle"]),
        (
            &["A: your password is capital m o s s underscore four two exclamation point"],
            &["m", "o", "s", "four", "exclamation"],
        ),
    ]);
}

#[test]
fn counts_hours_and_ages_beside_a_number_stay() {
    let kept: [&[&str]; 8] = [
        &["A: and your phone", "C: two one six five five five oh one nine four", "A: see you at four thirty"],
        &["A: and your phone", "C: it's 216-555-0194 and she's 63."],
        &["A: claim number", "C: a b four four one nine", "A: it pays eighty percent after two visits"],
        &["A: if it gets worse call nine eight eight"],
        &["C: the ndc is 5914401022"],
        &["A: her pressure is one twenty over eighty and the pulse is one oh six"],
        &["A: any shots", "C: h1n1 and the b12"],
        &["C: my password is on a note somewhere"],
    ];
    let engine = Engine::new();
    for lines in kept {
        let line = lines.last().map_or("", |l| &l[3..]);
        let out = last(&engine, lines);
        for word in ["four thirty", "63", "eighty", "nine eight eight", "5914401022", "oh six", "b12", "note"] {
            assert!(!line.contains(word) || out.contains(word), "{lines:?}: {out}");
        }
    }
}

#[test]
fn doors_and_codes_said_again_chosen_or_added_to_are_found() {
    hidden(&[
        (&["C: Our address is 9 Larkmoor Road, Suite 310.", "A: I have Suite 301."], &["301"]),
        (
            &["A: what's your address", "C: 40 Larkmoor Road, Apartment 12, Laredo", "C: I've been in 12 since May."],
            &["12"],
        ),
        (&["A: where do you live", "C: it's our house two nineteen"], &["two", "nineteen"]),
        (&["C: i'm staying at the harbor lodge room five twelve"], &["five", "twelve"]),
        (&["A: member number", "C: BRQ 6620193, then a dash and 04."], &["04"]),
        (&["A: Insurance?", "C: The ID is 0078 55120, and the group's KRTX."], &["0078", "KRTX"]),
        (&["A: the number please", "C: I-90211847"], &["90211847", "I"]),
        (&["C: I still have the Utah one, 84-112-0977."], &["84", "112", "0977"]),
        (&["A: what's the account number", "C: four six one seven and a zero no an o"], &["zero"]),
        (&["A: spell your last name", "C: d e capital r u i t e r"], &["d", "r", "u", "t"]),
    ]);
}

#[test]
fn a_first_figure_heard_as_a_word_is_of_the_number() {
    hidden(&[
        (&["A: what's your address", "C: it's for oh nine larkmoor road"], &["for", "oh", "nine"]),
        (&["A: what's your address", "C: too won won larkmoor street"], &["too", "won"]),
        (&["A: card", "C: the one ending too too 9 oh"], &["too", "9"]),
    ]);
    let kept: [(&[&str], &str); 6] = [
        (&["A: please send it to 4120 larkmoor road"], "send it to"),
        (&["C: this is for 9 larkmoor road apartment two for my son"], "for my son"),
        (&["C: we ate 5 of them on larkmoor road"], "we ate"),
        (&["C: call me back to 216 555 0194"], "back to"),
        (&["C: the meter says three ninety four"], "three ninety four"),
        (&["A: on a scale of one to ten"], "one to ten"),
    ];
    let engine = Engine::new();
    for (lines, words) in kept {
        let out = last(&engine, lines);
        assert!(out.contains(words), "{lines:?}: {out}");
    }
}
