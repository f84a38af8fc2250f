//! Ages over 89 (45 CFR 164.514(b)(2)(i)(C)): ages up to 89 stay.

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue::{AGE, number};
use crate::engine::lexicon::{COMMON, FIRST, FUNC, GATE_NUMBER, LAST, MONTH, Num, RARE, RELATION, TITLE, UNIT};
use crate::engine::numbers::below_hundred;
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, DASH, DOT, Doc, Kind, MONEY, PERCENT, SLASH, SPACE};

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
        let again = (known & bit != 0 && said_again(doc, first, last)).then_some(750);
        if let Some(score) = found.or(again)
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
    if says!(doc, at, "and") && says!(doc, at + 1, "a") && says!(doc, at + 2, "half") {
        return at + 2;
    }
    if !says!(doc, at, "year" | "years" | "yr" | "yrs") {
        return last;
    }
    match (doc.w(at + 1), doc.w(at + 2)) {
        ("old" | "young", _) => at + 1,
        ("of", "age") => at + 2,
        _ => last,
    }
}

/// The age's place in a set of those from 90 to 120.
fn bit(doc: &Doc, i: usize) -> u32 {
    let value = match doc.toks[i].num {
        Num::None => doc.value(i),
        Num::Tens(_) => below_hundred(doc, i).map_or(90, |x| x.0),
        Num::Hundred => 100 + below_hundred(doc, i + 2).map_or(0, |x| x.0),
        Num::Digit(_) => 100 + below_hundred(doc, i + 3).map_or(0, |x| x.0),
        Num::Teen(_) | Num::Thousand | Num::Mult(_) | Num::Ordinal(_) => return 0,
    };
    value.checked_sub(90).and_then(|n| 1_u32.checked_shl(n)).unwrap_or(0)
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
        Num::None if t.kind == Kind::Digits && doc.value(i) == 90 && half(doc, i + 1) => Some((i, i + 1)),
        Num::None if t.kind == Kind::Digits => (90..=120).contains(&doc.value(i)).then_some((i, i)),
        Num::None if t.kind == Kind::Mixed => {
            let unit = doc.w(i).trim_start_matches(|c: char| c.is_ascii_digit());
            let years: u32 = doc.w(i)[..doc.size(i) - unit.len()].parse().unwrap_or(0);
            let whose = matches!(unit, "yo" | "yr" | "y" | "yrs") && (90..=120).contains(&years);
            (whose || unit == "s").then_some((i, i))
        }
        Num::None | Num::Ordinal(_) => Some((i, i)),
        // "nine and ninety"
        Num::Digit(1..) if says!(doc, i + 1, "and") && doc.toks[i + 2].num == Num::Tens(90) => Some((i, i + 2)),
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
            // "ninety too years of age": a recognizer's spelling of two
            let years = says!(doc, i + 2, "year" | "years") || doc.end(i + 2) || doc.breaks(i + 2);
            let heard = !doc.breaks(i + 1)
                && (years && says!(doc, i + 1, "to" | "for")
                    || says!(doc, i + 1, "too" | "fore" | "won" | "ate" | "sicks"));
            if half || heard { Some((i, i + 1)) } else { below_hundred(doc, i).map(|x| (i, x.1 - 1)) }
        }
        Num::Digit(_) | Num::Teen(_) | Num::Hundred | Num::Thousand | Num::Mult(_) => None,
    }
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
    let has = matches!(before, "has" | "have") && years && doc.breaks(doc.next(next));
    if has || led(doc, first, before) && !(years || doc.has(next, UNIT)) && after != "over" {
        return Some(900);
    }
    if matches!(after, "something" | "odd" | "some" | "ish" | "plus") && !doc.breaks(next) && !measured(doc, next + 1) {
        return Some(800);
    }
    stated(ctx, first, last, years)
}

