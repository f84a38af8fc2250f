//! Every number or code that is said, read once and offered to each class of number in turn.

use super::{Context, address, card, insurance, ip, mrn, names, other_id, phone, ssn};
use crate::engine::board::Board;
use crate::engine::dialogue::{self, CODE, PLACE, SPELL};
use crate::engine::lexicon::{CUE, FUNC, Num, STATE2, TITLE, UNIT};
use crate::engine::numbers::{Run, run_at};
use crate::engine::text::{COLON, COMMA, DASH, DOT, Doc, Kind, MONEY, PERCENT, SLASH, SPACE};
use crate::engine::{PhiType, Role, Speaker};

/// What is known about a run besides its digits.
pub struct Evidence {
    /// Topic of the words before it, else after it.
    pub cue: u32,
    /// Topic asked by the other speaker.
    pub asked: u32,
    /// Nothing else of weight stands in the turn.
    pub alone: bool,
    /// Characters of the value.
    pub len: usize,
}

impl Evidence {
    /// The topic by cue, or by question where no cue says otherwise.
    pub fn about(&self, topic: u32) -> bool {
        self.cue & topic != 0 || (self.cue == 0 && self.asked & topic != 0)
    }
}

impl Evidence {
    /// A piece of an asked-for number in a turn of its own ("nine zero eight").
    pub fn short_answer(&self) -> bool {
        self.alone && self.cue == 0 && self.asked != 0 && self.len >= 2
    }
}

/// A class's answer: the type and how sure.
pub type Verdict = Option<(PhiType, u16)>;

/// Scans the call for runs.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    let mut i = 0;
    while i < doc.toks.len() {
        let t = &doc.toks[i];
        let starts = matches!(t.kind, Kind::Digits | Kind::Mixed | Kind::Letter) || t.num != Num::None;
        let run = if starts && !board.taken(i) { run_at(doc, i) } else { None };
        let Some(mut run) = run else {
            i += 1;
            continue;
        };
        i = run.last + 1;
        if let Some(prefix) = code_prefix(doc, board, &run) {
            run.first = prefix;
            run.letters += doc.w(prefix).len();
            run.text.insert_str(0, doc.w(prefix));
        }
        if let Some(cut) = (run.first..=run.last).find(|&j| board.taken(j)) {
            run.last = cut - 1;
        }
        consider(ctx, board, &run);
    }
}

fn consider(ctx: &Context<'_>, board: &mut Board, run: &Run) {
    let doc = ctx.doc;
    let before = dialogue::cue_before(doc, run.first);
    let cue = if before != 0 { before } else { dialogue::cue_after(doc, run.last) };
    let alone = alone(doc, run);
    let asked = if alone || ctx.asks.age(doc, run.first) <= 3 { ctx.asks.of(doc, run.first) } else { 0 };
    let evidence = Evidence { cue, asked, alone, len: run.digits + run.letters };
    if run.letters >= 2 && run.digits == 0 {
        spelled(ctx, board, run, &evidence);
        return;
    }
    if evidence.cue & CODE != 0 && matches!(run.text.len(), 3 | 4) && run.letters == 0 && card_in_turn(ctx, board, run)
    {
        board.put((run.first, run.last), PhiType::Card, 900, Some(run.text.clone()));
        return;
    }
    if evidence.cue & (CODE | PLACE) != 0 || quantity(doc, run, &evidence) {
        return;
    }
    let verdict = ip::judge(run)
        .or_else(|| card::judge(run, &evidence))
        .or_else(|| ssn::judge(run, &evidence))
        .or_else(|| address::judge_zip(run, &evidence))
        .or_else(|| phone::judge(run, &evidence))
        .or_else(|| mrn::judge(&evidence))
        .or_else(|| insurance::judge(run, &evidence))
        .or_else(|| other_id::judge(run, &evidence));
    if let Some((kind, score)) = verdict {
        board.put((run.first, run.last), kind, score, Some(run.text.clone()));
    }
}

/// "ZGP 882 01 4471": capitals before the digits belong to the code.
fn code_prefix(doc: &Doc, board: &Board, run: &Run) -> Option<usize> {
    let p = doc.prev(run.first)?;
    let code =
        doc.toks[p].caps && !doc.has(p, FUNC | CUE | TITLE | STATE2) && !board.taken(p) && !doc.breaks(run.first);
    let near = doc.toks[run.first].pre & !(SPACE | DASH) == 0;
    (code && near && run.digits >= 5 && run.letters == 0).then_some(p)
}

