//! The word lists and clauses under `data/`, and names that stand on no list.
use std::collections::BTreeMap;
use std::sync::LazyLock;

use fastrand::Rng;

type Sections = BTreeMap<&'static str, Vec<&'static str>>;

static GIVEN: LazyLock<Vec<&'static str>> = LazyLock::new(|| words(include_str!("../../data/switchboard_given.txt")));
static FAMILY: LazyLock<Vec<&'static str>> = LazyLock::new(|| words(include_str!("../../data/switchboard_family.txt")));
static WORDS: &str = include_str!("../../data/switchboard_words.txt");
static PLACES: LazyLock<Sections> = LazyLock::new(|| {
    let lines = sections(include_str!("../../data/switchboard_places.txt"));
    lines.into_iter().map(|(name, lines)| (name, lines.into_iter().flat_map(|l| l.split('|')).collect())).collect()
});
static CLAUSES: LazyLock<Sections> = LazyLock::new(|| sections(include_str!("../../data/switchboard_clauses.txt")));
static GIVEN_PAIRS: LazyLock<Pairs> = LazyLock::new(|| pairs(&GIVEN));
static FAMILY_PAIRS: LazyLock<Pairs> = LazyLock::new(|| pairs(&FAMILY));

/// Which letter follows a pair of letters, as often as in the list; `^` begins and `$` ends a name.
type Pairs = BTreeMap<(char, char), Vec<char>>;

/// Which of a person's two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Given,
    Family,
}

/// One of the alternatives.
pub(super) fn pick<T: Copy>(rng: &mut Rng, from: &[T]) -> T {
    from[rng.usize(..from.len())]
}

/// True in so many of a hundred cases.
pub(super) fn chance(rng: &mut Rng, percent: u8) -> bool {
    rng.u8(..100) < percent
}

/// One clause of a section.
pub(super) fn clause(rng: &mut Rng, section: &str) -> &'static str {
    let found = CLAUSES.get(section).and_then(|lines| rng.choice(lines)).copied();
    found.filter(|line| *line != "_").unwrap_or("")
}

/// The names of the sections that begin so.
pub(super) fn clause_sections(prefix: &str) -> Vec<&'static str> {
    CLAUSES.keys().copied().filter(|name| name.starts_with(prefix)).collect()
}

/// Every clause, for the test that reads all of them.
#[cfg(test)]
pub(super) fn all_clauses() -> impl Iterator<Item = &'static str> {
    CLAUSES.values().flatten().copied()
}

/// One entry of the places' section.
pub(super) fn place(rng: &mut Rng, section: &str) -> &'static str {
    PLACES.get(section).and_then(|list| rng.choice(list)).copied().unwrap_or("")
}

/// A name: two of three from the list, one of four on no list, one of ten an ordinary word.
pub(super) fn name(rng: &mut Rng, part: Part) -> String {
    match rng.u8(..100) {
        0..10 => {
            let (given, family) = WORDS.split_once("\n|\n").unwrap_or((WORDS, WORDS));
            pick(rng, &words(if part == Part::Given { given } else { family })).to_owned()
        }
        10..35 => unseen(rng, part),
        _ if part == Part::Given => pick(rng, &GIVEN).to_owned(),
        _ => pick(rng, &FAMILY).to_owned(),
    }
}

/// A name that stands on no list, letter by letter from pairs of letters that follow each other on one.
fn unseen(rng: &mut Rng, part: Part) -> String {
    let (pairs, list) = if part == Part::Given { (&GIVEN_PAIRS, &GIVEN) } else { (&FAMILY_PAIRS, &FAMILY) };
    for _ in 0..40 {
        let (mut name, mut state) = (String::new(), ('^', '^'));
        while let Some(&next) = pairs.get(&state).and_then(|followers| rng.choice(followers)) {
            if next == '$' || name.len() > 12 {
                break;
            }
            name.push(next);
            state = (state.1, next);
        }
        let name = capital(&name);
        if (4..12).contains(&name.len()) && !list.contains(&name.as_str()) {
            return name;
        }
    }
    pick(rng, list).to_owned()
}

/// The word with a capital first letter.
pub(super) fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn pairs(list: &[&'static str]) -> Pairs {
    let mut pairs = Pairs::new();
    for name in list {
        let mut state = ('^', '^');
        for next in name.to_lowercase().chars().chain(['$']) {
            pairs.entry(state).or_default().push(next);
            state = (state.1, next);
        }
    }
    pairs
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn words(text: &'static str) -> Vec<&'static str> {
    lines(text).flat_map(str::split_whitespace).collect()
}

fn sections(text: &'static str) -> Sections {
    let (mut sections, mut current) = (Sections::new(), "");
    for line in lines(text) {
        match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(name) => current = name,
            None => sections.entry(current).or_default().push(line),
        }
    }
    sections
}
