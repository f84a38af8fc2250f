//! What stands before or after the digits of a code and belongs to it, or does not.

use crate::engine::text::words::says;
use std::borrow::Cow;

use super::heard::named;
use super::{CODES, Context, Evidence, Verdict};
use crate::engine::board::{Board, Claim};
use crate::engine::dialogue;
use crate::engine::lexicon::{ALPHABET, BACK, COMMON, CUE, FIRST, FUNC, Num, SOUND, STATE2, STREET, TITLE, UNIT};
use crate::engine::numbers::{Run, heard};
use crate::engine::text::{DASH, DOT, Doc, HASH, Kind, SPACE};
use crate::engine::{PhiType, Speaker};
use crate::identifiers::abbreviations;

/// "m r n zero five nine": the letters say what the number is, and are no part of it.
pub(super) fn trim_label(doc: &Doc, run: &mut Cow<'_, Run>) {
    if run.letters < 2 || run.digits < 4 {
        return;
    }
    let label = ["mrn", "dob", "ssn", "id", "ip", "rx", "npi", "dea", "vin"]
        .iter()
        .find(|l| run.text.starts_with(**l) && run.letters >= l.len());
    let Some(label) = label else { return };
    let single = (run.first..run.first + label.len()).all(|i| doc.toks[i].kind == Kind::Letter);
    if single && run.parts.get(label.len()).is_some_and(|p| p.at == run.first + label.len()) {
        let run = run.to_mut();
        run.first += label.len();
        run.letters -= label.len();
        run.text.drain(..label.len());
        run.parts.drain(..label.len());
    }
}

/// "license two seven one five double four nine, thirty tablets": the last number is of the unit that follows it.
pub(super) fn trim_measure(doc: &Doc, run: &mut Cow<'_, Run>) {
    let next = run.last + 1;
    if run.parts.len() < 4 || run.corrected || run.big || !doc.has(next, UNIT) || doc.breaks(next) {
        return;
    }
    let Some(part) = run.parts.last().copied().filter(|p| !p.letter && p.len == 2) else { return };
    let keep = run.text.len().saturating_sub(usize::from(part.len));
    if part.at <= run.first || !run.text.is_char_boundary(keep) || keep < 3 {
        return;
    }
    let run = run.to_mut();
    run.parts.pop();
    run.text.truncate(keep);
    run.digits = run.digits.saturating_sub(usize::from(part.len));
    run.last = part.at - 1;
}

/// "to nine for ate six", "for 3 six 8", "are x 6 4": the first figure or letter of a code, written as the word of its sound.
fn sounds_before(doc: &Doc, board: &Board, run: &Run) -> Option<(usize, char)> {
    let p = doc.prev(run.first).filter(|&p| !doc.cased && !board.taken(p) && doc.toks[run.first].pre == SPACE)?;
    let lone = run.parts.iter().filter(|p| p.len == 1).count();
    if run.digits < 3 || lone < 3 {
        return None;
    }
    let c = match doc.w(p) {
        "to" | "too" => '2',
        "for" => '4',
        "are" if run.letters > 0 || run.digits > 5 => 'r',
        _ => return None,
    };
    let led = doc.prev(p).is_none_or(|q| {
        says!(
            doc,
            q,
            "is" | "it's" | "its" | "says" | "said" | "number" | "me" | "to" | "for" | "operator" | "not" | "then"
        )
    });
    led.then_some((p, c))
}

