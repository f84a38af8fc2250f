//! Numbers and codes that a recognizer wrote as the words of their sounds: "to to for", "are em dash too too", "kay dee ex
//! four". Such words are of every sentence, so they count only where a number is asked for or named, beside other signs of it.

use std::borrow::Cow;

use super::{CODES, Context, Evidence, pieces};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{self, CARD, DOB, LAST4, NET, NUMBERS, PHONE, SSN};
use crate::engine::lexicon::{BACK, CORR, FUNC, Num, UNIT};
use crate::engine::numbers::{Heard, Part, Parts, Run, heard};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind, SPACE};

/// Tokens looked at before and after a sign.
const LEFT: usize = 8;
const RIGHT: usize = 24;

/// A figure or letter as such.
fn plain(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    match t.kind {
        Kind::Digits | Kind::Mixed => true,
        Kind::Letter => doc.lone_letter(i),
        Kind::Word => matches!(t.num, Num::Digit(_) | Num::Teen(_) | Num::Tens(_) | Num::Mult(_)),
        Kind::End => false,
    }
}

/// A mark said between the signs.
fn mark(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "dash" | "hyphen" | "slash" | "space" | "star" | "pound" | "hash")
}

/// Does a sign stand here, of digits only or of a code?
fn sign(doc: &Doc, i: usize, figures: bool) -> bool {
    plain(doc, i) && !(figures && doc.toks[i].kind == Kind::Letter)
        || heard(doc, i).is_some_and(|h| !figures || h.digit())
}

/// Takes into the run the words of sound on either side of it. Says whether there were any.
pub(super) fn widen(ctx: &Context<'_>, board: &Board, run: &mut Cow<'_, Run>, evidence: &Evidence) -> bool {
    let doc = ctx.doc;
    if run.digits == 0 || run.dots > 0 || run.big || run.corrected || doc.cased_at(run.first) {
        return false;
    }
    let beside = |i: usize| mark(doc, i) || matches!(doc.toks[i].num, Num::Mult(_)) || heard(doc, i).is_some();
    if !(beside(run.last + 1) || doc.prev(run.first).is_some_and(beside)) {
        return false;
    }
    let alike = run.letters == 0;
    let figures = alike && evidence.about(PHONE | SSN | CARD | LAST4) && !evidence.about(CODES)
        || alike && evidence.cue | evidence.asked == 0 && run.digits >= 7;
    // "change it to 614 555 0172": nothing is wanting
    let full = [(PHONE, 7), (SSN, 9), (CARD, 16)].iter().any(|f| evidence.about(f.0) && run.digits == f.1);
    if figures && full || alike && run.digits == 10 {
        return false;
    }
    let lone = run.parts.iter().all(|p| p.len == 1);
    let alone = run.parts.first().is_some_and(|p| p.len == 1) || evidence.alone;
    let first = if alone { leftmost(doc, board, run.first, figures) } else { run.first };
    let last = rightmost(doc, board, run, figures, evidence.cue & LAST4 != 0);
    if (first, last) == (run.first, run.last) {
        return false;
    }
    let weight = Weight::of(doc, first, last);
    let named = named(doc, first);
    // "five to seven", "24 to 48"
    let range = run.parts.len() == 1 && weight.signs == 3 && says!(doc, run.last + 1, "to");
    let spoken_of = evidence.about(NUMBERS & !NET) || named || lone && (run.digits >= 5 || weight.sure >= 4);
    let minimum = if evidence.tight && lone { 3 } else { 4 };
    if !spoken_of || range && !evidence.tight || weight.signs < minimum && !evidence.alone {
        return false;
    }
    grow(doc, run.to_mut(), first, last);
    true
}

/// "the number is": does the word of a number stand at most two back?
pub(super) fn named(doc: &Doc, first: usize) -> bool {
    doc.prev(first).is_some_and(|p| numbered(doc, p) || doc.prev(p).is_some_and(|q| numbered(doc, q)))
}

/// "number", after which any sign may follow.
fn numbered(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "number" | "number's" | "code" | "code's" | "id")
}

/// The first sign of what ends before `from`: words that are common only after what leads to a number.
fn leftmost(doc: &Doc, board: &Board, from: usize, figures: bool) -> usize {
    let mut first = from;
    for _ in 0..LEFT {
        let joined = doc.toks[first].pre & !SPACE == 0 && !doc.breaks(first);
        let Some(p) = doc.prev(first).filter(|p| joined && !board.taken(*p) && sign(doc, *p, figures)) else { break };
        // letters that were said as such belong to another word, unless words of sound stand between
        if first == from
            && (doc.toks[p].kind == Kind::Letter || says!(doc, p, "a" | "i") || !figures && says!(doc, p, "oh"))
        {
            break;
        }
        first = p;
    }
    let joins = |i: usize| {
        doc.prev(i).and_then(|p| board.kind(p)).is_some_and(|k| k == PhiType::OtherId || k == PhiType::InsuranceId)
    };
    while first < from && !stands(doc, first) && !joins(first) {
        first += 1;
    }
    // "double you seven"
    let double = says!(doc, first, "you") && doc.prev(first).is_some_and(|p| says!(doc, p, "double"));
    if double { first - 1 } else { first }
}

