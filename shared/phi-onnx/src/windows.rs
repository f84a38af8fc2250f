//! Windows over a call of any length: each of at most `room` pieces, each sharing `overlap` with the one before it.
use std::ops::Range;

/// How pieces are cut into windows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    room: usize,
    overlap: usize,
}

/// One window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// The pieces that the model sees.
    pub seen: Range<usize>,
    /// Those of them whose answer counts: the ones with words on both sides, where there are any.
    pub counts: Range<usize>,
}

impl Windows {
    /// Windows of `room` pieces that share `overlap`; nothing when the overlap is more than half of the room, because
    /// then the answers of a window's middle would not reach those of the next.
    pub fn new(room: usize, overlap: usize) -> Option<Self> {
        (room > 0 && overlap <= room / 2).then_some(Self { room, overlap })
    }

    /// Pieces that a window holds.
    pub const fn room(self) -> usize {
        self.room
    }

    /// Covers `pieces` pieces. Every piece counts in exactly one window, and the number of windows is linear.
    pub fn over(self, pieces: usize) -> impl Iterator<Item = Window> {
        let Self { room, overlap } = self;
        let mut begin = Some(0).filter(|_| pieces > 0);
        std::iter::from_fn(move || {
            let start = begin?;
            let end = pieces.min(start + room);
            begin = (end < pieces).then(|| end - overlap);
            let first = if start == 0 { 0 } else { start + overlap / 2 };
            let last = if end == pieces { end } else { end - (overlap - overlap / 2) };
            Some(Window { seen: start..end, counts: first..last })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_piece_counts_once_and_is_seen_where_it_counts(room in 1_usize..40, share in 2_usize..20, pieces in 0_usize..400) {
            let windows = Windows::new(room, room / share).expect("at most half");
            let mut next = 0;
            for window in windows.over(pieces) {
                prop_assert!(window.seen.len() <= room);
                prop_assert!(window.seen.start <= window.counts.start && window.counts.end <= window.seen.end);
                prop_assert_eq!(window.counts.start, next);
                next = window.counts.end;
            }
            prop_assert_eq!(next, pieces);
        }
    }

    #[test]
    fn an_overlap_of_more_than_half_is_refused() {
        assert!(Windows::new(10, 5).is_some());
        assert!(Windows::new(10, 6).is_none());
        assert!(Windows::new(0, 0).is_none());
    }
}
