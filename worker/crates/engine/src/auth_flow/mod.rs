//! The one sign-in: `InitiateAuth` and `RespondToAuthChallenge`, their Admin forms and the hosted pages all drive it.
//!
//! ```text
//! password ──┬─ refused
//! srp start ─┤   └─ srp proof ──┬─ refused
//!            ├─ NEW_PASSWORD_REQUIRED ── new password ──┐
//!            └─ signed in ◄─────────────────────────────┘
//! ```

mod attempt;
pub mod new_password;
pub mod password;
pub mod refresh;
pub mod revoke;
pub mod srp;

use crate::{
    config::Config,
    cx::Cx,
    error::{self, Error, Result, SessionRefusal},
    log::Outcome,
    tokens::{self, API_SCOPE},
};
use serde::{Deserialize, Serialize};
use vestibule_crypto::{Purpose, RngExt as _, SecretString};
use vestibule_model::{
    client::Client,
    ids::Sub,
    opaque::Opaque,
    session::{BrowserSession, Session},
    time::{Span, Timestamp},
    user::{Barrier, Standing, Status, User},
};
use vestibule_store::users::{
    codes::{Grant, NewCode},
    sign_in::Gives,
};

/// How long an authorization code lasts.
pub const CODE_LIFE: Span = Span::minutes(5);
/// How long a browser stays signed in, from the last time the person proved who they are.
pub const BROWSER_LIFE: Span = Span::hours(1);

/// Who asks, and so what a sign-in gives.
pub trait Skin {
    /// What the caller of a finished sign-in is given.
    type Prize;
    /// Whether pages ask, which tell of an account only to whoever knows its password.
    const HOSTED: bool;

    /// What is recorded for a finished sign-in, and what the caller is given for it.
    fn prize(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        client: &Client,
        user: &User,
        event_id: &str,
    ) -> (Gives, Self::Prize);
}

/// The API: it gives tokens.
pub struct Api;

/// The hosted pages: they give a code for the relying party, and a browser session.
pub struct Hosted<'a>(pub &'a CodeRequest);

/// The part of an authorization request that a code remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRequest {
    pub redirect_uri: String,
    pub scope: String,
    pub nonce: Option<String>,
    pub challenge: Option<String>,
}

/// The person's way so far.
pub enum Step<P> {
    SignedIn(Box<SignedIn<P>>),
    NewPasswordRequired(Box<new_password::Required>),
    /// The password is right, and its user has yet to be confirmed.
    Unconfirmed(Box<User>),
    Refused(Refusal),
}

impl<P> Step<P> {
    /// The same step, noted in the log.
    #[must_use]
    pub fn noted(self, cx: &Cx<'_>) -> Self {
        let outcome = match &self {
            Self::SignedIn(_) => Outcome::SignedIn,
            Self::NewPasswordRequired(_) => Outcome::NewPasswordRequired,
            Self::Unconfirmed(_) => Outcome::Unconfirmed,
            Self::Refused(refusal) => refusal.outcome(),
        };
        cx.note(|line| line.outcome = Some(outcome));
        self
    }
}

/// What a finished sign-in gives.
pub struct SignedIn<P> {
    pub user: User,
    pub prize: P,
}

/// Of the API.
pub struct TokenPrize {
    pub session: Session,
    pub refresh_token: SecretString,
}

/// Of the pages.
pub struct CodePrize {
    pub code: SecretString,
    pub browser: SecretString,
}

/// Why a sign-in did not succeed. What of it a caller may learn is for [`Refusal::told`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    NoSuchUser,
    WrongPassword,
    /// Too many failures: no attempt counts until then.
    Locked {
        until: Timestamp,
    },
    Disabled,
    Unconfirmed,
    ResetRequired,
    TemporaryExpired,
}

impl Refusal {
    /// What the API tells of it: a client that hides its users hears nothing that tells them apart.
    pub fn told(self, hides_users: bool) -> error::Refusal {
        match self {
            Self::NoSuchUser if !hides_users => error::Refusal::NoSuchUser,
            Self::NoSuchUser | Self::WrongPassword => error::Refusal::WrongCredentials,
            Self::Locked { .. } => error::Refusal::PasswordAttemptsExceeded,
            Self::Disabled | Self::ResetRequired if hides_users => error::Refusal::WrongCredentials,
            Self::Disabled => error::Refusal::UserDisabled,
            Self::Unconfirmed => error::Refusal::UserNotConfirmed,
            Self::ResetRequired => error::Refusal::PasswordResetRequired,
            Self::TemporaryExpired => error::Refusal::TemporaryPasswordExpired,
        }
    }
}

impl Refusal {
    const fn outcome(self) -> Outcome {
        match self {
            Self::NoSuchUser => Outcome::UnknownUser,
            Self::WrongPassword => Outcome::WrongPassword,
            Self::Locked { .. } => Outcome::Locked,
            Self::Disabled => Outcome::Disabled,
            Self::Unconfirmed => Outcome::Unconfirmed,
            Self::ResetRequired => Outcome::ResetRequired,
            Self::TemporaryExpired => Outcome::Expired,
        }
    }

