//! The small parts of places and of employers' names that stand beside what is plainly one. Values are invented.

mod calls;

use calls::{all, open};

#[test]
fn homes_in_a_house_of_few_belong_to_the_address() {
    all(&[
        ("C: It's 2230 Plover Street, Laredo, the lower unit.", "It's [ADDRESS_1]."),
        ("C: It's 19 Tanager Avenue, top bell, please.", "It's [ADDRESS_1], please."),
        ("C: It's 88 Plover Street, number 3B.", "It's [ADDRESS_1]."),
        ("C: he's in the trailer park, lot 61", "he's in the trailer park, [ADDRESS_1]"),
        ("C: at the campground space number nine", "at the campground [ADDRESS_1]"),
    ]);
    open(&[
        "it's a lot nine pills a day",
        "he parked the car",
        "the lower unit of the pump is loud",
        "there was a lot 12 people at the park",
    ]);
}

#[test]
fn roads_and_corners_are_known_by_number() {
    all(&[
        ("C: the wreck was on f m twelve ten", "the wreck was on [ADDRESS_1]"),
        ("C: we're down c r two forty past the church", "we're down [ADDRESS_1] past the church"),
        ("C: they pick him up at nineteenth and larkmoor", "they pick him up at [ADDRESS_1]"),
        ("C: the bus stop at fifth and tanager street", "the bus stop at [ADDRESS_1]"),
        ("C: We're off Old Larkmoor Highway.", "We're off [ADDRESS_1]."),
        ("A: that one went to fourteen hundred larkmoor", "that one went to [ADDRESS_1]"),
        ("A: the pickup at twelve ten tanager in laredo", "the pickup at [ADDRESS_1] in [ADDRESS_2]"),
        ("C: the boat leaves out of larkmoor", "the boat leaves out of [ADDRESS_1]"),
        ("C: i live at twelve oh four east one fifteenth", "i live at [ADDRESS_1]"),
        ("A: And billing is still 11 Larkmoor Point, Laredo?", "And billing is still [ADDRESS_1]?"),
        ("C: It's 2290 Old Larkmoor, number 3B, Laredo.", "It's [ADDRESS_1]."),
        ("C: it's general delivery laredo texas", "it's [ADDRESS_1]"),
    ]);
    open(&[
        "i'm on b m two times a day",
        "i take it at first and then it stops",
        "the second and third toe",
        "he sits down at ten thirty",
        "she works out of the house",
        "he's out of breath",
        "i went to twelve doctors",
    ]);
}

#[test]
fn names_of_employers_are_found_to_their_ends() {
    all(&[
        ("C: i drive for old larkmoor and my back hurts", "i drive for [ORG_1] and my back hurts"),
        ("C: I left Plover Analytics and went on my wife's plan.", "I left [ORG_1] and went on my wife's plan."),
        ("C: He was discharged to Tanager Light on Monday.", "He was discharged to [ORG_1] on Monday."),
        ("C: i drive at night for larkmoor cab", "i drive at night for [ORG_1]"),
        ("C: me and my pastor from larkmoor memorial", "me and my pastor from [ORG_1]"),
        ("C: i clean at the larkmoor hospital", "i clean at [ORG_1]"),
        ("C: I'm in Local 812 of the Steamfitters.", "I'm in [ORG_1]."),
        ("C: he's insured he's with the carpenters", "he's insured he's with [ORG_1]"),
        ("C: he was a fireman engine fourteen", "he was a fireman [ORG_1]"),
        ("C: That's Plover Ridge Cold Storage, group 1.", "That's [ORG_1], group 1."),
        ("C: You've got Wexcombe Bait and Tackle here.", "You've got [ORG_1] here."),
        ("C: My neighbor's a medic with the 412th and he looked.", "My neighbor's a medic with [ORG_1] and he looked."),
        ("C: She belongs to the Sisters of Wexcombe.", "She belongs to [ORG_1]."),
        ("C: wexcombe middle but they moved", "[ORG_1] but they moved"),
        ("C: i'm at wexcombe barber college", "i'm at [ORG_1]"),
    ]);
    open(&[
        "the check engine light is on",
        "i take two at night and prunes",
        "i have two sisters of my own",
        "it's a storage problem",
        "i left the house early",
        "she was discharged to home",
        "my daughter's going off to college",
        "i spoke with the carpenters about the ramp",
        "he works at night",
        "my pain is in the middle of my back",
    ]);
}
