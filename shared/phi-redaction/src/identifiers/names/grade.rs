//! How much a word looks like a name, and how far a name reaches.

use crate::engine::board::Board;
use crate::engine::lexicon::{
    CITY, COMMON, CUE, DRUG, EPONYM, EPONYM_PAIR, FIRST, FUNC, LAST, MONTH, Num, ORGWORD, PARTICLE, PROPER, RELATION,
    STATE, STREET, TITLE, TLD, UNIT, WEEKDAY,
};
use crate::engine::text::words::says;
use crate::engine::text::{AT, COLON, COMMA, DASH, DOT, Doc, Kind, OTHER, PAREN, SLASH, SPACE, STOP, UNDER};
use crate::identifiers::abbreviations;

/// From "cannot be" to "is in a name lexicon and nowhere else".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grade {
    /// Grammar, number, medicine, condition.
    No,
    /// An ordinary word.
    Plain,
    /// An ordinary word that is also a name, a place that is also a name.
    Either,
    /// Not in any list.
    Unknown,
    /// A name and nothing else.
    Name,
}

/// What makes a word more than a name.
const MORE: u32 = COMMON | MONTH | STATE | CITY | EPONYM | ORGWORD | PARTICLE | UNIT | RELATION;

/// Is the token an ordinary word or less, whichever of the two: what `grade` puts below `Grade::Either` by its flags alone.
#[inline]
pub(crate) fn ordinary(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    t.kind != Kind::Word || t.flags & (FIRST | LAST) == 0 && t.flags & (MORE | FUNC) != 0
}

/// Grades the token. In text with capitals a lower-case word is no name, and a capital lifts one.
#[inline]
pub(crate) fn grade(doc: &Doc, i: usize) -> Grade {
    let t = &doc.toks[i];
    let grammar = t.kind != Kind::Word || t.flags & (FUNC | DRUG | WEEKDAY | TITLE) != 0;
    let small = || t.flags & (FIRST | LAST) == 0 && !t.cap && doc.cased_at(i);
    if grammar || small() { Grade::No } else { graded(doc, i) }
}

/// As `grade`, for words that are no grammar; apart, so that it is no part of those who ask.
#[inline(never)]
fn graded(doc: &Doc, i: usize) -> Grade {
    let t = &doc.toks[i];
    let f = t.flags;
    let name = f & (FIRST | LAST) != 0;
    let other = f & MORE != 0;
    let small = doc.cased_at(i) && !t.cap;
    if small && (!name || other)
        || t.num != Num::None && f & (MONTH | FIRST | LAST) == 0
        || f & (CUE | EPONYM | TLD | RELATION | UNIT | STREET | PROPER) != 0 && !name
        || t.caps && doc.cased && doc.size(i) > 2 && abbreviations::only(doc.w(i))
        || eponym_of(doc, i)
    {
        return Grade::No;
    }
    if small {
        return Grade::Either;
    }
    match (name, other) {
        (true, false) if doc.size(i) > 2 => Grade::Name,
        (true, _) => Grade::Either,
        (false, false) if !(doc.cased && t.caps) => Grade::Unknown,
        (false, _) => Grade::Plain,
    }
}

/// "parkinson's disease", "foley catheter", "lou gehrig's": the condition, not a person.
fn eponym_of(doc: &Doc, i: usize) -> bool {
    let next = doc.next(i);
    let flags = doc.toks[i].flags;
    let pair = flags & EPONYM_PAIR != 0
        && (doc.has(next, EPONYM_PAIR) && !doc.breaks(next) || doc.prev(i).is_some_and(|p| doc.has(p, EPONYM_PAIR)));
    let eponym = flags & EPONYM != 0;
    let owner = || doc.b(i).ends_with(b"'s");
    let condition = if condition(doc, next) {
        eponym || says!(doc, next, "disease" | "syndrome") || owner()
    } else {
        eponym && owner()
    };
    pair || condition || named_thing(doc, i)
}

