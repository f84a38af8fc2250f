//! `phimesh call`: send one, show one, save its sealed envelopes.
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use phi_events::{Address, AggregateId, Context, TenantId};
use phi_service::{Clock, SystemClock};
use serde_json::json;

use crate::failure::{Failure, read_file};
use crate::output::{Out, Tone, table};
use crate::send::{self, Label};
use crate::session::{Session, secret};
use crate::timeline::{Timeline, Words, timeline};
use crate::words::{instant, name};

/// Verbs about calls.
#[derive(Debug, Subcommand)]
pub(crate) enum CallVerb {
    /// Send a recording (WAV) as an upload, or a JSON body as a signed Vapi webhook.
    Send(SendArgs),
    /// Show what the log says of a call.
    Show(ShowArgs),
    /// Save a call's envelopes, sealed as they are, for `phimesh verify`.
    Export(ExportArgs),
}

/// Flags of `call send`.
#[derive(Debug, Args)]
pub(crate) struct SendArgs {
    /// The file: RIFF/WAVE, or JSON.
    pub file: PathBuf,
    /// Address of call-intake's doors; phimesh.intake when it is left out.
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The practice; phimesh.tenant when it is left out.
    #[arg(long, value_name = "ID")]
    pub tenant: Option<TenantId>,
    /// File with the upload token; phimesh.token_file when it is left out.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// File with the secret that signs webhooks; phimesh.secret_file when it is left out.
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
    /// Names the uploaded call; the SHA-256 of the file when it is left out.
    #[arg(long, value_name = "KEY")]
    pub idempotency_key: Option<String>,
    /// File with the caller's number in E.164 (a file, because command lines are seen by others).
    #[arg(long, value_name = "FILE")]
    pub caller_file: Option<PathBuf>,
    /// When the uploaded call began: RFC 3339 or Unix milliseconds.
    #[arg(long, value_name = "INSTANT")]
    pub started_at: Option<String>,
    /// The practice phoned the patient.
    #[arg(long)]
    pub outbound: bool,
}

/// Flags of `call show`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The call.
    pub call: AggregateId,
    /// The practice; phimesh.tenant when it is left out.
    #[arg(long, value_name = "ID")]
    pub tenant: Option<TenantId>,
    /// Your account id: the audit entry of what you read is written in this name, before it is shown.
    #[arg(long, env = "USER", default_value = "operator", value_name = "ACCOUNT")]
    pub by: String,
    /// Do not open the redacted words.
    #[arg(long)]
    pub closed: bool,
}

/// Flags of `call export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The call.
    pub call: AggregateId,
    /// The folder to write into.
    pub folder: PathBuf,
    /// The practice; phimesh.tenant when it is left out.
    #[arg(long, value_name = "ID")]
    pub tenant: Option<TenantId>,
}

pub(crate) async fn run(session: &Session, verb: CallVerb) -> Result<(), Failure> {
    match verb {
        CallVerb::Send(args) => send(session, args).await,
        CallVerb::Show(args) => show(session, args).await,
        CallVerb::Export(args) => export(session, args).await,
    }
}

async fn send(session: &Session, args: SendArgs) -> Result<(), Failure> {
    let bytes = read_file(&args.file)?;
    let config = session.config()?;
    let tenant = session.tenant(args.tenant)?;
    let base = args.url.clone().unwrap_or(config.intake);
    let named = |flag: Option<&PathBuf>, configured: Option<PathBuf>, what: &str| {
        let path = flag.cloned().or(configured);
        path.ok_or_else(|| Failure::Usage(format!("name the file that holds the {what}")))
    };
    let sent = if bytes.trim_ascii_start().first() == Some(&b'{') {
        let secret = secret(&named(args.secret_file.as_ref(), config.secret_file, "webhook secret: --secret-file")?)?;
        send::webhook(&base, tenant, &secret, SystemClock.now_ms(), bytes).await?
    } else {
        let token = secret(&named(args.token_file.as_ref(), config.token_file, "upload token: --token-file")?)?;
        let label = label(&args, &bytes)?;
        send::upload(&base, tenant, &token, &label, bytes).await?
    };
    session.out.print(&sent, || match (&sent.call, sent.status) {
        (Some(call), 202) => format!("accepted: call {call}"),
        (Some(call), _) => format!("already accepted: call {call}"),
        (None, _) => "taken note of: this webhook reports no ended call".to_owned(),
    });
    Ok(())
}

fn label(args: &SendArgs, bytes: &[u8]) -> Result<Label, Failure> {
    let key = args.idempotency_key.clone().unwrap_or_else(|| send::hash(bytes));
    let caller = args.caller_file.as_deref().map(secret).transpose()?;
    Ok(Label { key, caller, started: args.started_at.clone(), outbound: args.outbound })
}

async fn show(session: &Session, args: ShowArgs) -> Result<(), Failure> {
    let tenant = session.tenant(args.tenant)?;
    let core = session.core().await?;
    let reader = (!args.closed).then_some(args.by.as_str());
    let told = timeline(&core, tenant, args.call, reader).await?;
    session.out.print(&told, || text(session.out, &told));
    Ok(())
}

