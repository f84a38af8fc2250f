//! Telephone numbers in E.164 (ITU-T E.164, 11/2010): a plus sign and 7 to 15 digits.

/// Reads a number as platforms write it: with punctuation, as a `tel:` or `sip:` address, or as ten national digits, which
/// are of the North American plan (HIPAA is a law of the United States). Withheld or malformed numbers give `None`.
pub fn e164(text: &str) -> Option<String> {
    let text = text.trim();
    let address = ["tel:", "sip:", "sips:"].iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
    let user = address.split(['@', ';']).next().unwrap_or_default();
    let (plus, rest) = user.strip_prefix('+').map_or((false, user), |rest| (true, rest));
    if !rest.chars().all(|c| c.is_ascii_digit() || " -.()".contains(c)) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    match (plus, digits.len()) {
        (true, 7..=15) if !digits.starts_with('0') => Some(format!("+{digits}")),
        (false, 10) if digits.starts_with(|c: char| c >= '2') => Some(format!("+1{digits}")),
        (false, 11) if digits.starts_with('1') => Some(format!("+{digits}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_gives_the_same_number() {
        for text in [
            "+12025550143",
            "2025550143",
            "12025550143",
            "(202) 555-0143",
            "+1 202.555.0143",
            "tel:+12025550143",
            "sip:+12025550143@example.test;x=1",
        ] {
            assert_eq!(e164(text).as_deref(), Some("+12025550143"), "{text}");
        }
    }

    #[test]
    fn withheld_and_malformed_numbers_are_none() {
        for text in [
            "",
            "anonymous",
            "Restricted",
            "+",
            "911",
            "+0123456789",
            "+1234567890123456",
            "0123456789",
            "sip:front-desk@example.test",
        ] {
            assert_eq!(e164(text), None, "{text}");
        }
    }
}
