//! Names that are ordinary words, months, single letters: a slot that nothing but a name can fill says what they are.

use super::{Grade, grade};
use crate::engine::board::Board;
use crate::engine::dialogue::{DATE, DOB};
use crate::engine::lexicon::{
    COMMON, CUE, DESIG, DICT, DRUG, FIRST, FUNC, LAST, Lexicon, MONTH, Num, ORGWORD, RELATION, STREET, TITLE, UNIT,
    WEEKDAY,
};
use crate::engine::text::words::says;
use crate::engine::text::{COMMA, DOT, Doc, Kind, SPACE};
use crate::identifiers::Context;

/// Does the slot that the word `i` opens show the word at `first` to be a name?
pub(super) fn fits(ctx: &Context<'_>, i: usize, first: usize) -> bool {
    let doc = ctx.doc;
    if doc.has(i, TITLE) {
        return first == i + 1 && (letter(doc, first) || surname(doc, first));
    }
    if doc.has(i, RELATION) {
        return first == i + 1 && relative(doc, i, first) || says!(doc, i + 1, "is") && identified(doc, first);
    }
    if says!(doc, i, "name" | "name's") {
        let is = says!(doc, i, "name's") && first == i + 1 || says!(doc, i + 1, "is" | "was") && first == i + 2;
        return is && owned(doc, i) && said(doc, first);
    }
    if says!(doc, i, "named") {
        return first == i + 1 && someone(doc, i) && said(doc, first);
    }
    if says!(doc, i, "call") {
        let usual =
            |p: usize| says!(doc, p, "we" | "they" | "i" | "everybody" | "everyone" | "people" | "folks" | "kids");
        return first == i + 2 && (says!(doc, i + 1, "me") || doc.prev(i).is_some_and(usual)) && nickname(doc, first);
    }
    if says!(doc, i, "go" | "goes") {
        let capital = doc.cased_at(first) && doc.toks[first].cap && grammatical(doc, first);
        return (said(doc, first) || capital) && closes(doc, first + 1);
    }
    if says!(doc, i, "it's" | "its" | "this" | "i'm" | "im") {
        return first <= i + 2 && presented(ctx, i, first);
    }
    false
}

/// A word that can be anybody's name and is no grammar, number or cue.
pub(super) fn plain(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    t.kind == Kind::Word
        && t.flags & (FUNC | WEEKDAY | TITLE | RELATION | UNIT | ORGWORD | STREET | DESIG | DRUG | CUE) == 0
        && (t.num == Num::None || t.flags & MONTH != 0)
}

/// The words of grammar that people are called.
fn grammatical(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "hope" | "dot" | "ever")
}

/// The clause ends before the token, or goes on with another subject, a place or a verb of a person.
fn closes(doc: &Doc, i: usize) -> bool {
    doc.end(i)
        || doc.breaks(i)
        || doc.toks[i].pre & COMMA != 0
        || says!(
            doc,
            i,
            "i" | "i'm"
                | "i've"
                | "he"
                | "he's"
                | "he'll"
                | "she"
                | "she's"
                | "she'll"
                | "we"
                | "they"
                | "you"
                | "are"
                | "and"
                | "but"
                | "who"
                | "at"
                | "from"
                | "with"
                | "in"
                | "on"
                | "to"
                | "for"
                | "my"
                | "his"
                | "her"
                | "calling"
                | "speaking"
                | "again"
                | "here"
                | "how"
                | "what"
                | "can"
                | "may"
                | "does"
                | "has"
                | "is"
                | "was"
                | "will"
                | "said"
                | "says"
                | "that"
                | "that's"
                | "it's"
                | "just"
                | "returning"
                | "thanks"
                | "yes"
                | "yeah"
                | "please"
        )
}

