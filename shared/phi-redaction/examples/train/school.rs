//! What the models learn from: generated calls, and calls written by hand and told again in other manners.

use std::error::Error;

use phi_calls::retold::{Manner, retold};
use phi_calls::{Call, Form, handwritten, reception};
use phi_redaction::engine::lexicon::{
    COMMON, CUE, FILLER, FIRST, FUNC, LAST, MONTH, RELATION, SLOT, STATE, TITLE, UNIT, WEEKDAY,
};
use phi_redaction::engine::model::{BUCKETS, Model, SWEEP_BUCKETS, stored};
use phi_redaction::engine::{Engine, Place, Turn};
use phi_redaction::jsonl::speaker;

use crate::learn::{Examples, fit, report};

/// How often the judge reads a call written by hand: there are few.
const HAND: usize = 16;
/// How often the sweep does, which asks about many more places.
const HAND_SWEPT: usize = 16;
/// How often one that a recognizer heard is read, as it stands and without marks and figures: more would teach that
/// whatever is odd is PHI.
const HEARD: usize = 2;
/// One generated call in so many is swept.
const SWEPT: u64 = 4;
/// Folds of the sets, for what the sweep learns from.
const FOLDS: usize = 3;

/// Weights in the steps that are stored, the judge's first.
fn steps(judge: &[f32], sweep: &[f32]) -> Vec<i16> {
    judge.iter().chain(sweep).map(|w| stored(*w)).collect()
}

/// Generated calls of a seed, an engine to walk them, and chance.
pub struct School {
    engine: Engine,
    random: fastrand::Rng,
    calls: u64,
    seed: u64,
}

impl School {
    /// Learns from so many generated calls.
    pub fn new(calls: u64, seed: u64) -> School {
        School { engine: Engine::new(), random: fastrand::Rng::with_seed(seed), calls, seed }
    }

    /// The weights of judge and sweep, as they are stored.
    ///
    /// # Errors
    /// When the weights do not have the form that the engine reads.
    pub fn weights(&mut self, sets: &[&str]) -> Result<Vec<i16>, Box<dyn Error>> {
        let judge = self.judge(sets, true);
        let sweep = self.sweep(sets, &judge)?;
        Ok(steps(&judge, &sweep))
    }

    /// The weights of a judge that learns from these sets.
    fn judge(&mut self, sets: &[&str], say: bool) -> Vec<f32> {
        let mut examples = Examples::default();
        for number in 0..self.calls {
            for form in [Form::Written, Form::Spoken] {
                self.judged(&reception::call(form, number, self.seed), &mut examples);
            }
        }
        for call in sets.iter().flat_map(|set| handwritten::set(set)) {
            (0..times(&call, HAND)).for_each(|time| self.judged(&self.told(&call, time), &mut examples));
        }
        finish("judge", examples, BUCKETS, self.seed, say)
    }

    /// The weights of the sweep.
    fn sweep(&mut self, sets: &[&str], judge: &[f32]) -> Result<Vec<f32>, Box<dyn Error>> {
        let blank = vec![0.0; SWEEP_BUCKETS];
        let judging = |judge: &[f32]| {
            Model::read(steps(judge, &blank).iter().flat_map(|step| step.to_le_bytes()).collect())
                .map(Engine::judging_by)
                .ok_or("bad weights")
        };
        let mut examples = Examples::default();
        let whole = judging(judge)?;
        for number in 0..self.calls / SWEPT {
            for form in [Form::Written, Form::Spoken] {
                self.swept(&whole, &reception::call(form, number, self.seed), &mut examples);
            }
        }
        for fold in 0..FOLDS {
            let (own, others): (Vec<_>, Vec<_>) = sets.iter().enumerate().partition(|(at, _)| at % FOLDS == fold);
            let others: Vec<&str> = others.into_iter().map(|(_, set)| *set).collect();
            let engine = judging(&self.judge(&others, false))?;
            for call in own.iter().flat_map(|(_, set)| handwritten::set(set)) {
                (0..times(&call, HAND_SWEPT))
                    .for_each(|time| self.swept(&engine, &self.told(&call, time), &mut examples));
            }
        }
        Ok(finish("sweep", examples, SWEEP_BUCKETS, self.seed, true))
    }

