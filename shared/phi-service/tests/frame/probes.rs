//! What Kubernetes is told: alive while every loop goes round, started once caught up, ready while caught up and able to open.
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use phi_events::{Address, Context, Service};
use phi_service::Running;

use crate::common::{TENANT, World, id};
use crate::meddler::{Held, Meddler};
use crate::toy::{Note, Toy, http, said, start_toy_with, until};

/// Whether a probe says yes.
async fn probe(running: &Running, path: &str) -> bool {
    let (status, _) = http(running.health, "GET", path, "*/*").await;
    assert!(status.ends_with("200 OK") || status.ends_with("503 Service Unavailable"), "{status}");
    status.ends_with("200 OK")
}

async fn wait(running: &Running, path: &str, wanted: bool) {
    let started = std::time::Instant::now();
    while probe(running, path).await != wanted {
        assert!(started.elapsed() < Duration::from_secs(30), "{path} is not {wanted}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// One call in the toy's own stream.
async fn one_written(world: &World, call: u8) {
    let mut own = world.core(Service::Redaction).aggregate::<Toy>(TENANT, id(call), b"one").await.unwrap();
    world.core(Service::CallIntake).mint_call(TENANT, id(call)).await.unwrap();
    own.execute("one", Note::Down(1)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_replays_is_alive_and_not_started() {
    let world = World::new(71).await;
    one_written(&world, 1).await;
    let log = Meddler::on(&world.log);
    *log.hang.lock().unwrap() = Some("redaction-projector");
    let running = start_toy_with(&world, log.clone(), &[]).await;
    for _ in 0..5 {
        assert!(probe(&running, "/livez").await);
        assert!(!probe(&running, "/startupz").await);
        assert!(!probe(&running, "/readyz").await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    *log.hang.lock().unwrap() = None;
    wait(&running, "/startupz", true).await;
    wait(&running, "/readyz", true).await;
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_starts_before_its_broker_waits_for_it() {
    let world = World::new(78).await;
    one_written(&world, 1).await;
    let log = Meddler::on(&world.log);
    log.fuse.store(0, Ordering::SeqCst);
    let mended = async {
        while log.refused.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        log.fuse.store(u32::MAX, Ordering::SeqCst);
    };
    let (running, ()) = tokio::join!(start_toy_with(&world, log.clone(), &[]), mended);
    wait(&running, "/readyz", true).await;
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_falls_behind_is_started_and_not_ready() {
    let world = World::new(72).await;
    let log = Meddler::on(&world.log);
    let running = start_toy_with(&world, log.clone(), &[("mesh.probes.lag", "0")]).await;
    wait(&running, "/readyz", true).await;
    *log.hang.lock().unwrap() = Some("redaction-projector");
    tokio::time::sleep(Duration::from_millis(100)).await;
    one_written(&world, 2).await;
    wait(&running, "/readyz", false).await;
    assert!(probe(&running, "/startupz").await, "it was started once, and stays so");
    *log.hang.lock().unwrap() = None;
    wait(&running, "/readyz", true).await;
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_loop_that_hangs_ends_the_service() {
    let world = World::new(73).await;
    let log = Meddler::on(&world.log);
    for (what, hang) in [("consume", Some("redaction")), ("project", Some("redaction-projector")), ("shreds", None)] {
        let running = start_toy_with(&world, log.clone(), &[("mesh.probes.stale", "3s")]).await;
        wait(&running, "/readyz", true).await;
        assert!(probe(&running, "/livez").await, "{what}");
        *log.hang.lock().unwrap() = hang;
        *log.hang_end.lock().unwrap() = if hang.is_none() { Some("SHRED") } else { None };
        wait(&running, "/livez", false).await;
        let (_, metrics) = http(running.health, "GET", "/metrics", "*/*").await;
        assert!(metrics.contains(&format!("phimesh_loop_beat_age_seconds{{service=\"redaction\",loop=\"{what}\"}}")));
        (*log.hang.lock().unwrap(), *log.hang_end.lock().unwrap()) = (None, None);
        drop(running);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_hangs_ends_the_service_though_its_loop_goes_round() {
    let world = World::new(74).await;
    world.core(Service::CallIntake).mint_call(TENANT, id(3)).await.unwrap();
    let log = Meddler::on(&world.log);
    let running = start_toy_with(&world, log.clone(), &[("mesh.probes.hung", "2s")]).await;
    wait(&running, "/readyz", true).await;
    let held = Arc::new(Held::default());
    *log.held.lock().unwrap() = Some(held.clone());
    let address = Address::new(Context::Transcript, TENANT, id(3));
    let sealed = world.sealed(address, [0; 32], 1, vec![said(7)]).await;
    world.put(&address.subject(), sealed).await;
    held.stored.notified().await;
    wait(&running, "/livez", false).await;
    held.go.notify_one();
    assert_eq!(until(&world, id(3), 1).await, [7]);
    wait(&running, "/livez", true).await;
    running.drain().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_do_not_open_are_not_ready_and_a_broker_that_is_away_is_alive() {
    let world = World::new(75).await;
    let log = Meddler::on(&world.log);
    let running = start_toy_with(&world, log.clone(), &[]).await;
    wait(&running, "/readyz", true).await;
    log.mute.store(true, Ordering::SeqCst);
    // what was opened is kept for five minutes
    world.clock.advance(phi_service_keys_ms());
    wait(&running, "/readyz", false).await;
    assert!(probe(&running, "/livez").await && probe(&running, "/startupz").await);
    log.mute.store(false, Ordering::SeqCst);
    wait(&running, "/readyz", true).await;
    running.drain().await;
}

const fn phi_service_keys_ms() -> u64 {
    300_001
}