/// "extension two two", "x114", "what extension?" "four oh two": a line inside a house.
pub(super) fn extension(ctx: &Context<'_>, board: &Board, run: &Run) -> Option<(usize, usize)> {
    let doc = ctx.doc;
    if run.big || run.text.len() > 6 {
        return None;
    }
    let phone = |i: usize| doc.prev(i).and_then(|p| board.kind(p)) == Some(PhiType::Phone);
    let marked = doc.toks[run.first].kind == Kind::Mixed
        && run.first == run.last
        && run.letters == 1
        && run.text.starts_with('x');
    // "ext. 40": the stop is of the abbreviation
    let short = |p: usize| says!(doc, p, "ext") && doc.toks[run.first].pre == DOT | SPACE;
    let p = doc.prev(run.first).filter(|&p| !doc.breaks(run.first) || short(p));
    let named = p.filter(|&p| says!(doc, p, "extension" | "ext" | "extention") || says!(doc, p, "x") && phone(p));
    let turn = doc.toks[run.first].turn as usize;
    // "that's extension two two nine": a desk of the house, unless it goes on with a number or is where somebody is reached
    let here = |c: &Claim| c.kind == PhiType::Phone && doc.toks[c.first].turn as usize == turn;
    let told = |p: usize| {
        says!(doc, p, "extension's")
            || says!(doc, p, "is") && doc.prev(p).is_some_and(|q| says!(doc, q, "extension" | "ext"))
    };
    if run.letters == 0 && run.digits >= 2 && p.is_some_and(told) {
        return Some((run.first, run.last));
    }
    let reached = |p: usize| doc.prev(p).is_some_and(|q| says!(doc, q, "at" | "her" | "his" | "my"));
    let persons =
        |p: usize| doc.speakers[turn] != Speaker::Agent || board.claims.last().is_some_and(here) || reached(p);
    if named.is_some_and(persons) {
        return Some((run.first, run.last));
    }
    let opens = run.first - doc.first[turn] <= 2;
    let end = doc.first[turn].saturating_sub(1);
    let asked = opens
        && turn > 0
        && (end.saturating_sub(3).max(doc.first[turn - 1])..end)
            .any(|i| says!(doc, i, "extension" | "ext") && !dialogue::number(doc, i + 1));
    (asked && (marked || run.letters == 0) && !doc.has(run.last + 1, UNIT) || marked && phone(run.first))
        .then_some((run.first, run.last))
}

/// "press three two zero seven", "punch in 4480": too long for an answer to a menu, so it opens a door.
pub(super) fn keyed(doc: &Doc, run: &Run) -> bool {
    let Some(p) = doc.prev(run.first).filter(|_| !doc.breaks(run.first)) else { return false };
    let verb = || {
        says!(doc, p, "press" | "punch")
            || says!(doc, p, "in") && doc.prev(p).is_some_and(|q| says!(doc, q, "punch" | "key" | "type" | "enter"))
    };
    (4..=8).contains(&run.digits) && run.letters == 0 && run.dots == 0 && !run.big && verb()
}

/// "#88123".
pub(super) fn hashed(doc: &Doc, run: &Run) -> Verdict {
    (doc.toks[run.first].pre & HASH != 0 && run.digits + run.letters >= 4).then_some((PhiType::OtherId, 900))
}

/// "the number on it is …": a number of something, whatever it is.
pub(super) fn numbered(doc: &Doc, run: &Run, evidence: &Evidence) -> Verdict {
    let n = run.digits + run.letters;
    if evidence.cue != 0 || run.big || run.digits < 3 || n < 4 {
        return None;
    }
    let mut at = run.first;
    for _ in 0..4 {
        at = doc.prev(at).filter(|_| !doc.breaks(at))?;
        if says!(doc, at, "number" | "number's") {
            return Some((PhiType::OtherId, 800));
        }
        if !doc.has(at, FUNC) {
            return None;
        }
    }
    None
}

/// Takes the letters before the digits into the run.
pub(super) fn attach(ctx: &Context<'_>, board: &Board, run: &mut Cow<'_, Run>) {
    for _ in 0..2 {
        let Some((p, c)) = sounds_before(ctx.doc, board, run) else { break };
        let run = run.to_mut();
        run.first = p;
        run.digits += usize::from(c.is_ascii_digit());
        run.letters += usize::from(!c.is_ascii_digit());
        run.text.insert(0, c);
    }
    let mut prefix = code_prefix(ctx, board, run);
    for _ in 0..3 {
        let Some(p) = prefix else { return };
        let run = run.to_mut();
        run.first = p;
        run.letters += ctx.doc.size(p);
        run.text.insert_str(0, ctx.doc.w(p));
        prefix = glued_prefix(ctx.doc, board, p);
    }
}

/// "TQK-LB-60385": more capitals before those that belong to the digits.
fn glued_prefix(doc: &Doc, board: &Board, first: usize) -> Option<usize> {
    let p = doc.prev(first)?;
    let capitals = doc.toks[p].caps || doc.toks[p].kind == Kind::Letter && doc.toks[p].cap;
    (doc.cased && doc.toks[first].pre == DASH && capitals && doc.size(p) <= 5 && !board.taken(p)).then_some(p)
}

