//! What rules and judge left open, word by word: a second model looks at each word, letter and number that nobody claimed,
//! with what was claimed around it, and claims what is more likely PHI than not.
//!
//! In text with capitals only capitals, numbers and what follows a claim are looked at; elsewhere every word that is not grammar.

use super::PhiType;
use super::Role;
use super::board::{Board, Claim};
use super::dialogue;
use super::judge::{OPENING, asked, behalf, milli, okay, opening, phrase};
use super::keys::{CLASS, key, word_key};
use super::lexicon::{
    CITY, COMMON, DRUG, FIRST, FUNC, GATE_CAPITAL, GATE_CODE, GATE_NUMBER, GATE_OPEN, LAST, MONTH, Num, RELATION,
    STATE, TITLE, WEEKDAY,
};
use super::memory::Memory;
use super::model::{Sink, hash_tail, mix};
use super::numbers::run_at;
use super::text::{COMMA, Doc, Kind};
use crate::engine::text::words::says;
use crate::identifiers::{Context, names};

/// What is more likely than this becomes a claim: a leak costs more than a word hidden, and review sees what is unsure.
const CLAIM: f32 = 0.15;

/// The same of a number with no claim beside it: one that nothing explains is mostly a count, a price or what was measured.
const NUMBER: f32 = 0.35;

/// The same of an ordinary word beside a date, an age or a number ("pushing | ninety five"), and of grammar beside an employer.
const ORDINARY: f32 = 0.4;

/// How far a claim to the left and to the right is looked for.
const REACH: usize = 6;

/// Asks about each open token in order, and claims what is thought likely. `features` takes what is seen of it; `worth` says after a
/// first look whether a token is worth the rest of its features, `likely` by all of them how likely it is PHI.
pub fn walk<S: Sink>(
    ctx: &Context<'_>,
    memory: &Memory,
    board: &mut Board,
    mut features: S,
    worth: impl Fn(&S) -> bool,
    mut likely: impl FnMut(usize, &S) -> f32,
) {
    let doc = ctx.doc;
    let mut open: Option<Claim> = None;
    let mut found = Vec::new();
    let mut refusals = board.refusals().to_vec().into_iter();
    let (mut refusal, mut refused) = (refusals.next().unwrap_or(usize::MAX), 0);
    let mut todo = Todo::of(doc, board);
    while let Some(i) = todo.next() {
        while refusal <= i {
            refused = run_at(doc, refusal).map_or(refusal, |run| run.last) + 1;
            refusal = refusals.next().unwrap_or(usize::MAX);
        }
        if i < refused || !candidate(doc, board, i) {
            continue;
        }
        let around = Around::of(ctx, board, i);
        features.clear();
        around.first_look(doc, i, &mut features);
        if !worth(&features) {
            continue;
        }
        around.describe(ctx, memory, board, i, &mut features);
        let p = likely(i, &features);
        let named = |q: usize| board.kind(q) == Some(PhiType::Name);
        if p <= bar(doc, board, i) || okay(doc, i) || phrase(doc, i) || behalf(doc, i, named) {
            continue;
        }
        let kind = kind_of(ctx, board, i);
        board.own(i, i, kind);
        todo.add(i + 1);
        match &mut open {
            Some(claim) if claim.last + 1 == i && !doc.breaks(i) => {
                claim.last = i;
                claim.score = claim.score.min(milli(p));
            }
            _ => {
                let claim = Claim { first: i, last: i, kind, score: milli(p), normalised: None, role: Role::Other };
                found.extend(open.replace(claim));
            }
        }
    }
    found.extend(open);
    for mut claim in found {
        board.own(claim.first, claim.last, claim.kind);
        if claim.kind == PhiType::Name {
            claim.normalised = Some(names::spelling(doc, claim.first, claim.last));
        }
        board.claims.push(claim);
    }
}

/// The tokens that may be candidates, a bit for each: those that a gate lets through, and what follows a claim.
struct Todo {
    bits: Vec<u64>,
    block: usize,
}

