//! What a sign-in carries from one step to the next.

use super::{progress::Progress, step::Choice};
use crate::{
    config::{ClientConfig, Config},
    cx::Cx,
    error::{Error, Result, SessionRefusal},
    find_user,
};
use serde::{Deserialize, Serialize};
use vestibule_crypto::{Purpose, RngExt as _, constant_time_eq};
use vestibule_model::{
    assurance::Methods,
    client::Client,
    contact::ContactAttribute,
    factor::Factor,
    ids::Sub,
    time::Timestamp,
    user::{Standing, User, fixed_standing},
};

/// The `Session` that a client carries from one step of a sign-in to the next. Nothing is stored: it is sealed, bound to
/// one pool and client, and the next step uses it up.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct FlowSession {
    pub(super) id: String,
    pub(super) sub: Sub,
    #[serde(with = "fixed_number")]
    pub(super) credential_version: i64,
    #[serde(with = "fixed_standing")]
    pub(super) standing: Standing,
    /// Of the call that started the flow.
    pub(super) event_id: String,
    pub(super) expires: Timestamp,
    #[serde(default)]
    pub(super) awaits: Awaits,
    /// As it was typed, where the sign-in began without a proof: there may be no such user.
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) progress: Progress,
}

/// A number in a text that is as long for each.
mod fixed_number {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(number: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{number:020}"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// What the next step has to answer.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Awaits {
    #[default]
    NewPassword,
    /// A code that was sent.
    Code {
        factor: Factor,
        mac: String,
    },
    SoftwareToken,
    /// Which of these is to be proven.
    Selection,
    /// That a second factor is set up, of those that the pool offers.
    SetUp,
    /// A code that was sent to this address, which is to become the user's and a factor.
    Address {
        contact: ContactAttribute,
        to: String,
        mac: String,
    },
    /// The code of a token with this sealed seed, which is being set up.
    Token {
        seed: String,
    },
    /// The token of this sealed seed was set up: signing in goes on.
    IsSetUp {
        seed: String,
    },
    /// The proof of a remembered device.
    Device,
    /// That whoever signed up is confirmed.
    Confirmation,
    /// Whoever signed up is confirmed: signing in goes on.
    IsConfirmed {
        /// Which address's code did it.
        by: Option<ContactAttribute>,
    },
    /// With what it is to begin.
    Choice,
    /// A code in place of a password.
    FirstCode {
        choice: Choice,
        mac: String,
    },
    /// A passkey's signature over this challenge, base64url.
    Passkey {
        challenge: String,
    },
    /// The same, by whichever passkey the person picks: whose it is, the answer tells.
    AnyPasskey {
        challenge: String,
    },
}

pub(super) fn new_id(cx: &Cx<'_>) -> String {
    cx.rng.alphanumeric(22)
}

/// What of a user a session stands by: as much for nobody, whose it is not to tell.
pub(super) fn bound_to(user: Option<&User>) -> (i64, Standing) {
    match user {
        Some(user) => (user.credential_version, Standing::of(user)),
        None => (1, Standing::of_nobody()),
    }
}

impl FlowSession {
    pub(super) fn begin(
        cx: &Cx<'_>,
        client: &Client,
        user: &User,
        event_id: &str,
        progress: &Progress,
        awaits: Awaits,
    ) -> Self {
        Self::begin_as(new_id(cx), cx, client, user, event_id, progress, awaits)
    }

    /// The same, with an id that was made for it: a code that it waits for is bound to that.
    pub(super) fn begin_as(
        id: String,
        cx: &Cx<'_>,
        client: &Client,
        user: &User,
        event_id: &str,
        progress: &Progress,
        awaits: Awaits,
    ) -> Self {
        Self {
            id,
            sub: user.sub.clone(),
            credential_version: user.credential_version,
            standing: Standing::of(user),
            event_id: event_id.to_owned(),
            expires: cx.now + client.auth_session(),
            awaits,
            name: None,
            progress: progress.clone(),
        }
    }

