//! Letters said one by one, and codes made of letters only.

use super::{CODES, Context, Evidence, pieces};
use crate::engine::board::Board;
use crate::engine::dialogue::{self, ANYCODE, INSURANCE, MRN, NAME, OTHER, SPELL};
use crate::engine::lexicon::{
    ALPHABET, CITY, COMMON, CUE, DRUG, EPONYM, FIRST, FUNC, LAST, MONTH, STATE, STREET, TITLE, UNIT, WEEKDAY,
};
use crate::engine::numbers::Run;
use crate::engine::text::words::says;
use crate::engine::text::{DASH, Doc, Kind, SPACE};
use crate::engine::{PhiType, Role, Speaker};
use crate::identifiers::{abbreviations, names};

/// What is a word or a name is no code in capitals.
const LISTED: u32 = FUNC | COMMON | CUE | FIRST | LAST | CITY | STATE | TITLE | DRUG | EPONYM;

/// A code in capitals without a digit ("TCEYXG", "HEBN WD"), where a code was asked for or is named. Returns where to
/// look on.
pub(super) fn capitals(ctx: &Context<'_>, board: &mut Board, i: usize) -> usize {
    let doc = ctx.doc;
    // most capitals are those of names and of words that begin a sentence
    let t = &doc.toks[i];
    if t.flags & LISTED != 0 && !t.caps && !doc.end(i + 1) {
        return i + 1;
    }
    if let Some(next) = group(ctx, board, i).or_else(|| begun(ctx, board, i)).or_else(|| plate(ctx, board, i)) {
        return next;
    }
    if board.taken(i) || ctx.asks.age(doc, i) > 3 || ctx.asks.of(doc, i) & (OTHER | ANYCODE) == 0 || !shouted(ctx, i) {
        return i + 1;
    }
    let mut last = i;
    while last < i + 2
        && !board.taken(last + 1)
        && doc.toks[last + 1].pre & !(SPACE | DASH) == 0
        && (shouted(ctx, last + 1) || doc.toks[last + 1].caps && doc.size(last + 1) == 2)
    {
        last += 1;
    }
    let text: String = (i..=last).map(|j| doc.w(j)).collect();
    if (4..=10).contains(&text.len()) {
        board.put((i, last), PhiType::OtherId, 850, Some(text));
    }
    last + 1
}

/// "and the group's KMTX", "group number BRLW": an employer's letters stand for its number. The token after them.
fn group(ctx: &Context<'_>, board: &mut Board, i: usize) -> Option<usize> {
    let doc = ctx.doc;
    let p = doc.prev(i).filter(|_| !doc.breaks(i) && (3..=8).contains(&doc.size(i)))?;
    let led = says!(doc, p, "is" | "number" | "no" | "id" | "code" | "it's" | "says");
    let named = if led { (1..=2).any(|b| p >= b && says!(doc, p - b, "group")) } else { says!(doc, p, "group's") };
    if !named || board.taken(i) || !shouted(ctx, i) {
        return None;
    }
    board.put((i, i), PhiType::InsuranceId, 900, Some(doc.w(i).to_owned())).then_some(i + 1)
}

/// "FG 00 WJA", "MY 65 NPK": two or three capitals, two digits and as many capitals again, as British plates have.
fn plate(ctx: &Context<'_>, board: &mut Board, i: usize) -> Option<usize> {
    let doc = ctx.doc;
    let last = i + 2;
    let capitals = |j: usize| doc.toks[j].caps && (2..=3).contains(&doc.size(j));
    let spaced = doc.toks[i + 1].pre == SPACE && doc.toks[last].pre == SPACE;
    let measured = |j: usize| doc.has(j, UNIT | WEEKDAY | MONTH) || abbreviations::only(doc.w(j));
    let shaped = capitals(i) && doc.toks[i + 1].kind == Kind::Digits && doc.size(i + 1) == 2 && capitals(last);
    let free = shaped && spaced && doc.cased && !measured(last) && (i..=last).all(|j| !board.taken(j));
    (free && board.put((i, last), PhiType::OtherId, 900, None)).then_some(last + 1)
}

/// "It's BP" "Mm hmm." "6015 956.": the letters before the digits that the same speaker's next turn gives.
#[inline]
pub(super) fn begun(ctx: &Context<'_>, board: &mut Board, i: usize) -> Option<usize> {
    let doc = ctx.doc;
    // "it's p papa", "it's echo"
    let last = if doc.has(i + 1, ALPHABET) && doc.toks[i].kind == Kind::Letter { i + 1 } else { i };
    if doc.end(last + 1) { ends_turn(ctx, board, i, last) } else { None }
}

