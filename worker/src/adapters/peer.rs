//! Who sent a request.

use std::net::{IpAddr, SocketAddr};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::web_sys::Request;

/// The address that the connection came from, as `workerd` tells it in `cf.clientIp`; `None` on Cloudflare's network.
#[must_use]
pub(crate) fn address(request: &Request) -> Option<IpAddr> {
    let request: &RequestWithCf = wasm_bindgen::JsCast::unchecked_ref(request);
    js_sys::Reflect::get(&request.cf(), &JsValue::from_str("clientIp"))
        .ok()?
        .as_string()
        .and_then(|text| parse(&text))
}

/// `workerd` names the port too: `192.0.2.1:50000`, `[2001:db8::1]:50000`.
fn parse(text: &str) -> Option<IpAddr> {
    text.parse::<SocketAddr>()
        .map(|address| address.ip())
        .or_else(|_| text.parse())
        .ok()
}

#[wasm_bindgen]
extern "C" {
    type RequestWithCf;
    #[wasm_bindgen(method, getter)]
    fn cf(this: &RequestWithCf) -> JsValue;
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn an_address_is_read_with_and_without_its_port() {
        for (text, address) in [
            ("192.0.2.1:50000", "192.0.2.1"),
            ("192.0.2.1", "192.0.2.1"),
            ("[2001:db8::1]:50000", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
        ] {
            assert_eq!(parse(text), address.parse().ok(), "{text}");
        }
        assert_eq!(parse("unix:/run/x"), None);
    }
}
