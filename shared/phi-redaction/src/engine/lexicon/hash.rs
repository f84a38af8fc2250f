//! The hash of a word. Read by the crate and by its build script, so that both put a word in the same place; run by the
//! compiler, so that a set of words costs nothing to make; and a feature of the model, whose weights hold for this hash
//! only: whoever changes it trains the model again.

const ODD: [u64; 3] = [0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3];

/// 64 bits in which every bit but the lowest depends on every byte; two multiplications for a word of up to sixteen
/// bytes. Never 0.
pub const fn hash(word: &[u8]) -> u64 {
    let length = word.len();
    let mut seed = ODD[2];
    let mut rest = word;
    while rest.len() > 16 {
        let (head, tail) = rest.split_at(16);
        seed = mix(seed ^ eight(head, 0), ODD[0] ^ eight(head, 8));
        rest = tail;
    }
    let (a, b) = match rest.len() {
        0 => (0, 0),
        1..=3 => (three(rest), 0),
        4..=8 => (four(rest, 0), four(rest, rest.len() - 4)),
        _ => (eight(rest, 0), eight(rest, rest.len() - 8)),
    };
    mix(mix(a ^ ODD[0], b ^ seed), ODD[1] ^ length as u64) | 1
}

/// The first one to seven bytes of eight, the first lowest.
#[inline]
pub const fn first_bytes(eight: u64, length: usize) -> u64 {
    let others = 64 - 8 * length as u32;
    eight << others >> others
}

/// The hash of a word of one to seven bytes that stand in a number, the first lowest. Without a branch: no two words that follow
/// each other are as long.
#[inline]
pub const fn hash_short(word: u64, length: usize) -> u64 {
    // a word of less than three bytes has its last again at each place up to the third
    const AGAIN: [u64; 8] = [0, 0x01_0100, 0x01_0000, 0, 0, 0, 0, 0];
    let bits = 8 * length as u32;
    let last = word.wrapping_shr(bits.wrapping_sub(8));
    let a = (word + last * AGAIN[length & 7]) & 0xffff_ffff;
    // the last four bytes of as many or more, and of fewer none
    let b = word.wrapping_shr(bits + 32);
    mix(mix(a ^ ODD[0], b ^ ODD[2]), ODD[1] ^ length as u64) | 1
}

const fn mix(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    (product as u64) ^ (product >> 64) as u64
}

const fn three(bytes: &[u8]) -> u64 {
    bytes[0] as u64 | (bytes[bytes.len() / 2] as u64) << 8 | (bytes[bytes.len() - 1] as u64) << 16
}

const fn four(bytes: &[u8], at: usize) -> u64 {
    match bytes.split_at(at).1.first_chunk() {
        Some(bytes) => u32::from_le_bytes(*bytes) as u64,
        None => 0,
    }
}

const fn eight(bytes: &[u8], at: usize) -> u64 {
    match bytes.split_at(at).1.first_chunk() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => 0,
    }
}
