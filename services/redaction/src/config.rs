//! Configuration: `[redaction]`.
use phi_service::Section;
use serde::{Deserialize, Serialize};

/// The service's section.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RedactionConfig {
    /// Withholds medium-tier words too: for practices that want a person's eye on them first.
    pub withhold_medium: bool,
}

impl Section for RedactionConfig {
    fn validate(&self) -> Result<(), String> {
        Ok(())
    }
}
