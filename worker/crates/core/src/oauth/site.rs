//! The origin that a request came to, and the pools that it serves.

use crate::{
    config::Config,
    cx::{Cx, Deployment},
    error::Result,
    http::Request,
    ids::PoolId,
    objects::registry::Name,
};

/// An origin of the deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// As the client named it, in lower case, with its port.
    pub host: String,
    pub pools: PoolScope,
}

/// The pools that an origin serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PoolScope {
    /// The base host: a client's id says whose pages it wants.
    Any,
    /// A pool's own domain.
    Only(PoolId),
}

impl Site {
    /// The site of a request; `None` for a domain that no pool has.
    pub async fn of(cx: &Cx<'_>, request: &Request) -> Result<Option<Self>> {
        let host = request
            .header("host")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let Some(prefix) = prefix(cx.deployment, &host) else {
            return Ok(Some(Self {
                host,
                pools: PoolScope::Any,
            }));
        };
        let found = cx.find(&Name::Domain(prefix.to_owned())).await?;
        Ok(found.map(|pool| Self {
            host,
            pools: PoolScope::Only(pool),
        }))
    }

    pub fn serves(&self, config: &Config) -> bool {
        match &self.pools {
            PoolScope::Any => true,
            PoolScope::Only(pool) => *pool == config.pool.id,
        }
    }
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

/// The domain prefix that a host names, if it is not the base host.
fn prefix<'a>(deployment: &Deployment, host: &'a str) -> Option<&'a str> {
    let (_, base) = split(&deployment.public_url);
    let under = |base: &str| host.strip_suffix(base)?.strip_suffix('.');
    if !is_loopback(base) {
        return under(base);
    }
    let port = base
        .strip_prefix("[::1]")
        .unwrap_or(base)
        .split_once(':')
        .map(|(_, port)| port);
    under(&port.map_or_else(
        || "localhost".to_owned(),
        |port| format!("localhost:{port}"),
    ))
}

/// Scheme and authority of a URL.
fn split(url: &str) -> (&str, &str) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    (scheme, rest.split('/').next().unwrap_or(rest))
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or(v6),
        None => authority.split(':').next().unwrap_or(authority),
    };
    host == "localhost" || host.ends_with(".localhost") || host == "::1" || host.starts_with("127.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    fn deployment(public_url: &str) -> Deployment {
        Deployment {
            public_url: public_url.to_owned(),
            ..World::new().deployment
        }
    }

    #[test]
    fn a_pools_domain_is_a_label_before_the_base_host() {
        let deployed = deployment("https://id.example.com");
        assert_eq!(prefix(&deployed, "demo.id.example.com"), Some("demo"));
        assert_eq!(prefix(&deployed, "id.example.com"), None);
        assert_eq!(prefix(&deployed, "evilid.example.com"), None);
        assert_eq!(prefix(&deployed, "example.org"), None);
        for loopback in [
            "http://localhost:8787",
            "http://127.0.0.1:8787",
            "http://[::1]:8787",
        ] {
            assert_eq!(
                prefix(&deployment(loopback), "demo.localhost:8787"),
                Some("demo"),
                "{loopback}"
            );
        }
    }

    #[test]
    fn endpoints_are_on_the_pools_domain_except_on_loopback() {
        let url = |public_url, domain| domain_url(&deployment(public_url), domain);
        assert_eq!(
            url("https://id.example.com", Some("demo")),
            "https://demo.id.example.com"
        );
        assert_eq!(
            url("https://id.example.com", None),
            "https://id.example.com"
        );
        assert_eq!(
            url("http://localhost:8787", Some("demo")),
            "http://localhost:8787"
        );
        assert_eq!(
            url("http://127.0.0.1:8787", Some("demo")),
            "http://127.0.0.1:8787"
        );
    }
}
