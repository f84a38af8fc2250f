//! Which tokens a detector need look at: the gates of each token, turned round into a row of bits for each gate, so that whoever
//! asks for the next open token skips sixty-four closed ones at a time.

use super::Tok;

/// The gates of all tokens.
#[derive(Default)]
pub(super) struct Gates {
    /// Of each sixty-four tokens: for each gate, a byte for each eight of them.
    rows: Vec<[[u8; 8]; 16]>,
}

impl Gates {
    /// Turns round the gates of all tokens, with closed ones behind the last.
    pub(super) fn turn(&mut self, tokens: &[Tok]) {
        self.rows.clear();
        self.rows.resize(tokens.len() / 64 + 1, [[0; 8]; 16]);
        let (eights, rest) = tokens.as_chunks();
        for (at, eight) in eights.iter().enumerate() {
            self.set(at, eight.each_ref().map(|token| token.gates));
        }
        let mut last = [0; 8];
        for (gates, token) in last.iter_mut().zip(rest) {
            *gates = token.gates;
        }
        self.set(eights.len(), last);
    }

    /// Notes the gates of eight tokens.
    #[inline]
    fn set(&mut self, at: usize, gates: [u16; 8]) {
        let (low, high) = (turned(gates.map(|g| g as u8)), turned(gates.map(|g| (g >> 8) as u8)));
        let rows = &mut self.rows[at / 8];
        for gate in 0..8 {
            rows[gate][at % 8] = low[gate];
            rows[gate + 8][at % 8] = high[gate];
        }
    }

    /// The tokens from `start` on and before `end` where any of these gates is open.
    #[inline]
    pub(super) fn open(&self, start: usize, end: usize, gates: u16) -> Open<'_> {
        let mut open = Open { rows: &self.rows, gates, block: start / 64, end, bits: 0 };
        open.bits = open.read() & u64::MAX << (start % 64);
        open
    }

    /// The tokens where any of these gates is open, a bit for each.
    pub(super) fn bits(&self, gates: u16) -> Vec<u64> {
        self.rows.iter().map(|rows| any(rows, gates)).collect()
    }
}

/// The tokens of a block where any of these gates is open.
#[inline]
fn any(rows: &[[u8; 8]; 16], mut gates: u16) -> u64 {
    let mut bits = 0;
    while gates != 0 {
        bits |= u64::from_le_bytes(rows[gates.trailing_zeros() as usize & 15]);
        gates &= gates - 1;
    }
    bits
}

/// The open tokens of a stretch.
pub(super) struct Open<'a> {
    rows: &'a [[[u8; 8]; 16]],
    gates: u16,
    block: usize,
    end: usize,
    /// Those of the block that are still to be visited.
    bits: u64,
}

impl Open<'_> {
    /// The open tokens of the block.
    #[inline]
    fn read(&self) -> u64 {
        self.rows.get(self.block).map_or(0, |rows| any(rows, self.gates))
    }
}

impl Iterator for Open<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.block += 1;
            if self.block * 64 >= self.end {
                return None;
            }
            self.bits = self.read();
        }
        let at = self.block * 64 + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        (at < self.end).then_some(at)
    }
}

/// Bit `i` of byte `j` becomes bit `j` of byte `i`: squares of one, two and four bits change places across the diagonal.
fn turned(bytes: [u8; 8]) -> [u8; 8] {
    let mut bits = u64::from_le_bytes(bytes);
    for (by, mask) in [(7, 0x00aa_00aa_00aa_00aa), (14, 0x0000_cccc_0000_cccc), (28, 0x0000_0000_f0f0_f0f0)] {
        let differ = (bits ^ bits >> by) & mask;
        bits ^= differ ^ differ << by;
    }
    bits.to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::super::{END, Tok};
    use super::Gates;

    #[test]
    fn every_open_token_is_met_and_no_other() {
        let mut state = 1_u64;
        let (mut gates, mut tokens) = (Gates::default(), Vec::new());
        for _ in 0..300 {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            tokens.push(Tok { gates: (state >> 40 & state >> 24) as u16, ..END });
        }
        gates.turn(&tokens);
        for wanted in [1, 1 << 7, 1 << 8, 1 << 15, 1 << 3 | 1 << 12, u16::MAX] {
            for (start, end) in [(0, 300), (63, 65), (64, 128), (70, 70), (5, 299), (300, 300), (1000, 300)] {
                let slow = (start..end).filter(|&i| tokens[i].gates & wanted != 0);
                assert!(gates.open(start, end, wanted).eq(slow), "{wanted} {start} {end}");
            }
        }
    }
}
