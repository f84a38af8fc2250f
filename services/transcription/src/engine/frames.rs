//! What travels between the service and the engine's process: a length (u32, little endian) and that many
//! bytes. `worker/pocketsphinx_worker.py` describes the frames themselves.

use std::io;

use data_encoding::HEXLOWER_PERMISSIVE;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::{EngineInfo, Word};

/// The longest answer that is read, in bytes: two hours of fast speech take a tenth of it.
const MAX_FRAME_BYTES: u32 = 32 * 1024 * 1024;

/// The first frame: what was started, or why nothing was.
#[derive(Deserialize)]
pub(super) struct Hello {
    #[serde(default)]
    engine: String,
    version: Option<String>,
    model_sha256: Option<String>,
    pub error: Option<String>,
}

impl Hello {
    pub fn info(self) -> EngineInfo {
        let digest = self.model_sha256.and_then(|hex| HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).ok());
        EngineInfo {
            name: self.engine,
            version: self.version,
            model_sha256: digest.and_then(|bytes| bytes.try_into().ok()),
        }
    }
}

/// What stands before the samples.
#[derive(Serialize)]
pub(super) struct Request {
    pub id: u64,
    pub rate: u32,
}

/// The answer to one request.
#[derive(Deserialize)]
pub(super) struct Answer {
    pub id: u64,
    pub words: Vec<SpokenWord>,
    pub error: Option<String>,
}

/// A word as the engine's process writes it.
#[derive(Deserialize)]
pub(super) struct SpokenWord {
    w: String,
    start_ms: u64,
    end_ms: u64,
    /// From 0 to 1.
    conf: f64,
}

impl From<SpokenWord> for Word {
    fn from(word: SpokenWord) -> Self {
        #[expect(clippy::cast_sign_loss, reason = "clamped to 0..=1000 first; NaN becomes 0")]
        let confidence_milli = (word.conf * 1_000.0).round().clamp(0.0, 1_000.0) as u16;
        Self { text: word.w, start_ms: word.start_ms, end_ms: word.end_ms.max(word.start_ms), confidence_milli }
    }
}

/// Writes one frame.
pub(super) async fn write(to: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    let size = u32::try_from(bytes.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    to.write_all(&size.to_le_bytes()).await?;
    to.write_all(bytes).await
}

/// Reads one frame and what is in it. The error says neither what was read nor where it broke.
pub(super) async fn read<T: for<'a> Deserialize<'a>>(from: &mut (impl AsyncRead + Unpin)) -> io::Result<T> {
    let size = from.read_u32_le().await?;
    if size > MAX_FRAME_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; size as usize];
    from.read_exact(&mut bytes).await?;
    serde_json::from_slice(&bytes).map_err(|_| io::ErrorKind::InvalidData.into())
}
