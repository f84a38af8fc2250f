//! What an operator sees of a projection.

/// What a rebuild did.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Rebuilt {
    /// How many events were folded.
    pub events: u64,
    /// How long it took.
    pub seconds: f64,
}

/// What an operator sees of a projection.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StateHash {
    /// SHA-256 over every row.
    pub hash: String,
    /// Sequence of the last message folded.
    pub position: u64,
    /// Events folded.
    pub events: u64,
    /// Aggregates known.
    pub aggregates: usize,
    /// Timers set.
    pub timers: usize,
    /// Whether the replica that answers projects; of several, one does.
    pub leads: bool,
}

/// How many things of an aggregate wait for a person's decision.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Waiting {
    /// The practice.
    pub tenant: String,
    /// What it is about.
    pub aggregate: String,
    /// How many.
    pub count: i64,
}
