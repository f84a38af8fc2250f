//! `phimesh provision`: streams and consumers from `FLOW`; running it again changes nothing.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use phi_bus::accounts::{accounts_block, users};
use phi_bus::provision::{Change, provision};
use phi_events::MESH_TENANT;
use phi_service::{OsEntropy, month_of};
use serde_json::json;

use crate::failure::{Failure, read_file, write_file};
use crate::output::put;
use crate::session::Session;

/// Flags of `provision`.
#[derive(Debug, Args)]
pub(crate) struct ProvisionArgs {
    /// The broker; mesh.nats.url of the configuration when it is left out.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// File with the password of the user `provisioner`.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    /// Replicas of each stream: 1 on one server, 3 in production.
    #[arg(long, default_value_t = 1)]
    pub replicas: u32,
    /// Say what would change, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Print the `accounts` block of a nats-server's configuration instead. It holds the passwords: send it to a file.
    #[arg(long, requires = "passwords")]
    pub print_accounts: bool,
    /// JSON file with a password for every user; made, readable by its owner only, when it is not there.
    #[arg(long, value_name = "FILE")]
    pub passwords: Option<PathBuf>,
}

pub(crate) async fn run(session: &Session, args: ProvisionArgs) -> Result<(), Failure> {
    if let Some(path) = args.passwords.as_deref().filter(|_| args.print_accounts) {
        put(&accounts_block(&passwords(session, path)?));
        return Ok(());
    }
    let log = session.provisioner(args.url.as_deref(), args.password_file.as_ref()).await?;
    let changes = provision(&log, args.replicas, args.dry_run).await?;
    let mesh_keys = if args.dry_run { "not asked" } else { founded(session).await? };
    let named =
        |wanted: fn(&Change) -> Option<&String>| changes.iter().filter_map(wanted).cloned().collect::<Vec<String>>();
    let made = named(|change| match change {
        Change::Made(name) => Some(name),
        Change::Same(_) | Change::Updated(_) => None,
    });
    let updated = named(|change| match change {
        Change::Updated(name) => Some(name),
        Change::Same(_) | Change::Made(_) => None,
    });
    let same = changes.len() - made.len() - updated.len();
    let value =
        json!({"dry_run": args.dry_run, "made": made, "updated": updated, "same": same, "mesh_keys": mesh_keys});
    session.out.print(&value, || {
        let would = if args.dry_run { "would be " } else { "" };
        let line = |verb: &str, names: &[String]| {
            names.iter().map(|name| format!("{would}{verb}  {name}")).collect::<Vec<_>>()
        };
        let mut lines = [line("made", &made), line("updated", &updated)].concat();
        lines.push(format!("{same} of {} as they should be", changes.len()));
        lines.push(format!("keys of the mesh itself: {mesh_keys}"));
        lines.join("\n")
    });
    Ok(())
}

/// Makes the keys of the mesh's own tenant, under which refusals of unknown tenants and rebuilds are audited.
async fn founded(session: &Session) -> Result<&'static str, Failure> {
    let frame = session.frame()?;
    if !frame.key_file.is_file() || frame.nats.user.is_none() {
        return Ok(
            "skipped: set mesh.key_file, mesh.nats.user and mesh.nats.password_file of phimesh, then run this again",
        );
    }
    let core = session.core().await?;
    core.mint_month(MESH_TENANT, month_of(core.now_ms())).await?;
    Ok("there")
}

fn passwords(session: &Session, path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    if !path.exists() {
        let made = phi_testkit::nats::passwords(&OsEntropy);
        let text = serde_json::to_string_pretty(&made).map_err(|error| Failure::Usage(error.to_string()))?;
        write_file(path, &text)?;
        session.out.note(&format!("made passwords in {}", path.display()));
        return Ok(made);
    }
    let unfit =
        |why: String| Failure::Usage(format!("{} is no JSON object of user and password: {why}", path.display()));
    // the position only: what stands there may be a password
    let found: BTreeMap<String, String> =
        serde_json::from_slice(&read_file(path)?).map_err(|error| unfit(format!("line {}", error.line())))?;
    match users().into_iter().find(|user| found.get(*user).is_none_or(String::is_empty)) {
        Some(missing) => Err(unfit(format!("no password for {missing}"))),
        None => Ok(found),
    }
}
