//! Words that stand where an employer could, and are none.

/// A time, a way or a place of work that is no employer.
pub(super) fn weak(word: &str) -> bool {
    matches!(
        word,
        "home"
            | "night"
            | "nights"
            | "night's"
            | "least"
            | "times"
            | "work"
            | "school"
            | "days"
            | "weekends"
            | "myself"
            | "himself"
            | "herself"
            | "themselves"
            | "cash"
            | "lunch"
            | "noon"
            | "midnight"
            | "retirement"
            | "disability"
            | "office"
            | "desk"
            | "moment"
            | "same"
    )
}

/// Health plans, which a sentence about coverage names in the place of an employer.
pub(super) fn insurer(word: &str) -> bool {
    const PLANS: [&str; 15] = [
        "aetna",
        "ambetter",
        "anthem",
        "bluecross",
        "centene",
        "cigna",
        "humana",
        "kaiser",
        "marketplace",
        "medicaid",
        "medicare",
        "molina",
        "tricare",
        "unitedhealthcare",
        "wellcare",
    ];
    PLANS.contains(&word)
}