    /// A call as it is read for the so-manieth time: as it stands, and in other manners.
    fn told(&self, call: &Call, time: usize) -> Call {
        let mut random = fastrand::Rng::with_seed(self.seed ^ time as u64);
        let (written, heard) = (call.form == Form::Written, handwritten::is_heard(call));
        match time % 4 {
            1 if written || heard => retold(call, Manner::Spoken, &mut random),
            2 if written => retold(call, Manner::Bare, &mut random),
            3 => retold(call, Manner::Garbled, &mut random),
            _ => call.clone(),
        }
    }

    /// Asks the judge about every place of a call, answers with the truth, and keeps both.
    fn judged(&mut self, call: &Call, examples: &mut Examples) {
        let random = &mut self.random;
        self.engine.observe(
            &turns(call),
            &mut |flags| forget(flags, random),
            &mut |place, features| {
                let yes = truth(call, place);
                if let Some(yes) = yes {
                    examples.push(features.buckets(), yes);
                }
                answer(yes)
            },
            &mut |_, _| 0.0,
        );
    }

    /// The same for the sweep, after what this engine's judge leaves.
    fn swept(&mut self, engine: &Engine, call: &Call, examples: &mut Examples) {
        let random = &mut self.random;
        engine.observe(
            &turns(call),
            &mut |flags| forget(flags, random),
            &mut |_, features| engine.opinion(features),
            &mut |place, features| {
                let yes = truth(call, place);
                if let Some(yes) = yes {
                    examples.push(features.buckets(), yes);
                }
                answer(yes)
            },
        );
    }
}

/// How often a call written by hand is read.
fn times(call: &Call, hand: usize) -> usize {
    if handwritten::is_heard(call) { HEARD } else { hand }
}

fn turns(call: &Call) -> Vec<Turn<'_>> {
    call.turns.iter().map(|t| Turn { speaker: speaker(t.speaker), text: &t.text }).collect()
}

fn answer(truth: Option<bool>) -> f32 {
    match truth {
        Some(true) => 1.0,
        Some(false) => 0.0,
        None => 0.4,
    }
}

fn finish(name: &str, mut examples: Examples, buckets: usize, seed: u64, say: bool) -> Vec<f32> {
    let held = examples.hold_back(seed);
    let weights = fit(&examples, buckets, seed);
    if say {
        eprintln!("{name}: {} examples", examples.len());
        println!("{name}: {}", report(&weights, &held));
    }
    weights
}

/// What a list says of a token, or nothing: a name in three is one that no list has, and so is an ordinary word in thirty.
/// Without this the model would believe that whatever is in no list is a name.
fn forget(flags: u32, random: &mut fastrand::Rng) -> u32 {
    let name = flags & (FIRST | LAST) != 0;
    let closed = flags & (FUNC | CUE | SLOT | TITLE | RELATION | UNIT | MONTH | WEEKDAY | STATE | FILLER) != 0;
    if name && random.u8(..) < 85 {
        return flags & !(FIRST | LAST);
    }
    if flags & COMMON != 0 && !closed && random.u8(..) < 9 {
        return flags & !COMMON;
    }
    flags
}

/// Whether most of the place is PHI; nothing for what is neither required nor punished.
fn truth(call: &Call, place: Place) -> Option<bool> {
    let turn = &call.turns[place.turn];
    let (mut phi, mut all) = (0, 0);
    for (at, c) in turn.text[place.start..place.end].char_indices() {
        let at = place.start + at;
        let gold = turn.gold.iter().find(|g| g.start <= at && at < g.end);
        let neutral = gold.is_some_and(|g| g.optional || g.skip.iter().any(|s| s.0 <= at && at < s.1));
        if c.is_alphanumeric() && !neutral {
            all += 1;
            phi += usize::from(gold.is_some());
        }
    }
    (all > 0).then_some(phi * 2 > all)
}
