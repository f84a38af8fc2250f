//! ehr-sync.
