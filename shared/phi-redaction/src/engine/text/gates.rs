//! Which tokens a detector need look at: the gates of each token, turned round into a row of bits for each gate, so that whoever
//! asks for the next open token skips sixty-four closed ones at a time.

/// The gates of all tokens.
#[derive(Default)]
pub(super) struct Gates {
    /// Of each token.
    pub(super) of: Vec<u16>,
    /// Of each sixty-four tokens: for each gate, a byte for each eight of them.
    rows: Vec<[[u8; 8]; 16]>,
}

impl Gates {
    pub(super) fn with_capacity(tokens: usize) -> Gates {
        Gates { of: Vec::with_capacity(tokens), rows: Vec::with_capacity(tokens / 64 + 1) }
    }

    /// Turns round what stands in `of`, with closed gates behind the last token.
    pub(super) fn turn(&mut self) {
        self.of.resize(self.of.len().next_multiple_of(64), 0);
        self.rows.clear();
        for tokens in self.of.as_chunks::<64>().0 {
            let mut rows = [[0; 8]; 16];
            for (at, eight) in tokens.as_chunks().0.iter().enumerate() {
                let low = turned(eight.map(|g| g as u8));
                let high = turned(eight.map(|g| (g >> 8) as u8));
                for gate in 0..8 {
                    rows[gate][at] = low[gate];
                    rows[gate + 8][at] = high[gate];
                }
            }
            self.rows.push(rows);
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
    use super::Gates;

    #[test]
    fn every_open_token_is_met_and_no_other() {
        let mut state = 1_u64;
        let mut gates = Gates::default();
        for _ in 0..300 {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            gates.of.push((state >> 40 & state >> 24) as u16);
        }
        gates.turn();
        for wanted in [1, 1 << 7, 1 << 8, 1 << 15, 1 << 3 | 1 << 12, u16::MAX] {
            for (start, end) in [(0, 300), (63, 65), (64, 128), (70, 70), (5, 299), (300, 300), (1000, 300)] {
                let slow = (start..end).filter(|&i| gates.of[i] & wanted != 0);
                assert!(gates.open(start, end, wanted).eq(slow), "{wanted} {start} {end}");
            }
        }
    }
}
