//! Addresses that browsers may be sent to: what passes is, to a browser too, over TLS, on this machine, or an app's own.

use url::{Host, Url};
use vestibule_front::fuzzing::redirect_uris;

pub fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if redirect_uris(&[text.clone().into_owned()]).is_err() {
        return;
    }
    assert!(!text.contains('#'));
    // What is no URL, nobody follows.
    let Ok(url) = Url::parse(&text) else {
        return;
    };
    let not_led_to = ["blob", "data", "file", "javascript", "vbscript", "ws"];
    assert!(!not_led_to.contains(&url.scheme()));
    if url.scheme() == "http" {
        let is_here = match url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        assert!(is_here, "{url}");
    }
    if ["http", "https"].contains(&url.scheme()) {
        assert!(url.username().is_empty() && url.password().is_none());
    }
}
