//! Every number or code that is said, read once and offered to each class of number in turn.

use crate::engine::text::words::says;
use std::borrow::Cow;

use super::{Context, address, card, insurance, ip, mrn, other_id, phone, ssn};
use crate::engine::board::Board;
use crate::engine::dialogue::{
    self, AGE, ANYCODE, CARD, CODE, INSURANCE, LAST4, MRN, NAME, NUMBERS, OTHER, PLACE, SPELL,
};
use crate::engine::lexicon::{ALPHABET, BACK, CORR, FUNC, GATE_CAPITAL, GATE_CODE, Num, SOUND};
use crate::engine::numbers::{Run, run_at};
use crate::engine::text::{COMMA, DOT, Doc, Kind};
use crate::engine::{PhiType, Speaker};

mod affixes;
mod echoes;
mod first;
mod heard;
mod letters;
mod logins;
mod measured;
mod pieces;
mod quantities;
mod secrets;

pub use first::first_figures;

/// Topics of codes that have letters or are of no fixed length.
const CODES: u32 = OTHER | INSURANCE | MRN | ANYCODE;

/// What is known about a run besides its digits.
pub struct Evidence {
    /// Topic of the words before it, else after it.
    pub cue: u32,
    /// Topic asked by the other speaker.
    pub asked: u32,
    /// Nothing else of weight stands in the turn.
    pub alone: bool,
    /// It is the first thing said in its turn.
    pub opens: bool,
    /// The cue stands right before it ("the gate is …", "account …").
    pub tight: bool,
    /// Characters of the value.
    pub len: usize,
}

impl Evidence {
    /// The topic by cue, or by question where no cue says otherwise.
    pub fn about(&self, topic: u32) -> bool {
        self.cue & topic != 0 || (self.cue == 0 && self.asked & topic != 0)
    }

    /// Something beside the question says that this is the answer.
    pub fn pointed(&self) -> bool {
        self.cue != 0 || self.alone || self.opens
    }

    /// A piece of an asked-for number in a turn of its own ("nine zero eight").
    pub fn short_answer(&self) -> bool {
        let age = self.asked & AGE != 0 && self.len <= 3;
        self.alone && self.cue == 0 && self.asked != 0 && self.len >= 2 && !age
    }
}

/// A class's answer: the type and how sure.
pub type Verdict = Option<(PhiType, u16)>;

/// Scans the call for runs.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    logins::detect(ctx, board);
    secrets::detect(ctx, board);
    let mut next = 0;
    for i in doc.open(GATE_CODE | GATE_CAPITAL) {
        if i >= next {
            next = look(ctx, board, i);
        }
    }
}

/// Looks at what may begin a number or a code; returns where to look on.
fn look(ctx: &Context<'_>, board: &mut Board, i: usize) -> usize {
    let doc = ctx.doc;
    let t = &doc.toks[i];
    let okay = agreed(ctx, i);
    if board.taken(i) && !okay {
        return i + 1;
    }
    let starts = matches!(t.kind, Kind::Digits | Kind::Mixed | Kind::Letter)
        || t.num != Num::None
        || t.flags & (ALPHABET | SOUND) != 0;
    if !starts {
        return if t.cap && doc.cased { letters::capitals(ctx, board, i) } else { i + 1 };
    }
    if let Some(after) = letters::begun(ctx, board, i) {
        return after;
    }
    if okay {
        board.refuse(i);
        return i + 1;
    }
    let run = if t.kind == Kind::Letter && clock(doc, i) { None } else { run_at(doc, i) };
    let Some(run) = run else {
        return match heard::alone(ctx, board, i) {
            Some(next) => next,
            None if t.cap && t.kind == Kind::Word => letters::capitals(ctx, board, i),
            None => i + 1,
        };
    };
    let next = run.last + 1;
    let mut run = Cow::Borrowed(run);
    affixes::trim_label(doc, &mut run);
    affixes::trim_measure(doc, &mut run);
    affixes::attach(ctx, board, &mut run);
    if let Some(cut) = (run.first..=run.last).find(|&j| board.taken(j)) {
        run.to_mut().last = cut - 1;
    }
    consider(ctx, board, &mut run);
    next
}

/// "two thirty a m eight five five …": the letters belong to the time.
fn clock(doc: &Doc, i: usize) -> bool {
    let hour = |i: usize| {
        says!(doc, i, "a" | "p")
            && says!(doc, i + 1, "m")
            && doc.prev(i).is_some_and(|p| dialogue::number(doc, p) && !says!(doc, p, "o"))
    };
    hour(i) || says!(doc, i, "m") && doc.prev(i).is_some_and(hour)
}

