//! The masked copy: silence where PHI was said and nothing else changed, for whatever recording; and stored once.
#![expect(clippy::unwrap_used, reason = "a test fails where it stands")]
use std::ops::Range;
use std::sync::Arc;

use phi_bus::{EventLog, MemoryLog, Stored};
use phi_events::call::{Codec, Speaker, Track};
use phi_events::chunk::{CHUNK_BYTES, Chunk};
use phi_events::envelope::Layout;
use phi_events::redaction::MaskedTrack;
use phi_events::transcript::{Said, Turn, Word};
use phi_events::{Address, AggregateId, Context, DataClass, MESH_TENANT, Service, TenantId, subject};
use phi_redaction::engine::{PhiType, Role, Span};
use phi_seal::provider::generate;
use phi_seal::{Binding, KeyFile};
use phi_service::{Core, CoreParts, DamagedTrack, OsEntropy, StoredTrack, SystemClock, month_of};
use proptest::prelude::*;
use redaction::audio::{MaskPlan, PAD_MS, Reach, mask, mask_recording, plan, redact_words};

const TENANT: TenantId = TenantId([7; 16]);
const CALL: AggregateId = AggregateId([8; 16]);

fn track(number: u8, speaker: Speaker, codec: Codec, rate_hz: u32, bytes: usize) -> Track {
    let width = if codec == Codec::Pcm16 { 2 } else { 1 };
    let duration_ms = (bytes / width) as u64 * 1_000 / u64::from(rate_hz);
    Track { track: number, speaker, codec, rate_hz, duration_ms, chunks: 1, root: [0; 32] }
}

/// A turn of a length in words, each with its times.
fn turn(speaker: Speaker, words: &[(u64, u64)]) -> Turn {
    let word = |(at, (start_ms, end_ms)): (usize, &(u64, u64))| Word {
        text: format!("w{at}").into(),
        start_ms: *start_ms,
        end_ms: *end_ms,
        confidence_milli: 900,
    };
    let words: Vec<Word> = words.iter().enumerate().map(word).collect();
    let text = words.iter().map(|word| word.text.expose().as_str()).collect::<Vec<_>>().join(" ");
    let (start_ms, end_ms) = (words[0].start_ms, words[words.len() - 1].end_ms);
    Turn { speaker, start_ms, end_ms, text: text.into(), words }
}

/// The span over some words of a turn.
fn span(turns: &[Turn], turn: usize, words: &Range<usize>) -> Span {
    let text = turns[turn].text.expose();
    let starts: Vec<usize> = text.split(' ').map(|word| word.as_ptr() as usize - text.as_ptr() as usize).collect();
    let start = starts[words.start];
    let end =
        starts[words.end - 1] + text[starts[words.end - 1]..].find(' ').unwrap_or(text.len() - starts[words.end - 1]);
    Span { turn, start, end, kind: PhiType::Phone, score_milli: 990, number: 1, normalised: None, role: Role::Other }
}

/// Words one after the other, with pauses.
fn times(from: u64, steps: &[(u64, u64)]) -> Vec<(u64, u64)> {
    let mut at = from;
    let word = |(pause, length): &(u64, u64)| {
        let start = at + pause;
        at = start + length;
        (start, at)
    };
    steps.iter().map(word).collect()
}

#[derive(Debug, Clone)]
struct Case {
    codec: Codec,
    rate_hz: u32,
    tracks: Vec<Vec<u8>>,
    words: Vec<Vec<(u64, u64)>>,
    /// Words of each turn that are PHI.
    phi: Vec<Option<Range<usize>>>,
}