/// The same of what stands last in its turn, as little does.
#[cold]
fn ends_turn(ctx: &Context<'_>, board: &mut Board, i: usize, last: usize) -> Option<usize> {
    let doc = ctx.doc;
    let t = &doc.toks[i];
    let turn = t.turn as usize;
    let after = *doc.first.get(turn + 2)?;
    let asked = ctx.asks.of(doc, i) & CODES;
    let short = if doc.cased_at(i) {
        (t.caps || t.kind == Kind::Letter && t.cap) && doc.size(i) <= 3
    } else {
        t.kind == Kind::Letter || doc.has(i, ALPHABET)
    };
    let begins = short && asked != 0 && ctx.asks.age(doc, i) <= 2 && i <= doc.first[turn] + 3 && !board.taken(i);
    let goes_on = begins && doc.speakers.get(turn + 2) == doc.speakers.get(turn) && dialogue::number(doc, after);
    (goes_on && board.put((i, last), pieces::kind(asked, board), 900, None)).then_some(last + 1)
}

/// A word all in capitals that is no word.
fn shouted(ctx: &Context<'_>, i: usize) -> bool {
    let t = &ctx.doc.toks[i];
    t.kind == Kind::Word
        && t.flags & LISTED == 0
        && ctx.turns[t.turn as usize].text[t.start as usize..t.end as usize].bytes().all(|b| b.is_ascii_uppercase())
        && !abbreviations::only(ctx.doc.w(i))
}

/// Letters one by one are a spelled name, unless they are a common abbreviation ("t s h", "m r i").
pub(super) fn spelled(ctx: &Context<'_>, board: &mut Board, run: &Run, evidence: &Evidence) {
    let doc = ctx.doc;
    if matches!(run.text.as_str(), "dob" | "rx" | "ssn" | "mrn" | "npi" | "dea" | "cvv" | "id" | "ip" | "dl") {
        return;
    }
    if let Some(kind) = code(ctx, run, evidence) {
        board.put((run.first, run.last), kind, if run.letters >= 4 { 900 } else { 800 }, Some(run.text.clone()));
        return;
    }
    if let Some((kind, score)) = pieces::letters(ctx, board, run, evidence) {
        board.put((run.first, run.last), kind, score, Some(run.text.clone()));
        return;
    }
    let asked = evidence.asked & (SPELL | NAME) != 0 && ctx.asks.age(doc, run.first) <= 3;
    let with_a =
        doc.prev(run.first).is_some_and(|p| says!(doc, p, "a" | "is" | "spelled" | "spelling" | "it's" | "that's"));
    let said = matches!(cue_spell(doc, run.first), Some(true)) || with_a && run.letters >= 3;
    let said = said || echoes_word(doc, run);
    let glued = run.dashes + 1 == run.letters && run.letters > 3;
    let spelling = evidence.asked & SPELL != 0 && asked || matches!(cue_spell(doc, run.first), Some(true));
    if !spelling && abbreviations::only(&run.text) {
        return;
    }
    if run.letters >= 5 || (asked || said || glued) && run.letters >= 2 {
        let role = if asked && doc.speaker(run.first) != Speaker::Agent { Role::Patient } else { Role::Other };
        names::claim_spelled(board, run, role);
    }
}

/// "smic so s m i c", "it's brandt like it sounds b r a n d t": the letters of a word said just before.
fn echoes_word(doc: &Doc, run: &Run) -> bool {
    let mut at = run.first;
    for _ in 0..5 {
        let Some(p) = doc.prev(at) else { return false };
        at = p;
        if doc.has(p, STREET) {
            return false;
        }
        if doc.toks[p].kind == Kind::Word && run.letters >= 3 && doc.w(p) == run.text {
            return true;
        }
    }
    false
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

/// Letters alone, where a code is spoken of and no name: "confirmation k w k m g a", or a piece of one ("it's w c").
fn code(ctx: &Context<'_>, run: &Run, evidence: &Evidence) -> Option<PhiType> {
    let doc = ctx.doc;
    let named = evidence.cue & CODES != 0 && evidence.tight;
    let asked = evidence.cue & !CODES == 0 && evidence.asked & CODES != 0 && (evidence.alone || evidence.opens);
    let name = evidence.asked & (NAME | SPELL) != 0 && run.text.bytes().any(|b| b"aeiou".contains(&b));
    let spells = cue_spell(doc, run.first) == Some(true);
    let long = run.letters >= 4 && !abbreviations::only(&run.text);
    if spells || !(named && long || asked && !name && (long || evidence.alone && run.letters <= 3)) {
        return None;
    }
    let topic = if named { evidence.cue } else { evidence.asked };
    Some(match topic {
        t if t & (OTHER | ANYCODE) != 0 => PhiType::OtherId,
        t if t & INSURANCE != 0 => PhiType::InsuranceId,
        t if t & MRN != 0 => PhiType::Mrn,
        _ => PhiType::OtherId,
    })
}