/// "K. Bye.", "'k, so": okay, where no letter was asked for.
fn agreed(ctx: &Context<'_>, i: usize) -> bool {
    let doc = ctx.doc;
    let apart = |j: usize| doc.end(j) || doc.breaks(j) || doc.toks[j].pre & (COMMA | DOT) != 0;
    let code = || dialogue::number(doc, i + 1) || doc.lone_letter(i + 1);
    says!(doc, i, "k")
        && !code()
        && (doc.prev(i).is_none() || apart(i))
        && apart(i + 1)
        && ctx.asks.of(doc, i) & (NUMBERS | SPELL | NAME) == 0
}

fn consider(ctx: &Context<'_>, board: &mut Board, run: &mut Cow<'_, Run>) {
    let doc = ctx.doc;
    let mut about = evidence(ctx, run);
    if heard::widen(ctx, board, run, &about) {
        about = evidence(ctx, run);
    }
    let mut evidence = about;
    if !affixes::harden(doc, run, &evidence) {
        return;
    }
    let run: &Run = run;
    if run.letters >= 2 && run.digits == 0 {
        letters::spelled(ctx, board, run, &evidence);
        return;
    }
    if quantities::printed(doc, run) {
        board.refuse(run.first);
        return;
    }
    if quantities::diagnosis(run) || quantities::billed(doc, run, &evidence) {
        return;
    }
    if evidence.cue & (CODE | ANYCODE) != 0 && back_of_card(ctx, board, run) {
        return;
    }
    if evidence.cue & ANYCODE != 0 {
        evidence.cue = if own_code(doc, run, &evidence) { OTHER } else { plain_code(run, &evidence) };
    }
    if let Some((span, kind, score)) = named(ctx, board, run) {
        board.put(span, kind, score, Some(run.text.clone()));
        return;
    }
    // "the gate, nine three seven five five five oh one": too long for a door
    let place = doc.prev(run.first).is_some_and(|p| dialogue::topic(doc, p) & PLACE != 0);
    let given = evidence.asked & NUMBERS != 0 && run.parts.len() >= 3;
    if evidence.cue & PLACE != 0 && !place && (given || run.digits >= 7) {
        evidence.cue &= !PLACE;
    }
    let public = evidence.cue & (CODE | PLACE) != 0 || quantities::package(doc, run);
    if let Some(room) = address::pieces::lodging(doc, run).filter(|&room| !board.taken(room)) {
        board.put((room, run.last), PhiType::Address, 820, None);
        return;
    }
    let public = public || card::expiry(ctx, run.first);
    let counts = evidence.cue == 0
        && evidence.asked & NUMBERS == 0
        && quantities::counting(run)
        && !pieces::after_number(doc, board, run);
    if public || counts || quantities::quantity(doc, run, &evidence) {
        board.refuse(run.first);
        return;
    }
    let verdict = judge(doc, board, run, &evidence).or_else(|| pieces::piece(ctx, board, run, &evidence));
    if let Some((kind, score)) = verdict {
        let span = affixes::dashes(doc, board, kind, (run.first, run.last));
        board.put(span, kind, score, Some(run.text.clone()));
    }
}

/// Claims the code on the back of a card that the turn tells.
fn back_of_card(ctx: &Context<'_>, board: &mut Board, run: &Run) -> bool {
    let code = matches!(run.text.len(), 3 | 4) && run.letters == 0 && card_in_turn(ctx, board, run);
    if code {
        board.put((run.first, run.last), PhiType::Card, 900, Some(run.text.clone()));
    }
    code
}

/// What a word or a sign right before the run says it is, by itself.
fn named(ctx: &Context<'_>, board: &Board, run: &Run) -> Option<((usize, usize), PhiType, u16)> {
    let doc = ctx.doc;
    let signed = affixes::signed(doc, board, run).map(|span| (span, PhiType::OtherId, 900));
    signed
        .or_else(|| affixes::extension(ctx, board, run).map(|span| (span, PhiType::Phone, 900)))
        .or_else(|| affixes::keyed(doc, run).then_some(((run.first, run.last), PhiType::OtherId, 760)))
}

