//! The origin that a request came to, and the pools that it serves.

use vestibule_engine::{
    config::Config,
    cx::Cx,
    deployment::split,
    error::Result,
    http::{Request, is_loopback},
};
use vestibule_model::{domain::is_prefix, ids::PoolId, registry_name::Name};

/// The longest name that DNS has, and a port, in bytes.
const LONGEST_HOST: usize = 253 + ":65535".len();

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
    /// The base host on loopback: a client's id says whose pages it wants.
    Any,
    /// The base host elsewhere: the pools that have no origin of their own.
    WithoutDomain,
    /// A pool's own domain.
    Only(PoolId),
}

impl Site {
    /// The site of a request; `None` for a domain that no pool has, and off loopback for any other host.
    pub async fn of(cx: &Cx<'_>, request: &Request) -> Result<Option<Self>> {
        let host = request.header("host").unwrap_or_default();
        if host.len() > LONGEST_HOST {
            return Ok(None);
        }
        let host = host.to_ascii_lowercase();
        let (_, base) = split(&cx.deployment.public_url);
        let pools = match prefix(base, &host) {
            Some(prefix) if !is_prefix(prefix) => return Ok(None),
            Some(prefix) => match cx.find_for_anyone(&Name::Domain(prefix.to_owned())).await? {
                Some(pool) => PoolScope::Only(pool),
                None => return Ok(None),
            },
            None if is_loopback(base) => PoolScope::Any,
            None if host.eq_ignore_ascii_case(base) => PoolScope::WithoutDomain,
            None => return Ok(None),
        };
        Ok(Some(Self { host, pools }))
    }

    /// Whether a pool's pages and endpoints are here.
    pub fn serves(&self, config: &Config) -> bool {
        match &self.pools {
            PoolScope::WithoutDomain => config.pool.domain.is_none(),
            PoolScope::Any | PoolScope::Only(_) => self.publishes(config),
        }
    }

    /// Whether a pool's documents are here. An issuer is at the base host, wherever the pool's pages are.
    pub fn publishes(&self, config: &Config) -> bool {
        match &self.pools {
            PoolScope::Any | PoolScope::WithoutDomain => true,
            PoolScope::Only(pool) => *pool == config.pool.id,
        }
    }
}

/// The domain prefix that a host names, if it is one below the base host.
fn prefix<'a>(base: &str, host: &'a str) -> Option<&'a str> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{House, request};
    use serde_json::json;
    use vestibule_engine::{
        deployment::{Deployment, domain_url},
        testing::World,
    };
    use vestibule_idp::domains::create_user_pool_domain;

    fn deployment(public_url: &str) -> Deployment {
        Deployment {
            public_url: public_url.to_owned(),
            ..World::new().deployment
        }
    }

    #[test]
    fn a_pools_domain_is_a_label_before_the_base_host() {
        let deployed = "id.example.com";
        assert_eq!(prefix(deployed, "demo.id.example.com"), Some("demo"));
        assert_eq!(prefix(deployed, "id.example.com"), None);
        assert_eq!(prefix(deployed, "evilid.example.com"), None);
        assert_eq!(prefix(deployed, "example.org"), None);
        for loopback in ["localhost:8787", "127.0.0.1:8787", "[::1]:8787"] {
            assert_eq!(
                prefix(loopback, "demo.localhost:8787"),
                Some("demo"),
                "{loopback}"
            );
        }
    }

    #[test]
    fn off_loopback_a_pool_is_on_its_own_origin_alone_and_nothing_is_on_a_strangers() {
        let mut house = House::new();
        house.world.deployment.public_url = "https://id.example.com".to_owned();
        let get = |path: &str, host: &str| {
            let seen = house.try_send("GET", path, &[("host", host)], "")?;
            Some((seen.status(), seen.parameter("error")))
        };
        let login = house.at("/login");
        let shown = Some((200, None));
        assert_eq!(get(&login, "id.example.com"), shown);
        assert_eq!(get(&login, "ID.example.com"), shown);

        let input = json!({"UserPoolId": house.pool, "Domain": "demo"});
        house
            .world
            .run(create_user_pool_domain::handle(
                &house.world.cx(),
                request(input),
            ))
            .unwrap();
        let unknown = "Client does not exist.".to_owned();
        assert_eq!(get(&login, "id.example.com"), Some((302, Some(unknown))));
        assert_eq!(get(&login, "demo.id.example.com"), shown);
        for host in [
            "",
            "demo.id.example.com.",
            "id.example.com.",
            "id.example.com:8443",
            "other.id.example.com",
            "evilid.example.com",
            "localhost",
            "192.0.2.1",
        ] {
            for path in [login.as_str(), "/error", "/oauth2/userInfo"] {
                assert_eq!(get(path, host), None, "{host}{path}");
            }
        }
        let issuer = format!("/{}/.well-known/openid-configuration", house.pool);
        for host in ["id.example.com", "demo.id.example.com"] {
            assert_eq!(get(&issuer, host), shown, "{host}");
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
