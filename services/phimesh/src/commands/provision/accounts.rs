//! `phimesh provision keys | rotate | revoke | push`: the broker's accounts and users in operator mode.
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use phi_bus::Login;
use phi_bus::operator::folder::{credentials, read, seeds_file, write};
use phi_bus::operator::{SYSTEM_USER, Seeds, push};
use phi_service::{Clock, OsEntropy, SystemClock};
use serde_json::json;

use crate::failure::Failure;
use crate::session::Session;

/// What is done with the accounts' keys.
#[derive(Debug, Subcommand)]
pub(crate) enum AccountsVerb {
    /// Make the keys of operator, accounts and users, and what servers and services are given; again: only what is missing.
    Keys(Folder),
    /// Give a user another key and credentials. The old ones are let in until they are revoked.
    Rotate(UserArgs),
    /// Shut out all keys of a user but the newest, as soon as servers are told (push).
    Revoke(UserArgs),
    /// Give running servers the accounts as they are.
    Push(PushArgs),
}

/// Where the keys are.
#[derive(Debug, Args)]
pub(crate) struct Folder {
    /// Folder with `seeds.json` (keep it offline), `server.conf` (for every nats-server) and `creds/` (one file a user).
    #[arg(long, value_name = "FOLDER")]
    pub dir: PathBuf,
}

/// A user of them.
#[derive(Debug, Args)]
pub(crate) struct UserArgs {
    #[command(flatten)]
    pub folder: Folder,
    /// A service's name, `provisioner` or `system`.
    #[arg(long)]
    pub user: String,
}

/// Flags of `push`.
#[derive(Debug, Args)]
pub(crate) struct PushArgs {
    #[command(flatten)]
    pub folder: Folder,
    /// The broker; mesh.nats.url of the configuration when it is left out.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
}

pub(crate) async fn run(session: &Session, verb: AccountsVerb) -> Result<(), Failure> {
    let now_s = SystemClock.now_ms() / 1000;
    match verb {
        AccountsVerb::Keys(folder) => keys(session, &folder.dir, now_s),
        AccountsVerb::Rotate(args) => {
            let mut seeds = read(&args.folder.dir)?;
            seeds.rotate(&args.user, now_s, &OsEntropy)?;
            write(&args.folder.dir, &seeds)?;
            let file = credentials(&args.folder.dir, &args.user);
            session.out.print(&json!({"user": args.user, "credentials": file}), || {
                format!("{} has another key. Give the service {}; when it has connected with it, revoke the old one and push", args.user, file.display())
            });
            Ok(())
        }
        AccountsVerb::Revoke(args) => {
            let mut seeds = read(&args.folder.dir)?;
            let revoked = seeds.revoke(&args.user, now_s)?;
            write(&args.folder.dir, &seeds)?;
            session.out.print(&json!({"user": args.user, "revoked": revoked}), || {
                format!("{revoked} keys of {} are shut out as soon as servers are told: push, and put server.conf where they start from", args.user)
            });
            Ok(())
        }
        AccountsVerb::Push(args) => pushed(session, args).await,
    }
}

fn keys(session: &Session, dir: &Path, now_s: u64) -> Result<(), Failure> {
    let known = seeds_file(dir).is_file();
    let (seeds, made) = if known {
        let mut seeds = read(dir)?;
        let made = seeds.complete(now_s, &OsEntropy);
        (seeds, made.len())
    } else {
        (Seeds::make(now_s, &OsEntropy), 0)
    };
    write(dir, &seeds)?;
    session.out.print(&json!({"dir": dir, "new": !known, "users_added": made}), || match (known, made) {
        (false, _) => format!(
            "keys of operator, accounts and users in {0}: include {0}/server.conf in each nats-server's configuration, give each service its file of {0}/creds, and keep {0}/seeds.json offline",
            dir.display()
        ),
        (true, 0) => "nothing was missing".to_owned(),
        (true, made) => format!("{made} users added; give servers the accounts (push, and server.conf where they start from)"),
    });
    Ok(())
}

async fn pushed(session: &Session, args: PushArgs) -> Result<(), Failure> {
    let papers = read(&args.folder.dir)?.papers()?;
    let login = Login::Credentials { path: credentials(&args.folder.dir, SYSTEM_USER) };
    let log = session.connected(args.url.as_deref(), login, SYSTEM_USER).await?;
    let servers = push(&log, &papers.accounts).await?;
    session.out.print(&json!({"accounts": papers.accounts.len(), "servers": servers}), || {
        format!("{} accounts taken by {servers} servers", papers.accounts.len())
    });
    Ok(())
}
