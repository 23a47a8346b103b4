//! Addresses of a deployment's own pictures and font.

use std::fmt;

/// An address that may stand in an attribute and in CSS between double quotes: `https:`, `http:` on loopback, a
/// path on the page's own origin, or a `data:` picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AssetUrl(String);

impl AssetUrl {
    pub(super) fn parse(address: &str) -> Result<Self, InvalidUrl> {
        let harmless = |byte: u8| byte.is_ascii_graphic() && !b"\"'()<>\\`{}".contains(&byte);
        let known = is_path(address)
            || https_origin(address).is_some()
            || is_of_this_machine(address)
            || is_data_picture(address);
        if known && address.bytes().all(harmless) {
            Ok(Self(address.to_owned()))
        } else {
            Err(InvalidUrl(address.chars().take(80).collect()))
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Scheme, host and port of an `https:` address, as a source of a `Content-Security-Policy`.
pub fn https_origin(address: &str) -> Option<&str> {
    let authority = authority(address, "https://")?;
    address.get(.."https://".len() + authority.len())
}

/// Whether an address stays on the origin of the page: `/a`, not `//host/a`.
fn is_path(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\")
}

/// Whether an address is that of a file which a deployment has put beside its pages, and asks for nothing else: other paths
/// of the origin do things.
pub(super) fn is_brand_file(address: &str) -> bool {
    address.starts_with("/brand/") && !address.contains("..") && !address.contains(['?', '%'])
}

/// Plain `http:`, which is for trying things out.
fn is_of_this_machine(address: &str) -> bool {
    let host = authority(address, "http://").and_then(|authority| authority.split(':').next());
    matches!(host, Some("localhost" | "127.0.0.1"))
}

fn is_data_picture(address: &str) -> bool {
    let (scheme, picture) = address
        .split_at_checked("data:image/".len())
        .unwrap_or_default();
    scheme.eq_ignore_ascii_case("data:image/") && !picture.is_empty()
}

/// Host and port of an address of this scheme, where they are letters, digits, dots and hyphens: the policy ends a
/// directive at `;`, and `*` stands for every host.
fn authority<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let (given, rest) = address.split_at_checked(scheme.len())?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let fits = given.eq_ignore_ascii_case(scheme)
        && !host.is_empty()
        && host.bytes().all(is_plain)
        && !port.is_empty()
        && port.bytes().all(|byte| byte.is_ascii_digit());
    fits.then_some(authority)
}

impl fmt::Display for AssetUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An address that pages will not load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidUrl(String);

impl fmt::Display for InvalidUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not an https: address, a path such as /logo.svg, or a data: picture",
            self.0
        )
    }
}

impl std::error::Error for InvalidUrl {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_pages_may_load() {
        for address in [
            "https://cdn.example/l.svg?v=1",
            "https://cdn.example:8443/w_200,h_100/l.svg;v=1",
            "http://localhost:8787/l.svg",
            "http://127.0.0.1/l.svg",
            "/logo.svg",
            "data:image/png;base64,AA==",
            "HTTPS://x/y",
        ] {
            assert!(AssetUrl::parse(address).is_ok(), "{address}");
        }
    }

    #[test]
    fn what_pages_refuse() {
        for address in [
            "",
            "logo.svg",
            "//evil.example/l.svg",
            "/\\evil.example/l.svg",
            "http://example/l.svg",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https://x/\"onload=",
            "https://x/)}body{",
            "https://x/ y",
            "https://x/é",
            "https:///x",
            "http://localhost.evil.example/l.svg",
            "http://localhost@evil.example/l.svg",
            "http://127.0.0.1.evil.example/l.svg",
            "data:image/",
        ] {
            assert!(AssetUrl::parse(address).is_err(), "{address}");
        }
    }

    #[test]
    fn an_origin_is_one_source_of_the_policy_and_nothing_besides() {
        for (address, origin) in [
            ("https://cdn.example/l.svg", "https://cdn.example"),
            ("https://cdn.example:8443?x", "https://cdn.example:8443"),
            ("https://cdn.example#x", "https://cdn.example"),
            ("HTTPS://CDN.example/a;b,c", "HTTPS://CDN.example"),
        ] {
            assert_eq!(https_origin(address), Some(origin));
        }
        for address in [
            "/brand/logo.svg",
            "data:image/png;base64,AA",
            "http://localhost/l.svg",
        ] {
            assert_eq!(https_origin(address), None, "{address}");
        }
        for host in [
            "a;frame-ancestors",
            "a;report-uri",
            "a,script-src",
            "*",
            "*.example",
            "a:*",
            "a:",
            "a:1:2",
            "user@a",
            "[::1]",
            "a%20b",
            "a&b",
            "",
            ":443",
        ] {
            let address = format!("https://{host}/l.svg");
            assert_eq!(https_origin(&address), None, "{address}");
            assert!(AssetUrl::parse(&address).is_err(), "{address}");
        }
    }
}
