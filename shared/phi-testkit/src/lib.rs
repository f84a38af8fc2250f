//! phi-testkit.
