//! Makes the keys that a pool signs with.

use crate::{
    cx::Cx,
    error::{Error, Result},
    keys,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use sha2::{Digest as _, Sha256};
use vestibule_crypto::Purpose;
use vestibule_model::{ids::PoolId, signing_key::KeyUse};
use vestibule_store::pool::keys::NewKey;

/// A new key for the pool's tokens of this kind, its private half sealed.
pub async fn make_key(cx: &Cx<'_>, pool: &PoolId, usage: KeyUse) -> Result<NewKey> {
    let made = cx.key_maker.rsa().await?;
    let id = STANDARD.encode(Sha256::digest(&made.n));
    let private = cx
        .keyring
        .seal_text(
            Purpose::SigningKey,
            &keys::associated(pool, &id),
            made.private.expose(),
            cx.rng,
        )
        .map_err(Error::internal)?;
    Ok(NewKey {
        id,
        usage,
        private,
        n: URL_SAFE_NO_PAD.encode(&made.n),
        e: URL_SAFE_NO_PAD.encode(&made.e),
    })
}
