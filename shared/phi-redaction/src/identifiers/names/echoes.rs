//! Names that a recognizer wrote in another way when they returned ("mcgowan", "mick gow in"): found again by their consonants.

use super::{Grade, grade};
use crate::engine::PhiType;
use crate::engine::board::Board;
use crate::engine::lexicon::{
    CITY, COMMON, CUE, DRUG, EPONYM, FUNC, GATE_OPEN, Num, RELATION, STATE, TITLE, UNIT, WEEKDAY,
};
use crate::engine::text::words::says;
use crate::engine::text::{Doc, Kind};

/// Fewer consonants tell too little.
const LEAST: u32 = 3;

/// More are no one name.
const MOST: u32 = 12;

/// Most words that one name is heard as.
const PIECES: usize = 4;

/// Consonants that are heard for one another, four bits each, the first the highest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
struct Sound {
    key: u64,
    count: u32,
    /// The class of the last letter, 0 after a vowel.
    last: u8,
    /// The last letter, for those that are read with the next one.
    letter: u8,
}

impl Sound {
    /// Goes on with the letters of a word.
    fn heard(mut self, word: &str) -> Sound {
        let letters = word.as_bytes();
        for (at, &letter) in letters.iter().enumerate() {
            let next = letters.get(at + 1).copied().unwrap_or(0);
            let class = class(letter, next);
            if class != 0 && class != self.last || self.count == 0 {
                self.key = self.key << 4 | u64::from(class);
                self.count += 1;
            }
            let silent = letter == b'h' && matches!(self.letter, b's' | b'c' | b'p' | b't' | b'g');
            if !silent {
                self.last = class;
            }
            self.letter = letter;
        }
        self
    }

    /// Has it enough consonants to tell names apart, and no more than are kept? A name that begins with a vowel needs one more.
    fn tells(self) -> bool {
        (1..=MOST).contains(&self.count) && self.count >= LEAST + u32::from(leading(self) == 0)
    }
}

/// Which consonants sound alike; 0 for vowels and what is hardly heard.
#[inline]
fn class(letter: u8, next: u8) -> u8 {
    (CLASSES[usize::from(letter)] >> SHIFTS[usize::from(next)] & 15) as u8
}

/// The class of each letter, four bits each: before most letters, before "h", before those that soften it.
static CLASSES: [u16; 256] = {
    let mut classes = [0; 256];
    let mut letter = 0;
    while letter < 256 {
        classes[letter] = heard_as(letter as u8, 0) as u16
            | (heard_as(letter as u8, b'h') as u16) << 4
            | (heard_as(letter as u8, b'e') as u16) << 8;
        letter += 1;
    }
    classes
};

/// Where the class of a letter before this one stands.
static SHIFTS: [u8; 256] = {
    let mut shifts = [0; 256];
    shifts[b'h' as usize] = 4;
    shifts[b'e' as usize] = 8;
    shifts[b'i' as usize] = 8;
    shifts[b'y' as usize] = 8;
    shifts
};

const fn heard_as(letter: u8, next: u8) -> u8 {
    match letter {
        b'p' if next == b'h' => 2,
        b'b' | b'p' => 1,
        b'f' | b'v' => 2,
        b's' | b'c' if next == b'h' => 4,
        b'c' if matches!(next, b'e' | b'i' | b'y') => 3,
        b's' | b'z' => 3,
        b'j' => 4,
        b'g' if next == b'h' => 0,
        b'c' | b'k' | b'g' | b'q' | b'x' => 5,
        b'd' | b't' => 6,
        b'l' => 7,
        b'm' => 8,
        b'n' => 9,
        b'r' => 10,
        _ => 0,
    }
}

/// Claims what sounds as a name that the call has shown, where no capitals tell names from other words.
pub(crate) fn echo(doc: &Doc, board: &mut Board) {
    if doc.cased {
        return;
    }
    let known = Known::of(doc, board);
    if known.sounds.is_empty() {
        return;
    }
    for i in doc.open(GATE_OPEN) {
        if !part(doc, board, i, false) {
            continue;
        }
        let letters = doc.b(i);
        let letter = |at: usize| letters.get(at).copied().unwrap_or(0);
        let class = class(letter(0), letter(1));
        if known.leading >> class & 1 != 0 {
            at(doc, board, &known, i);
        }
    }
}

fn leading(sound: Sound) -> u32 {
    (sound.key >> (4 * (sound.count - 1)) & 15) as u32
}

/// How the names of the call sound.
struct Known {
    /// In order.
    sounds: Vec<Sound>,
    /// A bit for each first consonant of one.
    leading: u16,
    /// A bit for each three first consonants, the fewest that one has.
    begun: [u64; 64],
}

impl Known {
    fn of(doc: &Doc, board: &Board) -> Known {
        let mut known = Known { sounds: sounds(doc, board), leading: 0, begun: [0; 64] };
        for sound in &known.sounds {
            known.leading |= 1 << leading(*sound);
            let begins = (sound.key >> (4 * (sound.count - 3)) & 0xfff) as usize;
            known.begun[begins / 64] |= 1 << (begins % 64);
        }
        known
    }

