//! `./justw cluster [--short | --idle | --upgrade-from DIR] [--keep] [--json]`: exit status 0 only if every claim held.
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use e2e::BoxError;
use e2e::cluster::report::Report;
use e2e::cluster::{Script, start};
use e2e::process::binaries;

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
    let mut running = start(folder, &build).await?;
    let mut report = running.run(&options.script, PACE, PAUSE).await?;
    if options.keep {
        eprintln!("\n{}\n{}\nCtrl-C ends it.", report.text(), running.addresses());
        tokio::signal::ctrl_c().await?;
    }
    running.close(&mut report)?;
    Ok(report)
}
