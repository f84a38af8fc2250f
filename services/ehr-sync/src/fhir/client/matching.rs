//! Asking the EHR whom a call is about.

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;

use super::{FhirClient, form, with_json};
use crate::fhir::fault::FhirFault;
use crate::fhir::patient::{self, Demographics, MatchVerdict};
use crate::fhir::plan::PatientRef;

impl FhirClient {
    /// Finds the one certain patient, by `$match` or, where the server has none, by search. With less than two
    /// identifiers nothing is asked and the verdict is `None`.
    ///
    /// # Errors
    /// See [`FhirFault`]. Nothing is written by this call, so `Unknown` means only that there is no verdict.
    pub async fn match_patient(&self, asked: &Demographics) -> Result<MatchVerdict, FhirFault> {
        if !asked.is_enough() {
            return Ok(MatchVerdict::None);
        }
        self.in_time(self.find_patient(asked)).await
    }

    async fn find_patient(&self, asked: &Demographics) -> Result<MatchVerdict, FhirFault> {
        match self.ask_match(asked, true).await {
            Ok(MatchVerdict::None) => self.why_none(asked).await,
            Err(fault) if fault.is_unsupported() => self.search_patient(asked).await,
            verdict => verdict,
        }
    }

    /// Whether a patient found earlier may still be written to: there, active, not merged into another.
    ///
    /// # Errors
    /// See [`FhirFault`]; a chart that is gone (404, 410) is `Ok(false)`.
    pub async fn still_current(&self, patient: &PatientRef) -> Result<bool, FhirFault> {
        match self.send(self.request(Method::GET, &patient.reference)).await {
            Ok(reply) => Ok(patient::is_usable(&reply.body)),
            Err(FhirFault::Rejected { status: 404 | 410, .. }) => Ok(false),
            Err(fault) => Err(fault),
        }
    }

    async fn ask_match(&self, asked: &Demographics, only_certain: bool) -> Result<MatchVerdict, FhirFault> {
        let parameters = patient::match_parameters(asked, only_certain);
        let reply = self.send(with_json(self.request(Method::POST, "Patient/$match"), &parameters)).await?;
        Ok(patient::judge(&reply.body, asked))
    }

    /// A server that is asked for certain matches only must answer several with none: asking again for all tells a
    /// person which of the two it was. A certain patient that only the second answer knows is not trusted.
    async fn why_none(&self, asked: &Demographics) -> Result<MatchVerdict, FhirFault> {
        match self.ask_match(asked, false).await {
            Ok(MatchVerdict::Several) => Ok(MatchVerdict::Several),
            Ok(MatchVerdict::None | MatchVerdict::Certain(_)) | Err(FhirFault::Rejected { .. }) => {
                Ok(MatchVerdict::None)
            }
            Err(fault) => Err(fault),
        }
    }

    async fn search_patient(&self, asked: &Demographics) -> Result<MatchVerdict, FhirFault> {
        let body = form(&patient::search_terms(asked));
        let request = self
            .request(Method::POST, "Patient/_search")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
        let reply = self.send(request).await?;
        Ok(patient::judge(&reply.body, asked))
    }
}
