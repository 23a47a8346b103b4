//! The edge backend: what a request or an object's alarm enters by. Everything that knows Cloudflare is here, in
//! `adapters` and in `objects`; what the service does is in `vestibule-core`.

mod adapters;
mod objects;
mod pages;
mod router;
mod runtime;
mod wake;

use adapters::{
    clock, modpow::BigIntModPow, no_mail::NoMail, objects::BoundObjects, rng, signer::NodeKeyMaker,
    timer::RuntimeTimer,
};
use runtime::Runtime;
use serde::Serialize;
use std::cell::{Cell, RefCell};
use vestibule_core::{
    cx::Cx, dev_mailbox::DevMailer, http, log::Line, ports::mail::Mailer, service, time::Timestamp,
};
use vestibule_crypto::{RngExt as _, SeededRng};
use worker::{Context, Env, Headers, Method, Request, Response, Result, event};

#[event(fetch)]
async fn fetch(mut raw: Request, env: Env, _context: Context) -> Result<Response> {
    let runtime = match Runtime::of(&env) {
        Ok(runtime) => runtime,
        Err(misconfigured) => {
            worker::console_error!("misconfigured: {misconfigured}");
            return Response::error("This deployment is misconfigured; its log says how.\n", 503);
        }
    };
    let started = clock::now();
    let Some(request) = read(&mut raw).await? else {
        return Response::error("The body is too large.\n", 413);
    };
    let rng = SeededRng::new(rng::seed());
    let objects = BoundObjects::new(env.clone());
    let dev_mailer = DevMailer {
        objects: &objects,
        timer: &RuntimeTimer,
        rng: &rng,
        keyring: &runtime.keyring,
    };
    let mailer: &dyn Mailer = if runtime.dev_mailbox {
        &dev_mailer
    } else {
        &NoMail
    };
    let mut cx = Cx {
        now: Timestamp::from_millis(started),
        rng: &rng,
        objects: &objects,
        key_maker: &NodeKeyMaker,
        modpow: &BigIntModPow,
        mailer,
        timer: &RuntimeTimer,
        keyring: &runtime.keyring,
        deployment: &runtime.deployment,
        cache: &runtime.cache,
        budgets: &runtime.budgets,
        peer: router::peer(&runtime, &raw, &request),
        region: "local".to_owned(),
        request_id: rng.uuid_v4(),
        hops: Cell::new(0),
        line: RefCell::default(),
    };
    let response = router::answer(&mut cx, &runtime, &env, &request).await;
    log(&cx, &response, clock::now() - started);
    write(&request, response)
}

/// The request with its body read whole; `None` when the body is larger than any operation takes.
async fn read(raw: &mut Request) -> Result<Option<http::Request>> {
    let url = raw.inner().url();
    let (path, query) = target(&url);
    let headers: Vec<(String, String)> = raw.headers().entries().collect();
    let declared = raw
        .headers()
        .get("content-length")?
        .and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > service::BRANDING_BODY_LIMIT) {
        return Ok(None);
    }
    let body = match raw.method() {
        Method::Get | Method::Head | Method::Options => Vec::new(),
        _ => raw.bytes().await?,
    };
    if body.len() > service::BRANDING_BODY_LIMIT {
        return Ok(None);
    }
    Ok(Some(http::Request {
        method: raw.method().to_string(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body,
    }))
}

/// Path and query of an absolute URL, as sent.
fn target(url: &str) -> (&str, &str) {
    let after_scheme = url.find("://").map_or(0, |at| at + 3);
    let target = url[after_scheme..]
        .find(['/', '?'])
        .map_or("/", |at| &url[after_scheme + at..]);
    let target = target.split('#').next().unwrap_or_default();
    target.split_once('?').unwrap_or((target, ""))
}

fn write(request: &http::Request, response: http::Response) -> Result<Response> {
    let headers = Headers::new();
    // Cloudflare adds it, `workerd` doesn't.
    headers.set("date", &String::from(js_sys::Date::new_0().to_utc_string()))?;
    for (name, value) in &response.headers {
        headers.append(name, value)?;
    }
    let no_body = response.body.is_empty() || request.method == "HEAD";
    let written = if no_body {
        Response::empty()?
    } else {
        Response::from_bytes(response.body)?
    };
    // The constructors set a content type of their own.
    written.headers().delete("content-type")?;
    Ok(written.with_headers(headers).with_status(response.status))
}

/// One JSON line a request: no secret, and nothing that names a person.
fn log(cx: &Cx<'_>, response: &http::Response, millis: i64) {
    #[derive(Serialize)]
    struct Entry<'a> {
        request: &'a str,
        #[serde(flatten)]
        line: &'a Line,
        status: u16,
        ms: i64,
        hops: u32,
    }
    let line = cx.line.borrow();
    let entry = Entry {
        request: &cx.request_id,
        line: &line,
        status: response.status,
        ms: millis,
        hops: cx.hops.get(),
    };
    match serde_json::to_string(&entry) {
        Ok(entry) => worker::console_log!("{entry}"),
        Err(error) => worker::console_error!("the log line of {}: {error}", cx.request_id),
    }
}

#[cfg(test)]
mod tests {
    use super::target;

    #[test]
    fn path_and_query_are_kept_as_sent() {
        assert_eq!(
            target("http://localhost:8787/a%20b?c=%2F#d"),
            ("/a%20b", "c=%2F")
        );
        assert_eq!(target("http://localhost:8787"), ("/", ""));
        assert_eq!(target("http://localhost:8787/x/../y"), ("/x/../y", ""));
    }
}
