//! What a browser is in the middle of, in a sealed cookie: it spares the person typing their name again, and lets a
//! sign-up end signed in.

use super::visit::Visit;
use crate::{cookies::Jar, view::Delivery};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use vestibule_crypto::{Purpose, digest::sha256};
use vestibule_engine::{accounts::input::Username, auth_flow::Proof, error::Result};
use vestibule_model::{
    ids::Sub,
    time::{Span, Timestamp},
};

/// When another code may be asked for.
const BETWEEN_CODES: Span = Span::seconds(30);

/// A sign-up that waits for its code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignUp {
    /// As it was typed.
    pub username: String,
    pub proof: Proof,
    pub delivery: Option<Delivery>,
    /// The same in full, for the browser that typed it.
    #[serde(default)]
    pub typed: Option<String>,
    /// Whether the account has no password: then this browser has proven nothing but by the code.
    #[serde(default)]
    pub without_password: bool,
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

/// What a person typed to sign in, to sign up or to be sent a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Typed {
    pub username: String,
    pub until: Timestamp,
}

/// The way on to the app, past a passkey that may be added before.
#[derive(Clone, Serialize, Deserialize)]
pub struct Onward {
    /// Who has signed in on this way, and the code that it gave; `None`: whoever it is has yet to.
    pub signed_in: Option<(Sub, String)>,
    /// Of the authorization request: SHA-256 of its text, hexadecimal.
    pub request: String,
    pub until: Timestamp,
}

impl Onward {
    pub(super) fn new(visit: &Visit<'_>, signed_in: Option<(Sub, String)>) -> Self {
        let life = match signed_in {
            // A code lasts a minute longer.
            Some(_) => Span::minutes(4),
            None => Span::minutes(15),
        };
        Self {
            signed_in,
            request: Self::request(visit),
            until: visit.cx.now + life,
        }
    }

    /// That of this very request.
    pub(super) fn of_request(visit: &Visit<'_>) -> Result<Option<Self>> {
        let kept = Self::of(visit)?;
        Ok(kept.filter(|kept| kept.request == Self::request(visit)))
    }

    /// Whether whoever it is has yet to sign in on this very way.
    pub(super) fn waits(visit: &Visit<'_>) -> Result<bool> {
        Ok(Self::of_request(visit)?.is_some_and(|kept| kept.signed_in.is_none()))
    }

    fn request(visit: &Visit<'_>) -> String {
        // Whatever language it is read in.
        let query = visit.request.query.with("lang", "").after("");
        hex::encode(sha256(&[query.as_bytes()]))
    }
}

impl SignUp {
    /// How long a proof signs in.
    pub const LIFE: Span = Span::minutes(15);
}

impl Reset {
    /// As long as its code lasts.
    pub const LIFE: Span = Span::hours(1);
}

impl Typed {
    pub const LIFE: Span = Span::minutes(15);

    /// What this browser was last asked to sign in or to reset, so that nobody has to type it again.
    pub(super) fn before(visit: &Visit<'_>) -> Result<Option<String>> {
        Ok(Self::of(visit)?.map(|typed| typed.username))
    }

    /// The `Set-Cookie` of what was typed; `None` for what nobody can have: it may be long.
    pub(super) fn remember_form(visit: &Visit<'_>) -> Result<Option<String>> {
        let username = visit.username();
        if Username::parse(&username).is_err() {
            return Ok(None);
        }
        let typed = Self {
            username,
            until: visit.cx.now + Self::LIFE,
        };
        typed.remember(visit).map(Some)
    }
}

/// What one browser is in the middle of with one app.
pub(super) trait Pending: Serialize + DeserializeOwned {
    const COOKIE: &'static str;
    /// When the newest code was sent.
    fn sent(&self) -> Option<Timestamp>;
    fn until(&self) -> Timestamp;

    /// Opens the browser's cookie; `None` without one, or with one that has ended or is another app's.
    fn of(visit: &Visit<'_>) -> Result<Option<Self>> {
        let associated = associated::<Self>(visit)?;
        let pending: Option<Self> = visit
            .jar
            .get(Self::COOKIE)
            .and_then(|cookie| visit.cx.open(Purpose::Cookie, &associated, cookie));
        Ok(pending.filter(|pending| visit.cx.now < pending.until()))
    }

    /// The `Set-Cookie` of it.
    fn remember(&self, visit: &Visit<'_>) -> Result<String> {
        let associated = associated::<Self>(visit)?;
        let value = visit.cx.seal(Purpose::Cookie, &associated, self)?;
        let life = self.until() - visit.cx.now;
        Ok(visit.jar.set(Self::COOKIE, &value, Some(life)))
    }

    /// Seconds until another code may be asked for.
    fn resend_after(&self, now: Timestamp) -> u32 {
        let left = self
            .sent()
            .map_or(0, |sent| (sent + BETWEEN_CODES - now).as_seconds());
        u32::try_from(left).unwrap_or(0)
    }
}

impl Pending for SignUp {
    const COOKIE: &'static str = "vestibule-sign-up";

    fn sent(&self) -> Option<Timestamp> {
        self.sent
    }

    fn until(&self) -> Timestamp {
        self.until
    }
}

impl Pending for Reset {
    const COOKIE: &'static str = "vestibule-reset";

    fn sent(&self) -> Option<Timestamp> {
        self.sent
    }

    fn until(&self) -> Timestamp {
        self.until
    }
}

impl Pending for Typed {
    const COOKIE: &'static str = "vestibule-typed";

    fn sent(&self) -> Option<Timestamp> {
        None
    }

    fn until(&self) -> Timestamp {
        self.until
    }
}

impl Pending for Onward {
    const COOKIE: &'static str = "vestibule-onward";

    fn sent(&self) -> Option<Timestamp> {
        None
    }

    fn until(&self) -> Timestamp {
        self.until
    }
}

/// The `Set-Cookie`s of a browser that is in the middle of nothing any more.
pub fn forget_all(jar: &Jar<'_>) -> [String; 4] {
    let cookies = [SignUp::COOKIE, Reset::COOKIE, Typed::COOKIE, Onward::COOKIE];
    cookies.map(|cookie| jar.remove(cookie))
}

pub fn forget_sign_up(jar: &Jar<'_>) -> String {
    jar.remove(SignUp::COOKIE)
}

pub fn forget_onward(jar: &Jar<'_>) -> String {
    jar.remove(Onward::COOKIE)
}

pub fn forget_reset(jar: &Jar<'_>) -> String {
    jar.remove(Reset::COOKIE)
}

fn associated<'a, T: Pending>(visit: &'a Visit<'_>) -> Result<[&'a str; 3]> {
    Ok([
        visit.pool().id.as_str(),
        visit.request.config.client.id.as_str(),
        T::COOKIE,
    ])
}
