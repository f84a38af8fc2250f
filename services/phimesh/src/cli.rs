//! The command line. Each verb's flags stand beside its work, in `commands/`.
use clap::{Parser, Subcommand};

use crate::commands::{
    backup, call, config, doctor, freeze, hold, incident, keys, papers, provision, quarantine, rebuild, redact, shred,
    smoke, tenant, transcribe, verify,
};
use crate::session::Global;
use crate::up::UpArgs;

const EXIT_CODES: &str = "\
Exit codes:
  0  done, and every check held
  1  a check failed, or what was asked was refused
  2  the command line, a file it names, or the configuration cannot be used
  3  the broker, a service or a door cannot be reached
  4  what was named does not exist

Every message begins with a code; docs/errors/CODE.md says what to do.
Configuration: defaults < --config FILE < environment (PHIMESH__SECTION__KEY) < --set.
redact without a verb, transcribe and verify need no broker, no configuration and no particular folder.";

/// Carries patients' calls from a voice platform to an EHR as sealed events.
#[derive(Debug, Parser)]
#[command(name = "phimesh", version, after_help = EXIT_CODES, max_term_width = 120)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub verb: Verb,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Run the whole mesh in this one process, on loopback, and stay up.
    Up(UpArgs),
    /// Send a call, show one, or save its sealed envelopes.
    #[command(subcommand)]
    Call(call::CallVerb),
    /// Make streams and consumers from FLOW; say what was changed.
    Provision(provision::ProvisionArgs),
    /// Make key files for every service.
    #[command(subcommand)]
    Keys(keys::KeysVerb),
    /// Check broker, permissions, streams, keys, clock and services.
    Doctor(doctor::DoctorArgs),
    /// Send a synthetic call through the doors, and wait for its outcome.
    Smoke(smoke::SmokeArgs),
    /// Drop a service's projection, fold it again, and compare.
    Rebuild(rebuild::RebuildArgs),
    /// Copy the whole log into a folder; check a backup; list what was destroyed.
    Backup(backup::BackupArgs),
    /// Make the log of an empty broker from a backup, without what was destroyed since.
    Restore(backup::RestoreArgs),
    /// Messages that could not be read and were set aside.
    #[command(subcommand)]
    Quarantine(quarantine::QuarantineVerb),
    /// Practices: agreements, platforms, lives.
    #[command(subcommand)]
    Tenant(tenant::TenantVerb),
    /// Suspend the destruction of a call, or let it go on.
    Hold(hold::HoldArgs),
    /// Destroy a call's keys before their time. Cannot be undone.
    Shred(shred::ShredArgs),
    /// Freeze a practice: nothing of its content is opened, taken in or destroyed until it is thawed.
    Freeze(freeze::FreezeArgs),
    /// End a freeze. Takes two approvers.
    Thaw(freeze::ThawArgs),
    /// Incidents: report, assess, meet a clock.
    #[command(subcommand)]
    Incident(incident::IncidentVerb),
    /// The configuration, and where each value came from.
    #[command(subcommand)]
    Config(config::ConfigVerb),
    /// Replace PHI in a text by typed placeholders; review, run again and promote calls.
    Redact(redact::RedactArgs),
    /// Turn a recording into words.
    Transcribe(transcribe::TranscribeArgs),
    /// Check envelopes and their chain, without keys.
    Verify(verify::VerifyArgs),
    /// Print completions for a shell.
    Completions(papers::CompletionsArgs),
    /// Write man pages into a folder.
    Man(papers::ManArgs),
    /// Print the configuration reference (docs/configuration.md).
    ConfigReference,
}
