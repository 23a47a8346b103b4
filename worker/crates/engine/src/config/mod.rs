//! What requests are decided under: pools' configurations, and what an isolate keeps of them. [`crate::snapshots`] loads
//! them.

pub mod cache;
pub mod document;
pub mod groups;
mod snapshot;

pub(crate) use snapshot::Snapshot;
pub use snapshot::{ClientConfig, Config};
