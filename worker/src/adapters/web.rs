//! Requests to providers' APIs and to hooks.

use super::{message, network};
use js_sys::Uint8Array;
use vestibule_engine::ports::LocalFuture;
use vestibule_mail::ports::{Answer, Broken, Post, Web};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::Env;

/// `fetch`, by the network that is bound for senders, or else directly.
pub(crate) struct Fetch<'a>(pub(crate) &'a Env);

impl Web for Fetch<'_> {
    fn post<'a>(&'a self, post: &'a Post) -> LocalFuture<'a, Result<Answer, Broken>> {
        Box::pin(async move {
            let mut head = String::new();
            for (name, value) in &post.headers {
                for part in [name, value.expose().as_str()] {
                    // It would begin another header.
                    if part.contains('\n') {
                        return Err(Broken(format!("{name} with a line end")));
                    }
                    if !head.is_empty() {
                        head.push('\n');
                    }
                    head.push_str(part);
                }
            }
            let answer = js_post(&network(self.0), &post.url, &head, post.body.expose())
                .await
                .map_err(|thrown| Broken(message(&thrown)))?;
            Ok(Answer {
                status: answer.status(),
                error: answer.error(),
                body: answer.body().to_vec(),
            })
        })
    }
}

#[wasm_bindgen(module = "/src/adapters/js/web.js")]
extern "C" {
    type JsAnswer;
    #[wasm_bindgen(method, getter)]
    fn status(this: &JsAnswer) -> u16;
    #[wasm_bindgen(method, getter)]
    fn error(this: &JsAnswer) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn body(this: &JsAnswer) -> Uint8Array;

    #[wasm_bindgen(catch, js_name = post)]
    async fn js_post(
        network: &JsValue,
        url: &str,
        head: &str,
        body: &str,
    ) -> Result<JsAnswer, JsValue>;
}