    fn sounds_like_a_wrong_password<S: Skin>(self, hides_users: bool) -> bool {
        match self {
            Self::NoSuchUser | Self::WrongPassword => true,
            Self::Disabled => hides_users || S::HOSTED,
            Self::ResetRequired => hides_users && !S::HOSTED,
            Self::Locked { .. } | Self::Unconfirmed | Self::TemporaryExpired => false,
        }
    }
}

impl From<Barrier> for Refusal {
    fn from(barrier: Barrier) -> Self {
        match barrier {
            Barrier::Disabled => Self::Disabled,
            Barrier::Unconfirmed => Self::Unconfirmed,
            Barrier::ResetRequired => Self::ResetRequired,
        }
    }
}

/// What of the user's state stands in the way of signing in.
fn barrier(user: &User) -> Option<Refusal> {
    user.may_sign_in().err().map(Refusal::from)
}

/// A temporary password that came too late.
fn expired(cx: &Cx<'_>, user: &User) -> Option<Refusal> {
    let until = user.credential.as_ref()?.temporary_until?;
    (user.status == Status::ForceChangePassword && until <= cx.now)
        .then_some(Refusal::TemporaryExpired)
}

impl Skin for Api {
    type Prize = TokenPrize;
    const HOSTED: bool = false;

    fn prize(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        client: &Client,
        user: &User,
        event_id: &str,
    ) -> (Gives, TokenPrize) {
        let (new, refresh_token) = tokens::begin(cx, config, client, user, event_id, API_SCOPE);
        let session = new.session.clone();
        let prize = TokenPrize {
            session,
            refresh_token,
        };
        (Gives::Tokens(new), prize)
    }
}

impl Skin for Hosted<'_> {
    type Prize = CodePrize;
    const HOSTED: bool = true;

    fn prize(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        client: &Client,
        user: &User,
        event_id: &str,
    ) -> (Gives, CodePrize) {
        let slot = user.sub.slot(&config.routing);
        let (browser, cookie) = Opaque::mint(slot, cx.rng);
        let browser = BrowserSession {
            id: browser.hash,
            auth_time: cx.now,
            event_id: event_id.to_owned(),
            expires: cx.now + BROWSER_LIFE,
        };
        let (new, code) = code(cx, config, client, &user.sub, event_id, self.0);
        let prize = CodePrize {
            code,
            browser: cookie,
        };
        (Gives::Code { browser, code: new }, prize)
    }
}

/// A new authorization code: what is kept of it, and its text.
pub fn code(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    sub: &Sub,
    event_id: &str,
    request: &CodeRequest,
) -> (NewCode, SecretString) {
    let (opaque, text) = Opaque::mint(sub.slot(&config.routing), cx.rng);
    let grant = Grant {
        client: client.id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        scope: request.scope.clone(),
        nonce: request.nonce.clone(),
        challenge: request.challenge.clone(),
        auth_time: cx.now,
        event_id: event_id.to_owned(),
    };
    (
        NewCode {
            hash: opaque.hash,
            grant,
            expires: cx.now + CODE_LIFE,
        },
        text,
    )
}

/// A flow's session between two steps: stateless, sealed for one pool and client, used up by the step it allows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FlowSession {
    pub(crate) id: String,
    pub(crate) sub: Sub,
    pub(crate) credential_version: i64,
    pub(crate) standing: Standing,
    /// Of the call that started the flow.
    pub(crate) event_id: String,
    pub(crate) expires: Timestamp,
}

impl FlowSession {
    fn begin(cx: &Cx<'_>, client: &Client, user: &User, event_id: &str) -> Self {
        Self {
            id: cx.rng.alphanumeric(22),
            sub: user.sub.clone(),
            credential_version: user.credential_version,
            standing: Standing::of(user),
            event_id: event_id.to_owned(),
            expires: cx.now + client.auth_session(),
        }
    }

    fn seal(&self, cx: &Cx<'_>, config: &Config, client: &Client) -> Result<String> {
        cx.seal(
            Purpose::Session,
            &[config.pool.id.as_str(), client.id.as_str()],
            self,
        )
    }

    /// # Errors
    /// [`SessionRefusal`] when it is not one of this client's, or has expired.
    fn open(cx: &Cx<'_>, config: &Config, client: &Client, sealed: &str) -> Result<Self> {
        let session: Self = cx
            .open(
                Purpose::Session,
                &[config.pool.id.as_str(), client.id.as_str()],
                sealed,
            )
            .ok_or(SessionRefusal::Invalid)?;
        if session.expires <= cx.now {
            return Err(SessionRefusal::Expired.into());
        }
        Ok(session)
    }
}

fn session_spent() -> Error {
    SessionRefusal::Spent.into()
}