/// A title with no article before it, so that "may" and "will" after it are no verbs: "hi doctor may".
pub(super) fn titled(doc: &Doc, i: usize) -> bool {
    let Some(title) = doc.prev(i).filter(|&p| says!(doc, p, "doctor" | "dr" | "mr" | "mrs" | "ms" | "miss" | "mister"))
    else {
        return false;
    };
    let called = |p: usize| says!(doc, p, "is" | "hi" | "hello" | "hey" | "with" | "it's" | "morning" | "afternoon");
    !doc.breaks(i) && (!says!(doc, title, "doctor" | "miss") || doc.prev(title).is_some_and(called))
}

/// "mrs d", "mister q": an initial for a name, and no spelling.
fn letter(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    let name = doc.lone_letter(i) && (t.cap || !doc.cased_at(i));
    let next = &doc.toks[i + 1];
    name && !(matches!(next.kind, Kind::Letter | Kind::Digits | Kind::Mixed) || next.num != Num::None)
}

/// "mister feather", "mrs hope young": after a title that is nothing else, where the words have no capitals.
fn surname(doc: &Doc, i: usize) -> bool {
    let person = says!(doc, i - 1, "mister" | "mr" | "mrs" | "missus" | "ms");
    if !(person || says!(doc, i - 1, "dr")) || super::slots::auxiliary(doc, i) {
        return false;
    }
    // "mr street", "Mrs. Dollar": what is a word of places or amounts elsewhere; "oak dr unit nine" is no doctor
    let special =
        person && doc.has(i, STREET | UNIT | ORGWORD | CUE) && !doc.has(i, FUNC) && doc.toks[i].kind == Kind::Word;
    if doc.cased_at(i) {
        doc.toks[i].cap
            && (grammatical(doc, i) || special || says!(doc, i, "good" | "best" | "old" | "self" | "little"))
    } else {
        plain(doc, i) || grammatical(doc, i) || special
    }
}

/// "my sister hope at …", "a grandson mark he …", "uncle bishop": a name after a relation.
fn relative(doc: &Doc, relation: usize, i: usize) -> bool {
    let apart = doc.parted(i) || doc.b(relation).ends_with(b"'s");
    if apart || doc.cased_at(i) && !doc.toks[i].cap {
        return false;
    }
    let verb = doc.has(i, FUNC) && !grammatical(doc, i) || super::slots::auxiliary(doc, i);
    let given = doc.has(i, FIRST) || grammatical(doc, i);
    let called = says!(doc, relation, "uncle" | "aunt" | "auntie" | "grandpa" | "grandma");
    let owned = doc.prev(relation).map_or(called, |p| {
        says!(doc, p, "my" | "his" | "her" | "our" | "your" | "their" | "a") || doc.has(p, FUNC) && called
    });
    let family = called && doc.has(i, LAST) && (closes(doc, i + 1) || grade(doc, i + 1) >= Grade::Either);
    !verb && owned && (given && (closes(doc, i + 1) || grade(doc, i + 1) >= Grade::Unknown) || family)
}

/// "his wife is april": a given name that is an ordinary word too, and no state of hers.
fn identified(doc: &Doc, i: usize) -> bool {
    let given =
        doc.has(i, FIRST) && doc.has(i, COMMON | MONTH) && !doc.cased_at(i) && !says!(doc, i, "sunny" | "happy");
    given && !super::slots::auxiliary(doc, i) && !adjectival(doc.w(i)) && closes(doc, i + 1)
}

/// "my son daniel", "his gran's": the relation, though families are called so too.
pub(super) fn kinship(doc: &Doc, i: usize) -> bool {
    doc.has(i, RELATION)
        && !(doc.cased_at(i) && doc.toks[i].cap)
        && doc.prev(i).is_some_and(|p| says!(doc, p, "my" | "your" | "his" | "her" | "our" | "their" | "a" | "the"))
}

/// "my name", "her last name's": somebody's.
fn owned(doc: &Doc, name: usize) -> bool {
    let Some(p) = doc.prev(name) else { return false };
    let owner = if says!(doc, p, "first" | "last" | "full" | "middle" | "maiden") { doc.prev(p) } else { Some(p) };
    owner.is_some_and(|o| says!(doc, o, "my" | "his" | "her"))
}

