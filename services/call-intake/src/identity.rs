//! Names of calls and fingerprints of deliveries: HMAC-SHA256 (RFC 2104) under the tenant's id key, so that neither says
//! anything to whoever has no key.
use hmac::{Hmac, KeyInit, Mac};
use phi_events::CallId;
use sha2::Sha256;

/// The tenant's id key.
pub type IdKey = [u8; 32];

/// Names a call: the first 128 bits of an HMAC over the platform and its own id of the call (or the sender's idempotency
/// key). The same delivery names the same call on any replica and any day.
pub fn call_id(key: &IdKey, platform: &str, id: &str) -> CallId {
    let mut parts = Parts::new(key, "phi/call-id/v1");
    parts.text(platform).text(id);
    let mut out = [0; 16];
    out.copy_from_slice(&parts.finish()[..16]);
    phi_events::AggregateId(out)
}

/// An HMAC over length-prefixed parts under a label: no two lists of parts collide by concatenation.
pub struct Parts(Hmac<Sha256>);

impl Parts {
    /// Begins a list of parts.
    ///
    /// # Panics
    /// Never: HMAC takes a key of any length.
    pub fn new(key: &IdKey, label: &str) -> Self {
        let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        let mut parts = Self(mac);
        parts.text(label);
        parts
    }

    /// Adds bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(&(bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
        self
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }

    /// Adds a number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.bytes(&number.to_be_bytes())
    }

    /// Adds a text that may be absent; absent differs from empty.
    pub fn maybe_text(&mut self, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.number(1).text(text),
            None => self.number(0),
        }
    }

    /// Adds a number that may be absent; absent differs from zero.
    pub fn maybe_number(&mut self, number: Option<u64>) -> &mut Self {
        match number {
            Some(number) => self.number(1).number(number),
            None => self.number(0),
        }
    }

    /// The HMAC of all parts.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_delivery_names_the_same_call() {
        assert_eq!(call_id(&[1; 32], "vapi", "a"), call_id(&[1; 32], "vapi", "a"));
    }

    #[test]
    fn tenant_platform_and_id_all_tell_calls_apart() {
        let id = call_id(&[1; 32], "vapi", "a");
        assert_ne!(id, call_id(&[2; 32], "vapi", "a"));
        assert_ne!(id, call_id(&[1; 32], "upload", "a"));
        assert_ne!(id, call_id(&[1; 32], "vap", "ia"));
    }

    #[test]
    fn absent_is_not_empty() {
        let with = |text| {
            let mut parts = Parts::new(&[1; 32], "l");
            parts.maybe_text(text);
            parts.finish()
        };
        assert_ne!(with(None), with(Some("")));
    }
}
