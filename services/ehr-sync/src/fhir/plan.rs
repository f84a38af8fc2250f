//! The plain input of the mapping: one outcome that is to stand in an EHR.

/// What a practice should do because of a call. No `Debug`: it holds PHI.
pub struct OutcomePlan {
    /// Names this write for ever, over retries and replicas; base32, random-looking, not made from PHI in the clear.
    pub write_id: String,
    /// The call's id, base32.
    pub call: String,
    /// Which resources are made.
    pub kind: ResourceKind,
    /// How soon a person must look.
    pub urgency: Urgency,
    /// The one patient the call is certainly about; `None` keeps the write out of every chart.
    pub patient: Option<PatientRef>,
    /// Start of the call, milliseconds since 1970 UTC.
    pub started_ms: u64,
    /// End of the call, milliseconds since 1970 UTC.
    pub ended_ms: u64,
    /// When the outcome was decided, milliseconds since 1970 UTC.
    pub authored_ms: u64,
    /// What the caller wanted, as a code of ours.
    pub intent: &'static str,
    /// What came of it, as a code of ours.
    pub disposition: &'static str,
    /// What a person reads first; free of identifiers, except values that `identity` gave back.
    pub description: String,
    /// Number to call back.
    pub callback_number: Option<String>,
    /// Name the caller gave.
    pub caller_name: Option<String>,
    /// Redacted transcript. Written only with a certain patient (minimum necessary, 45 CFR 164.502(b)).
    pub redacted_transcript: Option<String>,
}

/// A patient of the EHR, as it names them: `Patient/<id>`. No `Debug`: it is an identifier of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct PatientRef {
    /// Relative reference.
    pub reference: String,
}

/// Which resources an outcome becomes. Each but the last is a Task; a Communication goes with it when the patient is
/// certain and somebody spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceKind {
    /// The caller wants an appointment.
    AppointmentRequest,
    /// The caller wants a prescription refilled.
    RefillTask,
    /// The caller wants to be called back.
    CallbackTask,
    /// The call was or sounded like an emergency.
    EscalationTask,
    /// Nobody was reached.
    MissedCallTask,
    /// The call could not be understood well enough: a person listens to the recording.
    ReviewTask,
    /// Nothing is to be done; the record says that the call happened.
    CommunicationOnly,
}

/// Codes of <http://hl7.org/fhir/R4/valueset-request-priority.html>, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// Normal priority.
    Routine,
    /// Promptly.
    Urgent,
    /// As soon as possible; above urgent.
    Asap,
    /// Immediately.
    Stat,
}

impl Urgency {
    /// The FHIR code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Routine => "routine",
            Self::Urgent => "urgent",
            Self::Asap => "asap",
            Self::Stat => "stat",
        }
    }
}

/// The identifier systems of everything written, below one configurable base URI without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdSystems {
    base: String,
}

impl Default for IdSystems {
    /// Below `https://phimesh.example/id`, for tests and demonstrations (RFC 2606 reserves the name).
    fn default() -> Self {
        Self::new("https://phimesh.example/id")
    }
}

impl IdSystems {
    /// The systems below `base`.
    pub fn new(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned() }
    }

    /// System of call ids.
    pub fn call(&self) -> String {
        format!("{}/call", self.base)
    }

    /// System of write ids: Tasks, and Communications under the suffix `/communication`.
    pub fn outcome(&self) -> String {
        format!("{}/outcome", self.base)
    }

    /// System of documents: transcripts under the suffix `/transcript`.
    pub fn document(&self) -> String {
        format!("{}/document", self.base)
    }

    /// Type, system and value of every resource that a write id may have made, the most telling first.
    pub fn of_write(&self, write_id: &str) -> [(&'static str, String, String); 3] {
        [
            ("Task", self.outcome(), write_id.to_owned()),
            ("Communication", self.outcome(), format!("{write_id}/communication")),
            ("DocumentReference", self.document(), format!("{write_id}/transcript")),
        ]
    }
}
