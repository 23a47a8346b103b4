//! Connections to mail servers, by Cloudflare's sockets.

use super::{message, network};
use js_sys::Uint8Array;
use vestibule_engine::ports::LocalFuture;
use vestibule_mail::ports::{Broken, Line, Lines, Security};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::Env;

/// Connects by the network that is bound for senders, or else directly.
pub(crate) struct Sockets<'a>(pub(crate) &'a Env);

impl Lines for Sockets<'_> {
    fn open<'a>(
        &'a self,
        host: &'a str,
        port: u16,
        security: Security,
    ) -> LocalFuture<'a, Result<Box<dyn Line>, Broken>> {
        Box::pin(async move {
            let security = match security {
                Security::Implicit => "on",
                Security::StartTls => "starttls",
                Security::None => "off",
            };
            let line = JsLine::new(&network(self.0), host, port, security).map_err(broken)?;
            // Ended however it goes.
            let socket = Socket(line);
            socket.0.opened().await.map_err(broken)?;
            Ok(Box::new(socket) as Box<dyn Line>)
        })
    }
}

struct Socket(JsLine);

impl Line for Socket {
    fn send<'a>(&'a self, bytes: &'a [u8]) -> LocalFuture<'a, Result<(), Broken>> {
        Box::pin(async move { self.0.send(bytes).await.map_err(broken) })
    }

    fn receive(&self) -> LocalFuture<'_, Result<Vec<u8>, Broken>> {
        Box::pin(async move {
            let bytes = self.0.receive().await.map_err(broken)?;
            Ok(bytes.to_vec())
        })
    }

    fn secure(&self) -> LocalFuture<'_, Result<(), Broken>> {
        Box::pin(async move { self.0.secure().await.map_err(broken) })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.0.end();
    }
}

fn broken(thrown: JsValue) -> Broken {
    Broken(message(&thrown))
}

#[wasm_bindgen(module = "/src/adapters/js/lines.js")]
extern "C" {
    #[wasm_bindgen(js_name = Line)]
    type JsLine;
    #[wasm_bindgen(constructor, catch, js_class = "Line")]
    fn new(network: &JsValue, host: &str, port: u16, security: &str) -> Result<JsLine, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn opened(this: &JsLine) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn send(this: &JsLine, bytes: &[u8]) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn receive(this: &JsLine) -> Result<Uint8Array, JsValue>;
    #[wasm_bindgen(method, catch)]
    async fn secure(this: &JsLine) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn end(this: &JsLine);
}