/// "HM-053827": capitals glued to four digits or more are a code, whatever is spoken of.
pub(super) fn glued(doc: &Doc, run: &Run) -> Verdict {
    let t = &doc.toks[run.first];
    let prefixed = doc.cased && t.kind == Kind::Word && t.caps && doc.toks[run.first + 1].pre == DASH;
    (prefixed && run.digits >= 4 && !abbreviations::only(doc.w(run.first))).then_some((PhiType::OtherId, 890))
}

/// "IN 6884", "cl 3508 6147", "rcp-60852" where a code is spoken of: two to four capitals, or letters that no word is of.
fn about_code(ctx: &Context<'_>, run: &Run, p: usize) -> bool {
    let doc = ctx.doc;
    let (t, word) = (&doc.toks[p], doc.w(p));
    let near = doc.toks[run.first].pre & !(SPACE | DASH) == 0 && !doc.breaks(run.first);
    let grammar = !t.caps && t.flags & (FUNC | TITLE) != 0;
    if !near || grammar || !(2..=4).contains(&word.len()) || t.flags & (CUE | UNIT | ALPHABET) != 0 {
        return false;
    }
    let unsaid = !word.bytes().any(|b| b"aeiou".contains(&b));
    let glued = doc.toks[run.first].pre == DASH;
    let shape = if doc.cased { t.caps || unsaid } else { unsaid || glued };
    if !(shape || glued) || !t.caps && !glued && abbreviations::only(word) {
        return false;
    }
    let about = |topics: u32| topics & CODES != 0;
    about(dialogue::cue_before(doc, p))
        || ctx.asks.age(doc, p) <= 4 && about(ctx.asks.of(doc, p))
        || about(ctx.asks.read_back(doc, p))
}

/// Drops words of a spelling alphabet, or that sound like digits, from the front of a run that no code is spoken of.
/// Returns whether anything is left.
pub(super) fn harden(doc: &Doc, run: &mut Cow<'_, Run>, evidence: &Evidence) -> bool {
    let word = |i: usize| doc.toks[i].kind == Kind::Word && doc.toks[i].num == Num::None;
    if !word(run.first) || !doc.has(run.first, ALPHABET | SOUND) || evidence.about(CODES | dialogue::NUMBERS) {
        return true;
    }
    if run.digits + run.letters >= 7 && !run.big && !doc.has(run.first, FIRST) {
        return true;
    }
    // "ex s nine nine oh": sign by sign, and no word of a spelling alphabet
    let signs = run.digits >= 2 && run.text.len() >= 5 && run.parts.iter().all(|p| p.len == 1);
    if signs
        && !doc.cased
        && !doc.has(run.first, ALPHABET)
        && (heard(doc, run.first).is_some_and(|h| h.clear) || named(doc, run.first))
    {
        return true;
    }
    let soft = run.parts.iter().take_while(|p| word(p.at)).count();
    let Some(first) = run.parts.get(soft).map(|p| p.at) else { return false };
    let chars: usize = run.parts[..soft].iter().map(|p| usize::from(p.len)).sum();
    if run.corrected || chars > run.text.len() {
        return true;
    }
    let run = run.to_mut();
    run.first = first;
    let dropped: String = run.text.drain(..chars).collect();
    let letters = dropped.bytes().filter(u8::is_ascii_alphabetic).count();
    run.letters -= letters;
    run.digits -= chars - letters;
    run.parts.drain(..soft);
    true
}

/// "pound eight six three seven", "star four eight six two": what is typed at a gate or a door.
/// "seven three nine star" ends so.
pub(super) fn signed(doc: &Doc, board: &Board, run: &Run) -> Option<(usize, usize)> {
    let sign = |i: usize| says!(doc, i, "pound" | "star" | "hash" | "hashtag");
    if run.digits < 3 || run.letters > 0 {
        return None;
    }
    let next = run.last + 1;
    if sign(next)
        && !doc.breaks(next)
        && run.digits <= 8
        && !run.big
        && !doc.has(next + 1, UNIT)
        && !says!(doc, next, "pound")
    {
        return Some((run.first, next));
    }
    let p = doc.prev(run.first).filter(|&p| sign(p))?;
    (!board.taken(p) && !doc.breaks(run.first)).then_some((p, run.last))
}