/// An ordinary word that is said as a name: nothing of a predicate, and its clause is over after it or another name.
fn said(doc: &Doc, i: usize) -> bool {
    let state = says!(
        doc,
        i,
        "wrong"
            | "right"
            | "misspelled"
            | "correct"
            | "incorrect"
            | "missing"
            | "unusual"
            | "long"
            | "short"
            | "common"
            | "fine"
            | "hard"
            | "simple"
            | "tricky"
            | "easy"
            | "weird"
            | "private"
            | "confidential"
            | "legal"
    );
    let name = plain(doc, i) && !adjectival(doc.w(i)) || grammatical(doc, i);
    !doc.cased_at(i) && name && !state && (closes(doc, i + 1) || plain(doc, i + 1) && closes(doc, i + 2))
}

/// "call me …", "we call her …": what is no time, no manner and no form of address.
fn nickname(doc: &Doc, i: usize) -> bool {
    let other = says!(
        doc,
        i,
        "back"
            | "now"
            | "later"
            | "today"
            | "tomorrow"
            | "tonight"
            | "yesterday"
            | "soon"
            | "sooner"
            | "anytime"
            | "whenever"
            | "early"
            | "directly"
            | "collect"
            | "asap"
            | "crazy"
            | "lazy"
            | "silly"
            | "stupid"
            | "cheap"
            | "vain"
            | "picky"
            | "paranoid"
            | "dramatic"
            | "sir"
            | "ma'am"
            | "maam"
            | "hon"
            | "honey"
            | "sweetie"
            | "dear"
            | "names"
            | "home"
            | "next"
            | "everyday"
            | "daily"
            | "daytime"
            | "mornings"
            | "evenings"
            | "afterwards"
            | "immediately"
            | "straight"
            | "instead"
            | "too"
            | "constantly"
            | "once"
            | "twice"
            | "again"
            | "first"
    );
    let capital = doc.cased_at(i) && doc.toks[i].cap && plain(doc, i) && !doc.breaks(i);
    let over = doc.end(i + 1) || doc.parted(i + 1);
    !other && !doc.b(i).ends_with(b"ly") && (said(doc, i) && (over || super::listed(doc, i)) || capital && over)
}

/// "a lady named …": a person is.
fn someone(doc: &Doc, named: usize) -> bool {
    doc.prev(named).is_some_and(|p| {
        doc.has(p, RELATION | TITLE)
            || says!(
                doc,
                p,
                "lady"
                    | "man"
                    | "guy"
                    | "girl"
                    | "woman"
                    | "someone"
                    | "somebody"
                    | "person"
                    | "boy"
                    | "fella"
                    | "fellow"
                    | "gentleman"
                    | "patient"
                    | "driver"
                    | "rep"
                    | "kid"
            )
    })
}

/// "hi it's june", "this is hope i'm her daughter": who speaks says a given name that is a month or an ordinary word too.
fn presented(ctx: &Context<'_>, i: usize, first: usize) -> bool {
    let doc = ctx.doc;
    let word = doc.has(first, FIRST) && doc.has(first, COMMON | MONTH) || grammatical(doc, first);
    if !word || doc.cased_at(first) || super::slots::auxiliary(doc, first) {
        return false;
    }
    let opening = doc.prev(i).is_none_or(|p| {
        says!(doc, p, "hi" | "hello" | "hey" | "yes" | "yeah" | "um" | "morning" | "afternoon" | "evening")
            || super::listed(doc, p)
            || says!(doc, i, "this") && (doc.has(p, ORGWORD) || says!(doc, p, "office" | "desk" | "line" | "calling"))
    });
    let dated = ctx.asks.age(doc, i) <= 2 && ctx.asks.of(doc, i) & (DATE | DOB) != 0;
    let green = doc.has(first + 1, FUNC) || doc.has(first + 1, COMMON) && says!(doc, i, "it's" | "its");
    let family = doc.has(first + 1, LAST) && !green && closes(doc, first + 2);
    opening && !dated && (closes(doc, first + 1) || family)
}

