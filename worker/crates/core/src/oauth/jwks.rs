//! `/.well-known/jwks.json`: the keys that verify a pool's tokens (RFC 7517 section 5).

use super::cached_json;
use crate::{http::Response, keys::rotation::KEY_SET_MAX_AGE};
use std::time::Duration;

/// Answers with the key set as it was written when the configuration was loaded.
pub(super) fn get(key_set: &str) -> Response {
    cached_json(
        key_set,
        Duration::from_millis(KEY_SET_MAX_AGE.as_millis().unsigned_abs()),
    )
}