/// "she turned ninety two", "pushing ninety five", "makes her 94", "born in 1929, so 96".
fn led(doc: &Doc, first: usize, before: &str) -> bool {
    let verb = matches!(before, "age" | "aged" | "turned" | "turning" | "turns" | "nearly" | "pushing" | "approaching");
    let two = doc.prev(first).and_then(|p| doc.prev(p)).map_or("", |q| doc.w(q));
    let makes = matches!(before, "her" | "him" | "me" | "them") && matches!(two, "makes" | "make" | "made" | "making");
    let born = matches!(before, "so" | "now")
        && (first.saturating_sub(8)..first).any(|j| says!(doc, j, "born") && doc.toks[j].turn == doc.toks[first].turn);
    let reached = matches!(before, "hit" | "reached" | "hits" | "hitting" | "reaching");
    let lived = reached
        || matches!(before, "to" | "till" | "until" | "past")
            && matches!(two, "went" | "lived" | "made" | "it" | "she" | "he" | "i" | "live" | "lives");
    let aged = matches!(before, "of" | "is") && two == "age"
        || before == "to" && matches!(two, "close" | "near" | "up")
        || matches!(before, "young" | "spry" | "ripe" | "feisty" | "healthy" | "sharp" | "hearty" | "frail");
    let died = before == "at" && matches!(two, "died" | "passed" | "away" | "even" | "still");
    verb || makes || born || lived || aged || died || before == "on" && two == "going" && !doc.has(first + 1, UNIT)
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
    let range = !asked(first) && matches!(after, "and" | "to" | "or") && number(doc, next + 1);
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
    if doc.prev(first).is_some_and(|p| number(doc, p)) && !doc.breaks(first) && doc.toks[first].pre & COMMA == 0 {
        return None;
    }
    let before = doc.prev(first).map_or("", |p| doc.w(p));
    if asked(first) && !matches!(before, "were" | "are" | "there" | "at" | "of" | "for" | "from" | "by" | "the") {
        return Some(900);
    }
    let going = after == "and" && says!(doc, next + 1, "still" | "sharp" | "lives" | "living" | "going" | "counting");
    // "Mrs. Alvarez, ninety six, fell"
    let aside = doc.toks[first].pre & doc.toks[next].pre & COMMA != 0
        && doc.prev(first).is_some_and(|p| doc.has(p, FIRST | LAST) && (!doc.cased || doc.toks[p].cap));
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

/// "she's one oh two".
fn direct_oh(doc: &Doc, first: usize, before: &str) -> bool {
    doc.toks[first].num == Num::Digit(1)
        && doc.toks[first + 1].num == Num::Digit(0)
        && matches!(before, "she's" | "he's")
}

/// "tansy is ninety six", "tansy's ninety six": a name before "is"; less sure, a word that no list has.
fn named_is(doc: &Doc, first: usize) -> Option<u16> {
    let p = doc.prev(first)?;
    let q = if says!(doc, p, "is" | "was") { doc.prev(p)? } else { p };
    if q == p && !doc.w(p).ends_with("'s") {
        return None;
    }
    let plain = doc.toks[q].kind == Kind::Word && !doc.has(q, FUNC | COMMON | UNIT) && doc.toks[q].num == Num::None;
    let name = plain && (!doc.cased || doc.toks[q].cap);
    name.then(|| if doc.has(q, FIRST) && !doc.has(q, RARE) { 900 } else { 700 })
}

/// A word for whoever is of an age.
fn somebody(doc: &Doc, at: usize) -> bool {
    says!(
        doc,
        at,
        "she"
            | "he"
            | "i"
            | "i'm"
            | "patient"
            | "who"
            | "she's"
            | "he's"
            | "lady"
            | "gentleman"
            | "i'll"
            | "she'll"
            | "he'll"
            | "she'd"
            | "he'd"
            | "lived"
            | "mom's"
            | "dad's"
    )
}

/// "she's", "i'm", "mom is", "the patient is", "he will be".
fn person_is(doc: &Doc, p: usize) -> bool {
    if says!(doc, p, "i'm" | "im" | "she's" | "shes" | "he's" | "hes" | "who's" | "you're") {
        return true;
    }
    // "she's what ninety three"
    if says!(doc, p, "what" | "like" | "still") {
        let person = |q: usize| says!(doc, q, "she's" | "he's" | "i'm" | "you're") || says!(doc, q, "is" | "am");
        return doc.prev(p).is_some_and(person);
    }
    if doc.has(p, RELATION) {
        return true;
    }
    if !says!(
        doc,
        p,
        "is" | "was"
            | "be"
            | "almost"
            | "just"
            | "am"
            | "about"
            | "already"
            | "only"
            | "over"
            | "past"
            | "turn"
            | "reach"
    ) {
        return false;
    }
    let mut at = p;
    for _ in 0..3 {
        let Some(q) = doc.prev(at) else { return false };
        at = q;
        if somebody(doc, at) || doc.has(at, RELATION | TITLE) {
            return true;
        }
    }
    false
}
