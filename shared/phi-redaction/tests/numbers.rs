//! Numbers, codes and addresses of the net as people say them on the telephone, and as recognizers write them.

mod last;

use last::last;
use phi_redaction::engine::Engine;

fn check(cases: &[(&[&str], &str)]) {
    let engine = Engine::new();
    for (lines, expected) in cases {
        assert_eq!(last(&engine, lines), *expected, "{lines:?}");
    }
}

#[test]
fn words_that_sound_like_digits_count_among_digits() {
    check(&[
        (&["A: callback number", "C: ate one four seven three two oh nein five five"], "[PHONE_1]"),
        (&["A: callback number", "C: six for oh 5 5 5 oh 1 too three"], "[PHONE_1]"),
        (&["A: chart number", "C: six won four ate two"], "[MRN_1]"),
        (&["C: i ate two eggs and we won one nothing"], "i ate two eggs and we won one nothing"),
    ]);
}

#[test]
fn a_pause_does_not_cut_a_number() {
    check(&[
        (&["A: member number", "C: four four one let's see oh nine two"], "[INSURANCE_ID_1]"),
        (&["A: your phone", "C: 614 um, 555 0172"], "[PHONE_1]"),
        (&["A: your phone", "C: It's 614, 555, 0172."], "It's [PHONE_1]."),
        (&["A: your phone", "C: 614. 555. 0172."], "[PHONE_1]."),
        (&["A: your social", "C: four one two or rather four one three two two nine oh oh seven"], "[SSN_1]"),
    ]);
}

#[test]
fn capitals_before_figures_are_no_title_and_no_grammar() {
    check(&[
        (&["A: What's the chart number?", "C: It's MR 3177 52, I think."], "It's [MRN_1], I think."),
        (&["A: Is the claim number still BE 6140 227?"], "Is the claim number still [OTHER_ID_1]?"),
        (&["C: I saw Mr. Oakes about IT and HR matters."], "I saw Mr. [PATIENT_NAME_1] about IT and HR matters."),
    ]);
}

#[test]
fn spelling_words_begin_codes_where_a_code_is_spoken_of() {
    check(&[
        (&["A: claim number", "C: echo charlie four four one nine oh"], "[OTHER_ID_1]"),
        (&["A: policy number", "C: house yellow seven nine eight six"], "[INSURANCE_ID_1]"),
        (&["A: confirmation code", "C: x as in x ray four g girl nine two"], "[OTHER_ID_1]"),
        (&["A: Which invoice is it?", "C: It's IN 6884."], "It's [OTHER_ID_1]."),
        (&["A: Do you have the confirmation number?", "C: They texted me TCQYXG."], "They texted me [OTHER_ID_1]."),
        (&["A: What's the member ID?", "C: It's 4 CZ 3 YM 5 RH 63."], "It's [INSURANCE_ID_1]."),
    ]);
}

#[test]
fn the_question_says_what_a_number_is() {
    check(&[
        (&["A: what number are you calling from", "C: eight one four five five five oh one six six"], "[PHONE_1]"),
        (&["A: m r n", "C: double oh seven four four one two"], "[MRN_1]"),
        (&["A: can you read me the id on the front of the card", "C: 15400282601"], "[INSURANCE_ID_1]"),
        (&["A: and the code on the back", "C: four oh nine"], "[CARD_1]"),
        (&["A: is there a gate code", "C: the gate is two oh eight"], "the gate is [OTHER_ID_1]"),
        (&["A: is there a gate code", "C: code's star four eight six two"], "code's [OTHER_ID_1]"),
        (&["A: last four of the social", "C: the last four six seven four oh"], "the last four [SSN_1]"),
        (&["A: what's the social", "C: It's 219.09.4845."], "It's [SSN_1]."),
        (&["A: what's your i p", "C: nine eight dot one two six dot eleven dot forty"], "[IP_1]"),
    ]);
}