/// What is called by the name of who described it.
fn condition(doc: &Doc, i: usize) -> bool {
    says!(
        doc,
        i,
        "disease"
            | "syndrome"
            | "catheter"
            | "palsy"
            | "lymphoma"
            | "surgery"
            | "sign"
            | "test"
            | "maneuver"
            | "dementia"
            | "thyroiditis"
            | "phenomenon"
            | "fracture"
            | "sarcoma"
            | "tumor"
            | "procedure"
            | "score"
            | "scale"
    )
}

/// "john deere", "betty crocker", "lazy susan": a thing that is called like a person, by its first or its second word. What people
/// are called too ("sara lee", "jack daniels") is not among them: a leak costs more.
fn named_thing(doc: &Doc, i: usize) -> bool {
    doc.has(i, FIRST | LAST) && (thing(doc, i) || doc.prev(i).is_some_and(|p| !doc.breaks(i) && thing(doc, p)))
}

#[rustfmt::skip]
fn thing(doc: &Doc, i: usize) -> bool {
    let two = i + 1;
    // one look at the hash for the many words that begin none
    let begins = says!(doc, i, "jack" | "john" | "betty" | "jim" | "darth" | "judge"
        | "epstein" | "jackson" | "braxton" | "chef" | "earl" | "uncle" | "lazy" | "plain" | "bloody" | "shirley"
        | "bobby" | "charlie" | "teddy" | "debbie" | "little" | "smart" | "sloppy" | "trader" | "papa"
        | "stella" | "captain" | "jose" | "murphy" | "pete's" | "peter" | "adam's" | "arnold" | "dom"
        | "eggs" | "graham" | "cobb" | "caesar" | "marie" | "benson" | "wendy's" | "levi" | "levi's" | "ben"
        | "victoria's" | "peeping" | "doubting" | "jolly" | "average" | "poison");
    begins && !doc.breaks(two) && thing_by(doc, i, two)
}

/// The second words of such things, by the first.
fn thing_by(doc: &Doc, i: usize, two: usize) -> bool {
    match doc.w(i) {
        "jack" => says!(doc, two, "russells" | "lanterns"),
        "john" => says!(doc, two, "deere"),
        "betty" => says!(doc, two, "crocker" | "boop"),
        "jim" => says!(doc, two, "beam"),
        "darth" => says!(doc, two, "vader"),
        "judge" => says!(doc, two, "judy"),
        "epstein" => says!(doc, two, "barr"),
        "jackson" => says!(doc, two, "pratt"),
        "braxton" => says!(doc, two, "hicks"),
        "chef" => says!(doc, two, "boyardee"),
        "earl" => says!(doc, two, "grey" | "gray") && says!(doc, two + 1, "tea"),
        "uncle" => says!(doc, two, "ben's"),
        "lazy" => says!(doc, two, "susan" | "susans"),
        "plain" => says!(doc, two, "jane"),
        "bloody" => says!(doc, two, "mary" | "marys"),
        "shirley" => says!(doc, two, "temples"),
        "bobby" => says!(doc, two, "pin" | "pins"),
        "charlie" => says!(doc, two, "horse" | "horses"),
        "teddy" => says!(doc, two, "bear" | "bears"),
        "debbie" => says!(doc, two, "downer"),
        "little" => says!(doc, two, "debbie" | "debbies" | "caesars" | "caesar's"),
        "smart" => says!(doc, two, "alec" | "aleck"),
        "sloppy" | "average" => says!(doc, two, "joe" | "joes"),
        "trader" => says!(doc, two, "joe's" | "joes"),
        "papa" => says!(doc, two, "john's" | "johns"),
        "stella" => says!(doc, two, "artois"),
        "captain" => says!(doc, two, "crunch"),
        "jose" => says!(doc, two, "cuervo"),
        "murphy" => says!(doc, two, "bed" | "beds" | "sign" | "drip" | "oil"),
        "pete's" => says!(doc, two, "sake"),
        "peter" => says!(doc, two, "pan" | "rabbit"),
        "adam's" => says!(doc, two, "apple"),
        "arnold" => says!(doc, two, "palmers" | "chiari"),
        "dom" => says!(doc, two, "perignon"),
        "eggs" => says!(doc, two, "benedict"),
        "graham" => says!(doc, two, "cracker" | "crackers"),
        "cobb" => says!(doc, two, "salad" | "salads"),
        "caesar" => says!(doc, two, "salad" | "salads" | "dressing"),
        "marie" => says!(doc, two, "biscuit" | "biscuits"),
        "benson" => says!(doc, two, "and") && says!(doc, two + 1, "hedges"),
        "wendy's" => says!(doc, two, "frosty" | "burger" | "chili" | "drive"),
        "levi's" | "levi" => says!(doc, two, "jeans" | "strauss"),
        "ben" => says!(doc, two, "and") && says!(doc, two + 1, "jerry's"),
        "victoria's" => says!(doc, two, "secret"),
        "peeping" | "doubting" => says!(doc, two, "tom" | "thomas"),
        "jolly" => says!(doc, two, "rancher" | "ranchers" | "roger"),
        "poison" => says!(doc, two, "ivy"),
        _ => false,
    }
}

