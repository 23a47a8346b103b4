//! What a client does on its way through sign-ins, and what it shows by that.

/// What a sign-in has shown on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Proof {
    Password,
    /// The password was a temporary one.
    Temporary,
    NewPassword,
    /// A code in place of a password: of which method, as `amr` names it.
    Code(&'static str),
    Passkey,
    /// A second factor.
    Second(&'static str),
    /// A second factor was set up, and proven by that.
    SetUp(&'static str),
    Device,
    /// The code of a sign-up, by whoever has its session.
    SignedUp,
    /// What an access token tells was proven, not too long ago, came along.
    Shown,
    /// It was too long ago: it didn't.
    Stale,
}

/// How a sign-in begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    Password,
    Srp,
    /// `USER_AUTH`, with what is preferred.
    Choice(Option<&'static str>),
    /// The same, towards the first of these levels that can be reached.
    Towards(Option<&'static str>, &'static [u8]),
    /// The same, with the access token that the client was given last, at once or when it is old.
    StepUp(&'static [u8], Age),
    /// `SignUp`: confirming it gives a session to sign in with.
    SignUp,
}

/// How long ago a person has proven who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Age {
    Now,
    Old,
}

/// An answer to a challenge, which need not be the one that is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Srp,
    NewPassword,
    /// A code of `SMS_MFA`, `EMAIL_OTP` (a first factor or a second one), `SMS_OTP`.
    Code(&'static str),
    Token,
    SelectFactor(&'static str),
    Associate,
    Verify,
    SetUp,
    /// `MFA_SETUP`, by an address that is to become this factor's.
    Address(&'static str),
    DeviceStart,
    DeviceProof,
    Choose(&'static str),
    Password,
    Passkey,
    /// `ConfirmSignUp`, with the session of the sign-up or by the code alone.
    Confirm {
        with_session: bool,
    },
    /// `USER_AUTH` with the session that confirming gave.
    GoOn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    Begin(Begin),
    /// To the challenge of this number, of those that the client was given.
    Answer(usize, Answer),
}

/// Who asks, and how.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Manner {
    /// By the operations of administrators, where there are such.
    pub(super) admin: bool,
    /// Without saying which device it is.
    pub(super) no_device: bool,
    /// What is shown isn't what is asked for.
    pub(super) wrong: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Another challenge was given.
    Goes,
    SignedIn,
    Refused,
    /// Nobody was there any more to answer.
    Died,
}

impl Begin {
    pub(super) const ALL: [Self; 8] = [
        Self::Password,
        Self::Srp,
        Self::Choice(None),
        Self::Choice(Some("WEB_AUTHN")),
        Self::Choice(Some("PASSWORD")),
        Self::Choice(Some("PASSWORD_SRP")),
        Self::Choice(Some("EMAIL_OTP")),
        Self::Choice(Some("SMS_OTP")),
    ];

    pub(super) fn shows_password(self) -> bool {
        matches!(
            self,
            Self::Password | Self::Choice(Some("PASSWORD")) | Self::Towards(Some("PASSWORD"), _)
        )
    }

    pub(super) fn sought(self) -> &'static [u8] {
        match self {
            Self::Towards(_, levels) | Self::StepUp(levels, _) => levels,
            _ => &[],
        }
    }
}

impl Answer {
    /// To a challenge without a session.
    pub(super) const OF_BLOCK: [Self; 2] = [Self::Srp, Self::DeviceProof];
    /// To one with a session.
    pub(super) const OF_SESSION: [Self; 22] = [
        Self::NewPassword,
        Self::Code("SMS_MFA"),
        Self::Code("EMAIL_OTP"),
        Self::Code("SMS_OTP"),
        Self::Token,
        Self::SelectFactor("SMS_MFA"),
        Self::SelectFactor("SOFTWARE_TOKEN_MFA"),
        Self::SelectFactor("EMAIL_OTP"),
        Self::Associate,
        Self::Verify,
        Self::SetUp,
        Self::Address("SMS_MFA"),
        Self::Address("EMAIL_OTP"),
        Self::DeviceStart,
        Self::Choose("PASSWORD"),
        Self::Choose("PASSWORD_SRP"),
        Self::Choose("EMAIL_OTP"),
        Self::Choose("SMS_OTP"),
        Self::Choose("WEB_AUTHN"),
        Self::Password,
        Self::Passkey,
        Self::GoOn,
    ];
    /// To what one is asked who signs up.
    pub(super) const OF_SIGN_UP: [Self; 2] = [
        Self::Confirm { with_session: true },
        Self::Confirm {
            with_session: false,
        },
    ];
}

/// How `amr` names what this challenge's answer proves.
pub(super) fn method(challenge: &str) -> &'static str {
    match challenge {
        "EMAIL_OTP" => "email_otp",
        "SMS_MFA" | "SMS_OTP" => "sms",
        _ => "otp",
    }
}
