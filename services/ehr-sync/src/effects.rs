//! What an attempt does: read what is to be written, look whether it stands there already, find the patient, write.
mod breaker;
mod facts;
mod names;
mod plan;

use std::time::Duration;

use phi_events::ehr::v1::Chart;
use phi_events::outcome::v1::Outcome;
use phi_events::phi::Phi;
use phi_service::telemetry::{Measure, Metrics};
use phi_service::{Aggregate, Count, Fault, Incoming, StartError};

use crate::config::Config;
use crate::domain::{EhrWrites, Lease, Pace};
use crate::error::{Trouble, reading, unusable};
use crate::fhir::{
    FhirClient, FhirConfig, FhirFault, IdSystems, MatchVerdict, OutcomePlan, PatientRef, ResourceKind, Secret,
    resources,
};
use breaker::Breaker;
use facts::{Known, known, transcript};

/// What is kept free at the end of an attempt, so that its last answer is in the log before the deadline.
const MARGIN_MS: u64 = 1_000;

/// The EHR, and how to treat it.
pub struct Ehr {
    client: FhirClient,
    ids: IdSystems,
    pace: Pace,
    transcript: bool,
    breaker: Breaker,
}

/// What stands in the EHR after an attempt.
pub(crate) struct Written {
    /// `Task/1`.
    pub resources: Vec<String>,
    /// Whether a chart was entered.
    pub chart: Chart,
    /// Whether an earlier attempt had written it.
    pub found: bool,
    /// Whose chart it is.
    pub patient: Option<Phi<String>>,
}

impl Ehr {
    /// The EHR of a configuration.
    ///
    /// # Errors
    /// [`StartError`] when the token cannot be read or the address is unusable.
    pub fn new(config: &Config, metrics: &Metrics) -> Result<Self, StartError> {
        let bearer = config.bearer_file.as_ref().map(|path| {
            let text = std::fs::read_to_string(path).map(zeroize::Zeroizing::new);
            text.map(|text| Secret::new(text.trim().to_owned())).map_err(|source| StartError::File {
                what: "the EHR's access token",
                path: path.clone(),
                source,
            })
        });
        let ids = IdSystems::new(&config.identifiers);
        let fhir = FhirConfig {
            base_url: config.base_url.clone(),
            timeout: config.timeout,
            bearer: bearer.transpose()?,
            ids: ids.clone(),
        };
        let client = FhirClient::new(fhir).map_err(|fault| unusable(&fault))?.measured(metrics);
        let pace = config.pace();
        Ok(Self { client, ids, pace, transcript: config.transcript, breaker: Breaker::new(pace.retry_ms) })
    }

    /// How patient to be.
    pub(crate) const fn pace(&self) -> Pace {
        self.pace
    }

    /// Carries an attempt out, within its time.
    pub(crate) async fn attempt(
        &self,
        own: &Aggregate<EhrWrites>,
        lease: Lease,
        outcome: Option<&Incoming<Outcome>>,
    ) -> Result<Result<Written, Trouble>, Fault> {
        let now_ms = own.core().now_ms();
        if self.breaker.rests(own.tenant(), now_ms) {
            return Ok(Err(Trouble::Resting));
        }
        let left = lease.deadline_ms.saturating_sub(now_ms);
        let budget = Duration::from_millis(left.saturating_sub(MARGIN_MS.min(left / 4)));
        let done = match tokio::time::timeout(budget, self.carry_out(own, lease, outcome)).await {
            Ok(done) => done?,
            Err(_elapsed) => Err(Trouble::OutOfTime),
        };
        self.breaker.note(own.tenant(), own.core().now_ms(), done.as_ref().err());
        Ok(done)
    }

