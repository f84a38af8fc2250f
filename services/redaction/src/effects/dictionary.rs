//! A practice's dictionary: words that its reviewers decided about, kept as blind tokens.
use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use phi_events::redaction::PhiKind;
use phi_redaction::engine::terms::{Terms, Verdict};
use sha2::Sha256;

use super::type_of;
use crate::domain::Term;

/// The practice's index key.
pub type IndexKey = [u8; 32];

/// A folded word as the log has it: HMAC-SHA256 (RFC 2104) under the practice's index key, the first 128 bits. Without
/// the key nobody can try words against it, and the same word of two practices has two tokens.
///
/// # Panics
/// Never: HMAC takes a key of any length.
pub fn blind(key: &IndexKey, word: &str) -> Term {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(b"phi/term/v1\0");
    mac.update(word.as_bytes());
    let mut term = [0; 16];
    term.copy_from_slice(&mac.finalize().into_bytes()[..16]);
    term
}

/// The dictionary as the engine asks it.
pub struct Dictionary<'a> {
    /// The practice's index key.
    pub key: &'a IndexKey,
    /// What was decided.
    pub terms: &'a BTreeMap<Term, Option<PhiKind>>,
}

impl Terms for Dictionary<'_> {
    fn verdict(&self, word: &str) -> Option<Verdict> {
        let decided = self.terms.get(&blind(self.key, word))?;
        Some(decided.map_or(Verdict::Never, |kind| Verdict::Always(type_of(kind))))
    }

    fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}
