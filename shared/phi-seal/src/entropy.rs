//! Randomness as an argument.
/// Where random bytes come from. `phi-service` has the real one; tests bring their own.
pub trait Entropy: Send + Sync {
    /// Fills the buffer with bytes that nobody can foresee.
    fn fill(&self, buffer: &mut [u8]);
}

/// An array of random bytes.
pub fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}