impl Todo {
    fn of(doc: &Doc, board: &Board) -> Todo {
        let bits = doc.open_bits(if doc.cased { GATE_CAPITAL } else { GATE_OPEN } | GATE_NUMBER | GATE_CODE);
        let mut todo = Todo { bits, block: 0 };
        if doc.cased {
            // the turns of somebody who types without capitals
            for turn in (0..doc.speakers.len()).filter(|&turn| !doc.cased_at(doc.first[turn])) {
                doc.open_in(turn, GATE_OPEN).for_each(|i| todo.add(i));
            }
        }
        board.ends().for_each(|i| todo.add(i));
        todo
    }

    fn add(&mut self, i: usize) {
        self.bits[i / 64] |= 1 << (i % 64);
    }

    fn next(&mut self) -> Option<usize> {
        while *self.bits.get(self.block)? == 0 {
            self.block += 1;
        }
        let bits = &mut self.bits[self.block];
        let at = self.block * 64 + bits.trailing_zeros() as usize;
        *bits &= *bits - 1;
        Some(at)
    }
}

/// Could this token be PHI that nobody claimed?
#[inline]
fn candidate(doc: &Doc, board: &Board, i: usize) -> bool {
    let t = &doc.toks[i];
    if t.kind == Kind::End || board.taken(i) {
        return false;
    }
    if t.flags & MONTH != 0 {
        // by itself it is the date rules' matter, and the judge's who knows people called June
        return is_number(doc, i + 1) || dated(board, i + 1);
    }
    if is_number(doc, i) {
        return t.kind != Kind::Letter || !says!(doc, i, "a" | "i") || beside(doc, board, i);
    }
    if doc.cased_at(i) && !t.cap || t.flags & FUNC != 0 {
        return !t.cap && follows(doc, board, i) && !joins(doc, board, i);
    }
    (t.flags & (DRUG | TITLE | RELATION | WEEKDAY | STATE) == 0 || t.flags & (FIRST | LAST) != 0)
        && !joins(doc, board, i)
}

fn dated(board: &Board, i: usize) -> bool {
    matches!(board.kind(i), Some(PhiType::Date | PhiType::Dob))
}

/// Does it stand directly after a claim?
fn follows(doc: &Doc, board: &Board, i: usize) -> bool {
    !doc.breaks(i) && doc.prev(i).is_some_and(|p| board.taken(p))
}

/// "heron lane | in | laredo", "laredo | on | heron lane": the small word between a street and its town, where the rules parted them.
fn joins(doc: &Doc, board: &Board, i: usize) -> bool {
    let place = |j: usize| board.kind(j) == Some(PhiType::Address);
    (says!(doc, i, "in") && !doc.cased || says!(doc, i, "on" | "off" | "outside" | "near"))
        && place(i + 1)
        && doc.prev(i).is_some_and(place)
}

fn beside(doc: &Doc, board: &Board, i: usize) -> bool {
    follows(doc, board, i) || !doc.end(i + 1) && board.taken(i + 1)
}

/// How likely a token must be to become a claim.
fn bar(doc: &Doc, board: &Board, i: usize) -> f32 {
    let number = is_number(doc, i);
    let beside = board.kind(i + 1).or_else(|| doc.prev(i).and_then(|p| board.kind(p)));
    match beside {
        None if number => NUMBER,
        None if opening(doc, i) => OPENING,
        None | Some(PhiType::Name | PhiType::Address | PhiType::Email | PhiType::Url) => CLAIM,
        Some(PhiType::Org) if doc.has(i, FUNC) => ORDINARY,
        Some(kind) if kind != PhiType::Org && !number && doc.has(i, COMMON | FUNC) => ORDINARY,
        Some(_) => CLAIM,
    }
}

/// What a claim of the model is called: what its neighbour is, else what was asked, else what it looks like.
fn kind_of(ctx: &Context<'_>, board: &Board, i: usize) -> PhiType {
    let doc = ctx.doc;
    let beside = doc.prev(i).and_then(|p| board.kind(p)).or_else(|| board.kind(i + 1));
    if let Some(kind) = beside {
        return kind;
    }
    let number = is_number(doc, i);
    let asked = if ctx.asks.age(doc, i) > 3 { 0 } else { ctx.asks.of(doc, i) };
    let is = |topic: u32| asked & topic != 0;
    match number {
        _ if is(dialogue::DOB) => PhiType::Dob,
        true if matches!(doc.toks[i].num, Num::Ordinal(_)) || is(dialogue::DATE) => PhiType::Date,
        true if is(dialogue::PHONE) => PhiType::Phone,
        true if is(dialogue::INSURANCE) => PhiType::InsuranceId,
        true if is(dialogue::MRN) => PhiType::Mrn,
        true if is(dialogue::ADDRESS | dialogue::ZIP) => PhiType::Address,
        true => PhiType::OtherId,
        false if is(dialogue::ORG) => PhiType::Org,
        false if is(dialogue::ADDRESS) || doc.has(i, CITY) && !doc.has(i, FIRST | LAST) => PhiType::Address,
        false if is(dialogue::EMAIL) => PhiType::Email,
        false => PhiType::Name,
    }
}

