//! Codes that prove an address: made here, judged by the user's object.

use crate::{
    config::Config,
    cx::Cx,
    delivery::{Outgoing, Sent, When},
    error::{Error, Result},
    messages::{self, Contact, Occasion},
    model::{
        ids::Sub,
        time::{Span, Timestamp},
        user::User,
    },
    store::users::{
        prove::{IssueVerification, Issued},
        quotas::Quota,
        verifications::{Guess, NewVerification, Purpose},
    },
};
use vestibule_crypto::{Purpose as KeyPurpose, RngExt as _, SecretString};

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
        let mac = hex::encode(cx.keyring.mac(
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

/// A code that is to be sent to a user who is there already.
pub(crate) struct NewCode {
    pub(crate) purpose: Purpose,
    /// What it counts against.
    pub(crate) quota: Quota,
    pub(crate) when: When,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Issue {
    Sent,
    /// A timer tries again.
    NotDelivered,
    /// Too many within the hour: none is sent until then.
    TooMany {
        until: Timestamp,
    },
    Nobody,
}

/// Keeps a new code for a user and sends it; the one before it is good for nothing.
///
/// # Errors
/// [`crate::error::Refusal::RateExceeded`] when another address waits for its code by now.
pub(crate) async fn issue(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
    contact: &Contact,
    new: NewCode,
) -> Result<Issue> {
    let code = Code::new(cx, config, user, new.purpose, contact, new.when)?;
    let home = config.object_of(&user.sub);
    let issue = IssueVerification {
        sub: user.sub.clone(),
        quota: new.quota,
        verification: code.verification,
        message: code.outgoing.row(),
    };
    match cx.decide(config, &home, issue).await? {
        Issued::Issued => Ok(match code.outgoing.send(cx, &home).await? {
            Sent::Sent => Issue::Sent,
            Sent::NotDelivered => Issue::NotDelivered,
        }),
        Issued::Nobody => Ok(Issue::Nobody),
        Issued::Exhausted { until } => Ok(Issue::TooMany { until }),
        Issued::Moved => Err(Error::rate_exceeded()),
    }
}

/// What a person typed, for the transition that judges it.
pub(crate) fn guess(cx: &Cx<'_>, sub: &Sub, purpose: Purpose, quota: Quota, typed: &str) -> Guess {
    let macs = cx
        .keyring
        .macs(KeyPurpose::Code, &parts(sub, &purpose.name(), typed));
    Guess {
        macs: macs.iter().map(hex::encode).collect(),
        purpose,
        quota,
    }
}

fn parts<'a>(sub: &'a Sub, purpose: &'a str, code: &'a str) -> [&'a [u8]; 3] {
    [sub.as_str().as_bytes(), purpose.as_bytes(), code.as_bytes()]
}

#[cfg(test)]
mod tests {
    use crate::{
        fixtures::people::{Fixture, PASSWORD, members, not, request},
        users::{update_user_attributes, verify_user_attribute},
    };
    use serde_json::json;
    use vestibule_crypto::{Keyring, SecretBytes};
    use vestibule_wire::idp::ErrorCode::{CodeMismatchException, LimitExceededException};

    const EMAIL: &str = "jane@gmail.com";

    /// Restarts the deployment with two new master secrets in front of the one that it had.
    fn rotate(fixture: &mut Fixture) {
        let masters = [9, 8, 7].map(|byte| SecretBytes::from(vec![byte; 32]));
        fixture.world.keyring = Keyring::new(&masters).unwrap();
    }

    #[test]
    fn a_code_outlives_a_new_master_secret() {
        let mut fixture = Fixture::with_usernames();
        fixture.sign_up("jane", &[("email", EMAIL)]);
        rotate(&mut fixture);
        fixture.confirm("jane", &fixture.code(EMAIL)).unwrap();

        let mut fixture = Fixture::with_usernames();
        fixture.confirmed_user("alice");
        fixture.forgot_password("alice").unwrap();
        rotate(&mut fixture);
        let code = fixture.code("alice@example.com");
        fixture
            .confirm_forgot_password("alice", &code, "N3w-Passw0rd!")
            .unwrap();
        assert!(fixture.sign_in("alice", PASSWORD).is_err());
        fixture.sign_in("alice", "N3w-Passw0rd!").unwrap();

        let mut fixture = Fixture::with_usernames();
        let token = fixture.signed_in_user("alice");
        let input = json!({"AccessToken": token, "UserAttributes": members(&[("email", EMAIL)])});
        fixture
            .run(update_user_attributes::handle(
                &fixture.cx(),
                request(input),
            ))
            .unwrap();
        rotate(&mut fixture);
        let code = fixture.code(EMAIL);
        let input = json!({"AccessToken": token, "AttributeName": "email", "Code": code});
        fixture
            .run(verify_user_attribute::handle(&fixture.cx(), request(input)))
            .unwrap();
    }

    #[test]
    fn a_guess_is_one_guess_however_many_master_secrets_there_are() {
        let mut fixture = Fixture::with_usernames();
        fixture.sign_up("jane", &[("email", EMAIL)]);
        rotate(&mut fixture);
        let code = fixture.code(EMAIL);
        // Fifteen an hour, says the service.
        for _ in 0..15 {
            let wrong = fixture.confirm("jane", not(&code)).unwrap_err();
            assert!(wrong.is(CodeMismatchException));
        }
        let exhausted = fixture.confirm("jane", &code).unwrap_err();
        assert!(exhausted.is(LimitExceededException));
    }
}
