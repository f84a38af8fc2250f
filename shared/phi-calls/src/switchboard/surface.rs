//! Clauses into pieces: a clause's look-alikes, the world's people, and the value of the act.
use super::line::{Line, Mark};
use super::lists::{chance, clause, clause_sections, pick, place};
use super::speak::speak;
use super::value::{Value, mention, misheard, value};
use super::world::{self, Fact, Item, Talk, World};
use super::{letters, lookalike};
use crate::call::{Form, Kind, Role};

/// Adds a clause; `~` stands for the value.
pub(super) fn add(world: &mut World, line: &mut Line, clause: &'static str, said: Option<(Item, &Value, &str)>) {
    let mut rest = clause;
    while let Some(at) = rest.find(['<', '~']) {
        add_plain(world, line, &rest[..at]);
        if rest[at..].starts_with('~') {
            if let Some((item, value, words)) = said {
                add_value(world, line, item, value, words);
            }
            rest = &rest[at + 1..];
            continue;
        }
        let (inside, after) = rest[at + 1..].split_once('>').unwrap_or(("", ""));
        rest = after;
        match (inside.strip_prefix('='), inside.split_once('|')) {
            (Some(slot), _) => add_slot(world, line, slot),
            (None, Some((kind, text))) => {
                let text = aloud(world, text);
                line.push(Mark::Negative(kind), text);
            }
            (None, None) => {}
        }
    }
    add_plain(world, line, rest);
}

fn aloud(world: &mut World, text: &str) -> String {
    if world.form == Form::Spoken { speak(&mut world.rng, text) } else { text.trim().to_owned() }
}

fn add_plain(world: &mut World, line: &mut Line, text: &str) {
    let text = aloud(world, text);
    line.plain(&text);
}

/// The value's mark: a young age is a look-alike, an expiry date neutral.
fn mark(world: &mut World, item: Item, role: Role) -> Mark {
    let about_office = role == Role::Patient && world.goal.professional && matches!(item, Item::Fax | Item::Licence);
    let role = if about_office { Role::Other } else { role };
    match world::kind(item) {
        _ if item == Item::Age => Mark::Negative("age"),
        (kind, true) => Mark::Optional(kind, role),
        (kind, false) => Mark::Phi(kind, role),
    }
}

fn add_value(world: &mut World, line: &mut Line, item: Item, value: &Value, words: &str) {
    let mark = mark(world, item, value.role);
    // only PHI carries braces
    let words = if matches!(mark, Mark::Negative(_)) { words.replace(['{', '}'], "") } else { words.to_owned() };
    line.push(mark, words);
}

fn add_slot(world: &mut World, line: &mut Line, slot: &str) {
    if let Some((mark, text)) = lookalike::fill(&mut world.rng, slot) {
        let text = aloud(world, &text);
        return line.push(mark, text);
    }
    let facility = match slot {
        "clinic" => Some(world.clinic),
        "pharmacy" | "insurer" => Some(place(&mut world.rng, slot)),
        _ => None,
    };
    if let Some(facility) = facility {
        let text = aloud(world, facility);
        return line.push(Mark::Optional(Kind::Org, Role::Facility), text);
    }
    match slot {
        "my" if world.goal.professional => return add_plain(world, line, "the patient's"),
        "my" => {
            let whose = if world.talk == Talk::Parent { pick(&mut world.rng, &["her", "his"]) } else { "my" };
            return add_plain(world, line, whose);
        }
        "she" => return add_plain(world, line, "she"),
        _ => {}
    }
    let vocative = match slot {
        "first" => Some(world.patient.given.clone()),
        "last" => Some(world.patient.family.clone()),
        _ => None,
    };
    if let Some(name) = vocative {
        let name = aloud(world, &name);
        return line.push(Mark::Phi(Kind::Name, Role::Patient), name);
    }
    let person = match slot {
        "agent" => world.agent.clone(),
        "doctor" => match world.fact(Item::Provider) {
            Fact::Person(person) => person,
            Fact::Day(_) | Fact::Place(_) | Fact::Code(_) | Fact::Text(_) => world.someone(Role::Provider),
        },
        "relative" => world.someone(Role::Relative),
        "nurse" => world.someone(Role::Provider),
        _ => world.someone(Role::Other),
    };
    let words = mention(&mut world.rng, &person, world.form);
    line.push(Mark::Phi(Kind::Name, person.role), words);
}

