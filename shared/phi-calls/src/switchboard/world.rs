//! Who is on the line, what they want, and the facts that the call is about.
use std::collections::BTreeMap;

use fastrand::Rng;

use super::calendar::{self, Day};
use super::letters::{mint, mint_any};
use super::lists::{self, Part, chance, pick, place};
use super::places::{self, Address};
use super::{net, numbers};
use crate::call::{Form, Kind, Role};

/// How the caller talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Talk {
    Terse,
    Chatty,
    Rambling,
    Hurried,
    Confused,
    Professional,
    Parent,
}

impl Talk {
    /// The name of the manner's clauses.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Terse => "terse",
            Self::Chatty => "chatty",
            Self::Rambling => "rambling",
            Self::Hurried => "hurried",
            Self::Confused => "confused",
            Self::Professional => "professional",
            Self::Parent => "parent",
        }
    }

    /// How often the caller leaves the subject, in percent of exchanges.
    pub(super) const fn digresses(self) -> u8 {
        match self {
            Self::Terse | Self::Hurried => 6,
            Self::Professional => 10,
            Self::Parent => 20,
            Self::Confused => 24,
            Self::Chatty => 38,
            Self::Rambling => 46,
        }
    }
}

/// Who answers the phone.
pub(super) const DESKS: [&str; 5] = ["scripted", "warm", "curt", "ivr", "voice"];

/// One thing that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    Name,
    Dob,
    Phone,
    AltPhone,
    Fax,
    Email,
    Address,
    Zip,
    City,
    Mrn,
    Member,
    Group,
    Ssn,
    Ssn4,
    Card,
    Card4,
    Cvv,
    Expiry,
    Url,
    Ip,
    Elder,
    Age,
    Employer,
    Confirmation,
    Rx,
    Claim,
    Account,
    Licence,
    Plate,
    Serial,
    Invoice,
    Case,
    Gate,
    Visit,
    Past,
    Relative,
    Provider,
}

/// What the call is for: its name in the clauses, whether a professional calls, and what is asked for.
pub(super) struct Goal {
    pub key: &'static str,
    pub professional: bool,
    pub agenda: &'static [Item],
}

use Item::{
    Account, Address as Home, Age, AltPhone, Card, Card4, Case, City, Claim, Confirmation, Cvv, Dob, Elder, Email,
    Employer, Expiry, Fax, Gate, Group, Invoice, Ip, Licence, Member, Mrn, Name, Past, Phone, Plate, Provider,
    Relative, Rx, Serial, Ssn, Ssn4, Url, Visit, Zip,
};

/// The reasons for a call.
pub(super) const GOALS: [Goal; 17] = [
    Goal { key: "refill", professional: false, agenda: &[Name, Dob, Rx, Phone, Provider, Visit] },
    Goal { key: "booking", professional: false, agenda: &[Name, Dob, Phone, Visit, Provider, Confirmation, Age] },
    Goal {
        key: "newpatient",
        professional: false,
        agenda: &[Name, Dob, Home, Phone, Email, Member, Group, Employer, Ssn4, Relative, AltPhone],
    },
    Goal {
        key: "billing",
        professional: false,
        agenda: &[Account, Name, Dob, Card, Expiry, Cvv, Zip, Confirmation, Past],
    },
    Goal { key: "coverage", professional: false, agenda: &[Member, Group, Dob, Employer, Claim, Name, Past] },
    Goal { key: "labs", professional: false, agenda: &[Name, Dob, Mrn, Past, Phone, Provider] },
    Goal { key: "telehealth", professional: false, agenda: &[Name, Email, Ip, Url, Case, Serial, Dob] },
    Goal { key: "records", professional: false, agenda: &[Name, Dob, Fax, Home, Ssn4, Mrn, Past, Url] },
    Goal { key: "referral", professional: true, agenda: &[Name, Dob, Member, Fax, Licence, Phone, Elder, Visit] },
    Goal { key: "priorauth", professional: true, agenda: &[Name, Dob, Member, Rx, Licence, Claim, Case, Fax] },
    Goal { key: "device", professional: false, agenda: &[Serial, Name, Home, Phone, Invoice, Case, Ip] },
    Goal { key: "triage", professional: false, agenda: &[Name, Age, Dob, Phone, Home, Gate, Past] },
    Goal { key: "workcomp", professional: false, agenda: &[Name, Employer, Past, Claim, Ssn, Home, AltPhone] },
    Goal { key: "access", professional: false, agenda: &[Name, Plate, Gate, Visit, Confirmation, Phone] },
    Goal { key: "elder", professional: false, agenda: &[Relative, Elder, Dob, Home, Phone, Ssn, City, Mrn] },
    Goal { key: "portal", professional: false, agenda: &[Email, Dob, Zip, Url, Confirmation, Ip, Card4] },
    Goal { key: "identity", professional: false, agenda: &[Name, Licence, Ssn, Home, Account, Card4, Case] },
];

