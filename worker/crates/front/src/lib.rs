//! The API's door: which operation a request asks for, who signed it, and what it is told.

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

#[cfg(feature = "fuzzing")]
pub mod fuzzing;
#[cfg(test)]
mod scenarios;
pub mod service;
