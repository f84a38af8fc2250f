//! Mail addresses and web addresses (45 CFR 164.514(b)(2)(i)(F), (N)), written and said aloud.

use super::Context;
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::lexicon::{FUNC, GATE_NET, MAILHOST, Num, TLD};
use crate::engine::numbers::run_at;
use crate::engine::text::words::says;
use crate::engine::text::{AT, COLON, COMMA, DASH, DOT, Doc, Kind, OTHER, PAREN, PLUS, SLASH, SPACE, STOP, UNDER};

mod hosts;
mod loose;

use hosts::{domain, host, said_dot};

/// Finds both forms.
pub fn detect(ctx: &Context<'_>, board: &mut Board) {
    let doc = ctx.doc;
    // only a mark before a token or the next, or a word of addresses, can begin one
    let mut joints = Vec::new();
    for i in doc.open(GATE_NET) {
        let t = &doc.toks[i];
        if t.kind == Kind::End || board.taken(i) {
            continue;
        }
        if t.pre & AT != 0 && t.pre & (SPACE | DOT) == 0 && doc.prev(i).is_some() {
            written_mail(doc, board, i);
        } else if t.pre & AT != 0 && t.pre & SPACE != 0 && doc.cased {
            handle(doc, board, i);
        } else if doc.toks[i + 1].pre & COLON != 0
            && let Some(last) = super::ip::colons(doc, i)
        {
            let groups = last - i + 1;
            let device = groups == 6 && (i..=last).all(|j| doc.size(j) == 2);
            board.put((i, last), if device { PhiType::OtherId } else { PhiType::Ip }, 980, None);
        } else if written_url_start(doc, i) {
            written_url(doc, board, hyphened(doc, board, i));
        } else if says!(doc, i, "at" | "add") {
            spoken_mail(ctx, board, i);
        } else if said_dot(doc, i) {
            if !super::ip::spoken(ctx, board, i) {
                spoken_url(doc, board, i);
            }
            joints.push(i);
        } else if t.pre == UNDER || says!(doc, i, "underscore") {
            joints.push(i);
        }
    }
    // what no whole address took
    for i in joints {
        loose::part(ctx, board, i);
    }
}

fn written_mail(doc: &Doc, board: &mut Board, at: usize) {
    let joins = DOT | DASH | UNDER | PLUS | OTHER;
    let mut first = at - 1;
    while doc.glued(first)
        && doc.toks[first].pre & joins != 0
        && doc.toks[first].pre & (COLON | COMMA | SLASH | PAREN) == 0
        && !board.taken(first - 1)
    {
        first -= 1;
    }
    let mut last = at;
    while doc.glued(last + 1)
        && doc.toks[last + 1].pre & (DOT | DASH) != 0
        && doc.toks[last + 1].pre & (COMMA | SLASH | STOP) == 0
    {
        last += 1;
    }
    let text = joined(doc, first, last);
    board.put((first, last), PhiType::Email, 995, Some(text));
}

/// "@name" of a social service.
fn handle(doc: &Doc, board: &mut Board, first: usize) {
    let mut last = first;
    while doc.glued(last + 1) && doc.toks[last + 1].pre & !(DASH | UNDER | DOT) == 0 {
        last += 1;
    }
    board.put((first, last), PhiType::OtherId, 850, Some(joined(doc, first, last)));
}

/// The tokens with the marks between them as they would be typed.
fn joined(doc: &Doc, first: usize, last: usize) -> String {
    let mut out = String::new();
    for i in first..=last {
        if i > first {
            out.push(match doc.toks[i].pre {
                p if p & AT != 0 => '@',
                p if p & UNDER != 0 => '_',
                p if p & DASH != 0 => '-',
                p if p & PLUS != 0 => '+',
                p if p & DOT != 0 => '.',
                _ => '/',
            });
        }
        out.push_str(doc.w(i));
    }
    out
}

fn written_url_start(doc: &Doc, i: usize) -> bool {
    let next = &doc.toks[i + 1];
    let scheme = says!(doc, i, "http" | "https" | "ftp") && next.pre & COLON != 0;
    let www = says!(doc, i, "www") && next.pre & DOT != 0;
    (scheme || www) && doc.glued(i + 1) || host_chain(doc, i)
}

