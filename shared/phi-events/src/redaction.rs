//! What was said, without PHI. Written by redaction.
//!
//! A call's subject holds what became of its words: [`RedactionFact::Redacted`] with [`RedactionFact::Graded`], people's
//! decisions, passes over it again. A practice's dictionary is an aggregate of its own: [`dictionary`].
pub mod v1;
pub mod v2;

pub use v1::{CleanTurn, Cleaned, Hidden, PhiKind, Revealed, Withhold};
pub use v2::{
    MaskedTrack, NoMask, Place, QueuedSpan, Redaction, RedactionContent, RedactionFact, ReviewItem, dictionary,
    standing,
};

/// Every kind, in the order of its code.
pub const ALL_KINDS: [PhiKind; 15] = [
    PhiKind::Name,
    PhiKind::Date,
    PhiKind::Dob,
    PhiKind::Phone,
    PhiKind::Email,
    PhiKind::Address,
    PhiKind::Mrn,
    PhiKind::InsuranceId,
    PhiKind::Ssn,
    PhiKind::Card,
    PhiKind::Url,
    PhiKind::Ip,
    PhiKind::AgeOver89,
    PhiKind::Org,
    PhiKind::OtherId,
];
