use crate::rules::judge;
use crate::rules::tests::call;

#[test]
fn as_said() {
    let cases = [
        ("c: i need an appointment on tuesday at ten thirty", Some("tuesday at ten thirty")),
        (
            "c: I need an appointment on Tuesday. / a: Tuesday at ten thirty. Is your number [PHONE_1]? / c: Yes.",
            Some("Tuesday at ten thirty"),
        ),
        (
            "c: I'd like to make an appointment for a check up next week. / a: I have an opening on Tuesday at ten thirty in the morning. / c: Yes, that works for me.",
            Some("Tuesday at ten thirty in the morning"),
        ),
        ("c: I need an appointment. / a: Monday at nine? / c: No, Wednesday afternoon.", Some("Wednesday afternoon")),
        ("c: i need an appointment / a: thursday at two / c: perfect", Some("thursday at two")),
        ("c: i need an appointment friday at 3pm / a: see you then / c: thanks see you friday", Some("friday at 3pm")),
        ("c: can we move my appointment from monday to wednesday morning", Some("wednesday morning")),
        ("c: Could I come in tomorrow?", Some("tomorrow")),
        ("c: i need an appointment next week", Some("next week")),
        ("c: I need an appointment on [DATE_1].", None),
        ("c: good morning i need an appointment", None),
        ("c: I've had a cough since Monday, I need an appointment.", None),
        ("c: I fell last Thursday and need an appointment.", None),
        ("a: How can I help you today? / c: Yes, I need an appointment.", None),
        ("c: I have had this for a week and need an appointment", None),
        ("c: i need a refill by tuesday", None),
        ("c: I need an appointment, any time after 3 on Friday.", Some("any time after 3 on Friday")),
        ("c: can i be seen today", Some("today")),
    ];
    for (text, expected) in cases {
        assert_eq!(judge(&call(text)).1.wish.as_deref(), expected, "{text}");
    }
}
