//! A fact put into words: freshly each time it is said, as people do.
use fastrand::Rng;

use super::lists::{chance, pick};
use super::world::{Fact, Item, Person, World};
use super::{calendar, letters, net, numbers};
use crate::call::{Form, Role};

/// A value in parts that may be said a turn apart.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub role: Role,
    pub parts: Vec<String>,
    join: &'static str,
}

impl Value {
    /// All parts in one breath.
    pub(super) fn whole(&self) -> String {
        self.parts.join(self.join)
    }

    /// The parts in two breaths, where there is more than one.
    pub(super) fn halves(&self, rng: &mut Rng) -> Option<(String, String)> {
        let at = (self.parts.len() > 1).then(|| rng.usize(1..self.parts.len()))?;
        let head = self.parts[..at].join(self.join).trim_end_matches(['-', '.', ',', ' ']).to_owned();
        Some((head, self.parts[at..].join(self.join)))
    }
}

/// The item's value in words; `corrected` lets the speaker get it wrong first.
pub(super) fn value(world: &mut World, item: Item, corrected: bool) -> Value {
    let (fact, form) = (world.fact(item), world.form);
    let rng = &mut world.rng;
    let of = |role, parts, join| Value { role, parts, join };
    match fact {
        Fact::Person(person) => of(person.role, person_parts(rng, &person, form), " "),
        Fact::Day(day) => {
            let with_year = item == Item::Dob || (item == Item::Past && chance(rng, 60)) || chance(rng, 15);
            let mut parts = calendar::parts(rng, day, with_year, form);
            if corrected && chance(rng, 40) {
                let wrong = calendar::Day { date: day.date % 28 + 1, ..day };
                let wrong = calendar::parts(rng, wrong, false, form).join(" ");
                parts[0] = format!("{wrong} {}{}", numbers::correction(rng, form), parts[0]);
            }
            of(Role::Patient, parts, " ")
        }
        Fact::Place(address) if item == Item::Zip => of(Role::Patient, vec![address.code(rng, form)], " "),
        Fact::Place(address) if item == Item::City => of(Role::Patient, vec![cased(address.city, form)], " "),
        Fact::Place(address) => {
            of(Role::Patient, address.parts(rng, form), if form == Form::Written { ", " } else { " " })
        }
        Fact::Text(text) if item == Item::Employer => of(Role::Other, vec![cased(&text, form)], " "),
        Fact::Text(text) if item == Item::Ip && form == Form::Spoken => {
            of(Role::Patient, net::ip_aloud(rng, &text), " ")
        }
        Fact::Text(text) => of(Role::Patient, net::parts(rng, &text, form), " "),
        Fact::Code(code) => coded(rng, item, &code, form, corrected),
    }
}

/// The item's value with one digit wrong, as a listener got it; nothing where there is no digit to mishear, or where
/// the wrong one would be no PHI: an age below ninety.
pub(super) fn misheard(world: &mut World, item: Item) -> Option<Value> {
    let Fact::Code(code) = world.fact(item) else { return None };
    if matches!(item, Item::Elder | Item::Age) {
        return None;
    }
    let wrong = numbers::misheard(&mut world.rng, &code);
    (wrong != code).then(|| coded(&mut world.rng, item, &wrong, world.form, false))
}

fn cased(text: &str, form: Form) -> String {
    if form == Form::Spoken { text.to_lowercase() } else { text.to_owned() }
}

fn person_parts(rng: &mut Rng, person: &Person, form: Form) -> Vec<String> {
    let (given, family) = (cased(&person.given, form), cased(&person.family, form).replace('-', join_family(form)));
    if person.role == Role::Provider && chance(rng, 70) {
        return vec![family];
    }
    match (rng.u8(..20), person.middle) {
        (0, _) if form == Form::Written => vec![format!("{family},"), given],
        (1, _) if form == Form::Spoken => vec![family, given],
        (2 | 3, _) => vec![given],
        (4, _) => vec![family],
        (_, Some(middle)) if form == Form::Written => vec![given, format!("{middle}."), family],
        (_, Some(middle)) => vec![given, middle.to_lowercase().to_string(), family],
        _ => vec![given, family],
    }
}

const fn join_family(form: Form) -> &'static str {
    match form {
        Form::Written => "-",
        Form::Spoken => " ",
    }
}

/// One or two of the person's names, as somebody who is only mentioned is called.
pub(super) fn mention(rng: &mut Rng, person: &Person, form: Form) -> String {
    let name = match (person.role, rng.u8(..10)) {
        (Role::Provider, 0..8) => person.family.clone(),
        (Role::Agent | Role::Relative | Role::Other, 0..6) => person.given.clone(),
        _ => format!("{} {}", person.given, person.family),
    };
    cased(&name, form).replace('-', join_family(form))
}

fn coded(rng: &mut Rng, item: Item, code: &str, form: Form, corrected: bool) -> Value {
    // who lives near leaves the area code out
    let local = matches!(item, Item::Phone | Item::AltPhone) && code.len() == 10 && chance(rng, 12);
    let code = if local { &code[3..] } else { code };
    let digits_only = code.bytes().all(|b| b.is_ascii_digit());
    let (parts, join) = if matches!(item, Item::Elder | Item::Age) {
        (vec![elder(rng, code, form)], " ")
    } else if item == Item::Expiry {
        (vec![expiry(rng, code, form)], " ")
    } else if !digits_only {
        (letters::code(rng, code, form), " ")
    } else if form == Form::Written {
        written_digits(rng, item, code, corrected)
    } else {
        (spoken_digits(rng, item, code, corrected), " ")
    };
    Value { role: Role::Patient, parts, join }
}

