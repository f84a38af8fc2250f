//! The section `[phimesh]`: what the command would otherwise be told on every line. Secrets stand in files.
use std::path::PathBuf;

use phi_service::Section;
use serde::{Deserialize, Serialize};

/// Configuration of the command.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address of call-intake's doors.
    pub intake: String,
    /// The tenant that verbs are about when `--tenant` is not given.
    pub tenant: Option<String>,
    /// File with the token of uploads.
    pub token_file: Option<PathBuf>,
    /// File with the secret that signs webhooks.
    pub secret_file: Option<PathBuf>,
    /// File with the password of the broker's user `provisioner`.
    pub provisioner_password_file: Option<PathBuf>,
    /// Its credentials file, in operator mode.
    pub provisioner_credentials_file: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            intake: "http://127.0.0.1:8080".to_owned(),
            tenant: None,
            token_file: None,
            secret_file: None,
            provisioner_password_file: None,
            provisioner_credentials_file: None,
        }
    }
}

impl Section for Config {
    fn validate(&self) -> Result<(), String> {
        let web = self.intake.starts_with("http://") || self.intake.starts_with("https://");
        if !web {
            return Err(
                "phimesh.intake is no http or https address; write, for example, \"http://127.0.0.1:8080\"".to_owned()
            );
        }
        match self.tenant.as_deref().map(str::parse::<phi_events::TenantId>) {
            Some(Err(bad)) => Err(format!("phimesh.tenant is {bad}")),
            Some(Ok(_)) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_valid_and_a_bad_tenant_is_not() {
        assert_eq!(Config::default().validate(), Ok(()));
        let refused = Config { tenant: Some("somebody".into()), ..Config::default() }.validate().unwrap_err();
        assert!(refused.contains("26 characters"), "{refused}");
    }
}
