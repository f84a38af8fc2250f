//! Dates and ages in the ways callers say them. Values are invented.

mod found;

use found::check;
use phi_redaction::engine::PhiType;

const KINDS: [PhiType; 3] = [PhiType::Date, PhiType::Dob, PhiType::AgeOver89];

#[test]
fn dates_are_found_whole() {
    let dob = "A: date of birth";
    let when = "A: when was the surgery";
    let cases: [(&[&str], &[&str]); 22] = [
        (
            &["C: i was born the eighth of august nineteen thirty six"],
            &["DOB the eighth of august nineteen thirty six"],
        ),
        (&[dob, "C: nineteen sixty four october fourth"], &["DOB nineteen sixty four october fourth"]),
        (&[dob, "C: two thousand and seven four thirteen"], &["DOB two thousand and seven four thirteen"]),
        (&[dob, "C: zero six zero four one nine five eight"], &["DOB zero six zero four one nine five eight"]),
        (&[dob, "C: six six of sixteen"], &["DOB six six of sixteen"]),
        (&[dob, "C: march 3 rd 19 66"], &["DOB march 3 rd 19 66"]),
        (&[dob, "C: september fourteen fifty 6"], &["DOB september fourteen fifty 6"]),
        (&[dob, "C: 06041958"], &["DOB 06041958"]),
        (&[dob, "C: the fourth of may, no, 1926-05-31"], &["DOB the fourth of may, no, 1926-05-31"]),
        (&[when, "C: ten slash nineteen"], &["DATE ten slash nineteen"]),
        (&[when, "C: it was 5-3"], &["DATE 5-3"]),
        (&["C: that was may of '62"], &["DATE may of '62"]),
        (&["C: we saw her in march of twenty twenty one"], &["DATE march of twenty twenty one"]),
        (&["C: away from the third to the ninth of june"], &["DATE the third", "DATE the ninth of june"]),
        (&["C: june third through the ninth works"], &["DATE june third", "DATE the ninth"]),
        (&["C: it hasn't called in since the second"], &["DATE the second"]),
        (&[when, "C: it was april twelve", "A: mm hmm", "C: twenty twenty five"], &["DATE twenty twenty five"]),
        (&[dob, "C: oh two", "A: got it", "C: twenty seven two zero one two"], &["DOB twenty seven two zero one two"]),
        (
            &[when, "C: november eighth twenty six", "A: so that's eleven eight twenty six"],
            &["DATE eleven eight twenty six"],
        ),
        (&["C: take three slash four of a tablet"], &[]),
        (&["C: he got ten of ten on the first try and the second floor was fine"], &[]),
        (&["C: i've had it since nineteen ninety"], &[]),
    ];
    check(&KINDS, &cases);
}

#[test]
fn dates_that_were_heard_wrong_are_found() {
    let dob = "A: and the date of birth";
    let cases: [(&[&str], &[&str]); 16] = [
        (&["C: he has it on the to th of october"], &["DATE the to th of october"]),
        (&["C: seen on the too elf of may"], &["DATE the too elf of may"]),
        (&["C: wait till the for teenth"], &["DATE the for teenth"]),
        (&["C: come monday the fif teenth"], &["DATE monday the fif teenth"]),
        (&["C: fry day the ate"], &["DATE fry day the ate"]),
        (&["C: it was the twenty forth of marge"], &["DATE the twenty forth of marge"]),
        (&["C: the test is june the for"], &["DATE june the for"]),
        (&["C: the ate of february"], &["DATE the ate of february"]),
        (&["C: it says sep tember the third"], &["DATE sep tember the third"]),
        (&[dob, "C: for six 62"], &["DOB for six 62"]),
        (&[dob, "C: ate ate fifty too"], &["DOB ate ate", "DOB fifty too"]),
        (&["C: date of birth won nine forty fore"], &["DOB won nine forty fore"]),
        (&["C: back and forth and so forth on the team"], &[]),
        (&[dob, "C: i want to go for a walk"], &[]),
        (&["C: marge has two dogs and an elf costume"], &[]),
        (&[dob, "C: she's got to eat for two"], &[]),
    ];
    check(&KINDS, &cases);
}

