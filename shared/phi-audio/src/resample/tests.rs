use super::*;

fn tone(hz: f64, rate: u32, length: usize) -> Vec<i16> {
    (0..length).map(|n| ((2.0 * PI * hz * n as f64 / f64::from(rate)).sin() * 10_000.0) as i16).collect()
}

fn furthest(a: &[i16], b: &[i16]) -> i32 {
    a.iter().zip(b).map(|(&x, &y)| (i32::from(x) - i32::from(y)).abs()).max().unwrap()
}

#[test]
fn a_tone_stays_the_same_tone() {
    for (from, to) in [(8_000, 16_000), (44_100, 16_000), (48_000, 16_000), (11_025, 16_000)] {
        let heard = resample(&tone(1_000.0, from, from as usize), from, to);
        let wanted = tone(1_000.0, to, to as usize);
        assert_eq!(heard.len(), wanted.len());
        // Away from the ends, where the filter sees silence on one side.
        assert!(furthest(&heard[400..15_000], &wanted[400..15_000]) < 120, "{from} to {to}");
    }
}

#[test]
fn what_the_lower_rate_cannot_carry_is_gone() {
    let heard = resample(&tone(12_000.0, 48_000, 48_000), 48_000, 16_000);
    assert!(heard[400..15_000].iter().all(|s| s.abs() < 60));
}

#[test]
fn loudness_is_kept_and_clipped_not_wrapped() {
    assert!(resample(&[5_000; 2_000], 8_000, 16_000)[500..3_000].iter().all(|&s| (s - 5_000).abs() < 5));
    let square: Vec<i16> = (0..2_000).map(|n| if n / 8 % 2 == 0 { i16::MAX } else { i16::MIN }).collect();
    assert!(resample(&square, 8_000, 16_000).contains(&i16::MAX));
}

#[test]
fn odd_cases_give_what_they_say() {
    assert_eq!(resample(&[1, 2, 3], 8_000, 8_000), [1, 2, 3]);
    assert!(resample(&[1, 2, 3], 0, 16_000).is_empty());
    assert!(resample(&[], 8_000, 16_000).is_empty());
    assert_eq!(resample(&[0; 3], 8_000, 16_000).len(), 6);
}
