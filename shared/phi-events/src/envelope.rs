//! The envelope's bytes. Pure: this module lays headers out and reads them; `phi-seal` encrypts.
//!
//! ```text
//! "PHM1" | suite u8 | flags u8 | context u8 | schema u16 | commit id 16 | previous hash 32 | salt 16 | n u8
//!        | n × ( class u8 | key id 32 | sealed length u32 ) | n × ( nonce | ciphertext and tag )
//! ```
//! Numbers are big-endian. The whole header is associated data of every section.
use sha2::{Digest, Sha256};

use crate::class::DataClass;
use crate::context::Context;
use crate::ids::CommitId;

/// First four bytes of every envelope of this form.
pub const MAGIC: [u8; 4] = *b"PHM1";
/// Bytes of the header before the list of sections.
pub const FIXED: usize = 4 + 1 + 1 + 1 + 2 + 16 + 32 + 16 + 1;
/// Bytes of one entry in the list of sections.
pub const ENTRY: usize = 1 + 32 + 4;
/// No envelope holds more sections than there are classes.
pub const MAX_SECTIONS: usize = 10;
/// The previous hash of a subject's first commit, and of contexts without a chain.
pub const NO_PREVIOUS: [u8; 32] = [0; 32];

/// How sections are encrypted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[repr(u8)]
pub enum Suite {
    /// XChaCha20-Poly1305, 24-byte random nonce (draft-irtf-cfrg-xchacha-03). The default.
    XChaCha20Poly1305 = 1,
    /// AES-256-GCM, 12-byte random nonce (NIST SP 800-38D).
    Aes256Gcm = 2,
}

impl Suite {
    /// Length of a nonce in bytes.
    pub const fn nonce_len(self) -> usize {
        match self {
            Self::XChaCha20Poly1305 => 24,
            Self::Aes256Gcm => 12,
        }
    }

    /// The suite of a code, if there is one.
    pub const fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::XChaCha20Poly1305),
            2 => Some(Self::Aes256Gcm),
            _ => None,
        }
    }
}

/// One entry in the list of sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionHead {
    /// What the section's key protects.
    pub class: DataClass,
    /// Derived from the key: commits the ciphertext to it.
    pub key_id: [u8; 32],
    /// Bytes of nonce, ciphertext and tag together.
    pub sealed_len: u32,
}

/// The clear header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The cipher.
    pub suite: Suite,
    /// Reserved; a reader refuses a flag it does not know.
    pub flags: u8,
    /// The context whose schema the sections follow.
    pub context: Context,
    /// Version of the context's commit schema.
    pub schema: u16,
    /// Names the commit.
    pub commit: CommitId,
    /// SHA-256 of the subject's previous envelope.
    pub previous: [u8; 32],
    /// Fresh random bytes: the same commit sealed twice differs.
    pub salt: [u8; 16],
    /// The sections, in order.
    pub sections: Vec<SectionHead>,
}

/// Why bytes are not an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// Shorter than its own header says, or longer.
    #[error("PHI-E001: the envelope's length is not what its header says")]
    Length,
    /// Another format, or none.
    #[error("PHI-E002: these bytes are not a phimesh envelope")]
    Magic,
    /// A suite, flag, context or class of a later version.
    #[error("PHI-E003: the envelope is of a newer form; upgrade this reader first")]
    Unknown,
}

impl Header {
    /// The header's bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(FIXED + ENTRY * self.sections.len());
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&[self.suite as u8, self.flags, self.context.code()]);
        out.extend_from_slice(&self.schema.to_be_bytes());
        out.extend_from_slice(&self.commit.0);
        out.extend_from_slice(&self.previous);
        out.extend_from_slice(&self.salt);
        out.push(self.sections.len() as u8);
        for section in &self.sections {
            out.push(section.class.code());
            out.extend_from_slice(&section.key_id);
            out.extend_from_slice(&section.sealed_len.to_be_bytes());
        }
        out
    }
}

/// A header and where its sections lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// The header.
    pub header: Header,
    /// Bytes of the header: the associated data.
    pub header_len: usize,
}

impl Layout {
    /// Reads a header and checks that the bytes are as long as it says.
    ///
    /// # Errors
    /// [`EnvelopeError`] when the bytes are not a whole envelope of a known form.
    pub fn parse(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        if bytes.get(..4).ok_or(EnvelopeError::Length)? != MAGIC {
            return Err(EnvelopeError::Magic);
        }
        let fixed: &[u8; FIXED] = bytes.first_chunk().ok_or(EnvelopeError::Length)?;
        let count = usize::from(fixed[FIXED - 1]);
        if count == 0 || count > MAX_SECTIONS || fixed[5] != 0 {
            return Err(EnvelopeError::Unknown);
        }
        let header_len = FIXED + ENTRY * count;
        let entries = bytes.get(FIXED..header_len).ok_or(EnvelopeError::Length)?;
        let sections = entries.chunks_exact(ENTRY).map(section).collect::<Result<Vec<_>, _>>()?;
        let body: usize = sections.iter().map(|section| section.sealed_len as usize).sum();
        if bytes.len() != header_len + body {
            return Err(EnvelopeError::Length);
        }
        Ok(Self { header: fixed_header(fixed, sections)?, header_len })
    }

    /// Where section `index` lies in the envelope.
    pub fn range(&self, index: usize) -> Option<std::ops::Range<usize>> {
        let before =
            self.header.sections.get(..index)?.iter().map(|section| section.sealed_len as usize).sum::<usize>();
        let start = self.header_len + before;
        Some(start..start + self.header.sections.get(index)?.sealed_len as usize)
    }

    /// The index of the section of a class.
    pub fn section(&self, class: DataClass) -> Option<usize> {
        self.header.sections.iter().position(|section| section.class == class)
    }
}

fn section(entry: &[u8]) -> Result<SectionHead, EnvelopeError> {
    let mut key_id = [0; 32];
    key_id.copy_from_slice(&entry[1..33]);
    let mut len = [0; 4];
    len.copy_from_slice(&entry[33..37]);
    let class = DataClass::from_code(entry[0]).ok_or(EnvelopeError::Unknown)?;
    Ok(SectionHead { class, key_id, sealed_len: u32::from_be_bytes(len) })
}

fn fixed_header(bytes: &[u8; FIXED], sections: Vec<SectionHead>) -> Result<Header, EnvelopeError> {
    let array16 = |at: usize| -> [u8; 16] { std::array::from_fn(|i| bytes[at + i]) };
    Ok(Header {
        suite: Suite::from_code(bytes[4]).ok_or(EnvelopeError::Unknown)?,
        flags: bytes[5],
        context: Context::from_code(bytes[6]).ok_or(EnvelopeError::Unknown)?,
        schema: u16::from_be_bytes([bytes[7], bytes[8]]),
        commit: CommitId(array16(9)),
        previous: std::array::from_fn(|i| bytes[25 + i]),
        salt: array16(57),
        sections,
    })
}

/// What the next commit of a subject names as its previous hash. Covers ciphertext, so the chain survives shredding.
pub fn chain_hash(envelope: &[u8]) -> [u8; 32] {
    Sha256::digest(envelope).into()
}