/// "mychart.example.org": labels joined by dots, the last a top-level domain of three letters, or any with a path after it.
fn host_chain(doc: &Doc, i: usize) -> bool {
    let mut j = i;
    let hyphen = |k: usize| doc.glued(k) && doc.toks[k].pre == DASH;
    if doc.glued(i) && !hyphen(i) || doc.toks[i].kind == Kind::Digits {
        return false;
    }
    let mut labels = 0;
    while j < i + 8 && doc.glued(j + 1) && (doc.toks[j + 1].pre & !DASH == DOT || labels > 0 && hyphen(j + 1)) {
        j += 1;
        labels += usize::from(doc.toks[j].pre & DOT != 0);
    }
    let path = doc.glued(j + 1) && doc.toks[j + 1].pre & SLASH != 0;
    // "his.her/their": no host is all grammar
    let named = |k: usize| doc.toks[k].kind != Kind::Digits && doc.size(k) > 1 && !doc.has(k, FUNC) && !doc.toks[k].cap;
    let worded = path && named(i) && named(j) && doc.toks[j].kind == Kind::Word;
    // "portal.plover.health": three labels and no sentence between them
    let long = labels >= 2 && (i..=j).all(|k| named(k) && doc.toks[k].kind == Kind::Word);
    labels > 0
        && (long
            || doc.has(j, TLD) && (doc.size(j) == 3 || path)
            || path && labels >= 2
            || worded
            || hosts::typed_end(doc, j) && !doc.toks[j].cap)
}

/// The first word of the label that ends at `i`: "river-care.example".
fn hyphened(doc: &Doc, board: &Board, i: usize) -> usize {
    let mut first = i;
    while doc.glued(first) && doc.toks[first].pre == DASH && !board.taken(first - 1) {
        first -= 1;
    }
    first
}

fn written_url(doc: &Doc, board: &mut Board, first: usize) {
    let mut last = first;
    // a question mark with nothing around it opens the query (RFC 3986, section 3.4)
    let query =
        |i: usize| doc.toks[i].pre & STOP != 0 && doc.prev(i).is_some_and(|p| doc.toks[p].end + 1 == doc.toks[i].start);
    while (doc.glued(last + 1) || query(last + 1))
        && doc.toks[last + 1].pre & (COMMA | PAREN) == 0
        && !doc.end(last + 1)
    {
        last += 1;
    }
    board.put((first, last), PhiType::Url, 980, Some(joined(doc, first, last)));
}

/// "… at gmail dot com": the host to the right decides, then the local part is read leftwards.
fn spoken_mail(ctx: &Context<'_>, board: &mut Board, at: usize) {
    let doc = ctx.doc;
    let Some(host_end) = host(doc, at + 1) else { return };
    // "the form at example.org": a page, since nobody types a mail address with a word for its sign and a mark for its dot
    if doc.glued(at + 2) && doc.toks[at + 2].pre & DOT != 0 && doc.toks[at].pre == SPACE {
        return;
    }
    // "… at www dot example dot com": where a page is
    if says!(doc, at + 1, "www") || says!(doc, at + 1, "w") && says!(doc, at + 2, "w") {
        return;
    }
    // "a dispute's on the web at …", "upload at upload dot …", "… dot org slash forms": a page has a path, a mail address none
    let page = |p: usize| {
        says!(doc, p, "web" | "online" | "website" | "site" | "page" | "internet" | "portal")
            || doc.hash(p) == doc.hash(at + 1)
    };
    if says!(doc, host_end + 1, "slash") || doc.prev(at).is_some_and(page) {
        return;
    }
    // "at icloud dot com" in a turn of its own: the rest of a mail address
    let rest = doc.prev(at).is_none() && says!(doc, at, "at");
    let Some(first) = local(ctx, board, at).or(rest.then_some(at)) else { return };
    if says!(doc, at, "add") && !doc.has(host_end, MAILHOST | TLD) {
        return;
    }
    let text = typed(doc, first, host_end);
    board.put((first, host_end), PhiType::Email, 970, Some(text));
}

