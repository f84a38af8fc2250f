//! Pieces of a number that is said in parts: the speaker turns the page, scolds a dog, is asked for the rest, says which
//! piece was meant. Only context tells a piece from a count, so every claim here is soft; each reason has a score of its own,
//! by which the model knows it.

use super::{CODES, Context, Evidence, Verdict, quantities};
use crate::engine::PhiType;
use crate::engine::board::{Board, Claim};
use crate::engine::dialogue::{
    ADDRESS, CARD, CODE, DOB, EMAIL, INSURANCE, LAST4, MRN, NAME, NET, NUMBERS, OTHER, PHONE, PLACE, SPELL, SSN, URL,
    ZIP,
};
use crate::engine::lexicon::{BACK, CORR, FUNC, Num};
use crate::engine::numbers::Run;
use crate::engine::text::words::says;
use crate::engine::text::{DASH, Doc, Kind, SLASH};
use crate::identifiers::abbreviations;

/// How many claims back a number may have been said.
const CLAIMS: usize = 12;
/// How many turns back a number may go on from.
const TURNS: u32 = 4;
/// How many turns back a piece of a number may be said again.
const AGAIN: u32 = 8;
/// How many words may stand between two pieces in one turn.
const ASIDE: usize = 10;

/// Topics under which a number is something else.
const ELSE: u32 = DOB | ADDRESS | ZIP | EMAIL | URL | NET | CODE | PLACE;

/// Digits, or digits and letters, that no other rule explains.
pub(super) fn piece(ctx: &Context<'_>, board: &Board, run: &Run, evidence: &Evidence) -> Verdict {
    let doc = ctx.doc;
    let topics = (evidence.cue | evidence.asked) & NUMBERS & !NET;
    let pointed = joined(doc, run.first) || signed(doc, run) || placed(doc, run) || added(doc, board, run.first);
    let named = evidence.tight && evidence.cue & NUMBERS != 0 || ends_in(doc, run.first);
    let small = small(doc, run) && !pointed;
    if evidence.cue & ELSE != 0
        || run.big && !named && !(evidence.alone && topics != 0)
        || evidence.cue == 0 && !pointed && topics & (CARD | SSN) == 0 && measured(doc, run) && !beside(doc, board, run)
        || everybodys(&run.text)
        || small && !(evidence.alone || named || beside(doc, board, run) || heard(doc, board, run))
    {
        return None;
    }
    same_turn(doc, board, run, pointed)
        .or_else(|| again(doc, board, run, evidence))
        .or_else(|| later_turn(doc, board, run, evidence))
        .or_else(|| asked(doc, run, topics))
        .or_else(|| (ends_in(doc, run.first) && run.text.len() >= 2).then(|| (kind(topics, board), 645)))
        .or_else(|| told(doc, run).then_some((PhiType::OtherId, 605)))
        .or_else(|| (one_by_one(run) && !small).then(|| (kind(topics, board), 630)))
        .or_else(|| (spelled(run) && !small).then(|| (kind(topics, board), 625)))
        .or_else(|| (goes_on(doc, run) && !small).then(|| (kind(topics, board), 610)))
}

/// What everybody calls, once or over and over.
fn everybodys(text: &str) -> bool {
    const LINES: [&str; 4] = ["911", "988", "411", "211"];
    let same = text.bytes().all(|b| matches!(b, b'9' | b'1' | b'0') && b == text.as_bytes()[0]);
    LINES.contains(&text) || same && text.len() >= 3
}

/// "forty seven?": right at the beginning of a turn, a piece of the number just said.
fn heard(doc: &Doc, board: &Board, run: &Run) -> bool {
    let opens = run.first - doc.first[doc.toks[run.first].turn as usize] <= 2;
    let holds = |c: &Claim| c.normalised.as_deref().is_some_and(|v| v.len() >= 5 && contains(v, &run.text));
    opens && run.text.len() >= 2 && before(doc, board, run).any(|(c, age)| (1..=2).contains(&age) && holds(c))
}

/// What is more often an age, an hour, a count or the name of a test: one number below a hundred, an hour and its minutes, a
/// short word with a figure ("B12").
fn small(doc: &Doc, run: &Run) -> bool {
    let first = &doc.toks[run.first];
    let one = run.parts.len() == 1;
    let short = one && run.text.len() <= 2 && !matches!(first.num, Num::Mult(_));
    let hour = run.parts.len() == 2
        && run.letters == 0
        && (1..=12).contains(&run.parts[0].value)
        && run.parts[1].len == 2
        && (10..60).contains(&run.parts[1].value);
    let named = one || run.text.len() <= 2;
    let test = named && run.letters > 0 && run.digits > 0 && run.text.len() <= 5 && run.digits <= 3;
    short || hour || test
}

