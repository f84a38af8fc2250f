use crate::rules::judge;
use crate::rules::tests::call;

#[test]
fn the_placeholders_are_those_that_the_caller_said() {
    let text = "a: This is [AGENT_NAME_1] at [PHONE_1]. / c: I'm [PATIENT_NAME_1], born [DOB_1], and I need a refill. / a: Your number? / c: [PHONE_2], record [MRN_1].";
    let (_, detail) = judge(&call(text));
    assert_eq!(detail.patient_name.as_deref(), Some("PATIENT_NAME_1"));
    assert_eq!(detail.dob.as_deref(), Some("DOB_1"));
    assert_eq!(detail.phone.as_deref(), Some("PHONE_2"));
    assert_eq!(detail.mrn.as_deref(), Some("MRN_1"));
}

#[test]
fn a_read_back_counts_when_the_caller_says_yes() {
    let yes = "c: I need an appointment. / a: Is your number [PHONE_1]? / c: Yes.";
    let no = "c: I need an appointment. / a: Is your number [PHONE_1]? / c: No, it changed.";
    assert_eq!(judge(&call(yes)).1.phone.as_deref(), Some("PHONE_1"));
    assert_eq!(judge(&call(no)).1.phone, None);
}

#[test]
fn what_looks_like_a_placeholder_and_is_none_is_not_cited() {
    let (_, detail) = judge(&call("c: I need a refill. [DOB_] [DOB_x] [PHONE] [MRN_1a]"));
    assert_eq!((detail.dob, detail.phone, detail.mrn), (None, None, None));
}

#[test]
fn the_summary_holds_enum_words_and_placeholders_only() {
    let (_, detail) =
        judge(&call("c: This is [PATIENT_NAME_2], born [DOB_1]. I need a refill of metformin, call [PHONE_1]."));
    assert_eq!(
        detail.summary,
        "Refill: refill requested, routine; patient [PATIENT_NAME_2]; born [DOB_1]; call back [PHONE_1]."
    );
    let (_, detail) = judge(&call("c: my cat is called whiskers"));
    assert_eq!(detail.summary, "Unknown: needs review, urgent.");
}

#[test]
fn one_track_is_taken_for_the_caller() {
    let (_, detail) = judge(&call("u: this is [PATIENT_NAME_1] i need a refill my number is [PHONE_1]"));
    assert_eq!(detail.patient_name.as_deref(), Some("PATIENT_NAME_1"));
    assert_eq!(detail.phone.as_deref(), Some("PHONE_1"));
}
