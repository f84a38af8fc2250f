//! What the grammar names and the code writes: values, names, look-alikes.
use super::contact;
use super::dates::{self, MONTHS};
use super::facts;
use super::ids::{self, IDS, Id};
use super::lists::{self, lists};
use super::measures::{self, Measure};
use super::names::{self, Owner, Shape};
use super::numbers;
use super::places::{self, Extent};
use super::scribe::{Scribe, Value};
use crate::call::{Kind, Role};

/// A firm of the call.
#[derive(Clone, Copy)]
pub enum Firm {
    /// Somebody's employer.
    Employer,
    /// A place of care.
    Facility,
    /// An insurer.
    Insurer,
    /// A pharmacy.
    Pharmacy,
}

/// Something that the code writes.
#[derive(Clone, Copy)]
pub enum Slot {
    Name(Owner, Shape),
    Id(Id),
    NewId(Id),
    Dob,
    NewDob,
    Day,
    Appointment,
    Phone,
    NewPhone,
    Desk,
    TollFree,
    Extension,
    Email,
    Address(Extent),
    NewAddress(Extent),
    State,
    Url,
    Ip,
    Old,
    Firm(Firm),
    NewEmployer,
    Weekday,
    Month,
    Expiry,
    Measure(Measure),
}

/// The slot with this name in the grammar.
pub fn find(name: &str) -> Option<Slot> {
    if let Some((owner, shape)) = name.split_once('.')
        && let (Some(owner), Some(shape)) = (Owner::find(owner), Shape::find(shape))
    {
        return Some(Slot::Name(owner, shape));
    }
    let id = |name: &str| IDS.iter().find(|i| i.1 == name).map(|i| i.0);
    if let Some(value) = name.strip_prefix("v.") {
        return id(value).map(Slot::Id).or_else(|| find_value(value));
    }
    if let Some(value) = name.strip_prefix("new.") {
        return id(value).map(Slot::NewId).or_else(|| find_new(value));
    }
    measures::find(name).map(Slot::Measure)
}

fn find_value(name: &str) -> Option<Slot> {
    Some(match name {
        "name" => Slot::Name(Owner::Patient, Shape::Full),
        "dob" => Slot::Dob,
        "date" => Slot::Day,
        "appt" => Slot::Appointment,
        "phone" => Slot::Phone,
        "desk" => Slot::Desk,
        "tollfree" => Slot::TollFree,
        "ext" => Slot::Extension,
        "email" => Slot::Email,
        "addr" => Slot::Address(Extent::Whole),
        "street" => Slot::Address(Extent::Street),
        "city" => Slot::Address(Extent::City),
        "zip" => Slot::Address(Extent::Zip),
        "state" => Slot::State,
        "url" => Slot::Url,
        "ip" => Slot::Ip,
        "old" => Slot::Old,
        "employer" => Slot::Firm(Firm::Employer),
        "facility" => Slot::Firm(Firm::Facility),
        "insurer" => Slot::Firm(Firm::Insurer),
        "pharmacy" => Slot::Firm(Firm::Pharmacy),
        "weekday" => Slot::Weekday,
        "month" => Slot::Month,
        "expiry" => Slot::Expiry,
        _ => return None,
    })
}

fn find_new(name: &str) -> Option<Slot> {
    Some(match name {
        "name" => Slot::Name(Owner::Other, Shape::Full),
        "dob" => Slot::NewDob,
        "phone" => Slot::NewPhone,
        "email" => Slot::Email,
        "addr" => Slot::NewAddress(Extent::Whole),
        "street" => Slot::NewAddress(Extent::Street),
        "city" => Slot::NewAddress(Extent::City),
        "zip" => Slot::NewAddress(Extent::Zip),
        "employer" => Slot::NewEmployer,
        "date" | "appt" => Slot::Day,
        _ => return None,
    })
}