/// What the words before and after say, and the question.
fn evidence(ctx: &Context<'_>, run: &Run) -> Evidence {
    let doc = ctx.doc;
    let (before, distance) = dialogue::cue_and_distance(doc, run.first);
    let after = dialogue::cue_after(doc, run.last);
    // "… nine eight, extension four": what follows is another number's place, when this one is whole
    let cue = if before != 0 {
        before
    } else if run.digits >= 7 {
        after & !PLACE
    } else {
        after
    };
    let alone = alone(doc, run);
    let age = ctx.asks.age(doc, run.first);
    let mut asked = if alone || age <= 3 { ctx.asks.of(doc, run.first) } else { 0 };
    let start = doc.first[doc.toks[run.first].turn as usize];
    if asked & NUMBERS == 0 && run.first - start <= 8 {
        asked |= ctx.asks.read_back(doc, run.first);
    }
    let opens = age <= 2 && run.first - start <= 8 && (start..run.first).all(|i| doc.has(i, FUNC | BACK | CORR));
    Evidence { cue, asked, alone, opens, tight: distance <= 3, len: run.digits + run.letters }
}

/// A "code" of no named kind is of what was asked; when nothing was, what has the shape of a procedure or diagnosis code
/// (AMA CPT and HCPCS: five characters; ICD-10-CM: a letter and up to four) is taken for one.
fn plain_code(run: &Run, evidence: &Evidence) -> u32 {
    if evidence.asked & CARD != 0 && run.letters == 0 && run.digits <= 4 {
        return CARD;
    }
    let procedure = evidence.len == 5 && run.digits >= 4;
    let diagnosis = run.letters == 1 && run.digits <= 4 && run.text.as_bytes()[0].is_ascii_alphabetic();
    let shaped = procedure || diagnosis || evidence.len < 4;
    if shaped && evidence.asked & OTHER == 0 || run.big { CODE } else { OTHER }
}

/// "code's seven four eight": three digits are no procedure's or diagnosis's; a caller's is of a door, a card or a message.
fn own_code(doc: &Doc, run: &Run, evidence: &Evidence) -> bool {
    let led =
        |p: usize| says!(doc, p, "code's") || says!(doc, p, "is") && doc.prev(p).is_some_and(|q| says!(doc, q, "code"));
    let caller = doc.speaker(run.first) == Speaker::Caller;
    caller && evidence.tight && run.digits == 3 && run.letters == 0 && !run.big && doc.prev(run.first).is_some_and(led)
}

/// Asks each class.
fn judge(doc: &Doc, board: &Board, run: &Run, evidence: &Evidence) -> Verdict {
    let unnamed = evidence.cue & !(LAST4 | ANYCODE) == 0;
    if let Some(verdict) = echoes::echo(doc, board, run).filter(|_| unnamed) {
        return Some(verdict);
    }
    if !evidence.tight && !evidence.alone && !evidence.opens && quantities::year(run) {
        return None;
    }
    let asked = evidence.asked & NUMBERS != 0;
    ip::judge(run, evidence)
        .or_else(|| card::judge(run, evidence))
        .or_else(|| ssn::judge(run, evidence))
        .or_else(|| address::judge_zip(run, evidence))
        .or_else(|| phone::judge(run, evidence))
        .or_else(|| if asked { None } else { echoes::on_file(doc, run, evidence) })
        .or_else(|| mrn::judge(run, evidence))
        .or_else(|| insurance::judge(run, evidence))
        .or_else(|| affixes::hashed(doc, run))
        .or_else(|| affixes::glued(doc, run))
        .or_else(|| other_id::judge(run, evidence))
        .or_else(|| echoes::continued(doc, board, run))
        .or_else(|| if asked { echoes::on_file(doc, run, evidence) } else { None })
        .or_else(|| affixes::numbered(doc, run, evidence))
}

/// A card was just said in this turn, so a short "code" is its security code.
fn card_in_turn(ctx: &Context<'_>, board: &Board, run: &Run) -> bool {
    let last = board.claims.last();
    last.is_some_and(|c| c.kind == PhiType::Card && ctx.doc.toks[c.first].turn == ctx.doc.toks[run.first].turn)
}

/// The run is all there is in its turn but for small words.
fn alone(doc: &Doc, run: &Run) -> bool {
    let turn = doc.toks[run.first].turn as usize;
    let (a, b) = (doc.first[turn], doc.first[turn + 1] - 1);
    run.first - a <= 2 && b - run.last <= 2
}
