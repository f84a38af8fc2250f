//! The hash of a word. Read by the crate and by its build script, so that both put a word in the same place.

const ODD: [u64; 3] = [0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3];

/// 64 bits in which every bit depends on every byte; two multiplications for a word of up to sixteen bytes.
pub fn hash(word: &[u8]) -> u64 {
    let length = word.len();
    let mut seed = ODD[2];
    let mut rest = word;
    while rest.len() > 16 {
        seed = mix(seed ^ eight(rest), ODD[0] ^ eight(&rest[8..]));
        rest = &rest[16..];
    }
    let (a, b) = match rest.len() {
        0 => (0, 0),
        1..=3 => (three(rest), 0),
        4..=8 => (four(rest), four(&rest[rest.len() - 4..])),
        _ => (eight(rest), eight(&rest[rest.len() - 8..])),
    };
    mix(mix(a ^ ODD[0], b ^ seed), ODD[1] ^ length as u64)
}

fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    (product as u64) ^ (product >> 64) as u64
}

fn three(bytes: &[u8]) -> u64 {
    let at = |i: usize| u64::from(bytes[i]);
    at(0) | at(bytes.len() / 2) << 8 | at(bytes.len() - 1) << 16
}

fn four(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |b| u64::from(u32::from_le_bytes(*b)))
}

fn eight(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |b| u64::from_le_bytes(*b))
}
