//! Days and months that a recognizer wrote as other words: "the to th of november", "too elf of september", "marge twenty
//! four", "the fif teenth". Each is found at its last or its rarest word, and needs the rest of a date beside it.

use super::{Date, day, is_birth, wanted, with_year};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::dialogue;
use crate::engine::lexicon::{MONTH, Num, UNIT, WEEKDAY};
use crate::engine::numbers::{Heard, heard};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind};
use crate::identifiers::Context;

/// Claims what is read at `i`: a month, the end of a misheard month, or the end of a misheard day. The token after it.
pub(super) fn detect(ctx: &Context<'_>, board: &mut Board, i: usize) -> Option<usize> {
    let doc = ctx.doc;
    let ending = says!(
        doc,
        i,
        "th" | "nd"
            | "rd"
            | "teenth"
            | "teenths"
            | "teeth"
            | "teen"
            | "team"
            | "elf"
            | "elfth"
            | "leventh"
            | "levenths"
            | "eth"
            | "st"
            | "too"
            | "twelveth"
            | "twelth"
            | "nineth"
            | "thirtyth"
    );
    if says!(doc, i, "day") {
        return fry_day(doc, board, i);
    }
    let month = doc.has(i, MONTH) && !doc.breaks(i) || heard_month(doc, i).is_some();
    if !(ending || month) || board.taken(i) {
        return None;
    }
    let (first, next, score) = if ending { day_at(doc, i) } else { month_at(ctx, i) }?;
    let first = lead(doc, first);
    let birth = is_birth(ctx, first);
    let kind = if birth { PhiType::Dob } else { PhiType::Date };
    (first..next).all(|j| !board.taken(j)).then_some(())?;
    board.put((first, next - 1), kind, score, None).then_some(next)
}

/// The article and the day of the week before the day.
fn lead(doc: &Doc, first: usize) -> usize {
    let the = doc.prev(first).filter(|&p| says!(doc, p, "the") && !doc.breaks(first)).unwrap_or(first);
    let day = doc
        .prev(the)
        .filter(|&p| !doc.breaks(the) && (doc.has(p, WEEKDAY) || says!(doc, p, "day" | "tomorrow" | "today")));
    let day = day.map(|d| if says!(doc, d, "day") { split_day(doc, d).unwrap_or(the) } else { d });
    day.unwrap_or(the)
}

/// "fry day", "wens day": the first of its two words.
fn split_day(doc: &Doc, day: usize) -> Option<usize> {
    doc.prev(day).filter(|&p| {
        says!(
            doc,
            p,
            "sun"
                | "mon"
                | "mun"
                | "tues"
                | "toos"
                | "wednes"
                | "weds"
                | "wens"
                | "thurs"
                | "thirs"
                | "fri"
                | "fry"
                | "satur"
                | "sat"
                | "satter"
        )
    })
}

/// "fry day the ate": the token after it.
fn fry_day(doc: &Doc, board: &mut Board, i: usize) -> Option<usize> {
    let first = split_day(doc, i)?;
    let at = i + 2;
    let day = says!(doc, i + 1, "the") && !doc.breaks(at) && heard(doc, at).is_some_and(Heard::counts);
    let free = day && (first..=at).all(|j| !board.taken(j));
    (free && board.put((first, at), PhiType::Date, 880, None)).then_some(at + 1)
}

/// A figure from one to nine, said or heard wrong.
fn figure(doc: &Doc, i: usize) -> bool {
    matches!(doc.toks[i].num, Num::Digit(1..))
        || doc.toks[i].kind == Kind::Digits && doc.size(i) == 1
        || heard(doc, i).is_some_and(Heard::counts)
}

