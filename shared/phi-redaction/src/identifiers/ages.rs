//! Ages over 89 (45 CFR 164.514(b)(2)(i)(C)): ages up to 89 stay.

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::{Board, Claim};
use crate::engine::dialogue::{AGE, number};
use crate::engine::lexicon::{FIRST, FUNC, GATE_NUMBER, LAST, MONTH, Num, RELATION, UNIT, WEEKDAY};
use crate::engine::numbers::below_hundred;
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, DASH, DOT, Doc, Kind, MONEY, PERCENT, SLASH, SPACE};

mod births;
mod people;

use people::{direct_oh, led, named_is, person_is};

/// Numbers from 90 to 120 that are somebody's age.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    // said before in this call, so that "and I heard ninety three, yes?" is the same age
    let mut known = 0_u32;
    for i in doc.open(GATE_NUMBER) {
        let t = &doc.toks[i];
        let candidate = matches!(t.kind, Kind::Digits | Kind::Mixed)
            || matches!(t.num, Num::Tens(90) | Num::Digit(1 | 9) | Num::Hundred)
            || matches!(t.num, Num::Ordinal(90..))
            || says!(doc, i, "nineties" | "90's")
            || matches!(t.num, Num::Digit(_)) && says!(doc, i + 1, "and");
        if !candidate || board.taken(i) {
            continue;
        }
        let Some((first, last)) = age(doc, i) else { continue };
        let found = if after_age(doc, board, first, last) { Some(850) } else { is_age(ctx, first, last) };
        let bit = bit(doc, i);
        // "ninety eight in a week", after "so you're ninety seven"
        let just = |c: &Claim| c.kind == PhiType::AgeOver89 && doc.toks[c.last].turn + 1 == t.turn;
        let near = known & (bit << 1 | bit >> 1) != 0
            && doc.prev(first).is_none()
            && board.claims.last().is_some_and(just)
            && !says!(doc, last + 1, "on" | "at");
        let again = ((known & bit != 0 || near) && said_again(doc, first, last)).then_some(750);
        let reckoned = || births::reckoned(doc, board, (first, last), value(doc, i)).then_some(755);
        if let Some(score) = found.or(again).or_else(reckoned)
            && board.put((first, with_years(doc, last)), PhiType::AgeOver89, score, None)
        {
            known |= bit;
            beside_age(doc, board, first, with_years(doc, last));
        }
    }
}

/// "1933, | ninety one", "ninety one | in december": what tells the birth of somebody as old as that.
fn beside_age(doc: &Doc, board: &mut Board, first: usize, last: usize) {
    let year = |j: usize| doc.toks[j].kind == Kind::Digits && doc.size(j) == 4 && (1900..1940).contains(&doc.value(j));
    let before = (1..=3).filter_map(|b| first.checked_sub(b)).find(|&j| year(j));
    if let Some(j) = before.filter(|&j| doc.toks[j].turn == doc.toks[first].turn && !board.taken(j)) {
        board.put((j, j), PhiType::Dob, 900, None);
    }
    let at = last + 1;
    let closes = |j: usize| doc.end(j) || doc.breaks(j) || doc.has(j, FUNC) || doc.toks[j].pre & COMMA != 0;
    let month = says!(doc, at, "in" | "this" | "next") && !doc.breaks(at) && doc.has(at + 1, MONTH) && closes(at + 2);
    // "her ninetieth in june": when it was kept
    let birthday = matches!(doc.toks[last].num, Num::Ordinal(_));
    if month && !birthday && !board.taken(at + 1) {
        board.put((at + 1, at + 1), PhiType::Dob, 900, None);
    }
}

/// Does the number follow an age or a date of birth, as in "born May 6, 1928, | 96", "96 now, | 97 if", "ninety five no |
/// ninety six"?
fn after_age(doc: &Doc, board: &Board, first: usize, last: usize) -> bool {
    let kind = |j: Option<usize>| j.and_then(|j| board.kind(j));
    let p = doc.prev(first);
    let joins = |p: usize| {
        says!(
            doc,
            p,
            "so" | "now" | "no" | "sorry" | "then" | "almost" | "soon" | "going" | "on" | "makes" | "i'll" | "be"
        )
    };
    let q = p.filter(|&p| joins(p)).and_then(|p| doc.prev(p));
    let plain = doc.toks[first].pre & (MONEY | SLASH | DASH) == 0 && !measured(doc, last + 1);
    let born = kind(p) == Some(PhiType::Dob) && doc.toks[first].pre & (COMMA | DOT) != 0
        || kind(q) == Some(PhiType::Dob) && says!(doc, first - 1, "so" | "now" | "makes");
    plain && (kind(p) == Some(PhiType::AgeOver89) || kind(q) == Some(PhiType::AgeOver89) || born)
}

