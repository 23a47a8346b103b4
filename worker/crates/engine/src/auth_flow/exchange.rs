//! A token for another of the same user, narrower and for somebody else: `GetDerivedToken`, the grant
//! `urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693).
//!
//! Without an actor's token the one who exchanges is taken for the user (impersonation); with one the new token says who
//! acts for them (delegation). It ends with the session of the token that it came of, and no later than that token.

use crate::{
    access_token::{Claims, Parsed, user_of},
    config::ClientConfig,
    cx::Cx,
    deployment::issuer,
    error::{self, Error},
    tokens::{self, Derivation, TokenKind},
};
use serde_json::{Map, Value};
use vestibule_crypto::SecretString;
use vestibule_model::{
    assurance::Methods,
    client::AuthFlow,
    scope,
    session::Session,
    time::{Span, Timestamp},
    user::User,
};

/// How many who act one for the other a token may name.
const MOST_ACTORS: usize = 8;

/// A token that is shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    pub token: &'a str,
    pub kind: TokenKind,
}

/// What is asked for.
#[derive(Debug)]
pub struct Request<'a> {
    /// The user's.
    pub subject: Shown<'a>,
    /// Of who acts for the user: a user's, or a client's own.
    pub actor: Option<Shown<'a>>,
    /// Empty: the scopes of the subject's token.
    pub scopes: Vec<&'a str>,
    pub target: Option<Target<'a>>,
    pub issue: TokenKind,
}