/// Only small words stand between this and the number before it; or that one lacks the rest of its known length, or was
/// of letters and digits as this is.
fn beside(doc: &Doc, board: &Board, run: &Run) -> bool {
    let near = before(doc, board, run).find(|(_, age)| *age == 0);
    near.filter(|(c, _)| !complete(c)).is_some_and(|(c, _)| {
        let value = c.normalised.as_deref().unwrap_or_default();
        let woven =
            |text: &str| text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().any(|b| b.is_ascii_alphabetic());
        let lacks = matches!(c.kind, PhiType::Ssn | PhiType::Card) && !complete(c) && run.letters == 0;
        let gap = run.first - c.last;
        let flows = !(c.last + 1..=run.first).any(|i| doc.breaks(i));
        let same = run.text.len() > 2 && woven(value) && woven(&run.text) && gap <= ASIDE && flows;
        if lacks && gap <= 8 || same {
            return true;
        }
        run.first - c.last <= 4 && (c.last + 1..run.first).all(|i| doc.has(i, FUNC | BACK | CORR) && !doc.breaks(i))
    })
}

/// Letters alone: the prefix or the end of a code ("x j q and then eight oh four nine").
pub(super) fn letters(ctx: &Context<'_>, board: &Board, run: &Run, evidence: &Evidence) -> Verdict {
    let doc = ctx.doc;
    if (evidence.cue | evidence.asked) & (NAME | SPELL) != 0 || evidence.cue & ELSE != 0 || run.letters > 5 {
        return None;
    }
    if let Some(verdict) = again(doc, board, run, evidence) {
        return Some(verdict);
    }
    let topics = (evidence.cue | evidence.asked) & CODES;
    if topics == 0 || abbreviations::only(&run.text) && !evidence.alone {
        return None;
    }
    let more = (run.last + 1..run.last + 7).take_while(|&j| !doc.end(j)).any(|j| {
        doc.toks[j].kind == Kind::Digits || doc.toks[j].kind == Kind::Mixed || crate::engine::dialogue::number(doc, j)
    });
    if more || near_end(doc, run) {
        return Some((kind(topics, board), if more { 645 } else { 595 }));
    }
    // "q x n it won't take it": the answer, and then something else
    let answers = evidence.opens && run.letters >= 3 && !abbreviations::only(&run.text);
    answers.then(|| (kind(topics, board), 585))
}

/// Numbers among the claims before a run, the latest first, with how many turns ago each was said.
fn before<'b>(doc: &'b Doc, board: &'b Board, run: &Run) -> impl Iterator<Item = (&'b Claim, u32)> {
    let (first, turn) = (run.first, doc.toks[run.first].turn);
    let claims = board.claims.iter().rev().take(CLAIMS).filter(move |c| numeric(c.kind) && c.first < first);
    claims.map(move |c| (c, turn.saturating_sub(doc.toks[c.first].turn)))
}

/// Was a number of somebody said in this turn or the two before?
pub(super) fn after_number(doc: &Doc, board: &Board, run: &Run) -> bool {
    before(doc, board, run).next().is_some_and(|(_, age)| age <= 2)
}

/// Is it a number of a person?
pub(super) fn numeric(kind: PhiType) -> bool {
    matches!(
        kind,
        PhiType::Phone | PhiType::Mrn | PhiType::InsuranceId | PhiType::Ssn | PhiType::Card | PhiType::OtherId
    )
}

/// As long as such a number can be.
fn complete(claim: &Claim) -> bool {
    let n = claim.normalised.as_ref().map_or(0, String::len);
    let whole = [(PhiType::Phone, 10), (PhiType::Ssn, 9), (PhiType::Card, 15)];
    n >= whole.iter().find(|(kind, _)| *kind == claim.kind).map_or(14, |w| w.1)
}

/// "… hold on, the dog, … seven two": the number that was begun in this turn.
fn same_turn(doc: &Doc, board: &Board, run: &Run, pointed: bool) -> Verdict {
    let (claim, _) = before(doc, board, run).find(|(_, age)| *age == 0)?;
    let gap = run.first - claim.last - 1;
    let n = run.text.len();
    let back = claim.kind == PhiType::Card && matches!(n, 3 | 4);
    if gap > ASIDE || complete(claim) && !back || n < 2 && !pointed {
        return None;
    }
    Some((
        claim.kind,
        if pointed {
            780
        } else if gap <= 3 {
            670
        } else {
            570
        },
    ))
}

