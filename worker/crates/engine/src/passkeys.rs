//! Passkeys: what a pool asks browsers for, and what becomes of their answers.

mod assertion;
mod names;
mod registration;
mod signatures;

pub use self::{
    assertion::{Assertion, Verified, request_options},
    registration::{NotBegun, NotRegistered, begin, register},
};
pub use vestibule_crypto::webauthn::Refusal;

use crate::{
    config::Config,
    cx::Cx,
    deployment::{self, Deployment},
    error::Result,
};
use serde_json::{Value, json};
use vestibule_crypto::webauthn::is_origin_of;
use vestibule_model::{
    factor::FirstFactor,
    ids::Sub,
    passkey::{Passkey, PasskeySettings, UserVerification},
    pool::Pool,
};
use vestibule_store::users::passkeys::ReadPasskeys;

/// How long a browser may take, in milliseconds: five minutes (W3C's recommendation begins there).
const TIMEOUT_MS: u32 = 300_000;
/// Of a challenge, in bytes.
const CHALLENGE: usize = 32;

/// Whether people of this pool may have passkeys.
pub fn are_enabled(pool: &Pool) -> bool {
    let allowed = &pool.settings.first_factors;
    pool.settings.passkeys.is_some() || allowed.contains(&FirstFactor::WebAuthn)
}

/// The domain that the pool's passkeys are for: the one that was set, or that of its pages. `None` where it has neither, or
/// its pages are at an address, which no passkey can be for.
pub fn relying_party(deployment: &Deployment, pool: &Pool) -> Option<String> {
    let settings = pool.settings.passkeys.as_ref();
    if let Some(set) = settings.and_then(|settings| settings.relying_party.clone()) {
        return Some(set);
    }
    let domain = pool.domain.as_deref()?;
    let url = deployment::domain_url(deployment, Some(domain));
    let (_, authority) = deployment::split(&url);
    let host = match authority.rsplit_once(':') {
        Some((host, _)) => host,
        None => authority,
    };
    let is_domain = host.bytes().any(|byte| byte.is_ascii_alphabetic()) && !host.starts_with('[');
    is_domain.then(|| host.to_ascii_lowercase())
}

/// Whether the pages of this host can ask browsers for the pool's passkeys: they are for it, or for a domain above it.
pub fn are_asked_for_at(deployment: &Deployment, pool: &Pool, host: &str) -> bool {
    let scheme = deployment::split(&deployment.public_url).0;
    relying_party(deployment, pool)
        .is_some_and(|id| is_origin_of(&id, &format!("{scheme}://{host}")))
}

/// A user's passkeys, the oldest first.
pub async fn read(cx: &Cx<'_>, config: &Config, sub: &Sub) -> Result<Vec<Passkey>> {
    let read = ReadPasskeys { sub: sub.clone() };
    cx.decide(config, &config.object_of(sub), read).await
}

fn settings(pool: &Pool) -> PasskeySettings {
    pool.settings.passkeys.clone().unwrap_or_default()
}

/// What browsers are asked for of the person.
fn user_verification(settings: &PasskeySettings) -> &'static str {
    match settings.user_verification {
        _ if settings.is_multi_factor() => "required",
        Some(UserVerification::Required) => "required",
        Some(UserVerification::Preferred) | None => "preferred",
    }
}

fn descriptor(id: &str) -> Value {
    json!({"type": "public-key", "id": id})
}
