//! Where an operator keeps the keys: `seeds.json` (offline), `server.conf` (for every server), `creds/` (one file a user).
use std::io;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{Papers, SeedError, Seeds};
use crate::private::write_private;

/// Why a folder of keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The operating system.
    #[error("PHI-L013: the keys in {} cannot be used: {source}", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// What stands in it.
    #[error("PHI-L013: {} is no file of seeds (line {line}); restore it, or make keys in another folder", .path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// The line; what stands there is secret.
        line: usize,
    },
    /// A seed.
    #[error(transparent)]
    Seed(#[from] SeedError),
}

/// The file of seeds.
pub fn seeds_file(folder: &Path) -> PathBuf {
    folder.join("seeds.json")
}

/// A user's credentials file.
pub fn credentials(folder: &Path, user: &str) -> PathBuf {
    folder.join("creds").join(format!("{user}.creds"))
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> FolderError {
    let path = path.to_owned();
    |source| FolderError::Io { path, source }
}

/// Reads the seeds.
///
/// # Errors
/// [`FolderError`] naming the file.
pub fn read(folder: &Path) -> Result<Seeds, FolderError> {
    let path = seeds_file(folder);
    let text = Zeroizing::new(std::fs::read(&path).map_err(at(&path))?);
    serde_json::from_slice(&text).map_err(|error| FolderError::Unfit { path, line: error.line() })
}

/// Writes the seeds and everything that follows from them, and returns that.
///
/// # Errors
/// [`FolderError`] naming the file.
pub fn write(folder: &Path, seeds: &Seeds) -> Result<Papers, FolderError> {
    let creds = folder.join("creds");
    std::fs::create_dir_all(&creds).map_err(at(&creds))?;
    let papers = seeds.papers()?;
    let text = serde_json::to_string_pretty(seeds).map_err(|error| at(&seeds_file(folder))(error.into()))?;
    let text = Zeroizing::new(text);
    let put = |path: PathBuf, text: &str| write_private(&path, text).map_err(at(&path));
    put(seeds_file(folder), &text)?;
    for (user, text) in &papers.credentials {
        put(credentials(folder, user), text)?;
    }
    put(folder.join("server.conf"), &papers.server)?;
    Ok(papers)
}
