//! Cloudflare's e-mail binding.

use super::message;
use js_sys::Reflect;
use vestibule_engine::ports::LocalFuture;
use vestibule_mail::ports::{Broken, EmailBinding, Mail};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::Env;

/// The binding `EMAIL`.
pub(crate) struct BoundEmail<'a>(pub(crate) &'a Env);

impl BoundEmail<'_> {
    /// Whether there is one.
    pub(crate) fn is_bound(env: &Env) -> bool {
        binding(env).is_some()
    }
}

impl EmailBinding for BoundEmail<'_> {
    fn send<'a>(&'a self, mail: Mail<'a>) -> LocalFuture<'a, Result<(), Broken>> {
        Box::pin(async move {
            let binding = binding(self.0).ok_or_else(|| Broken("UNBOUND".to_owned()))?;
            let sent = js_send(
                &binding,
                mail.from,
                mail.from_name,
                mail.reply_to,
                mail.to,
                mail.subject,
                mail.text,
                mail.html,
                mail.id,
            );
            sent.await.map_err(|thrown| Broken(message(&thrown)))
        })
    }
}

fn binding(env: &Env) -> Option<JsValue> {
    let binding = Reflect::get(env, &JsValue::from_str("EMAIL")).ok()?;
    binding.is_object().then_some(binding)
}

#[wasm_bindgen(module = "/src/adapters/js/email_binding.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = send)]
    async fn js_send(
        binding: &JsValue,
        from: &str,
        name: &str,
        reply_to: Option<&str>,
        to: &str,
        subject: &str,
        text: &str,
        html: Option<&str>,
        id: &str,
    ) -> Result<(), JsValue>;
}
