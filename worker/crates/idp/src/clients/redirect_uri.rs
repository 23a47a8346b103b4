//! The addresses that a client may have browsers sent to.

use crate::error::{Error, Result};

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
        let mut letters = scheme.bytes();
        let well_formed = letters
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic())
            && letters
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        if !well_formed
            || matches!(
                scheme.to_ascii_lowercase().as_str(),
                "about" | "blob" | "data" | "filesystem" | "javascript" | "vbscript"
            )
            // Browsers read it as a slash, and its encoded form not.
            || url.contains('\\')
        {
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

/// Whether what follows `https:` begins with a host, and with nobody's name before it, which would pass for one.
fn names_one_host(rest: &str) -> bool {
    authority(rest).is_some_and(|authority| !authority.is_empty() && !authority.contains('@'))
}

fn authority(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix("//")?;
    rest.split(['/', '?']).next()
}

/// Whether what follows `http:` has one of the three names of this machine that a client may register.
fn names_this_machine(rest: &str) -> bool {
    let host = authority(rest)
        .filter(|authority| !authority.contains('@'))
        .map(|authority| match authority.split_once(']') {
            // [::1]:PORT
            Some((address, _)) => address.trim_start_matches('['),
            None => authority
                .split_once(':')
                .map_or(authority, |(host, _)| host),
        });
    matches!(host, Some("localhost" | "127.0.0.1" | "::1"))
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
            "myapp://callback",
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
