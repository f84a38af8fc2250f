//! Which words are used alike: `data/clusters.txt`, a table made by the build script.

/// Slots of four bytes: 24 bits of the word's hash, 8 of its cluster; 0 is free. One unlisted word in some million is taken
/// for a listed one, which moves a probability and decides nothing.
static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/clusters.bin"));

/// The cluster of the word with this hash, 0 when it has none.
#[inline]
pub fn cluster(hash: u64) -> u8 {
    let (slots, _) = TABLE.as_chunks::<4>();
    let mask = slots.len() - 1;
    let mut at = (hash >> 1) as usize & mask;
    loop {
        let [number, tag @ ..] = slots[at & mask];
        let tag = u32::from_le_bytes([tag[0], tag[1], tag[2], 0]);
        if number == 0 || u64::from(tag) == hash >> 40 {
            return number;
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::hash;
    use super::cluster;

    #[test]
    fn words_of_one_kind_share_a_cluster() {
        let of = |word: &str| cluster(hash(word.as_bytes()));
        assert_ne!(of("tuesday"), 0);
        assert_eq!(of("tuesday"), of("wednesday"));
        assert_ne!(of("tuesday"), of("knee"));
        assert_eq!(of("zqxv"), 0);
    }
}
