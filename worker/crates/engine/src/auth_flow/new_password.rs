//! `NEW_PASSWORD_REQUIRED`: who signs in with a temporary password chooses a lasting one.

use super::{
    Requester, Step,
    next::Next,
    session::{Awaits, FlowSession, session_spent},
};
use crate::{
    aliases::{self, IfHeld},
    attributes, auth_flow,
    config::ClientConfig,
    credentials,
    cx::Cx,
    error::{Error, Result, SessionRefusal},
    password_policy::{self, Violation},
};
use std::collections::BTreeMap;
use vestibule_crypto::SecretString;
use vestibule_model::{alias::Alias, alias_rules::Rules, user::Status};
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
    if !matches!(session.awaits, Awaits::NewPassword) {
        return Err(Error::from(SessionRefusal::Invalid).into());
    }
    let user = session.user(cx, config, answer.username).await?;
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
    let rules = Rules::of(&config.pool);
    let mut after = user;
    after.attributes.extend(attributes.clone());
    after.status = Status::Confirmed;
    after.credential_version += 1;
    let (event_id, progress) = (&session.event_id, &session.progress);
    let next = Next::after(cx, config, requester, &after, event_id, progress).await?;
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
            spends: session.spends(),
            credential: Some(credential.clone()),
            enables: None,
            attributes: attributes.clone(),
            rules: rules.clone(),
            claims,
            history: config.pool.settings.password.history,
            issue: next.issue(),
        },
    );
    match change.await?.unless_taken().map_err(Refusal::Taken)? {
        Completed::Recorded(user) => {
            let object = config.object_of(&session.sub);
            Ok(next.recorded(cx, &object, *user).await?)
        }
        Completed::Exhausted { until } => {
            Ok(Step::Refused(auth_flow::Refusal::TooManyCodes { until }))
        }
        Completed::Spent => Err(session_spent().into()),
        Completed::Changed => Err(Error::from(SessionRefusal::Invalid).into()),
    }
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