/// "to th", "for teenth", "too elf", "a levenths": the day that ends at `i`.
fn day_at(doc: &Doc, i: usize) -> Option<(usize, usize, u16)> {
    let p = doc.prev(i).filter(|_| !doc.breaks(i))?;
    if says!(doc, i, "too" | "twelveth" | "twelth" | "nineth" | "thirtyth") {
        return in_one(doc, i, p);
    }
    let whole = match doc.b(i) {
        b"leventh" | b"levenths" => says!(doc, p, "a" | "e" | "the" | "uh"),
        b"end" => {
            let weekday = |q: usize| doc.prev(q).is_some_and(|w| doc.has(w, WEEKDAY));
            let the = doc.prev(p).filter(|&q| says!(doc, q, "the"));
            says!(doc, p, "to" | "too" | "two" | "2") && the.is_some_and(weekday)
        }
        b"th" | b"eth" | b"st" if count(doc, p) => true,
        b"st" => says!(doc, p, "sick" | "sicks" | "fur" | "fir"),
        b"eth" => false,
        b"elf" | b"elfth" => says!(doc, p, "too" | "to" | "two" | "tw" | "t"),
        b"teenth" | b"teenths" if says!(doc, p, "eye" | "eigh" | "nigh" | "sick" | "fort") => true,
        _ => figure(doc, p) || says!(doc, p, "fif" | "thir" | "sicks" | "seven" | "eigh" | "twent" | "thirt"),
    };
    // "twenty too th"
    let tens = doc.prev(p).filter(|&q| matches!(doc.toks[q].num, Num::Tens(20 | 30)) && !doc.breaks(p));
    let first = tens.unwrap_or(p);
    let first = if says!(doc, p, "the") { i } else { first };
    if !whole {
        return None;
    }
    let the = doc.prev(first).filter(|&q| !doc.breaks(first) && says!(doc, q, "the"));
    let before = the.and_then(|t| doc.prev(t)).or_else(|| doc.prev(first)).filter(|_| !doc.breaks(first));
    let of = usize::from(says!(doc, i + 1, "of"));
    if month_word(doc, i + 1 + of).is_some() && !doc.breaks(i + 1) {
        let next = month_word(doc, i + 1 + of)?;
        return Some((first, year(doc, next), 900));
    }
    if let Some(m) = before.and_then(|b| if doc.has(b, MONTH) { Some(b) } else { heard_month(doc, b) }) {
        return Some((m, year(doc, i + 1), 900));
    }
    let weekday = before.is_some_and(|b| doc.has(b, WEEKDAY) || says!(doc, b, "day"));
    let teen = says!(doc, i, "teen" | "team" | "teeth" | "elf");
    // "thursday the ate teen"
    if weekday && (!teen || the.is_some() && !says!(doc, i, "team")) {
        return Some((first, i + 1, 900));
    }
    // "on the for teeth"
    let when = before.is_some_and(|b| says!(doc, b, "on" | "until" | "till" | "since" | "by"));
    let closed = says!(doc, i, "teen") && (doc.end(i + 1) || doc.breaks(i + 1) || says!(doc, i + 1, "at"));
    let teen = teen && !(when && says!(doc, i, "teeth" | "teen") || closed);
    (the.is_some() && !teen && !doc.has(i + 1, UNIT)).then_some((first, i + 1, 780))
}

/// "eleven th", "thirty eth": a number that takes the ending of an ordinal.
fn count(doc: &Doc, i: usize) -> bool {
    matches!(doc.toks[i].num, Num::Teen(10..=19) | Num::Tens(20 | 30))
}

/// "the twelveth", "monday the too", "november the too": a day in one word.
fn in_one(doc: &Doc, i: usize, p: usize) -> Option<(usize, usize, u16)> {
    // "the twenty too"
    let tens = matches!(doc.toks[p].num, Num::Tens(20 | 30)) && !doc.breaks(p);
    let p = if tens { doc.prev(p)? } else { p };
    if !says!(doc, p, "the") {
        return None;
    }
    if tens {
        let end = doc.breaks(i + 1) || says!(doc, i + 1, "at" | "and" | "or" | "of");
        return end.then_some((p + 1, i + 1, 780));
    }
    let stops = doc.breaks(i + 1) || says!(doc, i + 1, "at" | "and" | "or" | "for" | "i" | "he" | "she" | "no" | "of");
    let of = usize::from(says!(doc, i + 1, "of"));
    let month = month_word(doc, i + 1 + of).filter(|_| !doc.breaks(i + 1));
    let next = month.map_or(i + 1, |next| year(doc, next));
    if !says!(doc, i, "too") {
        return Some((i, next, 880));
    }
    let q = doc.prev(p).filter(|_| !doc.breaks(p))?;
    if let Some(m) = if doc.has(q, MONTH) { Some(q) } else { heard_month(doc, q) } {
        return Some((m, year(doc, i + 1), 880));
    }
    let weekday = doc.has(q, WEEKDAY) || says!(doc, q, "day");
    (weekday || says!(doc, q, "on") && stops).then_some((i, i + 1, if weekday { 880 } else { 640 }))
}

/// The token after a month, heard right or wrong, at `i`.
fn month_word(doc: &Doc, i: usize) -> Option<usize> {
    if doc.has(i, MONTH) { Some(i + 1) } else { heard_month(doc, i).map(|_| i + 1) }
}

/// "the twenty forth | of marge": the token after the month that a day without one belongs to.
pub(super) fn of_month(doc: &Doc, date: Date) -> usize {
    let at = date.next + 1;
    if date.month != 0 || !says!(doc, date.next, "of") {
        return date.next;
    }
    // in one word or in two: "of marge", "of novem bur"
    let last = (at..at + 2).find(|&m| !doc.breaks(m) && heard_month(doc, m) == Some(at));
    last.map_or(date.next, |m| year(doc, m + 1))
}

/// The token after the year that may follow.
fn year(doc: &Doc, next: usize) -> usize {
    with_year(doc, Date { month: 1, day: Some(1), next, ..Date::default() }).next
}

