//! `NEW_PASSWORD_REQUIRED`: who signs in with a temporary password chooses a lasting one.

use super::{
    Requester, SignedIn, Step,
    session::{FlowSession, session_spent},
};
use crate::{
    aliases::{self, IfHeld},
    attributes,
    config::{ClientConfig, Config},
    credentials,
    cx::Cx,
    error::{Error, Result, SessionRefusal},
    password_policy::{self, Violation},
};
use std::collections::BTreeMap;
use vestibule_crypto::SecretString;
use vestibule_model::{alias::Alias, alias_rules::Rules, user::User};
use vestibule_store::users::sign_in::{CompleteNewPassword, Completed};

/// The answer: a password and the attributes that were missing.
pub struct Answer<'a> {
    pub session: &'a str,
    /// As the caller names the user; `None` where the session alone names it.
    pub username: Option<&'a str>,
    pub password: &'a SecretString,
    pub attributes: BTreeMap<String, String>,
}

/// Why the answer was not taken.
#[derive(Debug)]
pub enum Refusal {
    Password(Violation),
    Attributes(attributes::Refusal),
    /// Another user has this name or address.
    Taken(Alias),
    /// Also a session that was used, has ended or is another's: [`SessionRefusal`].
    Failed(Error),
}

/// Takes the answer and signs in. A password that breaks the policy leaves the session usable.
pub async fn complete<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    answer: Answer<'_>,
    requester: &R,
) -> Result<Step<R::Issued>, Refusal> {
    cx.spend(config.client.id.as_str())?;
    let session = FlowSession::open(cx, config, answer.session)?;
    let user = crate::find_user::read(cx, config, &session.sub).await?;
    let user = user.filter(|user| {
        answer
            .username
            .is_none_or(|name| is_named(cx, config, user, name))
    });
    let Some(user) = user else {
        return Err(Error::from(SessionRefusal::Invalid).into());
    };
    password_policy::check(&config.pool.settings.password, answer.password)?;
    let attributes = attributes::check_new_password(
        &config.pool,
        cx.unicode,
        &config.client,
        &user,
        answer.attributes,
    )?;
    let place = cx.place(config.client.id.as_str())?;
    if password_policy::is_reused(
        cx,
        &place,
        &config.pool.settings.password,
        &user,
        answer.password,
    )
    .await?
    {
        return Err(Refusal::Password(Violation::Reused));
    }
    let credential =
        credentials::make(cx, &place, config, &user.username, answer.password, None).await?;
    let (issue, issued) = requester.issue(cx, config, &user, &session.event_id);
    let rules = Rules::of(&config.pool);
    let mut after = user;
    after.attributes.extend(attributes.clone());
    let expected = rules.aliases_of(cx.unicode, &after);
    let change = aliases::change(
        cx,
        config,
        &session.sub,
        expected,
        IfHeld::Refuse,
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
            issue: issue.clone(),
        },
    );
    match change.await?.unless_taken().map_err(Refusal::Taken)? {
        Completed::Recorded(user) => Ok(Step::SignedIn(Box::new(SignedIn {
            user: *user,
            issued,
        }))),
        Completed::Spent => Err(session_spent().into()),
        Completed::Changed => Err(Error::from(SessionRefusal::Invalid).into()),
    }
}

/// Whether a caller means this user: by its username, or by the alias that it signed in with.
pub(super) fn is_named(cx: &Cx<'_>, config: &Config, user: &User, name: &str) -> bool {
    let name = config.pool.normalise(cx.unicode, name);
    name == config.pool.normalise(cx.unicode, &user.username)
        || user.aliases.keys().any(|alias| alias.value() == name)
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self::Password(violation)
    }
}

impl From<attributes::Refusal> for Refusal {
    fn from(refusal: attributes::Refusal) -> Self {
        Self::Attributes(refusal)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
