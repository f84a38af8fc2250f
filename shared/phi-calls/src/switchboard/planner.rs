//! Which act comes next: the agenda is worked through, but people volunteer, stall, break off, digress and correct.
use std::collections::VecDeque;

use super::line::Line;
use super::lists::{chance, pick};
use super::surface::{add, answer, around, ask, digress, say, stop};
use super::value::{Value, misheard, value};
use super::world::{Item, Talk, World};

/// How one item comes to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tactic {
    Direct,
    Bare,
    Late,
    Broken,
    Volunteer,
    OnFile,
    Together,
    AfterDigression,
}

/// The call so far.
struct Floor<'w> {
    world: &'w mut World,
    lines: Vec<Line>,
}

/// The whole conversation.
pub(super) fn converse(world: &mut World) -> Vec<Line> {
    let mut agenda = agenda(world);
    let recorded = chance(&mut world.rng, 7);
    let mut floor = Floor { world, lines: Vec::new() };
    if recorded {
        floor.voicemail(&agenda);
        return floor.lines;
    }
    floor.open();
    while let Some(item) = agenda.pop_front() {
        floor.exchange(item, &mut agenda);
        floor.interlude();
    }
    floor.close();
    floor.lines.retain(Line::has_words);
    floor.lines
}

/// The goal's items: mostly in its order, some left out.
fn agenda(world: &mut World) -> VecDeque<Item> {
    let mut items: Vec<Item> = world.goal.agenda.to_vec();
    items.retain(|_| chance(&mut world.rng, 88));
    if chance(&mut world.rng, 40) {
        world.rng.shuffle(&mut items);
    }
    items.into()
}

