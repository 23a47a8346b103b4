//! The core's ports over Cloudflare's runtime, one port a file.

pub mod assets;
pub mod clock;
pub mod email_binding;
pub mod hashers;
pub mod http;
pub mod lines;
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
pub mod web;

use wasm_bindgen::{JsCast, JsValue};
use worker::Env;

/// The network that `serve` binds for senders: what they are set to reach may be on this machine or in a network of its own,
/// where nothing else of the Worker may go. Undefined on Cloudflare.
fn network(env: &Env) -> JsValue {
    js_sys::Reflect::get(env, &JsValue::from_str("MAIL")).unwrap_or_default()
}

/// What a thrown value says.
fn message(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => format!("{thrown:?}"),
    }
}
