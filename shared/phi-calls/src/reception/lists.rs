//! Word lists: many words to a line, with an underscore where a name has a space.
use std::sync::OnceLock;

use fastrand::Rng;

/// The lists of `data/reception_*.txt`.
pub struct Lists {
    /// Given names.
    pub given: Vec<String>,
    /// Family names.
    pub family: Vec<String>,
    /// Given names that are also words.
    pub word_given: Vec<String>,
    /// Family names that are also words.
    pub word_family: Vec<String>,
    /// Cities.
    pub cities: Vec<String>,
    /// First words of streets.
    pub street: Vec<String>,
    /// What hospitals are called after.
    pub saints: Vec<String>,
    /// Firms.
    pub employers: Vec<String>,
    /// Insurers.
    pub insurers: Vec<String>,
    /// Pharmacies.
    pub pharmacies: Vec<String>,
    /// Drugs.
    pub drugs: Vec<String>,
    /// Conditions, symptoms, procedures.
    pub conditions: Vec<String>,
    /// Conditions and devices called after people.
    pub eponyms: Vec<String>,
    /// Words that stand in mail addresses.
    pub handles: Vec<String>,
}

/// All lists, read once.
pub fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let names = include_str!("../../data/reception_names.txt");
        let terms = include_str!("../../data/reception_terms.txt");
        Lists {
            given: section(names, "given"),
            family: section(names, "family"),
            word_given: section(names, "given-words"),
            word_family: section(names, "family-words"),
            cities: section(terms, "cities"),
            street: section(terms, "streets"),
            saints: section(terms, "saints"),
            employers: section(terms, "employers"),
            insurers: section(terms, "insurers"),
            pharmacies: section(terms, "pharmacies"),
            drugs: section(terms, "drugs"),
            conditions: section(terms, "conditions"),
            eponyms: section(terms, "eponyms"),
            handles: section(terms, "handles"),
        }
    })
}

/// The words under `@name`.
fn section(text: &str, name: &str) -> Vec<String> {
    let lines = text.lines().skip_while(|l| l.strip_prefix('@') != Some(name)).skip(1);
    let words = lines.take_while(|l| !l.starts_with('@')).flat_map(str::split_whitespace);
    words.map(|w| w.replace('_', " ")).collect()
}

/// One of a list.
pub fn one<'a>(rng: &mut Rng, from: &'a [String]) -> &'a str {
    &from[rng.usize(..from.len())]
}