    /// Its text: the client's id and the sealed value, with a dot between them. Two operations take a session and no client.
    pub(super) fn seal(&self, cx: &Cx<'_>, config: &ClientConfig) -> Result<String> {
        let client = config.client.id.as_str();
        let sealed = cx.seal(Purpose::Session, &[config.pool.id.as_str(), client], self)?;
        Ok(format!("{client}.{sealed}"))
    }

    /// # Errors
    /// [`SessionRefusal`] when it is not one of this client's, or has expired.
    pub(super) fn open(cx: &Cx<'_>, config: &ClientConfig, text: &str) -> Result<Self> {
        let client = config.client.id.as_str();
        let associated = [config.pool.id.as_str(), client];
        let session: Self = text
            .strip_prefix(client)
            .and_then(|text| text.strip_prefix('.'))
            .and_then(|sealed| cx.open(Purpose::Session, &associated, sealed))
            .ok_or(SessionRefusal::Invalid)?;
        if session.expires <= cx.now {
            return Err(SessionRefusal::Expired.into());
        }
        Ok(session)
    }

    /// The user whose session it is, if `username` names it too; `None` where the session alone names it.
    ///
    /// # Errors
    /// [`SessionRefusal::Invalid`] when it is another's, or the user is gone.
    pub(super) async fn user(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        username: Option<&str>,
    ) -> Result<User> {
        let user = find_user::read(cx, config, &self.sub).await?;
        let user = user.filter(|user| username.is_none_or(|name| is_named(cx, config, user, name)));
        user.ok_or_else(|| SessionRefusal::Invalid.into())
    }

    /// The same sign-in, which now waits for something else: another session.
    pub(super) fn awaiting(&self, cx: &Cx<'_>, awaits: Awaits) -> Self {
        Self {
            id: new_id(cx),
            awaits,
            ..self.clone()
        }
    }

    /// The same sign-in, once its second factor was right and its device is asked for: always the same session, which ends when
    /// this one does, so that it is used up once for all that led to it. `None` where this one waits for no second factor that
    /// the user has.
    pub(super) fn on_device(&self) -> Option<Self> {
        let factor = match self.awaits {
            Awaits::Code { factor, .. } => factor,
            Awaits::SoftwareToken => Factor::SoftwareTokenMfa,
            _ => return None,
        };
        Some(Self {
            id: format!("{}.device", self.id),
            awaits: Awaits::Device,
            progress: self.progress.proving(Methods::of(factor)).with_second(),
            ..self.clone()
        })
    }

    /// What its transition uses up.
    pub(super) fn spends(&self) -> (String, Timestamp) {
        (self.id.clone(), self.expires)
    }
}

/// Whether a caller means this user: by its username, by the alias that it signed in with, or by what an alias's user is called
/// as long as nobody is to learn that there is one.
pub(super) fn is_named(cx: &Cx<'_>, config: &Config, user: &User, name: &str) -> bool {
    let name = config.pool.normalise(cx.unicode, name);
    let mut aliases = user.aliases.keys().map(|alias| alias.value());
    name == config.pool.normalise(cx.unicode, &user.username)
        || aliases
            .any(|alias| alias == name || find_user::username_of_anybody(cx, config, alias) == name)
}

/// The code that a session waits for, as the session keeps it: hexadecimal.
pub(super) fn mac(cx: &Cx<'_>, session: &str, code: &str) -> String {
    hex::encode(cx.keyring.mac(Purpose::Code, &parts(session, code)))
}

/// Whether what was typed is the code that a session waits for.
pub(super) fn is_code(cx: &Cx<'_>, session: &str, mac: &str, typed: &str) -> bool {
    let macs = cx.keyring.macs(Purpose::Code, &parts(session, typed));
    // All are compared, so that the time doesn't tell which of them matched.
    macs.iter().fold(false, |found, own| {
        constant_time_eq(hex::encode(own).as_bytes(), mac.as_bytes()) | found
    })
}

fn parts<'a>(session: &'a str, code: &'a str) -> [&'a [u8]; 3] {
    [session.as_bytes(), b"sign_in", code.as_bytes()]
}

pub(super) fn session_spent() -> Error {
    SessionRefusal::Spent.into()
}
