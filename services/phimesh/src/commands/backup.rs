//! `phimesh backup` and `phimesh restore`: the whole log in a folder, and back into an empty broker.
use std::path::PathBuf;

use clap::{Args, Subcommand};
use phi_seal::KeyFile;
use serde_json::json;

use crate::backup::{self, Manifest};
use crate::failure::{Failure, read_file};
use crate::output::Tone;
use crate::session::{ProvisionerLogin, Session};
use crate::shreds::{self, Shreds};
use crate::words::instant;

/// Flags of `backup`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct BackupArgs {
    #[command(subcommand)]
    pub verb: Option<BackupVerb>,
    /// The folder: made for its owner alone, and refused when something is in it.
    #[arg(long, value_name = "DIR", required = true)]
    pub dir: Option<PathBuf>,
    #[command(flatten)]
    pub broker: Broker,
}

/// Verbs about backups.
#[derive(Debug, Subcommand)]
pub(crate) enum BackupVerb {
    /// Check every file of a backup against its manifest. Needs no broker and no key.
    Verify {
        /// The folder.
        #[arg(long, value_name = "DIR")]
        dir: PathBuf,
    },
    /// Write the list of what was destroyed, for a restore: take it often, and keep it apart from the backups.
    Shreds {
        /// The file; one that is there is replaced.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

/// How to reach the broker as the provisioner.
#[derive(Debug, Args)]
pub(crate) struct Broker {
    /// The broker; mesh.nats.url of the configuration when it is left out.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    #[command(flatten)]
    pub login: ProvisionerLogin,
}

/// Flags of `restore`.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The backup's folder.
    #[arg(long, value_name = "DIR")]
    pub dir: PathBuf,
    /// The list of what was destroyed, taken later than the backup.
    #[arg(long, value_name = "FILE", required_unless_present = "accept_resurrection")]
    pub shreds: Option<PathBuf>,
    /// Restore without such a list: keys that were destroyed after the backup are alive again.
    #[arg(long, conflicts_with = "shreds")]
    pub accept_resurrection: bool,
    /// Replicas of each stream: 1 on one server, 3 in production.
    #[arg(long, default_value_t = 1)]
    pub replicas: u32,
    /// Check everything and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub broker: Broker,
}

pub(crate) async fn run(session: &Session, args: BackupArgs) -> Result<(), Failure> {
    let BackupArgs { verb, dir, broker } = args;
    match (verb, dir) {
        (Some(BackupVerb::Verify { dir }), _) => verify(session, &dir).await,
        (Some(BackupVerb::Shreds { to }), _) => list(session, &to).await,
        (None, Some(dir)) => make(session, &dir, &broker).await,
        (None, None) => Err(Failure::Usage("name the folder: --dir DIR".to_owned())),
    }
}

async fn make(session: &Session, dir: &std::path::Path, broker: &Broker) -> Result<(), Failure> {
    let environment = session.frame()?.environment;
    let log = session.provisioner(broker.url.as_deref(), &broker.login).await?;
    let clock = phi_service::SystemClock;
    let now_ms = phi_service::Clock::now_ms(&clock);
    let bar = session.out.bar(None, "copying streams");
    let made = backup::make(&log, dir, &environment, now_ms, |copy| bar.set_message(copy.stream.clone())).await;
    bar.finish_and_clear();
    let manifest = made?;
    let bytes: u64 = manifest.streams.iter().map(|copy| copy.bytes).sum();
    let value = json!({"dir": dir, "made_ms": manifest.made_ms, "streams": manifest.streams.len(), "bytes": bytes});
    session.out.print(&value, || {
        format!(
            "{} streams, {bytes} bytes, in {}\nKey files are not in it: keep them elsewhere. A restore asks for the list that\n`phimesh backup shreds --to FILE` writes later than this: take it often.",
            manifest.streams.len(),
            dir.display()
        )
    });
    Ok(())
}

async fn sound(dir: &std::path::Path) -> Result<Manifest, Failure> {
    let manifest = backup::read(dir)?;
    let faults = backup::faults(dir, &manifest).await?;
    if faults.is_empty() { Ok(manifest) } else { Err(Failure::Damaged(faults.join("; "))) }
}

async fn verify(session: &Session, dir: &std::path::Path) -> Result<(), Failure> {
    let manifest = sound(dir).await?;
    let value = json!({
        "ok": true, "made_ms": manifest.made_ms, "environment": manifest.environment, "streams": manifest.streams.len(),
    });
    session.out.print(&value, || {
        let verdict = session.out.paint(Tone::Good, "every file is as its manifest says");
        let made = instant(manifest.made_ms);
        format!("{} streams of environment {}, {made}: {verdict}", manifest.streams.len(), manifest.environment)
    });
    Ok(())
}

async fn list(session: &Session, to: &std::path::Path) -> Result<(), Failure> {
    let shreds = shreds::collect(&session.core().await?).await?;
    shreds::write(to, &shreds)?;
    let (entries, marks, under_way) = (shreds.ledger.len(), shreds.marks.len(), shreds.under_way);
    let value = json!({"made_ms": shreds.made_ms, "entries": entries, "marks": marks, "under_way": under_way});
    session.out.print(&value, || {
        format!("{entries} entries of the ledger, {marks} destroyed keys, {under_way} under way, in {}", to.display())
    });
    Ok(())
}

/// Reads the list and refuses one that cannot say what was destroyed after the backup.
fn later(session: &Session, manifest: &Manifest, path: &std::path::Path) -> Result<Shreds, Failure> {
    let key_file = session.frame()?.key_file;
    let text = read_file(&key_file)?;
    let text =
        std::str::from_utf8(&text).map_err(|_| Failure::Usage(format!("{} is no key file", key_file.display())))?;
    let provider = KeyFile::parse(text).map_err(phi_service::StartError::from)?;
    let shreds = shreds::read(path, &provider)?;
    let ledger = manifest.streams.iter().find(|copy| copy.stream == "SHRED");
    let end = ledger.and_then(|copy| copy.state["last_seq"].as_u64()).unwrap_or_default();
    if shreds.environment != manifest.environment || shreds.made_ms < manifest.made_ms || shreds.end < end {
        let why = "the list of what was destroyed is older than the backup, or of another environment";
        return Err(Failure::Resurrection(why.to_owned()));
    }
    Ok(shreds)
}

pub(crate) async fn restore(session: &Session, args: RestoreArgs) -> Result<(), Failure> {
    let RestoreArgs { dir, shreds, replicas, dry_run, broker, .. } = args;
    let manifest = sound(&dir).await?;
    let environment = session.frame()?.environment;
    if environment != manifest.environment {
        let what =
            format!("the backup is of environment {}, and nothing of it opens in {environment}", manifest.environment);
        return Err(Failure::Usage(what));
    }
    let shreds = shreds.map(|path| later(session, &manifest, &path)).transpose()?;
    let log = session.provisioner(broker.url.as_deref(), &broker.login).await?;
    let plan = backup::plan(&log, &manifest).await?;
    let mut destroyed = 0;
    if !dry_run {
        let bar = session.out.bar(None, "restoring streams");
        let done = |copy: &phi_bus::backup::Copy| bar.set_message(copy.stream.clone());
        let restored = backup::restore(&log, &dir, &manifest, &plan, replicas, done).await;
        bar.finish_and_clear();
        restored?;
        if let Some(shreds) = &shreds {
            destroyed = shreds::apply(&log, shreds).await?;
        }
    }
    let entries = shreds.as_ref().map(|shreds| shreds.ledger.len());
    let value = json!({"dry_run": dry_run, "streams": plan, "ledger_entries": entries, "destroyed_again": destroyed});
    session.out.print(&value, || {
        if dry_run {
            return format!("would restore {} streams. Nothing was changed.", plan.len());
        }
        format!(
            "{} streams restored; {destroyed} keys destroyed again.\nStart retention first, then the other services: projections are folded anew from the log.",
            plan.len()
        )
    });
    Ok(())
}
