//! Files that are served as they are, from the binding `ASSETS`.

use vestibule_engine::{
    cx::Cx,
    http::{Request, Response},
};
use worker::Env;

/// How a browser may keep what has its content's hash in its name, in seconds.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_WHILE: &str = "public, max-age=300";

/// Whether a path is that of a file: the islands' scripts, and what lies in `public/`.
pub fn is_asset(path: &str) -> bool {
    path.starts_with("/pkg/")
        || path.starts_with("/brand/")
        || matches!(path, "/favicon.ico" | "/favicon.svg" | "/robots.txt")
}

/// Answers with a file; 404 when there is none.
pub async fn answer(cx: &Cx<'_>, env: &Env, request: &Request) -> Response {
    // Opened by itself, a picture may be a document with scripts: it is none of this origin's.
    file(cx, env, &request.path).await.with(
        "content-security-policy",
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    )
}

/// Answers with a file of the demo app: its page has scripts and styles of its own files, and calls these origins alone.
pub async fn demo(cx: &Cx<'_>, env: &Env, request: &Request, origins: &[String]) -> Response {
    let path = match request.path.as_str() {
        "/demo" | "/demo/" => "/demo/index.html",
        path => path,
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' {}; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        origins.join(" ")
    );
    file(cx, env, path)
        .await
        .with("content-security-policy", policy)
        .with("referrer-policy", "no-referrer")
}

async fn file(cx: &Cx<'_>, env: &Env, path: &str) -> Response {
    match fetch(env, path).await {
        Ok(Some(body)) => Response::new(200, content_type(path), body).with(
            "cache-control",
            if path.starts_with("/pkg/") {
                FOR_EVER
            } else {
                A_WHILE
            },
        ),
        Ok(None) => Response::new(404, "text/plain;charset=UTF-8", "There is no such file.\n"),
        Err(error) => {
            cx.note(|line| line.cause = Some(format!("assets: {error}")));
            Response::new(500, "text/plain;charset=UTF-8", "Internal error\n")
        }
    }
}

async fn fetch(env: &Env, path: &str) -> worker::Result<Option<Vec<u8>>> {
    // Whatever could lead to another folder's file, such as `%2e%2e`. Our own names have none of it.
    if path.contains("..") || path.contains(['%', '\\']) {
        return Ok(None);
    }
    // The host is the binding's, whatever it is called.
    let mut response = env
        .get_binding::<worker::Fetcher>("ASSETS")?
        .fetch(format!("http://assets{path}"), None)
        .await?;
    // The assets of Cloudflare answer `/demo/index.html` with a redirect to `/demo/`.
    if (300..400).contains(&response.status_code()) {
        let folder = path.strip_suffix("index.html").unwrap_or(path);
        response = env
            .get_binding::<worker::Fetcher>("ASSETS")?
            .fetch(format!("http://assets{folder}"), None)
            .await?;
    }
    if response.status_code() != 200 {
        return Ok(None);
    }
    response.bytes().await.map(Some)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("avif") => "image/avif",
        Some("css") => "text/css;charset=UTF-8",
        Some("gif") => "image/gif",
        Some("html") => "text/html;charset=UTF-8",
        Some("ico") => "image/x-icon",
        Some("jpeg" | "jpg") => "image/jpeg",
        Some("js") => "text/javascript;charset=UTF-8",
        Some("json") => "application/json;charset=UTF-8",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain;charset=UTF-8",
        Some("wasm") => "application/wasm",
        Some("webp") => "image/webp",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