impl Floor<'_> {
    fn turn(&mut self, agent: bool, compose: impl FnOnce(&mut World, &mut Line)) {
        let mut line = Line::new(agent);
        compose(self.world, &mut line);
        self.lines.push(line);
    }

    fn agent(&mut self, section: &str) {
        self.turn(true, |world, line| say(world, line, section));
    }

    fn caller(&mut self, section: &str) {
        self.turn(false, |world, line| say(world, line, section));
    }

    fn open(&mut self) {
        let (desk, goal) = (self.world.desk, self.world.goal.key);
        self.agent(&format!("hello.{desk}"));
        self.turn(false, |world, line| {
            let greeting = pick(&mut world.rng, &["hi,", "hello, um,", "", "yes hi,", "hey there,", "good morning,"]);
            add(world, line, greeting, None);
            if chance(&mut world.rng, 25) && !world.goal.professional {
                let name = value(world, Item::Name, false);
                let words = name.whole();
                let form = pick(&mut world.rng, &["this is ~ ,", "it's ~ ,", "my name's ~ and", "~ here,"]);
                add(world, line, form, Some((Item::Name, &name, &words)));
            }
            say(world, line, &format!("goal.{goal}"));
            if chance(&mut world.rng, world.talk.digresses()) {
                digress(world, line);
            }
        });
    }

    /// Everything in one breath to a machine, the number twice.
    fn voicemail(&mut self, agenda: &VecDeque<Item>) {
        self.agent("machine");
        self.turn(false, |world, line| {
            say(world, line, &format!("goal.{}", world.goal.key));
            for item in agenda.iter().copied().chain([Item::Phone]) {
                say_open(world, line, "volunteer");
                let said = value(world, item, false);
                answer(world, line, item, (&said, &said.whole()), false);
            }
            around(world, line, "again", Item::Phone, false);
            say(world, line, "bye");
        });
    }

    fn exchange(&mut self, item: Item, agenda: &mut VecDeque<Item>) {
        let corrected = chance(&mut self.world.rng, 12);
        let said = value(self.world, item, corrected);
        match self.tactic(&said, item, agenda) {
            Tactic::Direct => self.asked(item, &said, false),
            Tactic::Bare => self.asked(item, &said, true),
            Tactic::Late => self.late(item, &said),
            Tactic::Broken => self.broken(item, &said),
            Tactic::Volunteer => self.turn(false, |world, line| {
                say_open(world, line, "volunteer");
                answer(world, line, item, (&said, &said.whole()), false);
            }),
            Tactic::OnFile => self.on_file(item),
            Tactic::Together => self.together(item, &said, agenda),
            Tactic::AfterDigression => {
                self.turn(true, |world, line| ask(world, line, item));
                self.turn(false, |world, line| {
                    digress(world, line);
                    answer(world, line, item, (&said, &said.whole()), false);
                });
            }
        }
        self.verify(item);
    }

    fn tactic(&mut self, said: &Value, item: Item, agenda: &VecDeque<Item>) -> Tactic {
        let (rng, talk) = (&mut self.world.rng, self.world.talk);
        match rng.u8(..100) {
            0..10 => Tactic::Late,
            10..20 if said.parts.len() > 1 => Tactic::Broken,
            20..28 => Tactic::Volunteer,
            28..34 if !matches!(item, Item::Cvv | Item::Card | Item::Age) => Tactic::OnFile,
            34..44 if !agenda.is_empty() => Tactic::Together,
            44..50 if talk.digresses() > 15 => Tactic::AfterDigression,
            50..62 => Tactic::Bare,
            _ if matches!(talk, Talk::Terse | Talk::Hurried) && chance(rng, 40) => Tactic::Bare,
            _ => Tactic::Direct,
        }
    }

    fn asked(&mut self, item: Item, said: &Value, bare: bool) {
        self.turn(true, |world, line| ask(world, line, item));
        self.turn(false, |world, line| answer(world, line, item, (said, &said.whole()), bare));
    }

    /// The answer stands two or four turns after the question.
    fn late(&mut self, item: Item, said: &Value) {
        self.turn(true, |world, line| ask(world, line, item));
        for _ in 0..self.world.rng.u8(1..3) {
            self.caller("late");
            self.agent("patience");
        }
        let bare = chance(&mut self.world.rng, 50);
        self.turn(false, |world, line| answer(world, line, item, (said, &said.whole()), bare));
    }

    /// The value in two breaths with the listener's murmur between them.
    fn broken(&mut self, item: Item, said: &Value) {
        let Some((head, tail)) = said.halves(&mut self.world.rng) else { return self.asked(item, said, false) };
        self.turn(true, |world, line| ask(world, line, item));
        self.turn(false, |world, line| {
            add(world, line, "it's", None);
            add(world, line, "~", Some((item, said, &head)));
        });
        self.agent("back");
        self.turn(false, |world, line| {
            add(world, line, "~", Some((item, said, &tail)));
            stop(world, line);
        });
    }

    /// The agent says it first.
    fn on_file(&mut self, item: Item) {
        self.turn(true, |world, line| around(world, line, "onfile", item, false));
        self.caller("yes");
    }

    /// Two questions in one, two answers in one.
    fn together(&mut self, item: Item, said: &Value, agenda: &mut VecDeque<Item>) {
        let Some(second) = agenda.pop_front() else { return self.asked(item, said, false) };
        self.turn(true, |world, line| {
            ask(world, line, item);
            add(world, line, "and", None);
            ask(world, line, second);
        });
        let other = value(self.world, second, false);
        self.turn(false, |world, line| {
            answer(world, line, item, (said, &said.whole()), false);
            let bare = chance(&mut world.rng, 40);
            answer(world, line, second, (&other, &other.whole()), bare);
        });
    }

    /// The agent reads back, rightly or not.
    fn verify(&mut self, item: Item) {
        let rate = match self.world.desk {
            "scripted" | "voice" => 35,
            "ivr" => 45,
            "warm" => 25,
            _ => 8,
        };
        if item == Item::Age || !chance(&mut self.world.rng, rate) {
            return;
        }
        if chance(&mut self.world.rng, 18) && misheard(self.world, item).is_some() {
            self.turn(true, |world, line| around(world, line, "read", item, true));
            self.turn(false, |world, line| {
                say_open(world, line, "no");
                around(world, line, &format!("core.{}", super::world::key(item)), item, false);
            });
            if chance(&mut self.world.rng, 60) {
                self.turn(true, |world, line| around(world, line, "fix", item, false));
            }
            return;
        }
        self.turn(true, |world, line| around(world, line, "read", item, false));
        if chance(&mut self.world.rng, 70) {
            self.caller("yes");
        }
    }

    /// What is said between two items.
    fn interlude(&mut self) {
        let (talk, desk) = (self.world.talk, self.world.desk);
        if chance(&mut self.world.rng, talk.digresses() / 2) {
            self.turn(false, digress);
            self.agent("react");
        }
        if desk != "ivr" && chance(&mut self.world.rng, 14) {
            self.agent("agentdigress");
            self.caller("back");
        }
    }

    fn close(&mut self) {
        let desk = self.world.desk;
        if chance(&mut self.world.rng, 50) {
            self.agent("agentdigress");
            self.caller("back");
        }
        self.agent(&format!("close.{desk}"));
        self.caller("bye");
    }
}

/// A clause that leads on, without an end to its sentence.
fn say_open(world: &mut World, line: &mut Line, section: &str) {
    let text = super::lists::clause(&mut world.rng, section);
    add(world, line, text, None);
}
