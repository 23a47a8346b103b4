//! What is the same for the whole deployment: its settings, and the addresses that follow from them.

use crate::http::is_loopback;
use vestibule_crypto::{SecretString, password::Params};
use vestibule_model::{ids::PoolId, mailbox::is_sendable};

/// Settings of the deployment.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// Without a trailing slash.
    pub public_url: String,
    /// Twelve digits, for ARNs.
    pub account: String,
    /// Several can be live at once.
    pub access_keys: Vec<AccessKey>,
    pub password_params: Params,
    /// `Registry` objects, and `Users` objects of a new pool.
    pub registry_shards: u16,
    pub users_objects: u16,
    /// Which host text messages name beside their codes, so that phones offer those there alone; `None`: they name none.
    pub code_host: Option<CodeHost>,
    /// Whom pools' mails may be from; `None`: no mail leaves, so that it may be anybody.
    pub mail_senders: Option<MailSenders>,
    /// Whether the hosted pages can be drawn with a branding; what is wrong, if not.
    pub check_branding: fn(&serde_json::Value) -> std::result::Result<(), String>,
}

impl Deployment {
    /// Whether the deployment's public URL names this machine, so that nobody else can use it.
    pub fn is_loopback(&self) -> bool {
        is_loopback(split(&self.public_url).1)
    }

    /// The host of the origin-bound line in a pool's text messages (<https://wicg.github.io/sms-one-time-codes/>).
    pub(crate) fn code_host(&self, domain: Option<&str>) -> Option<String> {
        match self.code_host.as_ref()? {
            CodeHost::Of(host) => Some(host.clone()),
            CodeHost::Pages => {
                let url = domain_url(self, domain);
                let host = split(&url).1;
                let port = host
                    .rsplit_once(':')
                    .filter(|(_, port)| !port.contains(']'));
                Some(port.map_or(host, |(host, _)| host).to_owned())
            }
        }
    }
}

/// Where codes are typed that come by text message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeHost {
    /// On each pool's own pages.
    Pages,
    /// In an app at this host.
    Of(String),
}

impl CodeHost {
    /// `pages`, or a host.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "pages" {
            return Some(Self::Pages);
        }
        let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        let is_host = !text.is_empty() && text.bytes().all(is_letter);
        is_host.then(|| Self::Of(text.to_ascii_lowercase()))
    }
}

/// Whom mails may be from: addresses, and domains that begin with `@`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailSenders(Vec<String>);

impl MailSenders {
    /// Addresses and domains, separated by commas; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let names = text.split(',').map(|name| {
            let name = name.trim();
            let name = match name.contains('@') {
                true => name.to_owned(),
                false => format!("@{name}"),
            };
            // A domain is one of which there can be mailboxes.
            is_sendable(&format!("any{name}")).then_some(name)
        });
        names.collect::<Option<_>>().map(Self)
    }

    /// Lets one address more.
    pub fn add(&mut self, address: &str) {
        self.0.push(address.to_owned());
    }

    /// Whether mails may be from this address: it, or the very domain that it is of.
    pub fn let_send(&self, address: &str) -> bool {
        let domain = address.rfind('@').and_then(|at| address.get(at..));
        self.0.iter().any(|name| {
            name.eq_ignore_ascii_case(address)
                || domain.is_some_and(|domain| name.eq_ignore_ascii_case(domain))
        })
    }
}

/// A pair of the deployment's access keys. Several can be live, so that they can be changed.
#[derive(Clone, Debug)]
pub struct AccessKey {
    pub id: String,
    pub secret: SecretString,
}

/// A pool's issuer.
pub fn issuer(deployment: &Deployment, pool: &PoolId) -> String {
    format!("{}/{pool}", deployment.public_url)
}

/// The pool id in an issuer of this deployment; `None` for any other issuer. Whether there is such a pool isn't checked.
pub fn pool_of(deployment: &Deployment, iss: &str) -> Option<PoolId> {
    let (_, pool) = iss.rsplit_once('/')?;
    PoolId::parse(pool).filter(|pool| issuer(deployment, pool) == iss)
}

/// Where a pool's login pages and OAuth endpoints are, without a trailing slash.
///
/// Most resolvers don't know `*.localhost`, so on loopback it is the base host, which finds the pool by the client.
pub fn domain_url(deployment: &Deployment, domain: Option<&str>) -> String {
    let (scheme, base) = split(&deployment.public_url);
    match domain {
        Some(prefix) if !is_loopback(base) => format!("{scheme}://{prefix}.{base}"),
        _ => deployment.public_url.clone(),
    }
}

/// Whether browsers reach the deployment by https.
pub fn is_https(deployment: &Deployment) -> bool {
    deployment.public_url.starts_with("https://")
}

/// Scheme and authority of a URL.
pub fn split(url: &str) -> (&str, &str) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    (scheme, rest.split('/').next().unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_are_from_addresses_and_domains_that_are_named() {
        let senders =
            MailSenders::parse("acme.example, @other.example, Jane@mail.example").unwrap();
        for sent in [
            "hello@acme.example",
            "hello@ACME.example",
            "a@other.example",
            "jane@mail.example",
        ] {
            assert!(senders.let_send(sent), "{sent}");
        }
        for not_sent in [
            "hello@id.acme.example",
            "hello@notacme.example",
            "hello@acme.example.evil.example",
            "hello@acme.example@evil.example",
            "john@mail.example",
            "xjane@mail.example",
            "acme.example",
            "",
        ] {
            assert!(!senders.let_send(not_sent), "{not_sent}");
        }
        for malformed in [
            "",
            "acme.example,",
            "a b",
            "a@",
            "Acme <a@b>",
            "a@b\r\nc",
            ",",
        ] {
            assert_eq!(MailSenders::parse(malformed), None, "{malformed:?}");
        }
    }
}
