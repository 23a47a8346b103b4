//! Requests and responses, each carried between JavaScript and wasm in one piece: a call for every header would cost
//! more than most answers do.

use vestibule_engine::http::{self, Unread};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use worker::{
    Error, Result,
    web_sys::{Request, Response},
};

/// A request as far as its body.
pub(crate) fn head(request: &Request) -> http::Request {
    let head = js_head(request);
    let mut lines = head.split('\n');
    let method = lines.next().unwrap_or_default();
    let (path, query) = http::target(lines.next().unwrap_or_default());
    let mut headers = Vec::with_capacity(16);
    while let (Some(name), Some(value)) = (lines.next(), lines.next()) {
        headers.push((name.to_owned(), value.to_owned()));
    }
    http::Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: Vec::new(),
    }
}

/// The body of a request, which the entry module has read; where it has not, why.
pub(crate) fn body(request: &Request) -> std::result::Result<Vec<u8>, Unread> {
    match js_came(request) {
        0 => Ok(Vec::new()),
        -1 => Err(Unread::TooLarge),
        -2 => Err(Unread::Late),
        -3 => Err(Unread::Throttled),
        length => {
            let length = usize::try_from(length).map_err(|_| Unread::BrokenOff)?;
            let mut body = vec![0; length];
            js_take(request, &mut body);
            Ok(body)
        }
    }
}

/// The response, with `more` headers; without its body where that is not wanted. `line`: what the request leaves in the
/// log, which the entry module writes when the response has gone.
///
/// # Errors
/// When a header's value is none that HTTP knows.
pub(crate) fn respond(
    response: &http::Response,
    more: impl Iterator<Item = (&'static str, &'static str)>,
    with_body: bool,
    line: Option<&str>,
) -> Result<Response> {
    let mut head = String::with_capacity(512);
    let own = response
        .headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()));
    let more = more.map(|(name, value)| (name, value as &str));
    for (name, value) in own.chain(more) {
        // It would begin another header.
        if value.contains('\n') {
            return Err(Error::RustError(format!("{name} with a line end")));
        }
        for part in [name, value] {
            if !head.is_empty() {
                head.push('\n');
            }
            head.push_str(part);
        }
    }
    let body = (with_body && !response.body.is_empty()).then_some(response.body.as_slice());
    let repeats = body.is_some() && response.header("etag").is_some();
    Ok(js_respond(response.status, &head, repeats, body, line)?)
}

#[wasm_bindgen(module = "/src/adapters/js/http.js")]
extern "C" {
    #[wasm_bindgen(js_name = head)]
    fn js_head(request: &Request) -> String;
    #[wasm_bindgen(js_name = came)]
    fn js_came(request: &Request) -> i32;
    #[wasm_bindgen(js_name = take)]
    fn js_take(request: &Request, into: &mut [u8]);
    #[wasm_bindgen(catch, js_name = respond)]
    fn js_respond(
        status: u16,
        head: &str,
        repeats: bool,
        body: Option<&[u8]>,
        line: Option<&str>,
    ) -> std::result::Result<Response, JsValue>;
}
