//! What a refused request is answered with: a status and an OperationOutcome.

use serde_json::{Value, json};

/// A refusal. Its text is fixed, so that no request content can leak into an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Code of <http://hl7.org/fhir/R4/valueset-issue-type.html>.
    pub code: &'static str,
    /// One sentence for a person.
    pub text: &'static str,
}

impl Refusal {
    /// A refusal with this status, issue code and sentence.
    pub(super) const fn new(status: u16, code: &'static str, text: &'static str) -> Self {
        Self { status, code, text }
    }

    /// The OperationOutcome that goes with it.
    pub(super) fn body(self) -> Value {
        operation_outcome("error", self.code, self.text)
    }
}

/// An OperationOutcome with one issue (<http://hl7.org/fhir/R4/operationoutcome.html>).
pub(super) fn operation_outcome(severity: &str, code: &str, text: &str) -> Value {
    json!({
        "resourceType": "OperationOutcome",
        "issue": [{ "severity": severity, "code": code, "details": { "text": text } }],
    })
}