/// Is the word at the beginning a sign of the number?
fn stands(doc: &Doc, i: usize) -> bool {
    let Some(h) = heard(doc, i) else { return true };
    let letter = doc.toks[i + 1].kind == Kind::Letter || heard(doc, i + 1).is_some_and(|h| !h.digit());
    // "i see", "see oh six"
    let seen =
        says!(doc, i, "i") && says!(doc, i + 1, "see") || says!(doc, i, "see") && i > 0 && says!(doc, i - 1, "i");
    if says!(doc, i, "a" | "i") && !letter || seen {
        return false;
    }
    let Some(p) = doc.prev(i).filter(|_| !doc.breaks(i)) else { return true };
    if h.clear {
        // "she ate 4 5 6"
        return !says!(doc, p, "i" | "we" | "he" | "she" | "they" | "you" | "who");
    }
    // "fax it to", "call to": where it goes
    let verb = says!(doc, p, "fax" | "text" | "call" | "reach" | "email" | "mail");
    if verb {
        return false;
    }
    says!(
        doc,
        p,
        "is" | "it's"
            | "its"
            | "says"
            | "said"
            | "was"
            | "that's"
            | "thats"
            | "not"
            | "then"
            | "so"
            | "double"
            | "at"
            | "okay"
            | "ok"
            | "yeah"
            | "yes"
            | "yep"
            | "sure"
    ) || dialogue::topic(doc, p) & (NUMBERS | dialogue::PLACE) != 0
        || numbered(doc, p)
        || says!(doc, p, "d")
}

/// The last sign of the number that begins with the run.
fn rightmost(doc: &Doc, board: &Board, run: &Run, figures: bool, four: bool) -> usize {
    let end = reach(doc, board, run.last, figures);
    if doc.has(end + 1, UNIT) && !doc.breaks(end + 1) || says!(doc, end + 1, "o'clock" | "thirty" | "point") {
        return run.last;
    }
    let mut digits = run.text.len() + (run.last + 1..=end).filter(|&i| !mark(doc, i)).count();
    let mut last = end;
    while last > run.last {
        let full = figures && matches!(digits, 7 | 9 | 10 | 16) || four && digits == 4 && last > run.last + 1;
        if full || closes(doc, last) {
            break;
        }
        digits -= usize::from(!mark(doc, last));
        last -= 1;
    }
    last
}

/// The last token of the signs and marks after `from`.
fn reach(doc: &Doc, board: &Board, from: usize, figures: bool) -> usize {
    let mut last = from;
    for _ in 0..RIGHT {
        let next = last + 1;
        let joined = !doc.end(next) && !doc.breaks(next) && doc.toks[next].pre & !SPACE == 0 && !board.taken(next);
        let owed = says!(doc, next, "owe" | "ate" | "won") && says!(doc, last, "you" | "i" | "we" | "they");
        let hour = says!(doc, next, "a" | "p") && says!(doc, next + 1, "m");
        if hour {
            return from;
        }
        let marked = mark(doc, next) && (sign(doc, next + 1, figures) || doc.end(next + 1));
        if !joined || owed || !(marked || sign(doc, next, figures)) {
            break;
        }
        last = next;
    }
    last
}

/// Is the word at the end a sign of the number? "are you" and "to be" go on with the sentence.
fn closes(doc: &Doc, i: usize) -> bool {
    if mark(doc, i) {
        return true;
    }
    let Some(h) = heard(doc, i) else { return true };
    let grammar =
        says!(doc, i, "a" | "i") || says!(doc, i, "you" | "be" | "are") && heard(doc, i - 1).is_some_and(|b| !b.clear);
    let next = i + 1;
    h.clear || mark(doc, i - 1) || !grammar && (doc.end(next) || doc.breaks(next))
}

/// The run with what stands before and after it.
fn grow(doc: &Doc, run: &mut Run, first: usize, last: usize) {
    let (mut text, mut parts) = (String::new(), Parts::new());
    spell(doc, (first, run.first), &mut text, &mut parts);
    text.push_str(&run.text);
    parts.append(&mut run.parts);
    spell(doc, (run.last + 1, last + 1), &mut text, &mut parts);
    run.letters = text.chars().filter(|c| c.is_alphabetic()).count();
    run.digits = text.chars().count() - run.letters;
    (run.text, run.parts, run.first, run.last) = (text, parts, first, last);
}

