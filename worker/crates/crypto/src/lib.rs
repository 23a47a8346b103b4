//! The cryptography of Vestibule: pure functions without I/O, clock or randomness of their own.
//!
//! Time comes in as milliseconds since the Unix epoch, randomness through [`Rng`], and the one heavy operation that
//! the platform does better, modular exponentiation, through [`srp::ModPow`].

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod calendar;
pub mod digest;
pub mod hasher;
pub mod keyring;
pub mod password;
pub mod pkce;
pub mod rng;
pub mod secret;
pub mod secret_hash;
pub mod sigv4;
pub mod srp;
pub mod totp;
pub mod webauthn;

pub use calendar::rfc_3339;
pub use keyring::{KeyId, Keyring, Purpose};
pub use rng::{Rng, RngExt, SeededRng};
pub use secret::{Secret, SecretBytes, SecretString, constant_time_eq};
