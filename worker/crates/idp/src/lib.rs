//! The operations of user pools, by resource; [`table`] is their table of contents.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(any(test, feature = "testing")),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod auth;
pub mod clients;
mod create_as_update;
pub mod devices;
pub mod domains;
pub mod error;
pub mod extensions;
#[cfg(any(test, feature = "testing"))]
pub mod fixtures;
pub mod groups;
pub mod mfa;
pub mod operation;
pub mod passkeys;
pub mod pools;
pub mod resource_servers;
pub mod sessions;
pub mod table;
pub mod users;
