//! Words as a recognizer mishears them.
use fastrand::Rng;

use crate::reception::numbers::ONES;

/// Words, and what they are heard as.
const HEARD: [(&str, &[&str]); 62] = [
    ("a", &["ay", "eh"]),
    ("b", &["be", "bee"]),
    ("c", &["see", "sea"]),
    ("d", &["dee", "the"]),
    ("e", &["ee", "he"]),
    ("f", &["ef", "eff", "if"]),
    ("g", &["gee", "jee"]),
    ("h", &["age", "each"]),
    ("i", &["eye", "hi"]),
    ("j", &["jay", "day"]),
    ("k", &["kay", "okay"]),
    ("l", &["el", "ell", "well"]),
    ("m", &["em", "am", "and"]),
    ("n", &["en", "and", "in"]),
    ("o", &["oh", "owe"]),
    ("p", &["pea", "pee"]),
    ("q", &["cue", "queue"]),
    ("r", &["are", "ar", "our"]),
    ("s", &["es", "yes", "as"]),
    ("t", &["tea", "tee"]),
    ("u", &["you", "yu"]),
    ("v", &["we", "vee", "the"]),
    ("w", &["double you", "double u"]),
    ("x", &["ex", "x's"]),
    ("y", &["why", "wye"]),
    ("z", &["zee", "the"]),
    ("one", &["won", "wan"]),
    ("two", &["to", "too"]),
    ("three", &["tree", "free"]),
    ("four", &["for", "fore"]),
    ("five", &["fife", "fi"]),
    ("six", &["sicks", "sick"]),
    ("eight", &["ate", "aid"]),
    ("nine", &["mine", "nein", "line"]),
    ("ten", &["then", "tin"]),
    ("zero", &["oh", "euro"]),
    ("oh", &["o", "0", "owe"]),
    ("fourteen", &["for teen", "forteen"]),
    ("sixteen", &["six teen", "sick's teen"]),
    ("twenty", &["when tea", "plenty"]),
    ("forty", &["for tea", "fourty"]),
    ("sixty", &["six tea", "sick steed"]),
    ("eighty", &["a tea", "lady"]),
    ("ninety", &["nine tea", "nighty"]),
    ("first", &["furst", "thirst"]),
    ("second", &["2nd", "seconds"]),
    ("third", &["3rd", "heard"]),
    ("fourth", &["forth", "fort"]),
    ("eighth", &["ate", "eight"]),
    ("twelfth", &["twelve", "12"]),
    ("march", &["marge", "much"]),
    ("june", &["joon", "dune"]),
    ("july", &["jew lie", "julie"]),
    ("august", &["a gust", "all gust"]),
    ("may", &["make", "mae"]),
    ("street", &["straight", "treat"]),
    ("road", &["rode", "wrote"]),
    ("avenue", &["have a new", "avenew"]),
    ("lane", &["lain", "line"]),
    ("drive", &["dry", "drives"]),
    ("dot", &["dott", "that"]),
    ("dash", &["dash", "and ash"]),
];

/// Ordinary words that a recognizer writes where it knows no name.
const WORDS: [&str; 60] = [
    "a", "all", "are", "ash", "bar", "bear", "bell", "bow", "bright", "bull", "can", "car", "chin", "coal", "corn",
    "day", "dear", "den", "door", "fair", "fin", "gate", "good", "gray", "green", "hair", "hand", "her", "hill", "in",
    "key", "lake", "lan", "lee", "low", "man", "mar", "may", "more", "new", "oh", "on", "our", "par", "pan", "ray",
    "rock", "row", "sand", "sea", "sha", "she", "son", "sun", "tan", "ten", "war", "way", "when", "win",
];

/// A word of a value as it may be misheard; `rate` of a hundred are.
pub(super) fn misheard(word: &str, rate: u8, random: &mut Rng) -> Vec<String> {
    if random.u8(..100) >= rate {
        return vec![word.to_owned()];
    }
    let as_words = |text: &str| text.split(' ').map(str::to_owned).collect();
    if let Some(heard) = HEARD.iter().find(|(said, _)| *said == word).and_then(|(_, heard)| random.choice(*heard)) {
        return as_words(heard);
    }
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 || !letters.iter().all(|c| c.is_alphabetic()) || ONES.contains(&word) {
        return vec![word.to_owned()];
    }
    let cut = 2 + random.usize(..letters.len() - 3);
    let (left, right) = letters.split_at(cut);
    let (left, right): (String, String) = (left.iter().collect(), right.iter().collect());
    let other = |random: &mut Rng| random.choice(WORDS).unwrap_or("a").to_owned();
    match random.u8(..6) {
        0 => vec![left, right],
        1 => vec![left, other(random)],
        2 => vec![other(random), right],
        3 => vec![other(random)],
        4 => vec![other(random), other(random)],
        _ => {
            let letter = random.choice(['a', 'e', 'i', 'o', 'n', 'r', 's']).unwrap_or('e');
            vec![format!("{left}{letter}{}", right.get(1..).unwrap_or_default())]
        }
    }
}
