//! Codes that prove an address: made here, judged by the user's object.

use crate::{
    config::Config,
    cx::Cx,
    delivery::{Outgoing, When},
    error::{Error, Result},
    ids::Sub,
    messages::{self, Contact, Occasion},
    store::{
        quotas::Quota,
        users::User,
        verifications::{Guess, Guessed, NewVerification, Purpose},
    },
    time::Span,
};
use vestibule_crypto::{Purpose as KeyPurpose, RngExt as _, SecretString};
use vestibule_wire::idp::ErrorCode;

/// How long a code lasts that comes with a sign-up or a change.
const LIFE: Span = Span::hours(24);
/// How long a code lasts that replaces a password.
const RECOVERY_LIFE: Span = Span::hours(1);

/// A code on its way: what is kept of it, and the message that carries it.
pub(crate) struct Code {
    pub(crate) verification: NewVerification,
    pub(crate) outgoing: Outgoing,
}

impl Code {
    /// A new code for a user, who is reached at `contact`.
    pub(crate) fn new(
        cx: &Cx<'_>,
        config: &Config,
        user: &User,
        purpose: Purpose,
        contact: &Contact,
        when: When,
    ) -> Result<Self> {
        let code = SecretString::new(cx.rng.digits(6));
        let (occasion, life) = match purpose {
            Purpose::ForgotPassword => (Occasion::ForgottenPassword, RECOVERY_LIFE),
            Purpose::SignUp | Purpose::Attribute(_) => (Occasion::Verification, LIFE),
        };
        let text = messages::render(
            &config.pool,
            occasion,
            contact.channel,
            &user.username,
            &code,
        );
        let mac = hex(&cx.keyring.mac(
            KeyPurpose::Code,
            &parts(&user.sub, &purpose.name(), code.expose()),
        ));
        Ok(Self {
            verification: NewVerification {
                purpose,
                mac,
                destination: contact.destination(),
                expires: cx.now + life,
            },
            outgoing: Outgoing::new(cx, config, contact, text, when)?,
        })
    }
}

/// What a person typed, for the transition that judges it.
pub(crate) fn guess(cx: &Cx<'_>, sub: &Sub, purpose: Purpose, quota: Quota, typed: &str) -> Guess {
    let mac = cx
        .keyring
        .mac(KeyPurpose::Code, &parts(sub, &purpose.name(), typed));
    Guess {
        macs: vec![hex(&mac)],
        purpose,
        quota,
    }
}

/// The answer to a guess that was not right.
pub(crate) fn refusal(guessed: &Guessed) -> Error {
    match guessed {
        Guessed::Exhausted => Error::attempt_limit(),
        Guessed::Gone => Error::new(
            ErrorCode::ExpiredCodeException,
            "Invalid code provided, please request a code again.",
        ),
        Guessed::Wrong | Guessed::Right(_) => mismatch(),
    }
}

pub(crate) fn mismatch() -> Error {
    Error::new(
        ErrorCode::CodeMismatchException,
        "Invalid verification code provided, please try again.",
    )
}

fn parts<'a>(sub: &'a Sub, purpose: &'a str, code: &'a str) -> [&'a [u8]; 3] {
    [sub.as_str().as_bytes(), purpose.as_bytes(), code.as_bytes()]
}

fn hex(mac: &[u8; 32]) -> String {
    mac.iter().map(|byte| format!("{byte:02x}")).collect()
}
