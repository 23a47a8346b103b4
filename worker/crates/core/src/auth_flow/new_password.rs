//! `NEW_PASSWORD_REQUIRED`: who signs in with a temporary password chooses a lasting one.

use super::{FlowSession, SignedIn, Skin, Step, prize, session_spent};
use crate::{
    attributes,
    config::{Client, Config},
    credentials,
    cx::Cx,
    error::{Error, Result},
    password_policy,
    store::{
        sign_in::{CompleteNewPassword, SignedIn as Outcome},
        users::User,
    },
};
use std::collections::BTreeMap;
use vestibule_crypto::SecretString;

/// What the person is asked for.
pub struct Required {
    pub session: String,
    pub user: User,
    /// Required attributes that the user has no value for.
    pub missing_attributes: Vec<String>,
}

impl Required {
    pub(super) fn ask(cx: &Cx<'_>, config: &Config, client: &Client, user: User, event_id: &str) -> Result<Self> {
        Ok(Self {
            session: FlowSession::begin(cx, client, &user, event_id).seal(cx, config, client)?,
            missing_attributes: missing(config, &user),
            user,
        })
    }
}

/// The answer: a password and the attributes that were missing.
pub struct Answer<'a> {
    pub session: &'a str,
    /// As the caller names the user; `None` where the session alone names it.
    pub username: Option<&'a str>,
    pub password: &'a SecretString,
    pub attributes: BTreeMap<String, String>,
}

/// Takes the answer and signs in. A password that breaks the policy leaves the session usable.
pub async fn complete(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    answer: Answer<'_>,
    skin: &Skin<'_>,
) -> Result<Step> {
    cx.budgets.spend(cx.now, cx.peer, client.id.as_str())?;
    let session = FlowSession::open(cx, config, client, answer.session)?;
    let normalise = |name: &str| config.pool.normalise(name);
    if answer.username.is_some_and(|name| normalise(name) != normalise(&session.username)) {
        return Err(Error::not_authorized("Invalid session for the user."));
    }
    password_policy::check(&config.pool.password, answer.password, password_policy::Wording::DoesNotConformTo)?;
    attributes::check_new_password(&config.pool, client, &answer.attributes)?;
    let Some(user) = crate::identifier::read(cx, config, &session.sub).await? else {
        return Err(Error::not_authorized("Invalid session for the user."));
    };
    let still_missing: Vec<_> = missing(config, &user)
        .into_iter()
        .filter(|name| answer.attributes.get(name).is_none_or(String::is_empty))
        .collect();
    if !still_missing.is_empty() {
        return Err(Error::invalid_parameter(format!(
            "Invalid attributes given, {} is missing",
            still_missing.join(", ")
        )));
    }
    let _place = cx.budgets.queue()?;
    password_policy::check_history(&config.pool.password, &user, answer.password)?;
    let credential = credentials::make(cx, config, &user.username, answer.password, None)?;
    let (gives, prize) = prize(cx, config, client, &user, &session.event_id, skin);
    let complete = CompleteNewPassword {
        sub: session.sub.clone(),
        credential_version: session.credential_version,
        spends: (session.id, session.expires),
        credential,
        attributes: answer.attributes,
        history: config.pool.password.history,
        gives,
    };
    match cx.decide(config, &config.object_of(&session.sub), complete).await? {
        (Outcome::Recorded, Some(user)) => Ok(Step::SignedIn(Box::new(SignedIn { user: *user, prize }))),
        (Outcome::Spent, _) => Err(session_spent()),
        _ => Err(Error::not_authorized("Invalid session for the user.")),
    }
}

fn missing(config: &Config, user: &User) -> Vec<String> {
    config
        .pool
        .schema
        .iter()
        .filter(|attribute| attribute.required && attribute.name != "sub")
        .filter(|attribute| !user.attributes.contains_key(&attribute.name))
        .map(|attribute| attribute.name.clone())
        .collect()
}
