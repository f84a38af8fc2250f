//! phi-bus.
