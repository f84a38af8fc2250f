//! How a connection proves who it is. What stands in a file is read at each connect, so that a replaced file counts from the
//! next connection on.
use std::path::PathBuf;

use async_nats::{Auth, AuthError};
use nkeys::KeyPair;
use zeroize::Zeroizing;

/// Who connects.
#[derive(Clone, Default)]
pub enum Login {
    /// Nobody: a broker without accounts.
    #[default]
    Nobody,
    /// A user with a password at hand.
    Password {
        /// The user.
        user: String,
        /// The password.
        password: Zeroizing<String>,
    },
    /// A user whose password stands in a file.
    PasswordFile {
        /// The user.
        user: String,
        /// The file; white space around the password does not count.
        path: PathBuf,
    },
    /// A user of operator mode: a `.creds` file with the user's JWT and the seed of its key.
    Credentials {
        /// The file.
        path: PathBuf,
    },
}

impl Login {
    /// The file that it stands in.
    pub fn file(&self) -> Option<&PathBuf> {
        match self {
            Self::PasswordFile { path, .. } | Self::Credentials { path } => Some(path),
            Self::Nobody | Self::Password { .. } => None,
        }
    }

    /// What the CONNECT message says. `nonce` is what the server asks to be signed.
    pub(crate) fn auth(&self, nonce: &[u8]) -> Result<Auth, AuthError> {
        let mut auth = Auth::new();
        match self {
            Self::Nobody => {}
            Self::Password { user, password } => {
                auth.username = Some(user.clone());
                auth.password = Some(password.to_string());
            }
            Self::PasswordFile { user, path } => {
                auth.username = Some(user.clone());
                auth.password = Some(read(path)?.trim().to_owned());
            }
            Self::Credentials { path } => {
                let text = read(path)?;
                let found = credentials(&text).ok_or_else(|| unfit(path))?;
                let key = KeyPair::from_seed(found.seed).map_err(|_| unfit(path))?;
                auth.signature = Some(key.sign(nonce).map_err(|_| unfit(path))?);
                auth.jwt = Some(found.jwt.to_owned());
            }
        }
        Ok(auth)
    }
}

fn read(path: &PathBuf) -> Result<Zeroizing<String>, AuthError> {
    let text = std::fs::read_to_string(path);
    text.map(Zeroizing::new).map_err(|error| AuthError::new(format!("cannot read {}: {error}", path.display())))
}

fn unfit(path: &std::path::Path) -> AuthError {
    AuthError::new(format!("{} is no NATS credentials file: a user's JWT, then its seed", path.display()))
}

struct Credentials<'a> {
    jwt: &'a str,
    seed: &'a str,
}

/// The two blocks of a `.creds` file: the line after each `-----BEGIN …-----`.
fn credentials(text: &str) -> Option<Credentials<'_>> {
    let block = |name: &str| {
        let mut lines = text.lines().map(str::trim);
        lines.find(|line| line.starts_with("-----BEGIN") && line.contains(name))?;
        lines.find(|line| !line.is_empty())
    };
    Some(Credentials { jwt: block("USER JWT")?, seed: block("NKEY SEED")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_blocks_of_a_credentials_file_are_found() {
        let text = "-----BEGIN NATS USER JWT-----\na.b.c\n------END NATS USER JWT------\n\nkeep it\n\n-----BEGIN USER NKEY SEED-----\nSUX\n------END USER NKEY SEED------\n";
        let found = credentials(text).unwrap();
        assert_eq!((found.jwt, found.seed), ("a.b.c", "SUX"));
        assert!(credentials("a.b.c").is_none());
    }

    #[test]
    fn an_error_names_the_file_and_not_what_stands_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("outcome.creds");
        std::fs::write(&path, "-----BEGIN NATS USER JWT-----\nsecret\n").unwrap();
        let error = Login::Credentials { path }.auth(b"nonce").err().unwrap().to_string();
        assert!(error.contains("outcome.creds") && !error.contains("secret"), "{error}");
    }
}
