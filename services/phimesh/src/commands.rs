//! One module a verb.
pub(crate) mod backup;
pub(crate) mod call;
pub(crate) mod config;
pub(crate) mod doctor;
pub(crate) mod freeze;
pub(crate) mod hold;
pub(crate) mod incident;
pub(crate) mod keys;
pub(crate) mod papers;
pub(crate) mod provision;
pub(crate) mod quarantine;
pub(crate) mod rebuild;
pub(crate) mod redact;
mod request;
pub(crate) mod shred;
pub(crate) mod smoke;
pub(crate) mod tenant;
pub(crate) mod transcribe;
pub(crate) mod verify;

use crate::cli::{Cli, Verb};
use crate::failure::Failure;
use crate::session::Session;

/// Does what the command line says.
pub(crate) async fn run(cli: Cli) -> Result<(), Failure> {
    let session = Session::new(&cli.global);
    match cli.verb {
        Verb::Up(args) => crate::up::run(&args, session.out).await,
        Verb::Call(verb) => call::run(&session, verb).await,
        Verb::Provision(args) => provision::run(&session, args).await,
        Verb::Keys(verb) => keys::run(&session, verb),
        Verb::Doctor(args) => doctor::run(&session, args).await,
        Verb::Smoke(args) => smoke::run(&session, args).await,
        Verb::Rebuild(args) => rebuild::run(&session, args).await,
        Verb::Backup(args) => backup::run(&session, args).await,
        Verb::Restore(args) => backup::restore(&session, args).await,
        Verb::Quarantine(verb) => quarantine::run(&session, verb).await,
        Verb::Tenant(verb) => tenant::run(&session, verb).await,
        Verb::Hold(args) => hold::run(&session, args).await,
        Verb::Shred(args) => shred::run(&session, args).await,
        Verb::Freeze(args) => freeze::freeze(&session, args).await,
        Verb::Thaw(args) => freeze::thaw(&session, args).await,
        Verb::Incident(verb) => incident::run(&session, verb).await,
        Verb::Config(verb) => config::run(&session, &verb),
        Verb::Redact(args) => redact::run(&session, args).await,
        Verb::Transcribe(args) => transcribe::run(&session, args).await,
        Verb::Verify(args) => verify::run(&session, args),
        Verb::Completions(args) => papers::completions(&args),
        Verb::Man(args) => papers::man(&session, &args),
        Verb::ConfigReference => papers::reference(),
    }
}