/// "for april snow date of birth …": a given name that is a month, before a family name and the end of its clause.
pub(super) fn month(doc: &Doc, i: usize) -> bool {
    let next = i + 1;
    let family =
        doc.has(next, LAST) && doc.toks[next].num == Num::None && !says!(doc, next, "day" | "weekend" | "week");
    doc.has(i, MONTH)
        && doc.has(i, FIRST)
        && family
        && !doc.breaks(next)
        && doc.toks[next].pre & COMMA == 0
        && (closes(doc, next + 1) || says!(doc, next + 1, "birthday" | "date" | "born" | "chart"))
}

/// Endings of adjectives and participles that no list has; "callin" and "walkin" too.
pub(super) fn adjectival(word: &str) -> bool {
    if let Some(verb) = word.strip_suffix("in").filter(|v| v.len() > 2 && (!v.ends_with('s') || v.ends_with("ss"))) {
        return clipped(verb);
    }
    ["ing", "ed", "ic", "ous", "able", "ible", "ful", "less", "ish", "tive", "ated", "y's"]
        .iter()
        .any(|e| word.len() > e.len() + 2 && word.ends_with(e))
}

/// Is it a verb that only lacks its ending?
fn clipped(verb: &str) -> bool {
    let lexicon = Lexicon::new();
    let ordinary = |word: &str| {
        let (flags, ..) = lexicon.get(word);
        flags & (COMMON | FUNC) != 0 && flags & (DICT | FIRST | LAST) == 0
    };
    let doubled = verb.len() > 3 && verb.as_bytes().windows(2).next_back().is_some_and(|w| w[0] == w[1]);
    ordinary(verb) || ordinary(&[verb, "e"].concat()) || doubled && verb.get(..verb.len() - 1).is_some_and(ordinary)
}

/// "A. Brandt", "e jankowski": the initial before a name.
pub(super) fn initial_before(doc: &Doc, board: &Board, first: usize) -> usize {
    let Some(p) = doc.prev(first).filter(|&p| doc.toks[p].kind == Kind::Letter && !board.taken(p)) else {
        return first;
    };
    if doc.toks[first].pre & COMMA != 0 {
        return first;
    }
    if doc.cased_at(first) {
        let dotted = doc.toks[first].pre & DOT != 0 && doc.toks[first].pre & SPACE != 0;
        return if dotted && doc.toks[p].cap && doc.toks[p].pre & SPACE | u16::from(doc.prev(p).is_none()) != 0 {
            p
        } else {
            first
        };
    }
    let alone = doc.prev(p).is_none_or(|q| {
        doc.has(q, FUNC) && doc.toks[q].kind == Kind::Word && !says!(doc, q, "a" | "an" | "like" | "no" | "the")
    });
    let initial = alone && !says!(doc, p, "a" | "i" | "o" | "s" | "y" | "k" | "n") && grade(doc, first) == Grade::Name;
    if initial { p } else { first }
}

/// "tate h", "Sahra W.": the initial after a name, where the clause ends or a cue follows.
pub(super) fn initial_after(doc: &Doc, board: &Board, last: usize) -> usize {
    let at = last + 1;
    let t = &doc.toks[at];
    let initial =
        t.kind == Kind::Letter && t.pre == SPACE && !board.taken(at) && !says!(doc, at, "a" | "i" | "o" | "k");
    if !initial || doc.cased_at(at) && !t.cap || doc.toks[last].kind != Kind::Word {
        return last;
    }
    let ends = doc.end(at + 1) || doc.parted(at + 1);
    if ends || says!(doc, at + 1, "chart" | "date" | "born" | "birthday") { at } else { last }
}
