//! A backup as it lies in its folder: a manifest, and one file for each stream. It holds sealed envelopes and wrapped keys,
//! and none of the roots that open them: key files are kept elsewhere.
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use phi_bus::NatsLog;
use phi_bus::backup::{Copy, Floor, copy, digest, floors, order, present, put, remove_empty, rewind};
use phi_bus::provision::provision;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::{Failure, read_file, write_file};

/// The manifest's form.
const VERSION: u32 = 1;
/// Name of the manifest in the folder.
const MANIFEST: &str = "manifest.json";

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The manifest's form.
    pub version: u32,
    /// When the backup began, Unix milliseconds: what was destroyed later is in it.
    pub made_ms: u64,
    /// Version of the command.
    pub made_by: String,
    /// Version of the broker.
    pub server: String,
    /// The environment that every seal is bound to.
    pub environment: String,
    /// Where consumers stood before the first stream was copied.
    pub floors: Vec<Floor>,
    /// The streams in the order in which they were copied.
    pub streams: Vec<Copy>,
}

fn unwritable(path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    move |source| Failure::Write { path: path.to_owned(), source }
}

fn unreadable(path: &Path) -> impl FnOnce(std::io::Error) -> Failure {
    move |source| Failure::Read { path: path.to_owned(), source }
}

fn file(folder: &Path, stream: &str) -> PathBuf {
    folder.join(format!("{stream}.snapshot"))
}

/// Makes the folder, for its owner alone. One that holds something is refused: two backups would be taken for one.
fn emptied(folder: &Path) -> Result<(), Failure> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder).map_err(unwritable(folder))?;
    let mut entries = std::fs::read_dir(folder).map_err(unreadable(folder))?;
    if entries.next().is_some() {
        return Err(Failure::Usage(format!("{} is not empty; name a folder that is not there yet", folder.display())));
    }
    Ok(())
}

/// Copies every stream into a folder. The manifest is written last: without it the folder is no backup.
///
/// # Errors
/// [`Failure`] when the broker or the folder does not do its part.
pub async fn make(
    log: &NatsLog,
    folder: &Path,
    environment: &str,
    now_ms: u64,
    mut done: impl FnMut(&Copy),
) -> Result<Manifest, Failure> {
    emptied(folder)?;
    let floors = floors(log).await?;
    let mut streams = Vec::new();
    for stream in order() {
        let path = file(folder, &stream);
        let mut options = std::fs::OpenOptions::new();
        let opened = options.create_new(true).write(true).mode(0o600).open(&path).map_err(unwritable(&path))?;
        let mut to = tokio::fs::File::from_std(opened);
        let copied = copy(log, &stream, &mut to).await?;
        to.sync_all().await.map_err(unwritable(&path))?;
        done(&copied);
        streams.push(copied);
    }
    let made_by = concat!("phimesh ", env!("CARGO_PKG_VERSION")).to_owned();
    let (server, environment) = (log.client().server_info().version.clone(), environment.to_owned());
    let manifest = Manifest { version: VERSION, made_ms: now_ms, made_by, server, environment, floors, streams };
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| Failure::Usage(error.to_string()))?;
    let (path, draft) = (folder.join(MANIFEST), folder.join("manifest.draft"));
    write_file(&draft, &text)?;
    std::fs::rename(&draft, &path).map_err(unwritable(&path))?;
    Ok(manifest)
}

/// Reads a backup's manifest.
///
/// # Errors
/// [`Failure`] when there is none, or one of another form.
pub fn read(folder: &Path) -> Result<Manifest, Failure> {
    let path = folder.join(MANIFEST);
    let manifest: Manifest = serde_json::from_slice(&read_file(&path)?)
        .map_err(|error| Failure::Damaged(format!("{} cannot be read: line {}", path.display(), error.line())))?;
    if manifest.version != VERSION {
        return Err(Failure::Damaged(format!("its manifest is of form {}, and {VERSION} is read", manifest.version)));
    }
    Ok(manifest)
}

