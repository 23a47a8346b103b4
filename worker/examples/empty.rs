//! A Worker that answers 200 and nothing: what the runtime and the glue cost by themselves.

use worker::{Context, Env, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(_request: Request, _env: Env, _context: Context) -> Result<Response> {
    Response::empty()
}
