//! `phimesh provision`: streams and consumers from `FLOW`; running it again changes nothing.
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use phi_bus::Login;
use phi_bus::accounts::{accounts_block, users};
use phi_bus::provision::{Change, provision};
use phi_events::MESH_TENANT;
use phi_service::{OsEntropy, month_of};
use serde_json::json;

use crate::failure::{Failure, read_file, write_file};
use crate::output::put;
use crate::session::{ProvisionerLogin, Session};

mod accounts;

/// Flags of `provision`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ProvisionArgs {
    #[command(subcommand)]
    pub verb: Option<accounts::AccountsVerb>,
    /// The broker; mesh.nats.url of the configuration when it is left out.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    #[command(flatten)]
    pub login: ProvisionerLogin,
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
    if let Some(verb) = args.verb {
        return accounts::run(session, verb).await;
    }
    if let Some(path) = args.passwords.as_deref().filter(|_| args.print_accounts) {
        put(&accounts_block(&passwords(session, path)?));
        return Ok(());
    }
    let log = session.provisioner(args.url.as_deref(), &args.login).await?;
    let changes = provision(&log, args.replicas, args.dry_run).await?;
    let mesh_keys = if args.dry_run { "not asked" } else { founded(session).await? };
    report(session, args.dry_run, &changes, mesh_keys);
    Ok(())
}

fn report(session: &Session, dry_run: bool, changes: &[Change], mesh_keys: &str) {
    let (mut made, mut updated, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    let would = if dry_run { "would be " } else { "" };
    for change in changes {
        match change {
            Change::Same(_) => {}
            Change::Made(name) => {
                lines.push(format!("{would}made  {name}"));
                made.push(name);
            }
            Change::Updated(name, differing) => {
                let fields: Vec<String> =
                    differing.iter().map(|one| format!("{} {} -> {}", one.field, one.found, one.wanted)).collect();
                lines.push(format!("{would}updated  {name}: {}", fields.join(", ")));
                updated.push(json!({"name": name, "changes": fields}));
            }
        }
    }
    let same = changes.len() - made.len() - updated.len();
    let value = json!({"dry_run": dry_run, "made": made, "updated": updated, "same": same, "mesh_keys": mesh_keys});
    session.out.print(&value, || {
        lines.push(format!("{same} of {} as they should be", changes.len()));
        lines.push(format!("keys of the mesh itself: {mesh_keys}"));
        lines.join("\n")
    });
}

/// Makes the keys of the mesh's own tenant, under which refusals of unknown tenants and rebuilds are audited.
async fn founded(session: &Session) -> Result<&'static str, Failure> {
    let frame = session.frame()?;
    if !frame.key_file.is_file() || matches!(frame.nats.login(), Login::Nobody) {
        return Ok(
            "skipped: set mesh.key_file and the login of phimesh (mesh.nats.credentials_file, or user and password_file), then run this again",
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
