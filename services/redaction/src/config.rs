//! Configuration: `[redaction]`.
use std::path::PathBuf;

use phi_service::Section;
use serde::{Deserialize, Serialize};

use crate::effects::Thresholds;

/// The service's section.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RedactionConfig {
    /// Withholds medium-tier words too: for practices that want a person's eye on them first.
    pub withhold_medium: bool,
    /// From this confidence on a span is redacted and nobody need look at it (t1).
    pub redact_at: f64,
    /// Between this confidence (t0) and `redact_at` a span is redacted and queued for review; below, it is left as it is.
    pub review_at: f64,
    /// Makes a copy of each recording that is silent where PHI was said.
    pub mask_recordings: bool,
    /// Folder of an ONNX token classifier that looks behind the rules. The build needs the feature `onnx`.
    pub onnx: Option<PathBuf>,
}

impl Default for RedactionConfig {
    fn default() -> Self {
        Self { withhold_medium: false, redact_at: 0.80, review_at: 0.10, mask_recordings: true, onnx: None }
    }
}

impl RedactionConfig {
    /// Both thresholds in the thousandths that engine and events count in.
    pub fn thresholds(&self) -> Thresholds {
        let milli = |share: f64| u16::try_from((share * 1000.0).round() as i64).unwrap_or_default();
        Thresholds { redact_milli: milli(self.redact_at), review_milli: milli(self.review_at) }
    }
}

impl Section for RedactionConfig {
    fn validate(&self) -> Result<(), String> {
        let Self { redact_at, review_at, .. } = *self;
        if 0.0 < review_at && review_at <= redact_at && redact_at <= 1.0 {
            return Ok(());
        }
        Err(format!("0 < review_at <= redact_at <= 1 must hold, and they are {review_at} and {redact_at}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_stand_in_order() {
        let with = |review_at, redact_at| RedactionConfig { redact_at, review_at, ..RedactionConfig::default() };
        assert!(RedactionConfig::default().validate().is_ok());
        assert!(with(0.5, 0.5).validate().is_ok());
        for (review_at, redact_at) in
            [(0.0, 0.5), (0.6, 0.5), (0.5, 1.1), (-0.1, 0.5), (f64::NAN, 0.5), (0.5, f64::NAN)]
        {
            assert!(with(review_at, redact_at).validate().is_err(), "{review_at} {redact_at}");
        }
        let Thresholds { redact_milli, review_milli } = RedactionConfig::default().thresholds();
        assert_eq!((redact_milli, review_milli), (800, 100));
    }
}