fn is_number(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    t.kind != Kind::Word && t.kind != Kind::End || t.num != Num::None && t.flags & MONTH == 0
}

/// A token by itself: number words by what kind of number they are, others as context sees them.
#[inline]
fn own(doc: &Doc, i: usize) -> u64 {
    let t = &doc.toks[i];
    if t.kind == Kind::Word && t.num == Num::None && t.flags & MONTH == 0 { word_key(t) } else { counted(doc, i) }
}

/// The same of a number, a letter, a month or the end.
fn counted(doc: &Doc, i: usize) -> u64 {
    if doc.has(i, MONTH) {
        return 67;
    }
    match doc.toks[i].num {
        Num::None => key(doc, i),
        Num::Digit(_) => 60,
        Num::Teen(_) => 61,
        Num::Tens(_) => 62,
        Num::Hundred => 63,
        Num::Thousand => 64,
        Num::Mult(_) => 65,
        Num::Ordinal(_) => 66,
    }
}

/// What a token was claimed as; 0 when it was not, 99 when there is none.
#[inline]
fn claimed(board: &Board, i: Option<usize>) -> u64 {
    i.map_or(99, |i| board.kind(i).map_or(0, |kind| 1 + kind as u64))
}

/// A claim within reach, and how far it is.
fn near(claim: Option<(usize, PhiType)>) -> u64 {
    claim.map_or(0, |(far, kind)| (1 + kind as u64) << 3 | far as u64)
}

/// What stands around a token.
struct Around {
    /// The tokens: one before, itself, one after.
    keys: [u64; 3],
    /// What two before and two after were claimed as.
    claims: [u64; 4],
    /// The second before and after.
    far: (Option<usize>, usize),
    class: u64,
    asked: u64,
    look: u64,
    breaks: u64,
    number: bool,
}

impl Around {
    #[inline]
    fn of(ctx: &Context<'_>, board: &Board, i: usize) -> Around {
        let doc = ctx.doc;
        let t = &doc.toks[i];
        let p1 = doc.prev(i);
        let p2 = p1.and_then(|p| doc.prev(p));
        let n1 = i + 1;
        let last = doc.end(n1);
        let n2 = n1 + usize::from(!last);
        Around {
            keys: [p1.map_or(3, |p| own(doc, p)), own(doc, i), own(doc, n1)],
            claims: [
                claimed(board, p2),
                claimed(board, p1),
                claimed(board, (!last).then_some(n1)),
                claimed(board, (!doc.end(n2)).then_some(n2)),
            ],
            far: (p2, n2),
            class: u64::from(t.flags & CLASS) << 4 | t.kind as u64,
            asked: asked(ctx, i),
            look: u64::from(doc.cased_at(i)) | u64::from(t.cap) << 1 | u64::from(t.caps) << 2,
            breaks: u64::from(doc.breaks(i))
                | u64::from(doc.breaks(n1)) << 1
                | u64::from(t.pre & COMMA != 0) << 2
                | u64::from(doc.toks[n1].pre & COMMA != 0) << 3
                | u64::from(p1.is_none()) << 4
                | u64::from(last) << 5,
            number: is_number(doc, i),
        }
    }

