//! A practice whose EHR fails again and again is left in peace for a moment, so that its calls do not hold the places of
//! other practices' calls for a timeout each (INV-10). In memory only: what it forgets costs a few timeouts.
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use phi_events::TenantId;

use crate::domain::Lost;
use crate::error::{Follows, Trouble};

/// Failures in a row before the EHR is left in peace.
const ENOUGH: u32 = 3;
/// Longest rest, in milliseconds, unless the EHR asks for more.
const LONGEST_MS: u64 = 60_000;

#[derive(Debug, Clone, Copy, Default)]
struct Health {
    failures: u32,
    rests_until_ms: u64,
}

/// The EHRs' health, by practice.
pub(super) struct Breaker {
    first_ms: u64,
    tenants: Mutex<BTreeMap<TenantId, Health>>,
}

impl Breaker {
    /// A breaker whose first rest lasts `first_ms` milliseconds; rests double.
    pub fn new(first_ms: u64) -> Self {
        Self { first_ms, tenants: Mutex::default() }
    }

    /// Whether the EHR is to be left in peace.
    pub fn rests(&self, tenant: TenantId, now_ms: u64) -> bool {
        let tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        tenants.get(&tenant).is_some_and(|health| now_ms < health.rests_until_ms)
    }

    /// Notes how an attempt went.
    pub fn note(&self, tenant: TenantId, now_ms: u64, trouble: Option<&Trouble>) {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(trouble) = trouble.filter(|trouble| trouble.is_outage()) else {
            tenants.remove(&tenant);
            return;
        };
        let asked_ms = match trouble.follows() {
            Follows::Lose(Lost { wait_ms, .. }) => wait_ms,
            Follows::Reject(_) => 0,
        };
        let health = tenants.entry(tenant).or_default();
        health.failures = health.failures.saturating_add(1);
        let doublings = health.failures.saturating_sub(ENOUGH).min(16);
        let rest_ms =
            if health.failures < ENOUGH { 0 } else { self.first_ms.saturating_mul(1 << doublings).min(LONGEST_MS) };
        health.rests_until_ms = now_ms.saturating_add(rest_ms.max(asked_ms));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::fhir::FhirFault;

    const ONE: TenantId = TenantId([1; 16]);
    const OTHER: TenantId = TenantId([2; 16]);

    fn down() -> Trouble {
        Trouble::Fhir(FhirFault::Unreachable)
    }

    #[test]
    fn a_dead_ehr_rests_after_three_failures_and_longer_each_time() {
        let breaker = Breaker::new(100);
        breaker.note(ONE, 0, Some(&down()));
        breaker.note(ONE, 0, Some(&down()));
        assert!(!breaker.rests(ONE, 0));
        breaker.note(ONE, 0, Some(&down()));
        assert!(breaker.rests(ONE, 99) && !breaker.rests(ONE, 100));
        breaker.note(ONE, 100, Some(&down()));
        assert!(breaker.rests(ONE, 299) && !breaker.rests(ONE, 300));
    }

    #[test]
    fn one_practice_s_dead_ehr_is_no_other_s() {
        let breaker = Breaker::new(100);
        (0..5).for_each(|_| breaker.note(ONE, 0, Some(&down())));
        assert!(breaker.rests(ONE, 0) && !breaker.rests(OTHER, 0));
    }

    #[test]
    fn an_answer_ends_the_rest() {
        let breaker = Breaker::new(100);
        (0..5).for_each(|_| breaker.note(ONE, 0, Some(&down())));
        breaker.note(ONE, 1, None);
        assert!(!breaker.rests(ONE, 1));
        (0..5).for_each(|_| breaker.note(ONE, 0, Some(&down())));
        breaker.note(ONE, 1, Some(&Trouble::Several));
        assert!(!breaker.rests(ONE, 1));
    }

    #[test]
    fn an_ehr_that_asks_for_peace_gets_it_at_once() {
        let breaker = Breaker::new(100);
        breaker.note(ONE, 0, Some(&Trouble::Fhir(FhirFault::Throttled { retry_after: Some(Duration::from_secs(5)) })));
        assert!(breaker.rests(ONE, 4_999) && !breaker.rests(ONE, 5_000));
    }
}