/// Writes a slot.
pub fn write(slot: Slot, s: &mut Scribe) {
    match slot {
        Slot::Name(owner, shape) => names::write(owner, shape, s),
        Slot::Id(id) => ids::write(id, s),
        Slot::NewId(id) => ids::write_new(id, s),
        Slot::Dob | Slot::NewDob => {
            let day = if matches!(slot, Slot::Dob) { s.facts.dob } else { facts::birth(&mut s.rng) };
            let value = dates::said(day, true, s);
            s.value(Kind::Dob, Role::Patient, &value);
        }
        Slot::Day | Slot::Appointment => {
            let day = if matches!(slot, Slot::Appointment) { s.facts.appt } else { facts::recent(&mut s.rng) };
            let value = dates::said(day, false, s);
            s.value(Kind::Date, Role::Patient, &value);
        }
        Slot::Phone | Slot::NewPhone | Slot::Desk => phone(slot, s),
        Slot::TollFree => contact::write_tollfree(s),
        Slot::Extension => contact::write_extension(s),
        Slot::Email => contact::write_email(s),
        Slot::Address(extent) => places::write(extent, s),
        Slot::NewAddress(extent) => {
            s.facts.home = places::home(&mut s.rng);
            places::write(extent, s);
        }
        Slot::State => {
            let at = s.rng.usize(..places::STATES.len() - 1);
            s.optional(Kind::Address, Role::Patient, places::STATES[at].0);
        }
        Slot::Url => contact::write_url(s),
        Slot::Ip => contact::write_ip(s),
        Slot::Old => old(s),
        Slot::Firm(firm) => write_firm(firm, s),
        Slot::NewEmployer => {
            s.facts.firms[Firm::Employer as usize] = facts::employer(&mut s.rng);
            write_firm(Firm::Employer, s);
        }
        Slot::Weekday => weekday(s),
        Slot::Month => {
            let month = s.pick(&MONTHS);
            s.optional(Kind::Date, Role::Patient, month);
        }
        Slot::Expiry => expiry(s),
        Slot::Measure(measure) => measures::write(measure, s),
    }
}

fn phone(slot: Slot, s: &mut Scribe) {
    let (digits, role) = if matches!(slot, Slot::NewPhone) {
        (facts::phone(&mut s.rng), Role::Other)
    } else if matches!(slot, Slot::Desk) {
        (s.facts.desk.clone(), Role::Agent)
    } else {
        (s.facts.phone.clone(), Role::Patient)
    };
    contact::write_phone(&digits, role, s);
}

fn write_firm(firm: Firm, s: &mut Scribe) {
    let name = s.facts.firms[firm as usize].clone();
    let name = if s.style.form == crate::call::Form::Spoken {
        name.replace(['-', '.', '&'], " ").replace("  ", " and ")
    } else {
        name
    };
    match firm {
        Firm::Employer => s.value(Kind::Org, Role::Patient, &Value::whole(name)),
        Firm::Facility | Firm::Insurer | Firm::Pharmacy => s.optional(Kind::Org, Role::Facility, &name),
    }
}

fn weekday(s: &mut Scribe) {
    let day = s.pick(&["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]);
    s.optional(Kind::Date, Role::Patient, day);
}

/// An age over 89, which 45 CFR 164.514(b)(2)(i)(C) counts among the identifiers.
fn old(s: &mut Scribe) {
    let n = s.rng.u32(90..106);
    let said = if s.figures() { n.to_string() } else { numbers::cardinal(n) };
    let dash = if s.figures() { "-" } else { " " };
    let text = match s.rng.u8(..9) {
        0..3 => format!("{said} years old"),
        3 => format!("{said}{dash}year{dash}old"),
        4 => format!("{said} years of age"),
        5 => format!("age {said}"),
        _ => said,
    };
    let text = if s.style.form == crate::call::Form::Spoken { text.replace('-', " ") } else { text };
    s.phi(Kind::AgeOver89, Role::Patient, &text);
}

/// When a card ends.
fn expiry(s: &mut Scribe) {
    let (m, y) = (s.rng.u32(1..13), s.rng.u32(25..34));
    let text = if s.figures() {
        let mark = s.pick(&["/", "/", "-", " "]);
        format!("{m:02}{mark}{y}")
    } else {
        let zero = if m < 10 { s.pick(&["oh ", "zero ", ""]) } else { "" };
        match s.rng.u8(..4) {
            0 => format!("{} twenty {}", MONTHS[m as usize - 1], numbers::cardinal(y)),
            1 => format!("{} of {}", MONTHS[m as usize - 1], numbers::cardinal(y)),
            2 => format!("{zero}{} slash {}", numbers::cardinal(m), numbers::cardinal(y)),
            _ => format!("{zero}{} {}", numbers::cardinal(m), numbers::cardinal(y)),
        }
    };
    s.optional(Kind::Card, Role::Patient, &text);
}

/// One of a list, owned.
pub fn listed(list: fn(&lists::Lists) -> &Vec<String>, s: &mut Scribe) -> String {
    lists::one(&mut s.rng, list(lists())).to_owned()
}
