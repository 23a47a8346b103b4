//! A Worker that answers 200 and nothing: what the runtime and the glue cost by themselves.

use wasm_bindgen::prelude::wasm_bindgen;
use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::empty()
}

/// What the entry module asks for larger bodies, which nobody sends here.
#[wasm_bindgen(js_name = bodyLimit)]
pub fn body_limit() -> u32 {
    0
}
