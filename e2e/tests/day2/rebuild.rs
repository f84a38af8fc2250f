//! day2-rebuild.md: every service's projection is dropped, folded again, and the same.
use e2e::stage::RUNNING;

use super::Runbook;
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn every_projection_is_rebuilt_and_equal() {
    let world = World::all().await;
    for index in 0..3 {
        let call = world.send(index, &format!("vapi-rebuilt-{index}")).await;
        world.confirmed(call).await;
    }
    let mut page = Runbook::of("day2-rebuild", &world);
    for service in RUNNING {
        let before = world.hash(service).await;
        let admin = format!("http://127.0.0.1:{}", world.stage.ports[&service].admin);
        let places = [("SERVICE", service.name().to_owned()), ("ADMIN", admin)];
        let (code, dry) = page.run("phimesh rebuild $SERVICE --admin $ADMIN --dry-run", &places).await;
        assert_eq!((code, dry["before"]["hash"].as_str()), (0, Some(before.as_str())), "{dry}");
        let (code, done) = page.run("phimesh rebuild $SERVICE --admin $ADMIN", &places).await;
        assert_eq!((code, &done["compared"]["equal"]), (0, &true.into()), "{done}");
        assert_eq!(world.hash(service).await, before);
    }
    page.done();
    let after = world.send(0, "vapi-after-the-rebuild").await;
    assert!(world.confirmed(after).await.confirmed);
}
