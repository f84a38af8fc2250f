//! Makes the lexicon's table from the word lists in `data/`: `lexicon.bin` and `entries.rs` in the output directory.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs, io};

#[path = "src/engine/lexicon/flags.rs"]
mod flags;
#[path = "src/engine/lexicon/fold.rs"]
mod fold;
#[path = "src/engine/lexicon/gates.rs"]
mod gates;
#[path = "src/engine/lexicon/hash.rs"]
#[expect(dead_code, reason = "the crate has a quicker way for short words")]
mod hash;
#[path = "build/lists.rs"]
mod lists;
#[path = "src/engine/lexicon/phrase.rs"]
mod phrase;

use flags::{EPONYM, EPONYM_PAIR, FIRST, LAST, MONTH, Num, RARE};

type Words = BTreeMap<String, (u32, Num, u16)>;

fn main() -> io::Result<()> {
    for path in ["build.rs", "build", "data", "src/engine/lexicon"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let words = words();
    let mut entries = vec![(0, Num::None, 0)];
    for entry in words.values() {
        if !entries.contains(entry) {
            entries.push(*entry);
        }
    }
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("lexicon.bin"), table(&words, &entries))?;
    fs::write(Path::new(&out).join("front.bin"), front(&words, &entries))?;
    fs::write(Path::new(&out).join("towns.bin"), towns())?;
    fs::write(Path::new(&out).join("beginnings.bin"), beginnings())?;
    fs::write(Path::new(&out).join("entries.rs"), source(&entries))
}

/// Every word of every list with its flags; "_" and "-" join words that are entered one by one.
fn words() -> Words {
    let mut words = Words::new();
    for (flag, text) in lists::FILES {
        for entry in listed(text) {
            // a word of a pair is an eponym beside the other word only: "lou" and "tommy" are people's names
            let flag = if flag == EPONYM && entry.contains('_') { EPONYM_PAIR } else { flag };
            entry.split(['_', '-']).for_each(|word| add(&mut words, word, flag, Num::None));
        }
    }
    for (flag, list) in lists::CLASSES {
        list.split(' ').for_each(|w| add(&mut words, w, flag, Num::None));
    }
    for (word, num) in lists::NUMBERS {
        add(&mut words, word, 0, num);
    }
    for (list, month) in lists::MONTHS.iter().zip(1..) {
        list.split(' ').for_each(|w| add(&mut words, w, MONTH, Num::Ordinal(month)));
    }
    for (_, text) in lists::FILES.iter().filter(|f| f.0 == FIRST || f.0 == LAST) {
        listed(text).for_each(|word| unmark(&mut words, word, RARE));
    }
    for (gate, list) in lists::GATES {
        for word in list.split(' ') {
            let known = words.contains_key(&fold(word));
            // an inflected form that only a gate names is an ordinary word
            add(&mut words, word, if known { 0 } else { flags::COMMON }, Num::None);
            words.entry(fold(word)).or_default().2 |= gate;
        }
    }
    for first in listed(lists::TOWNS).filter_map(|town| town.split('_').next()) {
        // a word that no list has is looked up by its hash (`begins_town`)
        if let Some(entry) = words.get_mut(&fold(first)) {
            entry.2 |= gates::GATE_PLACE;
        }
    }
    for (flags, num, gates) in words.values_mut() {
        *gates |= gates::gates(*flags, *num);
    }
    words
}

/// The entries of a list file: words, but for lines that begin with "#".
fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace)
}

fn fold(word: &str) -> String {
    word.chars().map(fold::fold_char).collect()
}

/// Takes a flag from a word: a name that a frequent list has is not rare.
fn unmark(words: &mut Words, word: &str, flag: u32) {
    if let Some(entry) = words.get_mut(&fold(word)) {
        entry.0 &= !flag;
    }
}

fn add(words: &mut Words, word: &str, flags: u32, num: Num) {
    if word.is_empty() {
        return;
    }
    let entry = words.entry(fold(word)).or_default();
    entry.0 |= flags;
    if num != Num::None {
        entry.1 = num;
    }
}