/// What is wrong with a backup's files: of other bytes than the manifest says, or not there.
///
/// # Errors
/// [`Failure`] when a file that is there cannot be read.
pub async fn faults(folder: &Path, manifest: &Manifest) -> Result<Vec<String>, Failure> {
    let mut faults = Vec::new();
    for stream in &manifest.streams {
        let path = file(folder, &stream.stream);
        if !path.is_file() {
            faults.push(format!("{} is not there", path.display()));
            continue;
        }
        let opened = tokio::fs::File::open(&path).await.map_err(unreadable(&path))?;
        let (bytes, sha256) = digest(opened).await.map_err(unreadable(&path))?;
        if (bytes, &sha256) != (stream.bytes, &stream.sha256) {
            faults.push(format!("{} holds other bytes than the manifest says", path.display()));
        }
    }
    let held: BTreeSet<&str> = manifest.streams.iter().map(|stream| stream.stream.as_str()).collect();
    faults.extend(order().iter().filter(|name| !held.contains(name.as_str())).map(|name| format!("{name} is missing")));
    Ok(faults)
}

/// The part of a stream's state that says which messages it holds. The first of none is 0 here and 1 there.
fn extent(state: &Value) -> [u64; 3] {
    let [messages, first, last] =
        ["messages", "first_seq", "last_seq"].map(|name| state[name].as_u64().unwrap_or_default());
    [messages, if messages == 0 { 0 } else { first }, last]
}

/// What a restore would do with each stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Make it from its copy.
    Restore,
    /// It is there as its copy is: an earlier restore was broken off after it.
    There,
}

/// What a restore would do. A stream that holds something else is never touched.
///
/// # Errors
/// [`Failure::Occupied`] that names the streams in the way, [`Failure`] when the broker does not answer.
pub async fn plan(log: &NatsLog, manifest: &Manifest) -> Result<BTreeMap<String, Plan>, Failure> {
    let present = present(log).await?;
    let (mut plan, mut occupied) = (BTreeMap::new(), Vec::new());
    for copy in &manifest.streams {
        let name = copy.stream.clone();
        if present.get(&name).copied().unwrap_or_default() == 0 {
            plan.insert(name, Plan::Restore);
            continue;
        }
        let info = log.api(&format!("STREAM.INFO.{name}"), &Value::Null).await?;
        if extent(&info["state"]) == extent(&copy.state) {
            plan.insert(name, Plan::There);
        } else {
            occupied.push(name);
        }
    }
    if occupied.is_empty() { Ok(plan) } else { Err(Failure::Occupied(occupied.join(", "))) }
}

/// Makes the streams of a plan: keys first, causes before effects. Then what `FLOW` asks for besides, and consumers stand
/// where they stood.
///
/// # Errors
/// [`Failure`]; what was restored until then stays, and the same restore again goes on from there.
pub async fn restore(
    log: &NatsLog,
    folder: &Path,
    manifest: &Manifest,
    plan: &BTreeMap<String, Plan>,
    replicas: u32,
    mut done: impl FnMut(&Copy),
) -> Result<(), Failure> {
    let present = present(log).await?;
    for copy in manifest.streams.iter().rev().filter(|copy| plan.get(&copy.stream) == Some(&Plan::Restore)) {
        if present.contains_key(&copy.stream) {
            remove_empty(log, &copy.stream).await?;
        }
        let path = file(folder, &copy.stream);
        let from = tokio::fs::File::open(&path).await.map_err(unreadable(&path))?;
        let state = put(log, copy, replicas, from).await?;
        if extent(&state) != extent(&copy.state) {
            return Err(Failure::Damaged(format!("the broker made another stream of the copy of {}", copy.stream)));
        }
        done(copy);
    }
    provision(log, replicas, false).await?;
    rewind(log, &manifest.floors).await?;
    Ok(())
}
