//! `./justw cluster [--short | --idle | --upgrade-from DIR] [--keep] [--json]`: exit status 0 only if every claim held.
use std::path::PathBuf;
use std::pin::Pin;
use std::process::ExitCode;
use std::time::Duration;

use e2e::BoxError;
use e2e::cluster::report::Report;
use e2e::cluster::{Script, start};
use e2e::process::binaries;
use tokio::signal::unix::{SignalKind, signal};

/// One call each: what two cores carry in a debug build without falling behind.
const PACE: Duration = Duration::from_millis(500);
/// How long what goes stays away at least.
const PAUSE: Duration = Duration::from_secs(1);

/// What the command line says.
struct Options {
    script: Script,
    keep: bool,
    json: bool,
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options { script: Script::Everything, keep: false, json: false };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--short" => options.script = Script::OneOfEach,
            "--idle" => options.script = Script::Nothing,
            "--upgrade-from" => {
                let folder =
                    arguments.next().ok_or("--upgrade-from needs the folder of the former build's binaries")?;
                options.script = Script::UpgradeFrom(PathBuf::from(folder));
            }
            "--keep" => options.keep = true,
            "--json" => options.json = true,
            other => {
                return Err(format!(
                    "unknown argument {other}; known are --short, --idle, --upgrade-from DIR, --keep, --json"
                ));
            }
        }
    }
    Ok(options)
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(64);
        }
    };
    let report = match run(&options).await {
        Ok(report) => report,
        Err(error) => {
            eprintln!("The run failed: {error}");
            return ExitCode::FAILURE;
        }
    };
    if options.json {
        println!("{}", report.json());
    }
    let verdict = if report.held() { "Every claim held." } else { "A claim did NOT hold: see above." };
    eprintln!("\n{}\n{verdict} {:.0} s in all.", report.text(), report.seconds);
    if report.held() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

async fn run(options: &Options) -> Result<Report, BoxError> {
    let folder = tempfile::Builder::new().prefix("phimesh-cluster-").tempdir()?;
    let result = on(folder.path(), options).await;
    if !result.as_ref().is_ok_and(Report::held) {
        eprintln!("The logs are kept in {}", folder.keep().join("logs").display());
    }
    result
}

async fn on(folder: &std::path::Path, options: &Options) -> Result<Report, BoxError> {
    let build = match &options.script {
        Script::UpgradeFrom(former) => former.clone(),
        Script::OneOfEach | Script::Everything | Script::Nothing => binaries()?,
    };
    let mut running = unless_ended(Box::pin(start(folder, &build))).await?;
    let mut report = unless_ended(Box::pin(running.run(&options.script, PACE, PAUSE))).await?;
    if options.keep {
        eprintln!("\n{}\n{}\nCtrl-C ends it.", report.text(), running.addresses());
        told_to_end().await?;
    }
    running.close(&mut report)?;
    Ok(report)
}

/// Does something unless it is told to end meanwhile: what has been started is then dropped, and ends with that.
async fn unless_ended<T>(work: Pin<Box<impl Future<Output = Result<T, BoxError>>>>) -> Result<T, BoxError> {
    tokio::select! {
        done = work => done,
        told = told_to_end() => Err(told.err().map_or_else(|| "it was told to end".into(), Into::into)),
    }
}

/// Waits for Ctrl-C or SIGTERM.
async fn told_to_end() -> std::io::Result<()> {
    let mut term = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = term.recv() => Ok(()),
    }
}
