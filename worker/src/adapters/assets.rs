//! Files that are served as they are, from the binding `ASSETS`.

use vestibule_core::http::{Request, Response};
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
pub async fn answer(env: &Env, request: &Request) -> Response {
    match fetch(env, request).await {
        Ok(Some(body)) => {
            let response = Response::new(200, content_type(&request.path), body)
                .with(
                    "cache-control",
                    if request.path.starts_with("/pkg/") {
                        FOR_EVER
                    } else {
                        A_WHILE
                    },
                )
                .with("x-content-type-options", "nosniff");
            secured(request, response)
        }
        Ok(None) => Response::new(404, "text/plain;charset=UTF-8", "There is no such file.\n"),
        Err(error) => {
            worker::console_error!("assets: {error}");
            Response::new(500, "text/plain;charset=UTF-8", "Internal error\n")
        }
    }
}

async fn fetch(env: &Env, request: &Request) -> worker::Result<Option<Vec<u8>>> {
    // The host is the binding's, whatever it is called.
    let path = match request.path.as_str() {
        "/demo" | "/demo/" => "/demo/index.html",
        path => path,
    };
    if path.contains("..") {
        return Ok(None);
    }
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

/// The demo's page: scripts and styles of its own files, calls to this origin alone.
fn secured(request: &Request, response: Response) -> Response {
    if !request.path.starts_with("/demo") {
        return response;
    }
    response
        .with(
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        .with("referrer-policy", "no-referrer")
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript;charset=UTF-8",
        Some("css") => "text/css;charset=UTF-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json") => "application/json;charset=UTF-8",
        Some("txt") => "text/plain;charset=UTF-8",
        _ => "text/html;charset=UTF-8",
    }
}
