//! A name as said, in the parts that FHIR has (<http://hl7.org/fhir/R4/datatypes.html#HumanName>).

const TITLES: [&str; 8] = ["mr", "mrs", "ms", "miss", "mx", "dr", "doctor", "prof"];
const SUFFIXES: [&str; 8] = ["jr", "sr", "ii", "iii", "iv", "junior", "senior", "md"];
#[rustfmt::skip]
const PARTICLES: [&str; 19] = [
    "van", "von", "de", "del", "della", "da", "di", "dos", "der", "den", "la", "le", "al", "el", "bin", "ibn", "st", "saint", "ter",
];

/// First given name and family name, where the name has both. A single word is a given name for some and a family name for
/// others, and is no match for anybody.
pub(super) fn split(name: &str) -> Option<(String, String)> {
    if let Some((family, given)) = name.split_once(',') {
        let (family, given) = (words(family), words(given));
        return Some(((*given.first()?).to_owned(), (!family.is_empty()).then(|| family.join(" "))?));
    }
    let words = words(name);
    let given = *words.first()?;
    let from = (1..words.len().saturating_sub(1)).find(|at| is(&PARTICLES, words[*at])).unwrap_or(words.len() - 1);
    (from > 0).then(|| (given.to_owned(), words[from..].join(" ")))
}

/// The words of a name without title and suffix.
fn words(name: &str) -> Vec<&str> {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    while words.len() > 1 && is(&TITLES, words[0]) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|word| is(&SUFFIXES, word)) {
        words.pop();
    }
    words
}

fn is(set: &[&str], word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    set.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn names_in_parts() {
        let cases = [
            ("Ada Testperson", Some(("Ada", "Testperson"))),
            ("ada testperson", Some(("ada", "testperson"))),
            ("Mrs. Ada B. Testperson", Some(("Ada", "Testperson"))),
            ("Cy van der Sample", Some(("Cy", "van der Sample"))),
            ("Testperson, Ada Maria", Some(("Ada", "Testperson"))),
            ("Cy Sample Jr.", Some(("Cy", "Sample"))),
            ("Ada", None),
            ("Dr", None),
            ("", None),
            (",", None),
            ("Dr. Sample", None),
        ];
        for (name, expected) in cases {
            let expected = expected.map(|(given, family): (&str, &str)| (given.to_owned(), family.to_owned()));
            assert_eq!(split(name), expected, "{name}");
        }
    }
}