#[test]
fn ages_over_eighty_nine_are_found() {
    let cases: [(&[&str], &[&str]); 29] = [
        (&["A: she's what ninety six"], &["AGE_OVER_89 ninety six"]),
        (&["A: how old is he", "C: ninety one or ninety two"], &["AGE_OVER_89 ninety one", "AGE_OVER_89 ninety two"]),
        (&["C: he's nine and ninety this year"], &["AGE_OVER_89 nine and ninety"]),
        (&["C: my gran went to a hundred and two"], &["AGE_OVER_89 a hundred and two"]),
        (&["C: he's ninety three and a half"], &["AGE_OVER_89 ninety three and a half"]),
        (&["C: she's ninety won and still reads"], &["AGE_OVER_89 ninety won"]),
        (&["C: it's two hundred and the rest is one hundred milligrams"], &[]),
        (&["C: she's ninety seven years old and sharp"], &["AGE_OVER_89 ninety seven years old"]),
        (&["A: how old is he", "C: a hundred and six"], &["AGE_OVER_89 a hundred and six"]),
        (&["C: he is a hundred and three years of age"], &["AGE_OVER_89 a hundred and three years of age"]),
        (&["C: my mother, ninety four, fell"], &["AGE_OVER_89 ninety four"]),
        (&["C: dad turned 95 in may"], &["AGE_OVER_89 95", "DOB may"]),
        (&["A: was he born in 1931"], &["DOB 1931"]),
        (&["C: And my aunt Odile, 1929, she's ninety-five."], &["DOB 1929", "AGE_OVER_89 ninety-five"]),
        (&["A: which birthday is yours, the one in '61 or '74"], &["DOB 61", "DOB 74"]),
        (&["C: I finished school in '74 and my son was born in 1985."], &[]),
        (&["C: she was born in 1929 so 96"], &["DOB 1929", "AGE_OVER_89 96"]),
        (&["C: his father lived to ninety six"], &["AGE_OVER_89 ninety six"]),
        (&["C: a 97-year-old can still drive"], &["AGE_OVER_89 97-year-old"]),
        (&["C: she is in her nineties"], &["AGE_OVER_89 nineties"]),
        (&["C: it's for her ninety fifth birthday"], &["AGE_OVER_89 ninety fifth"]),
        (&["C: a 92yo woman"], &["AGE_OVER_89 92yo"]),
        (&["C: grandma is pushing ninety five"], &["AGE_OVER_89 ninety five"]),
        (&["C: she's eighty nine years old"], &[]),
        (&["C: his pressure was one twenty over ninety five"], &[]),
        (&["C: i've been there ninety days"], &[]),
        (&["C: it was $50.95"], &[]),
        (&["C: oxygen is ninety four percent"], &[]),
        (&["C: a hundred people came"], &[]),
    ];
    check(&KINDS, &cases);
}

#[test]
fn dates_are_found_as_recognizers_and_callers_leave_them() {
    let dob = "A: date of birth";
    let when = "A: when was the scan";
    let cases: [(&[&str], &[&str]); 24] = [
        (&[dob, "C: june third nineteen and fifty two"], &["DOB june third nineteen and fifty two"]),
        (&[dob, "C: the fourth of may 19 and 38"], &["DOB the fourth of may 19 and 38"]),
        (&[dob, "C: october 12 19 50 6"], &["DOB october 12 19 50 6"]),
        (&[dob, "C: april ninth 2 thousand and four"], &["DOB april ninth 2 thousand and four"]),
        (&[dob, "C: 5 17 eighty ate"], &["DOB 5 17 eighty ate"]),
        (&[dob, "C: five 24 ninety one"], &["DOB five 24 ninety one"]),
        (&[dob, "C: six may nineteen thirty eight"], &["DOB six may nineteen thirty eight"]),
        (&[dob, "C: 24 of 7, 1948"], &["DOB 24 of 7, 1948"]),
        (&[dob, "C: third month, the eighth, 1957"], &["DOB third month, the eighth, 1957"]),
        (&[dob, "C: 7 de marzo del 63"], &["DOB 7 de marzo del 63"]),
        (&[dob, "C: 1962, 4 june"], &["DOB 1962, 4 june"]),
        (&[dob, "C: february 20 ninth", "A: the year", "C: sixty four"], &["DOB sixty four"]),
        (&[dob, "C: groundhog day nineteen eighty"], &["DOB groundhog day nineteen eighty"]),
        (&[dob, "C: new year's eve sixty three"], &["DOB new year's eve sixty three"]),
        (&[when, "C: it was thursday the 24"], &["DATE thursday the 24"]),
        (&[when, "C: october 20 seventh"], &["DATE october 20 seventh"]),
        (&[when, "C: the twenty and third"], &["DATE the twenty and third"]),
        (&["C: can we do tomorrow the eighth"], &["DATE tomorrow the eighth"]),
        (&["C: It was Mon., Nov 23, I think"], &["DATE Mon., Nov 23"]),
        (&["C: may fifth or sixth is fine"], &["DATE may fifth", "DATE sixth"]),
        (&["C: we open at four-thirty on weekdays"], &[]),
        (&["C: the left one is worse and the second opinion said so"], &[]),
        (&["C: merry christmas to you"], &[]),
        (&["A: do you take birth control", "C: for like twenty eighteen months"], &[]),
    ];
    check(&KINDS, &cases);
}

