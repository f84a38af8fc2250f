//! The operator's command, and what the demonstration shares with it: how a call is sent ([`send`]), what the log says of
//! one ([`timeline`]), how people ask for something ([`ask`]), what a service answers on its admin address ([`admin`]),
//! and a whole mesh in one process ([`up`]).
pub mod admin;
pub mod ask;
pub mod backup;
mod cli;
mod commands;
pub mod config;
pub mod embedded;
pub mod failure;
pub mod output;
pub mod practice;
pub mod read;
pub mod reference;
pub mod send;
mod session;
pub mod shreds;
pub mod tenants;
pub mod timeline;
pub mod up;
mod words;

pub use failure::Failure;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

/// The command as clap knows it, for completions, man pages and tests.
pub fn command() -> clap::Command {
    cli::Cli::command()
}

/// The command's whole `main`. `phimesh --help` says what the exit codes mean.
pub fn run() -> ExitCode {
    let cli = cli::Cli::parse();
    phi_service::guard_process();
    if !matches!(cli.verb, cli::Verb::Up(_)) {
        // no log stands for the other verbs; and never the payload, which may hold what was worked on
        std::panic::set_hook(Box::new(|panic| {
            let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
            eprintln!("phimesh: PHI-S010: a defect at {place}: please report it");
        }));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(commands::run(cli)),
        Err(error) => Err(Failure::SetUp(error.to_string())),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("phimesh: {failure}");
            ExitCode::from(failure.exit())
        }
    }
}