fn case() -> impl Strategy<Value = Case> {
    let codec = prop_oneof![Just(Codec::MuLaw), Just(Codec::Pcm16)];
    let rate = prop_oneof![Just(8_000_u32), Just(11_025), Just(16_000)];
    let steps = proptest::collection::vec((0_u64..120, 1_u64..90), 1..6);
    let turns = proptest::collection::vec((steps, any::<[prop::sample::Index; 2]>(), any::<bool>()), 1..4);
    let sound = (codec, rate, 1..=2_usize).prop_flat_map(|(codec, rate_hz, tracks)| {
        // no byte is silence in either codec, so that a silenced one shows
        let bytes = 4_000..=rate_hz as usize * 2;
        let track = (bytes, 1..=0xFE_u8).prop_map(|(bytes, seed)| {
            (0..bytes / 2 * 2).map(|at| (at as u64 * 31 + u64::from(seed)) as u8 % 0xFE + 1).collect::<Vec<u8>>()
        });
        (Just(codec), Just(rate_hz), proptest::collection::vec(track, tracks))
    });
    (sound, turns).prop_map(|((codec, rate_hz, tracks), turns)| {
        let mut at = 0;
        let (mut words, mut phi) = (vec![], vec![]);
        for (steps, [one, other], is_phi) in turns {
            let list = times(at, &steps);
            at = list[list.len() - 1].1;
            let (one, other) = (one.index(list.len()), other.index(list.len()));
            phi.push(is_phi.then_some(one.min(other)..one.max(other) + 1));
            words.push(list);
        }
        Case { codec, rate_hz, tracks, words, phi }
    })
}

