//! The way to the objects: one remote call of the runtime, bytes in and bytes out.

use super::message;
use js_sys::{Reflect, Uint8Array};
use vestibule_engine::ports::{
    LocalFuture,
    objects::{ObjectError, Objects},
};
use vestibule_model::object_key::ObjectKey;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::Env;

/// The objects bound to this Worker, each class under its own name.
pub(crate) struct BoundObjects {
    env: Env,
}

impl BoundObjects {
    #[must_use]
    pub(crate) fn new(env: Env) -> Self {
        Self { env }
    }
}

impl Objects for BoundObjects {
    fn send<'a>(
        &'a self,
        key: &'a ObjectKey,
        message: Vec<u8>,
    ) -> LocalFuture<'a, Result<Vec<u8>, ObjectError>> {
        Box::pin(async move {
            let namespace = Reflect::get(&self.env, &JsValue::from_str(key.class.name()))
                .map_err(|thrown| ObjectError::Failed(super::message(&thrown)))?;
            send(&namespace, &key.name, &message)
                .await
                .map(|reply| reply.to_vec())
                .map_err(|thrown| failure(&thrown))
        })
    }
}

/// The runtime marks what may be sent again, and where an object has too much to do already.
fn failure(thrown: &JsValue) -> ObjectError {
    let marked =
        |name| Reflect::get(thrown, &JsValue::from_str(name)).is_ok_and(|mark| mark.is_truthy());
    if marked("overloaded") {
        ObjectError::Overloaded(message(thrown))
    } else if marked("retryable") {
        ObjectError::Retryable(message(thrown))
    } else {
        ObjectError::Failed(message(thrown))
    }
}

#[wasm_bindgen(module = "/src/adapters/js/objects.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn send(namespace: &JsValue, name: &str, message: &[u8]) -> Result<Uint8Array, JsValue>;
}
