//! Telephones, mail and web addresses.
use fastrand::Rng;

use super::facts::Person;
use super::ids;
use super::lists::{self, lists};
use super::numbers::{self, Habit};
use super::scribe::{Scribe, Value};
use crate::call::{Form, Kind, Role};

/// A local part and a domain.
pub fn email(rng: &mut Rng, person: &Person) -> (String, String) {
    const DOMAINS: [&str; 24] = [
        "gmail.com",
        "gmail.com",
        "gmail.com",
        "yahoo.com",
        "yahoo.com",
        "hotmail.com",
        "outlook.com",
        "aol.com",
        "icloud.com",
        "comcast.net",
        "me.com",
        "msn.com",
        "verizon.net",
        "att.net",
        "proton.me",
        "live.com",
        "sbcglobal.net",
        "ymail.com",
        "mail.com",
        "gmx.com",
        "cox.net",
        "earthlink.net",
        "bellsouth.net",
        "protonmail.com",
    ];
    let letters = |t: &str| t.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    let (given, family) = (letters(&person.given), letters(&person.family));
    let initial = given.get(..1).unwrap_or("j").to_owned();
    let (a, b) = (lists::one(rng, &lists().handles), lists::one(rng, &lists().handles));
    let sep = ["", ".", "_", "-", ".", ""][rng.usize(..6)];
    let n = match rng.u8(..3) {
        0 => String::new(),
        1 => format!("{:02}", rng.u8(..100)),
        _ => rng.u32(1..2030).to_string(),
    };
    let local = match rng.u8(..9) {
        0 | 1 => format!("{given}{sep}{family}{n}"),
        2 => format!("{initial}{sep}{family}{n}"),
        3 => format!("{given}{n}"),
        4 => format!("{family}{sep}{given}"),
        5 => format!("{a}{sep}{b}{n}"),
        6 => format!("{given}{sep}{a}{n}"),
        7 => format!("{a}{sep}{n}"),
        _ => format!("{family}{sep}{initial}{n}"),
    };
    let domain = match rng.u8(..10) {
        0..7 => DOMAINS[rng.usize(..DOMAINS.len())].to_owned(),
        7 => format!("{family}{}.com", ["law", "family", "design", "homes", "consulting"][rng.usize(..5)]),
        8 => format!("{a}{b}.{}", ["com", "org", "net", "us"][rng.usize(..4)]),
        _ => format!("{a}.{}", ["edu", "org", "gov", "co", "io", "net"][rng.usize(..6)]),
    };
    (local.trim_end_matches(['.', '_', '-']).to_owned(), domain)
}

/// Writes a mail address.
pub fn write_email(s: &mut Scribe) {
    let (local, domain) = s.facts.email.clone();
    if s.figures() {
        return s.phi(Kind::Email, Role::Patient, &format!("{local}@{domain}"));
    }
    let at = s.pick(&["at", "at", "at", "at", "{the }at {sign}", "{the }at sign", "at sign"]);
    let (left, right) = (name_parts(&local, s), host(&domain, s));
    let one =
        if s.rng.u8(..12) == 0 { s.pick(&["{all one word }", "{all lowercase }", "{all together }"]) } else { "" };
    let value = Value { parts: vec![left, format!("{one}{at} {right}")], joiner: " " };
    s.value(Kind::Email, Role::Patient, &value);
}

/// Words, letters, numbers and marks of a local part, spoken.
fn name_parts(text: &str, s: &mut Scribe) -> String {
    let habit = Habit::draw(&mut s.rng);
    let mut words: Vec<String> = Vec::new();
    let mut rest = text;
    let spelled = s.rng.u8(..5) == 0;
    while let Some(first) = rest.chars().next() {
        let class = |c: char| (c.is_ascii_digit(), c.is_ascii_alphabetic());
        let end = rest.find(|c| class(c) != class(first)).unwrap_or(rest.len());
        let run = &rest[..end];
        words.push(match first {
            '.' => s.pick(&["dot", "dot", "dot", "period", "point"]).to_owned(),
            '_' => s.pick(&["underscore", "underscore", "under score"]).to_owned(),
            '-' => s.pick(&["dash", "hyphen", "dash", "minus"]).to_owned(),
            _ if first.is_ascii_digit() => number(run, habit, s),
            _ if spelled || run.len() == 1 => ids::spell(run, s).join(" "),
            _ if s.rng.u8(..8) == 0 => format!("{run} {{that's }}{}", ids::spell(run, s).join(" ")),
            _ => run.to_owned(),
        });
        rest = &rest[end..];
    }
    words.join(" ")
}

