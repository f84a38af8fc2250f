//! `phimesh keys new`: key files, one for each service, with the roots that `FLOW` gives it.
use std::path::PathBuf;

use clap::Subcommand;
use phi_events::Service;
use phi_seal::provider::generate;
use phi_service::OsEntropy;
use serde_json::json;

use crate::failure::{Failure, write_file};
use crate::session::Session;

/// Verbs about key files.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysVerb {
    /// Write a fresh key file for every service into a folder that has none.
    New {
        /// The folder.
        folder: PathBuf,
        /// Say what would be written, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

fn file(folder: &std::path::Path, service: Option<Service>) -> PathBuf {
    folder.join(format!("{}.keys.json", service.map_or("all", Service::name)))
}

pub(crate) fn run(session: &Session, verb: KeysVerb) -> Result<(), Failure> {
    let KeysVerb::New { folder, dry_run } = verb;
    let made = generate(&OsEntropy).map_err(phi_service::StartError::from)?;
    // a file with every root belongs on no production machine: each service gets its own only
    let files: Vec<(PathBuf, _)> = made
        .into_iter()
        .filter(|(service, _)| service.is_some())
        .map(|(service, text)| (file(&folder, service), text))
        .collect();
    if let Some((there, _)) = files.iter().find(|(path, _)| path.exists()) {
        let what = format!("{} is there; what it opens would be lost, so it is never overwritten", there.display());
        return Err(Failure::Usage(what));
    }
    if !dry_run {
        std::fs::create_dir_all(&folder).map_err(|source| Failure::Write { path: folder.clone(), source })?;
        for (path, text) in &files {
            write_file(path, text)?;
        }
    }
    let names: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
    let value = json!({"dry_run": dry_run, "files": names});
    session.out.print(&value, || format!("{}\n{}", if dry_run { "would write" } else { "wrote" }, names.join("\n")));
    Ok(())
}
