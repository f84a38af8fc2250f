//! Names that a recognizer cut in two ("dec lan", "ger trude"), put together again by the lists.

use crate::engine::board::{Board, Claim};
use crate::engine::lexicon::{
    CITY, COMMON, DRUG, FIRST, FUNC, GATE_CAPITAL, GATE_OPEN, LAST, Lexicon, RARE, SLOT, TITLE,
};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind};
use crate::engine::{PhiType, Role};

/// Claims two words that are a name together, where one of them is no word by itself or a name is being said.
pub(super) fn detect(doc: &Doc, board: &mut Board) {
    let lexicon = Lexicon::new();
    let odd = |j: usize| !doc.has(j, COMMON | FIRST | LAST | CITY | DRUG);
    for i in seconds(doc) {
        if doc.parted(i + 1) || !(odd(i) || odd(i + 1) || said(doc, i)) {
            continue;
        }
        let titled = doc.prev(i).is_some_and(|p| doc.has(p, TITLE));
        if !(piece(doc, i) || titled && opens(doc, i)) || !piece(doc, i + 1) || board.taken(i) || board.taken(i + 1) {
            continue;
        }
        let whole = [doc.w(i), super::bare(doc.w(i + 1))].concat();
        let (flags, ..) = lexicon.get(&whole);
        let name = flags & FIRST != 0 || flags & LAST != 0 && flags & RARE == 0;
        if name && flags & COMMON == 0 && (5..=14).contains(&whole.len()) {
            board.claim(Claim {
                first: i,
                last: i + 1,
                kind: PhiType::Name,
                score: 870,
                normalised: Some(super::title_case(&whole)),
                role: Role::Other,
            });
        }
    }
}

/// The words that are no grammar with another such word behind them, which has no capital where the text has them.
fn seconds(doc: &Doc) -> impl Iterator<Item = usize> {
    let open = doc.open_bits(GATE_OPEN);
    let mut small = open.clone();
    if doc.cased {
        small.iter_mut().zip(doc.open_bits(GATE_CAPITAL)).for_each(|(open, capital)| *open &= !capital);
    }
    open.into_iter().enumerate().flat_map(move |(block, open)| {
        let next = small.get(block + 1).copied().unwrap_or(0);
        let mut bits = open & (small[block] >> 1 | next << 63);
        std::iter::from_fn(move || {
            let at = bits.trailing_zeros();
            bits &= bits.checked_sub(1)?;
            Some(block * 64 + at as usize)
        })
    })
}

/// Is a name being said ("tell mar cell", "hi jo anna", "doctor can trell"), or is this all that is said?
fn said(doc: &Doc, i: usize) -> bool {
    let Some(p) = doc.prev(i) else { return doc.end(i + 2) };
    doc.has(p, TITLE)
        || doc.has(p, SLOT) && says!(doc, p, "i'm" | "is" | "name's" | "it's")
        || says!(doc, p, "hi" | "hello" | "hey" | "tell" | "named" | "thanks" | "with" | "nurse")
}

/// "doctor can trell": a modal or another short word of grammar that is the first half of a name after a title.
fn opens(doc: &Doc, i: usize) -> bool {
    says!(
        doc,
        i,
        "can" | "all" | "may" | "will" | "do" | "so" | "an" | "am" | "no" | "her" | "his" | "my" | "be" | "or"
    )
}

/// A short lower-case word that may be half a name.
fn piece(doc: &Doc, i: usize) -> bool {
    let t = &doc.toks[i];
    t.kind == Kind::Word && t.flags & FUNC == 0 && (2..=8).contains(&doc.size(i)) && !(doc.cased && t.cap)
}