/// The first of the particles before a family name ("de la" of "de la fuente").
pub(crate) fn particles(doc: &Doc, board: &Board, name: usize) -> usize {
    let mut first = name;
    while let Some(p) = doc.prev(first) {
        let particle = says!(
            doc,
            p,
            "de" | "la"
                | "van"
                | "von"
                | "der"
                | "den"
                | "del"
                | "dos"
                | "da"
                | "di"
                | "du"
                | "le"
                | "el"
                | "bin"
                | "ibn"
                | "ni"
                | "mac"
                | "mc"
                | "las"
                | "los"
        );
        if !particle || board.taken(p) || doc.parted(first) || first + 3 <= name {
            break;
        }
        first = p;
    }
    first
}

/// Can this token directly continue a name (no punctuation but a hyphen or an initial's dot)?
fn continues(doc: &Doc, board: &Board, i: usize) -> bool {
    let pre = doc.toks[i].pre;
    let barred = COMMA | STOP | AT | COLON | SLASH | UNDER | PAREN | OTHER;
    let dot_ok = pre & DOT == 0 || doc.toks[i - 1].kind == Kind::Letter;
    let dash_ok = pre & DASH == 0 || pre & SPACE == 0;
    !doc.end(i) && pre & barred == 0 && dot_ok && dash_ok && !board.taken(i)
}

/// The last token of the name that begins at `first`: at most five words, particles and initials inside.
pub(crate) fn extend(doc: &Doc, board: &Board, first: usize) -> usize {
    let mut last = first;
    for _ in 0..4 {
        let at = last + 1;
        // "robert's voicemail": what is his is no part of his name
        if !continues(doc, board, at) || doc.b(last).ends_with(b"'s") {
            break;
        }
        let hyphen = doc.toks[at].pre & DASH != 0;
        if hyphen && syllable(doc, at) || joins(doc, at, hyphen) {
            last = at;
        } else if let Some(end) = bridged(doc, board, at) {
            last = end;
        } else {
            break;
        }
    }
    last
}

/// "Soo-jin", "Fah-ree-ah": a short piece after a hyphen, in small letters too.
fn syllable(doc: &Doc, at: usize) -> bool {
    let glued = doc.toks[at].pre == DASH && doc.toks[at].kind == Kind::Word && doc.size(at) <= 4;
    let capital = doc.toks[at - 1].cap || doc.toks[at - 1].pre == DASH;
    let suffix = says!(
        doc,
        at,
        "like"
            | "type"
            | "led"
            | "free"
            | "run"
            | "up"
            | "to"
            | "and"
            | "or"
            | "care"
            | "plus"
            | "side"
            | "ish"
            | "in"
            | "fi"
            | "on"
            | "off"
    );
    glued && capital && doc.cased && doc.toks[at].num == Num::None && !suffix
}

