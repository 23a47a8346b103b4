//! Signing in right after a sign-up: ConfirmSignUp, whose code has proven the address, gives a session with which `USER_AUTH`
//! goes on. It does so in exchange for the session of SignUp, or for the code alone, where one to the same address would have
//! signed in by itself.

use super::{
    Requester, Step, choice,
    next::Next,
    progress::Progress,
    second_factor::{Place, go_on},
    session::{Awaits, FlowSession},
};
use crate::{
    accounts::confirm_sign_up::Confirmed,
    config::ClientConfig,
    cx::Cx,
    error::{Error, Result, SessionRefusal},
};
use vestibule_model::{
    assurance::Methods,
    client::AuthFlow,
    contact::ContactAttribute,
    user::{Standing, Status, User},
};

/// The session of a sign-up; `None` where its client couldn't go on with it.
pub fn begin(cx: &Cx<'_>, config: &ClientConfig, user: &User) -> Result<Option<String>> {
    if !config.client.allows(AuthFlow::UserChoice) {
        return Ok(None);
    }
    let awaits = Awaits::Confirmation;
    let (event_id, progress) = (&cx.request_id, &Progress::default());
    let session = FlowSession::begin(cx, &config.client, user, event_id, progress, awaits);
    session.seal(cx, config).map(Some)
}

/// The session with which signing in goes on, for whoever has just been confirmed; `None` where the one before has ended, or is
/// of another sign-up.
pub async fn confirmed(
    cx: &Cx<'_>,
    config: &ClientConfig,
    session: &str,
    username: &str,
    by: Option<ContactAttribute>,
) -> Result<Option<String>> {
    let before = match FlowSession::open(cx, config, session) {
        Ok(before) if matches!(before.awaits, Awaits::Confirmation) => before,
        Ok(_) => return Ok(None),
        Err(error) => return ended(error),
    };
    let user = match before.user(cx, config, Some(username)).await {
        Ok(user) => user,
        Err(error) => return ended(error),
    };
    if user.status != Status::Confirmed || user.credential_version != before.credential_version {
        return Ok(None);
    }
    let session = FlowSession {
        standing: Standing::of(&user),
        expires: cx.now + config.client.auth_session(),
        ..before.awaiting(cx, Awaits::IsConfirmed { by })
    };
    session.seal(cx, config).map(Some)
}

/// The same, for whoever has nothing but the code; `None` where a code to that address, asked for instead, would not have signed
/// in. In what was read before the confirmation nothing may have changed by the time the session is used.
pub fn by_code(
    cx: &Cx<'_>,
    config: &ClientConfig,
    confirmed: &Confirmed,
) -> Result<Option<String>> {
    let Confirmed { user, by } = confirmed;
    let proves = by.is_some_and(|contact| choice::takes_code(config, user, contact));
    if !proves || !config.client.allows(AuthFlow::UserChoice) {
        return Ok(None);
    }
    let awaits = Awaits::IsConfirmed { by: *by };
    let (event_id, progress) = (&cx.request_id, &Progress::default());
    let session = FlowSession::begin(cx, &config.client, user, event_id, progress, awaits);
    session.seal(cx, config).map(Some)
}

fn ended(error: Error) -> Result<Option<String>> {
    match error {
        Error::Refused(_) => Ok(None),
        failure => Err(failure),
    }
}

/// Goes on with the sign-in, which asks for a second factor as any does. The code that confirmed counts as what it began with.
pub async fn complete<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    place: Place<'_>,
    progress: &Progress,
    requester: &R,
) -> Result<Step<R::Issued>> {
    cx.spend(config.client.id.as_str())?;
    let session = FlowSession::open(cx, config, place.session)?;
    let Awaits::IsConfirmed { by } = session.awaits else {
        return Err(SessionRefusal::Invalid.into());
    };
    let user = session.user(cx, config, place.username).await?;
    let event_id = &session.event_id;
    let progress = match by {
        Some(ContactAttribute::Email) => progress.proving(Methods::EMAIL),
        Some(ContactAttribute::PhoneNumber) => progress.proving(Methods::SMS),
        None => progress.clone(),
    };
    let next = Next::after(cx, config, requester, &user, event_id, &progress).await?;
    go_on(cx, config, &session, user, next).await
}
