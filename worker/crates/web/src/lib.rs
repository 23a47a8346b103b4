//! What browsers and relying parties ask for by path: OAuth 2.0, OpenID Connect, the hosted pages.

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

pub mod answer;
pub mod app;
pub mod cookies;
pub mod demo;
#[cfg(any(test, feature = "testing"))]
pub mod fixtures;
pub mod hosted;
pub mod oauth;
pub mod parameters;
pub mod routes;
pub mod security;
pub mod site;
pub mod start;
pub mod view;
