//! `phimesh incident`: reports, assessments and clocks of the breach rule (45 CFR 164.400-414).
use std::collections::BTreeMap;

use clap::{Args, Subcommand, ValueEnum};
use phi_events::breach::{Breach, BreachFact, Clock, Finding};
use phi_events::commit::Fact;
use phi_events::request::Ask;
use phi_events::{AggregateId, TenantId};
use serde::Serialize;
use serde_json::json;

use super::request::Who;
use crate::failure::Failure;
use crate::output::table;
use crate::read::listing;
use crate::session::Session;
use crate::words::{instant, name, parse_instant};

/// Verbs about incidents.
#[derive(Debug, Subcommand)]
pub(crate) enum IncidentVerb {
    /// Report something: an incident is opened and its clocks start.
    Report(ReportArgs),
    /// Record an assessment (45 CFR 164.402). Without one, a breach is presumed.
    Assess(AssessArgs),
    /// Record that what a clock is for was done.
    Met(MetArgs),
    /// List incidents and their clocks.
    List {
        /// One practice only.
        #[arg(long, value_name = "ID")]
        tenant: Option<TenantId>,
    },
}

/// Flags of `incident report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// When the reporter first knew: RFC 3339 or Unix milliseconds. It is the discovery date (45 CFR 164.410(a)(2)).
    #[arg(long, value_name = "INSTANT", value_parser = parse_instant)]
    known: u64,
    /// The call it is about, if it is about one.
    #[arg(long, value_name = "ID")]
    call: Option<AggregateId>,
    #[command(flatten)]
    who: Who,
}

/// Flags of `incident assess`.
#[derive(Debug, Args)]
pub(crate) struct AssessArgs {
    /// The incident.
    incident: AggregateId,
    /// What was found.
    #[arg(long, value_enum)]
    finding: FindingName,
    /// Which of the three exclusions of 45 CFR 164.402(1), for `excluded`.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=3), required_if_eq("finding", "excluded"))]
    exclusion: Option<u8>,
    /// How many of the four factors of 45 CFR 164.402(2) are filled in.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=4))]
    factors: u8,
    #[command(flatten)]
    who: Who,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FindingName {
    NotPhi,
    Secured,
    Excluded,
    LowProbability,
    Breach,
}

/// Flags of `incident met`.
#[derive(Debug, Args)]
pub(crate) struct MetArgs {
    /// The incident.
    incident: AggregateId,
    /// The clock.
    #[arg(long, value_enum)]
    clock: ClockName,
    #[command(flatten)]
    who: Who,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ClockName {
    #[value(name = "24h")]
    Contract24h,
    #[value(name = "72h")]
    Target72h,
    #[value(name = "60d")]
    Limit60d,
}

/// A clock by its length.
const fn clock_name(clock: Clock) -> &'static str {
    match clock {
        Clock::Contract24h => "24h",
        Clock::Target72h => "72h",
        Clock::Limit60d => "60d",
    }
}

pub(crate) async fn run(session: &Session, verb: IncidentVerb) -> Result<(), Failure> {
    match verb {
        IncidentVerb::Report(ReportArgs { known, call, who }) => {
            let what = format!("open an incident, discovered {}", instant(known));
            who.ask(session, Ask::ReportIncident { call, known_ms: known }, &what).await
        }
        IncidentVerb::Assess(AssessArgs { incident, finding, exclusion, factors, who }) => {
            let finding = match finding {
                FindingName::NotPhi => Finding::NotPhi,
                FindingName::Secured => Finding::Secured,
                FindingName::Excluded => Finding::Excluded(exclusion.unwrap_or_default()),
                FindingName::LowProbability => Finding::LowProbability,
                FindingName::Breach => Finding::Breach,
            };
            let what = format!("record of incident {incident}: {}", name(&finding));
            who.ask(session, Ask::Assess { incident, finding, factors }, &what).await
        }
        IncidentVerb::Met(MetArgs { incident, clock, who }) => {
            let clock = match clock {
                ClockName::Contract24h => Clock::Contract24h,
                ClockName::Target72h => Clock::Target72h,
                ClockName::Limit60d => Clock::Limit60d,
            };
            let what = format!("record of incident {incident}: {} met", clock_name(clock));
            who.ask(session, Ask::MeetClock { incident, clock }, &what).await
        }
        IncidentVerb::List { tenant } => list(session, tenant).await,
    }
}

#[derive(Debug, Default, Serialize)]
struct Incident {
    id: String,
    tenant: String,
    signal: String,
    discovered: String,
    clocks: BTreeMap<&'static str, String>,
    finding: Option<String>,
    calls: Option<usize>,
    last: &'static str,
}

async fn list(session: &Session, tenant: Option<TenantId>) -> Result<(), Failure> {
    let core = session.core().await?;
    let found = listing::<Breach>(&core, tenant).await?;
    let mut incidents: BTreeMap<(TenantId, AggregateId), Incident> = BTreeMap::new();
    for commit in &found.commits {
        let incident = incidents.entry((commit.tenant, commit.aggregate)).or_default();
        (incident.id, incident.tenant) = (commit.aggregate.to_string(), commit.tenant.to_string());
        commit.facts.iter().for_each(|fact| apply(incident, fact));
    }
    let incidents: Vec<Incident> = incidents.into_values().collect();
    session.out.print(&json!({"incidents": incidents, "unreadable": found.unreadable}), || text(&incidents));
    Ok(())
}

fn apply(incident: &mut Incident, fact: &BreachFact) {
    incident.last = fact.name();
    match fact {
        BreachFact::Opened { signal, discovered_ms } => {
            (incident.signal, incident.discovered) = (name(signal), instant(*discovered_ms));
        }
        BreachFact::ClockStarted { clock, due_ms } => {
            incident.clocks.insert(clock_name(*clock), format!("until {}", instant(*due_ms)));
        }
        BreachFact::ClockMet { clock } => {
            incident.clocks.insert(clock_name(*clock), "met".to_owned());
        }
        BreachFact::ClockMissed { clock, .. } => {
            incident.clocks.insert(clock_name(*clock), "MISSED".to_owned());
        }
        BreachFact::BlastCounted { blast } => incident.calls = Some(blast.calls.len()),
        BreachFact::Assessed { finding, .. } => incident.finding = Some(name(finding)),
        BreachFact::SignalAdded { .. } | BreachFact::EntityNotified { .. } | BreachFact::Parked { .. } => {}
    }
}

fn text(incidents: &[Incident]) -> String {
    if incidents.is_empty() {
        return "there are no incidents".to_owned();
    }
    let row = |incident: &Incident| {
        let clocks: Vec<String> = incident.clocks.iter().map(|(clock, state)| format!("{clock} {state}")).collect();
        let calls = incident.calls.map_or("?".to_owned(), |calls| calls.to_string());
        let finding = incident.finding.clone().unwrap_or_else(|| "presumed breach".to_owned());
        vec![
            incident.id.clone(),
            incident.signal.clone(),
            incident.discovered.clone(),
            calls,
            finding,
            clocks.join(", "),
        ]
    };
    table(
        &["incident", "signal", "discovered", "calls", "finding", "clocks"],
        &incidents.iter().map(row).collect::<Vec<_>>(),
    )
}
