//! Where a person stands after a step of signing in.

use super::{refusal::Refusal, session::FlowSession};
use crate::{attributes, config::ClientConfig, cx::Cx, error::Result, log::Outcome};
use vestibule_model::user::User;

/// What a step has come to.
pub enum Step<I> {
    SignedIn(Box<SignedIn<I>>),
    NewPasswordRequired(Box<NewPasswordRequired>),
    /// The password is right, and its user has yet to be confirmed.
    Unconfirmed(Box<User>),
    Refused(Refusal),
}

impl<I> Step<I> {
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

/// A finished sign-in: the user, and what is issued for it.
pub struct SignedIn<I> {
    pub user: User,
    pub issued: I,
}

/// `NEW_PASSWORD_REQUIRED`: what the person is asked for.
pub struct NewPasswordRequired {
    pub session: String,
    pub user: User,
    /// Required attributes that the user has no value for.
    pub missing_attributes: Vec<String>,
}

impl NewPasswordRequired {
    pub(super) fn ask(
        cx: &Cx<'_>,
        config: &ClientConfig,
        user: User,
        event_id: &str,
    ) -> Result<Self> {
        Ok(Self {
            session: FlowSession::begin(cx, &config.client, &user, event_id).seal(cx, config)?,
            missing_attributes: attributes::missing(&config.pool, &user.attributes)
                .map(str::to_owned)
                .collect(),
            user,
        })
    }
}
