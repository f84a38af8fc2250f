//! The canary scan (INV-04): planted values, in several spellings, searched in every file, span and log.
use std::path::Path;

use crate::BoxError;

/// What is planted: a kind, and the spellings to look for.
#[derive(Debug, Clone)]
pub struct Canary {
    /// What kind of identifier it is.
    pub kind: &'static str,
    /// The spellings.
    pub spellings: Vec<String>,
}

fn spellings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Every canary of the demo's calls.
pub fn planted() -> Vec<Canary> {
    let canary = |kind, texts: &[&str]| Canary { kind, spellings: spellings(texts) };
    vec![
        canary("family name", &["Quintanilla", "quintanilla", "QUINTANILLA"]),
        canary("family name", &["Okonkwo", "okonkwo"]),
        canary("family name", &["Vellore", "vellore"]),
        canary("family name", &["Ashgrove", "ashgrove"]),
        canary("family name", &["Tarkington", "tarkington"]),
        canary("given name", &["Marisol", "Thaddeus", "Priyanka", "Leopold", "Wilhelmina"]),
        canary("date of birth", &["1984-03-09", "1951-11-23", "1990-07-30", "1967-02-14", "1978-12-05"]),
        canary(
            "date of birth, spoken",
            &["march ninth nineteen eighty four", "March ninth, nineteen eighty-four", "November 23, 1951"],
        ),
        canary("telephone", &["2065550143", "206-555-0143", "2065550171", "2065550118", "2065550156", "2065550189"]),
        canary("record number", &["7741932", "3308517", "6150984", "9027461", "4486093"]),
        canary("e-mail", &["marisol.q@example.org", "marisol dot q at example dot org"]),
        canary("street", &["417 Juniper Hollow", "Juniper Hollow"]),
        canary("insurance id", &["XQZ884120937"]),
        canary(
            "platform call id",
            &["vapi-demo-booking", "vapi-demo-refill", "vapi-demo-results", "vapi-demo-emergency", "vapi-demo-missed"],
        ),
    ]
}

/// One finding: the kind, and where. Never the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was found.
    pub kind: &'static str,
    /// Where.
    pub place: String,
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Bytes as text, one character each. A search in it finds exactly what a search in the bytes would, and the standard
/// library's is fast in a debug build too.
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Looks for every canary in some bytes: as text, as UTF-16, as base64 and as hex.
pub fn scan_bytes(place: &str, bytes: &[u8], canaries: &[Canary]) -> Vec<Finding> {
    let mut found = Vec::new();
    let haystack = latin1(bytes);
    let contains = |needle: &[u8]| haystack.contains(&latin1(needle));
    for canary in canaries {
        let hit = canary.spellings.iter().any(|text| {
            let base64 = data_encoding::BASE64_NOPAD.encode(text.as_bytes());
            // the middle of a base64 text depends on where it begins: its first whole groups do not
            let group = &base64.as_bytes()[..base64.len() / 4 * 4];
            contains(text.as_bytes())
                || contains(&utf16(text))
                || group.len() >= 8 && contains(group)
                || contains(data_encoding::HEXLOWER.encode(text.as_bytes()).as_bytes())
        });
        if hit {
            found.push(Finding { kind: canary.kind, place: place.to_owned() });
        }
    }
    found
}

/// Looks in every file below a folder.
///
/// # Errors
/// The operating system's.
pub fn scan_folder(folder: &Path, canaries: &[Canary]) -> Result<(usize, Vec<Finding>), BoxError> {
    let (mut files, mut found, mut folders) = (0, Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() {
                files += 1;
                found.extend(scan_bytes(&path.display().to_string(), &std::fs::read(&path)?, canaries));
                found.extend(scan_bytes("a file's name", path.display().to_string().as_bytes(), canaries));
            }
        }
    }
    Ok((files, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scan_can_find() {
        let canaries = planted();
        for text in [
            "x Quintanilla y".to_owned(),
            data_encoding::BASE64.encode(b"1984-03-09"),
            data_encoding::HEXLOWER.encode(b"7741932"),
        ] {
            assert_eq!(scan_bytes("here", text.as_bytes(), &canaries).len(), 1, "{text}");
        }
        assert_eq!(scan_bytes("here", &utf16("Okonkwo"), &canaries).len(), 1);
        assert!(scan_bytes("here", b"nothing to see", &canaries).is_empty());
    }
}
