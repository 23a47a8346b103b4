//! What a person is told to open once the server runs. Only what answers is named.

use super::{Options, get, reachable};
use crate::{secrets::Secrets, topology::Topology};
use std::net::SocketAddr;
use url::Url;

/// Pages that are there or not, depending on the configuration and on who may come.
const PAGES: [(&str, &str, &str); 3] = [
    ("Start page", "/", "what runs here, and where to go"),
    ("Demo app", "/demo/", "sign up, sign in, look at the tokens"),
    (
        "Dev mailbox",
        "/_dev/mailbox",
        "the mail that people would get",
    ),
];

pub(super) fn announce(options: &Options, secrets: &Secrets, public_url: &Url) {
    let address = SocketAddr::new(reachable(options.host), options.port);
    let public_url = public_url.as_str().trim_end_matches('/');
    let answer = |path: &str| match get(address, path) {
        Ok((200, body)) => Some(body),
        _ => None,
    };

    println!("\n\x1b[1mVestibule is running.\x1b[0m Open:\n");
    for (name, path, what) in PAGES {
        if answer(path).is_some() {
            line(name, &format!("{public_url}{path}"), what);
        }
    }
    let discovery = answer("/demo/config.json").and_then(|demo| discovery(&demo));
    if let Some(url) = discovery
        && let Some(path) = url.strip_prefix(public_url)
        && answer(path).is_some()
    {
        line("Discovery", &url, "of the demo's pool");
    }
    println!("\nFor SDKs and the AWS CLI, as README.md shows:\n");
    line("Endpoint", public_url, "");
    if options.topology == Topology::Split {
        let second = format!("http://localhost:{}", options.port.saturating_add(1));
        line("The second", &second, "");
    }
    let keys = secrets.file.display().to_string();
    line("Admin keys", &keys, "");
    if !options.host.is_loopback() && answer("/_dev/mailbox").is_none() {
        println!(
            "\nThe dev mailbox is off, as others can come to {}. VESTIBULE_DEV_MAILBOX=on shows it to this machine.",
            options.host
        );
    }
    println!("\nRequests are listed from here on. Ctrl-C ends it.\n");
}

fn line(name: &str, value: &str, what: &str) {
    println!("{}", format!("  {name:<13}{value:<42} {what}").trim_end());
}

/// The address of the provider's metadata, from what the demo app is told.
fn discovery(demo: &str) -> Option<String> {
    let demo: serde_json::Value = serde_json::from_str(demo).ok()?;
    let issuer = demo["issuer"].as_str()?;
    Some(format!("{issuer}/.well-known/openid-configuration"))
}
