//! Secrets of tenants' platforms: one file each in the directory of the configuration, read at every delivery, so that a
//! secret is turned over by replacing its file.
use std::io;
use std::path::Path;

use phi_events::Phi;
use phi_events::tenant::Platform;

use crate::auth::Credential;

/// A secret that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadSecret {
    /// Its name is not a plain file name.
    #[error("the name of a secret is a plain file name of a-z, A-Z, 0-9, '-', '_' and '.'")]
    Name,
    /// Its file cannot be read.
    #[error("the secret {name} cannot be read from the directory of secrets")]
    Unreadable {
        /// The secret's name.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// Its file is empty.
    #[error("the secret {name} is empty")]
    Empty {
        /// The secret's name.
        name: String,
    },
}

/// Which of a tenant's secrets opens which door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Vapi's webhook.
    Vapi,
    /// Uploads.
    Upload,
}

/// Reads the credentials that the tenant's platforms may prove themselves with at this door.
///
/// # Errors
/// [`BadSecret`] when one of them cannot be read: no delivery is judged by half of the secrets.
pub async fn credentials(dir: &Path, platforms: &[Platform], door: Use) -> Result<Vec<Credential>, BadSecret> {
    let mut found = Vec::new();
    for platform in platforms {
        match (door, platform) {
            (Use::Vapi, Platform::VapiHmac { secret }) => found.push(Credential::Hmac(read(dir, secret).await?)),
            (Use::Vapi, Platform::VapiBearer { secret }) | (Use::Upload, Platform::Upload { secret }) => {
                found.push(Credential::Bearer(read(dir, secret).await?));
            }
            (Use::Vapi, Platform::Upload { .. })
            | (Use::Upload, Platform::VapiHmac { .. } | Platform::VapiBearer { .. }) => {}
        }
    }
    Ok(found)
}

async fn read(dir: &Path, name: &str) -> Result<Phi<String>, BadSecret> {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if name.is_empty() || name.starts_with('.') || !plain {
        return Err(BadSecret::Name);
    }
    let text = tokio::fs::read_to_string(dir.join(name)).await;
    let text = Phi::new(text.map_err(|source| BadSecret::Unreadable { name: name.to_owned(), source })?);
    match text.expose().trim() {
        "" => Err(BadSecret::Empty { name: name.to_owned() }),
        trimmed => Ok(trimmed.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("hooks"), "test secret\n").unwrap();
        std::fs::write(dir.path().join("blank"), " \n").unwrap();
        dir
    }

    fn hmac(secret: &str) -> Platform {
        Platform::VapiHmac { secret: secret.to_owned() }
    }

    #[tokio::test]
    async fn each_door_has_its_own_secrets() {
        let dir = directory();
        let platforms = [
            hmac("hooks"),
            Platform::VapiBearer { secret: "hooks".into() },
            Platform::Upload { secret: "hooks".into() },
        ];
        let vapi = credentials(dir.path(), &platforms, Use::Vapi).await.unwrap();
        assert!(
            matches!(&vapi[..], [Credential::Hmac(secret), Credential::Bearer(_)] if secret.expose() == "test secret")
        );
        let upload = credentials(dir.path(), &platforms, Use::Upload).await.unwrap();
        assert!(matches!(&upload[..], [Credential::Bearer(_)]));
    }

    #[tokio::test]
    async fn a_missing_empty_or_escaping_secret_is_an_error() {
        let dir = directory();
        let outcome = async |name: &str| credentials(dir.path(), &[hmac(name)], Use::Vapi).await.err().unwrap();
        assert!(matches!(outcome("absent").await, BadSecret::Unreadable { .. }));
        assert!(matches!(outcome("blank").await, BadSecret::Empty { .. }));
        for name in ["", "..", "../hooks", "/etc/hostname", ".hidden", "a/b"] {
            assert!(matches!(outcome(name).await, BadSecret::Name), "{name}");
        }
    }
}
