//! The hashers beside the Worker: a service of this machine, which `serve` binds.

use super::message;
use js_sys::{Reflect, Uint8Array};
use vestibule_crypto::SecretBytes;
use vestibule_engine::ports::{
    LocalFuture,
    hasher::{Hasher, HasherError},
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::Env;

/// The binding `HASHERS`.
pub(crate) struct BoundHashers<'a>(pub(crate) &'a Env);

impl Hasher for BoundHashers<'_> {
    fn tag<'a>(
        &'a self,
        task: &'a SecretBytes,
    ) -> LocalFuture<'a, Result<SecretBytes, HasherError>> {
        Box::pin(async move {
            let failed = |thrown: JsValue| HasherError(message(&thrown));
            let hashers = Reflect::get(self.0, &JsValue::from_str("HASHERS")).map_err(failed)?;
            let tag = js_tag(&hashers, task.expose()).await.map_err(failed)?;
            Ok(tag.to_vec().into())
        })
    }
}

#[wasm_bindgen(module = "/src/adapters/js/hashers.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = tag)]
    async fn js_tag(hashers: &JsValue, task: &[u8]) -> Result<Uint8Array, JsValue>;
}
