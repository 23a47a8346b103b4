//! ID and access tokens, claim for claim as Cognito's.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html>

use crate::{
    config::ClientConfig,
    cx::Cx,
    deployment::issuer,
    devices,
    error::{Error, Result},
    groups::{self, Claims},
    keys::SigningKey,
    user_sessions::{self, Kind},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, Header};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use vestibule_crypto::{RngExt as _, SecretString};
use vestibule_model::{
    opaque::RefreshToken,
    scope::{self, Scopes},
    session::{NewSession, Seed, Session, Terms},
    slots::Slot,
    time::{Span, Timestamp},
    user::User,
};

/// The signed tokens of one answer.
pub struct Tokens {
    pub access: SecretString,
    /// Absent where `openid` was not granted at the authorization endpoint.
    pub id: Option<SecretString>,
    /// Life of the access token.
    pub expires_in: Span,
}

/// Prepares a session of a user of this slot, and its first refresh token's text.
pub fn prepare(cx: &Cx<'_>, config: &ClientConfig, slot: Slot) -> (Seed, SecretString) {
    let (refresh, refresh_token) = RefreshToken::mint(slot, cx.rng);
    let seed = Seed {
        origin_jti: cx.rng.uuid_v4(),
        client: config.client.id.clone(),
        refresh: refresh.kept,
        expires: cx.now + config.client.refresh_token_life(),
        tracked: user_sessions::tracked(cx, config, Kind::Tokens),
    };
    (seed, refresh_token)
}

/// Begins a session by the API: what is to be stored, and the text of its first refresh token.
pub fn begin(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    event_id: &str,
    scope: &str,
) -> (NewSession, SecretString) {
    let (seed, refresh_token) = prepare(cx, config, user.sub.slot(&config.routing));
    let terms = Terms {
        auth_time: cx.now,
        event_id: event_id.to_owned(),
        scope: scope.to_owned(),
        oauth: false,
        nonce: None,
    };
    let mut new = seed.granting(terms);
    new.session.device = devices::mint(cx, config);
    (new, refresh_token)
}

/// Signs the tokens of a session, for the scopes that its client still has and the groups that its user is in.
pub async fn sign(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    session: &Session,
) -> Result<Tokens> {
    let groups = Claims::of(&groups::of(cx, config, user).await?);
    let session = &Session {
        scope: scope::still_granted(&config.resource_servers, &config.client, session),
        ..session.clone()
    };
    let access = jwt(
        &config.keys.access,
        &access_claims(cx, config, user, session, &groups),
    )?;
    let scopes = Scopes::parse(&session.scope);
    let id = if !session.oauth || scopes.has("openid") {
        let claims = id_claims(cx, config, user, session, groups, &access);
        Some(jwt(&config.keys.id, &claims)?.into())
    } else {
        None
    };
    Ok(Tokens {
        access: access.into(),
        id,
        expires_in: config.client.access_token_life(),
    })
}

/// Signs the access token of a client that acts for itself (RFC 6749 section 4.4).
pub fn sign_for_client(cx: &Cx<'_>, config: &ClientConfig, scope: &str) -> Result<Tokens> {
    let now = cx.now.seconds();
    let claims = json!({
        "sub": config.client.id,
        "token_use": "access",
        "scope": scope,
        "auth_time": now,
        "iss": issuer(cx.deployment, &config.pool.id),
        "exp": now + config.client.access_token_life().as_seconds(),
        "iat": now,
        "version": 2,
        "jti": cx.rng.uuid_v4(),
        "client_id": config.client.id,
    });
    Ok(Tokens {
        access: jwt(&config.keys.access, &claims)?.into(),
        id: None,
        expires_in: config.client.access_token_life(),
    })
}

/// What a derived token says beside what any token of its session does.
pub(crate) struct Derivation<'a> {
    pub kind: TokenKind,
    /// Whom it is for, where that was asked for.
    pub audience: Option<&'a str>,
    /// Who acts (RFC 8693 section 4.1).
    pub act: Option<Value>,
    /// It ends by then.
    pub until: Timestamp,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Access,
    Id,
}

/// Signs a token that is derived from another one of its user: the token and its life. An empty `origin_jti` isn't told.
pub(crate) async fn sign_derived(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    session: &Session,
    derivation: Derivation<'_>,
) -> Result<(SecretString, Span)> {
    let groups = Claims::of(&groups::of(cx, config, user).await?);
    let (key, mut claims, life) = match derivation.kind {
        TokenKind::Access => (
            &config.keys.access,
            access_claims(cx, config, user, session, &groups),
            config.client.access_token_life(),
        ),
        TokenKind::Id => (
            &config.keys.id,
            id_claims(cx, config, user, session, groups, ""),
            config.client.id_token_life(),
        ),
    };
    let until = derivation.until.min(cx.now + life);
    if let Some(claims) = claims.as_object_mut() {
        claims.insert("exp".into(), until.seconds().into());
        // No access token comes along.
        claims.remove("at_hash");
        // It ends with the session whatever its own client has set.
        match session.origin_jti.as_str() {
            "" => claims.remove("origin_jti"),
            origin_jti => claims.insert("origin_jti".into(), origin_jti.into()),
        };
        if let Some(audience) = derivation.audience {
            claims.insert("aud".into(), audience.into());
        }
        if let Some(act) = derivation.act {
            claims.insert("act".into(), act);
        }
    }
    let life = Span::seconds(until.seconds() - cx.now.seconds());
    Ok((jwt(key, &claims)?.into(), life))
}

