//! The core's ports over Cloudflare's runtime, one port a file.

pub mod assets;
pub mod clock;
pub mod hashers;
pub mod http;
pub mod modpow;
pub mod no_mail;
pub mod objects;
pub mod peer;
pub mod presence;
pub mod rng;
pub mod signer;
pub mod sql;
pub mod timer;
pub mod unicode;

use wasm_bindgen::{JsCast, JsValue};

/// What a thrown value says.
fn message(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => format!("{thrown:?}"),
    }
}
