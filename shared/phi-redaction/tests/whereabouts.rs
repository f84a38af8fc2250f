//! Where people live and work, by what only the words around a name tell. Values are invented.

mod calls;

use calls::{all, open};

#[test]
fn places_of_work_have_ordinary_words_for_names() {
    all(&[
        ("C: i'm a cook at the copper kettle i get off at eleven", "i'm a cook at [ORG_1] i get off at eleven"),
        ("C: she waits tables at the herring so yes", "she waits tables at [ORG_1] so yes"),
        ("C: she's on shift at the walnut shed till four", "she's on shift at [ORG_1] till four"),
        ("A: and where is he / C: he's on nights at number seven he sleeps", "he's on nights at [ORG_1] he sleeps"),
        ("C: i do benefits at the pottery works", "i do benefits at [ORG_1]"),
        ("A: what school does she attend / C: uh marigold lane", "uh [ORG_1]"),
    ]);
}

#[test]
fn callers_say_where_they_are_from_and_agents_name_the_practice() {
    all(&[
        ("C: hi this is moira at silver thistle", "hi this is [PATIENT_NAME_1] at [ORG_1]"),
        (
            "C: hello i'm gwendolyn i do the comp desk for three rivers and",
            "hello i'm [PATIENT_NAME_1] i do the comp desk for [ORG_1] and",
        ),
        (
            "A: Hi, I'm one of the doctors that works here at the riverside practice.",
            "Hi, I'm one of the doctors that works here at the riverside practice.",
        ),
        ("A: Hi, I'm one of the physicians at Larkmoor.", "Hi, I'm one of the physicians at Larkmoor."),
        (
            "C: Hi, it's Dana Vance from Larkmoor, I'd like a visit.",
            "Hi, it's [PATIENT_NAME_1] from [ORG_1], I'd like a visit.",
        ),
    ]);
}

#[test]
fn what_is_in_every_town_is_no_employer() {
    open(&[
        "he works nights at the bank",
        "i work at the hospital and my wife is at the pharmacy",
        "i'm at the end of my rope",
        "i'm at the doctor's",
        "she's a nurse at the clinic",
        "what do i do with the rash",
        "he's at the park with the dog",
        "he goes to the homeless shelter",
        "we sent him to summer camp",
    ]);
}

#[test]
fn streets_are_told_by_the_words_around_them() {
    all(&[
        (
            "C: she lives on the corner past the store on larkmoor dam road",
            "she lives on the corner past the store on [ADDRESS_1]",
        ),
        ("C: the house on heron creek", "the house on [ADDRESS_1]"),
        ("C: The group home on Third?", "The group home on [ADDRESS_1]?"),
        ("C: we're on third an walnut", "we're on [ADDRESS_1]"),
        ("C: is he still on east a hundred and ninth", "is he still on [ADDRESS_1]"),
        ("C: Address is 1450 North 600 West, thanks", "Address is [ADDRESS_1], thanks"),
        ("C: i live at twelve fifty north three hundred west", "i live at [ADDRESS_1]"),
        ("C: he is at sixteen old quarry pond", "he is at [ADDRESS_1]"),
        ("C: it's forty one tanner hill rode", "it's [ADDRESS_1]"),
        ("C: send it to too oh too heron street", "send it to [ADDRESS_1]"),
        ("C: we get mail at box two eighty", "we get mail at [ADDRESS_1]"),
        ("C: pea oh box ate four one", "[ADDRESS_1]"),
        ("C: rural root six box two twelve", "[ADDRESS_1]"),
        ("C: just general delivery larkmoor", "just [ADDRESS_1]"),
    ]);
}

#[test]
fn towns_of_ordinary_words_stand_behind_streets() {
    all(&[
        ("C: it's sixty one heron lane in copper gap", "it's [ADDRESS_1] in [ADDRESS_2]"),
        ("A: where were you born / C: copper gap", "[ADDRESS_1]"),
        ("C: you go over the tanager inlet bridge and turn", "you go over the [ADDRESS_1] and turn"),
        ("C: he moved to heron meadows last week", "he moved to [ADDRESS_1] last week"),
    ]);
}

#[test]
fn what_is_no_place_stays() {
    open(&[
        "we had a fight on second thought",
        "i'm on third shift this month",
        "his pressure is at two forty today",
        "the pain is above the left hip",
        "she's over by noon",
        "i rode the bus for twenty minutes",
        "put it in box twelve of the claim form",
        "it spread out in hives",
    ]);
    all(&[("A: what city is that / C: same", "same"), ("A: which town / C: no idea", "no idea")]);
}

#[test]
fn homes_are_known_by_their_kind_and_number() {
    all(&[
        ("C: i'm staying at the heron run apartments now", "i'm staying at the [ADDRESS_1] now"),
        ("C: we're in the plover bend trailer park", "we're in the [ADDRESS_1]"),
        ("C: our trailer number 14 is the green one", "our [ADDRESS_1] is the green one"),
        ("C: he lives on wexcombe way four twelve is the number", "he lives on [ADDRESS_1] is the number"),
        ("C: send it to nineteen sixty wexcombe third floor please", "send it to [ADDRESS_1] please"),
        ("C: she moved she's down in wexcombe", "she moved she's down in [ADDRESS_1]"),
        ("C: sixty one plover road outside wexcombe", "[ADDRESS_1] outside [ADDRESS_2]"),
        ("C: we live up wexcombe creek", "we live up [ADDRESS_1]"),
        ("A: what's the address / C: the one on file on wexcombe bend drive", "the one on file on [ADDRESS_1]"),
        ("A: What's the address? / C: It's 12 Pound Mill Lane.", "It's [ADDRESS_1]."),
    ]);
    open(&[
        "i walk up the road and down the hill",
        "it hurts up my back",
        "he went down the creek",
        "we looked at some new apartments",
        "they live in senior apartments",
        "i went down in the basement",
        "it flares up in cold weather",
        "she waits outside",
        "i live by the rules",
        "come by the house and go over the results",
        "we live near the store",
        "is the house number on the door",
        "we have a site three mornings a week",
    ]);
}