/// A person's names.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub given: String,
    pub family: String,
    pub middle: Option<char>,
    pub role: Role,
}

/// What is true of an item in one call.
#[derive(Clone, Debug)]
pub(super) enum Fact {
    Person(Person),
    Day(Day),
    Place(Address),
    /// Letters and digits.
    Code(String),
    /// A mail address, a link.
    Text(String),
}

/// One call's people and facts, and its randomness.
pub(super) struct World {
    pub rng: Rng,
    pub form: Form,
    pub talk: Talk,
    pub desk: &'static str,
    pub goal: &'static Goal,
    pub clinic: &'static str,
    pub agent: Person,
    pub patient: Person,
    facts: BTreeMap<Item, Fact>,
}

impl World {
    pub(super) fn new(form: Form, mut rng: Rng) -> Self {
        let goal = &GOALS[rng.usize(..GOALS.len())];
        let talk = if goal.professional {
            Talk::Professional
        } else {
            pick(
                &mut rng,
                &[Talk::Terse, Talk::Chatty, Talk::Chatty, Talk::Rambling, Talk::Hurried, Talk::Confused, Talk::Parent],
            )
        };
        let desk = pick(&mut rng, &DESKS);
        let (agent, patient) = (person(&mut rng, Role::Agent), person(&mut rng, Role::Patient));
        let clinic = place(&mut rng, "clinic");
        Self { rng, form, talk, desk, goal, clinic, agent, patient, facts: BTreeMap::new() }
    }

    /// What is true of the item, the same throughout the call.
    pub(super) fn fact(&mut self, item: Item) -> Fact {
        if let Some(known) = self.facts.get(&item) {
            return known.clone();
        }
        let fact = self.invent(item);
        self.facts.insert(item, fact.clone());
        fact
    }

    /// A person who is only spoken of.
    pub(super) fn someone(&mut self, role: Role) -> Person {
        person(&mut self.rng, role)
    }

    fn invent(&mut self, item: Item) -> Fact {
        let (rng, who) = (&mut self.rng, &self.patient);
        match item {
            Name => Fact::Person(who.clone()),
            Relative => Fact::Person(Person {
                family: if chance(rng, 50) { who.family.clone() } else { lists::name(rng, Part::Family) },
                ..person(rng, Role::Relative)
            }),
            Provider => Fact::Person(person(rng, Role::Provider)),
            Dob if self.goal.agenda.contains(&Elder) => Fact::Day(calendar::day(rng, 1922..1936)),
            Dob => Fact::Day(calendar::day(rng, 1931..2022)),
            Visit | Past => Fact::Day(calendar::day(rng, 2019..2027)),
            Home => Fact::Place(places::address(rng)),
            Zip | City => self.fact(Home),
            Email => Fact::Text(net::email(rng, &who.given, &who.family)),
            Url => Fact::Text(net::url(rng, &who.given, &who.family)),
            Ip => Fact::Text(net::ip(rng, self.form)),
            Employer => Fact::Text(place(rng, "employer").to_owned()),
            Phone | AltPhone | Fax => Fact::Code(phone(rng)),
            Ssn => Fact::Code(mint_any(rng, &["189999999", "399999999", "509999999", "628999999"])),
            Card => Fact::Code(card(rng)),
            Ssn4 | Card4 | Mrn | Member | Group | Cvv | Expiry | Elder | Age | Confirmation | Rx | Claim | Account
            | Licence | Plate | Serial | Invoice | Case | Gate => Fact::Code(code(rng, item)),
        }
    }
}

/// A person who does not exist.
fn person(rng: &mut Rng, role: Role) -> Person {
    let mut family = lists::name(rng, Part::Family);
    if chance(rng, 6) {
        family = format!("{family}-{}", lists::name(rng, Part::Family));
    }
    let middle = chance(rng, 15).then(|| char::from(b'A' + rng.u8(..26)));
    Person { given: lists::name(rng, Part::Given), family, middle, role }
}

/// Ten digits, or eleven of the range that Ofcom keeps for drama (07700 900000 to 900999).
fn phone(rng: &mut Rng) -> String {
    mint_any(rng, &["8998999999", "8998999999", "8995550199", "8998999900", "8998992222", "07700n00999"])
}

/// A card number whose check digit is right (ISO/IEC 7812-1, annex B).
fn card(rng: &mut Rng) -> String {
    let head = mint_any(rng, &["499999999999999", "529999999999999", "601199999999999", "37999999999999"]);
    let doubles = |i: usize| i.is_multiple_of(2);
    let sum: u32 = head
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| match (u32::from(b - b'0'), doubles(i)) {
            (d, true) if d > 4 => d * 2 - 9,
            (d, true) => d * 2,
            (d, false) => d,
        })
        .sum();
    format!("{head}{}", (10 - sum % 10) % 10)
}

