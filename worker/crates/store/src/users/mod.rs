//! The objects that hold users.

pub mod aliases;
pub mod attempts;
pub mod change;
pub mod class;
pub mod codes;
pub mod config_version;
pub mod create;
pub mod drop;
pub mod list;
pub mod marks;
pub mod outbox;
pub mod prove;
pub mod quotas;
pub mod read;
pub mod refresh_secrets;
pub mod rows;
#[cfg(feature = "bench")]
pub mod seed;
pub mod sessions;
pub mod sign_in;
pub mod tracked;
pub mod verifications;
pub mod verifiers;
