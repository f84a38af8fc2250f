//! Employers, schools, houses of worship, unions, units; and ages of ninety and more. Each as people say it, and what only
//! sounds like it.

mod last;

use last::last;
use phi_redaction::engine::Engine;

/// The last of lines parted by " / ", redacted.
fn rest(engine: &Engine, call: &str) -> String {
    last(engine, &call.split(" / ").collect::<Vec<_>>())
}

fn all(cases: &[(&str, &str)]) {
    let engine = Engine::new();
    for (call, expected) in cases {
        assert_eq!(rest(&engine, call), *expected, "{call}");
    }
}

#[test]
fn where_somebody_works_is_an_employer() {
    all(&[
        ("C: he cuts steel at quantock forge", "he cuts steel at [ORG_1]"),
        ("C: she drives a truck for dunmore haulage", "she drives a truck for [ORG_1]"),
        ("C: I retired from Larkmoor Dynamics in 2009.", "I retired from [ORG_1] in 2009."),
        ("C: they laid me off from brightwell", "they laid me off from [ORG_1]"),
        ("C: my work that's oglethorpe mills has the insurance", "my work that's [ORG_1] has the insurance"),
        ("C: my husband's job is at the wexcombe refinery", "my husband's job is at [ORG_1]"),
        ("A: what's the name of the company / C: tanager pest control", "[ORG_1]"),
        ("A: who's the subscriber's employer / C: uh plover staffing", "uh [ORG_1]"),
    ]);
}

#[test]
fn institutions_are_known_by_their_own_words() {
    all(&[
        ("C: my son's at oxbow middle school", "my son's at [ORG_1]"),
        ("C: she teaches at the larkmoor school for the deaf", "she teaches at [ORG_1]"),
        ("C: i fell at our lady of the snows", "i fell at [ORG_1]"),
        ("C: we go to cedar fork baptist", "we go to [ORG_1]"),
        ("C: i was with the ninety fifth airborne division", "i was with [ORG_1]"),
        ("C: dad served on the uss wampanoag", "dad served on [ORG_1]"),
        ("C: the plan is boilermakers local six thirty", "the plan is [ORG_1]"),
        ("C: He was in the 91st Infantry in Korea.", "He was in [ORG_1] in Korea."),
    ]);
}

#[test]
fn what_is_no_institution_stays() {
    let engine = Engine::new();
    for line in [
        "it hurts when i work at my desk",
        "she's at her grandmother's until six",
        "i am at rest when it happens",
        "my pressure is high at night",
        "i cut my middle finger",
        "it works for me monday is fine",
        "i drive for hours every day",
        "she goes to dialysis at nine",
        "the local pharmacy was closed",
        "he's good at math",
        "at twenty milligrams i felt dizzy",
    ] {
        assert_eq!(rest(&engine, &format!("C: {line}")), line);
    }
}

#[test]
fn ages_from_ninety_are_heard_however_they_are_said() {
    all(&[
        ("C: he's 90 3 and he fell", "he's [AGE_OVER_89_1] and he fell"),
        ("C: she's 90 four this week", "she's [AGE_OVER_89_1] this week"),
        ("C: she's a hundred and 4 and deaf", "she's [AGE_OVER_89_1] and deaf"),
        ("C: mom is ninety-some", "mom is [AGE_OVER_89_1]"),
        ("C: we did her ninetieth in june", "we did her [AGE_OVER_89_1] in june"),
        ("C: he's a spry ninety one", "he's a spry [AGE_OVER_89_1]"),
        ("C: he's 96 now, 97 if we get to june", "he's [AGE_OVER_89_1] now, [AGE_OVER_89_2] if we get to june"),
        ("A: so she is / C: ninety eight and she lives alone", "[AGE_OVER_89_1] and she lives alone"),
        ("C: DOB 7/2/1929, 96.", "DOB [DOB_1], [AGE_OVER_89_1]."),
        ("C: her pulse was 94 and her pressure 98 over 60", "her pulse was 94 and her pressure 98 over 60"),
        ("C: he's ninety pounds soaking wet", "he's ninety pounds soaking wet"),
        ("C: take exit ninety four", "take exit ninety four"),
    ]);
}

#[test]
fn plans_and_errands_tell_who_pays() {
    all(&[
        (
            "C: i do deliveries for blue copper linen so leave a message",
            "i do deliveries for [ORG_1] so leave a message",
        ),
        (
            "A: it's through your employer still wexcombe medical supply so they approve",
            "it's through your employer still [ORG_1] so they approve",
        ),
        ("C: she drives a bus for wexcombe county schools", "she drives a bus for [ORG_1]"),
        ("C: i'm with wexcombe feed", "i'm with [ORG_1]"),
        ("C: he fixes pumps at tanager irrigation", "he fixes pumps at [ORG_1]"),
    ]);
    let engine = Engine::new();
    for line in [
        "my insurance is through open enrollment",
        "i get it through my work plan",
        "i got it through my job last year",
        "my benefits are good through next month",
        "she does the books for the church",
        "he does deliveries for a living",
    ] {
        assert_eq!(rest(&engine, &format!("C: {line}")), line);
    }
}
