//! `NEW_PASSWORD_REQUIRED`: who signs in with a temporary password chooses a lasting one.

use super::{FlowSession, SignedIn, Skin, Step, session_spent};
use crate::{
    alias::{self, Change, Holder},
    attributes,
    config::{Client, Config},
    credentials,
    cx::Cx,
    error::{Error, Result},
    password_policy,
    store::{
        aliases::Rules,
        sign_in::{CompleteNewPassword, Completed},
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
    pub(super) fn ask(
        cx: &Cx<'_>,
        config: &Config,
        client: &Client,
        user: User,
        event_id: &str,
    ) -> Result<Self> {
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
pub async fn complete<S: Skin>(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    answer: Answer<'_>,
    skin: &S,
) -> Result<Step<S::Prize>> {
    cx.budgets.spend(cx.now, cx.peer, client.id.as_str())?;
    let session = FlowSession::open(cx, config, client, answer.session)?;
    let user = crate::identifier::read(cx, config, &session.sub).await?;
    let user = user.filter(|user| {
        answer
            .username
            .is_none_or(|name| is_named(config, user, name))
    });
    let Some(user) = user else {
        return Err(Error::not_authorized("Invalid session for the user."));
    };
    password_policy::check(
        &config.pool.settings.password,
        answer.password,
        password_policy::Wording::DoesNotConformTo,
    )?;
    let attributes =
        attributes::check_new_password(&config.pool, client, &user, answer.attributes)?;
    let still_missing: Vec<_> = missing(config, &user)
        .into_iter()
        .filter(|name| !attributes.contains_key(name))
        .collect();
    if !still_missing.is_empty() {
        return Err(Error::invalid_parameter(format!(
            "Invalid attributes given, {} is missing",
            still_missing.join(", ")
        )));
    }
    let _place = cx.budgets.queue()?;
    password_policy::check_history(cx, &config.pool.settings.password, &user, answer.password)
        .await?;
    let credential = credentials::make(cx, config, &user.username, answer.password, None).await?;
    let (gives, prize) = skin.prize(cx, config, client, &user, &session.event_id);
    let rules = Rules::of(&config.pool);
    let mut after = user;
    after.attributes.extend(attributes.clone());
    let expected = rules.aliases_of(&after);
    let change = alias::change(
        cx,
        config,
        &session.sub,
        expected,
        Holder::Keeps,
        |claims| CompleteNewPassword {
            sub: session.sub.clone(),
            credential_version: session.credential_version,
            standing: session.standing,
            spends: (session.id.clone(), session.expires),
            credential: credential.clone(),
            attributes: attributes.clone(),
            rules: rules.clone(),
            claims,
            history: config.pool.settings.password.history,
            gives: gives.clone(),
        },
    );
    match change.await? {
        Change::Done(Completed::Recorded(user)) => {
            Ok(Step::SignedIn(Box::new(SignedIn { user: *user, prize })))
        }
        Change::Done(Completed::Spent) => Err(session_spent()),
        Change::Done(Completed::Changed) => {
            Err(Error::not_authorized("Invalid session for the user."))
        }
        Change::Taken(alias) => Err(alias::taken(&alias)),
    }
}

/// Whether a caller means this user: by its username, or by the alias that it signed in with.
fn is_named(config: &Config, user: &User, name: &str) -> bool {
    let name = config.pool.normalise(name);
    name == config.pool.normalise(&user.username)
        || user.aliases.keys().any(|alias| alias.value() == name)
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