#[test]
fn days_by_ordinal_alone_and_their_misheard_forms_are_found() {
    let dob = "A: date of birth";
    let cases: [(&[&str], &[&str]); 22] = [
        (&["C: the one from tuesday the fourteenth leaked"], &["DATE tuesday the fourteenth"]),
        (&["C: I wore it from the 3rd to the 12th, and it itched."], &["DATE the 3rd", "DATE the 12th"]),
        (&["C: the pharmacy dropped it the first of the year"], &["DATE the first of the year"]),
        (&["C: and my boy he's march of twenty three"], &["DATE march of twenty three"]),
        (&["A: so you're four eight fifty one right"], &["DATE four eight fifty one"]),
        (&[dob, "C: the first day of spring nineteen seventy"], &["DOB the first day of spring nineteen seventy"]),
        (&[dob, "C: april fool's fifty two"], &["DOB april fool's fifty two"]),
        (&[dob, "C: may third", "A: of nineteen fifty"], &["DOB nineteen fifty"]),
        (&["A: i have the thirteen th at two"], &["DATE the thirteen th"]),
        (&["C: she sent it the thirty eth"], &["DATE the thirty eth"]),
        (&["A: first one is monday the sick st"], &["DATE monday the sick st"]),
        (&["C: he mailed it the fifth of ape rill"], &["DATE the fifth of ape rill"]),
        (&["C: it began on the third of dis ember"], &["DATE the third of dis ember"]),
        (&["A: so friday the too at nine"], &["DATE friday the too"]),
        (&["A: you are seen on the twelveth of june"], &["DATE the twelveth of june"]),
        (&["C: it cleared july tooth"], &["DATE july tooth"]),
        (&["C: the tuesday the first available slot is fine"], &[]),
        (&["C: the first day of school was hard"], &[]),
        (&["C: it hurts on the tooth and the crown fell off"], &[]),
        (&["C: i like spring and the first one is fine too"], &[]),
        (&["A: card number", "C: 4111 1111 1111 1111, expires 04/29."], &[]),
        (&["A: card number", "C: 4111 1111 1111 1111", "A: and the expiration", "C: oh four twenty nine"], &[]),
    ];
    check(&KINDS, &cases);
}

#[test]
fn days_told_by_their_week_in_rows_or_after_a_meeting_are_found() {
    let cases: [(&[&str], &[&str]); 19] = [
        (&["C: they start him the first thursday in april"], &["DATE the first thursday in april"]),
        (&["C: it was the last friday in may"], &["DATE the last friday in may"]),
        (&["A: So the third week of March 2026 works."], &["DATE the third week of March 2026"]),
        (&["A: we close the Tuesday after Thanksgiving."], &["DATE the Tuesday after Thanksgiving"]),
        (&["A: okay see you the twelfth mister oakes"], &["DATE the twelfth"]),
        (&["A: i have you guys on the ninth back to back"], &["DATE the ninth"]),
        (&["C: he's been off it since the second under his own steam"], &["DATE the second"]),
        (
            &["C: i missed the sixteenth seventeenth and eighteenth because of snow"],
            &["DATE the sixteenth", "DATE seventeenth", "DATE eighteenth"],
        ),
        (&["A: the 14 th ate fifteen then"], &["DATE the 14 th"]),
        (&["C: he went in the tent of november"], &["DATE the tent of november"]),
        (&["C: my hearing's on jewel eye ninth"], &["DATE jewel eye ninth"]),
        (&["C: it's the twenty first of novem bur"], &["DATE the twenty first of novem bur"]),
        (&["A: i see you friday the ate teen at nine"], &["DATE friday the ate teen"]),
        (&["C: okay make it march eye teenth"], &["DATE march eye teenth"]),
        (&["C: the first week was the worst"], &[]),
        (&["C: it's the third and fourth toes"], &[]),
        (&["C: i see them on the fourth floor"], &[]),
        (&["C: my fifth and sixth graders were there"], &[]),
        (&["C: it's the day after thanksgiving madness again"], &[]),
    ];
    check(&KINDS, &cases);
}
