//! Passwords: what is stored of one, and verifying one against that.

use crate::{
    config::Config,
    cx::Cx,
    error::{Error, Result},
    hash_queue::Place,
    paid::For,
};
use vestibule_crypto::{
    Purpose, RngExt as _, SecretString, password,
    srp::{Identity, Salt, Verifier},
};
use vestibule_model::{time::Timestamp, user::Credential};

/// Makes what is kept of a password: one Argon2id hash, one modular exponentiation.
///
/// `username` is the user's own, never an alias: SRP hashes it into the verifier, in the normalised form that challenges
/// have. `temporary_until` is when a temporary password expires.
pub async fn make(
    cx: &Cx<'_>,
    place: &Place<'_>,
    config: &Config,
    username: &str,
    password: &SecretString,
    temporary_until: Option<Timestamp>,
) -> Result<Credential> {
    // In its turn, as the verifier is then.
    let hash = hash(cx, place, For::Keeping, password).await?;
    let salt = Salt::random(cx.rng);
    let name = config.pool.normalise(cx.unicode, username);
    let identity = Identity::user(config.pool.id.as_str(), &name);
    let verifier = Verifier::new(cx.modpow, identity, password, &salt);
    let verifier = cx
        .keyring
        .seal_text(
            Purpose::SrpVerifier,
            &[config.pool.id.as_str(), username],
            verifier.as_bytes().expose(),
            cx.rng,
        )
        .map_err(Error::internal)?;
    Ok(Credential {
        hash,
        salt: salt.to_hex(),
        verifier,
        temporary_until,
    })
}

/// Whether this is the password. Takes one Argon2id.
pub async fn verify(
    cx: &Cx<'_>,
    place: &Place<'_>,
    credential: &Credential,
    password: &SecretString,
) -> Result<bool> {
    matches(cx, place, &credential.hash, password).await
}

/// Takes as long as [`verify`] does, where there is no user or no password to verify.
pub async fn verify_nobody(cx: &Cx<'_>, place: &Place<'_>, password: &SecretString) -> Result<()> {
    hash(cx, place, For::Nobody, password).await.map(drop)
}

/// The password hashed again, when the deployment asks for more work than it was hashed with.
pub async fn rehash(
    cx: &Cx<'_>,
    place: &Place<'_>,
    credential: &Credential,
    password: &SecretString,
) -> Result<Option<String>> {
    let weak = password::needs_rehash(&phc(&credential.hash), cx.deployment.password_params)
        .map_err(Error::internal)?;
    match weak {
        true => hash(cx, place, For::Keeping, password).await.map(Some),
        false => Ok(None),
    }
}

/// Whether the password is one of the `count` newest of `history`. Takes one Argon2id for each.
pub async fn in_history(
    cx: &Cx<'_>,
    place: &Place<'_>,
    history: &[String],
    count: usize,
    password: &SecretString,
) -> Result<bool> {
    for hash in history.iter().take(count) {
        if matches(cx, place, hash, password).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The SRP verifier of a user.
pub fn srp_verifier(
    cx: &Cx<'_>,
    config: &Config,
    username: &str,
    credential: &Credential,
) -> Result<Verifier> {
    let bytes = cx
        .keyring
        .open_text(
            Purpose::SrpVerifier,
            &[config.pool.id.as_str(), username],
            &credential.verifier,
        )
        .map_err(Error::internal)?;
    Verifier::from_bytes(bytes.expose()).map_err(Error::internal)
}

async fn matches(
    cx: &Cx<'_>,
    place: &Place<'_>,
    stored: &str,
    password: &SecretString,
) -> Result<bool> {
    if let Some(right) = cx.paid.verified(stored, password) {
        return Ok(right);
    }
    place.turn(cx.timer, cx.presence).await?;
    let right = password::verify(password, &phc(stored)).map_err(Error::internal)?;
    cx.paid.keep_verified(stored, password, right);
    Ok(right)
}

async fn hash(
    cx: &Cx<'_>,
    place: &Place<'_>,
    purpose: For,
    password: &SecretString,
) -> Result<String> {
    if let Some(hash) = cx.paid.hashed(purpose, password) {
        return Ok(hash);
    }
    place.turn(cx.timer, cx.presence).await?;
    let salt: [u8; 16] = cx.rng.bytes();
    let hash =
        password::hash(password, &salt, cx.deployment.password_params).map_err(Error::internal)?;
    cx.paid.keep_hashed(purpose, password, hash.expose());
    Ok(hash.expose().clone())
}

fn phc(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}
