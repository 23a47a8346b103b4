//! The data and its rules.

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

mod active_factors;
pub mod alias;
pub mod alias_rules;
pub mod assurance;
pub mod channel;
pub mod client;
pub mod contact;
pub mod device;
pub mod domain;
pub mod factor;
pub mod group;
pub mod ids;
pub mod json;
pub mod mailbox;
pub mod object_key;
pub mod opaque;
pub mod passkey;
pub mod placement;
pub mod pool;
pub mod registry_name;
mod row;
pub mod scheme;
pub mod scope;
pub mod session;
pub mod short;
pub mod signing_key;
pub mod slots;
pub mod time;
pub mod unicode;
pub mod user;
