//! A sign-in by whichever passkey the person picks, without a name (WebAuthn's discoverable credentials): the hosted pages
//! begin with it. Whose it is, the answer tells; for one that nobody has, the same transitions run.

use super::{
    Progress, Requester, Step,
    choice::{allows, judged, settle},
    refusal::barrier,
    session::{Awaits, FlowSession, bound_to},
};
use crate::{
    config::ClientConfig,
    cx::Cx,
    error::{Result, SessionRefusal},
    find_user,
    passkeys::{self, Assertion},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use vestibule_crypto::RngExt as _;
use vestibule_model::{client::AuthFlow, factor::FirstFactor, ids::Sub, time::Span, user::User};

/// How long the page that asks may stand open.
const LIFE: Span = Span::hours(1);

/// What a browser is asked for.
pub struct Asked {
    /// For the answer.
    pub session: String,
    /// A `PublicKeyCredentialRequestOptionsJSON`
    pub options: String,
}

/// Whether pages of this host, with its port, can begin with a passkey.
pub fn is_offered(cx: &Cx<'_>, config: &ClientConfig, host: &str) -> bool {
    allows(config, FirstFactor::WebAuthn)
        && config.client.allows(AuthFlow::UserChoice)
        && passkeys::are_asked_for_at(cx.deployment, &config.pool, host)
}

/// Asks for a passkey; `None` where the pool has no relying party.
pub fn ask(cx: &Cx<'_>, config: &ClientConfig) -> Result<Option<Asked>> {
    let Some((challenge, options)) = passkeys::request_options(cx, config, &[], None) else {
        return Ok(None);
    };
    let (credential_version, standing) = bound_to(None);
    let session = FlowSession {
        id: cx.rng.alphanumeric(22),
        // It is nobody's yet.
        sub: Sub::of_nobody("", &config.routing),
        credential_version,
        standing,
        event_id: cx.request_id.clone(),
        expires: cx.now + LIFE,
        awaits: Awaits::AnyPasskey {
            challenge: URL_SAFE_NO_PAD.encode(challenge),
        },
        name: None,
        progress: Progress::default(),
    };
    let session = session.seal(cx, config)?;
    Ok(Some(Asked { session, options }))
}

/// Takes the answer (an `AuthenticationResponseJSON`). With it comes whose passkey it says it is, where there is such a user.
///
/// # Errors
/// [`SessionRefusal`] where it is for no challenge of ours, or comes too late or again.
pub async fn answer<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    session: &str,
    credential: &str,
    requester: &R,
) -> Result<(Option<User>, Step<R::Issued>)> {
    cx.spend(config.client.id.as_str())?;
    let asked = FlowSession::open(cx, config, session)?;
    let Awaits::AnyPasskey { challenge } = &asked.awaits else {
        return Err(SessionRefusal::Invalid.into());
    };
    let challenge = URL_SAFE_NO_PAD.decode(challenge).unwrap_or_default();
    let assertion = Assertion::parse(credential);
    let named = assertion.as_ref().ok().and_then(Assertion::sub);
    let sub = named.unwrap_or_else(|| asked.sub.clone());
    let user = find_user::read(cx, config, &sub).await?;
    let user = user.filter(|user| barrier(user).is_none());
    let own = passkeys::read(cx, config, &sub).await?;
    let verified = assertion.and_then(|answer| answer.verify(cx, config, &challenge, &sub, &own));
    let (credential_version, standing) = bound_to(user.as_ref());
    let session = FlowSession {
        credential_version,
        standing,
        name: Some(sub.to_string()),
        sub,
        ..asked
    };
    let outcome = judged(config, user.as_ref(), &session.progress, verified);
    let step = settle(cx, config, session, user.clone(), outcome, requester).await?;
    Ok((user, step))
}
