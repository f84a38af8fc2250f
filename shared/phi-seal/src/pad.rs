//! Padding to buckets: a length tells how long a transcript is. ISO/IEC 7816-4: a byte 0x80, then zeros.

/// The bucket of a plaintext with its marker byte: steps of 256 bytes to 1 KiB, of 1 KiB to 8 KiB, of 8 KiB to 64 KiB, then
/// of 64 KiB.
pub const fn bucket(len: usize) -> usize {
    let step = match len {
        0..=1024 => 256,
        1025..=8192 => 1024,
        8193..=65536 => 8192,
        _ => 65536,
    };
    len.div_ceil(step) * step
}

/// Pads to the bucket.
pub fn pad(plain: &mut Vec<u8>) {
    plain.push(0x80);
    let to = bucket(plain.len());
    plain.resize(to, 0);
}

/// Length of the plaintext before its padding, if it was padded as above.
pub fn unpadded(padded: &[u8]) -> Option<usize> {
    let marker = padded.iter().rposition(|byte| *byte != 0)?;
    (padded[marker] == 0x80 && bucket(marker + 1) == padded.len()).then_some(marker)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_comes_off_again_at_every_length() {
        for len in [0, 1, 254, 255, 256, 1023, 1024, 8191, 65536, 65537] {
            let mut bytes = vec![0x80; len];
            pad(&mut bytes);
            assert_eq!(unpadded(&bytes), Some(len));
        }
    }

    #[test]
    fn a_length_outside_the_buckets_is_refused() {
        assert_eq!(unpadded(&[1, 0x80, 0]), None);
        assert_eq!(unpadded(&[0; 256]), None);
    }
}
