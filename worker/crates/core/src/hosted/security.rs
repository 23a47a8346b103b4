//! What every answer to a browser says besides its content.
//!
//! A page's `Content-Security-Policy` is written where its nonce is made, with its style and script.

use crate::{cx::Deployment, http::Response, oauth::site};

/// Pages and their redirects are nobody's to keep, to frame, to sniff at or to name to others.
pub fn headers(deployment: &Deployment, response: Response) -> Response {
    let response = response
        .with("cache-control", "no-store")
        .with("referrer-policy", "same-origin")
        .with("x-content-type-options", "nosniff")
        .with("x-frame-options", "DENY");
    if site::is_https(deployment) {
        response.with(
            "strict-transport-security",
            "max-age=31536000; includeSubDomains",
        )
    } else {
        response
    }
}
