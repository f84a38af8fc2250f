//! Which heard words stand for which stretch of a turn's text.
//!
//! The text is what the redactor read; the words carry the times. An engine may write "555-0143" in one and "five five
//! five oh one four three" in the other, split or join words, and leave fillers out. So the two are compared by letters
//! and digits first; what differs is enclosed between words that both have. A pair of equal words encloses only if every
//! best alignment (longest common subsequence) has it: of three "five" in one and two in the other, none does. What is
//! so enclosed is linked loosely: its time is between the enclosing words, not only that of its own.
use std::ops::Range;

/// Most pairs of words that are compared in a turn whose words differ from its text; 2,000 by 2,000, ten minutes of
/// speech. Above it the turn is one link, and PHI anywhere in it silences it whole.
const MOST_PAIRS: usize = 4_000_000;
/// Most words that a letter or digit is read as, with one more for the whole: "1.5" is "one point five".
const MOST_WORDS: usize = 2;

/// A stretch of text and the words heard for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Bytes of the text; empty for words that the text does not have.
    pub text: Range<usize>,
    /// Indices of words; empty for text that no word was heard for.
    pub words: Range<usize>,
    /// Whether text and words are not the same letters, but stand between the same words.
    pub loose: bool,
}

impl Link {
    /// Whether words were heard here that the redactor has not read.
    pub fn unread(&self) -> bool {
        self.text.is_empty() && !self.words.is_empty()
    }
}

/// A run of text tokens and a run of heard tokens; in the end a run of words in place of the latter.
struct Pair {
    read: Range<usize>,
    heard: Range<usize>,
    loose: bool,
}

/// Letters and digits without a space, folded, and where they stand with the marks around them.
struct Token {
    folded: String,
    place: Range<usize>,
}

/// Links a turn's text with its words. Links are in order and overlap in neither.
pub(super) fn align(text: &str, words: &[&str]) -> Vec<Link> {
    let read = tokens(text);
    let heard: Vec<(String, usize)> = words
        .iter()
        .enumerate()
        .flat_map(|(index, word)| tokens(word).into_iter().map(move |token| (token.folded, index)))
        .collect();
    let said: Vec<&str> = read.iter().map(|token| token.folded.as_str()).collect();
    let spoken: Vec<&str> = heard.iter().map(|(folded, _)| folded.as_str()).collect();
    links(&read, &heard, pairs(&said, &spoken))
}

/// Cuts a text into tokens.
fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut open = false;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        if letter.is_alphanumeric() {
            if !open {
                found.push(Token { folded: String::new(), place: at..end });
            }
            open = true;
            if let Some(token) = found.last_mut() {
                token.folded.extend(letter.to_lowercase());
                token.place.end = end;
            }
        } else if !matches!(letter, '\'' | '\u{2019}') {
            open = false;
        }
    }
    widen(text, &mut found);
    found
}

/// Gives each token the marks that no space parts from it, so that a link's text reads as it was written.
fn widen(text: &str, tokens: &mut [Token]) {
    let mut before = 0;
    for at in 0..tokens.len() {
        let next = tokens.get(at + 1).map_or(text.len(), |token| token.place.start);
        let place = &mut tokens[at].place;
        let left = &text[before..place.start];
        let space = left.char_indices().rev().find(|(_, letter)| letter.is_whitespace());
        place.start = space.map_or(before, |(at, letter)| before + at + letter.len_utf8());
        place.end += text[place.end..next].find(char::is_whitespace).unwrap_or(next - place.end);
        before = place.end;
    }
}

/// Pairs text tokens with heard tokens, all of both, in order.
fn pairs(read: &[&str], heard: &[&str]) -> Vec<Pair> {
    if let Some(pairs) = spelled_alike(read, heard) {
        return pairs;
    }
    if read.len().saturating_mul(heard.len()) > MOST_PAIRS {
        return vec![Pair { read: 0..read.len(), heard: 0..heard.len(), loose: true }];
    }
    let mut pairs = Vec::new();
    let (mut from_read, mut from_heard) = (0, 0);
    for (at_read, at_heard) in anchors(read, heard).into_iter().chain([(read.len(), heard.len())]) {
        enclosed(read, heard, from_read..at_read, from_heard..at_heard, &mut pairs);
        if at_read < read.len() {
            pairs.push(Pair { read: at_read..at_read + 1, heard: at_heard..at_heard + 1, loose: false });
        }
        (from_read, from_heard) = (at_read + 1, at_heard + 1);
    }
    pairs
}

/// Pairs what stands between two anchors: by letters, or as a whole; words too many to be a reading of the text are none.
fn enclosed(read: &[&str], heard: &[&str], said: Range<usize>, spoken: Range<usize>, pairs: &mut Vec<Pair>) {
    let (from, letters) = ((said.start, spoken.start), read[said.clone()].iter().map(|token| token.chars().count()));
    let most = MOST_WORDS * letters.sum::<usize>() + 1;
    if let Some(alike) = spelled_alike(&read[said.clone()], &heard[spoken.clone()]) {
        let shift = |range: Range<usize>, by| range.start + by..range.end + by;
        pairs.extend(alike.into_iter().map(|pair| Pair {
            read: shift(pair.read, from.0),
            heard: shift(pair.heard, from.1),
            loose: false,
        }));
    } else if spoken.len() <= most {
        let loose = !said.is_empty() && !spoken.is_empty();
        pairs.push(Pair { read: said, heard: spoken, loose });
    } else {
        pairs.push(Pair { heard: spoken.start..spoken.start, read: said.clone(), loose: false });
        pairs.push(Pair { read: said.end..said.end, heard: spoken, loose: false });
    }
}