fn number(run: &str, habit: Habit, s: &mut Scribe) -> String {
    match (run.parse::<u32>(), s.rng.u8(..3)) {
        (Ok(n @ 1900..2030), 0 | 1) => numbers::year(&mut s.rng, n, false),
        (Ok(n @ 10..), 0) if run.len() < 4 && !run.starts_with('0') => numbers::cardinal(n),
        _ => numbers::digits(run, habit),
    }
}

/// A domain, spoken.
fn host(domain: &str, s: &mut Scribe) -> String {
    let labels: Vec<&str> = domain.split('.').collect();
    let mut words = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        if i > 0 {
            words.push(s.pick(&["dot", "dot", "dot", "dot", "dot", "period"]).to_owned());
        }
        words.push(match *label {
            "gmail" => s.pick(&["gmail", "gmail", "g mail", "gmail"]).to_owned(),
            "icloud" => s.pick(&["icloud", "i cloud"]).to_owned(),
            "ymail" => "y mail".to_owned(),
            "aol" | "msn" | "att" | "gmx" | "edu" | "io" | "us" => s.pick(&[*label, "", ""]).to_owned(),
            other => other.to_owned(),
        });
        if words.last().is_some_and(String::is_empty) {
            words.pop();
            words.extend(label.chars().map(String::from));
        }
    }
    words.join(" ")
}

/// Writes ten digits.
pub fn write_phone(digits: &str, role: Role, s: &mut Scribe) {
    let value = if s.figures() { phone_figures(digits, s) } else { phone_words(digits, s) };
    s.value(Kind::Phone, role, &value);
}

fn phone_figures(digits: &str, s: &mut Scribe) -> Value {
    let (a, b, c) = (&digits[..3], &digits[3..6], &digits[6..]);
    if s.style.form == Form::Spoken {
        let joiner = s.pick(&[" ", "-", " ", ""]);
        return Value { parts: ids::cut(digits, &[3, 3, 4]), joiner };
    }
    match s.rng.u8(..16) {
        0..3 => Value::whole(format!("({a}) {b}-{c}")),
        3 => Value::whole(format!("({a}){b}-{c}")),
        4 => Value::whole(format!("+1 {a} {b} {c}")),
        5 => Value::whole(format!("1-{a}-{b}-{c}")),
        6 => Value::whole(format!("+1-{a}-{b}-{c}")),
        7 => Value::whole(digits),
        8 => Value::whole(format!("{b}-{c}")),
        9 => Value::whole(format!("+1{digits}")),
        10 => Value { parts: ids::cut(digits, &[3, 3, 4]), joiner: "." },
        11 => Value { parts: ids::cut(digits, &[3, 3, 4]), joiner: " " },
        12 => {
            let wrong = s.rng.u32(..10000);
            Value::whole(format!("{a}-{b}-{wrong:04}{}{c}", super::names::correction(s)))
        }
        _ => Value { parts: ids::cut(digits, &[3, 3, 4]), joiner: "-" },
    }
}

fn phone_words(digits: &str, s: &mut Scribe) -> Value {
    let groups = match s.rng.u8(..12) {
        0 => ids::cut(&digits[3..], &[3, 4]),
        1 => ids::cut(digits, &[3, 3, 2, 2]),
        2 => ids::cut(digits, &[3, 7]),
        3 => ids::cut(digits, &[6, 4]),
        _ => ids::cut(digits, &[3, 3, 4]),
    };
    let mut parts = ids::speak_groups(&groups, s);
    match s.rng.u8(..20) {
        0 => parts[0] = format!("{{area code }}{}", parts[0]),
        1 => parts[0] = format!("one {}", parts[0]),
        2 => parts[0] = format!("plus one {}", parts[0]),
        _ => {}
    }
    let joiner = s.pick(&[" ", " ", " ", " ", " ", " ", " dash "]);
    Value { parts, joiner }
}

