//! Seal and open. There is no cipher that does nothing, no default key, and no way to print a key.
//!
//! Two suites ([`phi_events::Suite`]); every record says which one sealed it. Neither commits to its key by itself, so the
//! header names a key id derived from the key, compared at load and at every open.
mod cipher;
pub mod entropy;
pub mod key;
pub mod pad;
pub mod provider;
pub mod record;
pub mod seal;
pub mod wrap;

pub use entropy::{Entropy, random};
pub use key::{SealingKey, Secret, secret};
pub use provider::{KeyFile, ProviderError, RootProvider};
pub use record::{KeyRecord, RingEntry, Shredded};
pub use seal::{Binding, NewHeader, OpenError, Plain, open, seal};
pub use wrap::{KeyPlace, RootWrapped, UnwrapError, Wrapped};
