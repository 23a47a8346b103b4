//! `vestibule.toml`: what a person writes, read and checked as a whole before anything is done with it.

mod branding;
mod client;
mod group;
mod keys;
mod messages;
mod pool;
mod reader;
mod reference;
#[cfg(test)]
mod reference_tests;
mod resource_server;
// The very rule that the service holds redirect URIs to.
#[path = "../../../worker/crates/model/src/scheme.rs"]
mod scheme;
mod sign_in;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use toml::de::DeTable;
use url::Url;

use crate::lifetime::Lifetime;
use crate::settings::{
    ClientSettings, Extensions, GroupSettings, MfaSettings, PoolSettings, ResourceServerSettings,
    SessionSettings,
};
pub(crate) use reader::{Mistake, Places};
use reader::{Position, Reader, Table};
pub(crate) use reference::text as reference;

/// Everything the file declares.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Config {
    pub(crate) pools: Vec<Pool>,
}

/// A user pool and what belongs to it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Pool {
    pub(crate) places: Places,
    pub(crate) settings: PoolSettings,
    pub(crate) mfa: MfaSettings,
    /// `None`: they stay as they are.
    pub(crate) sessions: Option<SessionSettings>,
    pub(crate) groups: Vec<GroupSettings>,
    /// The prefix of its own origin.
    pub(crate) domain: Option<String>,
    pub(crate) extensions: Extensions,
    pub(crate) resource_servers: Vec<ResourceServerSettings>,
    pub(crate) clients: Vec<Client>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Client {
    pub(crate) places: Places,
    pub(crate) settings: ClientSettings,
    /// For how long the pages take somebody for signed in, where the pool tracks sessions.
    pub(crate) sso_session: Option<Lifetime>,
}

/// Reads the file's text. `{public_url}` in an address becomes `public_url`.
///
/// # Errors
/// Every mistake found, in the order of the file; never empty.
pub(crate) fn parse(text: &str, public_url: &Url) -> Result<Config, Vec<Mistake>> {
    let reader = Reader::new(text);
    let config = read(&reader, text, public_url);
    match config {
        Some(config) if reader.has_no_mistake() => Ok(config),
        _ => Err(reader.into_mistakes()),
    }
}

/// Nothing if it isn't TOML; the mistakes are the reader's.
fn read(reader: &Reader<'_>, text: &str, public_url: &Url) -> Option<Config> {
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let span = error.span().unwrap_or_default();
            reader.mistake(&span, format!("this is not TOML: {}", error.message()));
            return None;
        }
    };
    let addresses = Addresses::new(public_url);
    let file = Table::new(reader, &keys::FILE, document.span(), document.get_ref());
    if file.is_empty("pool") {
        file.mistake(
            &(0..0),
            "there is no pool; expected a table that begins with [[pool]]",
        );
    }
    let pools: Vec<Pool> = read_pools(&file, &addresses);
    file.finish();
    Some(Config { pools })
}

fn read_pools(file: &Table<'_>, addresses: &Addresses) -> Vec<Pool> {
    let mut names = Unique::new("pool");
    let mut domains = Unique::new("domain");
    let mut demo: Option<Position> = None;
    file.tables(&keys::POOLS)
        .into_iter()
        .filter_map(|table| {
            let reader = table.reader;
            let pool = pool::read(table, addresses)?;
            names.check(reader, &pool.name_span, &pool.pool.settings.name);
            if let Some((domain, span)) = pool.pool.domain.as_ref().zip(pool.domain_span.as_ref()) {
                domains.check(reader, span, domain);
            }
            if let Some(span) = &pool.demo_span {
                let at = reader.position(span.start);
                let first = *demo.get_or_insert(at);
                if first != at {
                    let line = first.line;
                    let message = format!(
                        "the demo app signs in to the pool of line {line}; expected no demo_client here"
                    );
                    reader.mistake(span, message);
                }
            }
            Some(pool.pool)
        })
        .collect()
}

/// Names that may stand in the file once.
struct Unique {
    kind: &'static str,
    seen: BTreeMap<String, Position>,
}

impl Unique {
    fn new(kind: &'static str) -> Self {
        Self {
            kind,
            seen: BTreeMap::new(),
        }
    }

    fn check(&mut self, reader: &Reader<'_>, span: &std::ops::Range<usize>, name: &str) {
        let kind = self.kind;
        let at = reader.position(span.start);
        match self.seen.get(name) {
            Some(first) => {
                let line = first.line;
                reader.mistake(
                    span,
                    format!(
                        "{kind} {name:?} is already there in line {line}; expected another name"
                    ),
                );
            }
            None => {
                self.seen.insert(name.to_owned(), at);
            }
        }
    }
}

/// Reads addresses, in which `{public_url}` stands for the deployment's own.
struct Addresses {
    public_url: String,
}

impl Addresses {
    fn new(public_url: &Url) -> Self {
        Self {
            public_url: public_url.as_str().trim_end_matches('/').to_owned(),
        }
    }

    fn expand(&self, text: &str) -> String {
        text.replace("{public_url}", &self.public_url)
    }

    /// Where a browser is sent back to: `https`, `http` on this machine, or an app's own scheme.
    fn redirect(&self, text: &str) -> Result<String, String> {
        let address = self.expand(text);
        let problem = |problem: &str| Err(format!("{text:?} {problem}"));
        let Ok(url) = Url::parse(&address) else {
            return problem(
                "is not a URL; expected one such as \"https://app.example.com/callback\"",
            );
        };
        if address.chars().count() > 1024 {
            return problem("is too long; expected at most 1024 characters");
        }
        if let Some(wrong) = address
            .chars()
            .find(|c| *c == '\\' || (!c.is_ascii_graphic() && !c.is_alphanumeric()))
        {
            return problem(&format!(
                "can't contain {wrong:?}; expected it percent-encoded"
            ));
        }
        if url.fragment().is_some() {
            return problem("has a fragment; expected a URL without \"#\"");
        }
        match url.scheme() {
            "https" if !url.username().is_empty() || url.password().is_some() => {
                problem("names somebody before the host; expected the host alone")
            }
            "https" if address.contains("://") => Ok(address),
            "https" => {
                problem("is not a URL; expected one such as \"https://app.example.com/callback\"")
            }
            "http" if names_this_machine(&address) => Ok(address),
            "http" => problem("is plain http; expected https (http is for localhost only)"),
            own if scheme::may_be_an_apps(own) => Ok(address),
            _ => problem("can't be returned to; expected https, or an app's own scheme"),
        }
    }
}

/// Whether the URL is of this machine, by a name that the service takes with plain http: it compares them as written.
fn names_this_machine(url: &str) -> bool {
    let authority = url
        .split_once("://")
        .and_then(|(_, rest)| rest.split(['/', '?']).next());
    let host = authority.map(|authority| match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    });
    matches!(host, Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// Whether the URL is this machine's.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A name of a pool, a client or a resource server: `[\w\s+=,.@-]+`, as Cognito allows.
fn check_name(text: &str, longest: usize) -> Result<(), String> {
    let allowed =
        |c: char| c.is_ascii_alphanumeric() || c.is_ascii_whitespace() || "_+=,.@-".contains(c);
    if text.trim().is_empty() || text.chars().count() > longest {
        return Err(format!("has to have 1 to {longest} characters"));
    }
    match text.chars().find(|c| !allowed(*c)) {
        Some(wrong) => Err(format!(
            "can't contain {wrong:?}; expected letters, digits, spaces and any of _+=,.@-"
        )),
        None => Ok(()),
    }
}