/// Whether tokens say which session they are of: the end of one ends them.
fn name_their_session(config: &ClientConfig) -> bool {
    config.client.settings.revocation || config.pool.sessions.tracked
}

fn access_claims(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    session: &Session,
    groups: &Claims,
) -> Value {
    let now = cx.now.seconds();
    let mut claims = Map::new();
    claims.insert("sub".into(), json!(user.sub));
    insert_list(&mut claims, "cognito:groups", groups.groups.clone());
    claims.insert("iss".into(), issuer(cx.deployment, &config.pool.id).into());
    claims.insert("client_id".into(), json!(config.client.id));
    if name_their_session(config) {
        claims.insert("origin_jti".into(), session.origin_jti.as_str().into());
    }
    claims.insert("event_id".into(), session.event_id.as_str().into());
    if let Some(device) = &session.device {
        claims.insert("device_key".into(), device.key().into());
    }
    claims.insert("token_use".into(), "access".into());
    claims.insert("scope".into(), session.scope.as_str().into());
    claims.insert("auth_time".into(), session.auth_time.seconds().into());
    claims.insert(
        "exp".into(),
        (now + config.client.access_token_life().as_seconds()).into(),
    );
    claims.insert("iat".into(), now.into());
    claims.insert("jti".into(), cx.rng.uuid_v4().into());
    claims.insert("username".into(), user.username.as_str().into());
    insert_level(&mut claims, session);
    if session.oauth {
        claims.insert("version".into(), 2.into());
    }
    Value::Object(claims)
}

fn id_claims(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    session: &Session,
    groups: Claims,
    access: &str,
) -> Value {
    let now = cx.now.seconds();
    let mut claims = Map::new();
    let scopes = session.oauth.then(|| Scopes::parse(&session.scope));
    for (name, value) in &user.attributes {
        let granted = scopes.as_ref().is_none_or(|scopes| scopes.reveal(name));
        if granted && config.client.may_read(name) && !name.starts_with("dev:") {
            claims.insert(name.clone(), attribute_claim(name, value));
        }
    }
    claims.insert("sub".into(), json!(user.sub));
    claims.insert("iss".into(), issuer(cx.deployment, &config.pool.id).into());
    claims.insert("cognito:username".into(), user.username.as_str().into());
    claims.insert("aud".into(), json!(config.client.id));
    claims.insert("event_id".into(), session.event_id.as_str().into());
    claims.insert("token_use".into(), "id".into());
    claims.insert("auth_time".into(), session.auth_time.seconds().into());
    claims.insert(
        "exp".into(),
        (now + config.client.id_token_life().as_seconds()).into(),
    );
    claims.insert("iat".into(), now.into());
    if name_their_session(config) {
        claims.insert("origin_jti".into(), session.origin_jti.as_str().into());
        claims.insert("jti".into(), cx.rng.uuid_v4().into());
    }
    insert_list(&mut claims, "cognito:groups", groups.groups);
    insert_list(&mut claims, "cognito:roles", groups.roles);
    if let Some(role) = groups.preferred_role {
        claims.insert("cognito:preferred_role".into(), role.into());
    }
    insert_level(&mut claims, session);
    if let Some(nonce) = &session.nonce {
        claims.insert("nonce".into(), nonce.as_str().into());
    }
    if session.oauth {
        claims.insert("at_hash".into(), at_hash(access).into());
    }
    Value::Object(claims)
}

/// A claim that is left out where there is nothing to tell.
fn insert_list(claims: &mut Map<String, Value>, name: &str, values: Vec<String>) {
    if !values.is_empty() {
        claims.insert(name.to_owned(), values.into());
    }
}

/// `acr` and `amr`, where a level was sought.
fn insert_level(claims: &mut Map<String, Value>, session: &Session) {
    if let Some(acr) = &session.acr {
        claims.insert("acr".into(), acr.as_str().into());
        insert_list(claims, "amr", session.methods.names());
    }
}

/// Verified marks are booleans, the address is an object, everything else is text.
fn attribute_claim(name: &str, value: &str) -> Value {
    match name {
        "email_verified" | "phone_number_verified" => (value == "true").into(),
        "address" => json!({ "formatted": value }),
        _ => value.into(),
    }
}

/// OpenID Connect Core section 3.1.3.6, with RS256: the left half of SHA-256.
fn at_hash(access: &str) -> String {
    let digest = Sha256::digest(access.as_bytes());
    URL_SAFE_NO_PAD.encode(digest.get(..16).unwrap_or_default())
}

fn jwt(key: &SigningKey, claims: &Value) -> Result<String> {
    let header = Header {
        typ: None,
        kid: Some(key.kid.clone()),
        ..Header::new(Algorithm::RS256)
    };
    jsonwebtoken::encode(&header, claims, &key.encoding).map_err(Error::internal)
}
