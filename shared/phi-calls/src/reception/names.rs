//! Names as they are said: whole, in part, the other way round, spelled out.
use super::facts::{self, Person};
use super::ids;
use super::scribe::{Scribe, Value, capital};
use crate::call::{Form, Kind, Role};

/// Whose name.
#[derive(Clone, Copy)]
pub enum Owner {
    /// The patient.
    Patient,
    /// Somebody calling for the patient.
    Relative,
    /// Who answers the phone.
    Agent,
    /// A doctor or nurse.
    Provider,
    /// Somebody else, new at each mention.
    Other,
}

/// What part of a name, and how.
#[derive(Clone, Copy)]
pub enum Shape {
    /// Given and family name, perhaps a middle one.
    Full,
    /// Given name.
    First,
    /// Family name.
    Last,
    /// Any of the three.
    Any,
    /// Family name first.
    Reverse,
    /// "Mrs. Okafor"; the title stands outside.
    Titled,
    /// The whole name, then letters.
    Spelled,
    /// Letters of the family name.
    Letters,
    /// Letters of the given name.
    GivenLetters,
    /// A short name.
    Nick,
}

impl Owner {
    /// By the name in the grammar.
    pub fn find(name: &str) -> Option<Self> {
        Some(match name {
            "pt" => Self::Patient,
            "rel" => Self::Relative,
            "ag" => Self::Agent,
            "dr" => Self::Provider,
            "ot" => Self::Other,
            _ => return None,
        })
    }

    fn role(self) -> Role {
        match self {
            Self::Patient => Role::Patient,
            Self::Relative => Role::Relative,
            Self::Agent => Role::Agent,
            Self::Provider => Role::Provider,
            Self::Other => Role::Other,
        }
    }
}

impl Shape {
    /// By the name in the grammar.
    pub fn find(name: &str) -> Option<Self> {
        Some(match name {
            "full" => Self::Full,
            "first" => Self::First,
            "last" => Self::Last,
            "any" => Self::Any,
            "rev" => Self::Reverse,
            "mr" => Self::Titled,
            "spelled" => Self::Spelled,
            "letters" => Self::Letters,
            "gletters" => Self::GivenLetters,
            "nick" => Self::Nick,
            _ => return None,
        })
    }
}

/// Writes a name.
pub fn write(owner: Owner, shape: Shape, s: &mut Scribe) {
    if let Owner::Other = owner {
        s.facts.people[owner as usize] = facts::person(&mut s.rng);
    }
    let person = s.facts.people[owner as usize].clone();
    let role = owner.role();
    match shape {
        Shape::Full => full(&person, role, s),
        Shape::First => said(&person.given, role, s),
        Shape::Last => said(&person.family, role, s),
        Shape::Any => match s.rng.u8(..4) {
            0 => said(&person.family, role, s),
            1 => said(&person.given, role, s),
            _ => full(&person, role, s),
        },
        Shape::Reverse => reverse(&person, role, s),
        Shape::Titled => {
            s.say(if s.style.form == Form::Spoken { word(person.title) } else { person.title });
            s.say(" ");
            said(&person.family, role, s);
        }
        Shape::Spelled => spelled(&person, role, s),
        Shape::Letters => letters(&person.family, role, s),
        Shape::GivenLetters => letters(&person.given, role, s),
        Shape::Nick => {
            let nick = facts::given(&mut s.rng);
            said(&nick, role, s);
        }
    }
}

