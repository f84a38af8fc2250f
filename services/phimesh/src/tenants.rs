//! The tenant stream's decisions: what an operator may write about a practice.
use phi_events::commit::Actor;
use phi_events::tenant::{Life, Platform, Tenant, TenantFact};
use phi_events::{Event, Suite, TenantId};
use phi_seal::random;
use phi_service::{Core, Domain, Executed, Facts, TenantView, month_of, two_others};
use serde::Serialize;

use crate::failure::Failure;

/// What an operator does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Makes the tenant.
    Create {
        /// A short name for operators. Not PHI.
        label: String,
        /// Name of its compliance profile.
        profile: String,
        /// How its records are sealed.
        suite: Suite,
    },
    /// Records an agreement (45 CFR 164.504(e)).
    Baa {
        /// From, Unix milliseconds.
        from_ms: u64,
        /// Until, Unix milliseconds.
        until_ms: Option<u64>,
        /// Name of the signed document.
        document: String,
    },
    /// Ends every agreement.
    BaaEnd {
        /// When, Unix milliseconds.
        at_ms: u64,
    },
    /// Lets a platform deliver.
    Platform(Platform),
    /// Sets lives of classes.
    Lives(Vec<Life>),
    /// Freezes the tenant: one person is enough.
    Freeze {
        /// A ticket number or a code; never PHI.
        reason: String,
    },
    /// Thaws it: content is opened again, so it takes two others.
    Thaw {
        /// Who thaws.
        by: String,
        /// Account ids of those who approved.
        approvers: Vec<String>,
        /// A ticket number or a code; never PHI.
        reason: String,
    },
}

/// Why a change is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nobody made the tenant.
    #[error("there is no tenant of this id")]
    Unknown,
    /// An agreement ends before it begins.
    #[error("the agreement ends before it begins")]
    Backwards,
    /// A secret's name would leave the directory of secrets.
    #[error("the name of a secret is a plain file name of a-z, A-Z, 0-9, '-', '_' and '.'")]
    SecretName,
    /// A life that the policy does not allow.
    #[error(transparent)]
    Life(#[from] retention::policies::LifeRefused),
    /// A label, a document or a reason without a name.
    #[error("a label, a profile, a document and a reason are never empty")]
    Blank,
    /// A thaw takes two approvers.
    #[error("two approvers are missing")]
    Approvals,
}

/// What is known of the tenant so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Known {
    created: bool,
    frozen: bool,
    platforms: Vec<Platform>,
}

/// The tenant stream's decisions.
pub struct Tenants;

impl Domain for Tenants {
    type Schema = Tenant;
    type State = Known;
    type Command = Change;
    type Refusal = Refusal;

    fn decide(state: &Known, change: Change, facts: &Facts) -> Result<Vec<Event<Tenant>>, Refusal> {
        let fact = match change {
            Change::Create { .. } if state.created => return Ok(vec![]),
            Change::Create { label, profile, suite } => {
                named(&label)?;
                named(&profile)?;
                TenantFact::Created { label, profile, suite }
            }
            _ if !state.created => return Err(Refusal::Unknown),
            Change::Baa { from_ms, until_ms, document } => {
                named(&document)?;
                if until_ms.is_some_and(|until| until <= from_ms) {
                    return Err(Refusal::Backwards);
                }
                TenantFact::BaaEffective { from_ms, until_ms, document }
            }
            Change::BaaEnd { at_ms } => TenantFact::BaaEnded { at_ms },
            Change::Platform(platform) if state.platforms.contains(&platform) => return Ok(vec![]),
            Change::Platform(platform) => {
                plain(secret_of(&platform))?;
                TenantFact::PlatformAdded { platform }
            }
            Change::Lives(lives) => {
                retention::policies::check(&lives)?;
                TenantFact::LivesSet { lives }
            }
            Change::Freeze { .. } if state.frozen => return Ok(vec![]),
            Change::Freeze { reason } => {
                named(&reason)?;
                TenantFact::Frozen { at_ms: facts.now_ms, reason }
            }
            Change::Thaw { by, approvers, reason } => {
                named(&reason)?;
                if !two_others(&by, &approvers) {
                    return Err(Refusal::Approvals);
                }
                if !state.frozen {
                    return Ok(vec![]);
                }
                TenantFact::Thawed { at_ms: facts.now_ms, approvers, reason }
            }
        };
        Ok(vec![Event::fact(fact)])
    }

    fn evolve(mut state: Known, fact: &TenantFact) -> Known {
        match fact {
            TenantFact::Created { .. } => state.created = true,
            TenantFact::PlatformAdded { platform } => state.platforms.push(platform.clone()),
            TenantFact::Frozen { .. } => state.frozen = true,
            TenantFact::Thawed { .. } => state.frozen = false,
            TenantFact::BaaEffective { .. } | TenantFact::BaaEnded { .. } | TenantFact::LivesSet { .. } => {}
        }
        state
    }
}

fn named(text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::Blank) } else { Ok(()) }
}

/// The name of a platform's secret.
pub const fn secret_of(platform: &Platform) -> &String {
    match platform {
        Platform::VapiHmac { secret } | Platform::VapiBearer { secret } | Platform::Upload { secret } => secret,
    }
}

fn plain(name: &str) -> Result<(), Refusal> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let fits = !name.is_empty() && !name.starts_with('.') && name.bytes().all(allowed);
    if fits { Ok(()) } else { Err(Refusal::SecretName) }
}

