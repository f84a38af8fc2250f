//! Version 2 of the request context: what version 1 says, and after it what is asked of redaction. Version 1's bytes are
//! version 2's: the upcaster is the identity. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::breach::v1::{Clock, Finding};
use crate::class::DataClass;
use crate::commit::{Fact, NoContent, Schema};
use crate::context::Context;
use crate::ids::AggregateId;
use crate::redaction::v1::PhiKind;
use crate::service::Service;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Ask {
    /// Suspend the destruction of a call (retention).
    PlaceHold {
        /// The call.
        call: AggregateId,
    },
    /// Let destruction go on (retention).
    ReleaseHold {
        /// The call.
        call: AggregateId,
    },
    /// Destroy a call's keys before their time (retention). Takes two approvers.
    Shred {
        /// The call.
        call: AggregateId,
        /// The classes; empty means every content class.
        classes: Vec<DataClass>,
    },
    /// Open an incident (breach-notification).
    ReportIncident {
        /// The call it is about, if it is about one.
        call: Option<AggregateId>,
        /// When the reporter first knew, Unix milliseconds: the discovery date.
        known_ms: u64,
    },
    /// Record an assessment (breach-notification).
    Assess {
        /// The incident.
        incident: AggregateId,
        /// What was found.
        finding: Finding,
        /// How many of the four factors of 45 CFR 164.402(2) are filled in.
        factors: u8,
    },
    /// Record that what a clock is for was done (breach-notification).
    MeetClock {
        /// The incident.
        incident: AggregateId,
        /// The clock.
        clock: Clock,
    },
    /// Try a quarantined message again (the service that set it aside).
    RetryQuarantined {
        /// The service.
        service: Service,
        /// The aggregate that waits.
        aggregate: AggregateId,
        /// The stream's context.
        context: Context,
        /// The message's sequence.
        sequence: u64,
    },
    /// Pass over a quarantined message (the service that set it aside). Takes two approvers.
    SkipQuarantined {
        /// The service.
        service: Service,
        /// The aggregate that waits.
        aggregate: AggregateId,
        /// The stream's context.
        context: Context,
        /// The message's sequence.
        sequence: u64,
    },
    /// Decide about a queued span (redaction).
    Review {
        /// The call.
        call: AggregateId,
        /// The span's number in the call's queue.
        item: u32,
        /// What it is; nothing: not PHI.
        after: Option<PhiKind>,
    },
    /// Put a call's words through the engine again (redaction).
    Rerun {
        /// The call.
        call: AggregateId,
    },
    /// Let the newest pass over a call's words count (redaction).
    PromoteRerun {
        /// The call.
        call: AggregateId,
    },
}

/// What became of a request. The owner's own stream says the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum RequestFact {
    /// A person asked.
    Asked {
        /// What.
        ask: Ask,
        /// Who asked: an account id.
        by: String,
        /// Who approved: account ids, each another person than the one who asked.
        approvers: Vec<String>,
        /// Why: a ticket number or a code, never PHI.
        reason: String,
    },
}

impl Fact for RequestFact {
    fn name(&self) -> &'static str {
        "request_asked"
    }
}

/// The schema.
pub struct Request;

impl Schema for Request {
    const CONTEXT: Context = Context::Request;
    const VERSION: u16 = 2;
    const READS_FROM: u16 = 1;
    type Fact = RequestFact;
    type Content = NoContent;
}
