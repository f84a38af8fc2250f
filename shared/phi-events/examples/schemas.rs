//! Writes `schemas/`. Golden bytes of an event are added, never changed: a released version writes what it always wrote.
//!
//! usage: `cargo run -p phi-events --example schemas`
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

use phi_events::schemas::{files, may_replace};

fn main() -> io::Result<ExitCode> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    let mut refused = Vec::new();
    for (path, new) in files() {
        let file = root.join(&path);
        match fs::read(&file) {
            Ok(old) if old == new => {}
            Ok(old) if !may_replace(&path, &old, &new) => refused.push(path),
            Ok(_) => write(&file, &path, &new)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => write(&file, &path, &new)?,
            Err(error) => return Err(error),
        }
    }
    for path in &refused {
        eprintln!("schemas: {path} is released and may not change: add a version of the schema instead");
    }
    Ok(if refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn write(file: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    eprintln!("schemas: wrote {path}");
    fs::write(file, bytes)
}