/// "marge", "joon", "sep tember": where a word begins that a recognizer wrote for a month, at its last word.
fn heard_month(doc: &Doc, i: usize) -> Option<usize> {
    let before = |words: fn(&Doc, usize) -> bool| doc.prev(i).filter(|&p| !doc.breaks(i) && words(doc, p));
    match doc.b(i) {
        b"marge" | b"joon" | b"jully" | b"septembre" | b"oktober" | b"febuary" | b"febury" | b"janury" | b"marts"
        | b"feburary" | b"dissenter" => Some(i),
        b"bur" => before(|d, p| says!(d, p, "novem" | "decem" | "septem" | "octo" | "dissem" | "desem")),
        b"timber" => before(|d, p| says!(d, p, "sept" | "sep" | "cept")),
        b"lie" => before(|d, p| says!(d, p, "jew" | "jul" | "joo")),
        b"eye" => before(|d, p| says!(d, p, "jewel" | "jul" | "jule" | "joule")),
        b"airy" => before(|d, p| says!(d, p, "febru" | "janu")),
        b"pril" => before(|d, p| says!(d, p, "a" | "ay" | "ape")),
        b"rill" | b"ril" => before(|d, p| says!(d, p, "ape" | "a" | "ap")),
        b"ember" => before(|d, p| says!(d, p, "no" | "nov" | "know" | "dis" | "dece" | "dec" | "des" | "sept" | "sep")),
        b"gust" => before(|d, p| says!(d, p, "a" | "all" | "aw" | "awe")),
        b"tember" => before(|d, p| says!(d, p, "sep" | "sept" | "cept")),
        b"vember" => before(|d, p| says!(d, p, "no" | "know")),
        b"sember" => before(|d, p| says!(d, p, "dee" | "de" | "the")),
        b"over" => before(|d, p| says!(d, p, "oct" | "ock")),
        b"tober" | b"ober" => before(|d, p| says!(d, p, "oct" | "ock" | "ok" | "oc")),
        b"uary" | b"ruary" => before(|d, p| says!(d, p, "jan" | "feb" | "febru" | "janu")),
        _ => None,
    }
}

/// A month with its day before or after it, of which one was heard wrong.
fn month_at(ctx: &Context<'_>, i: usize) -> Option<(usize, usize, u16)> {
    let doc = ctx.doc;
    let wrong = heard_month(doc, i);
    let first = wrong.unwrap_or(i);
    if let Some(found) = day_before(doc, first, wrong.is_some()) {
        return Some((found, year(doc, i + 1), 900));
    }
    let at = i + 1 + usize::from(says!(doc, i + 1, "the"));
    if doc.breaks(at) || doc.end(at) {
        return None;
    }
    // "july tooth"
    if says!(doc, at, "tooth" | "twelveth" | "twelth" | "nineth" | "thirtyth") {
        return Some((first, year(doc, at + 1), 880));
    }
    if wrong.is_some() {
        // "marge twenty four": a given name too, so the rest must be a day
        let (_, next) = day(doc, at)?;
        let ordinal = super::ordinal_day(doc, at, next);
        let sure = ordinal || wanted(ctx, i) || is_birth(ctx, i);
        return (sure && !doc.has(next, UNIT)).then_some((first, year(doc, next), 850));
    }
    // "may the for", "june too": nothing goes on with the sentence
    let tens = usize::from(
        matches!(doc.toks[at].num, Num::Tens(20 | 30))
            || doc.toks[at].kind == Kind::Digits && matches!(doc.value(at), 20 | 30),
    );
    let word = at + tens;
    let common = heard(doc, word).filter(|h| h.digit() && h.sign != '0')?;
    let verb = says!(doc, i, "may" | "march") && at == i + 1;
    let end = doc.end(word + 1) || doc.breaks(word + 1);
    let stops = end
        || says!(doc, word + 1, "and" | "but" | "so" | "at" | "is" | "was" | "or" | "on")
        || dialogue::number(doc, word + 1);
    (stops && (!verb || at > i + 1 || wanted(ctx, i) || says!(doc, word + 1, "at")) || common.clear && tens == 1)
        .then_some((first, year(doc, word + 1), 800))
}

/// "the ate of january", "the twenty forth of marge": where the day before the month begins.
fn day_before(doc: &Doc, month: usize, wrong: bool) -> Option<usize> {
    let of = doc.prev(month).filter(|&p| !doc.breaks(month) && says!(doc, p, "of"));
    let last = doc.prev(of.unwrap_or(month)).filter(|_| of.is_some() || wrong)?;
    if wrong {
        let from = doc.prev(last).filter(|&q| matches!(doc.toks[q].num, Num::Tens(20 | 30))).unwrap_or(last);
        let ordinal = matches!(doc.toks[last].num, Num::Ordinal(_));
        let (_, next) = day(doc, from)?;
        return (next == last + 1 && (ordinal || of.is_some())).then_some(from);
    }
    let the = doc.prev(last).filter(|&p| says!(doc, p, "the"));
    // "the tent of november", "the turd of may"
    let ordinal = || of.is_some() && says!(doc, last, "tent" | "turd" | "thirst" | "fort" | "fith" | "fits" | "nights");
    let digit = heard(doc, last).is_some_and(Heard::counts) || ordinal();
    (digit && the.is_some()).then_some(last)
}