/// "and the rest?" "it's five two": the number of the turns before.
fn later_turn(doc: &Doc, board: &Board, run: &Run, evidence: &Evidence) -> Verdict {
    let (claim, age) = before(doc, board, run).find(|(_, age)| (1..=TURNS).contains(age))?;
    let opens = run.first - doc.first[doc.toks[run.first].turn as usize] <= 8;
    if evidence.cue != 0 || complete(claim) || !opens || run.text.len() < 2 && !(evidence.alone && age <= 2) {
        return None;
    }
    Some((claim.kind, if evidence.alone || evidence.opens { 690 } else { 590 }))
}

/// "so just the double four after the three", "k like kettle", "six four three at the end": a piece said again.
fn again(doc: &Doc, board: &Board, run: &Run, evidence: &Evidence) -> Verdict {
    if evidence.cue & !(LAST4 | NUMBERS) != 0 {
        return None;
    }
    let likened = run.last > run.first + 1 && run.letters == 1;
    if run.text.len() < 2 && !likened {
        return None;
    }
    let said = |c: &Claim| c.normalised.as_deref().is_some_and(|v| contains(v, &run.text));
    if let Some((claim, _)) = before(doc, board, run).find(|(c, age)| *age <= AGAIN && said(c)) {
        return Some((claim.kind, if run.text.len() > 2 { 700 } else { 660 }));
    }
    let near = before(doc, board, run).find(|(_, age)| *age <= 2);
    let codes = evidence.asked & CODES != 0 && evidence.asked & (NAME | SPELL) == 0;
    if run.text.len() < 2 && (near.is_some() || codes) {
        return Some((near.map_or(PhiType::OtherId, |(c, _)| c.kind), 640));
    }
    None
}

/// Does the value hold the piece, in capitals or not?
fn contains(value: &str, piece: &str) -> bool {
    let (value, piece) = (value.as_bytes(), piece.as_bytes());
    value.windows(piece.len()).any(|w| w.eq_ignore_ascii_case(piece))
}

/// A number was asked for, or is spoken of, and this one is explained by nothing else.
fn asked(doc: &Doc, run: &Run, topics: u32) -> Verdict {
    if topics == 0 || run.text.len() < 2 {
        return None;
    }
    Some((of(topics)?, if near_end(doc, run) { 650 } else { 550 }))
}

/// Nobody says a dose digit by digit. "nine oh five" is an hour, "one oh six" a pulse.
fn one_by_one(run: &Run) -> bool {
    let count = run.text.bytes().zip(run.text.bytes().skip(1));
    let counts = count.clone().all(|(a, b)| b == a + 1) || count.clone().all(|(a, b)| a == b + 1);
    run.letters == 0
        && run.parts.len() >= 3
        && run.parts.iter().all(|p| p.len == 1)
        && !counts
        && !(run.text.len() == 3 && run.text.as_bytes()[1] == b'0')
        && run.dots + run.slashes == 0
}

/// "k six six oh", "f o six one": letters and digits one by one, and no name of a strain or a test.
fn spelled(run: &Run) -> bool {
    const KNOWN: [&str; 6] = ["h1n1", "h3n2", "h5n1", "s1s2", "g6pd", "l4l5"];
    run.letters > 0
        && run.digits >= 2
        && run.text.len() >= 4
        && run.parts.len() >= 3
        && run.parts.iter().all(|p| p.len == 1)
        && run.dots == 0
        && !KNOWN.contains(&run.text.as_str())
}

/// The same speaker's next turn goes on with digits.
fn goes_on(doc: &Doc, run: &Run) -> bool {
    let turn = doc.toks[run.first].turn as usize;
    let Some((&next, &after)) = doc.first.get(turn + 1).zip(doc.first.get(turn + 2)) else { return false };
    if !near_end(doc, run) || after - next > 9 || run.digits < 2 || doc.speakers.get(turn) != doc.speakers.get(turn + 2)
    {
        return false;
    }
    let lead = (after..after + 4).find(|&j| !doc.has(j, FUNC | BACK | CORR) || crate::engine::dialogue::number(doc, j));
    lead.is_some_and(|j| {
        let number = |j: usize| crate::engine::dialogue::number(doc, j);
        !doc.end(j) && number(j) && (number(j + 1) || doc.size(j) > 1 && doc.toks[j].kind == Kind::Digits)
    })
}

