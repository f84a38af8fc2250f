//! Endings by which a word that no list has is still understood.

/// Endings, and which of them end in each ASCII character: a word is compared with few.
pub(super) struct Endings<const N: usize> {
    all: [&'static str; N],
    last: [u64; 128],
}

impl<const N: usize> Endings<N> {
    const fn new(all: [&'static str; N]) -> Endings<N> {
        let mut last = [0; 128];
        let mut at = 0;
        while at < N {
            if let Some(byte) = all[at].as_bytes().last() {
                last[*byte as usize] |= 1 << at;
            }
            at += 1;
        }
        Endings { all, last }
    }

    /// Those that end in a byte, in order.
    pub(super) fn ending_in(&self, last: u8) -> impl Iterator<Item = &'static str> {
        let mut bits = self.last.get(usize::from(last)).copied().unwrap_or(0);
        std::iter::from_fn(move || {
            let at = bits.trailing_zeros() as usize;
            bits &= bits.wrapping_sub(1);
            self.all.get(at).copied()
        })
    }
}

/// Suffixes of inflected words.
pub(super) static INFLECTIONS: Endings<12> =
    Endings::new(["ies", "es", "s", "ied", "ed", "ing", "ly", "er", "est", "y", "ful", "less"]);

/// What the base of such a word ends in without the suffix.
pub(super) fn adds(suffix: &str) -> &'static [&'static str] {
    match suffix {
        "ies" | "ied" => &["y"],
        "es" | "ed" | "ing" | "er" | "est" | "y" => &["", "e"],
        "ly" => &["", "le"],
        _ => &[""],
    }
}

/// Stems of generic medicine names (WHO INN, USAN).
pub(super) static DRUGS: Endings<34> = Endings::new([
    "statin",
    "pril",
    "sartan",
    "olol",
    "dipine",
    "prazole",
    "tidine",
    "cillin",
    "mycin",
    "micin",
    "floxacin",
    "cycline",
    "azole",
    "vir",
    "mab",
    "tinib",
    "gliptin",
    "gliflozin",
    "glutide",
    "formin",
    "zepam",
    "zolam",
    "oxetine",
    "triptan",
    "setron",
    "parin",
    "xaban",
    "thiazide",
    "semide",
    "sone",
    "solone",
    "codone",
    "caine",
    "profen",
]);

/// Endings of nouns of learning and medicine.
pub(super) static NOUNS: Endings<10> =
    Endings::new(["tion", "ness", "ment", "ology", "ically", "itis", "emia", "ectomy", "opathy", "ability"]);
