//! Addresses of the net: mail, links, machines.
use fastrand::Rng;

use super::letters::{self, handle};
use super::lists::{chance, pick, place};
use super::numbers::{cardinal, chunk, digit};
use crate::call::Form;

/// A mail address made of the name, or of a hobby.
pub(super) fn email(rng: &mut Rng, given: &str, family: &str) -> String {
    let (given, family) = (handle(given), handle(family));
    let digits = letters::mint_any(rng, &["89", "8", "1n89", "2009", "899"]);
    let hobby =
        pick(rng, &["quilts", "bassfishing", "nanaof5", "oldtrucks", "pottery", "reader", "hiker", "beekeeper"]);
    let local = match rng.u8(..11) {
        0 => format!("{given}.{family}"),
        1 => format!("{}{family}", &given[..1]),
        2 => format!("{given}_{family}"),
        3 => format!("{given}{digits}"),
        4 => format!("{family}.{given}{digits}"),
        5 => format!("{hobby}{digits}"),
        6 => format!("{hobby}_{given}"),
        7 => format!("{given}-{family}"),
        8 => format!("the{family}s"),
        9 => format!("{}.{}.{family}", &given[..1], letters::mint(rng, "A").to_lowercase()),
        _ => format!("{family}{digits}"),
    };
    let own = handle(place(rng, "employer"));
    let domain = match rng.u8(..10) {
        0..3 => "gmail.com".to_owned(),
        3 => pick(rng, &["yahoo.com", "aol.com", "hotmail.com", "msn.com"]).to_owned(),
        4 => pick(rng, &["outlook.com", "icloud.com", "proton.me", "live.ca"]).to_owned(),
        5 => pick(rng, &["comcast.net", "att.net", "cox.net", "btinternet.co.uk"]).to_owned(),
        6 => format!("{own}.com"),
        7 => format!("mail.{own}.org"),
        8 => format!("{family}family.net"),
        _ => format!("{}.edu", handle(place(rng, "street"))),
    };
    format!("{local}@{domain}")
}

/// A link that belongs to one person: a visit's room, a page of their own.
pub(super) fn url(rng: &mut Rng, given: &str, family: &str) -> String {
    let (clinic, code) = (handle(place(rng, "clinic")), letters::mint(rng, "AA99A9").to_lowercase());
    let who = format!("{}{}", handle(given), handle(family));
    match rng.u8(..7) {
        0 => format!("https://visit.{clinic}.com/room/{code}"),
        1 => format!("{clinic}.com/p/{who}"),
        2 => format!("www.{who}.net"),
        3 => format!("http://meet.{clinic}.org/{code}"),
        4 => format!("facebook.com/{}.{}", handle(given), handle(family)),
        5 => format!("https://portal.{clinic}.com/u/{}?v={}", letters::mint(rng, "89999"), code),
        _ => format!("{}.com/join/{code}", pick(rng, &["doxyroom", "televisit", "carelink"])),
    }
}

/// A machine's address (RFC 791, now and then RFC 4291) of a home, an office or a provider's net.
pub(super) fn ip(rng: &mut Rng, form: Form) -> String {
    if form == Form::Written && chance(rng, 12) {
        let groups: Vec<String> = (0..4).map(|_| format!("{:x}", rng.u16(1..))).collect();
        return format!("{}::{}", pick(rng, &["2600:1700", "fe80", "2001:db8"]), groups.join(":"));
    }
    let head = pick(rng, &["192.168", "10.0", "172.16", "73.112", "98.40", "24.6"]);
    format!("{head}.{}.{}", rng.u8(..), rng.u8(1..))
}

/// Mail or link in parts; said aloud, "dot", "at" and "slash" are words.
pub(super) fn parts(rng: &mut Rng, written: &str, form: Form) -> Vec<String> {
    if form == Form::Written {
        return vec![written.to_owned()];
    }
    let bare = written.trim_start_matches("https://").trim_start_matches("http://");
    let mut parts = vec![String::new()];
    let spelled = chance(rng, 15);
    for token in tokens(bare) {
        if token == "@" {
            parts.push(String::new());
        }
        let said = say(rng, token, spelled && parts.len() == 1);
        let part = parts.last_mut().expect("one part was put in at the start");
        if !part.is_empty() {
            part.push(' ');
        }
        part.push_str(&said);
    }
    parts
}

/// An IP address aloud: each number whole or digit by digit.
pub(super) fn ip_aloud(rng: &mut Rng, ip: &str) -> Vec<String> {
    let singly = chance(rng, 45);
    let number = |rng: &mut Rng, n: &str| match (singly, n.len(), n.parse::<u64>().unwrap_or(0)) {
        (false, 3, n) if n % 100 >= 10 => format!("{} {}", cardinal(n / 100), cardinal(n % 100)),
        (false, _, n) => cardinal(n),
        (true, ..) => n.chars().map(|c| digit(rng, c)).collect::<Vec<_>>().join(" "),
    };
    let said: Vec<String> = ip.split('.').map(|n| number(rng, n)).collect();
    let dot = pick(rng, &[" dot ", " dot ", " point "]);
    vec![said[..2].join(dot) + dot.trim_end(), said[2..].join(dot)]
}

fn tokens(text: &str) -> Vec<&str> {
    let (mut tokens, mut from) = (Vec::new(), 0);
    let class = |c: char| {
        if c.is_ascii_digit() {
            1
        } else if c.is_alphabetic() {
            2
        } else {
            3
        }
    };
    let all: Vec<(usize, char)> = text.char_indices().collect();
    for pair in all.windows(2) {
        if class(pair[0].1) != class(pair[1].1) || class(pair[1].1) == 3 {
            tokens.push(&text[from..pair[1].0]);
            from = pair[1].0;
        }
    }
    tokens.push(&text[from..]);
    tokens
}

fn say(rng: &mut Rng, token: &str, spelled: bool) -> String {
    match token {
        "." => "dot".to_owned(),
        "@" => "at".to_owned(),
        "/" => pick(rng, &["slash", "slash", "forward slash"]).to_owned(),
        "_" => pick(rng, &["underscore", "under score"]).to_owned(),
        "-" => pick(rng, &["dash", "hyphen"]).to_owned(),
        "?" => "question mark".to_owned(),
        "=" => "equals".to_owned(),
        "www" => pick(rng, &["w w w", "triple w", "www"]).to_owned(),
        "com" | "net" | "org" => token.to_owned(),
        "edu" | "uk" | "ca" | "me" | "co" | "msn" | "aol" | "att" if chance(rng, 50) => letters_of(token),
        "gmail" => pick(rng, &["gmail", "gmail", "g mail", "gee mail"]).to_owned(),
        digits if digits.starts_with(|c: char| c.is_ascii_digit()) => chunk(rng, digits),
        short if short.len() == 1 || spelled => letters_of(short),
        word => word.to_owned(),
    }
}

fn letters_of(word: &str) -> String {
    word.chars().map(|c| c.to_string()).collect::<Vec<_>>().join(" ")
}
