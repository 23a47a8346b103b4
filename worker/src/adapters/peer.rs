//! Who sent a request.

use std::net::IpAddr;
use vestibule_engine::http::peer_address;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::web_sys::Request;

/// The address that the connection came from, as `workerd` tells it in `cf.clientIp`; `None` on Cloudflare's network.
#[must_use]
pub(crate) fn address(request: &Request) -> Option<IpAddr> {
    let request: &RequestWithCf = wasm_bindgen::JsCast::unchecked_ref(request);
    js_sys::Reflect::get(&request.cf(), &JsValue::from_str("clientIp"))
        .ok()?
        .as_string()
        .and_then(|text| peer_address(&text))
}

#[wasm_bindgen]
extern "C" {
    type RequestWithCf;
    #[wasm_bindgen(method, getter)]
    fn cf(this: &RequestWithCf) -> JsValue;
}