/// Appends what the tokens stand for.
fn spell(doc: &Doc, (from, to): (usize, usize), text: &mut String, parts: &mut Parts) {
    for at in from..to {
        let before = text.len();
        let t = &doc.toks[at];
        let mut letter = t.kind == Kind::Letter;
        match (t.num, heard(doc, at)) {
            (Num::Digit(d), _) => text.push(char::from(b'0' + d)),
            (Num::Teen(n) | Num::Tens(n), _) => text.push_str(&n.to_string()),
            (_, Some(h)) => {
                letter = !h.digit();
                text.push(h.sign);
            }
            _ if plain(doc, at) && t.kind != Kind::Word => text.push_str(doc.w(at)),
            _ => continue,
        }
        parts.push(Part { at, value: 0, len: (text.len() - before) as u16, letter });
    }
}

/// Signs of which none begins a run, where a number is asked for or named just before: the token after them when they
/// were claimed.
pub(super) fn alone(ctx: &Context<'_>, board: &mut Board, i: usize) -> Option<usize> {
    let doc = ctx.doc;
    let near = |j: usize| !doc.end(j) && (plain(doc, j) || heard(doc, j).is_some() || mark(doc, j));
    if doc.cased_at(i)
        || says!(doc, i, "a" | "i")
        || doc.prev(i).is_some_and(|p| says!(doc, p, "point"))
        || heard(doc, i).is_none()
        || !(near(i + 1) || doc.prev(i).is_some_and(near))
    {
        return None;
    }
    let asked = asked(ctx, i) | goes_on(doc, board, i);
    let first = leftmost(doc, board, i, false);
    let first = if first == i && !stands(doc, i) { return None } else { first };
    let (cue, distance) = dialogue::cue_and_distance(doc, first);
    let named = if distance <= 3 { cue & NUMBERS & !NET } else { 0 };
    if asked == 0 && named == 0 {
        return None;
    }
    let mut last = reach(doc, board, i, false);
    while last > i && !closes(doc, last) {
        last -= 1;
    }
    let turn = doc.toks[i].turn as usize;
    let leads = first - doc.first[turn] <= 4 && (doc.first[turn]..first).all(|j| doc.has(j, FUNC | BACK | CORR));
    let whole = leads && (last + 1..last + 3).any(|j| doc.end(j));
    let weight = Weight::of(doc, first, last);
    let counted = !doc.breaks(last + 1) && (doc.has(last + 1, UNIT) || says!(doc, last + 1, "point" | "percent"));
    let answers = asked != 0 && !counted && whole && weight.answers();
    let called = named != 0 && weight.signs >= 3 && weight.sure >= 2 && !counted;
    if !(answers || called) {
        return None;
    }
    let (mut text, mut parts) = (String::new(), Parts::new());
    spell(doc, (first, last + 1), &mut text, &mut parts);
    let kind = pieces::kind(if named != 0 { named } else { asked }, board);
    let score = if answers && ctx.asks.age(doc, i) <= 1 && weight.sure > 0 { 900 } else { 740 };
    board.put((first, last), kind, score, Some(text)).then_some(last + 1)
}

/// What number the turn is asked for, or reads back.
fn asked(ctx: &Context<'_>, i: usize) -> u32 {
    let topics = if ctx.asks.age(ctx.doc, i) <= 3 { ctx.asks.of(ctx.doc, i) } else { 0 };
    if topics & DOB != 0 {
        return 0;
    }
    (topics | ctx.asks.read_back(ctx.doc, i)) & NUMBERS & !(NET | LAST4) | topics & LAST4
}

/// What the same speaker's number of two turns ago is, when the other side only listened: OTHER.
fn goes_on(doc: &Doc, board: &Board, i: usize) -> u32 {
    let turn = doc.toks[i].turn as usize;
    let Some(before) = turn.checked_sub(2).filter(|&b| doc.speakers[b] == doc.speakers[turn]) else { return 0 };
    let nods = doc.first[turn] - doc.first[turn - 1] <= 4;
    let end = doc.first[turn - 1] - 1;
    let number = end > doc.first[before] && matches!(board.kind(end - 1), Some(k) if pieces::numeric(k));
    if nods && number { dialogue::OTHER } else { 0 }
}

/// How much of a stretch can be nothing but a code.
#[derive(Default)]
struct Weight {
    /// Figures, letters and words of sound.
    signs: usize,
    /// Those of them that are hardly words of a sentence.
    sure: usize,
    /// Words of every sentence that sound like figures.
    figures: usize,
    /// Words of things that sound like letters.
    letters: usize,
}

impl Weight {
    fn of(doc: &Doc, first: usize, last: usize) -> Weight {
        let mut weight = Weight::default();
        for i in first..=last {
            let word = heard(doc, i);
            weight.signs += usize::from(!mark(doc, i));
            weight.sure += usize::from(plain(doc, i) || word.is_some_and(|h| h.clear));
            weight.figures += usize::from(word.is_some_and(|h: Heard| !h.clear && h.digit()));
            weight.letters += usize::from(says!(doc, i, "gee" | "tea" | "bee" | "sea" | "pea" | "eye" | "be" | "see"));
        }
        weight
    }

    fn answers(&self) -> bool {
        self.signs >= 2 && (self.sure > 0 || self.figures >= 2 || self.letters == self.signs)
    }
}
