//! The addresses that a client may have browsers sent to.

use crate::error::{Error, Result};
use vestibule_model::scheme::may_be_an_apps;

/// RFC 6749 section 3.1.2: absolute, without a fragment; over TLS, except to the same machine.
pub fn check_urls(urls: &[String]) -> Result<()> {
    for url in urls {
        let refuse = |problem: &str| Err(Error::invalid_parameter(format!("{url} {problem}")));
        if url.contains('#') {
            return refuse("cannot use fragment");
        }
        let Some((scheme, rest)) = url.split_once(':') else {
            return refuse("is not an absolute URI.");
        };
        if !may_be_an_apps(scheme) || url.contains(is_read_otherwise) {
            return refuse("is not an absolute URI.");
        }
        if scheme.eq_ignore_ascii_case("http") && !names_this_machine(rest) {
            return refuse("cannot use the HTTP protocol.");
        }
        if scheme.eq_ignore_ascii_case("https") && !names_one_host(rest) {
            return refuse("is not an absolute URI.");
        }
    }
    Ok(())
}

/// What browsers leave out, or take for something else: a backslash for a slash.
fn is_read_otherwise(c: char) -> bool {
    c == '\\' || c.is_control() || c.is_whitespace()
}

/// Whether what follows `https:` begins with a host, and with nobody's name before it, which would pass for one.
fn names_one_host(rest: &str) -> bool {
    host(rest).is_some_and(|host| !host.is_empty())
}

/// Whether what follows `http:` has one of the three names of this machine that a client may register.
fn names_this_machine(rest: &str) -> bool {
    matches!(host(rest), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// The host of what follows the scheme, with a port or none, and nothing else.
fn host(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix("//")?;
    let authority = rest.split(['/', '?']).next()?;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    // Only within brackets an address has colons of its own (RFC 3986 section 3.2.2).
    let is_address = host.starts_with('[') && host.ends_with(']');
    (!host.contains('@') && (is_address || !host.contains(':'))).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_absolute_and_over_tls_except_to_this_machine() {
        let allowed = [
            "https://app.example.com/callback",
            "http://localhost:3000/callback",
            "http://127.0.0.1/callback",
            "http://[::1]:8080/callback",
            "https://a.example:8443/cb?a=b@c",
            "https://[2001:db8::1]/cb",
            "myapp://callback",
            "MyApp://callback",
            "com.example.app:/callback",
        ];
        for url in allowed {
            assert!(check_urls(&[url.to_owned()]).is_ok(), "{url}");
        }
        let refused = [
            (
                "https://a.example/#x",
                "https://a.example/#x cannot use fragment",
            ),
            (
                "http://a.example/",
                "http://a.example/ cannot use the HTTP protocol.",
            ),
            (
                "http://localhost.a.example/",
                "http://localhost.a.example/ cannot use the HTTP protocol.",
            ),
            (
                "http://localhost@a.example/",
                "http://localhost@a.example/ cannot use the HTTP protocol.",
            ),
            (
                "http://localhost:80@a.example/",
                "http://localhost:80@a.example/ cannot use the HTTP protocol.",
            ),
            (
                "HTTP://a.example",
                "HTTP://a.example cannot use the HTTP protocol.",
            ),
            ("/callback", "/callback is not an absolute URI."),
            (
                "javascript:alert(1)",
                "javascript:alert(1) is not an absolute URI.",
            ),
            (
                "blob:https://a.example/",
                "blob:https://a.example/ is not an absolute URI.",
            ),
            ("about:blank", "about:blank is not an absolute URI."),
            (
                "FILE:///etc/passwd",
                "FILE:///etc/passwd is not an absolute URI.",
            ),
            (
                "view-source:https://a.example",
                "view-source:https://a.example is not an absolute URI.",
            ),
            ("wss://a.example", "wss://a.example is not an absolute URI."),
            (
                "mailto:a@b.example",
                "mailto:a@b.example is not an absolute URI.",
            ),
            (
                " javascript:alert(1)",
                " javascript:alert(1) is not an absolute URI.",
            ),
            (
                "java\tscript:alert(1)",
                "java\tscript:alert(1) is not an absolute URI.",
            ),
            (
                "https://a.example\n/",
                "https://a.example\n/ is not an absolute URI.",
            ),
            (
                "myapp://a\u{a0}b",
                "myapp://a\u{a0}b is not an absolute URI.",
            ),
            (
                "http://[::1]a.example/",
                "http://[::1]a.example/ cannot use the HTTP protocol.",
            ),
            (
                "http://LOCALHOST@a.example/",
                "http://LOCALHOST@a.example/ cannot use the HTTP protocol.",
            ),
            (
                "https://app.example\\@a.example/",
                "https://app.example\\@a.example/ is not an absolute URI.",
            ),
            (
                "https://app.example@a.example/",
                "https://app.example@a.example/ is not an absolute URI.",
            ),
            ("https:a.example", "https:a.example is not an absolute URI."),
            ("https:///a", "https:///a is not an absolute URI."),
        ];
        for (url, message) in refused {
            match check_urls(&[url.to_owned()]).unwrap_err() {
                Error::Service(error) => assert_eq!(error.message.as_deref(), Some(message)),
                other => panic!("{other}"),
            }
        }
    }
}