/// First token of the local part that ends before "at".
fn local(ctx: &Context<'_>, board: &Board, at: usize) -> Option<usize> {
    let doc = ctx.doc;
    let mut first = None;
    let mut j = at;
    let mut glue = true;
    for _ in 0..40 {
        let Some(p) = doc.prev(j) else { break };
        if board.taken(p) || doc.toks[j].pre & COLON != 0 {
            break;
        }
        if doc.breaks(j) && j != at {
            break;
        }
        let word = doc.w(p);
        let under = word == "under" && says!(doc, p + 1, "score") || word == "score" && split_score(doc, p);
        let joint =
            under || matches!(word, "dot" | "underscore" | "dash" | "hyphen" | "period" | "plus" | "minus" | "point");
        let symbol = doc.toks[p].kind != Kind::Word || doc.toks[p].num != Num::None;
        let inside = glue && j != at;
        let grammar = doc.has(p, FUNC) && !symbol && !email_note(doc, p) || is_cue(doc, p);
        // "it's leave at …": a word of the sentence can be a name there
        let named = j == at && grammar && !is_cue(doc, p) && doc.prev(p).is_some_and(|q| says!(doc, q, "it's" | "is"));
        // "it's | the real wren oakes at …", "from | do not reply at …"
        let article = word == "the" && first.is_some() && doc.prev(p).is_some_and(|q| says!(doc, q, "it's" | "is"));
        let reply = matches!(word, "no" | "not" | "do") && says!(doc, at - 1, "reply") && at - p <= 3;
        let named = named || article || reply;
        if !(joint || inside || named) && (grammar || !symbol && !glue && !mail_word(doc, p, j)) {
            break;
        }
        if matches!(word, "a" | "i") && !glue && doc.toks[j].kind == Kind::Word && doc.toks[j].num == Num::None {
            break;
        }
        first = Some(p);
        glue = joint || email_note(doc, p) && glue;
        j = p;
    }
    first.map(|f| trim_start(doc, f, at)).filter(|&f| f < at)
}

fn is_cue(doc: &Doc, i: usize) -> bool {
    says!(
        doc,
        i,
        "email"
            | "mail"
            | "address"
            | "is"
            | "it's"
            | "to"
            | "at"
            | "use"
            | "try"
            | "check"
            | "that's"
            | "so"
            | "under"
            | "for"
            | "me"
            | "reset"
            | "send"
    )
}

fn email_note(doc: &Doc, i: usize) -> bool {
    says!(doc, i, "all" | "lowercase" | "uppercase" | "capital" | "then" | "and" | "in" | "as" | "spaces")
        || says!(doc, i, "no" | "one") && says!(doc, i + 1, "spaces" | "space" | "word")
        || says!(doc, i, "space" | "word") && doc.prev(i).is_some_and(|p| says!(doc, p, "no" | "one"))
}

/// "under score", cut in two.
fn split_score(doc: &Doc, score: usize) -> bool {
    doc.prev(score).is_some_and(|p| says!(doc, p, "under"))
}

/// A word that may stand in a local part without a joint: anything that is not grammar.
fn mail_word(doc: &Doc, p: usize, j: usize) -> bool {
    email_note(doc, p) || !doc.has(p, FUNC) || doc.has(j, FUNC) && doc.toks[p].num != Num::None
}

fn trim_start(doc: &Doc, mut first: usize, at: usize) -> usize {
    while first < at
        && (email_note(doc, first)
            || matches!(doc.b(first), b"dot" | b"dash" | b"hyphen" | b"underscore" | b"o" if !says!(doc, first, "o")))
    {
        first += 1;
    }
    first
}

