//! `phimesh verify`: what can be said of envelopes without a key, a broker or a configuration.
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use data_encoding::HEXLOWER;
use phi_events::Context;
use phi_events::envelope::{Layout, NO_PREVIOUS, chain_hash};
use serde::Serialize;
use serde_json::json;

use crate::failure::{Failure, read_file};
use crate::output::{Tone, table};
use crate::session::Session;
use crate::words::suite;

/// Flags of `verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Envelopes of one aggregate, in order (`phimesh call export`); or folders of them, read by name.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Checked {
    file: String,
    context: Option<&'static str>,
    schema: Option<u16>,
    suite: Option<&'static str>,
    commit: Option<String>,
    sections: Vec<&'static str>,
    hash: String,
    /// `first`, `follows`, `unknown` (its predecessor was not given), or what is wrong.
    chain: String,
    ok: bool,
}

/// Chains so far: the hash of the last envelope of each context, and every commit id.
#[derive(Default)]
struct Seen {
    last: BTreeMap<Context, [u8; 32]>,
    commits: BTreeSet<String>,
}

const CLAIMS: &str = "Claimed: each file is one whole envelope of a known form, and each names the one before it by its hash, so nothing was \
changed, left out or put in between them. Not claimed, since that takes a key: who sealed them, where they stood, and what they say.";

pub(crate) fn run(session: &Session, args: VerifyArgs) -> Result<(), Failure> {
    let mut seen = Seen::default();
    let mut checked = Vec::new();
    for path in flattened(args.files)? {
        checked.push(check(&mut seen, &path, &read_file(&path)?));
    }
    let broken = checked.iter().filter(|one| !one.ok).count();
    let value = json!({"ok": broken == 0, "checked": checked, "claims": CLAIMS});
    session.out.print(&value, || text(session, &checked, broken));
    match (checked.len(), broken) {
        (0, _) => Err(Failure::Usage("there is no envelope to check".to_owned())),
        (_, 0) => Ok(()),
        (all, broken) => Err(Failure::Check(format!("{broken} of {all} envelopes do not hold"))),
    }
}

fn flattened(paths: Vec<PathBuf>) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path);
            continue;
        }
        let unreadable = |source| Failure::Read { path: path.clone(), source };
        let entries =
            std::fs::read_dir(&path).map_err(unreadable)?.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
        let mut inside: Vec<PathBuf> =
            entries.into_iter().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

fn check(seen: &mut Seen, path: &Path, bytes: &[u8]) -> Checked {
    let hash = chain_hash(bytes);
    let file = path.display().to_string();
    let layout = match Layout::parse(bytes) {
        Ok(layout) => layout,
        Err(error) => {
            let (sections, hash) = (vec![], HEXLOWER.encode(&hash));
            return Checked {
                file,
                context: None,
                schema: None,
                suite: None,
                commit: None,
                sections,
                hash,
                chain: error.to_string(),
                ok: false,
            };
        }
    };
    let header = &layout.header;
    let commit = header.commit.to_string();
    let chain = match seen.last.get(&header.context) {
        _ if !seen.commits.insert(commit.clone()) => Err("this commit stood here before"),
        Some(last) if *last == header.previous => Ok("follows"),
        Some(_) => Err("does not follow the envelope before it"),
        None if header.previous == NO_PREVIOUS => Ok("first"),
        None => Ok("unknown: its predecessor was not given"),
    };
    seen.last.insert(header.context, hash);
    Checked {
        file,
        context: Some(header.context.token()),
        schema: Some(header.schema),
        suite: Some(suite(header.suite)),
        commit: Some(commit),
        sections: header.sections.iter().map(|section| section.class.token()).collect(),
        hash: HEXLOWER.encode(&hash),
        ok: chain.is_ok(),
        chain: chain.unwrap_or_else(|wrong| wrong).to_owned(),
    }
}

fn text(session: &Session, checked: &[Checked], broken: usize) -> String {
    let row = |one: &Checked| {
        let tone = if one.ok { Tone::Good } else { Tone::Bad };
        let schema = one.schema.map_or(String::new(), |schema| format!(" v{schema}"));
        let context = format!("{}{schema}", one.context.unwrap_or("?"));
        let name =
            Path::new(&one.file).file_name().map_or(one.file.clone(), |name| name.to_string_lossy().into_owned());
        vec![name, context, one.sections.join("+"), one.hash[..16].to_owned(), session.out.paint(tone, &one.chain)]
    };
    let rows: Vec<Vec<String>> = checked.iter().map(row).collect();
    let verdict = if broken == 0 { CLAIMS.to_owned() } else { format!("{broken} of {} do not hold", checked.len()) };
    format!("{}\n\n{verdict}", table(&["file", "context", "sections", "sha-256", "chain"], &rows))
}
