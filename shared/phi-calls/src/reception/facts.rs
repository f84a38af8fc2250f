//! What one call is about: who is in it and what numbers they have.
use fastrand::Rng;

use super::lists::{self, lists};

/// A person.
#[derive(Clone)]
pub struct Person {
    /// Given name.
    pub given: String,
    /// Middle name or initial, where there is one.
    pub middle: Option<String>,
    /// Family name, particles and all.
    pub family: String,
    /// "Mrs.".
    pub title: &'static str,
}

/// A calendar day.
#[derive(Clone, Copy)]
pub struct Day {
    /// Year.
    pub year: u32,
    /// Month, from 1.
    pub month: u32,
    /// Day, from 1.
    pub date: u32,
}

/// Where somebody lives.
#[derive(Clone)]
pub struct Home {
    /// House number.
    pub number: u32,
    /// "Maple Street".
    pub street: String,
    /// "Apartment", "4B".
    pub unit: Option<(&'static str, String)>,
    /// City.
    pub city: String,
    /// State, as an index into [`super::places::STATES`].
    pub state: usize,
    /// Five digits, or nine.
    pub zip: String,
}

/// Who and what a call is about.
pub struct Facts {
    /// Patient, relative, agent, provider, somebody else: by [`super::names::Owner`].
    pub people: [Person; 5],
    /// Born.
    pub dob: Day,
    /// A day that the call is about.
    pub appt: Day,
    /// Ten digits.
    pub phone: String,
    /// Ten digits of the place called.
    pub desk: String,
    /// Local part and domain.
    pub email: (String, String),
    /// Where the patient lives.
    pub home: Home,
    /// Numbers of the patient, by [`super::ids::Id`].
    pub ids: Vec<String>,
    /// Places and firms, by [`super::slots::Firm`].
    pub firms: [String; 4],
}

impl Facts {
    /// Facts of one call.
    pub fn draw(rng: &mut Rng) -> Self {
        let people = std::array::from_fn(|_| person(rng));
        Self {
            dob: birth(rng),
            appt: recent(rng),
            phone: phone(rng),
            desk: phone(rng),
            email: super::contact::email(rng, &people[0]),
            home: super::places::home(rng),
            ids: super::ids::draw(rng),
            firms: [employer(rng), facility(rng), one(rng, &lists().insurers), one(rng, &lists().pharmacies)],
            people,
        }
    }
}

fn one(rng: &mut Rng, from: &[String]) -> String {
    from[rng.usize(..from.len())].clone()
}

/// A person of any origin, a quarter of them with a name that no list holds.
pub fn person(rng: &mut Rng) -> Person {
    let given = given(rng);
    let middle = match rng.u8(..10) {
        0 => Some(lists::one(rng, &lists().given).to_owned()),
        1 | 2 => Some(char::from(b'A' + rng.u8(..26)).to_string()),
        _ => None,
    };
    let titles = ["Mrs.", "Mr.", "Ms.", "Miss", "Mr.", "Ms."];
    Person { given, middle, family: family(rng), title: titles[rng.usize(..titles.len())] }
}

/// A given name.
pub fn given(rng: &mut Rng) -> String {
    let name = match rng.u8(..100) {
        0..25 => syllables(rng, false),
        25..35 => lists::one(rng, &lists().word_given).to_owned(),
        _ => lists::one(rng, &lists().given).to_owned(),
    };
    match rng.u8(..100) {
        0..2 => format!("{name}-{}", lists::one(rng, &lists().given)),
        2..4 => format!("{name} {}", ["Ann", "Lee", "Jo", "Kate", "Mae", "Lou", "Beth", "Jean"][rng.usize(..8)]),
        _ => name,
    }
}

/// A family name.
pub fn family(rng: &mut Rng) -> String {
    const PARTICLES: [&str; 24] = [
        "de la ", "van der ", "von ", "Al-", "El-", "de ", "del ", "da ", "dos ", "la ", "Le ", "St. ", "bin ", "Abu ",
        "di ", "van ", "ter ", "O'", "Mc", "Mac", "D'", "Ben-", "de los ", "San ",
    ];
    let name = match rng.u8(..100) {
        0..25 => syllables(rng, true),
        25..35 => lists::one(rng, &lists().word_family).to_owned(),
        _ => lists::one(rng, &lists().family).to_owned(),
    };
    match rng.u8(..100) {
        0..6 => format!("{}{name}", PARTICLES[rng.usize(..PARTICLES.len())]),
        6..11 => format!("{name}-{}", lists::one(rng, &lists().family)),
        11..13 => format!("{name} {}", lists::one(rng, &lists().family)),
        _ => name,
    }
}

/// A name that can be pronounced and that nobody has listed.
fn syllables(rng: &mut Rng, family: bool) -> String {
    const ONSETS: [&str; 44] = [
        "b", "br", "ch", "d", "dr", "f", "g", "gr", "h", "j", "k", "kh", "kr", "l", "m", "n", "ng", "p", "ph", "pr",
        "r", "s", "sh", "st", "t", "th", "tr", "v", "w", "y", "z", "zh", "", "", "", "sk", "tsh", "qu", "dh", "ny",
        "mb", "sw", "cl", "x",
    ];
    const VOWELS: [&str; 18] =
        ["a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "ee", "ia", "ou", "oo", "ei", "ay", "eo", "ue"];
    const CODAS: [&str; 26] = [
        "", "", "", "", "", "", "n", "n", "r", "l", "s", "m", "k", "t", "sh", "nd", "rd", "ng", "th", "v", "x", "z",
        "ck", "lt", "ss", "rn",
    ];
    const ENDS: [&str; 28] = [
        "son", "ski", "wicz", "ez", "ov", "ova", "enko", "ian", "man", "stein", "berg", "field", "worth", "ley", "ton",
        "wala", "nathan", "puram", "escu", "idis", "elli", "etti", "sen", "quist", "bury", "well", "yan", "aga",
    ];
    let mut name = String::new();
    for _ in 0..rng.usize(if family { 1..4 } else { 2..4 }) {
        for part in [&ONSETS[..], &VOWELS[..], &CODAS[..]] {
            name.push_str(part[rng.usize(..part.len())]);
        }
    }
    if family && rng.bool() || name.len() < 3 {
        name.push_str(ENDS[rng.usize(..ENDS.len())]);
    } else if !family && rng.u8(..3) == 0 {
        name.push_str(["a", "ia", "elle", "ine", "us", "o", "yn", "ette"][rng.usize(..8)]);
    }
    super::scribe::capital(&name)
}

fn day(rng: &mut Rng, years: std::ops::Range<u32>) -> Day {
    let (year, month) = (rng.u32(years), rng.u32(1..13));
    let last = match month {
        2 => 28 + u32::from(year.is_multiple_of(4) && year != 1900),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    Day { year, month, date: rng.u32(1..=last) }
}

/// A day on which a patient may be born.
pub fn birth(rng: &mut Rng) -> Day {
    let years = if rng.u8(..10) == 0 { 1922..1940 } else { 1935..2026 };
    day(rng, years)
}

/// A day that calls speak about.
pub fn recent(rng: &mut Rng) -> Day {
    let years = if rng.u8(..5) == 0 { 1996..2024 } else { 2023..2028 };
    day(rng, years)
}

/// Ten digits of a telephone; a quarter of them in the range kept for fiction, 555-01XX.
pub fn phone(rng: &mut Rng) -> String {
    let area = rng.u32(201..990);
    if rng.u8(..4) == 0 {
        return format!("{area}55501{:02}", rng.u32(..100));
    }
    format!("{area}{}{:04}", rng.u32(200..1000), rng.u32(..10000))
}

/// A firm that somebody works for.
pub fn employer(rng: &mut Rng) -> String {
    const KINDS: [&str; 40] = [
        "Industries",
        "Logistics",
        "Construction",
        "Plumbing",
        "and Sons",
        "Trucking",
        "Foods",
        "Manufacturing",
        "Bakery",
        "Electric",
        "Landscaping",
        "Law Group",
        "Motors",
        "Unified School District",
        "County Sheriff",
        "Consulting",
        "Brewing",
        "Elementary School",
        "Insurance Agency",
        "Steel",
        "Packaging",
        "Farms",
        "Staffing",
        "Realty",
        "Roofing",
        "Paper Company",
        "Software",
        "Hotel",
        "Diner",
        "Furniture",
        "Bank",
        "Credit Union",
        "Airlines",
        "Textiles",
        "High School",
        "University",
        "Freight",
        "Auto Body",
        "City Transit",
        "Dry Cleaners",
    ];
    match rng.u8(..10) {
        0..3 => one(rng, &lists().employers),
        3..6 => format!("{} {}", family(rng), KINDS[rng.usize(..KINDS.len())]),
        6..8 => format!("{} {}", lists::one(rng, &lists().cities), KINDS[rng.usize(..KINDS.len())]),
        _ => format!("{} {}", lists::one(rng, &lists().street), KINDS[rng.usize(..KINDS.len())]),
    }
}

/// A place of care.
pub fn facility(rng: &mut Rng) -> String {
    const KINDS: [&str; 26] = [
        "Family Medicine",
        "Medical Center",
        "Clinic",
        "Pediatrics",
        "Cardiology Associates",
        "Orthopedics",
        "Dental",
        "Community Hospital",
        "Health Partners",
        "Women's Health",
        "Dermatology",
        "Eye Care",
        "Urgent Care",
        "Primary Care",
        "Internal Medicine",
        "Regional Hospital",
        "Home Health",
        "Oncology",
        "Imaging",
        "Labs",
        "Physical Therapy",
        "Behavioral Health",
        "Neurology",
        "Gastroenterology",
        "Allergy and Asthma",
        "Memorial Hospital",
    ];
    let first = match rng.u8(..3) {
        0 => lists::one(rng, &lists().cities),
        1 => lists::one(rng, &lists().street),
        _ => lists::one(rng, &lists().saints),
    };
    format!("{first} {}", KINDS[rng.usize(..KINDS.len())])
}
