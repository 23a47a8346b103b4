//! That a person has signed in to a browser before: its attempts are counted apart from strangers', so that these can't keep
//! the person out. It outlives signing out, and lets nobody in.

use super::pool_cookie::PoolCookie;
use crate::cookies::Jar;
use vestibule_crypto::SecretString;
use vestibule_engine::{config::Config, cx::Cx, error::Result};
use vestibule_model::ids::Sub;
use vestibule_store::users::marks::LIFE;

/// One person's at a time: who signed in last.
const COOKIE: PoolCookie = PoolCookie {
    name: "vestibule_known",
    life: LIFE,
};

/// The id of the browser's mark.
pub fn of(cx: &Cx<'_>, config: &Config, jar: &Jar<'_>) -> Option<String> {
    COOKIE.open(cx, config, jar).map(|(_, id)| id)
}

/// The `Set-Cookie`s of a browser that has just signed in.
pub fn remember(
    cx: &Cx<'_>,
    config: &Config,
    jar: &Jar<'_>,
    sub: &Sub,
    mark: &SecretString,
) -> Result<Vec<String>> {
    COOKIE.set(cx, config, jar, sub, mark)
}

#[cfg(test)]
mod tests;