fn seconds(ms: u64) -> String {
    format!("{}.{:01} s", ms / 1000, ms % 1000 / 100)
}

fn text(out: Out, told: &Timeline) -> String {
    let came = &told.came_in;
    let mut text = format!("call       {}\ntenant     {}\n", told.call, told.tenant);
    let words = if came.has_transcript { "with the platform's words" } else { "without words" };
    let _ = writeln!(
        text,
        "came in    {}, {}, {}, {} at {}, {words}, {} tracks stored",
        came.source,
        came.direction,
        came.ended,
        seconds(came.duration_ms),
        instant(came.started_ms),
        came.tracks
    );
    let _ = writeln!(text, "trace      {}", told.trace.as_deref().unwrap_or("none"));
    if let (Some(words), Some(tier)) = (told.words, &told.tier) {
        let _ = writeln!(text, "words      {words} (tier {tier})");
    }
    if !told.redactions.is_empty() {
        let counts: Vec<String> = told.redactions.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        let _ = writeln!(text, "redacted   {}", counts.join(", "));
    }
    match &told.outcome {
        Some(outcome) => {
            let review = outcome.review.as_ref().map(|why| format!(", review: {why}")).unwrap_or_default();
            let _ = writeln!(
                text,
                "outcome    {} -> {} ({}{review})",
                outcome.intent, outcome.disposition, outcome.urgency
            );
        }
        None => {
            let _ = writeln!(text, "outcome    {}", out.paint(Tone::Odd, "none yet"));
        }
    }
    let ehr = if told.ehr.is_empty() {
        out.paint(Tone::Odd, "nothing yet")
    } else {
        out.paint(Tone::Good, &told.ehr.join(", "))
    };
    let _ = writeln!(text, "ehr        {ehr}");
    if !told.destroyed.is_empty() {
        let _ = writeln!(text, "destroyed  keys of {}", told.destroyed.join(", "));
    }
    let _ = writeln!(text, "\n{}", steps(told));
    let hops: Vec<String> = told.hops_ms.iter().map(|(hop, ms)| format!("{hop} {ms} ms")).collect();
    let _ = writeln!(text, "\nhops       {}\n\n{}", hops.join(", "), spoken(&told.text));
    text
}

fn steps(told: &Timeline) -> String {
    let row = |step: &crate::timeline::Step| {
        let waits = step.waits.as_ref().map(|why| format!("waits: {why}")).unwrap_or_default();
        vec![
            step.context.to_owned(),
            step.event.to_owned(),
            instant(step.at_ms),
            format!("+{} ms", step.after_ms),
            waits,
        ]
    };
    table(&["context", "event", "at", "after", ""], &told.steps.iter().map(row).collect::<Vec<_>>())
}

fn spoken(words: &Words) -> String {
    match words {
        Words::None => "There are no redacted words.".to_owned(),
        Words::Withheld { why } => format!("The words are withheld ({why}): a person listens to the recording."),
        Words::Closed => "The redacted words were not opened.".to_owned(),
        Words::Destroyed => "The redacted words cannot be read any more: their key was destroyed.".to_owned(),
        Words::Open { turns, summary } => {
            let summary = summary.as_ref().map(|summary| format!("{summary}\n")).unwrap_or_default();
            let turns: Vec<String> =
                turns.iter().map(|turn| format!("  {}: {}", name(&turn.speaker), turn.text)).collect();
            format!("{summary}{}", turns.join("\n"))
        }
    }
}

/// Contexts whose chains tell a call's story.
const EXPORTED: [Context; 6] =
    [Context::Call, Context::Transcript, Context::Redaction, Context::Outcome, Context::Ehr, Context::Retention];

async fn export(session: &Session, args: ExportArgs) -> Result<(), Failure> {
    let tenant = session.tenant(args.tenant)?;
    let core = session.core().await?;
    let mut files = Vec::new();
    for (order, context) in EXPORTED.into_iter().enumerate() {
        let subject = Address::new(context, tenant, args.call).subject();
        let stored = core.log().read(&context.stream(), &subject, 1).await?;
        for (at, message) in stored.iter().enumerate() {
            let path = args.folder.join(format!("{}-{}-{:04}.phm", order + 1, context.token(), at + 1));
            files.push((path, message.payload.clone()));
        }
    }
    if files.is_empty() {
        return Err(Failure::NotFound(format!("call {} of tenant {tenant}", args.call)));
    }
    std::fs::create_dir_all(&args.folder).map_err(|source| write_failed(&args.folder, source))?;
    for (path, bytes) in &files {
        std::fs::write(path, bytes).map_err(|source| write_failed(path, source))?;
    }
    let names: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
    session.out.print(&json!({"files": names}), || names.join("\n"));
    Ok(())
}

fn write_failed(path: &Path, source: std::io::Error) -> Failure {
    Failure::Write { path: path.to_owned(), source }
}