/// A card was just said in this turn, so a short "code" is its security code.
fn card_in_turn(ctx: &Context<'_>, board: &Board, run: &Run) -> bool {
    let last = board.claims.last();
    last.is_some_and(|c| c.kind == PhiType::Card && ctx.doc.toks[c.first].turn == ctx.doc.toks[run.first].turn)
}

/// Letters one by one are a spelled name, unless they are a common abbreviation ("t s h", "m r i").
fn spelled(ctx: &Context<'_>, board: &mut Board, run: &Run, evidence: &Evidence) {
    let doc = ctx.doc;
    let asked = evidence.asked & (SPELL | dialogue::NAME) != 0 && ctx.asks.age(doc, run.first) <= 3;
    let with_a = doc
        .prev(run.first)
        .is_some_and(|p| matches!(doc.w(p), "a" | "is" | "spelled" | "spelling" | "it's" | "that's"));
    let said = matches!(cue_spell(doc, run.first), Some(true)) || with_a && run.letters >= 3;
    let glued = run.dashes + 1 == run.letters && run.letters > 3;
    if run.letters >= 5 || (asked || said || glued) && run.letters >= 2 {
        let role = if asked && doc.speakers[doc.toks[run.first].turn as usize] != Speaker::Agent {
            Role::Patient
        } else {
            Role::Other
        };
        names::claim_spelled(board, run, role);
    }
}

fn cue_spell(doc: &Doc, first: usize) -> Option<bool> {
    let mut at = first;
    for _ in 0..6 {
        at = doc.prev(at)?;
        if dialogue::topic(doc, at) & SPELL != 0 {
            return Some(true);
        }
    }
    Some(false)
}

/// The run is all there is in its turn but for small words.
fn alone(doc: &Doc, run: &Run) -> bool {
    let turn = doc.toks[run.first].turn as usize;
    let (a, b) = (doc.first[turn], doc.first[turn + 1] - 1);
    run.first - a <= 2 && b - run.last <= 2
}

/// A dose, time, price, vital sign or count: a short number with its measure beside it.
fn quantity(doc: &Doc, run: &Run, evidence: &Evidence) -> bool {
    let next = run.last + 1;
    let after = &doc.toks[next];
    let pre = doc.toks[run.first].pre;
    if pre & MONEY != 0 || after.pre & (PERCENT | MONEY) != 0 || pre & COLON != 0 && pre & SPACE == 0 {
        return true;
    }
    if after.pre & COLON != 0 && after.pre & SPACE == 0 || pre & (DOT | COMMA) != 0 && pre & SPACE == 0 && run.dots == 0
    {
        return true;
    }
    let said_unit = doc.has(next, UNIT) && !doc.breaks(next) && after.pre & COMMA == 0;
    let word = doc.w(next);
    let after_next = doc.w(doc.next(next));
    let clock = matches!(word, "a" | "p") && matches!(after_next, "m" | "m's");
    let ratio =
        word == "over" || run.slashes == 1 || word == "point" || after.pre & SLASH != 0 && after.pre & SPACE == 0;
    let before = doc.prev(run.first).map_or("", |p| doc.w(p));
    if matches!(word, "digit" | "digits" | "characters" | "letters" | "numbers") && run.digits <= 2 {
        return true;
    }
    let vital = matches!(
        before,
        "over" | "point" | "about" | "temperature" | "pressure" | "at" | "times" | "weigh" | "version"
    );
    let year =
        run.digits == 4 && run.parts.len() <= 2 && matches!(run.text.as_bytes(), [b'1', b'9', ..] | [b'2', b'0', ..]);
    if year
        && evidence.cue == 0
        && matches!(before, "in" | "since" | "year" | "until" | "around" | "from" | "by" | "of" | "back")
    {
        return true;
    }
    let short = run.digits <= 4 && run.letters == 0;
    (said_unit && run.digits <= 6 && run.letters == 0)
        || clock && short
        || ratio && run.digits <= 6
        || vital && short && evidence.cue == 0
        || run.dots == 1 && run.digits <= 6 && evidence.cue == 0
}
