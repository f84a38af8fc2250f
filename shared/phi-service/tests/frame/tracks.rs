//! Recordings in chunks: whole and as their call says, or not at all.
use bytes::Bytes;
use phi_bus::EventLog;
use phi_events::call::{Codec, Speaker, Track};
use phi_events::chunk::CHUNK_BYTES;
use phi_events::{Context, Service, subject};
use phi_service::{DamagedTrack, StoredTrack};

use crate::common::{TENANT, World, id};

fn samples() -> Vec<u8> {
    (0..CHUNK_BYTES * 2 + 100).map(|index| (index % 251) as u8).collect()
}

const fn named(stored: StoredTrack) -> Track {
    let StoredTrack { chunks, root } = stored;
    Track { track: 0, speaker: Speaker::Unknown, codec: Codec::Pcm16, rate_hz: 8_000, duration_ms: 1, chunks, root }
}

fn subject() -> String {
    subject::track(Context::Audio, TENANT, id(1), 0)
}

async fn store(world: &World, samples: &[u8]) -> Track {
    named(world.core(Service::CallIntake).write_track(TENANT, id(1), 0, samples).await.unwrap())
}

/// What transcription reads, or that it is damaged.
async fn read(world: &World, track: &Track) -> Result<Vec<u8>, ()> {
    let core = world.core(Service::Transcription);
    core.read_track(TENANT, id(1), track).await.map(|samples| samples.to_vec()).map_err(|fault| {
        assert!(fault.source.downcast_ref::<DamagedTrack>().is_some(), "{:?}", fault.source);
    })
}

/// Takes the chunks out of the log.
async fn take(world: &World) -> Vec<Bytes> {
    let stored = world.stored("AUDIO", &subject()).await;
    for message in &stored {
        world.log.erase("AUDIO", message.sequence).await.unwrap();
    }
    stored.into_iter().map(|message| message.payload).collect()
}

async fn put(world: &World, chunks: &[&Bytes]) {
    for chunk in chunks {
        world.put(&subject(), Bytes::clone(chunk)).await;
    }
}

#[tokio::test]
async fn a_track_reads_back() {
    let world = World::new(1).await;
    let track = store(&world, &samples()).await;
    assert_eq!(track.chunks, 3);
    assert_eq!(read(&world, &track).await, Ok(samples()));
}

#[tokio::test]
async fn an_empty_track_reads_back() {
    let world = World::new(2).await;
    let track = store(&world, &[]).await;
    assert_eq!(track.chunks, 1);
    assert_eq!(read(&world, &track).await, Ok(vec![]));
}

#[tokio::test]
async fn lost_answers_store_each_chunk_once() {
    let world = World::new(3).await;
    let core = world.core(Service::CallIntake);
    core.mint_call(TENANT, id(1)).await.unwrap();
    world.log.lose_answers(2);
    let track = named(core.write_track(TENANT, id(1), 0, &samples()).await.unwrap());
    assert_eq!(world.stored("AUDIO", &subject()).await.len(), 3);
    assert_eq!(read(&world, &track).await, Ok(samples()));
}

#[tokio::test]
async fn a_missing_chunk_is_damage() {
    for missing in 0..3 {
        let world = World::new(4).await;
        let track = store(&world, &samples()).await;
        let mut chunks = take(&world).await;
        chunks.remove(missing);
        put(&world, &chunks.iter().collect::<Vec<_>>()).await;
        assert_eq!(read(&world, &track).await, Err(()), "chunk {missing}");
    }
}

#[tokio::test]
async fn chunks_in_another_order_are_damage() {
    let world = World::new(5).await;
    let track = store(&world, &samples()).await;
    let chunks = take(&world).await;
    put(&world, &[&chunks[1], &chunks[0], &chunks[2]]).await;
    assert_eq!(read(&world, &track).await, Err(()));
}

#[tokio::test]
async fn another_root_or_count_is_damage() {
    let world = World::new(6).await;
    let track = store(&world, &samples()).await;
    assert_eq!(read(&world, &Track { root: [0; 32], ..track.clone() }).await, Err(()));
    assert_eq!(read(&world, &Track { chunks: 2, ..track.clone() }).await, Err(()));
    assert_eq!(read(&world, &Track { chunks: 4, ..track }).await, Err(()));
}

/// Cut after its second chunk, and said to be whole: the last-flag inside the seal says otherwise.
#[tokio::test]
async fn a_track_cut_short_is_damage() {
    let world = World::new(7).await;
    let short = store(&world, &samples()[..CHUNK_BYTES * 2]).await;
    take(&world).await;
    store(&world, &samples()).await;
    let chunks = take(&world).await;
    put(&world, &[&chunks[0], &chunks[1]]).await;
    assert_eq!(read(&world, &short).await, Err(()));
}

#[tokio::test]
async fn a_second_whole_run_mends_a_broken_first() {
    let world = World::new(8).await;
    store(&world, &samples()).await;
    let chunks = take(&world).await;
    put(&world, &[&chunks[0], &chunks[2]]).await;
    let track = store(&world, &samples()).await;
    assert_eq!(read(&world, &track).await, Ok(samples()));
}

#[tokio::test]
async fn a_chunk_of_another_call_is_damage() {
    let world = World::new(9).await;
    let track = store(&world, &samples()).await;
    let core = world.core(Service::CallIntake);
    core.write_track(TENANT, id(2), 0, &samples()).await.unwrap();
    let foreign = world.stored("AUDIO", &subject::track(Context::Audio, TENANT, id(2), 0)).await;
    let chunks = take(&world).await;
    put(&world, &[&chunks[0], &foreign[1].payload, &chunks[2]]).await;
    assert_eq!(read(&world, &track).await, Err(()));
}
