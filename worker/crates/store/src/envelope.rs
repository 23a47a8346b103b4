//! What travels between the Worker and an object.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// One transition on its way to its object.
#[derive(Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// Random, one per call; a repetition carries the same.
    pub id: String,
    pub name: String,
    /// The version of the pool's configuration that the decision was made under.
    pub config: Option<u64>,
    pub body: Box<RawValue>,
}

/// An object's answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    Done(Box<RawValue>),
    /// The decision was made under a configuration older than the lowest acceptable one. Nothing was changed, except that
    /// [`Transition::release`] gave back what was reserved.
    StaleConfig {
        lowest: u64,
    },
    /// The object has nothing, and ought to: [`crate::transition::TxError::Absent`].
    Absent,
    Failed(String),
}