/// The signs said at either end of a piece: "dash oh seven", "eighty four dash" and then the rest.
/// An address of the net has dots there.
pub(super) fn dashes(doc: &Doc, board: &Board, kind: PhiType, (first, last): (usize, usize)) -> (usize, usize) {
    let dot = |i: usize| kind == PhiType::Ip && says!(doc, i, "dot");
    let sign = |i: usize| (says!(doc, i, "dash" | "hyphen" | "slash") || dot(i)) && !board.taken(i);
    let begins = doc.prev(first).filter(|&p| sign(p) && !doc.breaks(first)).unwrap_or(first);
    let next = last + 1;
    let ends = sign(next) && !doc.breaks(next) && (doc.end(next + 1) || !doc.has(next + 1, COMMON));
    (begins, if ends { next } else { last })
}

/// "den nine eight eight": a short word and a number are the whole answer to a question for a code.
fn answers(ctx: &Context<'_>, run: &Run, p: usize) -> bool {
    let doc = ctx.doc;
    doc.prev(p).is_none()
        && doc.end(run.last + 1)
        && doc.size(p) <= 4
        && run.digits >= 3
        && doc.toks[p].flags & (FUNC | CUE | UNIT | TITLE | BACK) == 0
        && !doc.cased_at(p)
        && ctx.asks.of(doc, p) & CODES != 0
        && ctx.asks.age(doc, p) == 1
}

/// "une 707412" after "you n e 7 oh 7 4 1 to": the letters of the code that is read back, as a word.
fn said_before(doc: &Doc, board: &Board, run: &Run, p: usize) -> bool {
    let length = doc.size(p) + run.text.len();
    if run.digits < 3 || length < 5 || doc.size(p) > 5 || doc.toks[run.first].pre & !(SPACE | DASH) != 0 {
        return false;
    }
    let same = |v: &str| v.strip_prefix(doc.w(p)).is_some_and(|rest| rest.eq_ignore_ascii_case(&run.text));
    let whole = |c: &Claim| c.normalised.as_deref().is_some_and(|v| v.len() == length && same(v));
    board.claims.iter().rev().take(12).any(whole)
}

/// "MR 9128 46", "HR 8347", "BE 3460 045": two capitals before figures are no title and no grammar, where others are written small.
/// Not of a state before a postal code.
fn capitals_before(doc: &Doc, run: &Run, p: usize) -> bool {
    let t = &doc.toks[p];
    let capitals = doc.size(p) == 2 && t.flags & (TITLE | FUNC | UNIT) != 0 && doc.cased_at(p);
    let spaced = doc.toks[run.first].pre == SPACE && !doc.breaks(p + 1);
    capitals
        && spaced
        && run.digits >= 4
        && !run.big
        && !doc.has(run.last + 1, STREET)
        && (!doc.has(p, STATE2) || run.digits > 5 && run.digits != 9)
}

/// "QLT 703 05 6192": capitals before the digits belong to the code.
fn code_prefix(ctx: &Context<'_>, board: &Board, run: &Run) -> Option<usize> {
    let doc = ctx.doc;
    let p = doc.prev(run.first)?;
    // "I-90211847"
    let letter = doc.toks[p].kind == Kind::Letter && doc.toks[p].cap && doc.cased && run.digits >= 5;
    if letter && doc.toks[run.first].pre == DASH && !doc.glued(p) && !board.taken(p) {
        return Some(p);
    }
    let t = &doc.toks[p];
    let word = t.kind == Kind::Word && t.num == Num::None && (t.caps || doc.size(p) <= 5);
    if !word || run.digits < 2 || board.taken(p) {
        return None;
    }
    if about_code(ctx, run, p) || answers(ctx, run, p) || said_before(doc, board, run, p) {
        return Some(p);
    }
    if !t.caps {
        return None;
    }
    if capitals_before(doc, run, p) {
        return Some(p);
    }
    // "DR-0726-51943": glued by a hyphen, so no title and no state
    if doc.size(p) <= 5 && doc.toks[run.first].pre == DASH && run.digits >= 4 {
        return Some(p);
    }
    let code = !doc.has(p, FUNC | CUE | TITLE | STATE2) && !doc.breaks(run.first);
    let near = doc.toks[run.first].pre & !(SPACE | DASH) == 0;
    let unsaid = || !doc.w(p).bytes().any(|b| b"aeiouy".contains(&b));
    let long = || run.digits >= 5 || run.digits >= 3 && doc.size(p) <= 3 && unsaid() && !abbreviations::only(doc.w(p));
    (code && near && run.letters == 0 && long()).then_some(p)
}
