//! Which rule of an employer a word is the main word of. A word may be in a set whose rule then passes over it, but no rule knows a
//! word that its set has not.

use super::institutions::{faith, unions, units};
use super::trades::OCCUPATION;
use super::triggers::VERBS;
use crate::engine::text::Doc;
use crate::engine::text::words::roles::{Roles, Set, room};

/// Houses of worship.
pub(super) const FAITH: u32 = 1;
/// Schools.
pub(super) const SCHOOL: u32 = 1 << 1;
/// Clubs.
pub(super) const CLUB: u32 = 1 << 2;
/// Unions.
pub(super) const UNION: u32 = 1 << 3;
/// Military units and ships.
pub(super) const UNIT: u32 = 1 << 4;
/// Crews.
pub(super) const CREW: u32 = 1 << 5;
/// Homes.
pub(super) const HOME: u32 = 1 << 6;
/// Verbs of work.
pub(super) const VERB: u32 = 1 << 7;
/// What somebody left.
pub(super) const LEFT: u32 = 1 << 8;
/// Positions.
pub(super) const POSITION: u32 = 1 << 9;
/// What the name follows.
pub(super) const NAMED: u32 = 1 << 10;
/// Schooling.
pub(super) const STUDY: u32 = 1 << 11;
/// Prepositions.
pub(super) const PLACED: u32 = 1 << 12;
/// Questions for an employer.
pub(super) const QUESTION: u32 = 1 << 13;
/// Places of work without a name.
pub(super) const PLANT: u32 = 1 << 14;

/// All institutions.
pub(super) const INSTITUTION: u32 = FAITH | SCHOOL | CLUB | UNION | UNIT | CREW | HOME;
/// All leads.
pub(super) const LEAD: u32 = VERB | LEFT | POSITION | NAMED | STUDY | PLACED;

#[rustfmt::skip]
const SETS: &[Set] = &[
    (FAITH, faith::DENOMINATIONS),
    (FAITH, &["saint", "st", "saints", "santo", "lady", "sisters", "daughters", "missionaries", "mount", "mt", "holy", "sacred",
        "immaculate", "camp", "masjid", "wat", "iglesia", "congregation", "temple", "chabad", "parroquia", "gurdwara", "church",
        "tabernacle", "chapel", "cathedral", "parish", "synagogue", "mosque", "fellowship", "ministries", "assembly", "mandir"]),
    (SCHOOL, &["school", "elementary", "primary", "secondary", "intermediate", "montessori", "polytechnic", "grammar", "high",
        "middle", "junior", "prep", "tech", "christian", "charter", "magnet", "consolidated", "preparatory", "academy",
        "preschool", "daycare", "seminary", "yeshiva", "isd", "usd", "unified", "technical", "college", "university",
        "institute", "schools", "at", "state"]),
    (CLUB, &["society", "guild", "sodality", "auxiliary", "vfw", "rotary", "kiwanis", "elks", "shriners", "ymca", "ywca",
        "amvets", "knights", "legion", "scout", "scouts", "lions", "moose", "masonic"]),
    (UNION, unions::UNIONS),
    (UNION, &["local", "with", "through", "union"]),
    (UNIT, units::ARMS),
    (UNIT, &["uss", "hms", "usns", "hmcs", "uscgc", "cutter", "carrier", "destroyer", "submarine", "frigate", "battleship",
        "aboard", "seabees", "company", "troop", "battery", "platoon", "reserve", "guard", "army", "unit", "deployed", "outfit",
        "with"]),
    (CREW, &["engine", "ladder", "squad", "truck", "precinct", "firehouse"]),
    (HOME, &["manor", "lodge", "shelter", "reformatory", "penitentiary", "camp", "stake", "elevator", "ward", "start", "care",
        "post", "house", "op", "coop", "home", "homes", "daycare", "school", "church", "work", "employer", "preschool"]),
    (VERB, VERBS),
    (VERB, &["work", "job", "works", "worked", "working", "own", "owns", "run", "runs", "owned", "manage", "manages", "managed",
        "owner"]),
    (LEFT, &["retired", "retirement", "pension", "laid", "fired", "furloughed", "quit", "let", "leave"]),
    (POSITION, OCCUPATION),
    (POSITION, &["job", "position", "internship", "career", "shift", "shifts", "employee", "employees", "employed", "years",
        "yrs", "hurt", "injured", "accident", "payroll", "hr", "resources", "boss", "manager", "supervisor", "coworkers",
        "coworker", "foreman", "crew", "union", "lunchroom", "cafeteria", "kitchen", "desk", "line", "floor", "maintenance",
        "housekeeping", "register", "counter", "forklift", "security", "reception", "deli", "grill", "dock", "tables", "night",
        "nights", "camp", "bunkhouse", "books"]),
    (NAMED, &["employer", "employer's", "company's", "contractor's", "company", "school", "daycare", "church", "preschool",
        "nursery", "college", "union", "parish", "unit", "work", "job", "workplace", "business", "shop", "insurance", "coverage",
        "plan", "policy", "benefits", "covered", "insured", "sponsored", "contractor", "grower", "outfit", "agency", "orchard",
        "farm", "plant", "mill", "yard", "called", "calling", "through"]),
    (STUDY, &["grade", "grader", "kindergarten", "school", "classes", "prom", "recital", "off", "goes", "go", "went", "going",
        "discharged", "transferred", "admitted", "attend", "attends", "attended", "attending", "enrolled", "graduated",
        "graduating", "graduate", "grad", "alum", "alumni", "dean", "student", "left"]),
    (PLACED, &["with", "at", "from"]),
    (QUESTION, &["work", "working", "works", "employed", "job", "employer", "workplace", "company", "school", "church", "union",
        "ship", "unit", "outfit", "mill", "plant", "branch", "daycare", "nursery", "college", "parish", "team", "university",
        "preschool", "carrier", "occupation", "living"]),
    (PLANT, &["plant", "mill", "mills", "factory", "refinery", "cannery", "foundry", "sawmill"]),
];
static CUES: Roles<{ room(SETS) }> = Roles::new(SETS);

/// What the word is.
#[inline]
pub(super) fn cues(doc: &Doc, i: usize) -> u32 {
    CUES.of(doc.hash(i))
}