fn code(rng: &mut Rng, item: Item) -> String {
    let shapes: &[&str] = match item {
        Ssn4 | Card4 => &["9999"],
        Mrn => &["8999999", "00999999", "MR899999", "899-999", "89999999", "E8999999"],
        Member => &["AAA899999999", "W899999999", "A89999999", "89999999901", "AA8999999-02", "8AA9AA9AA99"],
        Group => &["89999", "899999", "AA8999", "00899", "8999-01"],
        Cvv => &["999", "999", "9999"],
        Expiry => return format!("{:02}{}", rng.u8(1..13), rng.u8(26..33)),
        Elder => return rng.u8(90..104).to_string(),
        Age => return rng.u8(2..90).to_string(),
        Confirmation => &["AAA99A", "A9A9A9", "899999", "AAAAAA", "8999-AA"],
        Rx => &["8999999", "0899999", "8999999-9999", "A899999"],
        Claim => &["CL-8999-99999", "89A9999999", "2025899999", "WC899999", "A8999999"],
        Account => &["89999999", "8999999999", "A-899999", "00089999", "899-99999"],
        Licence => return licence(rng),
        Plate => &["AAA8999", "8AAA999", "899AAA", "AA99AAA", "AAA899"],
        Serial => &["SN8999A99", "A9A99999", "22A8999999", "8999-9999-99", "AA89999A"],
        Invoice => &["INV-89999", "899999", "IN8999"],
        Case => &["INC0089999", "8999999", "TK-8999", "R8999-99"],
        Gate | Name | Dob | Phone | AltPhone | Fax | Email | Home | Zip | City | Ssn | Card | Url | Ip | Employer
        | Visit | Past | Relative | Provider => &["8999", "8999", "899", "89999"],
    };
    mint_any(rng, shapes)
}

/// A driver's licence, or a prescriber's registration number with the check digit of its agency: the sum of the odd
/// places and twice that of the even ones, modulo ten.
fn licence(rng: &mut Rng) -> String {
    if chance(rng, 60) {
        return mint_any(rng, &["A8999999", "A899-9999-9999", "899999999", "AA899999", "A89999999999"]);
    }
    let (letters, digits) = (mint(rng, "BA"), numbers::random(rng, 6));
    let at = |i: usize| u32::from(digits.as_bytes()[i] - b'0');
    let check = (at(0) + at(2) + at(4) + 2 * (at(1) + at(3) + at(5))) % 10;
    format!("{letters}{digits}{check}")
}

/// The item's type, and whether it is neutral.
pub(super) const fn kind(item: Item) -> (Kind, bool) {
    match item {
        Name | Relative | Provider => (Kind::Name, false),
        Dob => (Kind::Dob, false),
        Visit | Past => (Kind::Date, false),
        Phone | AltPhone | Fax => (Kind::Phone, false),
        Email => (Kind::Email, false),
        Home | Zip | City => (Kind::Address, false),
        Mrn => (Kind::Mrn, false),
        Member | Group => (Kind::InsuranceId, false),
        Ssn | Ssn4 => (Kind::Ssn, false),
        Card | Card4 | Cvv => (Kind::Card, false),
        Expiry => (Kind::Card, true),
        Url => (Kind::Url, false),
        Ip => (Kind::Ip, false),
        Elder | Age => (Kind::AgeOver89, false),
        Employer => (Kind::Org, false),
        Confirmation | Rx | Claim | Account | Licence | Plate | Serial | Invoice | Case | Gate => {
            (Kind::OtherId, false)
        }
    }
}

/// The item's name in the clauses.
pub(super) const fn key(item: Item) -> &'static str {
    match item {
        Name => "name",
        Dob => "dob",
        Phone => "phone",
        AltPhone => "altphone",
        Fax => "fax",
        Email => "email",
        Home => "address",
        Zip => "zip",
        City => "city",
        Mrn => "mrn",
        Member => "member",
        Group => "group",
        Ssn => "ssn",
        Ssn4 => "ssn4",
        Card => "card",
        Card4 => "card4",
        Cvv => "cvv",
        Expiry => "expiry",
        Url => "url",
        Ip => "ip",
        Elder => "elder",
        Age => "age",
        Employer => "employer",
        Confirmation => "confirmation",
        Rx => "rx",
        Claim => "claim",
        Account => "account",
        Licence => "licence",
        Plate => "plate",
        Serial => "serial",
        Invoice => "invoice",
        Case => "case",
        Gate => "gate",
        Visit => "visit",
        Past => "past",
        Relative => "relative",
        Provider => "provider",
    }
}
