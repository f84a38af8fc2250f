//! Words as the rules read them: lower case, without apostrophes, contractions in one form, so that "I can't", "i cant" and
//! "I can not" are the same words, written or spoken.

/// What ends just before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stop {
    /// Nothing.
    None,
    /// A part of a sentence: a comma, a dash.
    Clause,
    /// A sentence, or the line begins.
    Sentence,
}

/// One word.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// As phrases spell it. A placeholder keeps its brackets, which no phrase has.
    pub text: String,
    /// As it was said.
    pub said: String,
    /// What ends before it.
    pub stop: Stop,
    /// Where it begins in [`Words::padded`].
    pub at: usize,
}

/// The words of one line.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// In order.
    pub all: Vec<Word>,
    /// Every word with a space on each side, so that a padded phrase matches whole words only.
    pub padded: String,
}

impl Words {
    /// Reads a line.
    pub fn new(text: &str) -> Self {
        let mut all: Vec<Word> = Vec::new();
        let mut stop = Stop::Sentence;
        for (said, ends) in pieces(text) {
            if !said.is_empty() {
                push(&mut all, said, stop);
                stop = Stop::None;
            }
            stop = stop.max(ends);
        }
        let mut padded = String::new();
        for word in &mut all {
            word.at = padded.len();
            padded.push(' ');
            padded.push_str(&word.text);
            padded.push(' ');
        }
        Self { all, padded }
    }

    /// The spelling of a word, or nothing past the end.
    pub fn text(&self, index: usize) -> &str {
        self.all.get(index).map_or("", |word| word.text.as_str())
    }

    /// Which word begins at an offset of [`Words::padded`].
    pub fn index_at(&self, offset: usize) -> usize {
        self.all.partition_point(|word| word.at < offset)
    }

    /// Words from `first` up to `end`, as they were said.
    pub fn said(&self, first: usize, end: usize) -> String {
        let said: Vec<&str> = self.all[first..end].iter().map(|word| word.said.as_str()).collect();
        said.join(" ")
    }

    /// The placeholder that a word is, without its brackets.
    pub fn placeholder(&self, index: usize) -> Option<&str> {
        self.text(index).strip_prefix('[')?.strip_suffix(']')
    }
}

/// Splits a text into words, each with what ends after it. A bracketed placeholder is one word.
fn pieces(text: &str) -> Vec<(String, Stop)> {
    let mut out: Vec<(String, Stop)> = Vec::new();
    let mut word = String::new();
    let mut bracket = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inside = chars.peek().is_some_and(|next| next.is_alphanumeric()) && !word.is_empty();
        match c {
            '[' => {
                out.push((std::mem::take(&mut word), Stop::None));
                word.push(c);
                bracket = true;
            }
            ']' if bracket => {
                word.push(c);
                out.push((std::mem::take(&mut word), Stop::None));
                bracket = false;
            }
            _ if bracket || c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}') => word.push(c),
            // 10:30, 2.5, a.m.: one word
            '.' | ':' if inside => word.push(c),
            '.' if is_initials(&word) => {}
            _ => out.push((std::mem::take(&mut word), stop_of(c))),
        }
    }
    out.push((word, Stop::None));
    out
}

/// Whether the point after a word belongs to it: "a.m."
fn is_initials(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.len() == 1 && part.chars().all(char::is_alphabetic))
}

fn stop_of(c: char) -> Stop {
    match c {
        '.' | '?' | '!' | ';' | '\n' => Stop::Sentence,
        ',' | ':' | '\u{2013}' | '\u{2014}' | '(' | ')' => Stop::Clause,
        _ => Stop::None,
    }
}

fn push(all: &mut Vec<Word>, said: String, stop: Stop) {
    let text = if said.starts_with('[') { said.clone() } else { spelling(&said) };
    if text.is_empty() {
        return;
    }
    if let Some(last) = all.last_mut().filter(|_| stop == Stop::None)
        && let Some(joined) = contraction(&last.text, &text)
    {
        last.text = joined;
        last.said = format!("{} {said}", last.said);
        return;
    }
    let text = if text == "cannot" { "cant".to_owned() } else { text };
    all.push(Word { text, said, stop, at: 0 });
}

fn spelling(said: &str) -> String {
    let initials = said.contains('.') && said.split('.').all(|part| part.len() <= 1);
    let drop = |c: char| matches!(c, '\'' | '\u{2019}') || (initials && c == '.');
    said.chars().filter(|c| !drop(*c)).flat_map(char::to_lowercase).collect()
}

/// The one form of two words that are often said as one.
fn contraction(first: &str, second: &str) -> Option<String> {
    match (first, second) {
        ("will", "not") => Some("wont".to_owned()),
        ("can", "not") => Some("cant".to_owned()),
        (
            "do" | "does" | "did" | "is" | "are" | "was" | "were" | "has" | "have" | "had" | "would" | "could"
            | "should",
            "not",
        ) => Some(format!("{first}nt")),
        ("i", "am") => Some("im".to_owned()),
        ("it" | "he" | "she" | "that", "is") => Some(format!("{first}s")),
        _ => None,
    }
}