proptest! {
    #[test]
    fn silence_is_where_phi_was_said_and_nowhere_else(case in case()) {
        let Case { codec, rate_hz, tracks, words, phi } = case;
        let turns: Vec<Turn> = words.iter().map(|words| turn(Speaker::Caller, words)).collect();
        let spans: Vec<Span> =
            phi.iter().enumerate().filter_map(|(at, phi)| Some(span(&turns, at, phi.as_ref()?))).collect();
        let said = Said { turns, summary: None, structured: vec![] };
        let speakers = if tracks.len() == 2 { vec![Speaker::Caller, Speaker::Agent] } else { vec![Speaker::Unknown] };
        let named: Vec<Track> = (0..).zip(&tracks).zip(speakers)
            .map(|((number, bytes), speaker)| track(number, speaker, codec, rate_hz, bytes.len())).collect();
        let longest = named.iter().map(|track| track.duration_ms).max().unwrap();
        let hulls: Vec<(u64, u64)> = words.iter().zip(&phi)
            .filter_map(|(words, phi)| phi.as_ref().map(|phi| (words[phi.start].0, words[phi.end - 1].1))).collect();
        let Ok(plan) = plan(&said, &spans, &named, Reach::EveryTrack) else {
            prop_assert!(hulls.iter().any(|(from, _)| *from > longest));
            return Ok(());
        };
        let width = if codec == Codec::Pcm16 { 2 } else { 1 };
        let silence = if codec == Codec::Pcm16 { 0 } else { 0xFF };
        for (named, before) in named.iter().zip(&tracks) {
            let mut after = before.clone();
            mask(&plan, named, &mut after);
            prop_assert_eq!(after.len(), before.len());
            for sample in 0..before.len() / width {
                // the sample lasts from sample/rate to (sample+1)/rate seconds: silent if any of it lies in a padded span
                let (from, to) = (sample as u64 * 1_000, (sample as u64 + 1) * 1_000);
                let rate = u64::from(rate_hz);
                let hit = hulls.iter().any(|(start, end)| {
                    from < (end + PAD_MS) * rate && to > start.saturating_sub(PAD_MS) * rate
                });
                let at = sample * width..(sample + 1) * width;
                if hit {
                    prop_assert!(after[at].iter().all(|byte| *byte == silence));
                } else {
                    prop_assert_eq!(&after[at.clone()], &before[at]);
                }
            }
        }
    }

    /// The words of the text were said one after the other; the engine left some out, misheard some, heard some that
    /// are in no text, and ran some together. Wherever it was, what was said of PHI lies in silence.
    #[test]
    fn a_bad_ear_does_not_let_phi_through(
        said in proptest::collection::vec((0_u8..8, 0_u64..400, 1_u64..400), 1..12),
        phi in any::<[prop::sample::Index; 2]>(),
    ) {
        let truth = times(1_000, &said.iter().map(|(_, pause, length)| (*pause, *length)).collect::<Vec<_>>());
        let mut turns = vec![turn(Speaker::Caller, &truth)];
        let (one, other) = (phi[0].index(said.len()), phi[1].index(said.len()));
        let phi = one.min(other)..one.max(other) + 1;
        let mut heard: Vec<Word> = Vec::new();
        for (word, (what, ..)) in turns[0].words.iter().zip(&said) {
            let misheard = |text: &str| Word { text: text.into(), ..word.clone() };
            match (*what, heard.last_mut()) {
                (0, _) => {}
                (1, _) => heard.push(misheard("x")),
                (2, _) => heard.extend([misheard("y"), misheard("z")]),
                (3, Some(before)) => {
                    let text = format!("{}{}", before.text.expose(), word.text.expose());
                    *before = Word { text: text.into(), end_ms: word.end_ms, ..before.clone() };
                }
                (4, _) => heard.extend([word.clone(), misheard("uh")]),
                _ => heard.push(word.clone()),
            }
        }
        turns[0].words = heard;
        let spans = [span(&turns, 0, &phi)];
        let said = Said { turns, summary: None, structured: vec![] };
        let track = track(0, Speaker::Unknown, Codec::MuLaw, 8_000, 80_000);
        let plan = plan(&said, &spans, std::slice::from_ref(&track), Reach::EveryTrack).unwrap();
        for (from, to) in &truth[phi] {
            prop_assert!(plan.tracks[&0].iter().any(|(start, end)| start <= from && to <= end));
        }
    }

    #[test]
    fn nothing_panics_and_no_word_is_released_that_was_hidden(
        texts in proptest::collection::vec("[a-c1 .,'\u{e9}-]{0,12}", 1..4),
        heard in proptest::collection::vec(proptest::collection::vec(("[a-c1.\u{e9}-]{0,3}", 0..2_000_u64, 0..2_000_u64), 0..8), 3),
        cuts in proptest::collection::vec((0..4_usize, 0..13_usize, 1..6_usize), 0..4),
    ) {
        let turns: Vec<Turn> = texts.iter().zip(&heard).map(|(text, heard)| {
            let word = |(text, start, end): &(String, u64, u64)| Word { text: text.clone().into(), start_ms: *start, end_ms: *end, confidence_milli: 0 };
            Turn { speaker: Speaker::Unknown, start_ms: 0, end_ms: 2_000, text: text.clone().into(), words: heard.iter().map(word).collect() }
        }).collect();
        let span = |(turn, start, length): (usize, usize, usize)| {
            let (kind, role) = (PhiType::Phone, Role::Other);
            Span { turn, start, end: start + length, kind, score_milli: 990, number: 1, normalised: None, role }
        };
        // the engine's spans do not overlap
        let mut spans: Vec<Span> = Vec::new();
        for cut in cuts.into_iter().map(span) {
            if spans.iter().all(|other| other.turn != cut.turn || other.end <= cut.start || cut.end <= other.start) {
                spans.push(cut);
            }
        }
        let said = Said { turns, summary: None, structured: vec![] };
        let _ = plan(&said, &spans, &[track(0, Speaker::Unknown, Codec::MuLaw, 8_000, 16_000)], Reach::EveryTrack);
        let placed = spans.iter().all(|span| texts.get(span.turn).is_some_and(|text| text.get(span.start..span.end).is_some()));
        for (turn, list) in redact_words(&said, &spans).iter().enumerate() {
            prop_assert!(placed || list.is_empty());
            // every piece, placeholders aside, stands in the text outside the spans, in order
            let open: String = texts[turn].char_indices()
                .map(|(at, letter)| if spans.iter().any(|span| span.turn == turn && (span.start..span.end).contains(&at)) { '\0' } else { letter })
                .collect();
            let mut rest = open.as_str();
            for piece in list.iter().flat_map(|word| word.text.split("[PHONE_1]")).filter(|piece| !piece.is_empty()) {
                let at = rest.find(piece);
                prop_assert!(at.is_some());
                rest = &rest[at.unwrap() + piece.len()..];
            }
        }
    }
}

