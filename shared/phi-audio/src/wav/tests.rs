use super::*;

/// A file from its parts: format tag, channels, rate, bits, and what stands after the `fmt ` chunk.
fn file(tag: u16, channels: u16, rate_hz: u32, bits: u16, after: &[u8]) -> Vec<u8> {
    let block = channels * bits.div_ceil(8);
    let mut fmt = Vec::new();
    for field in [tag, channels] {
        fmt.extend_from_slice(&field.to_le_bytes());
    }
    fmt.extend_from_slice(&rate_hz.to_le_bytes());
    fmt.extend_from_slice(&rate_hz.wrapping_mul(u32::from(block)).to_le_bytes());
    for field in [block, bits] {
        fmt.extend_from_slice(&field.to_le_bytes());
    }
    riff(&[&chunk(*b"fmt ", &fmt), after].concat())
}

fn riff(chunks: &[u8]) -> Vec<u8> {
    let mut file = b"RIFF".to_vec();
    file.extend_from_slice(&(chunks.len() as u32 + 4).to_le_bytes());
    file.extend_from_slice(b"WAVE");
    file.extend_from_slice(chunks);
    file
}

fn chunk(id: [u8; 4], body: &[u8]) -> Vec<u8> {
    sized(id, body.len() as u32, body)
}

fn sized(id: [u8; 4], size: u32, body: &[u8]) -> Vec<u8> {
    [&id, size.to_le_bytes().as_slice(), body, &vec![0; body.len() % 2]].concat()
}

fn error(file: &[u8]) -> AudioError {
    parse(file).unwrap_err()
}

#[test]
fn stereo_mu_law_becomes_two_tracks_bit_for_bit() {
    let call = parse(&file(7, 2, 8_000, 8, &chunk(*b"data", &[1, 2, 3, 4, 5, 6]))).unwrap();
    assert_eq!(call, Recording { codec: Codec::MuLaw, rate_hz: 8_000, tracks: vec![vec![1, 3, 5], vec![2, 4, 6]] });
}

#[test]
fn stereo_pcm_keeps_its_byte_pairs() {
    let call = parse(&file(1, 2, 16_000, 16, &chunk(*b"data", &[1, 2, 3, 4, 5, 6, 7, 8]))).unwrap();
    assert_eq!(call.tracks, [[1, 2, 5, 6], [3, 4, 7, 8]]);
}

#[test]
fn chunks_nobody_asked_for_are_passed_over_with_their_pad() {
    let odd = chunk(*b"LIST", &[9; 3]);
    let call = file(7, 1, 8_000, 8, &[odd.clone(), chunk(*b"data", &[1, 2, 3]), odd].concat());
    assert_eq!(parse(&call).unwrap().tracks, [[1, 2, 3]]);
}

#[test]
fn extensible_formats_are_mapped_to_what_they_hold() {
    let extensible = |tag: u16, valid: u16, tail: [u8; 14]| {
        let mut fmt = [0xFE, 0xFF, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0, 22, 0].to_vec();
        fmt.extend_from_slice(&valid.to_le_bytes());
        fmt.extend_from_slice(&[4, 0, 0, 0]);
        fmt.extend_from_slice(&tag.to_le_bytes());
        fmt.extend_from_slice(&tail);
        riff(&[chunk(*b"fmt ", &fmt), chunk(*b"data", &[1, 2])].concat())
    };
    let guid = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
    assert_eq!(parse(&extensible(1, 16, guid)).unwrap().codec, Codec::Pcm16);
    assert_eq!(error(&extensible(3, 16, guid)), AudioError::Codec { tag: 3 });
    assert_eq!(error(&extensible(1, 12, guid)), AudioError::SampleSize { bits: 12 });
    assert_eq!(error(&extensible(1, 16, [0; 14])), AudioError::Codec { tag: 0xFFFE });
}

#[test]
fn a_cut_file_says_what_was_declared_and_what_is_there() {
    let whole = file(7, 2, 8_000, 8, &chunk(*b"data", &[7; 100]));
    assert_eq!(error(&whole[..whole.len() - 40]), AudioError::Truncated { declared: 100, present: 60 });
    assert_eq!(error(&whole[..7]), AudioError::Truncated { declared: 12, present: 7 });
    assert_eq!(error(&whole[..30]), AudioError::Truncated { declared: 16, present: 10 });
    assert_eq!(error(&whole[..36]), AudioError::Truncated { declared: 144, present: 36 });
    let shown = error(&whole[..60]).to_string();
    assert!(shown.contains("declares 100 bytes and 16 are there"), "{shown}");
}