/// A unit or another number follows, so that it is no age.
fn measured(doc: &Doc, next: usize) -> bool {
    let years = says!(doc, next, "year" | "years" | "yr" | "yrs");
    !doc.breaks(next)
        && (doc.has(next, UNIT) && !years
            || number(doc, next)
            || says!(doc, next, "over" | "point" | "percent" | "hundred"))
        || doc.toks[next].pre & (PERCENT | SLASH) != 0
}

/// "ninety nine | years old", "99 | years of age": the words of age belong to it.
fn with_years(doc: &Doc, last: usize) -> usize {
    let at = last + 1;
    // "ninety odd", "ninety or so"
    if doc.breaks(at) {
        return last;
    }
    if says!(doc, at, "odd" | "something" | "some" | "ish" | "plus") {
        return at;
    }
    if let Some(end) = and_more(doc, at) {
        return end;
    }
    if !says!(doc, at, "year" | "years" | "yr" | "yrs") {
        return last;
    }
    if let Some(end) = and_more(doc, at + 1) {
        return end;
    }
    match (doc.w(at + 1), doc.w(at + 2)) {
        ("old" | "young", _) => at + 1,
        ("of", "age") => at + 2,
        _ => last,
    }
}

/// "and a half", "and a bit", "and three months", "an won month": what is told beyond the years, to its last token.
fn and_more(doc: &Doc, at: usize) -> Option<usize> {
    if doc.breaks(at) || !says!(doc, at, "and" | "an") {
        return None;
    }
    if says!(doc, at + 2, "month" | "months" | "weeks" | "days") {
        return Some(at + 2);
    }
    let part = says!(doc, at + 2, "half" | "bit" | "quarter" | "piece") && says!(doc, at + 1, "a")
        || says!(doc, at + 2, "months" | "change");
    let quarters = says!(doc, at + 2, "quarters") && number(doc, at + 1);
    let some = says!(doc, at + 1, "some" | "change");
    if part || quarters { Some(at + 2) } else { some.then_some(at + 1) }
}

/// The age's place in a set of those from 90 to 120.
fn bit(doc: &Doc, i: usize) -> u32 {
    value(doc, i).checked_sub(90).and_then(|n| 1_u32.checked_shl(n)).unwrap_or(0)
}

/// The years of the age that begins at `i`, 0 for ordinals.
fn value(doc: &Doc, i: usize) -> u32 {
    match doc.toks[i].num {
        Num::None => doc.value(i),
        Num::Tens(_) => below_hundred(doc, i).map_or(90, |x| x.0),
        Num::Hundred => 100 + below_hundred(doc, i + 2).map_or(0, |x| x.0),
        Num::Digit(_) => 100 + below_hundred(doc, i + 3).map_or(0, |x| x.0),
        Num::Teen(_) | Num::Thousand | Num::Mult(_) | Num::Ordinal(_) => 0,
    }
}

/// A short turn with the number by itself.
fn said_again(doc: &Doc, first: usize, last: usize) -> bool {
    let turn = doc.toks[first].turn as usize;
    let opens = doc.first[turn] == first && !measured(doc, last + 1);
    let short = opens || doc.first[turn + 1] - doc.first[turn] <= 12;
    let pre = doc.toks[first].pre & (MONEY | SLASH | DASH | DOT) == 0;
    short && pre && !doc.has(last + 1, UNIT) && !number(doc, last + 1) && !says!(doc, last + 1, "over")
}

