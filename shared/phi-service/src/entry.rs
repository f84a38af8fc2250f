//! A service's whole `main`: flags, configuration before any socket, telemetry, signals, exit code.
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser};
use figment::Figment;

use crate::config::{Frame, figment, known_sections, section};
use crate::run::{Definition, StartError, Surroundings, start};
use crate::telemetry;

#[derive(Parser)]
#[command(version, about = "A service of phimesh. See its README for what it consumes and produces.")]
struct Args {
    /// Configuration file (TOML).
    #[arg(long)]
    config: Option<PathBuf>,
    /// One value, over file and environment: `--set mesh.nats.url=nats://127.0.0.1:4222`.
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = key_value)]
    set: Vec<(String, String)>,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}
/// What a process that holds keys and words must not do: dump its memory, or print what it was working on.
pub fn guard_process() {
    let none = rustix::process::Rlimit { current: Some(0), maximum: Some(0) };
    let _a_container_may_forbid_it = rustix::process::setrlimit(rustix::process::Resource::Core, none);
    std::panic::set_hook(Box::new(|panic| {
        // Never the payload: a slice out of bounds prints the text it was cut from.
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!(code = "PHI-S010", place, "a defect: this piece of work was given up");
    }));
}

async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        _ = term.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

async fn live(definition: &Definition, figment: &Figment) -> Result<bool, StartError> {
    let mut running = start(definition, figment, Surroundings::default()).await?;
    tracing::info!(service = definition.service().name(), health = %running.health, door = ?running.door, "started");
    let asked = tokio::select! {
        () = terminated() => true,
        () = running.stopped() => false,
    };
    tracing::info!(service = definition.service().name(), "draining");
    running.drain().await;
    Ok(asked)
}

/// The flags; `--version` and `--help` answer with the service's own name, which clap would take from this crate.
fn flags(name: &'static str) -> Args {
    let matches = Args::command().name(name).get_matches();
    Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

fn main_of(definition: &Definition) -> Result<bool, StartError> {
    let args = flags(definition.service().name());
    let figment = figment(args.config.as_ref(), &args.set);
    known_sections(&figment)?;
    let frame: Frame = section(&figment, "mesh")?;
    if let Some(path) = &frame.telemetry.canaries_file {
        telemetry::plant(path).map_err(|source| StartError::File {
            what: "the canaries",
            path: path.clone(),
            source,
        })?;
    }
    let guard = telemetry::start(definition.service().name(), &frame.telemetry);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| StartError::Other(error.to_string()))?;
    let result = runtime.block_on(live(definition, &figment));
    guard.flush();
    result
}

/// A service's whole `main`. Exit codes: 0 drained on request, 1 stopped by itself, 2 did not start.
#[expect(clippy::needless_pass_by_value, reason = "a main that ends with this call has nothing to lend")]
pub fn run(definition: Definition) -> ExitCode {
    guard_process();
    match main_of(&definition) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{}: {error}", definition.service().name());
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: &str = "words that nobody may see";

    /// Run by the test below in a process of its own: the guard is the whole process's.
    #[test]
    #[ignore = "panics on purpose"]
    fn child_that_panics() {
        guard_process();
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap_or_default();
        assert!(core.split_whitespace().nth(4) == Some("0"), "{core}");
        println!("no core dump");
        let cut = WORDS.get(..5).map(|_| &WORDS[WORDS.len() + 1..]);
        println!("{cut:?}");
    }

    #[test]
    fn a_panic_prints_no_payload_and_leaves_no_core() {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        let output =
            child.args(["--ignored", "--exact", "entry::tests::child_that_panics", "--nocapture"]).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        assert!(!output.status.success(), "the child panics");
        assert!(text.contains("no core dump"), "{text}");
        assert!(!text.contains(WORDS), "the payload of the panic holds the words");
    }
}
