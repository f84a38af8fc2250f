//! Eight bytes of folded ASCII at a time, for cutting it into words.

/// The end of a word that begins at `from` in a turn that ends at `turn`, and whether it has letters and digits.
#[inline(never)]
pub(super) fn long_word(low: &[u8], from: usize, turn: usize) -> (usize, bool, bool) {
    let (mut end, mut letters, mut digits) = (from, false, false);
    loop {
        let eight = Eight::at(low, end, turn);
        end += eight.size;
        letters |= eight.letters;
        digits |= eight.digits;
        let joins =
            low[..turn].get(end) == Some(&b'\'') && low[..turn].get(end + 1).is_some_and(u8::is_ascii_lowercase);
        if joins {
            end += 1;
        } else if eight.size < 8 {
            return (end, letters, digits);
        }
    }
}

/// Up to eight letters and digits of folded ASCII, looked at all at once: how long a word is, no branch has to guess.
#[derive(Clone, Copy)]
pub(super) struct Eight {
    /// What stands there.
    pub(super) bytes: u64,
    /// How many of them are letters and digits, up to the first that is neither.
    pub(super) size: usize,
    pub(super) letters: bool,
    pub(super) digits: bool,
}

impl Eight {
    #[inline]
    pub(super) fn at(low: &[u8], at: usize, turn: usize) -> Eight {
        const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
        let bytes = match low.get(at..).and_then(|rest| rest.first_chunk()) {
            Some(eight) => u64::from_le_bytes(*eight),
            None => low[at..].iter().rev().fold(0, |all, byte| all << 8 | u64::from(*byte)),
        };
        // marks the bytes that are at least so great: every byte is ASCII, so none borrows from the next
        let least = |byte: u8| ((bytes | HIGH) - u64::from_le_bytes([byte; 8])) & HIGH;
        let (letters, digits) = (least(b'a') & !least(b'z' + 1), least(b'0') & !least(b'9' + 1));
        let size = (((letters | digits) ^ HIGH).trailing_zeros() as usize / 8).min(turn - at);
        let within = !u64::MAX.checked_shl(size as u32 * 8).unwrap_or(0);
        Eight { bytes, size, letters: letters & within != 0, digits: digits & within != 0 }
    }

    pub(super) fn stopped_by(self, byte: u8) -> bool {
        self.bytes.checked_shr(self.size as u32 * 8).is_some_and(|rest| rest as u8 == byte)
    }
}