fn joins(doc: &Doc, at: usize, hyphen: bool) -> bool {
    let next = doc.next(at);
    let street = doc.has(next, STREET) && !doc.breaks(next) && !doc.end(next) && doc.size(next) > 2;
    if street && !hyphen {
        return false;
    }
    if says!(doc, at, "junior" | "senior" | "jr" | "sr" | "ii" | "iii") {
        return true;
    }
    if inner(doc, at) || written_family(doc, at) {
        return true;
    }
    // "this is tomasa may i have your name", "and luis will drive"
    if !hyphen && super::auxiliary(doc, at) {
        return false;
    }
    match grade(doc, at) {
        Grade::Name | Grade::Unknown => true,
        Grade::Either => doc.cased && doc.toks[at].cap || doc.has(at, LAST) || hyphen || !doc.has(at, COMMON | MONTH),
        Grade::Plain => hyphen || doc.cased && doc.toks[at].cap && !doc.has(at, ORGWORD | MONTH | STATE),
        Grade::No => surname_eponym(doc, at),
    }
}

/// "Dwight Good", "Tatiana Case": a word of grammar, a cue or a measure with a capital right after a given name.
fn written_family(doc: &Doc, at: usize) -> bool {
    says!(doc, at, "good" | "old" | "case" | "pound" | "best" | "little" | "day" | "page" | "call" | "self" | "poor")
        && doc.cased_at(at)
        && doc.toks[at].cap
        && doc.toks[at].pre == SPACE
        && doc.has(at - 1, FIRST)
        && !doc.has(at - 1, COMMON)
}

/// "Leland Two Hawks": a word of grammar or a number that is written with a capital inside a name.
fn inner(doc: &Doc, at: usize) -> bool {
    let capital = |j: usize| doc.cased_at(j) && doc.toks[j].cap && doc.toks[j].kind == Kind::Word;
    capital(at)
        && doc.has(at - 1, FIRST)
        && capital(at + 1)
        && doc.toks[at + 1].pre == SPACE
        && says!(
            doc,
            at,
            "good"
                | "new"
                | "two"
                | "one"
                | "three"
                | "four"
                | "many"
                | "no"
                | "little"
                | "first"
                | "running"
                | "standing"
                | "looking"
                | "runs"
                | "takes"
                | "comes"
                | "gets"
                | "never"
                | "always"
                | "not"
        )
        && !doc.has(at + 1, FUNC | WEEKDAY | MONTH)
}

/// An eponym standing where a family name stands, and not naming a condition: somebody is called that.
pub(crate) fn surname_eponym(doc: &Doc, i: usize) -> bool {
    let capital = !doc.cased_at(i) || doc.toks[i].cap;
    doc.has(i, EPONYM) && !doc.has(i, FUNC | COMMON) && capital && !eponym_of(doc, i)
}

/// "de la cruz", "ni bhroin", "J. Smith": small words or an initial, then a name.
fn bridged(doc: &Doc, board: &Board, at: usize) -> Option<usize> {
    let mut j = at;
    let initial =
        doc.toks[j].kind == Kind::Letter && !says!(doc, j, "a" | "i" | "o") && (!doc.cased || doc.toks[j].cap);
    if initial {
        j += 1;
    }
    while j < at + 3 && doc.has(j, PARTICLE) && !doc.has(j, FUNC & !COMMON) && continues(doc, board, j) {
        j += 1;
    }
    let ok = j > at
        && continues(doc, board, j)
        && (grade(doc, j) >= Grade::Unknown || doc.has(j, LAST) && grade(doc, j) >= Grade::Either);
    ok.then_some(j)
}
