//! What a person is told to open once the server runs. Only what answers is named.

use super::{Options, get, reachable};
use crate::{secrets::Secrets, step::bold, topology::Topology};
use std::net::SocketAddr;
use url::Url;
use vestibule_cli::is_loopback;

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

/// What to print. It asks the server for each page: so it is whole before any of it is printed, and the log's lines
/// don't come between.
pub(super) fn announcement(
    options: &Options,
    secrets: &Secrets,
    public_url: &Url,
    connections: u64,
) -> String {
    let address = SocketAddr::new(reachable(options.host), options.port);
    let url = public_url;
    let public_url = url.as_str().trim_end_matches('/');
    let answer = |path: &str| match get(address, path) {
        Ok((200, body)) => Some(body),
        _ => None,
    };

    let mut pages = Vec::new();
    for (name, path, what) in PAGES {
        if answer(path).is_some() {
            pages.push((name, format!("{public_url}{path}"), what));
        }
    }
    let discovery = answer("/demo/config.json").and_then(|demo| discovery(&demo));
    if let Some(url) = discovery
        && let Some(path) = url.strip_prefix(public_url)
        && answer(path).is_some()
    {
        pages.push(("Discovery", url, "of the demo's pool"));
    }
    let mut access = vec![("Endpoint", public_url.to_owned(), "")];
    if options.topology == Topology::Split {
        let second = format!("http://localhost:{}", options.port.saturating_add(1));
        access.push(("The second", second, ""));
    }
    access.push(("Admin keys", secrets.file.display().to_string(), ""));
    access.push((
        "Connections",
        format!("{connections} at once"),
        "as `ulimit -Hn` allows",
    ));

    let mut text = format!(
        "\n{} Open:\n\n{}\nFor SDKs and the AWS CLI, as README.md shows:\n\n{}",
        bold("Vestibule is running."),
        table(&pages),
        table(&access)
    );
    if answer("/_dev/mailbox").is_none() {
        text.push_str("\nNobody is sent a code: this version has no sender of mail, and the dev mailbox is off.");
        text.push_str(match is_loopback(url) {
            true => " VESTIBULE_DEV_MAILBOX=on shows it to this machine.\n",
            false => " It is for public URLs of this machine alone.\n",
        });
    }
    text + "\nRequests are listed from here on. Ctrl-C ends it.\n"
}

fn table(rows: &[(&str, String, &str)]) -> String {
    let width = rows.iter().map(|(_, value, _)| value.len()).max();
    let width = width.unwrap_or_default();
    let line = |(name, value, what): &(&str, String, &str)| {
        let line = format!("  {name:<12} {value:<width$}  {what}");
        line.trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

/// The address of the provider's metadata, from what the demo app is told.
fn discovery(demo: &str) -> Option<String> {
    let demo: serde_json::Value = serde_json::from_str(demo).ok()?;
    let issuer = demo["issuer"].as_str()?;
    Some(format!("{issuer}/.well-known/openid-configuration"))
}
