//! What the browser says of a ceremony (section 5.8.1).

use super::{Expected, Refusal};
use crate::secret::constant_time_eq;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// Client data that was parsed, and not yet verified.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ClientData {
    kind: String,
    challenge: String,
    origin: String,
    cross_origin: bool,
    top_origin: bool,
}

impl ClientData {
    pub fn parse(json: &[u8]) -> Result<Self, Refusal> {
        Self::read(json).ok_or(Refusal::Malformed)
    }

    fn read(json: &[u8]) -> Option<Self> {
        let data: Value = serde_json::from_slice(json).ok()?;
        let text = |member| data.get(member)?.as_str().map(str::to_owned);
        Some(Self {
            kind: text("type")?,
            challenge: text("challenge")?,
            origin: text("origin")?,
            cross_origin: match data.get("crossOrigin") {
                Some(flag) => flag.as_bool()?,
                None => false,
            },
            top_origin: match data.get("topOrigin") {
                Some(origin) => origin.is_string().then_some(true)?,
                None => false,
            },
        })
    }

    /// The challenge that the client says it answers.
    pub fn challenge(&self) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(&self.challenge).ok()
    }

    /// Steps 7 to 11 of section 7.1, and their like in section 7.2.
    pub fn verify(&self, kind: &str, expected: &Expected<'_>) -> Result<(), Refusal> {
        let challenge = URL_SAFE_NO_PAD.encode(expected.challenge);
        if self.kind != kind {
            Err(Refusal::OtherCeremony)
        } else if !constant_time_eq(self.challenge.as_bytes(), challenge.as_bytes()) {
            Err(Refusal::Challenge)
        } else if !is_origin_of(expected.relying_party, &self.origin) {
            Err(Refusal::Origin)
        } else if (self.cross_origin || self.top_origin) && !expected.framed {
            Err(Refusal::Framed)
        } else {
            Ok(())
        }
    }
}

/// Whether pages of this origin may use the credentials of a relying party: it is the relying party's own domain or one below
/// it, at any port. Unencrypted only on this machine.
pub fn is_origin_of(relying_party: &str, origin: &str) -> bool {
    let is_local = relying_party == "localhost" || relying_party.ends_with(".localhost");
    let authority = match origin.split_once("://") {
        Some(("https", authority)) => authority,
        Some(("http", authority)) if is_local => authority,
        _ => return false,
    };
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok() && !port.starts_with('+');
    let is_host = |host: &str| {
        !host.is_empty()
            && host
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
    };
    let above = host
        .strip_suffix(relying_party)
        .map(|rest| rest.strip_suffix('.'));
    let is_of = host == relying_party || above.flatten().is_some_and(is_host);
    !relying_party.is_empty() && is_of && is_host(host) && port.is_none_or(is_port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn expected() -> Expected<'static> {
        Expected {
            challenge: b"challenge",
            relying_party: "example.org",
            user_verification: true,
            framed: false,
        }
    }

    fn verify(json: &str) -> Result<(), Refusal> {
        ClientData::parse(json.as_bytes())?.verify("webauthn.get", &expected())
    }

    #[test]
    fn the_answer_to_what_was_asked_is_taken() {
        // base64url of "challenge".
        for more in ["", r#","crossOrigin":false"#, r#","more":{"a":[1]}"#] {
            let json = format!(
                r#"{{"type":"webauthn.get","challenge":"Y2hhbGxlbmdl","origin":"https://example.org"{more}}}"#
            );
            assert_eq!(verify(&json), Ok(()), "{json}");
        }
    }

    #[test]
    fn another_answer_is_refused() {
        let of = |kind: &str, challenge: &str, origin: &str, more: &str| {
            verify(&format!(
                r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"{more}}}"#
            ))
        };
        let (get, challenge, origin) = ("webauthn.get", "Y2hhbGxlbmdl", "https://example.org");
        let refused = [
            (
                of("webauthn.create", challenge, origin, ""),
                Refusal::OtherCeremony,
            ),
            (of(get, "Y2hhbGxlbmdm", origin, ""), Refusal::Challenge),
            (of(get, "Y2hhbGxlbmdl=", origin, ""), Refusal::Challenge),
            (
                of(get, challenge, "https://example.com", ""),
                Refusal::Origin,
            ),
            (
                of(get, challenge, origin, r#","crossOrigin":true"#),
                Refusal::Framed,
            ),
            (
                of(get, challenge, origin, r#","topOrigin":"https://a.com""#),
                Refusal::Framed,
            ),
            (
                of(get, challenge, origin, r#","crossOrigin":"true""#),
                Refusal::Malformed,
            ),
            (
                of(get, challenge, origin, r#","topOrigin":null"#),
                Refusal::Malformed,
            ),
            (verify("{}"), Refusal::Malformed),
            (verify("[]"), Refusal::Malformed),
            (verify(""), Refusal::Malformed),
        ];
        for (result, refusal) in refused {
            assert_eq!(result, Err(refusal));
        }
    }

    #[test]
    fn origins_are_the_relying_partys_domain_and_those_below() {
        for origin in [
            "https://example.org",
            "https://example.org:8443",
            "https://login.example.org",
            "https://a.b-c.example.org",
        ] {
            assert!(is_origin_of("example.org", origin), "{origin}");
        }
        for origin in [
            "",
            "example.org",
            "http://example.org",
            "https://example.org/",
            "https://example.org:",
            "https://example.org:+1",
            "https://example.org:65536",
            "https://example.org:1:2",
            "https://badexample.org",
            "https://.example.org",
            "https://example.org.evil.com",
            "https://evil.com/.example.org",
            "https://evil.com#.example.org",
            "https://u@example.org",
            "https://evil.com?.example.org",
            "https://org",
            "https://EXAMPLE.ORG",
            "null",
            "android:apk-key-hash:AAAA",
            "https://localhost",
        ] {
            assert!(!is_origin_of("example.org", origin), "{origin}");
        }
    }

    #[test]
    fn this_machine_needs_no_encryption() {
        assert!(is_origin_of("localhost", "http://localhost:8787"));
        assert!(is_origin_of("localhost", "http://localhost"));
        assert!(is_origin_of("shop.localhost", "http://shop.localhost:8787"));
        assert!(!is_origin_of("shop.localhost", "http://localhost:8787"));
        assert!(!is_origin_of("localhost", "http://127.0.0.1:8787"));
        assert!(!is_origin_of("", "https://example.org."));
    }

    proptest! {
        #[test]
        fn an_origin_that_is_taken_ends_with_the_domain(
            origin in "https?://[a-z.@/:#?]{0,10}(\\.?example\\.org)?(:[0-9]{1,6})?",
        ) {
            if is_origin_of("example.org", &origin) {
                let url = url::Url::parse(&origin).unwrap();
                let host = url.host_str().unwrap();
                prop_assert!(host == "example.org" || host.ends_with(".example.org"));
                prop_assert_eq!(url.scheme(), "https");
            }
        }

        #[test]
        fn no_bytes_break_it(bytes: Vec<u8>) {
            let _ = ClientData::parse(&bytes);
        }
    }
}
