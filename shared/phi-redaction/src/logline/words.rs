//! Words of programs, which no list of English has. A word that is also a person's name does not belong here.
use std::sync::LazyLock;

/// The words by their first letter, each list sorted.
static TECHNICAL: LazyLock<[Vec<&str>; 26]> = LazyLock::new(|| {
    let mut lists = [const { Vec::new() }; 26];
    for word in include_str!("words.txt").split_whitespace() {
        lists[usize::from(word.as_bytes()[0] - b'a')].push(word);
    }
    for list in &mut lists {
        list.sort_unstable();
    }
    lists
});

/// Longer words are in no list.
const LONGEST: usize = 24;

/// Is this a word of programs, in any case?
pub(super) fn technical(word: &str) -> bool {
    let mut buffer = [0; LONGEST];
    let Some(lower) = buffer.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    let list = lower.first().and_then(|first| TECHNICAL.get(usize::from(first.wrapping_sub(b'a'))));
    list.is_some_and(|list| list.binary_search_by(|entry| entry.as_bytes().cmp(lower)).is_ok())
}