/// The address as it would be typed.
fn typed(doc: &Doc, first: usize, last: usize) -> String {
    let mut out = String::new();
    let mut i = first;
    while i <= last {
        let mark = match doc.w(i) {
            "dot" | "period" | "point" | "dat" => ".",
            "underscore" | "score" => "_",
            "under" if says!(doc, i + 1, "score") => "",
            "dash" | "hyphen" | "minus" => "-",
            "plus" => "+",
            "at" | "add" => "@",
            "slash" => "/",
            "all" | "lowercase" | "uppercase" | "capital" => "",
            _ => {
                let run = run_at(doc, i).filter(|r| r.last <= last && r.dots + r.dashes + r.slashes == 0);
                out.push_str(run.as_ref().map_or(doc.w(i), |r| r.text.as_str()));
                i = run.map_or(i + 1, |r| r.last + 1);
                continue;
            }
        };
        out.push_str(mark);
        i += 1;
    }
    out
}

/// "www dot example dot com slash …": from a spoken dot with a top-level domain after it.
fn spoken_url(doc: &Doc, board: &mut Board, dot: usize) {
    let tld = doc.next(dot);
    let Some(tld) = domain(doc, tld).filter(|_| !board.taken(tld) && doc.toks[tld].num == Num::None) else { return };
    let mut first = dot;
    let mut glue = true;
    while let Some(p) = doc.prev(first) {
        let joint = says!(doc, p, "dot" | "dash" | "hyphen" | "slash" | "colon" | "https" | "http" | "www" | "w")
            || says!(doc, p, "triple") && says!(doc, first, "w");
        // "pay dot …", "loyalty dash club dot …": any word that a dot follows
        let dotted = says!(doc, p + 1, "dot" | "dat")
            && !is_cue(doc, p)
            && !says!(doc, p, "the" | "a" | "that" | "this" | "or" | "and" | "dot");
        let led = || doc.prev(p).is_some_and(|q| says!(doc, q, "at" | "to" | "is" | "it's" | "on" | "dot" | "visit"));
        let mine = says!(doc, p, "my")
            && (says!(doc, first, "chart" | "access" | "health" | "portal" | "account" | "care") || led());
        let label = mine || (glue || spoken_host(doc, p)) && (!doc.has(p, FUNC) || says!(doc, p, "www") || dotted);
        if board.taken(p) || !(joint || label) || doc.breaks(first) {
            break;
        }
        glue = joint;
        first = p;
    }
    if first == dot {
        return;
    }
    let last = path(doc, tld);
    board.put((first, last), PhiType::Url, 950, Some(typed(doc, first, last)));
}

/// "pay dot larkmoor ortho dot com": a label of several words, when a spoken dot stands before it.
fn spoken_host(doc: &Doc, label: usize) -> bool {
    let mut at = label;
    for _ in 0..3 {
        if doc.has(at, FUNC) || doc.breaks(at) {
            return false;
        }
        let Some(p) = doc.prev(at) else { return false };
        // "it's pine river dot org", "go to my pine river dot com"
        let led = says!(doc, p, "at" | "to" | "it's" | "is" | "visit" | "that's");
        if led || says!(doc, p, "dot" | "www" | "slash") {
            return true;
        }
        let my = says!(doc, p, "my") && doc.prev(p).is_some_and(|q| says!(doc, q, "at" | "to" | "it's" | "is" | "on"));
        if my {
            return true;
        }
        at = p;
    }
    false
}

/// "slash p slash t plover six three": each slash takes one word or one run.
fn path(doc: &Doc, tld: usize) -> usize {
    let mut last = tld;
    loop {
        let mut at = last + 1;
        if says!(doc, at, "forward") {
            at += 1;
        }
        if says!(doc, at, "question") && says!(doc, at + 1, "mark") {
            at += 1;
        }
        if !says!(
            doc,
            at,
            "mark" | "equals" | "equal" | "ampersand" | "slash" | "dash" | "hyphen" | "underscore" | "dot"
        ) || doc.end(at + 1)
        {
            return last;
        }
        let word = at + 1;
        last = word;
        let run_start =
            if doc.toks[word].kind == Kind::Word && doc.toks[word].num == Num::None { word + 1 } else { word };
        if let Some(run) = run_at(doc, run_start).filter(|_| !doc.breaks(run_start)) {
            last = run.last;
        }
    }
}