/// "the oh one three five number", "relay operator 5518": a number by which something or somebody goes.
fn told(doc: &Doc, run: &Run) -> bool {
    let Some(p) = doc.prev(run.first) else { return false };
    let number = says!(doc, run.last + 1, "number") && says!(doc, p, "the" | "that" | "this" | "your" | "my");
    let whose = says!(
        doc,
        p,
        "operator" | "interpreter" | "agent" | "officer" | "subject" | "participant" | "specialist" | "technician"
    );
    !run.big && run.text.len() >= 3 && run.digits >= 2 && (number || whose && !doc.breaks(run.first))
}

/// At most three words of the turn follow.
fn near_end(doc: &Doc, run: &Run) -> bool {
    (run.last + 1..run.last + 5).any(|j| doc.end(j))
}

/// "dash oh seven", "and a letter d", "the ending is oh six".
fn joined(doc: &Doc, first: usize) -> bool {
    let word = |i: usize| {
        says!(
            doc,
            i,
            "dash" | "hyphen" | "slash" | "suffix" | "prefix" | "letter" | "digit" | "division" | "dependent" | "plus"
        )
    };
    // "the last is a five", "hers is the same with a 41"
    let last = |p: usize| {
        let q = doc.prev(p).filter(|_| says!(doc, p, "a" | "an"));
        let said = q.filter(|&q| says!(doc, q, "is" | "was" | "with"));
        said.and_then(|q| doc.prev(q)).is_some_and(|r| says!(doc, r, "last" | "final" | "same"))
    };
    doc.prev(first).is_some_and(|p| {
        word(p)
            || last(p)
            || says!(doc, p, "is" | "a" | "an" | "the" | "it's" | "little" | "and" | "then")
                && doc.prev(p).is_some_and(word)
    })
}

/// "six two and a | zero", "then an | oh": a sign added to the number just said.
fn added(doc: &Doc, board: &Board, first: usize) -> bool {
    let Some(p) = doc.prev(first).filter(|&p| says!(doc, p, "a" | "an" | "another")) else { return false };
    let and = doc.prev(p).filter(|&q| says!(doc, q, "and" | "then" | "plus"));
    and.and_then(|q| doc.prev(q)).and_then(|r| board.kind(r)).is_some_and(numeric)
}

/// "eight three at the end", "double four after the three".
fn placed(doc: &Doc, run: &Run) -> bool {
    let next = run.last + 1;
    says!(doc, next, "at" | "on" | "after" | "before" | "in")
        && says!(doc, next + 1, "the")
        && says!(doc, next + 2, "end" | "ends" | "front" | "beginning" | "start" | "middle" | "back" | "dash" | "slash")
}

/// "which closes with six eight", "it starts with fifty one".
fn ends_in(doc: &Doc, first: usize) -> bool {
    let verb = |i: usize| {
        says!(
            doc,
            i,
            "ended" | "ends" | "ending" | "end" | "starts" | "started" | "starting" | "start" | "begins" | "beginning"
        )
    };
    let Some(p) = doc.prev(first) else { return false };
    says!(doc, p, "in" | "with" | "on") && doc.prev(p).is_some_and(verb) || verb(p)
}

/// "-01", "/02".
fn signed(doc: &Doc, run: &Run) -> bool {
    doc.toks[run.first].pre & (DASH | SLASH) != 0
}

/// A year, an age, the number of a room or a road.
fn measured(doc: &Doc, run: &Run) -> bool {
    let after = says!(doc, run.last + 1, "o'clock" | "thirty" | "minutes" | "years" | "year");
    let before = doc.prev(run.first).is_some_and(|p| {
        says!(
            doc,
            p,
            "i'm"
                | "he's"
                | "she's"
                | "you're"
                | "they're"
                | "turned"
                | "aged"
                | "chair"
                | "bed"
                | "highway"
                | "page"
                | "tooth"
                | "grade"
                | "model"
                | "channel"
                | "level"
                | "stage"
        )
    });
    after || before || quantities::year(run)
}

/// The type of a topic.
fn of(topics: u32) -> Option<PhiType> {
    let kinds = [
        (PHONE, PhiType::Phone),
        (SSN, PhiType::Ssn),
        (CARD, PhiType::Card),
        (INSURANCE, PhiType::InsuranceId),
        (MRN, PhiType::Mrn),
    ];
    let named = kinds.iter().find(|(topic, _)| topics & topic != 0).map(|k| k.1);
    named.or((topics & (OTHER | NUMBERS) != 0).then_some(PhiType::OtherId))
}

/// The type of a topic, or of the last number said.
pub(super) fn kind(topics: u32, board: &Board) -> PhiType {
    let last = || board.claims.iter().rev().take(4).find(|c| numeric(c.kind)).map(|c| c.kind);
    of(topics).or_else(last).unwrap_or(PhiType::OtherId)
}
