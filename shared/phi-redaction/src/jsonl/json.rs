//! JSON (RFC 8259) for the one shape that nearly every line has; anything else is read by serde_json.

use std::borrow::Cow;

/// Reads an object of nothing but strings that has `id` and `text` once each: its id, and its text into `text`; and the text as it
/// stands in the line, if `escape` would write it so. `None` for any other line, good or bad.
pub(super) fn plain<'a>(line: &'a str, text: &mut String) -> Option<(Cow<'a, str>, Option<&'a str>)> {
    let (mut id, mut read) = (None, None);
    let mut rest = line.trim_ascii().strip_prefix('{')?;
    loop {
        let (key, after) = string(rest.trim_ascii_start())?;
        let value = after.trim_ascii_start().strip_prefix(':')?.trim_ascii_start();
        let after = match &*key {
            "id" if id.is_none() => {
                let (value, after) = string(value)?;
                id = Some(value);
                after
            }
            "text" if read.is_none() => {
                text.clear();
                let value = value.strip_prefix('"')?;
                let (after, same) = unquote(value, text)?;
                read = Some(same.then(|| &value[..value.len() - after.len() - 1]));
                after
            }
            _ => return None,
        };
        rest = after.trim_ascii_start();
        match rest.as_bytes() {
            [b','] => return None,
            [b',', ..] => rest = &rest[1..],
            [b'}'] => return Some((id?, read?)),
            _ => return None,
        }
    }
}

/// A string, and what follows it.
fn string(json: &str) -> Option<(Cow<'_, str>, &str)> {
    let json = json.strip_prefix('"')?;
    let end = run(json.as_bytes());
    let (head, rest) = json.split_at(end);
    if let Some(rest) = rest.strip_prefix('"') {
        return Some((Cow::Borrowed(head), rest));
    }
    let mut out = String::new();
    let (rest, _) = unquote(json, &mut out)?;
    Some((Cow::Owned(out), rest))
}

/// Appends what stands before the closing quote; returns what follows it, and whether nothing but line breaks was escaped.
fn unquote<'a>(json: &'a str, out: &mut String) -> Option<(&'a str, bool)> {
    let (mut rest, mut same) = (json, true);
    loop {
        let (plain, after) = rest.split_at(run(rest.as_bytes()));
        out.push_str(plain);
        if let Some(after) = after.strip_prefix('"') {
            return Some((after, same));
        }
        let escape = after.strip_prefix('\\')?;
        same &= escape.starts_with('n');
        rest = unescape(escape, out)?;
    }
}

/// Reads what follows a backslash. Surrogate pairs are left to serde_json.
fn unescape<'a>(json: &'a str, out: &mut String) -> Option<&'a str> {
    let c = match json.as_bytes().first()? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        plain @ (b'"' | b'\\' | b'/') => char::from(*plain),
        b'u' => {
            let digits = json.get(1..5).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
            out.push(char::from_u32(u32::from_str_radix(digits, 16).ok()?)?);
            return Some(&json[5..]);
        }
        _ => return None,
    };
    out.push(c);
    Some(&json[1..])
}

const ONES: u64 = u64::from_le_bytes([1; 8]);
const HIGH: u64 = u64::from_le_bytes([0x80; 8]);

/// Marks the bytes of eight that are less than a small one.
const fn less(eight: u64, byte: u8) -> u64 {
    eight.wrapping_sub(ONES * byte as u64) & !eight & HIGH
}

/// Marks the bytes of eight that equal one.
const fn equal(eight: u64, byte: u8) -> u64 {
    less(eight ^ (ONES * byte as u64), 1)
}

/// Bytes up to the first that a JSON string may not hold as it is: a quote, a backslash, a control character.
fn run(bytes: &[u8]) -> usize {
    until(bytes, |eight| less(eight, 0x20) | equal(eight, b'"') | equal(eight, b'\\'), special)
}

/// Bytes up to the end of the line.
pub(super) fn line(bytes: &[u8]) -> usize {
    until(bytes, |eight| equal(eight, b'\n'), |byte| byte == b'\n')
}

