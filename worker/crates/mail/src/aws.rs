//! Calls of AWS, signed by Signature Version 4.

use crate::ports::Post;
use vestibule_crypto::{
    SecretString,
    sigv4::{Credentials, Request, sign},
};
use vestibule_engine::http::target;
use vestibule_model::time::Timestamp;

/// An account of AWS's, and where it is called.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) credentials: Credentials,
    pub(crate) region: String,
    /// Scheme and authority of the service.
    pub(crate) endpoint: String,
}

impl Account {
    /// A signed request to a path of the service.
    pub(crate) fn post(
        &self,
        service: &str,
        path: &str,
        content_type: &'static str,
        body: SecretString,
        now: Timestamp,
    ) -> Post {
        let url = format!("{}{path}", self.endpoint);
        let host = self.endpoint.split_once("://").map_or("", |(_, host)| host);
        let (path, query) = target(&url);
        let request = Request {
            method: "POST",
            path,
            query,
            // `Host` is signed, and sent by whoever sends the request.
            headers: &[("Host", host), ("Content-Type", content_type)],
            body: body.expose().as_bytes(),
        };
        let signed = sign(
            &request,
            &self.credentials,
            &self.region,
            service,
            now.millis(),
        );
        let mut headers = vec![("Content-Type", SecretString::from(content_type))];
        headers.extend(
            signed
                .into_iter()
                .map(|(name, value)| (name, SecretString::new(value))),
        );
        Post { url, headers, body }
    }
}

/// The name of an error, of AWS's or another's, as far as it is one: for the log.
pub(crate) fn named(error: &str) -> &str {
    // `com.amazonaws.ses#Name`, `Name:http://...`; a header that came twice is joined by a comma.
    let name = error.split([':', ',']).next().unwrap_or_default();
    let name = name.rsplit('#').next().unwrap_or_default();
    let is_name = |name: &str| {
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_');
        (1..=64).contains(&name.len()) && name.bytes().all(is_letter)
    };
    if is_name(name) { name } else { "an error" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_crypto::sigv4::{self, SignedRequest};

    #[test]
    fn what_is_signed_is_what_is_sent() {
        let account = Account {
            credentials: Credentials {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: SecretString::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                session_token: Some(SecretString::from("token")),
            },
            region: "eu-central-1".to_owned(),
            endpoint: "https://email.eu-central-1.amazonaws.com".to_owned(),
        };
        // The time of AWS's own test suite: 20150830T123600Z.
        let now = Timestamp::from_seconds(1_440_938_160);
        let body = SecretString::from("{}");
        let post = account.post(
            "ses",
            "/v2/email/outbound-emails",
            "application/json",
            body,
            now,
        );
        assert_eq!(
            post.url,
            "https://email.eu-central-1.amazonaws.com/v2/email/outbound-emails"
        );
        let mut headers: Vec<(&str, &str)> = post
            .headers
            .iter()
            .map(|(name, value)| (*name, value.expose().as_str()))
            .collect();
        headers.push(("Host", "email.eu-central-1.amazonaws.com"));
        let request = sigv4::Request {
            method: "POST",
            path: "/v2/email/outbound-emails",
            query: "",
            headers: &headers,
            body: b"{}",
        };
        let signed = SignedRequest::parse(request, "ses", now.millis()).unwrap();
        assert_eq!(signed.region(), "eu-central-1");
        assert_eq!(signed.security_token(), Some("token"));
        signed
            .verify(&account.credentials.secret_access_key)
            .unwrap();
    }

    #[test]
    fn of_an_error_its_name_is_told_and_no_more() {
        for (error, name) in [
            ("MessageRejected", "MessageRejected"),
            (
                "com.amazonaws.ses#MessageRejected:http://x",
                "MessageRejected",
            ),
            ("MessageRejected:http://x/#y", "MessageRejected"),
            ("MessageRejected, MessageRejected", "MessageRejected"),
            ("E_RATE_LIMIT", "E_RATE_LIMIT"),
            ("", "an error"),
            ("jane@example.com", "an error"),
            ("no such user", "an error"),
        ] {
            assert_eq!(named(error), name);
        }
    }
}