/// Pairs two runs of tokens that are the same letters, however cut; as finely as both are.
fn spelled_alike(read: &[&str], heard: &[&str]) -> Option<Vec<Pair>> {
    if !read.iter().flat_map(|token| token.bytes()).eq(heard.iter().flat_map(|token| token.bytes())) {
        return None;
    }
    let mut pairs = Vec::new();
    let (mut from, mut at, mut length) = ((0, 0), (0, 0), (0, 0));
    while at.0 < read.len() || at.1 < heard.len() {
        if length.0 <= length.1 {
            length.0 += read[at.0].len();
            at.0 += 1;
        } else {
            length.1 += heard[at.1].len();
            at.1 += 1;
        }
        if length.0 == length.1 {
            pairs.push(Pair { read: from.0..at.0, heard: from.1..at.1, loose: false });
            from = at;
        }
    }
    Some(pairs)
}

/// The pairs of equal tokens that every longest common subsequence has: those that alone have their rank in one.
fn anchors(read: &[&str], heard: &[&str]) -> Vec<(usize, usize)> {
    let wide = heard.len() + 1;
    let size = (read.len() + 1) * wide;
    // lengths of the longest common subsequences: of what stands before a pair of places, and of what stands after
    let (mut before, mut after) = (vec![0_u16; size], vec![0_u16; size]);
    for (r, token) in read.iter().enumerate() {
        for (h, other) in heard.iter().enumerate() {
            let at = (r + 1) * wide + h + 1;
            before[at] = if token == other { before[at - wide - 1] + 1 } else { before[at - wide].max(before[at - 1]) };
        }
    }
    for (r, token) in read.iter().enumerate().rev() {
        for (h, other) in heard.iter().enumerate().rev() {
            let at = r * wide + h;
            after[at] = if token == other { after[at + wide + 1] + 1 } else { after[at + wide].max(after[at + 1]) };
        }
    }
    let longest = usize::from(before[size - 1]);
    let mut ranks: Vec<(u32, (usize, usize))> = vec![(0, (0, 0)); longest];
    for (r, token) in read.iter().enumerate() {
        for (h, other) in heard.iter().enumerate() {
            let rank = usize::from(before[r * wide + h]);
            if token == other && rank + 1 + usize::from(after[(r + 1) * wide + h + 1]) == longest {
                ranks[rank] = (ranks[rank].0 + 1, (r, h));
            }
        }
    }
    ranks.into_iter().filter(|(count, _)| *count == 1).map(|(_, pair)| pair).collect()
}

/// Turns pairs of tokens into links of bytes and words. Pairs that share a word become one link.
fn links(read: &[Token], heard: &[(String, usize)], pairs: Vec<Pair>) -> Vec<Link> {
    let mut runs: Vec<Pair> = Vec::new();
    for mut pair in pairs {
        let end = runs.last().map_or(0, |before| before.heard.end);
        let of = &heard[pair.heard];
        pair.heard = of.first().map_or(end, |(_, word)| *word)..of.last().map_or(end, |(_, word)| word + 1);
        while let Some(before) = runs.pop_if(|before| before.heard.end > pair.heard.start) {
            pair.read.start = before.read.start;
            pair.heard = before.heard.start..pair.heard.end.max(before.heard.end);
            pair.loose |= before.loose;
        }
        runs.push(pair);
    }
    let place = |tokens: &Range<usize>| {
        let before = tokens.start.checked_sub(1).map_or(0, |before| read[before].place.end);
        let of = &read[tokens.clone()];
        of.first().map_or(before, |token| token.place.start)..of.last().map_or(before, |token| token.place.end)
    };
    runs.into_iter()
        .filter(|run| !run.read.is_empty() || !run.heard.is_empty())
        .map(|run| Link { text: place(&run.read), words: run.heard, loose: run.loose })
        .collect()
}

/// A link, or several that a span holds together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// The text and its words.
    pub link: Link,
    /// Whether a span touches it.
    pub phi: bool,
}

/// Joins what spans (in order) touch. `None` when a span touches text that no word was heard for.
pub(super) fn blocks(links: &[Link], spans: &[Range<usize>]) -> Option<Vec<Block>> {
    let mut blocks = Vec::new();
    let mut done = 0;
    let mut held: Vec<Range<usize>> = Vec::new();
    for span in spans {
        let first = links.partition_point(|link| link.text.end <= span.start);
        let end = links.partition_point(|link| link.text.start < span.end);
        let touched = links.get(first..end).filter(|touched| !touched.is_empty())?;
        if touched.iter().any(|link| link.words.is_empty()) {
            return None;
        }
        match held.last_mut() {
            Some(before) if first < before.end => before.end = before.end.max(end),
            Some(_) | None => held.push(first..end),
        }
    }
    let plain = |link: &Link| Block { link: link.clone(), phi: false };
    for run in held {
        blocks.extend(links[done..run.start].iter().map(plain));
        done = run.end;
        let run = &links[run];
        let (first, last) = (&run[0], &run[run.len() - 1]);
        let (text, words) = (first.text.start..last.text.end, first.words.start..last.words.end);
        blocks.push(Block { link: Link { text, words, loose: run.iter().any(|link| link.loose) }, phi: true });
    }
    blocks.extend(links[done..].iter().map(plain));
    Some(blocks)
}

#[cfg(test)]
mod tests;
