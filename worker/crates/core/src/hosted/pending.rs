//! What a browser is in the middle of, in a sealed cookie: it spares the person typing their name again, and lets a
//! sign-up end signed in.

use super::{cookies::Jar, proof::Proof, view::Delivery};
use crate::{
    config::{Client, Config},
    cx::Cx,
    error::Result,
    time::{Span, Timestamp},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use vestibule_crypto::Purpose;

/// When another code may be asked for.
const BETWEEN_CODES: Span = Span::seconds(30);

/// A sign-up that waits for its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignUp {
    /// As it was typed.
    pub username: String,
    pub proof: Proof,
    pub delivery: Option<Delivery>,
    /// When the newest code was sent.
    pub sent: Option<Timestamp>,
    pub until: Timestamp,
}

/// A forgotten password that waits for its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reset {
    pub username: String,
    pub sent: Option<Timestamp>,
    pub until: Timestamp,
}

trait Pending: Serialize + DeserializeOwned {
    const COOKIE: &'static str;
    fn until(&self) -> Timestamp;
}

impl Pending for SignUp {
    const COOKIE: &'static str = "vestibule-sign-up";

    fn until(&self) -> Timestamp {
        self.until
    }
}

impl Pending for Reset {
    const COOKIE: &'static str = "vestibule-reset";

    fn until(&self) -> Timestamp {
        self.until
    }
}

impl SignUp {
    /// How long a proof signs in.
    pub const LIFE: Span = Span::minutes(15);

    pub fn of(cx: &Cx<'_>, config: &Config, client: &Client, jar: &Jar<'_>) -> Option<Self> {
        open(cx, config, client, jar)
    }

    pub fn remember(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        client: &Client,
        jar: &Jar<'_>,
    ) -> Result<String> {
        seal(cx, config, client, jar, self)
    }

    /// Seconds until another code may be asked for.
    pub fn resend_after(&self, now: Timestamp) -> u32 {
        resend_after(self.sent, now)
    }
}

impl Reset {
    /// As long as its code lasts.
    pub const LIFE: Span = Span::hours(1);

    pub fn of(cx: &Cx<'_>, config: &Config, client: &Client, jar: &Jar<'_>) -> Option<Self> {
        open(cx, config, client, jar)
    }

    pub fn remember(
        &self,
        cx: &Cx<'_>,
        config: &Config,
        client: &Client,
        jar: &Jar<'_>,
    ) -> Result<String> {
        seal(cx, config, client, jar, self)
    }

    /// Seconds until another code may be asked for.
    pub fn resend_after(&self, now: Timestamp) -> u32 {
        resend_after(self.sent, now)
    }
}

pub fn forget_sign_up(jar: &Jar<'_>) -> String {
    jar.remove(SignUp::COOKIE)
}

pub fn forget_reset(jar: &Jar<'_>) -> String {
    jar.remove(Reset::COOKIE)
}

fn open<T: Pending>(cx: &Cx<'_>, config: &Config, client: &Client, jar: &Jar<'_>) -> Option<T> {
    let associated = [config.pool.id.as_str(), client.id.as_str(), T::COOKIE];
    let pending: T = cx.open(Purpose::Cookie, &associated, jar.get(T::COOKIE)?)?;
    Some(pending).filter(|pending| cx.now < pending.until())
}

fn seal<T: Pending>(
    cx: &Cx<'_>,
    config: &Config,
    client: &Client,
    jar: &Jar<'_>,
    pending: &T,
) -> Result<String> {
    let associated = [config.pool.id.as_str(), client.id.as_str(), T::COOKIE];
    let value = cx.seal(Purpose::Cookie, &associated, pending)?;
    Ok(jar.set(T::COOKIE, &value, Some(pending.until() - cx.now)))
}

fn resend_after(sent: Option<Timestamp>, now: Timestamp) -> u32 {
    let left = sent.map_or(0, |sent| (sent + BETWEEN_CODES - now).as_seconds());
    u32::try_from(left).unwrap_or(0)
}
