//! Adds the golden bytes of this crate to `schemas/golden/`. Never changes one that stands there.
//!
//! usage: `cargo run -p phi-seal --example golden`
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

#[path = "../tests/common/entropy.rs"]
mod entropy;
#[path = "../tests/common/golden.rs"]
mod golden;

fn main() -> io::Result<ExitCode> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas/golden");
    fs::create_dir_all(&folder)?;
    let mut refused = false;
    for (name, new) in golden::files() {
        let file = folder.join(name);
        match fs::read(&file) {
            Ok(old) if old == new => {}
            Ok(_) => {
                refused = true;
                eprintln!("schemas: golden/{name} is released and may not change: add a suite or a record instead");
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                eprintln!("schemas: wrote golden/{name}");
                fs::write(file, new)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