    /// The features of the token itself and its neighbours.
    fn first_look(&self, doc: &Doc, i: usize, out: &mut impl Sink) {
        let ([kp1, k0, kn1], [cp2, cp1, cn1, cn2]) = (self.keys, self.claims);
        let (class, asked) = (self.class, self.asked);
        out.add(0, self.look);
        out.add(1, mix(k0, self.look));
        out.add(2, mix(k0, kp1));
        out.add(3, mix(k0, kn1));
        out.add(4, mix(kp1, kn1));
        out.add(7, mix(class, kp1));
        out.add(8, mix(class, kn1));
        out.add(12, mix(class, self.look));
        out.add(13, mix(class, self.breaks));
        out.add(14, mix(mix(class, cp1), cn1));
        out.add(17, mix(mix(cp1, cp2), mix(cn1, cn2)));
        out.add(18, mix(asked, class));
        out.add(19, mix(asked, k0));
        out.add(20, mix(asked, kp1));
        if !self.number && !doc.has(i, COMMON) {
            out.add(54, mix(class, doc.size(i).min(12) as u64));
        }
    }

    /// The features of what stands further around, of its turn, and of its kind.
    fn describe(&self, ctx: &Context<'_>, memory: &Memory, board: &Board, i: usize, out: &mut impl Sink) {
        let doc = ctx.doc;
        let ([kp1, k0, kn1], [_, cp1, cn1, _]) = (self.keys, self.claims);
        let (kp2, kn2) = (self.far.0.map_or(3, |p| own(doc, p)), own(doc, self.far.1));
        let (class, asked, breaks) = (self.class, self.asked, self.breaks);
        out.add(5, mix(kp1, kp2));
        out.add(6, mix(kn1, kn2));
        out.add(9, mix(class, mix(kp1, kp2)));
        out.add(10, mix(class, kp2));
        out.add(11, mix(class, kn2));
        out.add(15, mix(k0, mix(cp1, 5)));
        out.add(16, mix(k0, mix(cn1, 6)));
        out.add(21, mix(asked, breaks));
        let turn = doc.toks[i].turn as usize;
        let (first, end) = (doc.first[turn], doc.first[turn + 1] - 1);
        let left = near(board.before(first.max(i.saturating_sub(REACH)), i));
        let right = near(board.behind(i, end.min(i + 1 + REACH)));
        out.add(22, mix(left, class));
        out.add(23, mix(right, class));
        out.add(24, mix(left, k0));
        out.add(25, mix(left, right));
        turn_features(doc, board, (first, i, end), (k0, class), out);
        if self.number {
            number_features(doc, i, self, out);
        } else {
            word_features(doc, memory, i, class, (kp1, kn1), out);
        }
    }
}

fn number_features(doc: &Doc, i: usize, around: &Around, out: &mut impl Sink) {
    let ([kp1, k0, kn1], [_, cp1, cn1, _]) = (around.keys, around.claims);
    let cue = u64::from(dialogue::cue_before(doc, i));
    let size = k0 << 8 | doc.size(i).min(20) as u64;
    out.add(30, mix(size, cue));
    out.add(31, mix(cue, mix(cp1, cn1)));
    out.add(32, mix(size, kp1));
    out.add(33, mix(size, kn1));
    out.add(34, mix(size, around.asked));
}

/// Where in its turn the token stands, and how the turn before ended.
fn turn_features(
    doc: &Doc,
    board: &Board,
    (first, i, end): (usize, usize, usize),
    (k0, class): (u64, u64),
    out: &mut impl Sink,
) {
    let (place, size) = ((i - first).min(5) as u64, (end - first).min(8) as u64);
    out.add(40, mix(class, place << 4 | size));
    if place > 3 {
        return;
    }
    let last = |back: usize| (first > back).then(|| first - 1 - back).filter(|&j| !doc.end(j));
    let (l1, l2) = (last(1), last(2));
    let ended = mix(l1.map_or(3, |j| own(doc, j)), l2.map_or(3, |j| own(doc, j)));
    let given = mix(claimed(board, l1), claimed(board, l2));
    out.add(41, mix(class, ended));
    out.add(42, mix(mix(class, given), place));
    out.add(43, mix(k0, given));
}

fn word_features(doc: &Doc, memory: &Memory, i: usize, class: u64, (kp1, kn1): (u64, u64), out: &mut impl Sink) {
    let word = doc.w(i);
    let named = u64::from(memory.names_word(word));
    out.add(50, mix(class, named));
    out.add(51, mix(mix(class, kp1), kn1));
    if !doc.has(i, COMMON) {
        let shape = u64::from(doc.has(i, FIRST | LAST));
        out.add(52, mix(shape, hash_tail::<3>(word)));
        out.add(53, mix(shape, hash_tail::<2>(word)));
    }
}
