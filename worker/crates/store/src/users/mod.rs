//! The objects that hold users.

pub mod aliases;
pub mod attempts;
pub mod change;
pub mod class;
pub mod codes;
pub mod config_version;
pub mod create;
pub mod devices;
pub mod drop;
pub mod factors;
pub mod list;
pub mod marks;
pub mod memberships;
pub mod outbox;
pub mod passkeys;
pub mod prove;
pub mod quotas;
pub mod read;
pub mod refresh_secrets;
pub mod rows;
#[cfg(feature = "bench")]
pub mod seed;
pub mod sessions;
pub mod sign_in;
mod spent;
pub mod tracked;
pub mod verifications;
pub mod verifiers;
