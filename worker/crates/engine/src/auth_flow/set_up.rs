//! `MFA_SETUP`: who has to have a second factor and has none sets one up on the way.
//!
//! For a software token the session of the challenge is exchanged for one that carries the token's seed, that one for one that
//! says it was verified, and with the last one signing in goes on. To an address a code is sent: its challenge is answered as
//! any such, and records both. One that was begun can be left for another.

use super::{
    Requester, Step,
    next::{Asked, Next},
    second_factor::{Place, go_on, is_still},
    session::{Awaits, FlowSession},
};
use crate::{
    attributes::{self, Writer},
    config::ClientConfig,
    cx::Cx,
    error::{Error, Refusal, Result, SessionRefusal},
    software_token::{self, FirstCode, NotVerified},
};
use std::rc::Rc;
use vestibule_crypto::{SecretString, totp::Seed};
use vestibule_model::{
    assurance::Methods,
    contact::ContactAttribute,
    factor::{Factor, Factors},
    short,
    user::{Authority, User},
};

/// The client whose sign-in a session is of, as it says itself: only [`associate`] and [`verify`] look whether that is so.
///
/// # Errors
/// [`SessionRefusal::Invalid`] where it names none.
pub async fn client_of(cx: &Cx<'_>, session: &str) -> Result<Rc<ClientConfig>> {
    let client = session.split_once('.').map(|(client, _)| client);
    let invalid = || Error::from(SessionRefusal::Invalid);
    match cx.client(client.ok_or_else(invalid)?).await {
        Err(error) if error.is_no_such_client() => Err(invalid()),
        found => found,
    }
}

/// A seed for the token, and the session that carries it on.
///
/// # Errors
/// [`SessionRefusal`]; [`Refusal::NoSuchFactor`] where the pool offers no software token.
pub async fn associate(
    cx: &Cx<'_>,
    config: &ClientConfig,
    session: &str,
) -> Result<(Seed, String)> {
    cx.spend(config.client.id.as_str())?;
    let session = open(cx, config, session)?;
    if !offers_apps(config) {
        return Err(Refusal::NoSuchFactor.into());
    }
    standing(cx, config, &session, None).await?;
    let (sealed, seed) = software_token::mint(cx, config, &session.sub)?;
    // Under the same id: whatever is set up of all that one session leads to uses up the others.
    let session = FlowSession {
        awaits: Awaits::Token { seed: sealed },
        ..session
    };
    Ok((seed, session.seal(cx, config)?))
}

/// Takes the token's first code; the session with which signing in goes on.
pub async fn verify(
    cx: &Cx<'_>,
    config: &ClientConfig,
    session: &str,
    code: &SecretString,
    name: Option<String>,
) -> Result<String, NotVerified> {
    cx.spend(config.client.id.as_str())?;
    let session = FlowSession::open(cx, config, session)?;
    let seed = match &session.awaits {
        Awaits::Token { seed } => seed,
        Awaits::SetUp | Awaits::Address { .. } => return Err(NotVerified::NoSecret),
        _ => return Err(Error::from(SessionRefusal::Invalid).into()),
    };
    let user = standing(cx, config, &session, None).await?;
    if !offers_apps(config) {
        return Err(NotVerified::NotOffered);
    }
    let first = FirstCode {
        seed,
        code,
        name,
        turns_on: true,
        spends: Some(session.spends()),
    };
    let caller = Authority::User(session.standing);
    software_token::verify(cx, config, &user, caller, first).await?;
    let seed = seed.clone();
    let session = session.awaiting(cx, Awaits::IsSetUp { seed });
    Ok(session.seal(cx, config)?)
}

/// Why no code was sent to an address.
#[derive(Debug)]
pub enum NotSetUp {
    /// It is none, or one that the client may not write.
    Attributes(attributes::Refusal),
    /// Also a session that was used, has ended or is another's ([`SessionRefusal`]), and a factor that the pool doesn't offer
    /// ([`Refusal::NoSuchFactor`]).
    Failed(Error),
}

/// Sends a code to an address, which is to become the user's and a factor, or to another one in its place.
pub async fn address<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    place: Place<'_>,
    (contact, address): (ContactAttribute, &str),
    _: &R,
) -> Result<Step<R::Issued>, NotSetUp> {
    cx.spend(config.client.id.as_str())?;
    let session = open(cx, config, place.session)?;
    let mut user = standing(cx, config, &session, place.username).await?;
    if !config.pool.settings.factors.offers(contact.into()) {
        return Err(Error::from(Refusal::NoSuchFactor).into());
    }
    let given = short::map([(contact.as_str().to_owned(), address.to_owned())]);
    let writer = Writer::User(&config.client);
    let changes = attributes::check_update(&config.pool, cx.unicode, writer, &user.sub, given)?;
    user.attributes.extend(changes.set);
    let (event_id, progress) = (&session.event_id, &session.progress);
    let asked = Asked::Address(contact);
    let next = Next::asking(cx, config, &user, event_id, progress, asked)?;
    Ok(go_on(cx, config, &session, user, next).await?)
}

/// Goes on with the sign-in, in which the token was proven.
pub async fn complete<R: Requester>(
    cx: &Cx<'_>,
    config: &ClientConfig,
    place: Place<'_>,
    requester: &R,
) -> Result<Step<R::Issued>> {
    cx.spend(config.client.id.as_str())?;
    let session = FlowSession::open(cx, config, place.session)?;
    let Awaits::IsSetUp { seed } = &session.awaits else {
        return Err(SessionRefusal::Invalid.into());
    };
    let user = standing(cx, config, &session, place.username).await?;
    // That token is still there: it may have been taken away since, and another set up.
    let token = user.factors.token.as_ref();
    if token.is_none_or(|token| token.seed != *seed) || !offers_apps(config) {
        return Err(SessionRefusal::Invalid.into());
    }
    let event_id = &session.event_id;
    let progress = session.progress.proving(Methods::TOKEN).with_second();
    let next = Next::after(cx, config, requester, &user, event_id, &progress).await?;
    go_on(cx, config, &session, user, next).await
}

fn offers_apps(config: &ClientConfig) -> bool {
    let offered = &config.pool.settings.factors;
    offered.offers(Factor::SoftwareTokenMfa)
}

/// The session, which waits for a factor to be set up: whichever, as long as none is.
fn open(cx: &Cx<'_>, config: &ClientConfig, session: &str) -> Result<FlowSession> {
    let session = FlowSession::open(cx, config, session)?;
    match session.awaits {
        Awaits::SetUp | Awaits::Token { .. } | Awaits::Address { .. } => Ok(session),
        _ => Err(SessionRefusal::Invalid.into()),
    }
}

/// The session's user, who has not changed since.
async fn standing(
    cx: &Cx<'_>,
    config: &ClientConfig,
    session: &FlowSession,
    username: Option<&str>,
) -> Result<User> {
    let user = session.user(cx, config, username).await?;
    // Whoever has one by now, from elsewhere, proves that one.
    let is_set_up = matches!(session.awaits, Awaits::IsSetUp { .. });
    let fits = is_set_up || Factors::are_missing(&config.pool, &user);
    match is_still(session, &user) && user.enabled && fits {
        true => Ok(user),
        false => Err(SessionRefusal::Invalid.into()),
    }
}

impl From<attributes::Refusal> for NotSetUp {
    fn from(refusal: attributes::Refusal) -> Self {
        Self::Attributes(refusal)
    }
}

impl From<Error> for NotSetUp {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
