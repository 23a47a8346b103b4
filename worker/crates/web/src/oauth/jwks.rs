//! `/.well-known/jwks.json`: the keys that verify a pool's tokens (RFC 7517 section 5).

use std::time::Duration;
use vestibule_engine::{
    config::document::Document,
    http::{Request, Response},
};
use vestibule_model::signing_key::KEY_SET_MAX_AGE;

/// Answers with the key set as it was written when the configuration was loaded.
pub(crate) fn get(http: &Request, key_set: &Document) -> Response {
    key_set.answer(
        http,
        Duration::from_millis(KEY_SET_MAX_AGE.as_millis().unsigned_abs()),
    )
}