    /// May more words go on from this sound to a name?
    fn may_become(&self, sound: Sound) -> bool {
        match sound.count {
            0 | 1 => true,
            2 => {
                let pair = (sound.key & 0xff) as usize;
                self.begun[pair / 4] >> (pair % 4 * 16) & 0xffff != 0
            }
            3..=MOST => {
                let begins = (sound.key >> (4 * (sound.count - 3)) & 0xfff) as usize;
                self.begun[begins / 64] >> (begins % 64) & 1 != 0
            }
            _ => false,
        }
    }
}

/// How the names of the call sound, in order.
fn sounds(doc: &Doc, board: &Board) -> Vec<Sound> {
    let mut out = Vec::new();
    let mut low = String::new();
    for claim in board.claims.iter().filter(|c| c.kind == PhiType::Name && c.score >= 700) {
        let spelled = doc.toks[claim.first].kind == Kind::Letter;
        let value = claim.normalised.as_deref().unwrap_or("");
        if spelled && value.contains(' ') {
            continue;
        }
        low.clear();
        low.push_str(value);
        // other letters than those of ASCII are not heard
        low.make_ascii_lowercase();
        let mut words = low.split(' ').map(|word| (word, Sound::default().heard(word)));
        let mut whole = words.next().map_or(Sound::default(), |(_, first)| first);
        out.push(whole);
        for (word, alone) in words {
            whole = whole.heard(word);
            out.extend([alone, whole]);
        }
    }
    out.retain(|s| s.tells());
    for sound in &mut out {
        (sound.last, sound.letter) = (0, 0);
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Claims the longest run of free words from `i` that sounds as a known name.
fn at(doc: &Doc, board: &mut Board, known: &Known, i: usize) {
    let mut sound = Sound::default();
    let mut found = None;
    for j in i..i + PIECES {
        let apart = j > i && (doc.parted(j) || doc.b(j - 1).ends_with(b"'s"));
        if apart || !part(doc, board, j, j > i) {
            break;
        }
        sound = sound.heard(super::bare(doc.w(j)));
        if !known.may_become(sound) {
            break;
        }
        let same = Sound { last: 0, letter: 0, ..sound };
        if sound.tells() && known.sounds.binary_search(&same).is_ok() && fits(doc, board, i, j) {
            found = Some(j);
        }
    }
    if let Some(last) = found {
        let normalised = Some(super::spelling(doc, i, last));
        board.put((i, last), PhiType::Name, 780, normalised);
    }
}

/// May the token be a piece of a name?
fn part(doc: &Doc, board: &Board, j: usize, inside: bool) -> bool {
    let t = &doc.toks[j];
    let word = matches!(t.kind, Kind::Word) || inside && t.kind == Kind::Letter;
    let closed = DRUG | EPONYM | TITLE | RELATION | WEEKDAY | UNIT | CUE;
    word && !board.taken(j) && t.flags & closed == 0 && (t.num == Num::None || inside)
}

/// Are the words no plain words of the sentence: one is no ordinary word, or they stand where a name does?
fn fits(doc: &Doc, board: &Board, first: usize, last: usize) -> bool {
    let plain = |j: usize| {
        doc.has(j, COMMON | FUNC | CITY | STATE) || doc.toks[j].kind == Kind::Letter || doc.toks[j].num != Num::None
    };
    if (first..=last).any(|j| !plain(j)) {
        return first < last || grade(doc, first) != Grade::No;
    }
    // one ordinary word is the recall's matter, which asks for more
    if first == last || (first..=last).all(|j| doc.has(j, FUNC)) {
        return false;
    }
    let ends = doc.end(last + 1);
    let open = says!(doc, last, "the" | "a" | "an" | "of" | "to" | "and" | "in") && !ends;
    let beside = board.kind(last + 1) == Some(PhiType::Name) && !doc.breaks(last + 1);
    let led = doc.prev(first).is_none_or(|p| {
        board.kind(p) == Some(PhiType::Name)
            || doc.has(p, TITLE)
            || says!(doc, p, "hi" | "hello" | "hey" | "name" | "i'm" | "tell" | "named" | "yes" | "no")
            || ends && says!(doc, p, "is" | "for" | "it's" | "with" | "and")
    });
    !open && (beside || led)
}

#[cfg(test)]
mod tests {
    use super::Sound;

    #[test]
    fn what_is_too_long_or_too_short_tells_nothing() {
        let tells = |word: &str| Sound::default().heard(word).tells();
        assert!(tells("macgowan") && tells("abernathy"));
        assert!(!tells("") && !tells("lee") && !tells("ada") && !tells(&"batakalaman".repeat(9)));
    }

    #[test]
    fn a_name_sounds_alike_however_it_is_written() {
        let sound = |words: &[&str]| {
            let heard = words.iter().fold(Sound::default(), |sound, word| sound.heard(word));
            (heard.key, heard.count)
        };
        assert_eq!(sound(&["mcgowan"]), sound(&["mick", "gow", "in"]));
        assert_ne!(sound(&["mcgowan"]), sound(&["mcgarry"]));
    }
}
