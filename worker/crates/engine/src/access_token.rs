//! Who calls: reading and checking the access token of a request.

use crate::{
    config::{ClientConfig, Config},
    cx::Cx,
    deployment,
    error::{AccessTokenRefusal, Error, Refusal, Result},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::{Deserialize, de::DeserializeOwned};
use std::rc::Rc;
use vestibule_model::{
    alias::Alias,
    ids::{PoolId, Sub},
    json,
    scope::{self, Scopes},
    time::Timestamp,
    user::{Status, User},
};
use vestibule_store::users::sessions::{CheckAccess, Verdict};

/// The user whose access token a call carries.
pub struct Caller {
    /// With the client that the token was given to.
    pub config: Rc<ClientConfig>,
    pub user: User,
    pub token: Claims,
}

/// What an access token says.
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    pub sub: String,
    pub iss: String,
    pub client_id: String,
    pub token_use: String,
    #[serde(default)]
    pub scope: String,
    #[serde(default)]
    pub username: String,
    pub origin_jti: Option<String>,
    /// Of the device that the session was begun on, in pools that remember devices.
    pub device_key: Option<String>,
    pub iat: i64,
    pub exp: i64,
    /// When the person last proved who they are, and by what, where a level was sought.
    #[serde(default)]
    pub auth_time: i64,
    #[serde(default)]
    pub amr: Vec<String>,
    /// Of a token that was derived for somebody: they are who may take it (RFC 7519 section 4.1.3), not we.
    pub aud: Option<String>,
}

/// The caller of a user's own operation, whose token has the scope `aws.cognito.signin.user.admin`.
///
/// # Errors
/// [`AccessTokenRefusal`], [`Refusal::NoSuchPool`], [`Refusal::NoSuchClient`], [`Refusal::NoSuchUser`],
/// [`Refusal::UserNotConfirmed`] or [`Refusal::UserDisabled`], in the order: form, issuer, signature, expiry, scope, client, user, status, sub, enabled, revoked.
pub async fn resolve(cx: &Cx<'_>, token: &str) -> Result<Caller> {
    resolve_with_scope(cx, token, scope::API).await
}

/// As [`resolve`], for a token that has another scope.
pub async fn resolve_with_scope(cx: &Cx<'_>, token: &str, scope: &str) -> Result<Caller> {
    let parsed = Parsed::read(token).ok_or_else(invalid)?;
    let pool = issued_here(cx, &parsed.claims)?;
    let before = cx
        .pool_for_anyone(pool.as_str(), Some(&parsed.claims.client_id))
        .await?;
    parsed.verify(&before)?;
    let claims = parsed.claims;
    if claims.exp <= cx.now.seconds() {
        return Err(AccessTokenRefusal::Expired.into());
    }
    if !Scopes::parse(&claims.scope).has(scope) {
        return Err(AccessTokenRefusal::MissingScopes.into());
    }
    // From here on the token is one of ours, and so is the client that it names.
    let config = cx
        .pool_with_client(pool.as_str(), &claims.client_id)
        .await?
        .ok_or_else(|| Error::no_such_client(&claims.client_id))?;
    let user = user_of(cx, &config, &claims).await?;
    Ok(Caller {
        config,
        user,
        token: claims,
    })
}

/// The user of a token that was verified.
///
/// # Errors
/// As [`resolve`], from the user on.
pub(crate) async fn user_of(cx: &Cx<'_>, config: &Config, claims: &Claims) -> Result<User> {
    let sub = Sub::from_stored(&claims.sub);
    let check = CheckAccess {
        sub: sub.clone(),
        username: Alias::username(&config.pool.normalise(cx.unicode, &claims.username)),
        origin_jti: claims.origin_jti.clone(),
        issued: Timestamp::from_seconds(claims.iat),
    };
    let (user, verdict) = match cx.decide(config, &config.object_of(&sub), check).await? {
        Some(access) => access,
        None => return Err(Refusal::NoSuchUser.into()),
    };
    if user.status == Status::Unconfirmed {
        return Err(Refusal::UserNotConfirmed.into());
    }
    if user.sub != sub {
        return Err(AccessTokenRefusal::OtherUser.into());
    }
    if !user.enabled {
        return Err(Refusal::UserDisabled.into());
    }
    match verdict {
        Verdict::Live => Ok(user),
        Verdict::Revoked => Err(AccessTokenRefusal::Revoked.into()),
    }
}

fn issued_here(cx: &Cx<'_>, claims: &Claims) -> Result<PoolId> {
    deployment::pool_of(cx.deployment, &claims.iss)
        .filter(|_| claims.token_use == "access" && claims.aud.is_none())
        .ok_or_else(invalid)
}

fn invalid() -> Error {
    AccessTokenRefusal::Malformed.into()
}

/// A token that has been parsed, and not yet verified.
pub struct Parsed<'a, C = Claims> {
    pub kid: String,
    pub claims: C,
    /// `header.payload`
    pub signed: &'a str,
    pub signature: &'a str,
}

impl<'a, C: DeserializeOwned> Parsed<'a, C> {
    pub fn read(token: &'a str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Head {
            alg: String,
            kid: String,
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let header: Head = json::read(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        let claims = json::read(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
        (header.alg == "RS256").then_some(Self {
            kid: header.kid,
            claims,
            signed,
            signature,
        })
    }

    /// Whether one of the pool's own keys signed it.
    ///
    /// # Errors
    /// [`AccessTokenRefusal`] when none did.
    pub fn verify(&self, config: &Config) -> Result<()> {
        let key = config.keys.verifying(&self.kid).ok_or_else(invalid)?;
        let key = DecodingKey::from_rsa_components(&key.n, &key.e).map_err(Error::internal)?;
        match jsonwebtoken::crypto::verify(
            self.signature,
            self.signed.as_bytes(),
            &key,
            Algorithm::RS256,
        ) {
            Ok(true) => Ok(()),
            _ => Err(AccessTokenRefusal::BadSignature.into()),
        }
    }
}
