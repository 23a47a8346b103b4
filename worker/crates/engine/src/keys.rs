//! A pool's signing keys: RS256, one key for ID tokens and one for access tokens.

use crate::error::{Error, Result};
use jsonwebtoken::EncodingKey;
use serde::Serialize;
use vestibule_crypto::{Keyring, Purpose};
use vestibule_model::{
    ids::PoolId,
    signing_key::{KeyState, KeyUse},
};
use vestibule_store::pool::keys::KeyRow;

/// The keys of one pool, as a snapshot of its configuration has them.
#[derive(Debug)]
pub struct SigningKeys {
    pub id: SigningKey,
    pub access: SigningKey,
    /// What verifies: the ID tokens' key first, the access tokens' second, then the next and the retiring ones.
    pub published: Vec<Jwk>,
    jwks: String,
}

/// A key that signs.
#[derive(Clone, Debug)]
pub struct SigningKey {
    pub kid: String,
    pub encoding: EncodingKey,
}

/// The public half of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    /// BASE64 of the modulus's SHA-256: 44 characters.
    pub kid: String,
    pub usage: KeyUse,
    /// BASE64URL of the modulus and of the exponent, big-endian.
    pub n: String,
    pub e: String,
}

impl SigningKeys {
    /// Opens the private keys that sign.
    ///
    /// # Errors
    /// [`Error::Internal`] when one is missing or doesn't open.
    pub fn unseal(rows: &[KeyRow], pool: &PoolId, keyring: &Keyring) -> Result<Self> {
        let active = |usage| {
            rows.iter()
                .find(|row| row.usage == usage && matches!(row.state, KeyState::Active(_)))
                .ok_or_else(|| {
                    Error::internal(format!("{pool} has no key for {} tokens", usage.as_str()))
                })
        };
        let (id, access) = (active(KeyUse::Id)?, active(KeyUse::Access)?);
        let others = rows
            .iter()
            .filter(|row| row.id != id.id && row.id != access.id);
        let published: Vec<Jwk> = [id, access]
            .into_iter()
            .chain(others)
            .map(Jwk::of)
            .collect();
        Ok(Self {
            id: SigningKey::unseal(id, pool, keyring)?,
            access: SigningKey::unseal(access, pool, keyring)?,
            jwks: key_set(&published)?,
            published,
        })
    }

    /// The published key of this `kid`.
    pub fn verifying(&self, kid: &str) -> Option<&Jwk> {
        self.published.iter().find(|key| key.kid == kid)
    }

    /// The JWK Set (RFC 7517 section 5) that the pool publishes.
    pub fn jwks_json(&self) -> &str {
        &self.jwks
    }
}

impl SigningKey {
    fn unseal(row: &KeyRow, pool: &PoolId, keyring: &Keyring) -> Result<Self> {
        let der = keyring
            .open_text(
                Purpose::SigningKey,
                &associated(pool, &row.id),
                &row.private,
            )
            .map_err(Error::internal)?;
        Ok(Self {
            kid: row.id.clone(),
            encoding: EncodingKey::from_rsa_der(der.expose()),
        })
    }
}

impl Jwk {
    fn of(row: &KeyRow) -> Self {
        Self {
            kid: row.id.clone(),
            usage: row.usage,
            n: row.n.clone(),
            e: row.e.clone(),
        }
    }
}

/// The associated data of a sealed private key.
pub(crate) fn associated<'a>(pool: &'a PoolId, kid: &'a str) -> [&'a str; 2] {
    [pool.as_str(), kid]
}

/// Members in the service's order.
#[derive(Serialize)]
struct KeySet<'a> {
    keys: Vec<PublishedKey<'a>>,
}

#[derive(Serialize)]
struct PublishedKey<'a> {
    alg: &'static str,
    e: &'a str,
    kid: &'a str,
    kty: &'static str,
    n: &'a str,
    #[serde(rename = "use")]
    usage: &'static str,
}

fn key_set(published: &[Jwk]) -> Result<String> {
    let keys = published
        .iter()
        .map(|key| PublishedKey {
            alg: "RS256",
            e: &key.e,
            kid: &key.kid,
            kty: "RSA",
            n: &key.n,
            usage: "sig",
        })
        .collect();
    serde_json::to_string(&KeySet { keys }).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{make_key::make_key, testing::World};
    use vestibule_model::{
        signing_key::{Active, Next},
        time::Timestamp,
    };
    use vestibule_store::pool::keys::NewKey;

    fn row(key: NewKey, state: KeyState) -> KeyRow {
        KeyRow {
            id: key.id,
            usage: key.usage,
            state,
            private: key.private,
            n: key.n,
            e: key.e,
        }
    }

    fn three_keys(world: &World, pool: &PoolId) -> [KeyRow; 3] {
        let cx = world.cx();
        let since = Timestamp::from_seconds(0);
        world.run(async {
            [
                row(
                    make_key(&cx, pool, KeyUse::Access).await.unwrap(),
                    KeyState::Active(Active { since }),
                ),
                row(
                    make_key(&cx, pool, KeyUse::Id).await.unwrap(),
                    KeyState::Next(Next { since }),
                ),
                row(
                    make_key(&cx, pool, KeyUse::Id).await.unwrap(),
                    KeyState::Active(Active { since }),
                ),
            ]
        })
    }

    #[test]
    fn the_key_set_lists_the_id_tokens_key_first_and_the_access_tokens_key_second() {
        let world = World::new();
        let pool = PoolId::parse("local_AbCdEf123").unwrap();
        let [access, next, id] = three_keys(&world, &pool);
        let keys = SigningKeys::unseal(
            &[access.clone(), next.clone(), id.clone()],
            &pool,
            &world.keyring,
        )
        .unwrap();
        let kids: Vec<&str> = keys.published.iter().map(|key| key.kid.as_str()).collect();
        assert_eq!(kids, [&id.id, &access.id, &next.id]);
        assert!(kids.iter().all(|kid| kid.len() == 44 && kid.ends_with('=')));
        let first = format!(
            r#"{{"keys":[{{"alg":"RS256","e":"AQAB","kid":"{}","kty":"RSA","n":"#,
            id.id
        );
        assert!(keys.jwks_json().starts_with(&first), "{}", keys.jwks_json());
        assert_eq!(
            keys.verifying(&next.id).map(|key| key.usage),
            Some(KeyUse::Id)
        );
        assert_eq!(keys.verifying("another"), None);
    }

    #[test]
    fn a_private_key_opens_for_its_own_pool_only() {
        let world = World::new();
        let pool = PoolId::parse("local_AbCdEf123").unwrap();
        let rows = three_keys(&world, &pool);
        let other = PoolId::parse("local_000000000").unwrap();
        assert!(SigningKeys::unseal(&rows, &other, &world.keyring).is_err());
    }
}
