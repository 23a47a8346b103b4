//! The end of a sign-in: in one transition the attempt is settled, and the session or code that comes of it is recorded.

use super::{
    aliases::{self, Claim, Refused},
    attempts,
    codes::{self, NewCode},
    devices, factors, marks,
    outbox::{self, NewMessage},
    quotas::{self, Quota},
    sessions, spent, tracked,
    verifications::{self, Purpose},
};
use crate::{
    params,
    sql::SqlError,
    timers,
    transition::{Transition, Tx, TxError},
    users::{aliases::RecordsClaims, rows},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vestibule_model::{
    alias_rules::Rules,
    device::SessionDevice,
    factor::{Factor, Factors},
    ids::{ClientId, Sub},
    object_key::Class,
    session::{BrowserSession, NewSession, Usage},
    time::Timestamp,
    user::{Credential, Standing, Status, User},
};

/// Records a sign-in whose proof was verified in the Worker.
#[derive(Debug, Serialize, Deserialize)]
pub struct RecordSignIn {
    pub sub: Sub,
    /// What the proof was verified against.
    pub credential_version: i64,
    pub standing: Standing,
    /// The attempt to settle; `None` when an earlier step of the flow has settled it.
    pub reservation: Option<String>,
    /// A sealed value that this step uses up: its id and its end.
    pub spends: Option<(String, Timestamp)>,
    /// The same password hashed again under the deployment's present parameters.
    pub rehash: Option<String>,
    pub issue: Issue,
}

/// What a sign-in issues, to be recorded.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issue {
    /// Only the attempt is settled: the flow goes on with a challenge.
    Nothing,
    /// The same, with a sealed value's id and end as the mark that a second factor was right and a device is asked for next.
    Device {
        mark: (String, Timestamp),
    },
    /// The same as [`Self::Nothing`], with a code that is sent to the person.
    Challenge {
        quota: Quota,
        message: NewMessage,
    },
    Tokens(NewSession),
    /// A live browser session and an authorization code for the relying party.
    Code {
        browser: BrowserSession,
        code: NewCode,
        /// The id of a new mark of the browser; `None` where browsers get none.
        mark: Option<String>,
        /// The browser, where it is remembered or stands for a second factor.
        #[serde(default)]
        on: Option<devices::Browser>,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInOutcome {
    Recorded,
    /// The user was disabled, deleted or signed out, or its password or status changed since the proof was verified; or the
    /// device that took part was forgotten.
    Changed,
    /// The sealed value was used before.
    Spent,
    /// Too many codes were sent within the hour: none is until then.
    Exhausted {
        until: Timestamp,
    },
}

impl Transition for RecordSignIn {
    type Output = SignInOutcome;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "record_sign_in";

    fn apply(self, tx: &Tx<'_>) -> Result<SignInOutcome, TxError> {
        if let Some(until) = self.issue.exhausted_until(tx, &self.sub)? {
            self.release(tx)?;
            return Ok(SignInOutcome::Exhausted { until });
        }
        if let Some((id, until)) = &self.spends
            && !spent::spend(tx, id, *until)?
        {
            self.release(tx)?;
            return Ok(SignInOutcome::Spent);
        }
        let user = rows::load(tx, &self.sub)?
            .filter(|user| user.credential_version == self.credential_version)
            .filter(|user| user.is_still(self.standing));
        let Some(mut user) = user else {
            // Not a failure: the proof itself was right.
            self.release(tx)?;
            return Ok(SignInOutcome::Changed);
        };
        if !self.issue.can_begin(tx, &self.sub)? {
            self.release(tx)?;
            return Ok(SignInOutcome::Changed);
        }
        if let Some(reservation) = &self.reservation {
            attempts::succeed(tx, reservation)?;
        }
        if let (Some(hash), Some(credential)) = (self.rehash, user.credential.as_mut()) {
            *credential = Credential {
                hash,
                ..credential.clone()
            };
            rows::save(tx, &user)?;
        }
        issue(tx, &self.sub, self.issue)?;
        Ok(SignInOutcome::Recorded)
    }

    fn release(&self, tx: &Tx<'_>) -> Result<(), TxError> {
        match &self.reservation {
            Some(reservation) => Ok(attempts::withdraw(tx, reservation)?),
            None => Ok(()),
        }
    }
}

fn open_browser(
    tx: &Tx<'_>,
    sub: &Sub,
    browser: &BrowserSession,
    client: &ClientId,
) -> Result<(), TxError> {
    tx.exec(
        "INSERT INTO browser_sessions (id, sub, auth_time, event_id, expires) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![&browser.id, sub, browser.auth_time, &browser.event_id, browser.expires],
    )?;
    tracked::begin_browser(tx, sub, browser, client.as_str())?;
    timers::sweep_by(tx, browser.expires)?;
    Ok(())
}

/// A code for another relying party from a browser that is signed in.
#[derive(Debug, Serialize, Deserialize)]
pub struct IssueCode {
    pub sub: Sub,
    /// [`BrowserSession::id`]
    pub browser: String,
    pub code: NewCode,
    /// When the person must have proved who they are, or later.
    #[serde(default)]
    pub proved_since: Timestamp,
    /// Where the pool tracks sessions.
    #[serde(default)]
    pub usage: Option<Usage>,
}

/// Whether the browser's session still lived.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issued {
    Issued,
    NoSession,
}

impl Transition for IssueCode {
    type Output = Issued;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "issue_code";

    fn apply(self, tx: &Tx<'_>) -> Result<Issued, TxError> {
        let browser = live(tx, &self.sub, &self.browser)?;
        let Some((browser, _)) =
            browser.filter(|(browser, _)| browser.auth_time >= self.proved_since)
        else {
            return Ok(Issued::NoSession);
        };
        let mut code = self.code;
        code.grant.origin = tracked::use_browser(tx, &self.browser, self.usage.as_ref())?;
        code.grant.auth_time = browser.auth_time;
        code.grant.event_id = browser.event_id;
        codes::keep(tx, &self.sub, &code)?;
        Ok(Issued::Issued)
    }
}

/// Who is signed in to a browser.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadBrowser {
    pub sub: Sub,
    pub browser: String,
}

