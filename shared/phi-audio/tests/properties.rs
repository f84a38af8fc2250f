//! What holds for every recording: nothing panics, nothing is lost, nothing outside a mask changes.

use core::num::NonZeroUsize;

use phi_audio::{AudioError, CODES, Codec, Recording, Track, chunks, resample, root, to_wav};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

fn codec() -> impl Strategy<Value = Codec> {
    prop_oneof![Just(Codec::MuLaw), Just(Codec::Pcm16)]
}

fn recording() -> impl Strategy<Value = Recording> {
    (codec(), 8_000..=48_000_u32, 1..=2_usize, 1..200_usize).prop_flat_map(|(codec, rate_hz, tracks, samples)| {
        vec(vec(any::<u8>(), samples * codec.bytes_per_sample()), tracks).prop_map(move |tracks| Recording {
            codec,
            rate_hz,
            tracks,
        })
    })
}

proptest! {
    #[test]
    fn a_recording_survives_writing_and_reading(call in recording()) {
        prop_assert_eq!(Recording::parse(&to_wav(&call)).unwrap(), call);
    }

    #[test]
    fn a_cut_is_always_noticed(call in recording(), cut in any::<proptest::sample::Index>()) {
        let whole = to_wav(&call);
        let audio: usize = call.tracks.iter().map(Vec::len).sum();
        let cut = cut.index(whole.len() - audio % 2);
        let refused = matches!(Recording::parse(&whole[..cut]), Err(AudioError::Truncated { .. } | AudioError::NotWave));
        prop_assert!(refused);
    }

    #[test]
    fn no_input_panics(mut bytes in vec(any::<u8>(), 0..300), call in recording(), flips in vec((any::<proptest::sample::Index>(), any::<u8>()), 0..8)) {
        let _ = Recording::parse(&bytes);
        for (place, value) in &mut bytes.iter_mut().zip(b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0") {
            *place = *value;
        }
        let _ = Recording::parse(&bytes);
        let mut damaged = to_wav(&call);
        for (place, value) in flips {
            let place = place.index(damaged.len().min(64));
            damaged[place] = value;
        }
        if let Err(error) = Recording::parse(&damaged) {
            prop_assert!(error.to_string().starts_with(error.code()));
            prop_assert!(CODES.iter().any(|(code, _)| *code == error.code()));
        }
    }

    #[test]
    fn chunks_are_the_track(track in vec(any::<u8>(), 0..500), size in 1..70_usize) {
        let size = NonZeroUsize::new(size).unwrap();
        let pieces: Vec<_> = chunks(&track, size).collect();
        prop_assert_eq!(pieces.iter().flat_map(|p| p.bytes).copied().collect::<Vec<_>>(), track.clone());
        prop_assert!(pieces.iter().enumerate().all(|(n, p)| p.index as usize == n && p.last == (n + 1 == pieces.len())));
    }

    #[test]
    fn the_root_notices_every_change(track in vec(any::<u8>(), 1..300), place in any::<proptest::sample::Index>(), size in 1..70_usize) {
        let size = NonZeroUsize::new(size).unwrap();
        let before = root(&track, size);
        let mut other = track.clone();
        other[place.index(track.len())] ^= 1;
        prop_assert!(root(&other, size).1 != before.1);
        prop_assert!(root(&track[1..], size).1 != before.1);
    }

    #[test]
    fn nothing_outside_a_mask_changes(codec in codec(), bytes in vec(any::<u8>(), 0..400), ranges in vec((0..60_u64, 0..60_u64), 0..4), pad in 0..9_u64) {
        let track = Track { codec, rate_hz: 8_000, bytes: &bytes };
        let masked = track.silence(&ranges, pad);
        prop_assert_eq!(masked.len(), bytes.len());
        let width = codec.bytes_per_sample();
        for at in 0..track.samples() {
            // Sample n plays from n/8 to (n+1)/8 milliseconds at 8 kHz.
            let (from, to) = (at as u64, at as u64 + 1);
            let inside = ranges.iter().any(|&(a, b)| {
                let (low, high) = (a.min(b).saturating_sub(pad) * 8, (a.max(b) + pad) * 8);
                to > low && from < high
            });
            let now = &masked[at * width..(at + 1) * width];
            let before = &bytes[at * width..(at + 1) * width];
            prop_assert_eq!(now, if inside { &[codec.silence(); 2][..width] } else { before });
        }
    }

    #[test]
    fn resampling_gives_the_promised_length(samples in vec(any::<i16>(), 0..300), from in prop_oneof![Just(8_000_u32), Just(11_025), Just(44_100), Just(48_000)]) {
        let length = (samples.len() * 16_000).div_ceil(from as usize);
        prop_assert_eq!(resample(&samples, from, 16_000).len(), length);
    }
}
