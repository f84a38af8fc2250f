//! The last word on every claim, and on what no rule claimed: a sequence of yes-or-no questions to the model, from the
//! first token of a call to its last, each seeing the answers before it.

use super::board::{Board, Claim};
use super::dialogue;
use super::keys::{CLASS, key};
use super::lexicon::{CITY, COMMON, FIRST, FUNC, GATE_CODE, GATE_OPEN, LAST, MONTH, Num, RELATION, SLOT, TITLE};
use super::memory::Memory;
use super::model::{Sink, hash_tail, mix};
use super::numbers::{Run, run_at};
use super::text::row::Row;
use super::text::{COMMA, DASH, Doc, Kind, SPACE};
use super::{PhiType, Role, Speaker};
use crate::identifiers::Context;
use crate::identifiers::names::{self, Grade, grade};
pub(super) use doubt::{OPENING, behalf, okay, opening, phrase};

mod doubt;

/// What is asked about: tokens of one turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// First token.
    pub first: usize,
    /// Last token.
    pub last: usize,
    /// What a rule claimed it to be, and how sure it was in thousandths; `None` for what only the model proposes.
    pub rule: Option<(PhiType, u16)>,
}

/// A claim of this certainty is redacted whatever the model says; the model can only send it to review.
const FIRM: u16 = 900;

/// A claim of this certainty is by its form alone what it is, and nothing is asked about it.
const SURE: u16 = 950;

/// Something no rule claimed becomes a claim above this.
const PROPOSE: f32 = 0.3;

/// The same for numbers of fewer than six characters.
const PROPOSE_SHORT: f32 = 0.85;

/// Under this a soft claim is dropped.
const KEEP: f32 = 0.1;

/// Asks `answer` about each item in order, and leaves the board with what it said.
pub fn walk<S: Sink>(
    ctx: &Context<'_>,
    memory: &Memory,
    board: &mut Board,
    mut features: S,
    answer: &mut dyn FnMut(&Item, &S) -> f32,
) {
    let doc = ctx.doc;
    board.claims.sort_by_key(|c| c.first);
    let room = Vec::with_capacity(board.claims.len() + 16);
    let old = std::mem::replace(&mut board.claims, room);
    let mut claims = old.into_iter();
    let mut state = State::default();
    let gated = Row::of(doc, GATE_OPEN | GATE_CODE);
    let mut i = 0;
    while i < doc.toks.len() {
        // a claim that begins before another's end is never met
        let due = claims.as_slice().first().map_or(usize::MAX, |c| c.first);
        if due == i
            && let Some(claim) = claims.next()
        {
            state.catch_up(doc);
            if claim.score >= SURE {
                i = claim.last + 1;
                settle_rule(board, claim, 0.995, &mut state);
                continue;
            }
            let item = Item { first: i, last: claim.last, rule: Some((claim.kind, claim.score)) };
            describe(ctx, memory, &item, None, &state, &mut features);
            let p = answer(&item, &features);
            i = claim.last + 1;
            settle_rule(board, claim, p, &mut state);
            continue;
        }
        let Some((item, run)) = proposal(doc, memory, board, &mut state, i) else {
            let open = gated.seek(i + 1).min(doc.toks.len());
            i = if due > i { open.min(due) } else { open };
            state.behind = Some(i - 1);
            continue;
        };
        describe(ctx, memory, &item, run, &state, &mut features);
        let p = answer(&item, &features);
        settle_proposal(doc, board, &item, run, p, &mut state);
        i = item.last + 1;
    }
}

/// What was decided so far in the turn.
#[derive(Default)]
struct State {
    /// Last token that was decided, and as what.
    last: Option<(usize, Option<PhiType>)>,
    /// Names accepted in this turn.
    in_turn: u32,
    turn: u32,
    /// What was passed over last: its turn is entered when something is to be decided, which it seldom is.
    behind: Option<usize>,
}

impl State {
    fn catch_up(&mut self, doc: &Doc) {
        if let Some(behind) = self.behind.take() {
            self.enter(doc, behind);
        }
    }

