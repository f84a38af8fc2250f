//! [`Phi`]: a value that must not be seen. It has no `Debug`, no `Display`, and is wiped when dropped.
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// Protected health information in clear, for as short a time as it can be. Reading it takes a call to [`Phi::expose`],
/// which is what reviews look for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
#[schemars(description = "Protected health information.", extend("x-phi" = true))]
pub struct Phi<T: Zeroize>(T);

impl<T: Zeroize> Phi<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value in clear.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> From<T> for Phi<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Phi<String> {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl<T: Zeroize> Drop for Phi<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