fn word(title: &'static str) -> &'static str {
    match title {
        "Mrs." => "missus",
        "Mr." => "mister",
        "Ms." => "miz",
        other => other,
    }
}

fn full(person: &Person, role: Role, s: &mut Scribe) {
    let middle = person.middle.as_deref().filter(|_| s.rng.u8(..3) == 0);
    let mut family = heard(&person.family, s);
    if s.rng.u8(..60) == 0 {
        family.push_str(if s.style.form == Form::Spoken { " junior" } else { " Jr" });
    }
    let parts = match middle {
        Some(m) if m.len() == 1 && s.style.form == Form::Written => {
            vec![heard(&person.given, s), format!("{m}. {family}")]
        }
        Some(m) => vec![heard(&person.given, s), format!("{m} {family}")],
        None => vec![heard(&person.given, s), family],
    };
    let wrong = s.rng.u8(..60) == 0;
    let parts = if wrong {
        let slip = facts::given(&mut s.rng);
        vec![format!("{slip}{}{}", correction(s), parts[0]), parts[1].clone()]
    } else {
        parts
    };
    s.value(Kind::Name, role, &Value { parts, joiner: " " });
}

/// What stands between a slip and the right words, in braces.
pub fn correction(s: &mut Scribe) -> &'static str {
    let spoken = s.style.form == Form::Spoken;
    if spoken {
        s.pick(&[
            " {no sorry }",
            " {wait no }",
            " {i mean }",
            " {sorry }",
            " {no }",
            " {uh correction }",
            " {scratch that }",
            " {excuse me }",
            " {no wait it's }",
            " {oh sorry }",
            " {let me start over }",
            " {i'm sorry }",
            " {or rather }",
            " {no no }",
            " {actually }",
        ])
    } else {
        s.pick(&[" {- no, sorry, }", "{... I mean }", "{, sorry, }", " {-- wait, }", "{, no, }", "{, correction, }"])
    }
}

fn reverse(person: &Person, role: Role, s: &mut Scribe) {
    let joiner = if s.style.form == Form::Written { ", " } else { s.pick(&[" ", " ", " {comma }", " {first name }"]) };
    let parts = vec![heard(&person.family, s), heard(&person.given, s)];
    s.value(Kind::Name, role, &Value { parts, joiner });
}

fn said(name: &str, role: Role, s: &mut Scribe) {
    let name = heard(name, s);
    s.phi(Kind::Name, role, &name);
}

/// A name as the recognizer writes it: sometimes cut in two, without hyphens or apostrophes in spoken text.
fn heard(name: &str, s: &mut Scribe) -> String {
    if s.style.form == Form::Written {
        return name.to_owned();
    }
    let mut name = name.replace(['-'], " ").replace('.', "");
    if name.contains('\'') && s.rng.bool() {
        name = name.replace('\'', if s.rng.bool() { " " } else { "" });
    }
    if s.style.noisy && name.len() > 5 && name.is_ascii() && !name.contains(' ') && s.rng.u8(..4) == 0 {
        let at = s.rng.usize(2..name.len() - 2);
        name.insert(at, ' ');
    }
    name
}

fn spelled(person: &Person, role: Role, s: &mut Scribe) {
    let between = [" ", ", ", ", that's ", ", spelled ", ", ", ", so that's ", " - ", ", it's ", " as in "];
    match s.rng.u8(..4) {
        0 => {
            said(&person.family, role, s);
            say_between(s, &between);
            letters(&person.family, role, s);
        }
        1 => {
            said(&person.given, role, s);
            say_between(s, &between);
            letters(&person.given, role, s);
            say_between(s, &[", ", ", last name ", ", and the last name is ", ", family name "]);
            said(&person.family, role, s);
            say_between(s, &between);
            letters(&person.family, role, s);
        }
        _ => {
            full(person, role, s);
            say_between(s, &[", ", ", last name spelled ", ", that's ", ", the last name is ", ". "]);
            letters(&person.family, role, s);
        }
    }
}

fn say_between(s: &mut Scribe, choices: &[&'static str]) {
    let text = s.pick(choices);
    s.say(text);
}

/// A name letter by letter.
fn letters(name: &str, role: Role, s: &mut Scribe) {
    let name: String = name.chars().filter(char::is_ascii_alphabetic).collect();
    let value = if s.style.form == Form::Written {
        let joiner = s.pick(&["-", "-", " ", ", ", "."]);
        let letters: Vec<String> = name.to_uppercase().chars().map(String::from).collect();
        let part = letters.join(joiner);
        if s.rng.u8(..10) == 0 { named(&letters, s) } else { Value::whole(part) }
    } else {
        Value { parts: ids::spell(&name, s), joiner: " " }
    };
    s.value(Kind::Name, role, &value);
}

/// "O as in Oscar, K as in Kilo".
fn named(letters: &[String], s: &mut Scribe) -> Value {
    let parts = letters.iter().map(|l| {
        let c = l.chars().next().unwrap_or('A').to_ascii_lowercase();
        format!("{l} {{as in }}{}", capital(ids::example(c, &mut s.rng)))
    });
    Value { parts: parts.collect(), joiner: ", " }
}