/// The tokens of a number from 90 to 120: "ninety three", "a hundred and six", "97", "95th".
fn age(doc: &Doc, i: usize) -> Option<(usize, usize)> {
    let t = &doc.toks[i];
    match t.num {
        // "90 3", "90 four": what a recognizer makes of ninety three
        Num::None if t.kind == Kind::Digits => {
            let value = doc.value(i);
            let more = value == 90 && (half(doc, i + 1) || heard_after(doc, i + 1));
            (90..=120).contains(&value).then_some((i, i + usize::from(more)))
        }
        Num::None if t.kind == Kind::Mixed => {
            let unit = doc.w(i).trim_start_matches(|c: char| c.is_ascii_digit());
            let years: u32 = doc.w(i)[..doc.size(i) - unit.len()].parse().unwrap_or(0);
            let whose = matches!(unit, "yo" | "yr" | "y" | "yrs") && (90..=120).contains(&years);
            (whose || unit == "s").then_some((i, i))
        }
        Num::None | Num::Ordinal(_) => Some((i, i)),
        // "nine and ninety"
        Num::Digit(1..) if says!(doc, i + 1, "and") && doc.toks[i + 2].num == Num::Tens(90) => Some((i, i + 2)),
        // "the big nine oh"
        Num::Digit(9) if doc.toks[i + 1].num == Num::Digit(0) && doc.prev(i).is_some_and(|p| says!(doc, p, "big")) => {
            Some((i, i + 1))
        }
        // "nine tea six"
        Num::Digit(9) => {
            let tens = says!(doc, i + 1, "tea" | "tee" | "ty" | "t") && !doc.breaks(i + 1);
            let ends = || says!(doc, i + 2, "for" | "to" | "too" | "won" | "ate" | "fore" | "sicks");
            tens.then(|| if half(doc, i + 2) || ends() { (i, i + 2) } else { (i, i + 1) })
        }
        Num::Digit(1) if doc.toks[i + 1].num == Num::Digit(0) && matches!(doc.toks[i + 2].num, Num::Digit(_)) => {
            Some((i, i + 2))
        }
        Num::Digit(_) if doc.toks[i + 1].num == Num::Hundred => Some((i, over_hundred(doc, i + 2)?)),
        // the article is part of the number
        Num::Hundred if doc.prev(i).is_some_and(|p| says!(doc, p, "a")) => Some((i - 1, over_hundred(doc, i + 1)?)),
        Num::Tens(_) => {
            if let Num::Ordinal(1..=9) = doc.toks[i + 1].num {
                return Some((i, i + 1));
            }
            let half = doc.toks[i + 1].kind == Kind::Digits && half(doc, i + 1);
            if half || heard_after(doc, i + 1) { Some((i, i + 1)) } else { below_hundred(doc, i).map(|x| (i, x.1 - 1)) }
        }
        Num::Digit(_) | Num::Teen(_) | Num::Hundred | Num::Thousand | Num::Mult(_) => None,
    }
}

/// "ninety | too years of age", "i'm 90 | for and still drive": a recognizer's spelling of the figure after ninety.
fn heard_after(doc: &Doc, at: usize) -> bool {
    let ends = || {
        says!(doc, at + 1, "year" | "years" | "and" | "in" | "but" | "so" | "now" | "next" | "this" | "i" | "i'm")
            || doc.end(at + 1)
            || doc.breaks(at + 1)
    };
    !doc.breaks(at)
        && (says!(doc, at, "too" | "fore" | "won" | "ate" | "sicks") || says!(doc, at, "to" | "for") && ends())
}

/// One digit that completes a spoken number, nothing more after it.
fn half(doc: &Doc, at: usize) -> bool {
    let t = &doc.toks[at];
    let digit = t.kind == Kind::Digits && doc.size(at) == 1 || matches!(t.num, Num::Digit(1..));
    digit && !doc.breaks(at) && t.pre & (COMMA | DASH | SLASH | DOT) == 0 && !number(doc, at + 1)
}

/// "… and one" after a hundred: the last token.
fn over_hundred(doc: &Doc, at: usize) -> Option<usize> {
    let from = if says!(doc, at, "and") { at + 1 } else { at };
    // "a hundred and 4"
    if doc.toks[from].kind == Kind::Digits && !doc.breaks(from) {
        return (doc.value(from) <= 20).then_some(from);
    }
    match below_hundred(doc, from) {
        Some((n, next, _)) if n <= 20 => Some(next - 1),
        Some(_) if from == at => None,
        Some(_) | None => Some(at - 1),
    }
}

/// How sure it is that the number is an age.
fn is_age(ctx: &Context<'_>, first: usize, last: usize) -> Option<u16> {
    let doc = ctx.doc;
    let next = last + 1;
    let after = doc.w(next);
    if doc.toks[first].pre & (MONEY | SLASH | DASH) != 0 || doc.toks[next].pre & (PERCENT | SLASH) != 0 {
        return None;
    }
    let glued = |j: usize| doc.toks[j].pre & DOT != 0 && doc.toks[j].pre & SPACE == 0;
    if glued(next) && !doc.end(next) || glued(first) {
        return None;
    }
    if doc.toks[first].kind == Kind::Mixed && doc.w(first).contains('y') {
        return Some(900);
    }
    if matches!(doc.toks[last].num, Num::Ordinal(_)) {
        let birthday = after == "birthday" || says!(doc, next + 1, "birthday");
        // "we did her ninetieth in june"
        let whose = doc.prev(first).is_some_and(|p| {
            says!(doc, p, "her" | "his" | "my" | "their") || doc.has(p, RELATION) && doc.w(p).ends_with("'s")
        });
        let alone = doc.breaks(next) || doc.end(next) || doc.has(next, FUNC);
        return if birthday { Some(950) } else { (whose && alone).then_some(800) };
    }
    let years = matches!(after, "year" | "years" | "yr" | "yrs" | "yo" | "y");
    let tail = doc.w(doc.next(next));
    let old = matches!(tail, "old" | "olds" | "young" | "o")
        || matches!((tail, doc.w(next + 2)), ("of", "age") | ("s", "old"));
    if years && (old || says!(doc, next + 2, "old")) || after == "yo" {
        return Some(950);
    }
    let before = doc.prev(first).map_or("", |p| doc.w(p));
    if says!(doc, first, "nineties" | "90s" | "90's") {
        let whose = matches!(before, "her" | "his" | "their" | "my" | "late" | "mid" | "early" | "upper");
        return whose.then_some(900);
    }
    // "ninety three come the fourth of july", "95 years and two months"
    let come = after == "come" && !doc.breaks(next) && dated(doc, next + 1);
    if come || years && and_more(doc, next + 1).is_some() && !matches!(before, "for" | "in" | "of" | "over") {
        return Some(900);
    }
    let has = matches!(before, "has" | "have") && years && doc.breaks(doc.next(next));
    if has || led(doc, first, before) && !(years || doc.has(next, UNIT)) && after != "over" {
        return Some(900);
    }
    if matches!(after, "something" | "odd" | "some" | "ish" | "plus") && !doc.breaks(next) && !measured(doc, next + 1) {
        return Some(800);
    }
    stated(ctx, first, last, years)
}