/// Ends the sentence, where sentences are marked.
pub(super) fn stop(world: &World, line: &mut Line) {
    let ended = line.pieces.last().is_none_or(|p| p.text.ends_with(['.', '?', '!']));
    if world.form == Form::Written && !ended {
        line.plain(".");
    }
}

/// The caller's answer: opener, core, a spelling, tail, afterthought; `words` may be a part of the value only.
pub(super) fn answer(world: &mut World, line: &mut Line, item: Item, said: (&Value, &str), bare: bool) {
    let talk = world.talk.key();
    if !bare && chance(&mut world.rng, 65) {
        let opener = clause(&mut world.rng, &format!("open.{talk}"));
        add(world, line, opener, None);
    }
    let core = if bare { "~" } else { clause(&mut world.rng, &format!("core.{}", world::key(item))) };
    add(world, line, core, Some((item, said.0, said.1)));
    if matches!(item, Item::Name | Item::Relative) && chance(&mut world.rng, 35) {
        spelling(world, line, item);
    }
    if chance(&mut world.rng, 35) {
        let tail = clause(&mut world.rng, &format!("tail.{talk}"));
        add(world, line, tail, None);
    }
    stop(world, line);
    let afterthought = if matches!(world.talk, Talk::Chatty | Talk::Rambling) { 32 } else { 12 };
    if !bare && chance(&mut world.rng, afterthought) {
        let after = clause(&mut world.rng, "after");
        add(world, line, after, None);
        stop(world, line);
    }
}

/// "that's k o w a l with a w".
fn spelling(world: &mut World, line: &mut Line, item: Item) {
    let Fact::Person(person) = world.fact(item) else { return };
    let (form, rng) = (world.form, &mut world.rng);
    let family = chance(rng, 75);
    let name = if family { &person.family } else { &person.given };
    let mut spelled = letters::spell(rng, name, form);
    if let Some(letter) = name.chars().last().filter(|_| chance(rng, 12)) {
        let letter = if form == Form::Written { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() };
        spelled.push_str(" {with a} ");
        spelled.push(letter);
    }
    let intro = pick(
        rng,
        &[
            "that's",
            "spelled",
            ", it's spelled",
            "",
            ", so",
            "and the last name is",
            ", like it sounds,",
            "with the spelling",
        ],
    );
    add_plain(world, line, intro);
    line.push(Mark::Phi(Kind::Name, person.role), spelled);
}

/// The agent's question, with what leads to it.
pub(super) fn ask(world: &mut World, line: &mut Line, item: Item) {
    if chance(&mut world.rng, 55) {
        let lead = clause(&mut world.rng, &format!("lead.{}", world.desk));
        add(world, line, lead, None);
    }
    let question = clause(&mut world.rng, &format!("ask.{}", world::key(item)));
    add(world, line, question, None);
    stop(world, line);
}

/// A clause of the section around the item's value, freshly worded or misheard.
pub(super) fn around(world: &mut World, line: &mut Line, section: &str, item: Item, wrong: bool) {
    let slip = if wrong { misheard(world, item) } else { None };
    let value = slip.unwrap_or_else(|| value(world, item, false));
    let core = clause(&mut world.rng, section);
    let words = value.whole();
    add(world, line, core, Some((item, &value, &words)));
    stop(world, line);
}

/// A clause of the section, ended.
pub(super) fn say(world: &mut World, line: &mut Line, section: &str) {
    let text = clause(&mut world.rng, section);
    add(world, line, text, None);
    stop(world, line);
}

/// One of the caller's digressions.
pub(super) fn digress(world: &mut World, line: &mut Line) {
    let section = pick(&mut world.rng, &clause_sections("digress."));
    say(world, line, section);
}
