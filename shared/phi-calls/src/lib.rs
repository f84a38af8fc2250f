//! Synthetic calls with gold spans. Nobody in them exists.
//!
//! Two generators that share nothing but the types below, so that one can train a model and the other can say how it does
//! on calls it has not seen: `reception` trains, `switchboard` measures.
pub mod call;
pub mod handwritten;
pub mod reception;
pub mod retold;
pub mod score;
pub mod switchboard;

pub use call::{Call, Form, Gold, Kind, Negative, Role, Turn, TurnBuilder};