impl Transition for ReadBrowser {
    type Output = Option<(BrowserSession, User)>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "read_browser";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        live(tx, &self.sub, &self.browser)
    }
}

/// Signs a browser out. Tokens live on.
#[derive(Debug, Serialize, Deserialize)]
pub struct CloseBrowser {
    pub browser: String,
}

impl Transition for CloseBrowser {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "close_browser";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        tx.exec(
            "DELETE FROM browser_sessions WHERE id = ?1",
            params![self.browser],
        )?;
        Ok(())
    }
}

fn live(tx: &Tx<'_>, sub: &Sub, id: &str) -> Result<Option<(BrowserSession, User)>, TxError> {
    let Some(row) = tx.first(
        "SELECT auth_time, event_id, expires FROM browser_sessions WHERE id = ?1 AND sub = ?2 AND expires > ?3",
        params![id, sub, tx.now],
    )?
    else {
        return Ok(None);
    };
    let browser = BrowserSession {
        id: id.to_owned(),
        auth_time: Timestamp::from_millis(row.integer(0)?),
        event_id: row.text(1)?.to_owned(),
        expires: Timestamp::from_millis(row.integer(2)?),
        tracked: None,
    };
    Ok(rows::load(tx, sub)?
        .filter(|user| user.may_sign_in().is_ok())
        .map(|user| (browser, user)))
}

/// Ends a sign-in in which something is set up: a lasting password in a temporary one's place, with the attributes that were
/// missing, or an address as the second factor; and what it gives.
#[derive(Debug, Serialize, Deserialize)]
pub struct CompleteNewPassword {
    pub sub: Sub,
    /// Of the password that was proven.
    pub credential_version: i64,
    /// Of the user, when the password was proven.
    pub standing: Standing,
    pub spends: (String, Timestamp),
    /// `None`: the password stays.
    pub credential: Option<Credential>,
    #[serde(default)]
    pub enables: Option<Enables>,
    pub attributes: BTreeMap<String, String>,
    pub rules: Rules,
    pub claims: Vec<Claim>,
    /// How many earlier passwords are remembered.
    pub history: usize,
    pub issue: Issue,
}

