//! Codes that prove that an address is somebody's. They are made here; the user's object judges what is typed.

use crate::{
    config::{ClientConfig, Config},
    cx::Cx,
    delivery::{NOBODY, Outgoing, Sent, When},
    deployment::domain_url,
    error::{Error, Result},
    messages::{self, Contact, Content, Occasion},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use vestibule_crypto::{Purpose as KeyPurpose, RngExt as _, SecretString};
use vestibule_model::{
    alias::Alias,
    channel::Channel,
    ids::{ClientId, Sub},
    object_key::ObjectKey,
    time::{Span, Timestamp},
    user::User,
};
use vestibule_store::users::{
    prove::{IssueVerification, Issued},
    quotas::Quota,
    verifications::{Guess, NewVerification, Purpose},
};

/// How long a code lasts that comes with a sign-up or a change.
const LIFE: Span = Span::hours(24);
/// How long a code lasts that replaces a password.
const RECOVERY_LIFE: Span = Span::hours(1);

/// The longest destination that a decoy makes room for.
const FILLER: usize = 64;

/// A new code: what is stored of it, and the message that carries it.
pub struct Code {
    pub verification: NewVerification,
    pub outgoing: Outgoing,
}

impl Code {
    /// A new code for a user, who is reached at `contact`.
    pub fn new(
        cx: &Cx<'_>,
        config: &Config,
        user: &User,
        purpose: Purpose,
        contact: &Contact,
        when: When,
    ) -> Result<Self> {
        let named = (&user.sub, user.username.as_str());
        Self::naming(cx, config, named, purpose, contact, when, None)
    }

    /// The code of a sign-up, or where the pool says so a link that confirms it.
    pub fn of_sign_up(
        cx: &Cx<'_>,
        config: &ClientConfig,
        user: &User,
        contact: &Contact,
        when: When,
    ) -> Result<Self> {
        let named = (&user.sub, user.username.as_str());
        let client = Some(&config.client.id);
        Self::naming(cx, config, named, Purpose::SignUp, contact, when, client)
    }

    fn naming(
        cx: &Cx<'_>,
        config: &Config,
        (sub, username): (&Sub, &str),
        purpose: Purpose,
        contact: &Contact,
        when: When,
        client: Option<&ClientId>,
    ) -> Result<Self> {
        let code = SecretString::new(cx.rng.digits(6));
        let (occasion, life) = match purpose {
            Purpose::ForgotPassword => (Occasion::ForgottenPassword, RECOVERY_LIFE),
            Purpose::SignUp => (Occasion::SignUp, LIFE),
            Purpose::Attribute(_) => (Occasion::Attribute, LIFE),
        };
        let by_link = config.pool.settings.templates.by_link && contact.channel == Channel::Email;
        let link = client
            .filter(|_| by_link)
            .map(|client| link(cx, config, client, username, code.expose()));
        let content = Content {
            occasion,
            username,
            code: &code,
            lasts: life,
            link: link.as_deref(),
        };
        let text = messages::render(cx.deployment, &config.pool, contact, &content);
        let mac = hex::encode(cx.keyring.mac(
            KeyPurpose::Code,
            &parts(sub, &purpose.name(), code.expose()),
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
pub struct NewCode {
    pub purpose: Purpose,
    /// What it counts against.
    pub quota: Quota,
    pub when: When,
}

/// Why it was not sent.
#[derive(Debug)]
pub enum NotSent {
    /// The user is no longer there.
    NoUser,
    /// Too many within the hour: none is sent until then.
    TooMany { until: Timestamp },
    /// The provider did not take it. A timer tries again.
    NotDelivered,
    /// Also [`crate::error::Refusal::RateExceeded`]: another address waits for its code by now.
    Failed(Error),
}

/// Stores a new code for a user and sends it; it replaces the one before.
pub async fn issue(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
    contact: &Contact,
    new: NewCode,
) -> Result<(), NotSent> {
    let code = Code::new(cx, config, user, new.purpose, contact, new.when)?;
    let home = config.object_of(&user.sub);
    keep_and_send(cx, config, &home, &user.sub, code, new.quota, None).await
}

/// The same for a sign-up, by a link where the pool says so.
pub async fn issue_for_sign_up(
    cx: &Cx<'_>,
    config: &ClientConfig,
    user: &User,
    contact: &Contact,
    new: NewCode,
) -> Result<(), NotSent> {
    let code = Code::of_sign_up(cx, config, user, contact, new.when)?;
    let home = config.object_of(&user.sub);
    keep_and_send(cx, config, &home, &user.sub, code, new.quota, None).await
}

/// Where `/confirmUser` confirms a sign-up.
fn link(cx: &Cx<'_>, config: &Config, client: &ClientId, username: &str, code: &str) -> String {
    let pages = domain_url(cx.deployment, config.pool.domain.as_deref());
    let username = utf8_percent_encode(username, NON_ALPHANUMERIC);
    format!(
        "{pages}/confirmUser?client_id={}&user_name={username}&confirmation_code={code}",
        client.as_str()
    )
}

/// What takes the place of a code where callers must not learn that none is sent.
pub(crate) struct Decoy {
    pub(crate) sub: Sub,
    /// The object that counts it, and under which name.
    pub(crate) object: ObjectKey,
    pub(crate) subject: String,
}

/// Does all that [`issue`] does, for a message that goes to nobody, instead of to `contact`.
pub(crate) async fn issue_decoy(
    cx: &Cx<'_>,
    config: &Config,
    decoy: Decoy,
    contact: &Contact,
    new: NewCode,
) -> Result<(), NotSent> {
    let nobody = Contact {
        to: NOBODY.to_owned(),
        ..contact.clone()
    };
    let named = (&decoy.sub, decoy.sub.as_str());
    let mut code = Code::naming(cx, config, named, new.purpose, &nobody, new.when, None)?;
    // What was typed is kept nowhere: it may be a password in the wrong field.
    let filler = "-".repeat(contact.to.len().min(FILLER));
    code.verification.destination = Alias::new(contact.attribute().as_str(), &filler);
    code.verification.expires = cx.now + RECOVERY_LIFE;
    let subject = Some(decoy.subject);
    keep_and_send(
        cx,
        config,
        &decoy.object,
        &decoy.sub,
        code,
        new.quota,
        subject,
    )
    .await
}

async fn keep_and_send(
    cx: &Cx<'_>,
    config: &Config,
    home: &ObjectKey,
    sub: &Sub,
    code: Code,
    quota: Quota,
    decoy: Option<String>,
) -> Result<(), NotSent> {
    let issue = IssueVerification {
        sub: sub.clone(),
        quota,
        verification: code.verification,
        message: code.outgoing.row(),
        decoy,
    };
    match cx.decide(config, home, issue).await? {
        Issued::Issued => match code.outgoing.send(cx, home).await? {
            Sent::Sent => Ok(()),
            Sent::NotDelivered => Err(NotSent::NotDelivered),
        },
        Issued::Nobody => Err(NotSent::NoUser),
        Issued::Exhausted { until } => Err(NotSent::TooMany { until }),
        Issued::Moved => Err(NotSent::Failed(Error::rate_exceeded())),
    }
}

/// What a person typed, for the transition that judges it.
pub fn guess(cx: &Cx<'_>, sub: &Sub, purpose: Purpose, quota: Quota, typed: &str) -> Guess {
    let macs = cx
        .keyring
        .macs(KeyPurpose::Code, &parts(sub, &purpose.name(), typed));
    Guess {
        macs: macs.iter().map(hex::encode).collect(),
        purpose,
        quota,
        decoy: None,
    }
}

impl Decoy {
    /// A guess that counts, and is never right.
    pub(crate) fn guess(&self, cx: &Cx<'_>, purpose: Purpose, quota: Quota, typed: &str) -> Guess {
        Guess {
            decoy: Some(self.subject.clone()),
            ..guess(cx, &self.sub, purpose, quota, typed)
        }
    }
}

impl From<Error> for NotSent {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

fn parts<'a>(sub: &'a Sub, purpose: &'a str, code: &'a str) -> [&'a [u8]; 3] {
    [sub.as_str().as_bytes(), purpose.as_bytes(), code.as_bytes()]
}
