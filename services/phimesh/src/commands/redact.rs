//! `phimesh redact`: typed placeholders for PHI. Without a verb it needs no broker, no configuration, no particular folder;
//! its verbs are about calls in the log.
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::RecvTimeoutError;

use clap::{Args, Subcommand};
use phi_redaction::engine::Engine;
use phi_redaction::engine::stream::HOLD_BACK_MS;
use phi_redaction::jsonl::redact_jsonl_by;
use phi_redaction::live::redact_live;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::put;
use crate::session::Session;

mod rerun;
mod review;

/// Flags of `redact`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct RedactArgs {
    #[command(subcommand)]
    pub verb: Option<RedactVerb>,
    /// The file; standard input when it is left out. A line may begin with its speaker: `caller: …`.
    pub file: Option<PathBuf>,
    /// One JSON object a line, in and out: {"id","text"} or {"id","turns":[{"speaker","text"}]}.
    #[arg(long)]
    pub jsonl: bool,
    /// Words as they are recognized in, redacted words out: each comes at the latest 32 words after it was said, and what came
    /// stays. In: {"speaker","text","more"} or `speaker: words` a line; out: {"turn","speaker","text"}, at the end {"late"}.
    #[arg(long, conflicts_with = "jsonl")]
    pub stream: bool,
    /// Folder of an ONNX token classifier that looks behind the rules, as the service's `redaction.onnx`: try it here first. The
    /// build needs the feature `onnx`.
    #[arg(long, value_name = "FOLDER", conflicts_with = "stream")]
    pub onnx: Option<PathBuf>,
}

/// Verbs about calls in the log.
#[derive(Debug, Subcommand)]
pub(crate) enum RedactVerb {
    /// What the engine was unsure of: list it, decide about it.
    #[command(subcommand)]
    Review(review::ReviewVerb),
    /// Put calls through the engine again, beside what counts.
    Rerun(rerun::RerunArgs),
    /// Show what the newest pass over a call catches and releases.
    Diff(rerun::DiffArgs),
    /// Let the newest pass over a call count.
    Promote(rerun::PromoteArgs),
}

pub(crate) async fn run(session: &Session, args: RedactArgs) -> Result<(), Failure> {
    match args.verb {
        None => text(session, &args),
        Some(RedactVerb::Review(verb)) => review::run(session, verb).await,
        Some(RedactVerb::Rerun(args)) => rerun::rerun(session, args).await,
        Some(RedactVerb::Diff(args)) => rerun::diff(session, args).await,
        Some(RedactVerb::Promote(args)) => rerun::promote(session, args).await,
    }
}

/// Lines as they come, and `None` whenever none came for the longest hold-back.
fn heard(input: Box<dyn Read + Send>) -> impl Iterator<Item = std::io::Result<Option<String>>> {
    let (send, receive) = std::sync::mpsc::sync_channel(64);
    std::thread::spawn(move || {
        for line in BufReader::new(input).lines() {
            if send.send(line.map(Some)).is_err() {
                return;
            }
        }
    });
    let wait = std::time::Duration::from_millis(HOLD_BACK_MS);
    std::iter::from_fn(move || match receive.recv_timeout(wait) {
        Ok(line) => Some(line),
        Err(RecvTimeoutError::Timeout) => Some(Ok(None)),
        Err(RecvTimeoutError::Disconnected) => None,
    })
}

fn text(session: &Session, args: &RedactArgs) -> Result<(), Failure> {
    let (input, length): (Box<dyn Read + Send>, Option<u64>) = match &args.file {
        Some(path) => {
            let file = std::fs::File::open(path).map_err(|source| Failure::Read { path: path.clone(), source })?;
            let length = file.metadata().ok().map(|metadata| metadata.len());
            (Box::new(file), length)
        }
        None => (Box::new(std::io::stdin()), None),
    };
    if args.stream {
        return Ok(redact_live(&Engine::new(), heard(input), std::io::stdout().lock())?);
    }
    let engine = redaction::extra::engine(args.onnx.as_deref())?;
    if !args.jsonl {
        return whole(session, &engine, input);
    }
    let bar = session.out.bar(length, "redacting");
    let output = BufWriter::new(std::io::stdout().lock());
    let done = redact_jsonl_by(&engine, BufReader::with_capacity(1 << 16, bar.wrap_read(input)), output);
    bar.finish_and_clear();
    let done = done?;
    session.out.note(&format!("{} calls, {} spans", done.calls, done.spans));
    Ok(())
}

/// One text, whole: a placeholder has the same number wherever its value returns.
fn whole(session: &Session, engine: &Engine, mut input: impl Read) -> Result<(), Failure> {
    let mut text = String::new();
    input.read_to_string(&mut text).map_err(|error| Failure::Redact(error.into()))?;
    let mut line = json!({"id": "text", "text": text}).to_string();
    line.push('\n');
    let mut answer = Vec::new();
    redact_jsonl_by(engine, line.as_bytes(), &mut answer)?;
    let value: Value = serde_json::from_slice(&answer).unwrap_or(Value::Null);
    if session.out.json() {
        put(&json!({"text": value["text"], "spans": value["spans"]}).to_string());
        return Ok(());
    }
    // written as it is: a file without a last newline stays one
    let _the_reader_may_be_gone =
        std::io::stdout().lock().write_all(value["text"].as_str().unwrap_or_default().as_bytes());
    Ok(())
}