/// A second factor that a right code to an address among the attributes has proven.
#[derive(Debug, Serialize, Deserialize)]
pub struct Enables {
    pub factor: Factor,
    /// What the user had of second factors when that was decided: with another by now, this one is not to be set up.
    pub old: Factors,
    /// The mark that the browser has, as in [`attempts::ReserveAttempt`].
    pub mark: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completed {
    Recorded(Box<User>),
    /// As [`SignInOutcome::Changed`].
    Changed,
    Spent,
    /// As [`SignInOutcome::Exhausted`]; or too many wrong codes came before.
    Exhausted {
        until: Timestamp,
    },
}

impl Transition for CompleteNewPassword {
    type Output = Result<Completed, Refused>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "complete_new_password";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let (id, until) = &self.spends;
        if spent::is_spent(tx, id)? {
            return Ok(Ok(Completed::Spent));
        }
        if let Some(until) = self.issue.exhausted_until(tx, &self.sub)? {
            return Ok(Ok(Completed::Exhausted { until }));
        }
        if let Some(enables) = &self.enables
            && let Some(until) = factors::locked_until(tx, &self.sub, enables.mark.as_deref())?
        {
            return Ok(Ok(Completed::Exhausted { until }));
        }
        let user = rows::load(tx, &self.sub)?
            .filter(|user| user.credential_version == self.credential_version)
            .filter(|user| user.is_still(self.standing));
        let Some(mut user) = user else {
            return Ok(Ok(Completed::Changed));
        };
        let is_changed = |enables: &Enables| enables.old != user.factors;
        if self.enables.as_ref().is_some_and(is_changed) || !self.issue.can_begin(tx, &self.sub)? {
            return Ok(Ok(Completed::Changed));
        }
        user.attributes.extend(self.attributes.clone());
        if let Some(refused) = aliases::follow(tx, &mut user, &self.rules, &self.claims)? {
            return Ok(Err(refused));
        }
        spent::spend(tx, id, *until)?;
        let renewed = self.credential.is_some();
        if let Some(credential) = self.credential {
            user.replace_credential(credential, self.history);
            user.status = Status::Confirmed;
        }
        if let Some(enables) = self.enables {
            user.factors.enable(enables.factor, true);
        }
        user.modified = tx.now;
        rows::save(tx, &user)?;
        rows::index(tx, &user)?;
        if renewed {
            marks::end_all(tx, &self.sub)?;
        }
        for attribute in self.attributes.into_keys() {
            verifications::spend(tx, &self.sub, &Purpose::Attribute(attribute))?;
        }
        issue(tx, &self.sub, self.issue)?;
        Ok(Ok(Completed::Recorded(Box::new(user))))
    }
}

impl RecordsClaims for Completed {
    fn is_recorded(&self) -> bool {
        matches!(self, Self::Recorded(_))
    }
}

impl Issue {
    /// Until when no code is sent, if this is one.
    pub(super) fn exhausted_until(
        &self,
        tx: &Tx<'_>,
        sub: &Sub,
    ) -> Result<Option<Timestamp>, SqlError> {
        match self {
            Self::Challenge { quota, .. } => {
                quotas::used_up_until(tx, &verifications::subject_of(sub), *quota)
            }
            Self::Nothing | Self::Device { .. } | Self::Tokens(_) | Self::Code { .. } => Ok(None),
        }
    }

    /// Whether the device that it is said to be on is still one that is remembered.
    pub(super) fn can_begin(&self, tx: &Tx<'_>, sub: &Sub) -> Result<bool, SqlError> {
        let key = match self {
            Self::Tokens(NewSession { session, .. }) => match &session.device {
                Some(SessionDevice::Known { key, .. }) => key,
                Some(SessionDevice::New { .. } | SessionDevice::Forgotten { .. }) | None => {
                    return Ok(true);
                }
            },
            Self::Code { on: Some(on), .. } if !on.new => &on.key,
            Self::Nothing | Self::Challenge { .. } | Self::Device { .. } | Self::Code { .. } => {
                return Ok(true);
            }
        };
        devices::is_remembered(tx, sub, key)
    }
}

/// Records what is issued, of which [`Issue::exhausted_until`] and [`Issue::can_begin`] have said that it may be.
pub(super) fn issue(tx: &Tx<'_>, sub: &Sub, issue: Issue) -> Result<(), TxError> {
    match issue {
        Issue::Nothing => {}
        Issue::Device { mark: (id, until) } => {
            spent::spend(tx, &id, until)?;
        }
        Issue::Challenge { quota, message } => {
            quotas::take(tx, &verifications::subject_of(sub), quota)?;
            outbox::put(tx, sub, &message)?;
        }
        Issue::Tokens(new) => {
            if let Some(SessionDevice::Known { key, ip }) = &new.session.device {
                devices::note_use(tx, sub, key, ip.as_deref())?;
            }
            sessions::start(tx, sub, &new, None)?;
        }
        Issue::Code {
            browser,
            mut code,
            mark,
            on,
        } => {
            if let Some(on) = on {
                devices::note_browser(tx, sub, &on)?;
            }
            open_browser(tx, sub, &browser, &code.grant.client)?;
            code.grant.origin = browser.tracked.map(|tracked| tracked.id);
            codes::keep(tx, sub, &code)?;
            if let Some(mark) = mark {
                marks::keep(tx, sub, &mark)?;
            }
        }
    }
    Ok(())
}
