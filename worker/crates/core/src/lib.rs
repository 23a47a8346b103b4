//! The identity service: pure Rust, no platform.
//!
//! An operation runs in the Worker with a [`cx::Cx`]; what must be decided at one place runs in an object, as a
//! [`store::transition::Transition`] over SQL. The only way from one to the other is [`cx::Cx::call`].

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
pub mod alias;
pub mod attributes;
pub mod auth;
pub mod auth_flow;
pub mod budget;
pub mod client_secret;
pub mod clients;
pub mod config;
mod courier;
pub mod credentials;
pub mod cx;
pub mod delivery;
pub mod demo;
pub mod deployment;
pub mod dev_mailbox;
pub mod domains;
pub mod error;
pub mod extensions;
#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
pub mod hosted;
pub mod http;
pub mod identifier;
pub mod idp_error;
pub mod jobs;
pub mod keys;
pub mod log;
pub mod messages;
pub mod model;
pub mod oauth;
pub mod operation;
mod paging;
pub mod password_policy;
pub mod peer;
pub mod pools;
pub mod ports;
pub mod resource_servers;
#[cfg(test)]
mod scenarios;
pub mod scope;
pub mod sealed;
pub mod secret_hash;
pub mod service;
pub mod start;
pub mod store;
pub mod table;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod tokens;
pub mod users;
mod verification;
pub mod wake;
