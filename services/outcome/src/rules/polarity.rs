//! Whether what was mentioned is so: "no chest pain" and "a stroke five years ago" are mentions, not complaints. In doubt a
//! mention counts: to miss an emergency is worse than to send one too many.
use super::words::{Stop, Words};

/// How far back a "no" reaches, in words: "I don't have any fever or cough or chest pain".
const REACH: usize = 8;
/// How far an "if" reaches: a practice's greeting says in one breath "if this is an emergency, please hang up and dial …".
const IF_REACH: usize = 16;

#[rustfmt::skip]
const NEGATORS: [&str; 19] = [
    "no", "not", "dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "werent", "havent", "hasnt", "hadnt", "without", "denies",
    "denied", "denying", "never", "nor", "neither",
];
#[rustfmt::skip]
const SUBJECTS: [&str; 21] = [
    "i", "im", "ive", "id", "he", "hes", "she", "shes", "it", "its", "we", "they", "theyre", "my", "our", "there", "theres", "you", "but",
    "however", "now",
];

/// Whether the mention that begins at word `first` is denied.
pub(super) fn negated(words: &Words, first: usize) -> bool {
    for index in (first.saturating_sub(REACH)..first).rev() {
        let next_stop = words.all[index + 1].stop;
        if next_stop == Stop::Sentence {
            return false;
        }
        let word = words.text(index);
        if NEGATORS.contains(&word) {
            return denies(words, index, next_stop);
        }
        if SUBJECTS.contains(&word) {
            return false;
        }
    }
    false
}

/// Whether a negator denies what follows it. "No, I have chest pain" answers a question; "not sure" and "don't know" leave
/// it open.
fn denies(words: &Words, at: usize, stop: Stop) -> bool {
    let next = words.text(at + 1);
    match words.text(at) {
        "no" => stop == Stop::None && !SUBJECTS.contains(&next) && !matches!(next, "the" | "this" | "that"),
        "not" => !matches!(next, "only" | "sure" | "just" | "certain"),
        "dont" | "doesnt" | "didnt" if next == "feel" => {
            !matches!(words.text(at + 2), "well" | "good" | "right" | "okay" | "so")
        }
        "dont" | "doesnt" | "didnt" => !matches!(next, "know" | "understand" | "remember"),
        _ => true,
    }
}

/// Whether the mention from word `first` to before word `end` stands behind an "if", or just before one.
pub(super) fn conditional(words: &Words, first: usize, end: usize) -> bool {
    if matches!(words.text(end), "if" | "unless" | "when") {
        return true;
    }
    for index in (first.saturating_sub(IF_REACH)..first).rev() {
        if words.all[index + 1].stop == Stop::Sentence {
            return false;
        }
        if matches!(words.text(index), "if" | "unless" | "whenever") {
            return true;
        }
    }
    false
}

/// Whether the mention is of something months or years past. Days and hours do not count as past.
pub(super) fn history(words: &Words, first: usize, end: usize) -> bool {
    let before =
        (first.saturating_sub(4)..first).rev().map(|at| words.text(at)).take_while(|word| !SUBJECTS.contains(word));
    if before.into_iter().any(|word| word == "history") {
        return true;
    }
    for index in end..(end + 7).min(words.all.len()) {
        if words.all[index].stop != Stop::None || SUBJECTS.contains(&words.text(index)) {
            return false;
        }
        let unit = matches!(words.text(index), "year" | "years" | "month" | "months");
        if unit && (words.text(index + 1) == "ago" || words.text(index.saturating_sub(1)) == "last") {
            return true;
        }
    }
    false
}

/// Whether a line begins with a yes.
pub(super) fn affirms(words: &Words) -> bool {
    #[rustfmt::skip]
    const YES: [&str; 11] = ["yes", "yeah", "yep", "yup", "yea", "correct", "definitely", "exactly", "absolutely", "sometimes", "uhhuh"];
    let [first, second, third] = [0, 1, 2].map(|at| words.text(at));
    let pair = matches!(
        (first, second),
        ("i" | "he" | "she" | "we", "do" | "does" | "have") | ("a", "little" | "bit") | ("uh" | "mm", "huh" | "hmm")
    );
    !refuses(words) && (pair || [first, second, third].iter().any(|word| YES.contains(word)))
}

/// Whether a line agrees to what was proposed.
pub(super) fn accepts(words: &Words) -> bool {
    #[rustfmt::skip]
    const WELL: [&str; 9] = ["ok", "okay", "sure", "perfect", "great", "fine", "good", "works", "right"];
    affirms(words) || (!refuses(words) && (0..4).any(|at| WELL.contains(&words.text(at))))
}

fn refuses(words: &Words) -> bool {
    matches!(words.text(0), "no" | "nope" | "not" | "nah" | "actually" | "sorry")
}