/// How many digits are said or written together.
fn lengths(rng: &mut Rng, item: Item, digits: &str, form: Form) -> &'static [usize] {
    match (item, digits.len()) {
        (Item::Phone | Item::AltPhone | Item::Fax, 10) if form == Form::Written => &[3, 3, 4],
        (Item::Phone | Item::AltPhone | Item::Fax, 10) => {
            pick(rng, &[&[3, 3, 4], &[3, 3, 4], &[3, 3, 2, 2], &[3, 3, 1, 3]])
        }
        (Item::Phone | Item::AltPhone | Item::Fax, 11) => &[5, 3, 3],
        (Item::Ssn, _) => &[3, 2, 4],
        (Item::Card, 15) => &[4, 6, 5],
        (_, 15..) => &[4, 4, 4, 4],
        (_, 4) => pick(rng, &[&[4], &[4], &[2, 2]]),
        (_, 5) => pick(rng, &[&[5], &[2, 3], &[3, 2]]),
        (_, 6) => pick(rng, &[&[3, 3], &[2, 2, 2], &[6]]),
        (_, 7) => pick(rng, &[&[3, 4], &[3, 2, 2], &[7], &[4, 3]]),
        (_, 8) => pick(rng, &[&[4, 4], &[2, 2, 2, 2], &[3, 3, 2], &[8]]),
        _ => pick(rng, &[&[3, 3, 3, 3, 3], &[4, 4, 4], &[2, 2, 2, 2, 2, 2]]),
    }
}

fn spoken_digits(rng: &mut Rng, item: Item, digits: &str, corrected: bool) -> Vec<String> {
    let groups = numbers::groups(digits, lengths(rng, item, digits, Form::Spoken));
    let wrong = corrected.then(|| rng.usize(..groups.len()));
    let mut parts = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let mut said = numbers::chunk(rng, group);
        if wrong == Some(at) {
            let slip = numbers::misheard(rng, group);
            let slip = numbers::chunk(rng, &slip);
            // some break off in the middle of the group
            let slip = if chance(rng, 30) { slip.split(' ').next().unwrap_or(&slip).to_owned() } else { slip };
            said = format!("{slip} {}{said}", numbers::correction(rng, Form::Spoken));
        }
        if at > 0 && chance(rng, 9) {
            said = format!("{}{said}", numbers::hesitation(rng, Form::Spoken));
        }
        parts.push(said);
    }
    parts
}

fn written_digits(rng: &mut Rng, item: Item, digits: &str, corrected: bool) -> (Vec<String>, &'static str) {
    let mut groups = numbers::groups(digits, lengths(rng, item, digits, Form::Written));
    let long = matches!(item, Item::Phone | Item::AltPhone | Item::Fax | Item::Ssn | Item::Card);
    let mut join = if long { pick(rng, &["-", "-", " ", ".", ""]) } else { pick(rng, &["", "", "", " ", "-"]) };
    if long && item != Item::Ssn && item != Item::Card && groups.len() > 2 && chance(rng, 30) {
        groups[0] = if chance(rng, 75) { format!("({})", groups[0]) } else { format!("+1 {}", groups[0]) };
        join = pick(rng, &[" ", "-"]);
    }
    if corrected {
        let at = rng.usize(..groups.len());
        let slip = numbers::misheard(rng, &groups[at]);
        groups[at] = format!("{slip}, {}{}", numbers::correction(rng, Form::Written), groups[at]);
    } else if chance(rng, 4) && groups.len() > 1 {
        groups[1] = format!("{}{}", numbers::hesitation(rng, Form::Written), groups[1]);
        join = " ";
    }
    (groups, join)
}

/// An age of ninety or more: the number is what must go.
fn elder(rng: &mut Rng, years: &str, form: Form) -> String {
    let number = match form {
        Form::Written if chance(rng, 80) => years.to_owned(),
        Form::Written => numbers::cardinal(years.parse().unwrap_or(90)).replace("ty ", "ty-"),
        Form::Spoken => match years.parse::<u64>().unwrap_or(90) {
            n @ 101.. => format!("a hundred and {}", numbers::cardinal(n - 100)),
            100 => "a hundred".to_owned(),
            n => numbers::cardinal(n),
        },
    };
    match (form, rng.u8(..6)) {
        (Form::Written, 0) => format!("{number}{{-year-old}}"),
        (Form::Spoken, 0) => format!("{number} {{year old}}"),
        (_, 1..4) => format!("{number} {{years old}}"),
        (_, 4) => format!("{number} {{years of age}}"),
        _ => number,
    }
}

fn expiry(rng: &mut Rng, code: &str, form: Form) -> String {
    let (month, year) = code.split_at(2);
    match form {
        Form::Written => format!("{month}/{year}"),
        Form::Spoken => format!("{} {}", numbers::chunk(rng, month), numbers::cardinal(year.parse().unwrap_or(30))),
    }
}
