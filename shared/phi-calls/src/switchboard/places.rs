//! Where people live: streets, boxes, rural routes, codes of three countries.
use fastrand::Rng;

use super::letters;
use super::lists::{chance, pick, place};
use super::numbers::{self, cardinal};
use crate::call::Form;

/// An address, each part as it is written.
#[derive(Clone, Debug)]
pub(super) struct Address {
    shape: Shape,
    number: String,
    street: &'static str,
    way: (&'static str, &'static str),
    direction: (&'static str, &'static str),
    unit: Option<(&'static str, String)>,
    pub city: &'static str,
    state: (&'static str, &'static str),
    pub code: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Street,
    Box,
    Rural,
    Abroad,
}

/// An address that does not exist.
pub(super) fn address(rng: &mut Rng) -> Address {
    let shape = pick(rng, &[[Shape::Street; 8].as_slice(), &[Shape::Box, Shape::Rural, Shape::Abroad]].concat());
    let count = rng.usize(1..6).clamp(2, 5);
    let unit = chance(rng, 30).then(|| {
        let number = if chance(rng, 50) { letters::mint(rng, "8A") } else { letters::mint(rng, "89") };
        (pick(rng, &["apartment", "unit", "apt", "suite", "lot", "#"]), number)
    });
    let way = place(rng, "way").split_once(',').unwrap_or(("Street", "St"));
    let direction = pick(rng, &[("", ""), ("", ""), ("N", "North"), ("S.", "South"), ("W", "West"), ("E.", "East")]);
    let (number, street) = (numbers::random(rng, count), place(rng, "street"));
    if shape == Shape::Abroad {
        let (city, code) = place(rng, "abroad").split_once(',').unwrap_or_default();
        return Address {
            shape,
            number,
            street,
            way,
            direction,
            unit: None,
            city,
            state: ("", ""),
            code: code.to_owned(),
        };
    }
    let mut fields = place(rng, "city").split(',');
    let mut field = || fields.next().unwrap_or_default();
    let (city, state, prefix) = (field(), (field(), field()), field());
    Address {
        shape,
        number,
        street,
        way,
        direction,
        unit,
        city,
        state,
        code: format!("{prefix}{}", letters::mint(rng, "99")),
    }
}

impl Address {
    /// Street, place and code: parts that may be said a turn apart.
    pub(super) fn parts(&self, rng: &mut Rng, form: Form) -> Vec<String> {
        let mut parts = vec![self.street(rng, form)];
        let state = match form {
            Form::Written if chance(rng, 60) => self.state.1.to_owned(),
            Form::Written => self.state.0.to_owned(),
            Form::Spoken => self.state.0.to_lowercase(),
        };
        let city = if form == Form::Spoken { self.city.to_lowercase() } else { self.city.to_owned() };
        match rng.u8(..10) {
            0 => return parts,
            1 => parts.push(city),
            _ => {
                let gap = if form == Form::Written && !state.is_empty() { ", " } else { " " };
                parts.push(format!("{city}{gap}{state}").trim().to_owned());
                if chance(rng, 80) {
                    parts.push(self.code(rng, form));
                }
            }
        }
        parts
    }

    /// The postal code alone.
    pub(super) fn code(&self, rng: &mut Rng, form: Form) -> String {
        if form == Form::Written {
            return match self.shape {
                Shape::Street if chance(rng, 12) => format!("{}-{}", self.code, letters::mint(rng, "8999")),
                Shape::Street | Shape::Box | Shape::Rural | Shape::Abroad => self.code.clone(),
            };
        }
        let code = self.code.replace(' ', "");
        if self.shape == Shape::Abroad {
            return letters::code(rng, &code, form).join(" ");
        }
        match rng.u8(..3) {
            0 => numbers::groups(&code, &[3, 2]).iter().map(|g| numbers::chunk(rng, g)).collect::<Vec<_>>().join(" "),
            _ => code.chars().map(|c| numbers::digit(rng, c)).collect::<Vec<_>>().join(" "),
        }
    }

    fn street(&self, rng: &mut Rng, form: Form) -> String {
        let small = letters::mint(rng, "8");
        match (self.shape, form) {
            (Shape::Box, Form::Written) => format!("{} {}", pick(rng, &["P.O. Box", "PO Box", "Box"]), self.number),
            (Shape::Box, Form::Spoken) => format!("p o box {}", numbers::chunk(rng, &self.number)),
            (Shape::Rural, Form::Written) => {
                format!("{} {small} Box {}", pick(rng, &["RR", "Rural Route", "R.R.", "HC"]), self.number)
            }
            (Shape::Rural, Form::Spoken) => {
                let small = cardinal(small.parse().unwrap_or(1));
                format!("rural route {small} box {}", numbers::chunk(rng, &self.number))
            }
            (Shape::Street | Shape::Abroad, Form::Written) => self.written_street(rng),
            (Shape::Street | Shape::Abroad, Form::Spoken) => self.spoken_street(rng),
        }
    }

    fn written_street(&self, rng: &mut Rng) -> String {
        let way = if chance(rng, 50) { self.way.0 } else { self.way.1 };
        let direction = if chance(rng, 50) { self.direction.0 } else { self.direction.1 };
        let direction = if direction.is_empty() { String::new() } else { format!("{direction} ") };
        let way = if chance(rng, 90) { format!(" {way}") } else { String::new() };
        let unit = self.unit.as_ref().map_or_else(String::new, |(word, number)| match *word {
            "#" => format!(" #{number}"),
            "apt" => format!(" Apt {number}"),
            other => format!(", {other} {number}"),
        });
        format!("{} {direction}{}{way}{unit}", self.number, self.street)
    }

    fn spoken_street(&self, rng: &mut Rng) -> String {
        let number = match self.number.len() {
            2 | 3 if chance(rng, 50) => cardinal(self.number.parse().unwrap_or(1)),
            _ => numbers::chunk(rng, &self.number),
        };
        let direction = self.direction.1.to_lowercase();
        let direction = if direction.is_empty() { direction } else { format!("{direction} ") };
        let way = if chance(rng, 88) { format!(" {}", self.way.0.to_lowercase()) } else { String::new() };
        let hesitates = if chance(rng, 10) { "{uh} " } else { "" };
        let unit = self.unit.as_ref().map_or_else(String::new, |(word, number)| {
            let word = if *word == "#" {
                "number"
            } else if *word == "apt" {
                "apartment"
            } else {
                word
            };
            format!(" {word} {}", letters::code(rng, number, Form::Spoken).join(" "))
        });
        format!("{number} {hesitates}{direction}{}{way}{unit}", self.street.to_lowercase())
    }
}