/// A log in memory with the keys of one mesh.
struct World {
    log: MemoryLog,
    intake: Core,
    redaction: Core,
}

impl World {
    async fn new() -> Self {
        let (log, keys) = (MemoryLog::new(), generate(&OsEntropy).unwrap());
        let core = |service| {
            Core::new(CoreParts {
                service,
                environment: "test".to_owned(),
                log: Arc::new(log.clone()),
                provider: Arc::new(KeyFile::parse(&keys[&Some(service)]).unwrap()),
                clock: Arc::new(SystemClock),
                entropy: Arc::new(OsEntropy),
            })
        };
        let founder = core(Service::Phimesh);
        for tenant in [MESH_TENANT, TENANT] {
            founder.mint_month(tenant, month_of(founder.now_ms())).await.unwrap();
        }
        let (intake, redaction) = (core(Service::CallIntake), core(Service::Redaction));
        intake.mint_call(TENANT, CALL).await.unwrap();
        Self { log, intake, redaction }
    }

    /// A recording of two tracks: one of three chunks, one of one.
    async fn recording(&self) -> (Vec<Track>, [Vec<u8>; 2]) {
        let sound =
            [CHUNK_BYTES * 2 + 100, 800].map(|bytes| (0..bytes).map(|at| (at % 251) as u8).collect::<Vec<u8>>());
        let mut tracks = Vec::new();
        for (number, (bytes, speaker)) in (0..).zip(sound.iter().zip([Speaker::Caller, Speaker::Agent])) {
            let StoredTrack { chunks, root } = self.intake.write_track(TENANT, CALL, number, bytes).await.unwrap();
            tracks.push(Track { chunks, root, ..track(number, speaker, Codec::MuLaw, 8_000, bytes.len()) });
        }
        (tracks, sound)
    }

    async fn mask(&self, tracks: &[Track], plan: &MaskPlan) -> Vec<MaskedTrack> {
        mask_recording(&self.redaction, TENANT, CALL, tracks, plan).await.unwrap()
    }

    async fn stored(&self, number: u8) -> Vec<Stored> {
        self.log.read("MASKED", &subject::track(Context::Masked, TENANT, CALL, number), 1).await.unwrap()
    }

    /// The chunks of a masked track, opened with the key of the class.
    async fn chunks(&self, number: u8) -> Vec<Chunk> {
        let key = self.redaction.keys().load(TENANT, CALL, DataClass::Masked).await.unwrap();
        let binding = Binding { environment: "test", address: Address::new(Context::Masked, TENANT, CALL) };
        let open = |stored: &Stored| {
            let layout = Layout::parse(&stored.payload).unwrap();
            let plain = phi_seal::open(&stored.payload, &layout, DataClass::Masked, &key, &binding).unwrap();
            phi_events::commit::decode(&plain).unwrap()
        };
        self.stored(number).await.iter().map(open).collect()
    }
}

fn some_plan() -> MaskPlan {
    MaskPlan { tracks: [(0, vec![(1_000, 2_000), (64_000, 65_000)]), (1, vec![])].into() }
}

