use crate::rules::judge;
use crate::rules::tests::call;

#[test]
fn as_said() {
    let cases = [
        (
            "c: I need a refill of my blood pressure medicine. It is lisinopril, ten milligrams.",
            Some("lisinopril ten milligrams"),
        ),
        ("c: [PATIENT_NAME_1], born [DOB_1]. I need a refill of metformin.", Some("metformin")),
        ("c: refill my Synthroid 75 mcg please", Some("Synthroid 75 mcg")),
        (
            "c: i need a refill of atorvastatin forty milligrams and metformin",
            Some("atorvastatin forty milligrams and metformin"),
        ),
        ("c: I need a refill. / a: Of which medicine? / c: Eliquis, 5 mg.", Some("Eliquis 5 mg")),
        ("c: i need a refill on my blood pressure pills please", Some("blood pressure pills")),
        ("c: I ran out of my allergy drops.", Some("allergy drops")),
        ("c: I need a refill of my medication.", None),
        ("c: i need a refill for [PATIENT_NAME_1]", None),
        ("c: I need a refill. / a: The amlodipine? / c: Yes.", Some("amlodipine")),
        ("c: refill my metformin, i have three left / c: metformin 500 mg", Some("metformin 500 mg")),
        ("c: can i take ibuprofen with a cold", Some("ibuprofen")),
        ("c: I'd like to book an appointment about my metformin.", None),
        ("c: i need a refill of my metformin two times a day", Some("metformin")),
    ];
    for (text, expected) in cases {
        assert_eq!(judge(&call(text)).1.medication.as_deref(), expected, "{text}");
    }
}