/// Writes a toll-free business line, which identifies nobody.
pub fn write_tollfree(s: &mut Scribe) {
    let area = s.pick(&["800", "888", "877", "866", "855", "844"]);
    let digits = format!("{area}{}{:04}", s.rng.u32(200..1000), s.rng.u32(..10000));
    let text = if s.figures() {
        format!("{area}-{}-{}", &digits[3..6], &digits[6..])
    } else {
        let habit = Habit { oh: true, doubles: false, pairs: false, hundreds: true };
        format!(
            "one {} {} {}",
            numbers::digits(area, habit),
            numbers::digits(&digits[3..6], habit),
            numbers::digits(&digits[6..], habit)
        )
    };
    s.optional(Kind::Phone, Role::Facility, &text);
}

/// Writes an extension.
pub fn write_extension(s: &mut Scribe) {
    let digits = s.rng.u32(10..10000).to_string();
    let habit = Habit::draw(&mut s.rng);
    let text = if s.figures() { digits } else { numbers::digits(&digits, habit) };
    let word = s.pick(&["ext. ", "extension ", "extension "]);
    s.say(word);
    s.optional(Kind::Phone, Role::Facility, &text);
}

/// Writes a web address.
pub fn write_url(s: &mut Scribe) {
    let a = lists::one(&mut s.rng, &lists().handles).to_owned();
    let b = lists::one(&mut s.rng, &lists().handles).to_owned();
    let top = s.pick(&["com", "org", "net", "health", "com", "com", "us", "info"]);
    let path = s.pick(&["", "", "", "portal", "pay", "records", "login", "forms", "checkin", "billing"]);
    let number = s.rng.u32(10..100_000).to_string();
    let www = s.pick(&["www.", "", "", "https://", "my.", "portal."]);
    let slash = match (path, s.rng.u8(..3)) {
        ("", _) => String::new(),
        (_, 0) => format!("/{path}/{number}"),
        _ => format!("/{path}"),
    };
    if s.figures() {
        return s.phi(Kind::Url, Role::Other, &format!("{www}{a}{b}.{top}{slash}"));
    }
    let habit = Habit::draw(&mut s.rng);
    let www = match www {
        "www." => s.pick(&["www dot ", "w w w dot ", "triple w dot "]),
        "https://" => s.pick(&["https colon slash slash ", "h t t p s colon slash slash "]),
        "my." => "my dot ",
        "portal." => "portal dot ",
        _ => "",
    };
    let mark = s.pick(&["slash", "slash", "forward slash"]);
    let tail = slash.split('/').skip(1).fold(String::new(), |mut tail, part| {
        let part =
            if part.bytes().all(|b| b.is_ascii_digit()) { numbers::digits(part, habit) } else { part.to_owned() };
        for piece in [" ", mark, " ", &part] {
            tail.push_str(piece);
        }
        tail
    });
    let gap = s.pick(&[" ", "", " dash "]);
    s.phi(Kind::Url, Role::Other, &format!("{www}{a}{gap}{b} dot {top}{tail}"));
}

/// Writes an internet address (RFC 791, now and then RFC 4291).
pub fn write_ip(s: &mut Scribe) {
    let mut part = || s.rng.u8(1..255);
    let bytes = [part(), part(), part(), part()];
    if s.figures() {
        if s.rng.u8(..8) == 0 {
            let (x, y) = (s.rng.u16(1..), s.rng.u16(1..));
            return s.phi(Kind::Ip, Role::Patient, &format!("2001:db8:{x:x}::{y:x}"));
        }
        let text = bytes.map(|b| b.to_string()).join(".");
        return s.phi(Kind::Ip, Role::Patient, &text);
    }
    let habit = Habit { pairs: false, ..Habit::draw(&mut s.rng) };
    let style = s.rng.u8(..3);
    let words = bytes.map(|b| match (style, b) {
        (0, 100..) => format!("{} {}", numbers::cardinal(u32::from(b) / 100), numbers::cardinal(u32::from(b) % 100)),
        (1, _) => numbers::cardinal(u32::from(b)),
        _ => numbers::digits(&b.to_string(), habit),
    });
    let dot = s.pick(&[" dot ", " dot ", " point ", " period "]);
    s.phi(Kind::Ip, Role::Patient, &words.join(dot));
}