/// Whom the new token is for.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// A name that means something to them.
    Audience(&'a str),
    /// A resource server of the pool, by its identifier.
    Resource(&'a str),
}

/// The new token.
pub struct Derived {
    pub token: SecretString,
    pub life: Span,
    /// Separated by spaces.
    pub scope: String,
}

/// Why there is none.
#[derive(Debug)]
pub enum Refusal {
    /// The client may not exchange tokens in this way.
    NotEnabled(AuthFlow),
    /// The subject's token is none of a user of this pool, or has expired.
    Subject,
    /// The user or the session of the subject's token is no more, or not as it has to be.
    User(error::Refusal),
    /// The actor's token is none of this pool, has expired, or is no longer good; or too many act already.
    Actor,
    /// None of the scopes that were asked for can be given.
    Scope,
    /// The pool has no such resource server.
    NoResource,
}

/// A refusal, or what went wrong.
#[derive(Debug)]
pub enum Failure {
    Refused(Refusal),
    Failed(Error),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Exchanges a token for a client that has proven itself.
pub async fn exchange(
    cx: &Cx<'_>,
    config: &ClientConfig,
    request: &Request<'_>,
) -> Result<Derived, Failure> {
    let flow = match request.actor {
        Some(_) => AuthFlow::TokenExchangeDelegation,
        None => AuthFlow::TokenExchangeImpersonation,
    };
    if !config.client.allows(flow) {
        return Err(Refusal::NotEnabled(flow).into());
    }
    cx.spend_refresh(config.client.id.as_str())?;
    let audience = match request.target {
        None => None,
        Some(Target::Audience(name)) => Some(name),
        Some(Target::Resource(id)) => {
            let mut servers = config.resource_servers.iter();
            if !servers.any(|server| server.identifier == id) {
                return Err(Refusal::NoResource.into());
            }
            Some(id)
        }
    };
    let subject = read(cx, config, request.subject)
        .await?
        .filter(|subject| !subject.is_a_clients())
        .ok_or(Refusal::Subject)?;
    let mut user = match user_of(cx, config, &subject.as_of_a_user()).await {
        Ok(user) => user,
        Err(Error::Refused(refusal)) if refusal != error::Refusal::RateExceeded => {
            return Err(Refusal::User(refusal).into());
        }
        Err(failure) => return Err(failure.into()),
    };
    if request.subject.kind == TokenKind::Id {
        // It has no scopes to go by: the new token tells of what this one does.
        let told = &subject.0;
        user.attributes.retain(|name, _| told.contains_key(name));
    }
    let act = match request.actor {
        Some(actor) => Some(acting(cx, config, actor, subject.0.get("act")).await?),
        // Whoever acted goes on to.
        None => subject.0.get("act").cloned(),
    };
    let scope = granted(config, &subject, &request.scopes).ok_or(Refusal::Scope)?;
    let derivation = Derivation {
        kind: request.issue,
        audience,
        act,
        until: Timestamp::from_seconds(subject.seconds("exp")),
    };
    let subject = (&subject, request.subject.kind);
    derive(cx, config, &user, subject, scope, derivation).await
}

/// What a token of this pool says.
struct Told(Map<String, Value>);

impl Told {
    fn text(&self, claim: &str) -> &str {
        self.0
            .get(claim)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    fn seconds(&self, claim: &str) -> i64 {
        self.0
            .get(claim)
            .and_then(Value::as_i64)
            .unwrap_or_default()
    }

    /// Whether it is a client's own.
    fn is_a_clients(&self) -> bool {
        self.text("sub") == self.text("client_id")
    }

    fn amr(&self) -> Vec<String> {
        let amr = self.0.get("amr").and_then(Value::as_array);
        let names = amr.into_iter().flatten().filter_map(Value::as_str);
        names.map(str::to_owned).collect()
    }

    fn origin_jti(&self) -> Option<String> {
        let origin_jti = Some(self.text("origin_jti")).filter(|jti| !jti.is_empty());
        origin_jti.map(str::to_owned)
    }

    /// As an access token has it, whatever this is.
    fn as_of_a_user(&self) -> Claims {
        let username = match self.text("username") {
            "" => self.text("cognito:username"),
            username => username,
        };
        Claims {
            sub: self.text("sub").to_owned(),
            iss: self.text("iss").to_owned(),
            client_id: self.text("client_id").to_owned(),
            token_use: self.text("token_use").to_owned(),
            scope: self.text("scope").to_owned(),
            username: username.to_owned(),
            origin_jti: self.origin_jti(),
            device_key: None,
            iat: self.seconds("iat"),
            exp: self.seconds("exp"),
            auth_time: self.seconds("auth_time"),
            amr: self.amr(),
            aud: None,
        }
    }
}

/// Reads a token; `None` for one that isn't of this pool and kind, or has expired.
async fn read(cx: &Cx<'_>, config: &ClientConfig, shown: Shown<'_>) -> Result<Option<Told>, Error> {
    let Some(parsed) = Parsed::<Map<String, Value>>::read(shown.token) else {
        return Ok(None);
    };
    match parsed.verify(config) {
        Ok(()) => {}
        Err(Error::Refused(_)) => return Ok(None),
        Err(failure) => return Err(failure),
    }
    let told = Told(parsed.claims);
    let kind = match shown.kind {
        TokenKind::Access => "access",
        TokenKind::Id => "id",
    };
    // A token that was derived for somebody is theirs alone to exchange: otherwise anybody could have it widened again.
    let audience = told.text("aud");
    let is_ours = match shown.kind {
        TokenKind::Access => audience.is_empty() || audience == config.client.id.as_str(),
        // An ID token is for the client that it was given to. Whoever else is named by it is no client of the pool.
        TokenKind::Id => is_a_client(cx, config, audience).await?,
    };
    let is_good = is_ours
        && told.text("iss") == issuer(cx.deployment, &config.pool.id)
        && told.text("token_use") == kind
        && told.seconds("exp") > cx.now.seconds();
    Ok(is_good.then_some(told))
}

/// Whether there is a client of this id in the pool.
async fn is_a_client(cx: &Cx<'_>, config: &ClientConfig, id: &str) -> Result<bool, Error> {
    let pool = config.pool.id.as_str();
    Ok(cx.pool_with_client(pool, id).await?.is_some())
}

/// The claim `act`: who acts, and who acted before (RFC 8693 section 4.1).
async fn acting(
    cx: &Cx<'_>,
    config: &ClientConfig,
    actor: Shown<'_>,
    before: Option<&Value>,
) -> Result<Value, Failure> {
    let actor = read(cx, config, actor).await?.ok_or(Refusal::Actor)?;
    let is_there = if actor.is_a_clients() {
        is_a_client(cx, config, actor.text("client_id")).await?
    } else {
        match user_of(cx, config, &actor.as_of_a_user()).await {
            Ok(_) => true,
            Err(Error::Refused(refusal)) if refusal != error::Refusal::RateExceeded => false,
            Err(failure) => return Err(failure.into()),
        }
    };
    let actors = std::iter::successors(before, |act| act.get("act")).count();
    if !is_there || actors >= MOST_ACTORS {
        return Err(Refusal::Actor.into());
    }
    let mut act = Map::new();
    act.insert("sub".into(), actor.text("sub").into());
    if let Some(before) = before {
        act.insert("act".into(), before.clone());
    }
    Ok(Value::Object(act))
}

/// Of the scopes that are asked for those that the subject's token has and the client may have; where none are asked for, the
/// token's own: as Cognito documents it, whatever the client may have. With `hardening` it gets no more than that even so,
/// unless the token was its own. `None` where none is left of those asked for. An ID token has none.
fn granted(config: &ClientConfig, subject: &Told, asked: &[&str]) -> Option<String> {
    let theirs: Vec<&str> = subject
        .text("scope")
        .split(' ')
        .filter(|scope| scope::is_known(&config.resource_servers, scope))
        .collect();
    let enabled: Vec<&str> = scope::enabled(&config.resource_servers, &config.client).collect();
    if asked.is_empty() {
        let own = subject.text("client_id") == config.client.id.as_str();
        let mut given = theirs;
        if config.pool.extensions.hardening && !own {
            given.retain(|scope| enabled.contains(scope));
        }
        return Some(given.join(" "));
    }
    let mut granted: Vec<&str> = Vec::new();
    for scope in asked {
        if theirs.contains(scope) && enabled.contains(scope) && !granted.contains(scope) {
            granted.push(scope);
        }
    }
    (!granted.is_empty()).then(|| granted.join(" "))
}

/// Signs the new token for the user of the subject's token, `of` telling what that is.
async fn derive(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    (subject, of): (&Told, TokenKind),
    scope: String,
    derivation: Derivation<'_>,
) -> Result<Derived, Failure> {
    // What the API gave, or an ID token, isn't narrowed by scopes.
    let is_whole = of == TokenKind::Id || subject.text("scope").split(' ').any(is_apis);
    let session = Session {
        origin_jti: subject.origin_jti().unwrap_or_default(),
        client: config.client.id.clone(),
        auth_time: Timestamp::from_seconds(subject.seconds("auth_time")),
        event_id: subject.text("event_id").to_owned(),
        scope,
        oauth: derivation.kind == TokenKind::Access || !is_whole,
        nonce: None,
        // It is somebody else's by now.
        device: None,
        acr: Some(subject.text("acr").to_owned()).filter(|acr| !acr.is_empty()),
        methods: Methods::read(&subject.amr()),
        expires: cx.now,
    };
    let (token, life) = tokens::sign_derived(cx, config, user, &session, derivation).await?;
    Ok(Derived {
        token,
        life,
        scope: session.scope,
    })
}

fn is_apis(scope: &str) -> bool {
    scope == scope::API
}
