//! Completions, man pages, and the configuration reference.
use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use crate::failure::Failure;
use crate::output::put;
use crate::session::Session;

/// Flags of `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

/// Flags of `man`.
#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// The folder.
    folder: PathBuf,
}

#[expect(clippy::unnecessary_wraps, reason = "every verb ends the same way")]
pub(crate) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut crate::command(), "phimesh", &mut text);
    put(String::from_utf8_lossy(&text).trim_end());
    Ok(())
}

pub(crate) fn man(session: &Session, args: &ManArgs) -> Result<(), Failure> {
    let unwritable = |source| Failure::Write { path: args.folder.clone(), source };
    std::fs::create_dir_all(&args.folder).map_err(unwritable)?;
    clap_mangen::generate_to(crate::command(), &args.folder).map_err(unwritable)?;
    session.out.note(&format!("wrote man pages into {}", args.folder.display()));
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "every verb ends the same way")]
pub(crate) fn reference() -> Result<(), Failure> {
    put(crate::reference::markdown().trim_end());
    Ok(())
}