#[tokio::test]
async fn the_masked_copy_is_stored_as_the_recording_is() {
    let world = World::new().await;
    let (tracks, sound) = world.recording().await;
    let masked = world.mask(&tracks, &some_plan()).await;
    for (number, (masked, mut expected)) in (0..).zip(masked.iter().zip(sound)) {
        mask(&some_plan(), &tracks[usize::from(number)], &mut expected);
        let chunks = world.chunks(number).await;
        let samples: Vec<u8> = chunks.iter().flat_map(|chunk| chunk.samples.clone()).collect();
        assert!(samples == expected, "track {number} has other samples");
        assert!((0..).zip(&chunks).all(|(at, chunk)| chunk.index == at && chunk.track == number));
        assert_eq!(chunks.iter().map(|chunk| chunk.last).filter(|last| *last).count(), 1);
        assert_eq!((masked.chunks as usize, masked.bytes as usize), (chunks.len(), expected.len()));
    }
    assert_eq!(masked.iter().map(|track| track.silenced_ms).collect::<Vec<_>>(), [2_000, 0]);
    // a track with nothing to silence has the recording's own root: the same bytes
    assert_eq!(masked[1].root, tracks[1].root);
    assert_ne!(masked[0].root, tracks[0].root);
}

#[tokio::test]
async fn done_again_nothing_is_added() {
    let world = World::new().await;
    let (tracks, _) = world.recording().await;
    let first = world.mask(&tracks, &some_plan()).await;
    assert_eq!(world.mask(&tracks, &some_plan()).await, first);
    world.redaction.forget_all();
    assert_eq!(world.mask(&tracks, &some_plan()).await, first);
    assert_eq!((world.stored(0).await.len(), world.stored(1).await.len()), (3, 1));
}

#[tokio::test]
async fn lost_answers_store_each_chunk_once() {
    let world = World::new().await;
    let (tracks, _) = world.recording().await;
    world.redaction.mint_call(TENANT, CALL).await.unwrap();
    world.redaction.call_key(TENANT, CALL, DataClass::Audio, phi_events::access::Purpose::Treatment).await.unwrap();
    world.log.lose_answers(2);
    world.mask(&tracks, &some_plan()).await;
    assert_eq!(world.stored(0).await.len(), 3);
}

#[tokio::test]
async fn an_interrupted_copy_is_gone_on_with() {
    let world = World::new().await;
    let (tracks, _) = world.recording().await;
    let first = world.mask(&tracks, &some_plan()).await;
    let stored = world.stored(0).await;
    for message in &stored[1..] {
        world.log.erase("MASKED", message.sequence).await.unwrap();
    }
    assert_eq!(world.mask(&tracks, &some_plan()).await, first);
    assert_eq!(world.chunks(0).await.iter().map(|chunk| chunk.index).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(world.stored(0).await[0].payload, stored[0].payload);
}

/// Better rules silence more: their copy stands behind the first, which stays.
#[tokio::test]
async fn another_plan_is_another_copy() {
    let world = World::new().await;
    let (tracks, _) = world.recording().await;
    let first = world.mask(&tracks, &some_plan()).await;
    let more = MaskPlan { tracks: [(0, vec![(0, 3_000)]), (1, vec![])].into() };
    let second = world.mask(&tracks, &more).await;
    assert_ne!(first[0].root, second[0].root);
    assert_eq!(world.chunks(0).await.iter().map(|chunk| chunk.index).collect::<Vec<_>>(), [0, 1, 2, 0, 1, 2]);
    assert_eq!(world.mask(&tracks, &some_plan()).await, first);
    assert_eq!((world.stored(0).await.len(), world.stored(1).await.len()), (6, 1));
}

#[tokio::test]
async fn a_damaged_recording_is_not_masked() {
    let world = World::new().await;
    let (mut tracks, _) = world.recording().await;
    tracks[0].root = [0; 32];
    let fault = mask_recording(&world.redaction, TENANT, CALL, &tracks, &some_plan()).await.unwrap_err();
    assert!(fault.source.downcast_ref::<DamagedTrack>().is_some());
    assert!(world.stored(0).await.is_empty());
}
