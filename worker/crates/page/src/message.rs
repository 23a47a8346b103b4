//! What a page says of what happened. The words are the drawer's.

use serde::{Deserialize, Serialize};

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Message {
    /// Several fields are refused, each with its own message.
    CheckFields,
    CodeExpired,
    CodeMismatch,
    CodeMissing,
    /// A code of an app was taken before: the next one is shown within half a minute.
    CodeUsed,
    /// A code was sent: where to, masked, if that may be told.
    CodeSent(Option<String>),
    Confirmed,
    /// The browser has sent no cookie of ours along.
    CookiesRefused,
    /// The name and the password don't belong together.
    Incorrect,
    /// The account has to have a second factor, and none can be set up here.
    FactorMissing,
    Invalid,
    InvalidEmail,
    InvalidPhoneNumber,
    /// A link was sent, as in [`Self::CodeSent`].
    LinkSent(Option<String>),
    /// The account waits for its code.
    NotConfirmed,
    /// The account waits for an administrator.
    NotConfirmedAdministrator,
    PageExpired,
    /// The person has this passkey already.
    PasskeyKnown,
    PasskeyNotAdded,
    /// It is nobody's here, or its answer was wrong.
    PasskeyRefused,
    /// Every reason why a new password is refused.
    Password(Vec<PasswordProblem>),
    PasswordChanged,
    PasswordsDiffer,
    Required,
    /// Seconds until the next attempt counts, where they are known.
    TooManyAttempts(Option<u32>),
    /// Seconds until another code may be asked for, where they are known.
    TooManyCodes(Option<u32>),
    /// The same of links.
    TooManyLinks(Option<u32>),
    /// The person has as many as anybody may have.
    TooManyPasskeys,
    Unexpected,
    UserExists,
    /// As it is, such as what a trigger of the deployment answered.
    Verbatim(String),
}

/// Why a new password is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PasswordProblem {
    /// Fewer characters than these.
    TooShort(u32),
    /// More characters than these.
    TooLong(u32),
    NoLowercase,
    NoUppercase,
    NoNumber,
    NoSymbol,
    /// A space at the beginning or the end.
    SpaceAtAnEnd,
    OnlySpaces,
    UsedBefore,
}

impl From<PasswordProblem> for Message {
    fn from(problem: PasswordProblem) -> Self {
        Self::Password(vec![problem])
    }
}

/// A sentence above the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    pub tone: Tone,
    pub message: Message,
}

impl Notice {
    /// Something is wrong.
    pub fn danger(message: impl Into<Message>) -> Self {
        Self {
            tone: Tone::Danger,
            message: message.into(),
        }
    }

    /// Something went well.
    pub fn success(message: impl Into<Message>) -> Self {
        Self {
            tone: Tone::Success,
            message: message.into(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    Danger,
    Success,
}
