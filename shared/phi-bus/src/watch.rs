//! Credentials and certificates that are replaced on disk: the connection is made anew with them, without a restart.
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_nats::Client;
use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;

/// How often files are looked at. A mounted Kubernetes secret takes up to a minute to change anyway.
const LOOK: Duration = Duration::from_secs(5);

/// A hash over what stands in the files. A mounted secret changes by a link that moves: times and sizes do not tell.
fn fingerprint(files: &[PathBuf]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(Sha256::digest(read(file)));
    }
    hash.finalize().into()
}

fn read(file: &Path) -> zeroize::Zeroizing<Vec<u8>> {
    zeroize::Zeroizing::new(std::fs::read(file).unwrap_or_default())
}

/// Watches the files of a connection until it is dropped.
pub(crate) struct Watch(Option<JoinHandle<()>>);

impl Watch {
    /// Begins to watch; nothing to watch costs nothing.
    pub(crate) fn start(client: Client, files: Vec<PathBuf>) -> Self {
        if files.is_empty() {
            return Self(None);
        }
        Self(Some(tokio::spawn(async move {
            let mut known = fingerprint(&files);
            loop {
                tokio::time::sleep(LOOK).await;
                let found = fingerprint(&files);
                if found == known {
                    continue;
                }
                // what is in flight finds its answer after the reconnect, or is asked again
                match client.force_reconnect().await {
                    Ok(()) => tracing::info!("credentials or certificates were replaced: connecting to NATS anew"),
                    Err(error) => tracing::warn!(%error, "could not connect to NATS anew with replaced credentials"),
                }
                known = found;
            }
        })))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(task) = self.0.take() {
            task.abort();
        }
    }
}