    fn enter(&mut self, doc: &Doc, i: usize) {
        let turn = doc.toks[i].turn;
        if turn != self.turn {
            *self = State { last: None, in_turn: 0, turn, behind: None };
        }
    }

    /// What the token just before `i` was decided to be: 0 not asked, 1 no, 2 and more its type.
    fn before(&self, i: usize) -> u64 {
        match self.last {
            Some((last, kind)) if last + 1 == i => kind.map_or(1, |k| 2 + k as u64),
            _ => 0,
        }
    }
}

fn settle_rule(board: &mut Board, mut claim: Claim, p: f32, state: &mut State) {
    let firm = claim.score >= FIRM;
    let kept = firm || p >= KEEP;
    state.last = Some((claim.last, kept.then_some(claim.kind)));
    if kept {
        state.in_turn += 1;
        claim.score = milli(if firm { p.max(0.31) } else { p });
        board.claims.push(claim);
    } else {
        board.free(claim.first, claim.last);
    }
}

fn settle_proposal(doc: &Doc, board: &mut Board, item: &Item, run: Option<&Run>, p: f32, state: &mut State) {
    state.enter(doc, item.first);
    // a short number that nothing explains is more often a price or a score
    let short = run.is_some_and(|r| r.text.len() < 6);
    let yes = p > if short {
        PROPOSE_SHORT
    } else if opening(doc, item.first) {
        OPENING
    } else {
        PROPOSE
    };
    let kind = if run.is_some() { kind_of_number(run) } else { kind_of_word(doc, item.first) };
    state.last = Some((item.last, yes.then_some(kind)));
    if !yes {
        return;
    }
    state.in_turn += 1;
    let joins = |c: &Claim| {
        c.last + 1 == item.first && c.kind == kind && kind == PhiType::Name && doc.toks[item.first].pre & COMMA == 0
    };
    if let Some(last) = board.claims.last_mut().filter(|c| joins(c)) {
        last.last = item.last;
        last.score = last.score.min(milli(p));
        last.normalised = Some(names::spelling(doc, last.first, last.last));
        board.own(item.first, item.last, kind);
        return;
    }
    let normalised = match (run, kind) {
        (Some(run), _) => Some(run.text.clone()),
        (None, PhiType::Name) => Some(names::spelling(doc, item.first, item.last)),
        (None, _) => None,
    };
    board.claim(Claim { first: item.first, last: item.last, kind, score: milli(p), normalised, role: Role::Other });
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 999")]
pub(super) fn milli(p: f32) -> u16 {
    (p * 1000.0).clamp(1.0, 999.0) as u16
}

fn kind_of_number(run: Option<&Run>) -> PhiType {
    match run.map_or(0, |r| if r.letters == 0 { r.text.len() } else { 0 }) {
        7 | 10 | 11 => PhiType::Phone,
        _ => PhiType::OtherId,
    }
}

fn kind_of_word(doc: &Doc, i: usize) -> PhiType {
    if doc.has(i, CITY) && !doc.has(i, FIRST | LAST) { PhiType::Address } else { PhiType::Name }
}

/// What no rule claimed and may still be PHI: a word that could be a name, a number or code of some length.
fn proposal<'d>(
    doc: &'d Doc,
    memory: &Memory,
    board: &Board,
    state: &mut State,
    i: usize,
) -> Option<(Item, Option<&'d Run>)> {
    let t = &doc.toks[i];
    let word = t.kind == Kind::Word && t.num == Num::None;
    // most words are grammar, or have small letters where names have capitals
    let plain = word && (t.flags & FUNC != 0 || t.flags & (FIRST | LAST) == 0 && !t.cap && doc.cased_at(i));
    if plain || t.kind == Kind::End || board.taken(i) {
        return None;
    }
    state.catch_up(doc);
    if word {
        let candidate = match grade(doc, i) {
            Grade::Name | Grade::Unknown => true,
            Grade::Either => doc.has(i, FIRST | LAST),
            Grade::Plain => {
                doc.cased && t.cap && !doc.breaks(i)
                    || !doc.cased_at(i) && t.flags & (COMMON | CITY) != 0 && beside(doc, memory, state, i)
            }
            Grade::No => false,
        };
        let introduced = |q: usize| state.before(q + 1) == 2 + PhiType::Name as u64;
        let candidate = candidate && !okay(doc, i) && !phrase(doc, i);
        let named = candidate && (memory.names_word(doc.w(i)) || !behalf(doc, i, introduced));
        return named.then_some((Item { first: i, last: i, rule: None }, None));
    }
    let number = matches!(t.kind, Kind::Digits | Kind::Mixed | Kind::Letter) || t.num != Num::None;
    if !number || inside_number(doc, i) || board.refuses(i) {
        return None;
    }
    let run = run_at(doc, i)?;
    let last = (run.first..=run.last).find(|&j| board.taken(j)).map_or(run.last, |cut| cut - 1);
    let long = run.digits >= 4 || run.digits >= 1 && run.digits + run.letters >= 5;
    (long && !run.big).then_some((Item { first: run.first, last, rule: None }, Some(run)))
}

