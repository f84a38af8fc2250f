//! Mu-law, the codec of telephone lines: ITU-T G.711 (11/88), table 2a, scaled from 14 to 16 bits.

/// What every magnitude is shifted by before its segment is sought: 33 of G.711 on 14 bits, 132 on 16.
const BIAS: u16 = 0x84;
/// The largest magnitude that can be encoded: 8159 of G.711 on 14 bits, less the bias' overflow.
const CLIP: u16 = 32_635;

/// The byte that sounds as silence (positive zero).
pub const SILENCE: u8 = 0xFF;

/// The 256 sample values, so that decoding is one look-up.
static DECODED: [i16; 256] = table();

const fn table() -> [i16; 256] {
    let mut all = [0; 256];
    let mut code = 0;
    while code < 256 {
        all[code] = expand(code as u8);
        code += 1;
    }
    all
}

/// Expands one byte: it is sent inverted as sign (1 bit), segment (3 bits) and step (4 bits).
const fn expand(code: u8) -> i16 {
    let bits = !code as u16;
    let magnitude = (((bits & 0x0F) << 3) + BIAS) << ((bits >> 4) & 0x07);
    let value = (magnitude - BIAS).cast_signed();
    if bits & 0x80 == 0 { value } else { -value }
}

/// Decodes one mu-law byte to a 16-bit sample.
pub fn decode(code: u8) -> i16 {
    DECODED[usize::from(code)]
}

/// Encodes one 16-bit sample as a mu-law byte. Louder than the codec's range is clipped to its end.
pub fn encode(sample: i16) -> u8 {
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = sample.unsigned_abs().min(CLIP) + BIAS;
    // The bias and the clip put the highest bit between the 8th and the 15th, which is the segment.
    let segment = 8 - magnitude.leading_zeros() as u16;
    let step = (magnitude >> (segment + 3)) & 0x0F;
    !((sign | (segment << 4) | step) as u8)
}

#[cfg(test)]
mod tests;
