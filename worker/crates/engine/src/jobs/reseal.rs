//! Sealing again under the newest master secret, so that an older one can be dropped.
//!
//! What is sealed and lives for minutes or hours only (sessions, cookies, outcomes, messages on their way) is left
//! alone: keep the older master secret for a day after this.

use crate::{
    auth_flow::refresh,
    config::Config,
    cx::Cx,
    devices,
    error::{Error, Result},
    keys,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use std::collections::BTreeMap;
use vestibule_crypto::{Keyring, Purpose};
use vestibule_model::{ids::PoolId, object_key::ObjectKey};
use vestibule_store::{
    pool::sealed::{ListSealed, Reseal, Resealed, SealedName},
    registry::names::{KeepCheckKey, ResealCheckKey},
    users::{
        refresh_secrets::{ListRefreshSecrets, ResealRefreshSecrets, ResealedRefreshSecret},
        verifiers::{Holders, ListVerifiers, ResealVerifiers, ResealedVerifier},
    },
};

const PAGE: u32 = 50;

/// How much is sealed under which master secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// How many values are under each master secret, by key id: 8 hexadecimal digits.
    pub under: BTreeMap<String, u64>,
    /// How many of them were sealed again just now.
    pub resealed: u64,
}

/// What to do with a value that is under an older master secret.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Older {
    Count,
    SealAgain,
}

/// Counts what a pool keeps sealed.
pub async fn count(cx: &Cx<'_>, config: &Config) -> Result<Sealed> {
    walk(cx, config, Older::Count).await
}

/// Seals again what a pool keeps under an older master secret.
pub async fn pool(cx: &Cx<'_>, config: &Config) -> Result<Sealed> {
    walk(cx, config, Older::SealAgain).await
}

/// Seals the deployment's check key again, if it is under an older master secret.
pub async fn check_key(cx: &Cx<'_>) -> Result<()> {
    cx.check_key().await?;
    let object = ObjectKey::of_registry(0);
    // The call before has made sure that there is a key, so this one only reads it: what it offers isn't kept.
    let old = cx
        .call(
            &object,
            KeepCheckKey {
                offered: String::new(),
            },
        )
        .await?;
    if key_id(&old)? == newest(cx) {
        return Ok(());
    }
    let new = seal_again(cx, Purpose::ClientId, &["check"], &old)?;
    cx.call(&object, ResealCheckKey { old, new }).await
}

async fn walk(cx: &Cx<'_>, config: &Config, older: Older) -> Result<Sealed> {
    let mut sealed = Sealed::default();
    walk_pool(cx, &config.pool.id, older, &mut sealed).await?;
    for object in config.slots.objects(&config.pool.id) {
        for of in [Holders::Users, Holders::Devices, Holders::Tokens] {
            walk_verifiers(cx, &config.pool.id, &object, of, older, &mut sealed).await?;
        }
        walk_refresh_secrets(cx, &config.pool.id, &object, older, &mut sealed).await?;
    }
    Ok(sealed)
}

async fn walk_verifiers(
    cx: &Cx<'_>,
    id: &PoolId,
    object: &ObjectKey,
    of: Holders,
    older: Older,
    sealed: &mut Sealed,
) -> Result<()> {
    let mut after = None;
    loop {
        let limit = PAGE;
        let page = cx.call(object, ListVerifiers { of, after, limit }).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.holder.clone());
        let mut verifiers = Vec::new();
        for verifier in page {
            if sealed.count(cx, &verifier.sealed, older)? {
                let of_user = [id.as_str(), &verifier.name];
                let of_device = devices::associated(id, &verifier.name);
                let (purpose, associated): (_, &[&str]) = match of {
                    Holders::Users => (Purpose::SrpVerifier, &of_user),
                    Holders::Devices => (Purpose::SrpVerifier, &of_device),
                    Holders::Tokens => (Purpose::TotpSeed, &of_user),
                };
                let new = seal_again(cx, purpose, associated, &verifier.sealed)?;
                verifiers.push(ResealedVerifier {
                    holder: verifier.holder,
                    old: verifier.sealed,
                    new,
                });
            }
        }
        if !verifiers.is_empty() {
            sealed.resealed += u64::from(cx.call(object, ResealVerifiers { of, verifiers }).await?);
        }
    }
}

async fn walk_refresh_secrets(
    cx: &Cx<'_>,
    id: &PoolId,
    object: &ObjectKey,
    older: Older,
    sealed: &mut Sealed,
) -> Result<()> {
    let mut after = None;
    loop {
        let page = cx
            .call(object, ListRefreshSecrets { after, limit: PAGE })
            .await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.origin_jti.clone());
        let mut secrets = Vec::new();
        for secret in page {
            if sealed.count(cx, &secret.sealed, older)? {
                let associated = refresh::associated(id, &secret.family);
                let new = seal_again(cx, Purpose::RefreshSecret, &associated, &secret.sealed)?;
                secrets.push(ResealedRefreshSecret {
                    origin_jti: secret.origin_jti,
                    old: secret.sealed,
                    new,
                });
            }
        }
        if !secrets.is_empty() {
            sealed.resealed += u64::from(cx.call(object, ResealRefreshSecrets { secrets }).await?);
        }
    }
}

async fn walk_pool(cx: &Cx<'_>, id: &PoolId, older: Older, sealed: &mut Sealed) -> Result<()> {
    let object = ObjectKey::of_pool(id);
    let mut after = None;
    loop {
        let page = cx.call(&object, ListSealed { after, limit: PAGE }).await?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.name.clone());
        let mut values = Vec::new();
        for value in page {
            if !sealed.count(cx, &value.sealed, older)? {
                continue;
            }
            let (name, old) = (value.name, value.sealed);
            let new = match &name {
                SealedName::RoutingKey => {
                    seal_again(cx, Purpose::RoutingKey, &[id.as_str()], &old)?
                }
                SealedName::SigningKey(kid) => {
                    seal_again(cx, Purpose::SigningKey, &keys::associated(id, kid), &old)?
                }
                SealedName::ClientSecret(client, _) => {
                    seal_again(cx, Purpose::ClientSecret, &[client.as_str()], &old)?
                }
            };
            values.push(Resealed { name, old, new });
        }
        if !values.is_empty() {
            sealed.resealed += u64::from(cx.call(&object, Reseal { values }).await?);
        }
    }
}

impl Sealed {
    /// Counts a value under the master secret that it will be under afterwards; answers whether it is to be sealed again.
    fn count(&mut self, cx: &Cx<'_>, sealed: &str, older: Older) -> Result<bool> {
        let newest = newest(cx);
        let id = key_id(sealed)?;
        let again = older == Older::SealAgain && id != newest;
        *self
            .under
            .entry(if again { newest } else { id })
            .or_default() += 1;
        Ok(again)
    }
}

fn seal_again(cx: &Cx<'_>, purpose: Purpose, associated: &[&str], old: &str) -> Result<String> {
    let plain = cx
        .keyring
        .open_text(purpose, associated, old)
        .map_err(Error::internal)?;
    cx.keyring
        .seal_text(purpose, associated, plain.expose(), cx.rng)
        .map_err(Error::internal)
}

fn newest(cx: &Cx<'_>) -> String {
    cx.keyring.newest_id().to_string()
}

fn key_id(sealed: &str) -> Result<String> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(Error::internal)?;
    let id = Keyring::key_id_of(&bytes)
        .ok_or_else(|| Error::internal("a stored value is not sealed"))?;
    Ok(id.to_string())
}
