//! The chart's copy of `FLOW` is what the code says. Writes nothing: `./justw schemas` does.
use std::path::Path;

use phi_bus::chart::{FLOW_JSON, flow_json};

#[test]
fn the_charts_flow_is_the_codes() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(FLOW_JSON);
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert!(committed == flow_json(), "{FLOW_JSON} is not what FLOW says: run `./justw schemas` and commit it");
}
