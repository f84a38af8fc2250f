//! The section `[call_intake]`.
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use phi_service::config::{Section, duration};
use serde::{Deserialize, Serialize};

use crate::fetch::Allowed;

/// Longest time that one fetch of a recording may take.
const MAX_FETCH: Duration = Duration::from_secs(10 * 60);

/// Configuration of call-intake.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the doors answer. TLS ends before it: put a proxy in front of anything but loopback.
    pub bind: SocketAddr,
    /// Most bytes of a request's body; webhooks have 8 MiB at most.
    pub body_limit_bytes: usize,
    /// Directory with one file for each platform secret, named as the tenant's configuration names it.
    pub secrets_dir: PathBuf,
    /// Hosts that recordings are fetched from, each as `host:port`, exactly; empty: none is fetched.
    pub recording_hosts: Vec<String>,
    /// How long one fetch of a recording may take.
    #[serde(with = "duration")]
    pub fetch_timeout: Duration,
    /// Most bytes of a fetched recording.
    pub recording_limit_bytes: usize,
    /// Whether recordings are fetched over `http` too. For tests on loopback only: the address and the voice go in clear.
    pub allow_http_recordings: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from(([127, 0, 0, 1], 8080)),
            body_limit_bytes: 64 * 1024 * 1024,
            secrets_dir: PathBuf::from("secrets"),
            recording_hosts: Vec::new(),
            fetch_timeout: Duration::from_secs(30),
            recording_limit_bytes: 64 * 1024 * 1024,
            allow_http_recordings: false,
        }
    }
}

impl Config {
    /// What may be fetched.
    pub fn allowed(&self) -> Allowed {
        Allowed {
            hosts: self.recording_hosts.iter().cloned().collect(),
            http: self.allow_http_recordings,
            limit: self.recording_limit_bytes,
        }
    }
}

impl Section for Config {
    fn validate(&self) -> Result<(), String> {
        if self.body_limit_bytes == 0 || self.recording_limit_bytes == 0 {
            return Err(
                "call_intake: a limit of 0 bytes takes nothing in; set body_limit_bytes and recording_limit_bytes"
                    .to_owned(),
            );
        }
        if self.fetch_timeout.is_zero() || self.fetch_timeout > MAX_FETCH {
            return Err(
                "call_intake.fetch_timeout is not between 1ms and 10m; set it, for example, to \"30s\"".to_owned()
            );
        }
        match self.recording_hosts.iter().find(|host| !is_place(host)) {
            Some(host) => Err(format!(
                "call_intake.recording_hosts: `{host}` is not host:port in lower case; write, for example, recordings.example:443"
            )),
            None => Ok(()),
        }
    }
}

fn is_place(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.[]:".contains(c);
    !host.is_empty() && host.chars().all(plain) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_hosts(hosts: &[&str]) -> Result<(), String> {
        Config { recording_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(), ..Config::default() }
            .validate()
    }

    #[test]
    fn defaults_are_valid_and_fetch_from_nowhere() {
        assert_eq!(Config::default().validate(), Ok(()));
        assert!(Config::default().allowed().hosts.is_empty());
    }

    #[test]
    fn a_host_names_its_port() {
        assert_eq!(with_hosts(&["recordings.example:443", "127.0.0.1:9000", "[::1]:9000"]), Ok(()));
        for host in [
            "recordings.example",
            "https://recordings.example:443",
            "recordings.example:0",
            ":443",
            "Recordings.example:443",
            "*:443",
            "",
        ] {
            assert!(with_hosts(&[host]).is_err(), "{host}");
        }
    }

    #[test]
    fn limits_are_not_nothing() {
        assert!(Config { body_limit_bytes: 0, ..Config::default() }.validate().is_err());
        assert!(Config { fetch_timeout: Duration::ZERO, ..Config::default() }.validate().is_err());
    }
}