/// Bytes up to the first that counts. Eight at a time: a borrow may mark bytes after the first that counts, never one
/// before it.
fn until(bytes: &[u8], marks: impl Fn(u64) -> u64, counts: impl Fn(u8) -> bool) -> usize {
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk() {
        let found = marks(u64::from_le_bytes(*chunk));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    bytes[at..].iter().position(|b| counts(*b)).map_or(bytes.len(), |found| at + found)
}

fn special(byte: u8) -> bool {
    byte < 0x20 || matches!(byte, b'"' | b'\\')
}

/// Appends text as the inside of a JSON string.
pub(super) fn escape(out: &mut Vec<u8>, text: &str) {
    let mut bytes = text.as_bytes();
    loop {
        let end = run(bytes);
        out.extend_from_slice(&bytes[..end]);
        let Some(byte) = bytes.get(end) else { return };
        match byte {
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\r' => out.extend_from_slice(b"\\r"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0c => out.extend_from_slice(b"\\f"),
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
            control => {
                let hex = |n: u8| b"0123456789abcdef"[usize::from(n & 15)];
                out.extend_from_slice(&[b'\\', b'u', b'0', b'0', hex(control >> 4), hex(*control)]);
            }
        }
        bytes = &bytes[end + 1..];
    }
}

/// Appends a whole number.
pub(super) fn number(out: &mut Vec<u8>, number: usize) {
    let digit = |unit: usize| b'0' + (number / unit % 10) as u8;
    // nearly all are as short: their copies need no call
    match number {
        0..10 => out.push(digit(1)),
        10..100 => out.extend_from_slice(&[digit(10), digit(1)]),
        100..1000 => out.extend_from_slice(&[digit(100), digit(10), digit(1)]),
        1000..10_000 => out.extend_from_slice(&[digit(1000), digit(100), digit(10), digit(1)]),
        _ => out.extend_from_slice(number.to_string().as_bytes()),
    }
}

/// Appends thousandths as a decimal fraction: 960 is 0.96.
pub(super) fn thousandths(out: &mut Vec<u8>, milli: u16) {
    number(out, usize::from(milli / 1000));
    let digit = |unit: u16| b'0' + (milli / unit % 10) as u8;
    let fraction = [b'.', digit(100), digit(10), digit(1)];
    let zeros = fraction[2..].iter().rev().take_while(|d| **d == b'0').count();
    out.extend_from_slice(&fraction[..4 - zeros]);
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{escape, number, plain, thousandths};
    use proptest::prelude::*;

    fn written(write: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    fn read(line: &str) -> Option<(Cow<'_, str>, String)> {
        let mut text = "left by the line before".to_owned();
        let (id, same) = plain(line, &mut text)?;
        assert!(same.is_none_or(|same| same == written(|out| escape(out, &text))));
        Some((id, text))
    }

    #[test]
    fn numbers_and_scores_are_written_as_serde_json_does() {
        for n in [0, 7, 10, 99, 100, 512, 1000, 9999, 10_000, 65_535, usize::MAX] {
            assert_eq!(written(|out| number(out, n)), n.to_string());
        }
        for milli in 0..=1000 {
            let expected = serde_json::to_string(&(f64::from(milli) / 1000.0)).expect("a number");
            assert_eq!(written(|out| thousandths(out, milli)), expected);
        }
    }

    #[test]
    fn only_the_plain_shape_is_read_here() {
        let (id, text) = read(" {\"id\" : \"a\", \"text\": \"caller: \\u00e9\\n\\\"b\\\"\"}\r\n").expect("plain");
        assert_eq!((&*id, &*text), ("a", "caller: \u{e9}\n\"b\""));
        let others = [
            "",
            "{}",
            "{\"id\":\"a\"}",
            "{\"id\":\"a\",\"text\":\"b\",}",
            "{\"id\":\"a\",\"text\":\"b\",\"spans\":[]}",
            "{\"id\":\"a\",\"text\":\"b\"} x",
            "{\"id\":\"a\",\"text\":\"b\",\"text\":\"c\"}",
            "{\"id\":\"a\",\"text\":\"\\ud83d\\ude00\"}",
            "{\"id\":\"a\",\"text\":\"\\x\"}",
            "{\"id\":1,\"text\":\"b\"}",
        ];
        assert!(others.iter().all(|line| read(line).is_none()));
    }

    proptest! {
        #[test]
        fn a_string_is_written_and_read_as_serde_json_does(text in any::<String>()) {
            let mine = format!("\"{}\"", written(|out| escape(out, &text)));
            prop_assert_eq!(&mine, &serde_json::to_string(&text).expect("a string"));
            let line = format!("{{\"id\":\"1\",\"text\":{mine}}}");
            prop_assert_eq!(read(&line).map(|(_, text)| text), Some(text));
        }
    }
}
