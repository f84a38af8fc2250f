//! How people ask for something: a commit in `request`, in their name. The owner of what is asked reacts to it; nobody
//! writes another's stream.
use phi_events::commit::Actor;
use phi_events::request::{Ask, Request, RequestFact};
use phi_events::{AggregateId, Event, TenantId};
use phi_seal::random;
use phi_service::{Core, Domain, Executed, Facts, KeyError, two_others};

use crate::failure::Failure;

/// A request as a person makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRequest {
    /// What is asked.
    pub ask: Ask,
    /// Account id of the person who asks.
    pub by: String,
    /// Account ids of those who approved.
    pub approvers: Vec<String>,
    /// A ticket number or a code; never PHI.
    pub reason: String,
}

/// Why a request is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It takes two approvers.
    #[error("two approvers are missing")]
    Approvals,
    /// Someone or the reason has no name.
    #[error("who asks, who approves and why are never empty")]
    Blank,
}

/// The request stream's decisions: one commit a request, and nothing after it.
pub struct Requests;

impl Domain for Requests {
    type Schema = Request;
    type State = bool;
    type Command = NewRequest;
    type Refusal = Unfit;

    fn decide(asked: &bool, command: NewRequest, _facts: &Facts) -> Result<Vec<Event<Request>>, Unfit> {
        if *asked {
            return Ok(vec![]);
        }
        let NewRequest { ask, by, approvers, reason } = command;
        if by.trim().is_empty() || reason.trim().is_empty() || approvers.iter().any(|name| name.trim().is_empty()) {
            return Err(Unfit::Blank);
        }
        if destroys(&ask) && !two_others(&by, &approvers) {
            return Err(Unfit::Approvals);
        }
        Ok(vec![Event::fact(RequestFact::Asked { ask, by, approvers, reason })])
    }

    fn evolve(_asked: bool, _fact: &RequestFact) -> bool {
        true
    }
}

/// Whether what is asked cannot be undone: then it takes two others.
pub const fn destroys(ask: &Ask) -> bool {
    match ask {
        Ask::Shred { .. } | Ask::SkipQuarantined { .. } => true,
        Ask::PlaceHold { .. }
        | Ask::ReleaseHold { .. }
        | Ask::ReportIncident { .. }
        | Ask::Assess { .. }
        | Ask::MeetClock { .. }
        | Ask::RetryQuarantined { .. }
        | Ask::Review { .. }
        | Ask::Rerun { .. }
        | Ask::PromoteRerun { .. } => false,
    }
}

/// Whether the request could be made, without making it.
///
/// # Errors
/// [`Failure::Approvals`] or [`Failure::Usage`].
pub fn check(request: &NewRequest) -> Result<(), Failure> {
    Requests::decide(&false, request.clone(), &Facts { now_ms: 0 }).map(drop).map_err(refused)
}

/// Whether what is asked opens or destroys content: while the tenant is frozen nobody does either.
const fn touches_content(ask: &Ask) -> bool {
    match ask {
        Ask::Shred { .. } | Ask::Review { .. } | Ask::Rerun { .. } | Ask::PromoteRerun { .. } => true,
        Ask::PlaceHold { .. }
        | Ask::ReleaseHold { .. }
        | Ask::ReportIncident { .. }
        | Ask::Assess { .. }
        | Ask::MeetClock { .. }
        | Ask::RetryQuarantined { .. }
        | Ask::SkipQuarantined { .. } => false,
    }
}

fn refused(unfit: Unfit) -> Failure {
    match unfit {
        Unfit::Approvals => Failure::Approvals,
        Unfit::Blank => Failure::Usage(unfit.to_string()),
    }
}

/// Makes a request and returns its id. The log has it when this returns; its owner has yet to react.
///
/// # Errors
/// As [`check`], and [`Failure`] when the log does not take it.
pub async fn ask(core: &Core, tenant: TenantId, request: NewRequest) -> Result<AggregateId, Failure> {
    if touches_content(&request.ask) && core.tenant(tenant).await?.is_some_and(|view| view.frozen_ms.is_some()) {
        return Err(KeyError::Frozen.into());
    }
    let id = AggregateId(random(core.entropy()));
    let mut own = core.aggregate::<Requests>(tenant, id, b"ask").await?;
    own.by(Actor::Person(request.by.clone()));
    match own.execute("ask", request).await? {
        Executed::Done { .. } | Executed::AlreadyDone | Executed::Nothing => Ok(id),
        Executed::Refused(unfit) => Err(refused(unfit)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shred(by: &str, approvers: &[&str]) -> NewRequest {
        NewRequest {
            ask: Ask::Shred { call: AggregateId([1; 16]), classes: vec![] },
            by: by.into(),
            approvers: approvers.iter().map(|name| (*name).to_owned()).collect(),
            reason: "T-1".into(),
        }
    }

    fn decide(asked: bool, request: NewRequest) -> Result<usize, Unfit> {
        Requests::decide(&asked, request, &Facts { now_ms: 1 }).map(|events| events.len())
    }

    #[test]
    fn destruction_takes_two_others() {
        assert_eq!(decide(false, shred("a", &["b", "c"])), Ok(1));
        for approvers in [&["b"][..], &["b", "b"], &["a", "b"], &[]] {
            assert_eq!(decide(false, shred("a", approvers)), Err(Unfit::Approvals), "{approvers:?}");
        }
    }

    #[test]
    fn a_hold_takes_nobody_else_but_a_name_and_a_reason() {
        let hold = NewRequest { ask: Ask::PlaceHold { call: AggregateId([1; 16]) }, ..shred("a", &[]) };
        assert_eq!(decide(false, hold.clone()), Ok(1));
        assert_eq!(decide(false, NewRequest { reason: " ".into(), ..hold.clone() }), Err(Unfit::Blank));
        assert_eq!(decide(false, NewRequest { by: String::new(), ..hold }), Err(Unfit::Blank));
    }

    #[test]
    fn a_request_is_made_once() {
        assert_eq!(decide(true, shred("a", &["b", "c"])), Ok(0));
    }
}
