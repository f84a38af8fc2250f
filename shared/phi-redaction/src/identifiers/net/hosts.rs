//! Host names as they are said: what is a dot, what ends a host.

use crate::engine::lexicon::{FUNC, MAILHOST, Num, TLD};
use crate::engine::numbers::skip_correction;
use crate::engine::text::words::says;
use crate::engine::text::{DOT, Doc, Kind, SPACE, STOP};

/// "dot", and what recognizers and callers make of it.
pub(super) fn said_dot(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "dot" | "period" | "point" | "dat")
}

/// An ending of hosts that stands after no full stop of a sentence.
pub(super) fn typed_end(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "example" | "test" | "invalid" | "app" | "dev" | "io" | "ai" | "tv" | "xyz" | "gov" | "info")
}

/// The last token of a top-level domain at `i`: a word ("com"), or said in letters ("c o m", "e d u", "m e").
pub(super) fn domain(doc: &Doc, i: usize) -> Option<usize> {
    if doc.has(i, TLD) {
        return Some(i);
    }
    let after_dot = doc.prev(i).is_some_and(|p| says!(doc, p, "dot" | "dat"));
    if !after_dot {
        return None;
    }
    if says!(
        doc,
        i,
        "eu" | "link"
            | "app"
            | "dev"
            | "tv"
            | "ai"
            | "site"
            | "online"
            | "care"
            | "clinic"
            | "health"
            | "example"
            | "test"
            | "invalid"
            | "local"
            | "school"
            | "church"
            | "page"
            | "store"
            | "shop"
            | "cloud"
            | "email"
            | "xyz"
            | "law"
            | "dental"
            | "doctor"
    ) {
        return Some(i);
    }
    let two = (doc.w(i), doc.w(i + 1));
    let letters = doc.toks[i].kind == Kind::Letter && doc.toks[i + 1].kind == Kind::Letter;
    match (two, doc.w(i + 2)) {
        (("c", "o"), "m") | (("n", "e"), "t") | (("o", "r"), "g") | (("e", "d"), "u") | (("g", "o"), "v") => {
            Some(i + 2)
        }
        (("m" | "d", "e") | ("c", "a" | "o") | ("u", "s" | "k") | ("i", "o") | ("e", "u"), _) if letters => Some(i + 1),
        _ => None,
    }
}

/// The last token of a host name said at `i`: "gmail", "plover bend dot edu", "g mail dot com".
pub(super) fn host(doc: &Doc, i: usize) -> Option<usize> {
    let mut j = i;
    while j < i + 12 && !doc.end(j) && doc.toks[j].pre & STOP == 0 {
        let skip = skip_correction(doc, j);
        if skip > j && j > i {
            j = skip;
            continue;
        }
        let dot = said_dot(doc, j);
        if dot || doc.toks[j].pre & DOT != 0 && doc.toks[j].pre & SPACE == 0 {
            if let Some(tld) = domain(doc, if dot { j + 1 } else { j }) {
                let country = |i: usize| doc.has(i, TLD) || doc.size(i) == 2 && doc.toks[i].kind == Kind::Word;
                let more = says!(doc, tld + 1, "dot");
                // "dot co dot u k"
                let spelled = more && doc.toks[tld + 2].kind == Kind::Letter && doc.toks[tld + 3].kind == Kind::Letter;
                let named = more && country(tld + 2);
                return Some(tld + if spelled { 3 } else { 2 * usize::from(named) });
            }
        } else if j > i && says!(doc, j, "com") {
            // "at cedar ridge com": the dot was swallowed
            return Some(j);
        } else if doc.has(j, FUNC)
            && doc.toks[j].num == Num::None
            && doc.toks[j].kind != Kind::Letter
            && !doc.has(j, MAILHOST)
            && !(j > i && said_dot(doc, j + 1) && domain(doc, j + 2).is_some())
            // "plover and plum dot com"
            && !(says!(doc, j, "and") && j > i && !doc.has(j + 1, FUNC))
        {
            break;
        }
        j += 1;
    }
    // "at i cloud", "at g mail"
    let split = match doc.w(i) {
        "i" => says!(doc, i + 1, "cloud"),
        "g" | "hot" | "y" | "fast" | "proton" => says!(doc, i + 1, "mail"),
        "out" => says!(doc, i + 1, "look"),
        _ => false,
    };
    if split && !doc.breaks(i + 1) {
        return Some(i + 1);
    }
    let bare = doc.has(i, MAILHOST) && !says!(doc, i, "live" | "mail" | "charter" | "mac") && doc.size(i) > 2;
    // "at gmail com": the dot was swallowed
    let ends = i + usize::from(bare && says!(doc, i + 1, "com" | "net"));
    bare.then_some(ends)
}