#[test]
fn a_read_back_has_the_type_of_its_answer() {
    check(&[
        (&["A: last four of the card", "C: five seven three five", "A: so five seven oh five"], "so [CARD_2]"),
        (&["A: what's the m r n", "C: 0081 4226", "A: okay 0081 4229", "C: no 0081 4226"], "no [MRN_1]"),
        (&["A: Is 341-7752 still good?"], "Is [PHONE_1] still good?"),
    ]);
}

#[test]
fn mail_and_web_addresses_as_heard() {
    check(&[
        (&["A: your email", "C: quinn under score ames at proton dot m e"], "[EMAIL_1]"),
        (&["A: your email", "C: quinn add gmail dat com"], "[EMAIL_1]"),
        (&["C: i went to pay dot harborview dash bills dot net"], "i went to [URL_1]"),
        (
            &["C: it says portal dot quillmed dot com slash u slash four one question mark v equals z nine"],
            "it says [URL_1]",
        ),
        (&["C: I clicked https://portal.example.com/u/93956?v=ee46y9, twice."], "I clicked [URL_1], twice."),
    ]);
}

#[test]
fn numbers_that_identify_nobody_stay() {
    let kept = [
        "C: can you fax my chart about seven pages the ones of nineteen seventy one",
        "C: we moved back in twenty fifteen",
        "A: they bill it as nine nine two one four with i ten",
        "C: I'm sending over a referral for J45.909.",
        "C: the copay was ninety six twenty three last time",
        "C: it went from sixty one forty nine to two hundred twelve dollars",
        "A: your last a one c is five point nine",
        "C: they saw stenosis at l three l four",
        "C: sugars were 120, 135, 142 and then 98.",
        "C: Sugars were 120, 135, 142 and then 188.",
        "C: my sugars were one twenty one thirty five and then one eighty eight",
        "C: is this the right one",
        "C: my wife is on the phone at four thirty",
    ];
    let engine = Engine::new();
    for line in kept {
        assert_eq!(last(&engine, &[line]), line[3..]);
    }
}

#[test]
fn what_is_printed_on_a_thing_is_no_number_of_a_person() {
    let same = |line: &'static str| ([line], line[3..].to_owned());
    let engine = Engine::new();
    for (lines, expected) in [
        same("A: The firmware is 4.0.3.17."),
        same("A: Set the subnet to 255.255.240.0."),
        same("A: It came back as CPT 70551, brain."),
        same("C: it keeps saying error 5022."),
        same("A: Denied with reason code CO-204."),
        same("A: the rx bin is six one oh five oh two"),
        same("A: it's catalog 5518-0920"),
    ] {
        assert_eq!(last(&engine, &lines), expected);
    }
    check(&[
        (&["A: What version does the screen show?", "C: 3.1.0.44."], "3.1.0.44."),
        (&["A: What does the router show?", "C: 203.0.113.44."], "[IP_1]."),
        (&["A: case number", "C: it's one seven two five five"], "it's [OTHER_ID_1]"),
    ]);
}

#[test]
fn doors_desks_and_secrets_open_to_one_person() {
    check(&[
        (&["C: at the door press four four one seven"], "at the door press [OTHER_ID_1]"),
        (&["C: press two for billing"], "press two for billing"),
        (&["A: reach her at extension five five one nine"], "reach her at extension [PHONE_1]"),
        (&["A: that's extension two two nine"], "that's extension two two nine"),
        (&["C: my extension's 2209"], "my extension's [PHONE_1]"),
        (&["C: safe word is pineapple"], "safe word is [OTHER_ID_1]"),
        (&["A: And the code?", "C: One. Four. Zero. Two."], "[OTHER_ID_1]."),
        (&["C: One. And then I slept."], "One. And then I slept."),
        (&["A: your code word will be tamarind"], "your code word will be [OTHER_ID_1]"),
        (&["C: my password is expired"], "my password is expired"),
        (&["C: the password is still wrong"], "the password is still wrong"),
        (&["A: Username's plover_ike."], "Username's [EMAIL_1]."),
    ]);
}
