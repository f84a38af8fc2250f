//! Writes what the Helm chart knows of `FLOW`: streams, consumers and rows.
//!
//! usage: `cargo run -p phi-bus --example chart`
use std::path::Path;
use std::{fs, io};

use phi_bus::chart::{FLOW_JSON, flow_json};

fn main() -> io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(FLOW_JSON);
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, flow_json())
}
