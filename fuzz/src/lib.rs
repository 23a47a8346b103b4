//! Fuzz targets: one for each parser of what strangers send or people write by hand.
//!
//! A target takes any bytes, and asserts what must hold of whatever its parser makes of them. libFuzzer runs one at a
//! time (see README.md); `tests/corpora.rs` runs all of them over `corpus/` with every native test.

mod css;
mod deployment;
mod http;
mod shape;
pub mod targets;

pub use targets::TARGETS;
