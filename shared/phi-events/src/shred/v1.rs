//! Version 1 of the shred ledger. Released: bytes never change; add a version instead.
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::class::DataClass;
use crate::commit::{Fact, NoContent, Schema};
use crate::context::Context;
use crate::ids::AggregateId;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ShredFact {
    /// The keys of these classes of the call are to be destroyed: binding from here on.
    Ordered {
        /// The call.
        call: AggregateId,
        /// The classes.
        classes: Vec<DataClass>,
        /// Whether the classes may never be minted again.
        forgotten: bool,
    },
}

impl Fact for ShredFact {
    fn name(&self) -> &'static str {
        "shred_ordered"
    }
}

/// The schema.
pub struct Shred;

impl Schema for Shred {
    const CONTEXT: Context = Context::Shred;
    const VERSION: u16 = 1;
    type Fact = ShredFact;
    type Content = NoContent;
}
