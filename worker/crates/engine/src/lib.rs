//! What runs in the Worker for whichever service asks: accounts, sign-in, tokens, aliases, delivery.
//!
//! It reaches the world through [`cx::Cx`]; what must be decided at one place runs in an object, as a
//! [`vestibule_store::transition::Transition`]. The only way from one to the other is [`cx::Cx::call`].

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

pub mod access_token;
pub mod accounts;
pub mod aliases;
pub mod attributes;
pub mod auth_flow;
pub mod budget;
pub mod client_secret;
pub mod config;
pub mod courier;
pub mod credentials;
pub mod cx;
pub mod delivery;
pub mod deployment;
pub mod dev_mailbox;
pub mod devices;
pub mod error;
pub mod find_user;
pub mod grounds;
pub mod groups;
pub mod hash_queue;
mod hashers;
pub mod http;
pub mod jobs;
pub mod keys;
pub mod log;
pub mod make_key;
pub mod messages;
pub mod paging;
pub mod paid;
pub mod passkeys;
pub mod password_policy;
pub mod peer;
pub mod ports;
pub mod ready;
pub mod registry;
pub mod retry;
pub mod sealed;
pub mod secret_hash;
pub mod snapshots;
pub mod software_token;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tokens;
mod user_agent;
pub mod user_sessions;
pub mod verification;
pub mod wake;