#[test]
fn a_size_that_was_never_filled_in_means_to_the_end() {
    for placeholder in [0, 0xFFFF_FFFF, 0x7FFF_F024] {
        let mut piped = file(7, 2, 8_000, 8, &sized(*b"data", placeholder, &[7; 100]));
        piped[4..8].copy_from_slice(&placeholder.to_le_bytes());
        assert_eq!(parse(&piped).unwrap().tracks, [[7; 50], [7; 50]]);
        assert_eq!(
            error(&piped[..piped.len() - 1]),
            AudioError::Truncated { declared: 100, present: 99 },
            "half a frame at the end is a cut"
        );
    }
}

#[test]
fn an_empty_recording_is_not_mistaken_for_a_piped_one() {
    let tagged = file(7, 1, 8_000, 8, &[chunk(*b"data", &[]), chunk(*b"LIST", &[1; 8])].concat());
    assert_eq!(error(&tagged), AudioError::Empty);
    assert_eq!(error(&file(7, 1, 8_000, 8, &chunk(*b"data", &[]))), AudioError::Empty);
}

#[test]
fn what_is_not_read_is_named() {
    let data = chunk(*b"data", &[0; 12]);
    assert_eq!(error(b""), AudioError::NotWave);
    assert_eq!(error(b"ID3\x04 and then some"), AudioError::NotWave);
    assert_eq!(error(b"RIFF\x10\0\0\0AVI LIST"), AudioError::NotWave);
    assert_eq!(
        error(&file(6, 1, 8_000, 8, &data)).to_string(),
        "PHI-A003: codec 6 is not read; send 16-bit PCM or mu-law"
    );
    assert_eq!(error(&file(1, 1, 8_000, 24, &data)), AudioError::SampleSize { bits: 24 });
    assert_eq!(error(&file(7, 1, 8_000, 16, &data)), AudioError::SampleSize { bits: 16 });
    assert_eq!(error(&file(7, 0, 8_000, 8, &data)), AudioError::Channels { channels: 0 });
    assert_eq!(error(&file(7, 6, 8_000, 8, &data)), AudioError::Channels { channels: 6 });
    assert_eq!(error(&file(7, 1, 0, 8, &data)), AudioError::Rate { rate_hz: 0 });
    assert_eq!(error(&file(1, 1, 192_000, 16, &data)), AudioError::Rate { rate_hz: 192_000 });
    assert_eq!(error(&riff(&data)), AudioError::Missing { chunk: "fmt " });
    assert_eq!(error(&file(7, 1, 8_000, 8, &[])), AudioError::Missing { chunk: "data" });
}

#[test]
fn contradictions_are_refused() {
    let data = chunk(*b"data", &[0; 12]);
    let mut block = file(7, 2, 8_000, 8, &data);
    block[32] = 1;
    let twice = file(7, 1, 8_000, 8, &[data.clone(), data.clone()].concat());
    let short = riff(&[chunk(*b"fmt ", &[7, 0, 1, 0]), data].concat());
    for file in [block, twice, short] {
        assert_eq!(error(&file).code(), "PHI-A008");
    }
}

#[test]
fn writes_what_it_reads() {
    for (codec, track) in [(Codec::MuLaw, vec![3, 1, 4]), (Codec::Pcm16, vec![3, 1, 4, 1])] {
        for tracks in [vec![track.clone()], vec![track.clone(), track.clone()]] {
            let call = Recording { codec, rate_hz: 8_000, tracks };
            let written = to_wav(&call);
            assert_eq!(written.len() % 2, 0);
            assert_eq!(u32_at(&written, 4), Some(written.len() as u32 - 8));
            assert_eq!(parse(&written).unwrap(), call);
        }
    }
}

#[test]
fn a_shorter_track_is_filled_up_with_silence() {
    let call = Recording { codec: Codec::MuLaw, rate_hz: 8_000, tracks: vec![vec![1, 2], vec![3]] };
    assert_eq!(parse(&to_wav(&call)).unwrap().tracks, [[1, 2], [3, 0xFF]]);
}