fn refused(tenant: TenantId, refusal: Refusal) -> Failure {
    match refusal {
        Refusal::Unknown => Failure::NotFound(format!("tenant {tenant}")),
        Refusal::Life(life) => life.into(),
        Refusal::Approvals => Failure::Approvals,
        Refusal::Backwards | Refusal::SecretName | Refusal::Blank => Failure::Usage(refusal.to_string()),
    }
}

/// Whether a change could be written about a tenant that exists, without writing it.
///
/// # Errors
/// [`Failure`] that says what is refused.
pub fn check(tenant: TenantId, change: &Change) -> Result<(), Failure> {
    let made = Known { created: true, ..Known::default() };
    let decided = Tenants::decide(&made, change.clone(), &Facts { now_ms: 0 });
    decided.map(drop).map_err(|refusal| refused(tenant, refusal))
}

/// Writes a change; `false` when nothing follows from it, because it is so already.
///
/// # Errors
/// [`Failure`] that says what is refused, or that the log does not take it.
pub async fn change(core: &Core, tenant: TenantId, by: &str, change: Change) -> Result<bool, Failure> {
    let nonce: [u8; 16] = random(core.entropy());
    let mut own = core.aggregate::<Tenants>(tenant, tenant.into(), &nonce).await?;
    own.by(Actor::Person(by.to_owned()));
    match own.execute("change", change).await? {
        Executed::Done { .. } | Executed::AlreadyDone => Ok(true),
        Executed::Nothing => Ok(false),
        Executed::Refused(refusal) => Err(refused(tenant, refusal)),
    }
}

/// Makes a tenant: its keys of this month first, then what is true of it.
///
/// # Errors
/// As [`change`].
pub async fn create(core: &Core, id: Option<TenantId>, by: &str, made: Change) -> Result<TenantId, Failure> {
    let tenant = id.unwrap_or_else(|| TenantId(random(core.entropy())));
    core.mint_month(tenant, month_of(core.now_ms())).await?;
    change(core, tenant, by, made).await?;
    Ok(tenant)
}

/// What is true of a tenant.
///
/// # Errors
/// [`Failure::NotFound`] when nobody made it.
pub async fn view(core: &Core, tenant: TenantId) -> Result<TenantView, Failure> {
    core.tenant(tenant).await?.ok_or_else(|| Failure::NotFound(format!("tenant {tenant}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use phi_events::DataClass;

    fn made() -> Known {
        let created = TenantFact::Created { label: "l".into(), profile: "default".into(), suite: Suite::Aes256Gcm };
        Tenants::evolve(Known::default(), &created)
    }

    fn decide(state: &Known, change: Change) -> Result<usize, Refusal> {
        Tenants::decide(state, change, &Facts { now_ms: 0 }).map(|events| events.len())
    }

    #[test]
    fn nothing_is_written_about_a_tenant_that_nobody_made() {
        assert_eq!(decide(&Known::default(), Change::BaaEnd { at_ms: 1 }), Err(Refusal::Unknown));
        assert_eq!(decide(&made(), Change::BaaEnd { at_ms: 1 }), Ok(1));
    }

    #[test]
    fn making_it_twice_is_making_it_once() {
        let create = || Change::Create { label: "l".into(), profile: "default".into(), suite: Suite::Aes256Gcm };
        assert_eq!(decide(&Known::default(), create()), Ok(1));
        assert_eq!(decide(&made(), create()), Ok(0));
    }

    #[test]
    fn a_secret_is_named_and_not_pathed() {
        for secret in ["../x", "", ".x", "a/b"] {
            let platform = Platform::Upload { secret: secret.into() };
            assert_eq!(decide(&made(), Change::Platform(platform)), Err(Refusal::SecretName), "{secret}");
        }
        assert_eq!(decide(&made(), Change::Platform(Platform::Upload { secret: "hooks-1".into() })), Ok(1));
    }

    #[test]
    fn one_person_freezes_and_two_others_thaw() {
        let freeze = || Change::Freeze { reason: "T-1".into() };
        let thaw = |approvers: &[&str]| Change::Thaw {
            by: "ann".into(),
            approvers: approvers.iter().map(|name| (*name).to_owned()).collect(),
            reason: "T-2".into(),
        };
        assert_eq!(decide(&Known::default(), freeze()), Err(Refusal::Unknown));
        assert_eq!(decide(&made(), Change::Freeze { reason: " ".into() }), Err(Refusal::Blank));
        assert_eq!(decide(&made(), freeze()), Ok(1));
        assert_eq!(decide(&made(), thaw(&["bob", "cyd"])), Ok(0), "it was not frozen");
        let frozen = Tenants::evolve(made(), &TenantFact::Frozen { at_ms: 1, reason: "T-1".into() });
        assert_eq!(decide(&frozen, freeze()), Ok(0));
        for approvers in [&["bob"][..], &["bob", "bob"], &["ann", "bob"], &[]] {
            assert_eq!(decide(&frozen, thaw(approvers)), Err(Refusal::Approvals), "{approvers:?}");
        }
        assert_eq!(decide(&frozen, thaw(&["bob", "cyd"])), Ok(1));
        let thawed = TenantFact::Thawed { at_ms: 2, approvers: vec![], reason: "T-2".into() };
        assert_eq!(decide(&Tenants::evolve(frozen, &thawed), freeze()), Ok(1));
    }

    #[test]
    fn an_agreement_and_a_life_are_possible_ones() {
        let baa = Change::Baa { from_ms: 5, until_ms: Some(5), document: "d".into() };
        assert_eq!(decide(&made(), baa), Err(Refusal::Backwards));
        let lives = vec![Life { class: DataClass::Audit, days: 30 }];
        assert!(matches!(decide(&made(), Change::Lives(lives)), Err(Refusal::Life(_))));
    }
}
