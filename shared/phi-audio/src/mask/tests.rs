use crate::{Codec, Track};

fn noise(codec: Codec, bytes: &[u8]) -> Track<'_> {
    Track { codec, rate_hz: 8_000, bytes }
}

#[test]
fn silences_the_range_and_its_pad_only() {
    let bytes = [7; 800];
    let masked = noise(Codec::MuLaw, &bytes).silence(&[(50, 60)], 10);
    assert!(masked[320..560].iter().all(|&b| b == 0xFF));
    assert!(masked[..320].iter().chain(&masked[560..]).all(|&b| b == 7));
}

#[test]
fn two_byte_samples_are_silenced_whole() {
    let bytes = [7; 1_601];
    let masked = noise(Codec::Pcm16, &bytes).silence(&[(99, 10_000)], 0);
    assert!(masked[1_584..1_600].iter().all(|&b| b == 0));
    assert_eq!((masked[1_583], masked[1_600], masked.len()), (7, 7, 1_601));
}

#[test]
fn a_backward_range_or_an_endless_one_is_silenced() {
    let bytes = [7; 800];
    let track = noise(Codec::MuLaw, &bytes);
    assert_eq!(track.silence(&[(60, 50)], 10), track.silence(&[(50, 60)], 10));
    assert_eq!(track.silence(&[(0, u64::MAX)], u64::MAX), vec![0xFF; 800]);
    assert_eq!(track.silence(&[(200, 300)], 0), bytes);
    assert_eq!(track.silence(&[], 250), bytes);
}
