//! Addresses of a deployment's own pictures and font.

use std::fmt;

/// An address that may stand in an attribute and in CSS between double quotes: `https:`, `http:` on loopback, a
/// path on the page's own origin, or a `data:` picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AssetUrl(String);

impl AssetUrl {
    pub(super) fn parse(address: &str) -> Result<Self, InvalidUrl> {
        let invalid = || InvalidUrl(address.chars().take(80).collect());
        let harmless = |byte: u8| byte.is_ascii_graphic() && !b"\"'()<>\\`{}".contains(&byte);
        let lower = address.to_ascii_lowercase();
        let known = is_path(address)
            || [
                "https://",
                "http://localhost",
                "http://127.0.0.1",
                "data:image/",
            ]
            .iter()
            .any(|start| {
                lower
                    .strip_prefix(start)
                    .is_some_and(|rest| !rest.is_empty())
            });
        if known && address.bytes().all(harmless) {
            Ok(Self(address.to_owned()))
        } else {
            Err(invalid())
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether an address stays on the origin of the page: `/a`, not `//host/a`.
pub(super) fn is_path(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\")
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
        ] {
            assert!(AssetUrl::parse(address).is_err(), "{address}");
        }
    }
}
