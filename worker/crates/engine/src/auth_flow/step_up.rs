//! `USER_AUTH` with an access token: who is signed in proves more, towards a level that the client asks for. What the token says
//! was proven (`amr`) counts, unless that was too long ago (`MAX_AGE`).
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-selection-sdk.html>

use super::{
    Requester,
    choice::{self, Begun, Chosen},
    next::{self, Next},
    progress::Progress,
    refusal::barrier,
    second_factor::go_on,
    session::{Awaits, FlowSession, is_named},
};
use crate::{
    access_token,
    config::ClientConfig,
    cx::Cx,
    error::{AccessTokenRefusal, Result},
};
use vestibule_model::{
    assurance::Methods,
    time::{Span, Timestamp},
    user::Status,
};

/// What is shown for it.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub access_token: &'a str,
    /// How long ago the person may have proven who they are.
    pub max_age: Option<Span>,
}

/// Begins a sign-in for the name, as it was typed, of who is signed in.
///
/// # Errors
/// [`AccessTokenRefusal`], also where the token is another's or another client's;
/// [`crate::error::Refusal::LevelReached`]; [`crate::error::Refusal::UnreachableLevel`]; as [`choice::begin`].
pub async fn begin<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    name: &str,
    (shown, progress): (Shown<'_>, Progress),
    chosen: Chosen<'_>,
    requester: &R,
) -> Result<Begun<R::Issued>> {
    let caller = access_token::resolve(cx, shown.access_token).await?;
    let is_ours = caller.config.client.id == config.client.id
        && caller.config.pool.id == config.pool.id
        && is_named(cx, config, &caller.user, name);
    if !is_ours {
        return Err(AccessTokenRefusal::Malformed.into());
    }
    if let Some(refusal) = barrier(&caller.user) {
        return Err(refusal.told(false).into());
    }
    let proven = Timestamp::from_seconds(caller.token.auth_time);
    let in_time = shown
        .max_age
        .is_none_or(|max_age| cx.now - proven <= max_age);
    // Whoever is to replace a password that others have set has not proven that one.
    let counts = in_time && caller.user.status == Status::Confirmed;
    let progress = match counts {
        true => progress
            .proving(Methods::read(&caller.token.amr))
            .of(&caller.user.sub),
        false => progress,
    };
    // Only after a password a second factor alone goes on; whoever began otherwise begins again.
    if progress.methods().has(Methods::PASSWORD)
        && let Some(asked) = next::to_reach(config, &caller.user, &progress)
    {
        cx.spend(config.client.id.as_str())?;
        let (user, event_id) = (caller.user, &cx.request_id);
        let awaits = Awaits::Choice;
        let session = FlowSession::begin(cx, &config.client, &user, event_id, &progress, awaits);
        let next = Next::asking(cx, config, &user, event_id, &progress, asked)?;
        let step = go_on(cx, config, &session, user, next).await?;
        return Ok(Begun::Step(step));
    }
    choice::begin_towards(cx, config, name, chosen, progress, requester).await
}
