//! That a person had a browser remembered: where the pool says so it stands for a second factor, until it is forgotten, the
//! password changes, or the person signs out everywhere. It outlives signing out of the browser.

use super::pool_cookie::PoolCookie;
use crate::cookies::Jar;
use vestibule_crypto::SecretString;
use vestibule_engine::{config::Config, cx::Cx, devices, error::Result};
use vestibule_model::ids::Sub;

/// One person's at a time: who had it remembered last.
const COOKIE: PoolCookie = PoolCookie {
    name: "vestibule_device",
    life: devices::BROWSER_LIFE,
};

/// The key of the browser as a device; whether its user has that still, the user's object knows.
pub fn of(cx: &Cx<'_>, config: &Config, jar: &Jar<'_>) -> Option<String> {
    let (_, hash) = COOKIE.open(cx, config, jar)?;
    Some(devices::key_of_browser(config, &hash))
}

/// The `Set-Cookie`s of a browser that is remembered from now on.
pub fn remember(
    cx: &Cx<'_>,
    config: &Config,
    jar: &Jar<'_>,
    sub: &Sub,
    token: &SecretString,
) -> Result<Vec<String>> {
    COOKIE.set(cx, config, jar, sub, token)
}