/// An ordinary word in a place where only a name gives it one: after a title or a name, before a family name, or known from
/// elsewhere in the call.
fn beside(doc: &Doc, memory: &Memory, state: &State, i: usize) -> bool {
    let close = |j: usize| !doc.parted(j);
    let (p, next) = (doc.prev(i), doc.next(i));
    let after_name = close(i) && state.before(i) == 2 + PhiType::Name as u64;
    let titled = close(i) && p.is_some_and(|p| doc.has(p, TITLE));
    let opened = p.is_none_or(|p| doc.has(p, SLOT | RELATION));
    let before_name = opened && close(next) && doc.toks[next].kind == Kind::Word && grade(doc, next) >= Grade::Unknown;
    after_name || titled || before_name || memory.names_word(doc.w(i))
}

/// Does the token continue a number that began before it?
fn inside_number(doc: &Doc, i: usize) -> bool {
    let counts = |j: usize| matches!(doc.toks[j].kind, Kind::Digits | Kind::Mixed) || doc.toks[j].num != Num::None;
    doc.prev(i).is_some_and(|p| counts(p) && !doc.parted(i))
}

fn describe<S: Sink>(ctx: &Context<'_>, memory: &Memory, item: &Item, run: Option<&Run>, state: &State, out: &mut S) {
    let doc = ctx.doc;
    out.clear();
    out.add(0, 0);
    let (first, last) = (item.first, item.last);
    let t = &doc.toks[first];
    let rule = item.rule.map_or(0, |(kind, score)| (kind as u64 + 1) * 1000 + u64::from(score));
    let kind =
        item.rule.map_or_else(|| if run.is_some() { 51 } else { 50 + kind_of_word(doc, first) as u64 }, |r| r.0 as u64);
    let at = |j: Option<usize>| j.map_or(3, |j| key(doc, j));
    let p1 = doc.prev(first);
    let p2 = p1.and_then(|p| doc.prev(p));
    let (n1, n2) = (doc.next(last), doc.next(doc.next(last)));
    let (kp1, kp2, kn1, kn2) = (at(p1), at(p2), key(doc, n1), key(doc, n2));
    let asked = asked(ctx, first);
    let speaker = match doc.speakers[t.turn as usize] {
        Speaker::Caller => 0,
        Speaker::Agent => 1,
        Speaker::Unknown => 2,
    };
    let before = state.before(first);
    let breaks = u64::from(doc.breaks(first))
        | u64::from(doc.breaks(n1)) << 1
        | u64::from(t.pre & COMMA != 0) << 2
        | u64::from(doc.toks[n1].pre & COMMA != 0) << 3
        | u64::from(p1.is_none()) << 4
        | u64::from(doc.end(n1)) << 5;
    let look = u64::from(doc.cased) | u64::from(t.cap) << 1 | u64::from(t.caps) << 2;
    let named = u64::from(t.kind == Kind::Word && memory.names_word(doc.w(first)));
    out.add(1, rule);
    out.add(2, mix(rule, kp1));
    out.add(3, mix(rule, kn1));
    out.add(4, mix(kind, kp1));
    out.add(5, mix(kind, kn1));
    out.add(6, mix(kind, mix(kp1, kp2)));
    out.add(7, mix(kind, mix(kn1, kn2)));
    out.add(8, mix(kind, mix(kp1, kn1)));
    out.add(9, mix(kind, asked));
    out.add(10, mix(kind, before));
    out.add(11, mix(kind, breaks));
    out.add(12, mix(kind, mix(look, speaker)));
    out.add(13, mix(kind, mix(asked, breaks)));
    out.add(14, mix(kind, u64::from(state.in_turn.min(3))));
    out.add(15, mix(kind, mix(kp2, 7)));
    out.add(16, mix(kind, mix(kn2, 7)));
    match run {
        Some(run) => number_features(doc, (run, last), asked, mix(kp1, kn1), out),
        None => word_features(doc, item, &[kind, look, before, asked, kp1, kn1, breaks, named], out),
    }
}

