//! The table of paths.

use crate::{
    adapters::{assets, peer},
    pages,
    runtime::Runtime,
};
use std::net::IpAddr;
use vestibule_engine::{
    cx::Cx,
    dev_mailbox,
    http::{self, Request, Response, Unread},
    wake,
};
use vestibule_front::service;
use vestibule_model::time::Timestamp;
use vestibule_web::{demo, parameters::Parameters, routes, start};
use worker::Env;

const TEXT: &str = "text/plain;charset=UTF-8";

/// The largest body that a POST may have, in bytes.
pub fn body_limit(runtime: &Runtime, request: &Request, now: Timestamp) -> usize {
    match request.path.as_str() {
        service::PATH => service::body_limit(request, &runtime.deployment, now),
        path => routes::body_limit(path),
    }
}

/// Answers a POST whose body wasn't read.
pub fn unread(cx: &Cx<'_>, request: &Request, why: Unread) -> Response {
    if request.path == service::PATH {
        return service::unread(cx, request, why);
    }
    let (status, text) = match why {
        Unread::TooLarge => (413, "The body is too large.\n"),
        Unread::Late => (408, "The body took too long.\n"),
        Unread::Throttled => (429, "Too many requests\n"),
        Unread::BrokenOff => (400, "The body broke off.\n"),
    };
    Response::new(status, TEXT, text)
}

/// Answers everything while the deployment is misconfigured.
pub fn misconfigured() -> Response {
    Response::new(
        503,
        TEXT,
        "This deployment is misconfigured; its log says how.\n",
    )
}

/// Answers a request, whose body is within its limit.
pub async fn answer(cx: &mut Cx<'_>, runtime: &Runtime, env: &Env, request: &Request) -> Response {
    if !request.header("host").is_none_or(http::is_host) {
        return Response::new(400, TEXT, "The Host header names no host.\n");
    }
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", "/") => service::call(cx, request).await,
        ("OPTIONS", "/") => service::preflight(cx, request),
        ("GET" | "HEAD", "/") if dev_mailbox::is_shown(cx, request) => start(cx, runtime).await,
        ("GET" | "HEAD", "/healthz") => healthz(cx),
        ("GET" | "HEAD", "/readyz") => readyz(cx, runtime).await,
        ("GET" | "HEAD", "/_dev/mailbox") if shows_mailbox(cx, runtime, request) => {
            mailbox_page(cx).await
        }
        ("GET" | "HEAD", "/_dev/mailbox.json") if shows_mailbox(cx, runtime, request) => {
            mailbox_json(cx, request).await
        }
        ("POST", wake::PATH) => wake::answer(cx, request).await,
        ("GET" | "HEAD", path) if path == "/demo" || path.starts_with("/demo/") => {
            demo(cx, runtime, env, request).await
        }
        ("GET" | "HEAD", path) if assets::is_asset(path) => {
            cx.note(|line| {
                line.path = "/*";
                line.is_asset = true;
            });
            assets::answer(cx, env, request).await
        }
        _ => match routes::route(cx, request).await {
            Some(answer) => pages::finish(cx, runtime, answer),
            None => not_found(cx, runtime, request),
        },
    }
}

/// The peer's address, from where the deployment says that it can be believed.
pub fn peer(
    runtime: &Runtime,
    raw: &worker::web_sys::Request,
    request: &Request,
) -> Option<IpAddr> {
    runtime.peer.peer(peer::address(raw), request)
}

/// Alive, and no more than that: it asks for nothing.
fn healthz(cx: &Cx<'_>) -> Response {
    cx.note(|line| line.path = "/healthz");
    Response::new(200, TEXT, "ok\n")
}

/// Whether people can be served.
async fn readyz(cx: &Cx<'_>, runtime: &Runtime) -> Response {
    cx.note(|line| line.path = "/readyz");
    match runtime.readiness.check(cx).await {
        Ok(()) => Response::new(200, TEXT, "ok\n"),
        Err(unready) => Response::new(503, TEXT, unready.text()),
    }
}

/// What runs here, for whoever is at the machine itself.
async fn start(cx: &Cx<'_>, runtime: &Runtime) -> Response {
    cx.note(|line| line.path = "/");
    let pools = match start::pools(cx).await {
        Ok(pools) => pools,
        Err(error) => return failed(cx, &error),
    };
    match demo::config(cx).await {
        Ok(demo) => pages::start(cx, runtime, pools, demo.is_some()),
        Err(error) => failed(cx, &error),
    }
}

/// The demo app, where a pool is the demo's.
async fn demo(cx: &Cx<'_>, runtime: &Runtime, env: &Env, request: &Request) -> Response {
    let is_page = matches!(
        request.path.as_str(),
        "/demo" | "/demo/" | "/demo/config.json"
    );
    cx.note(|line| {
        line.path = "/demo";
        line.is_asset = !is_page;
    });
    let config = match demo::config(cx).await {
        Ok(Some(config)) => config,
        Ok(None) => return not_found(cx, runtime, request),
        Err(error) => return failed(cx, &error),
    };
    if request.path != "/demo/config.json" {
        return assets::demo(cx, env, request, &config.origins).await;
    }
    match serde_json::to_vec(&config) {
        Ok(json) => Response::new(200, "application/json;charset=UTF-8", json)
            .with("cache-control", "no-store"),
        Err(error) => failed(cx, &error),
    }
}

fn shows_mailbox(cx: &Cx<'_>, runtime: &Runtime, request: &Request) -> bool {
    runtime.dev_mailbox && dev_mailbox::is_shown(cx, request)
}

async fn mailbox_json(cx: &Cx<'_>, request: &Request) -> Response {
    cx.note(|line| line.path = "/_dev/mailbox.json");
    let parameters = Parameters::parse(request.query.as_bytes());
    match dev_mailbox::list(cx, parameters.get("to"))
        .await
        .map(|mails| serde_json::to_vec(&mails))
    {
        Ok(Ok(json)) => Response::new(200, "application/json;charset=UTF-8", json)
            .with("cache-control", "no-store"),
        Ok(Err(error)) => failed(cx, &error),
        Err(error) => failed(cx, &error),
    }
}

async fn mailbox_page(cx: &Cx<'_>) -> Response {
    cx.note(|line| line.path = "/_dev/mailbox");
    match dev_mailbox::list(cx, None).await {
        Ok(mails) => pages::mailbox(cx, &mails),
        Err(error) => failed(cx, &error),
    }
}

fn failed(cx: &Cx<'_>, error: &dyn std::fmt::Display) -> Response {
    cx.note(|line| line.cause = Some(error.to_string()));
    Response::new(500, TEXT, "Internal error\n")
}

fn not_found(cx: &Cx<'_>, runtime: &Runtime, request: &Request) -> Response {
    pages::finish(cx, runtime, routes::not_found(cx, request))
}