/// Open addressing, linear probing, at most five eighths full.
fn table(words: &Words, entries: &[(u32, Num, u16)]) -> Vec<u8> {
    let mut slots = vec![0_u64; (words.len() * 8 / 5).next_power_of_two()];
    let mask = slots.len() - 1;
    for (word, value) in words {
        let hash = hash::hash(word.as_bytes());
        let mut at = (hash >> 1) as usize & mask;
        while slots[at] != 0 {
            assert!(slots[at] >> 16 != hash >> 16, "two words share a fingerprint: {word}");
            at = (at + 1) & mask;
        }
        slots[at] = slot(hash, *value, entries);
    }
    slots.into_iter().flat_map(u64::to_le_bytes).collect()
}

/// What stands in a table for a word: the upper 48 bits of its hash, and the number of its entry.
fn slot(hash: u64, value: (u32, Num, u16), entries: &[(u32, Num, u16)]) -> u64 {
    let entry = entries.iter().position(|e| *e == value).unwrap_or(0);
    assert!((1..=0xffff).contains(&entry), "an entry's number has sixteen bits");
    hash >> 16 << 16 | entry as u64
}

/// The words of nearly all speech once more: 32768 slots, which a cache can hold. A word may stand in one of two, and one that
/// finds both taken is in the large table only; grammar comes first, then frequent words, short ones, and names.
fn front(words: &Words, entries: &[(u32, Num, u16)]) -> Vec<u8> {
    let mut slots = vec![0_u64; 32768];
    let files = |flag: u32| lists::FILES.iter().filter(move |f| f.0 == flag).map(|f| listed(f.1));
    let short = lists::CLASSES.iter().map(|c| c.1).chain(lists::GATES.iter().map(|g| g.1)).chain(lists::MONTHS);
    let numbers = lists::NUMBERS.iter().map(|n| n.0);
    let closed = files(flags::FUNC).flatten().chain(numbers).chain(short.flat_map(|list| list.split(' ')));
    let frequent = files(flags::COMMON).take(1).flatten();
    let ordinary = files(flags::COMMON).flatten().filter(|word| word.len() < 7);
    let names = files(FIRST).chain(files(flags::CITY)).flatten().flat_map(|name| name.split('_'));
    for word in closed.chain(frequent).chain(ordinary).chain(names).map(fold) {
        let hash = hash::hash(word.as_bytes());
        let Some(value) = words.get(&word) else { continue };
        let (slot, pair) = (slot(hash, *value, entries), (hash >> 1) as usize * 2 % slots.len());
        let pair = &mut slots[pair..pair + 2];
        if let Some(place) = pair.iter_mut().find(|s| **s == slot || **s == 0) {
            *place = slot;
        } else {
            // such a word is needed at once: the engine cuts a call again that has one elsewhere
            assert!(value.1 == Num::None && value.0 & flags::FILLER == 0, "the front has more slots for {word}");
        }
    }
    slots.into_iter().flat_map(u64::to_le_bytes).collect()
}

/// A bit for each beginning of a place's name: its first word, its first two, and so on to the whole.
fn beginnings() -> Vec<u8> {
    let mut bits = vec![0; phrase::BYTES];
    for town in listed(lists::TOWNS) {
        let mut all = 0;
        for word in town.split('_') {
            all = phrase::join(all, hash::hash(fold(word).as_bytes()));
            let (at, mask) = phrase::bit(all);
            bits[at] |= mask;
        }
    }
    bits
}

/// The names of places by 32 bits of the hash of their words: open addressing, at most five eighths full, 0 for a free slot.
fn towns() -> Vec<u8> {
    let every: Vec<&str> = listed(lists::TOWNS).collect();
    let mut slots = vec![0_u32; (every.len() * 8 / 5).next_power_of_two()];
    let mask = slots.len() - 1;
    for town in every {
        let hash = town.split('_').fold(0, |all, word| phrase::join(all, hash::hash(fold(word).as_bytes())));
        let (mut at, trace) = phrase::slot(hash);
        while slots[at & mask] != 0 && slots[at & mask] != trace {
            at += 1;
        }
        slots[at & mask] = trace;
    }
    slots.into_iter().flat_map(u32::to_le_bytes).collect()
}

fn source(entries: &[(u32, Num, u16)]) -> String {
    let mut out = format!("static ENTRIES: [(u32, Num, u16); {}] = [\n", entries.len());
    for (flags, num, gate) in entries {
        writeln!(out, "    (0x{:04x}_{:04x}, Num::{num:?}, {gate}),", flags >> 16, flags & 0xffff)
            .expect("a string takes every write");
    }
    out + "];\n"
}
