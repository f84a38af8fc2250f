//! Ages over 89 in the ways callers say them. Values are invented.

mod found;

use found::check;
use phi_redaction::engine::PhiType;

#[test]
fn an_age_is_known_by_the_words_around_it() {
    let cases: [(&[&str], &[&str]); 23] = [
        (&["C: she's a hundred and one, thank you"], &["a hundred and one"]),
        (&["A: You're about to be ninety-six!"], &["ninety-six"]),
        (&["A: And how old's Ottoline?", "C: Ninety-four. Speak up for her."], &["Ninety-four"]),
        (&["C: he's just shy of ninety three the poor man"], &["ninety three"]),
        (&["C: she'll be ninety four come the tenth of may"], &["ninety four"]),
        (&["A: how old is she", "C: ninety one come christmas"], &["ninety one"]),
        (&["C: He's ninety years and five months."], &["ninety years and five months"]),
        (&["C: she's ninety three and a bit"], &["ninety three and a bit"]),
        (&["C: i'm 90 for and i still drive"], &["90 for"]),
        (&["C: i'll be ninety to in march"], &["ninety to"]),
        (&["C: she turned the big nine oh and danced"], &["nine oh"]),
        (&["C: a man of 97 has no business up there"], &["97"]),
        (&["C: They're both over ninety."], &["ninety"]),
        (&["C: it's a big nine inch pan"], &[]),
        (&["C: dad's ninety nine and three quarters"], &["ninety nine and three quarters"]),
        (&["C: I'm closer to 95 than to eighty"], &["95"]),
        (&["A: so you're ninety seven", "C: ninety eight in a week"], &["ninety eight"]),
        (&["C: a bag of 95 test strips"], &[]),
        (&["C: they're ninety dollars each"], &[]),
        (&["C: it was ninety for the pair of glasses"], &[]),
        (&["C: she waited ninety minutes and a half dozen others did too"], &[]),
        (&["C: he's been dry ninety days come friday"], &[]),
        (&["C: the bill is ninety and change"], &[]),
    ];
    check(&[PhiType::AgeOver89], &cases);
}

#[test]
fn a_birth_told_just_before_explains_an_age() {
    let dob = "A: date of birth";
    let cases: [(&[&str], &[&str]); 6] = [
        (&["C: The third of May, 1934. He served in two navies. Ninety-two."], &["Ninety-two"]),
        (&[dob, "C: june ninth nineteen thirty two", "A: so ninety four then"], &["ninety four"]),
        (&[dob, "C: october 2, 1931", "A: That makes you, what, 95."], &["95"]),
        (&[dob, "C: june ninth nineteen seventy", "A: So. Ninety-four."], &[]),
        (&[dob, "C: june ninth nineteen thirty two", "A: her oxygen was ninety four percent"], &[]),
        (&[dob, "C: june ninth nineteen thirty two", "A: and her pulse is ninety four over here"], &[]),
    ];
    check(&[PhiType::AgeOver89], &cases);
}
