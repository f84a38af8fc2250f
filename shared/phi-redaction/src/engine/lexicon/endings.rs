//! Endings by which a word that no list has is still understood.

/// A suffix and what its base ends in without it.
pub(super) const INFLECTIONS: [(&str, &[&str]); 12] = [
    ("ies", &["y"]),
    ("es", &["", "e"]),
    ("s", &[""]),
    ("ied", &["y"]),
    ("ed", &["", "e"]),
    ("ing", &["", "e"]),
    ("ly", &["", "le"]),
    ("er", &["", "e"]),
    ("est", &["", "e"]),
    ("y", &["", "e"]),
    ("ful", &[""]),
    ("less", &[""]),
];

/// Stems of generic medicine names (WHO INN, USAN).
pub(super) const DRUG_STEMS: [&str; 34] = [
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
];

/// Endings of nouns of learning and medicine.
pub(super) const NOUNS: [&str; 10] =
    ["tion", "ness", "ment", "ology", "ically", "itis", "emia", "ectomy", "opathy", "ability"];