fn word_features(doc: &Doc, item: &Item, c: &[u64; 8], out: &mut impl Sink) {
    let &[kind, look, before, asked, kp1, kn1, breaks, named] = c;
    let word = doc.w(item.first);
    let class = u64::from(doc.toks[item.first].flags & CLASS);
    let last_class = u64::from(doc.toks[item.last].flags & CLASS);
    let size = (item.last - item.first).min(6) as u64;
    out.add(20, mix(kind, class));
    out.add(21, mix(kind, mix(class, look)));
    out.add(22, mix(kind, mix(class, kp1)));
    out.add(23, mix(kind, mix(class, kn1)));
    out.add(24, mix(kind, mix(class, before)));
    out.add(25, mix(kind, mix(class, asked)));
    out.add(26, mix(kind, mix(class, breaks)));
    out.add(27, mix(kind, mix(size, last_class)));
    let known = doc.has(item.first, COMMON | FUNC | CITY | MONTH);
    if known {
        // ordinary words that are also names: each has its own habits
        let word = doc.toks[item.first].hash;
        out.add(28, mix(kind, word));
        out.add(32, mix(word, kp1));
        out.add(33, mix(word, kn1));
        out.add(34, mix(word, breaks));
    }
    out.add(35, mix(kind, mix(class, named)));
    let shape = u64::from(doc.has(item.first, FIRST | LAST));
    out.add(29, mix(shape, hash_tail::<3>(word)));
    out.add(30, mix(shape, hash_tail::<2>(word)));
    out.add(31, mix(kind, mix(shape, word.len().min(12) as u64)));
}

/// Features of a number, of which the tokens up to `last` are free.
fn number_features(doc: &Doc, (run, last): (&Run, usize), asked: u64, around: u64, out: &mut impl Sink) {
    let len = (run.text.len().min(20) as u64) << 1 | u64::from(run.letters > 0);
    let spoken = u64::from(doc.toks[run.first].kind != Kind::Digits);
    let parts = run.parts.len().min(8) as u64;
    let cue = u64::from(dialogue::cue_before(doc, run.first));
    let after = u64::from(dialogue::cue_after(doc, last));
    let glue = u64::from(run.dashes.min(3) as u32)
        | u64::from(run.dots.min(3) as u32) << 2
        | u64::from(run.slashes.min(3) as u32) << 4
        | u64::from(doc.toks[run.first].pre & !(SPACE | DASH | COMMA)) << 8;
    out.add(40, len);
    out.add(41, mix(len, parts));
    out.add(42, mix(len, spoken));
    out.add(43, mix(len, cue));
    out.add(44, mix(len, asked));
    out.add(45, mix(cue, asked));
    out.add(46, mix(len, after));
    out.add(47, glue);
    out.add(48, mix(len, around));
    out.add(49, u64::from(run.corrected));
}

/// The topic asked of the turn, while the answer is due.
pub(super) fn asked(ctx: &Context<'_>, first: usize) -> u64 {
    let (topics, age) = ctx.asks.turn(ctx.doc.toks[first].turn as usize);
    if age > 3 { 0 } else { u64::from(topics) << 2 | u64::from(age.min(3)) }
}