    async fn carry_out(
        &self,
        own: &Aggregate<EhrWrites>,
        lease: Lease,
        outcome: Option<&Incoming<Outcome>>,
    ) -> Result<Result<Written, Trouble>, Fault> {
        let write_id = own.id().to_string();
        if lease.must_search {
            match self.standing(&write_id).await {
                Ok(None) => {}
                Ok(Some(written)) => return Ok(Ok(written)),
                Err(trouble) => return Ok(Err(trouble)),
            }
        }
        let known = match known(own, outcome).await {
            Ok(known) => known,
            Err(fault) => return reading(fault).map(Err),
        };
        let (mut plan, who) = plan::of(&write_id, &known);
        if plan.kind != ResourceKind::ReviewTask {
            match self.client.match_patient(&who).await {
                Ok(MatchVerdict::Certain(patient)) => plan.patient = Some(patient),
                // an EHR that does not match leaves the chart to a person
                Ok(MatchVerdict::None | MatchVerdict::Several) | Err(FhirFault::Rejected { .. }) => {}
                Err(fault) => return Ok(Err(fault.into())),
            }
        }
        if self.transcript && plan.patient.is_some() {
            match self.words(own, &known).await {
                Ok(words) => plan.redacted_transcript = words,
                Err(fault) => return reading(fault).map(Err),
            }
        }
        Ok(self.write(&plan).await)
    }

    async fn words(&self, own: &Aggregate<EhrWrites>, known: &Known) -> Result<Option<String>, Fault> {
        match &known.redaction {
            Some(redaction) => transcript(own, redaction).await,
            None => Ok(None),
        }
    }

    async fn write(&self, plan: &OutcomePlan) -> Result<Written, Trouble> {
        let done = self.client.submit(&resources(plan, &self.ids)).await?;
        let chart = if plan.patient.is_some() { Chart::Matched } else { Chart::Unmatched };
        let patient = plan.patient.as_ref().map(|PatientRef { reference }| Phi::from(reference.as_str()));
        Ok(Written { resources: done.resources, chart, found: !done.created, patient })
    }

    /// What an earlier attempt left in the EHR.
    async fn standing(&self, write_id: &str) -> Result<Option<Written>, Trouble> {
        let found = self.client.find(write_id).await?;
        if found.iter().filter(|reference| reference.starts_with("Task/")).count() > 1 {
            return Err(Trouble::Several);
        }
        Ok((!found.is_empty()).then(|| Written {
            chart: chart_of(&found),
            resources: found,
            found: true,
            patient: None,
        }))
    }
}

/// Where an outcome may stand, by the words of [`crate::domain::State::word`].
const STANDINGS: [&str; 4] = ["intended", "unknown", "confirmed", "rejected"];

/// Shows how many outcomes stand where.
pub fn gauges(metrics: &Metrics, counts: &[Count], _now_ms: u64) {
    for standing in STANDINGS {
        let found = counts.iter().find_map(|count| match count {
            Count::Standing { word, count } if word == standing => Some(*count),
            Count::Standing { .. } | Count::Timers { .. } => None,
        });
        metrics.set(Measure::EhrWrites, found.unwrap_or_default() as f64, [("state", standing)]);
    }
}

/// Whether what was found entered a chart. A Communication beside a Task, and a transcript, are written for a certain patient
/// only ([`crate::fhir::resources`]).
fn chart_of(found: &[String]) -> Chart {
    let has = |name: &str| found.iter().any(|reference| reference.starts_with(name));
    if has("DocumentReference/") || (has("Task/") && has("Communication/")) { Chart::Matched } else { Chart::Unmatched }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_tells_whether_a_chart_was_entered() {
        let chart =
            |found: &[&str]| chart_of(&found.iter().map(|reference| (*reference).to_owned()).collect::<Vec<_>>());
        assert_eq!(chart(&["Task/1"]), Chart::Unmatched);
        assert_eq!(chart(&["Communication/1"]), Chart::Unmatched);
        assert_eq!(chart(&["Task/1", "Communication/2"]), Chart::Matched);
        assert_eq!(chart(&["Task/1", "DocumentReference/2"]), Chart::Matched);
    }
}
