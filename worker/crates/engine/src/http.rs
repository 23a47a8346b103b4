//! Requests and responses: the parts that the service uses.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// ASCII characters that no URI has (RFC 3986 section 2), to be encoded. A `%` is none of them, so that what is encoded
/// already isn't encoded twice.
const NOT_IN_A_URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A request, its body read whole.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// As sent: percent-encoded, beginning with `/`.
    pub path: String,
    /// As sent, without `?`; empty when there is none.
    pub query: String,
    /// In the order sent.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// Why a request's body wasn't read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It has more bytes than what is asked for takes.
    TooLarge,
    /// It took too long to come.
    Late,
    /// Its address has sent too much, or too much is being read.
    Throttled,
    /// Whoever sent it has most likely gone.
    BrokenOff,
}

/// A response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

impl Response {
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("content-type", content_type.to_owned())],
            body: body.into(),
        }
    }

    /// Without a body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// 302 to `location`, which was checked by the caller. It may be as a person typed it: the header has it as a URI.
    pub fn redirect(location: impl AsRef<str>) -> Self {
        let uri = utf8_percent_encode(location.as_ref(), NOT_IN_A_URI);
        Self::empty(302).with("location", uri.to_string())
    }

    /// 303 to `location`, which the browser then asks for by GET, whatever it has sent here (RFC 9110 section 15.4.4).
    pub fn see_other(location: impl AsRef<str>) -> Self {
        Self {
            status: 303,
            ..Self::redirect(location)
        }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// With a `Set-Cookie` for each of these.
    #[must_use]
    pub fn with_cookies(self, cookies: impl IntoIterator<Item = String>) -> Self {
        cookies
            .into_iter()
            .fold(self, |response, cookie| response.with("set-cookie", cookie))
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Whether an authority, a host with or without its port, names the machine itself: `localhost` and what is below it,
/// 127.0.0.0/8, `[::1]`.
pub fn is_loopback(authority: &str) -> bool {
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    let v6 = host
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    if let Some(address) = v6 {
        return address
            .parse::<Ipv6Addr>()
            .is_ok_and(|address| address.is_loopback());
    }
    match host.parse::<Ipv4Addr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host
            .rsplit('.')
            .next()
            .is_some_and(|last| last.eq_ignore_ascii_case("localhost")),
    }
}

/// Path and query of an absolute URL, as sent.
pub fn target(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let target = rest
        .find(['/', '?'])
        .and_then(|at| rest.get(at..))
        .unwrap_or("/");
    let target = target.split('#').next().unwrap_or_default();
    target.split_once('?').unwrap_or((target, ""))
}

/// Whether `Host` names a host, and perhaps a port, and nothing else (RFC 9110 section 7.2): the runtime makes the request's
/// address of it, so that a path in it would be asked for.
pub fn is_host(host: &str) -> bool {
    let belongs = |letter: char| letter.is_ascii_alphanumeric() || "-._:[]".contains(letter);
    host.chars().all(belongs)
}

/// A peer's address, with its port or without: `192.0.2.1:50000`, `[2001:db8::1]:50000`.
pub fn peer_address(text: &str) -> Option<IpAddr> {
    text.parse::<SocketAddr>()
        .map(|address| address.ip())
        .or_else(|_| text.parse())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_host_has_nothing_of_the_rest_of_an_address() {
        for host in [
            "localhost:8787",
            "demo.id.example.com",
            "[::1]:8787",
            "192.0.2.1",
        ] {
            assert!(is_host(host), "{host}");
        }
        for host in [
            "localhost/login",
            "localhost?x",
            "localhost#x",
            "user@localhost",
            "a\\b",
            "a b",
            "a%2fb",
            "ä.example",
        ] {
            assert!(!is_host(host), "{host}");
        }
    }

    #[test]
    fn loopback_is_this_machine_and_nothing_that_looks_like_it() {
        for authority in [
            "localhost",
            "localhost:8787",
            "LocalHost:8787",
            "demo.localhost",
            "demo.localhost:8787",
            "127.0.0.1",
            "127.0.0.1:1",
            "127.1.2.3:8787",
            "[::1]",
            "[::1]:8787",
        ] {
            assert!(is_loopback(authority), "{authority}");
        }
        for authority in [
            "",
            "auth.example.com",
            "localhost.example.com",
            "localhost.",
            "notlocalhost",
            "localhost:80@example.com",
            "localhost@example.com",
            "127.example.com",
            "127.0.0.1.example.com",
            "127.0.0.1.nip.io:8787",
            "127.1",
            "0.0.0.0:8787",
            "192.0.2.1:127",
            "[::]:8787",
            "[2001:db8::1]:8787",
            "[::1].example.com",
        ] {
            assert!(!is_loopback(authority), "{authority}");
        }
    }

    #[test]
    fn a_redirect_leads_to_a_uri() {
        for (typed, uri) in [
            (
                "https://app.example/r\u{fc}ckruf?n=\u{142}&code=x",
                "https://app.example/r%C3%BCckruf?n=%C5%82&code=x",
            ),
            (
                "https://b\u{fc}cher.example/",
                "https://b%C3%BCcher.example/",
            ),
            ("https://app.example/a b|c", "https://app.example/a%20b%7Cc"),
            (
                "https://app.example/\r\nset-cookie: a=b",
                "https://app.example/%0D%0Aset-cookie:%20a=b",
            ),
            (
                "http://[::1]:3000/%C3%BC?a=b+c%20d#e",
                "http://[::1]:3000/%C3%BC?a=b+c%20d#e",
            ),
            ("/login?state=a+b%26c", "/login?state=a+b%26c"),
        ] {
            let response = Response::redirect(typed);
            assert_eq!(response.header("location"), Some(uri), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_location_is_made_of_the_header_is_one_line_of_ascii(typed: String) {
            let response = Response::redirect(&typed);
            let sent = response.header("location").unwrap_or_default();
            prop_assert!(sent.bytes().all(|byte| byte.is_ascii_graphic()), "{}", sent);
        }
    }

    #[test]
    fn path_and_query_are_kept_as_sent() {
        for (url, path, query) in [
            ("http://localhost:8787/a%20b?c=%2F#d", "/a%20b", "c=%2F"),
            ("http://localhost:8787", "/", ""),
            ("http://localhost:8787?c", "", "c"),
            ("http://localhost:8787/x/../y", "/x/../y", ""),
        ] {
            assert_eq!(target(url), (path, query), "{url}");
        }
    }

    #[test]
    fn a_peers_address_is_read_with_and_without_its_port() {
        for (text, address) in [
            ("192.0.2.1:50000", "192.0.2.1"),
            ("192.0.2.1", "192.0.2.1"),
            ("[2001:db8::1]:50000", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
        ] {
            assert_eq!(peer_address(text), address.parse().ok(), "{text}");
        }
        assert_eq!(peer_address("unix:/run/x"), None);
    }
}
