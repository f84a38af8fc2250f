use super::*;

#[test]
fn decodes_the_values_of_table_2a() {
    // ITU-T G.711 table 2a gives 14-bit values 8031, 7775, 4191, 2079, 1023 and 0; times four on 16 bits.
    for (code, value) in [(0x80, 8031), (0x81, 7775), (0x8F, 4191), (0x9F, 2079), (0xAF, 1023), (0xFF, 0)] {
        assert_eq!(decode(code), value * 4, "{code:#x}");
        assert_eq!(decode(code & 0x7F), -value * 4, "{code:#x} negative");
    }
}

#[test]
fn every_byte_survives_decoding_and_encoding_except_negative_zero() {
    for code in 0..=255_u8 {
        let again = encode(decode(code));
        let expected = if code == 0x7F { SILENCE } else { code };
        assert_eq!(again, expected);
    }
}

#[test]
fn encoding_errs_by_at_most_half_a_step() {
    for sample in i16::MIN..=i16::MAX {
        let back = i32::from(decode(encode(sample)));
        let wanted = i32::from(sample).clamp(-32_124, 32_124);
        let half_step = (wanted.abs() + i32::from(BIAS)) / 32 + 4;
        assert!((back - wanted).abs() <= half_step, "{sample} came back as {back}");
    }
}
