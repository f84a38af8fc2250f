//! phi-service.
