//! Where a person stands after a step of signing in.

use super::refusal::Refusal;
use crate::{cx::Cx, log::Outcome, messages::Contact};
use serde::{Deserialize, Serialize};
use vestibule_model::{factor::Factor, user::User};

/// What a step has come to.
pub enum Step<I> {
    SignedIn(Box<SignedIn<I>>),
    NewPasswordRequired(Box<NewPasswordRequired>),
    /// More is asked for: with what it is to begin, a first factor, a second one, or the device.
    Challenged(Box<Challenged>),
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
            Self::Challenged(_) => Outcome::Challenged,
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

/// A challenge, and what answers it.
pub struct Challenged {
    pub session: String,
    pub username: String,
    pub challenge: Challenge,
    /// Second factors that the person could prove instead of the one that is asked for.
    pub others: Vec<Factor>,
    /// What it could begin with.
    pub available: Vec<Choice>,
}

/// What a person is asked for.
pub enum Challenge {
    /// A code that was sent there.
    Code { factor: Factor, contact: Contact },
    /// The code of a software token, which may have a name.
    SoftwareToken { name: Option<String> },
    /// One of these factors, which is then asked for.
    Selection { factors: Vec<Factor> },
    /// One of these is to be set up.
    SetUp { factors: Vec<Factor> },
    /// With what it is to begin.
    Choice,
    /// The password.
    Password,
    /// A code in place of a password, which was sent there.
    FirstCode { choice: Choice, contact: Contact },
    /// A passkey: what to ask the browser for (`PublicKeyCredentialRequestOptionsJSON`).
    Passkey { options: String },
    /// That the device that it is on is the one that was confirmed.
    Device,
}

impl Challenge {
    /// Whether this factor's answer is what it waits for.
    pub(super) fn asks_for(&self, asked: Factor) -> bool {
        match self {
            Self::Code { factor, .. } => *factor == asked,
            Self::SoftwareToken { .. } => asked == Factor::SoftwareTokenMfa,
            _ => false,
        }
    }
}

/// What a sign-in can begin with, by the name of its challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Choice {
    PasswordSrp,
    Password,
    EmailOtp,
    SmsOtp,
    WebAuthn,
}

impl Choice {
    /// In the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::PasswordSrp,
        Self::Password,
        Self::EmailOtp,
        Self::SmsOtp,
        Self::WebAuthn,
    ];

    /// The name of its challenge.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PasswordSrp => "PASSWORD_SRP",
            Self::Password => "PASSWORD",
            Self::EmailOtp => "EMAIL_OTP",
            Self::SmsOtp => "SMS_OTP",
            Self::WebAuthn => "WEB_AUTHN",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == name)
    }
}
