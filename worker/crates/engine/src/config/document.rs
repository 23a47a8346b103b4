//! The documents that a pool publishes: the same for everybody, and made once for each version of its configuration.

use crate::http::{Request, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use std::time::Duration;
use vestibule_crypto::digest::sha256;

/// A JSON document that anybody may keep.
#[derive(Debug)]
pub struct Document {
    json: String,
    /// RFC 9110 section 8.8.3, of the content.
    etag: String,
}

impl Document {
    pub fn new(json: String) -> Self {
        let hash = URL_SAFE_NO_PAD.encode(sha256(&[json.as_bytes()]));
        Self {
            json,
            etag: format!("\"{hash}\""),
        }
    }

    /// The document; 304 for who has it already.
    pub fn answer(&self, http: &Request, max_age: Duration) -> Response {
        let known = http.header("if-none-match").unwrap_or_default();
        let response = if known.split(',').any(|tag| self.is(tag.trim())) {
            Response::empty(304)
        } else {
            Response::new(200, "application/json", self.json.as_str())
        };
        response.with("etag", self.etag.as_str()).with(
            "cache-control",
            format!("public, max-age={}", max_age.as_secs()),
        )
    }

    /// RFC 9110 section 13.1.2. A proxy that compresses makes the tag weak; `*` matches any.
    fn is(&self, tag: &str) -> bool {
        tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == self.etag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_the_document_is_not_sent_it_again() {
        let ask = |document: &Document, known: Option<&str>| {
            let headers = known.map(|etag| ("If-None-Match".to_owned(), etag.to_owned()));
            let http = Request {
                method: "GET".to_owned(),
                path: "/".to_owned(),
                query: String::new(),
                headers: headers.into_iter().collect(),
                body: Vec::new(),
            };
            document.answer(&http, Duration::from_secs(300))
        };
        let document = Document::new("{}".to_owned());
        let first = ask(&document, None);
        assert_eq!(
            (first.status, first.body.as_slice()),
            (200, b"{}".as_slice())
        );
        let etag = first.header("etag");
        assert!(etag.is_some());
        let again = ask(&document, etag);
        assert_eq!((again.status, again.body.as_slice()), (304, b"".as_slice()));
        assert_eq!(again.header("etag"), etag);
        assert_eq!(again.header("cache-control"), Some("public, max-age=300"));
        let tag = etag.unwrap_or_default();
        for known in [format!("W/{tag}"), format!("\"x\", {tag}"), "*".into()] {
            assert_eq!(ask(&document, Some(known.as_str())).status, 304, "{known}");
        }
        let changed = ask(&Document::new("[]".to_owned()), etag);
        assert_eq!(changed.status, 200);
        assert_ne!(changed.header("etag"), etag);
    }
}
