//! Seal and open envelopes. A section is bound to its whole header, the environment, the tenant, the aggregate, the
//! context and its own index: it cannot be moved, dropped, spliced, replayed elsewhere or opened in another environment.
use phi_events::envelope::{EnvelopeError, Header, Layout, SectionHead};
use phi_events::{Address, CommitId, DataClass, Suite};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::cipher::{TAG, decrypt, encrypt};
use crate::entropy::Entropy;
use crate::key::SealingKey;
use crate::pad::{bucket, pad, unpadded};

/// What a section is bound to beside its header.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// Name of the environment: what was sealed in production does not open in test.
    pub environment: &'a str,
    /// Where it stands.
    pub address: Address,
}

/// What the header of a new envelope says.
#[derive(Debug, Clone, Copy)]
pub struct NewHeader {
    /// The cipher.
    pub suite: Suite,
    /// Version of the context's commit schema.
    pub schema: u16,
    /// Names the commit.
    pub commit: CommitId,
    /// SHA-256 of the subject's previous envelope, or zeros.
    pub previous: [u8; 32],
}

/// A section in clear, and the key that seals it.
pub struct Plain<'a> {
    /// What the key protects.
    pub class: DataClass,
    /// The key.
    pub key: &'a SealingKey,
    /// The bytes; wiped when dropped.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// Why a section does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not an envelope.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The envelope has no section of this class.
    #[error("PHI-E005: the envelope has no section of this class")]
    NoSection,
    /// The envelope names another key than the one at hand.
    #[error("PHI-E006: the envelope was sealed under another key than this one")]
    WrongKey,
    /// The seal is broken, or was made for another place.
    #[error("PHI-E007: the seal does not open: the bytes were changed, or belong to another place")]
    Broken,
    /// It stands on a subject of another context than its header names.
    #[error("PHI-E008: the envelope names another context than the subject it stands on")]
    Misplaced,
}

fn associated(header: &[u8], binding: &Binding<'_>, index: usize) -> Vec<u8> {
    let environment = binding.environment.as_bytes();
    let mut aad = Vec::with_capacity(header.len() + environment.len() + 48);
    aad.extend_from_slice(header);
    aad.extend_from_slice(&(environment.len() as u32).to_be_bytes());
    aad.extend_from_slice(environment);
    aad.extend_from_slice(&binding.address.tenant.0);
    aad.extend_from_slice(&binding.address.aggregate.0);
    aad.extend_from_slice(&[binding.address.context.code(), index as u8]);
    aad
}

/// Seals sections into one envelope. The same input sealed twice differs; a retry resends the same bytes instead.
///
/// # Panics
/// Never: lengths are those of the suite, and a message is far below the ciphers' limits.
pub fn seal(new: &NewHeader, binding: &Binding<'_>, sections: Vec<Plain<'_>>, entropy: &dyn Entropy) -> Vec<u8> {
    let nonce_len = new.suite.nonce_len();
    let mut random = vec![0; 16 + nonce_len * sections.len()];
    entropy.fill(&mut random);
    let (salt, nonces) = random.split_at(16);
    let padded: Vec<Plain<'_>> = sections.into_iter().map(|plain| padded(&plain)).collect();
    let header = Header {
        suite: new.suite,
        flags: 0,
        context: binding.address.context,
        schema: new.schema,
        commit: new.commit,
        previous: new.previous,
        salt: salt.try_into().expect("split at 16"),
        sections: padded.iter().map(|plain| head(plain, nonce_len)).collect(),
    };
    let mut out = header.encode();
    let clear = out.clone();
    let body: usize = header.sections.iter().map(|section| section.sealed_len as usize).sum();
    out.reserve(body);
    for (index, (plain, nonce)) in padded.iter().zip(nonces.chunks_exact(nonce_len)).enumerate() {
        encrypt(new.suite, plain.key, nonce, &associated(&clear, binding, index), &plain.bytes, &mut out);
    }
    out
}

/// Pads into a buffer of the full size: growing the old one would leave its bytes behind in memory, unwiped.
fn padded<'a>(plain: &Plain<'a>) -> Plain<'a> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(bucket(plain.bytes.len() + 1)));
    bytes.extend_from_slice(&plain.bytes);
    pad(&mut bytes);
    Plain { class: plain.class, key: plain.key, bytes }
}

fn head(plain: &Plain<'_>, nonce_len: usize) -> SectionHead {
    SectionHead {
        class: plain.class,
        key_id: *plain.key.id(),
        sealed_len: (nonce_len + plain.bytes.len() + TAG) as u32,
    }
}

/// Opens the section of a class.
///
/// # Errors
/// [`OpenError`] when there is no such section, the key is another, or anything the section is bound to was changed.
pub fn open(
    envelope: &[u8],
    layout: &Layout,
    class: DataClass,
    key: &SealingKey,
    binding: &Binding<'_>,
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    if layout.header.context != binding.address.context {
        return Err(OpenError::Misplaced);
    }
    let index = layout.section(class).ok_or(OpenError::NoSection)?;
    let head = layout.header.sections[index];
    if !bool::from(head.key_id.ct_eq(key.id())) {
        return Err(OpenError::WrongKey);
    }
    let range = layout.range(index).ok_or(OpenError::Broken)?;
    let mut bytes = Zeroizing::new(envelope.get(range).ok_or(OpenError::Broken)?.to_vec());
    let aad = associated(&envelope[..layout.header_len], binding, index);
    let len = decrypt(layout.header.suite, key, &aad, &mut bytes).ok_or(OpenError::Broken)?;
    let plain = unpadded(&bytes[..len]).ok_or(OpenError::Broken)?;
    bytes.truncate(plain);
    Ok(bytes)
}
