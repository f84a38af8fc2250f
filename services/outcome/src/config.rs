//! The section `[outcome]`. It is empty: a knob on the rules would make two practices' outcomes of one version differ.
use phi_service::config::Section;
use serde::{Deserialize, Serialize};

/// Nothing to set.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {}

impl Section for Config {
    fn validate(&self) -> Result<(), String> {
        Ok(())
    }
}
