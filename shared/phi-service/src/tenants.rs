//! A tenant's configuration, folded from its stream.
use phi_events::Suite;
use phi_events::tenant::{Life, Platform, TenantFact};

/// What is true of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantView {
    /// A short name for operators.
    pub label: String,
    /// Name of the compliance profile.
    pub profile: String,
    /// How its records are sealed.
    pub suite: Suite,
    /// Agreements: from and until, Unix milliseconds.
    pub baa: Vec<(u64, Option<u64>)>,
    /// Who may deliver.
    pub platforms: Vec<Platform>,
    /// Lives of classes, where they differ from the defaults.
    pub lives: Vec<Life>,
    /// Since when it is frozen, Unix milliseconds, if it is.
    pub frozen_ms: Option<u64>,
}

impl TenantView {
    /// Whether an agreement is in force (45 CFR 164.502(e), 164.504(e)).
    pub fn baa_in_force(&self, at_ms: u64) -> bool {
        self.baa.iter().any(|(from, until)| *from <= at_ms && until.is_none_or(|until| at_ms < until))
    }

    /// Folds a tenant's facts; `None` when it was never created.
    pub fn fold<'a>(facts: impl IntoIterator<Item = &'a TenantFact>) -> Option<Self> {
        let mut view = None;
        for fact in facts {
            Self::apply(&mut view, fact);
        }
        view
    }

    fn apply(view: &mut Option<Self>, fact: &TenantFact) {
        match (fact, view) {
            (TenantFact::Created { label, profile, suite }, view @ None) => {
                let (label, profile) = (label.clone(), profile.clone());
                let (baa, platforms, lives) = (vec![], vec![], vec![]);
                *view = Some(Self { label, profile, suite: *suite, baa, platforms, lives, frozen_ms: None });
            }
            (TenantFact::BaaEffective { from_ms, until_ms, .. }, Some(view)) => view.baa.push((*from_ms, *until_ms)),
            (TenantFact::BaaEnded { at_ms }, Some(view)) => {
                for (_, until) in &mut view.baa {
                    *until = Some(until.map_or(*at_ms, |until| until.min(*at_ms)));
                }
            }
            (TenantFact::PlatformAdded { platform }, Some(view)) => view.platforms.push(platform.clone()),
            (TenantFact::LivesSet { lives }, Some(view)) => view.lives.clone_from(lives),
            (TenantFact::Frozen { at_ms, .. }, Some(view)) => view.frozen_ms = view.frozen_ms.or(Some(*at_ms)),
            (TenantFact::Thawed { .. }, Some(view)) => view.frozen_ms = None,
            (_, _) => {}
        }
    }
}
