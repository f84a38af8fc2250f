//! Planted identifiers are found nowhere: not in a file that the mesh wrote, not in a span (INV-04). And the search finds.
use e2e::canary::{planted, scan_bytes, scan_folder};

use crate::world::{SPANS, World, exported};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_planted_is_found_until_it_leaks() {
    let world = World::all().await;
    let mut traces = Vec::new();
    for which in 0..5 {
        let call = world.send(which, &format!("vapi-demo-booking-{which}")).await;
        traces.push(world.confirmed(call).await.trace);
    }
    let (files, found) = scan_folder(world.folder(), &planted()).unwrap();
    assert!(files > 50, "only {files} files: the mesh wrote elsewhere");
    assert_eq!(found, []);
    for trace in &traces {
        exported(trace).await;
    }
    for body in SPANS.bodies() {
        assert_eq!(scan_bytes("a span", &body, &planted()), []);
    }

    std::fs::write(world.folder().join("logs/leak.log"), "call of Quintanilla taken").unwrap();
    let (_, found) = scan_folder(&world.folder().join("logs"), &planted()).unwrap();
    assert_eq!(found.len(), 1);
    assert!(found[0].kind == "family name" && found[0].place.ends_with("leak.log"), "{found:?}");
}
