//! call-intake.