/// A month, a weekday or "the" and its day.
fn dated(doc: &Doc, at: usize) -> bool {
    doc.has(at, MONTH | WEEKDAY)
        || says!(doc, at, "the") && matches!(doc.toks[at + 1].num, Num::Ordinal(_) | Num::Tens(20 | 30))
        || says!(doc, at, "christmas" | "easter" | "thanksgiving" | "spring" | "summer" | "fall" | "winter" | "new")
}

/// "she's ninety three", "mom is 95", an answer to "how old", or the answer said again.
fn stated(ctx: &Context<'_>, first: usize, last: usize, years: bool) -> Option<u16> {
    let doc = ctx.doc;
    let next = last + 1;
    let after = doc.w(next);
    let over = doc.prev(first).filter(|&p| says!(doc, p, "over" | "point" | "to"));
    if over.and_then(|p| doc.prev(p)).is_some_and(|q| number(doc, q)) {
        return None;
    }
    let asked = |t: usize| ctx.asks.of(doc, t) & AGE != 0 && ctx.asks.age(doc, t) <= 3;
    let range =
        !asked(first) && matches!(after, "and" | "to" | "or") && number(doc, next + 1) && and_more(doc, next).is_none();
    let measure = doc.has(next, UNIT) && !doc.breaks(next) && !years
        || matches!(after, "over" | "point" | "of" | "percent" | "times")
        || doc.end(next) && doc.toks[next].pre & PERCENT != 0;
    let more = number(doc, next) && !doc.breaks(next);
    if (measure || range || more) && doc.toks[next].pre & COMMA == 0 {
        return None;
    }
    if !years && doc.prev(first).is_some_and(|p| person_is(doc, p)) {
        return Some(900);
    }
    if doc.prev(first).is_some_and(|p| number(doc, p)) && !doc.parted(first) {
        return None;
    }
    let before = doc.prev(first).map_or("", |p| doc.w(p));
    if asked(first) && !matches!(before, "were" | "are" | "there" | "at" | "of" | "for" | "from" | "by" | "the") {
        return Some(900);
    }
    let going = after == "and" && says!(doc, next + 1, "still" | "sharp" | "lives" | "living" | "going" | "counting");
    // "Mrs. Alvarez, ninety six, fell"
    let aside = doc.toks[first].pre & doc.toks[next].pre & COMMA != 0
        && doc.prev(first).is_some_and(|p| {
            doc.has(p, FIRST | LAST) && (!doc.cased || doc.toks[p].cap) || says!(doc, p, "oldest" | "eldest")
        });
    let at = going || aside || before == "at" && matches!(after, "she" | "he" | "i" | "you" | "she's" | "he's" | "i'm");
    if at || direct_oh(doc, first, before) {
        return Some(750);
    }
    let turn = doc.toks[first].turn as usize;
    // "so she was" – "ninety eight and the member id is …"
    let completes = doc.first[turn] == first
        && turn.checked_sub(1).is_some_and(|t| {
            let end = doc.first[t + 1].saturating_sub(2);
            end >= doc.first[t]
                && (person_is(doc, end)
                    || says!(doc, end, "what" | "are") && person_is(doc, end - usize::from(end > doc.first[t])))
        });
    if completes && !measured(doc, next) {
        return Some(750);
    }
    let repeats = doc.first[turn].checked_sub(1).is_some_and(asked) && doc.first[turn + 1] - doc.first[turn] <= 12;
    if repeats {
        return Some(850);
    }
    named_is(doc, first).filter(|_| !years)
}
