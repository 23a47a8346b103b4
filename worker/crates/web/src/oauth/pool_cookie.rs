//! Sealed cookies of which a browser has one for each pool.
//!
//! The base host serves every pool, so a cookie's name says whose it is: signing in to one pool, or out of it, leaves
//! the others alone.

use crate::cookies::Jar;
use serde::{Deserialize, Serialize};
use vestibule_crypto::{Purpose, SecretString};
use vestibule_engine::{config::Config, cx::Cx, error::Result};
use vestibule_model::{
    ids::{PoolId, Sub},
    opaque::Opaque,
    time::Span,
};

/// Pools of which a browser has cookies of one kind at a time, by one host: what it sends with each request is bounded.
pub(super) const POOLS: usize = 20;

/// What such cookies are for.
pub(super) struct PoolCookie {
    /// The cookie's name is this, a hyphen and the pool's id.
    pub(super) name: &'static str,
    pub(super) life: Span,
}

/// A user, and the text of an [`Opaque`].
#[derive(Serialize, Deserialize)]
struct Sealed {
    sub: Sub,
    token: String,
}

impl PoolCookie {
    /// Opens the browser's cookie: whose it is, and the token's hash. `None` without one, or with one that isn't this pool's.
    pub(super) fn open(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        jar: &Jar<'_>,
    ) -> Option<(Sub, String)> {
        let cookie = jar.get(&self.name_of(config))?;
        let sealed: Sealed = cx.open(Purpose::Cookie, &self.associated(config), cookie)?;
        Some((sealed.sub, Opaque::parse(&sealed.token)?.hash))
    }

    /// The `Set-Cookie`s. Where the browser has those of too many pools, it forgets the oldest.
    pub(super) fn set(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        jar: &Jar<'_>,
        sub: &Sub,
        token: &SecretString,
    ) -> Result<Vec<String>> {
        let sealed = Sealed {
            sub: sub.clone(),
            token: token.expose().clone(),
        };
        let value = cx.seal(Purpose::Cookie, &self.associated(config), &sealed)?;
        let name = self.name_of(config);
        let others: Vec<&str> = jar
            .names()
            .filter(|other| self.is_one(other) && *other != name)
            .collect();
        let excess = others.len().saturating_sub(POOLS - 1);
        let mut cookies: Vec<String> = others
            .into_iter()
            .take(excess)
            .map(|oldest| jar.remove(oldest))
            .collect();
        cookies.push(jar.set(&name, &value, Some(self.life)));
        Ok(cookies)
    }

    /// The `Set-Cookie` that removes it.
    pub(super) fn remove(&self, config: &Config, jar: &Jar<'_>) -> String {
        jar.remove(&self.name_of(config))
    }

    fn name_of(&self, config: &Config) -> String {
        format!("{}-{}", self.name, config.pool.id)
    }

    /// Whether a cookie is of this kind, whichever pool's.
    fn is_one(&self, name: &str) -> bool {
        name.strip_prefix(self.name)
            .and_then(|rest| rest.strip_prefix('-'))
            .is_some_and(|pool| PoolId::parse(pool).is_some())
    }

    fn associated<'a>(&self, config: &'a Config) -> [&'a str; 2] {
        [config.pool.id.as_str(), self.name]
    }
}
