//! What one request leaves in the log: one line of JSON, without a secret and without anything that names a person.
//!
//! While the request runs, it notes what is worth knowing in its [`Line`]; in the end an [`Entry`] is made of that, which
//! borrows nothing: it can be written when the response has gone.

use crate::{cx::Cx, http};
use serde::{Serialize, Serializer};
use vestibule_model::time::Timestamp;

/// The variable that says which requests leave a line.
pub const VARIABLE: &str = "VESTIBULE_LOG";

/// What a request has noted so far.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// The path's name in a table of paths, never the path that was asked for, which is anybody's text.
    pub path: &'static str,
    /// The operation's name, where the API was called.
    pub operation: Option<&'static str>,
    pub pool: Option<String>,
    pub client: Option<String>,
    /// What came of it; where nothing is noted, the status says it.
    pub outcome: Option<Outcome>,
    /// The error's code, as it was told.
    pub error: Option<&'static str>,
    /// What went wrong inside, of which the client isn't told.
    pub cause: Option<String>,
    /// Whether it asked for a file.
    pub is_asset: bool,
}

impl Line {
    /// Notes another thing that went wrong, once. What is beyond the [`LONGEST`] text is not written.
    pub fn add_cause(&mut self, cause: &str) {
        let all = self.cause.get_or_insert_default();
        if all.len() >= LONGEST || all.split("; ").any(|known| known == cause) {
            return;
        }
        if !all.is_empty() {
            all.push_str("; ");
        }
        all.push_str(cause);
    }
}

/// The table of outcomes: what it means, its name in the log, its level. Levels follow whom they are for: `warn` is what
/// an app's developer has to mend or what a defence has stopped, `error` what an operator has to look at.
macro_rules! outcomes {
    ($($(#[doc = $meaning:literal])+ $outcome:ident $name:literal $level:ident)+) => {
        /// What came of a request.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Outcome {
            $($(#[doc = $meaning])+ $outcome,)+
        }

        impl Outcome {
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$outcome),+];

            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$outcome => $name,)+
                }
            }

            pub const fn level(self) -> Level {
                match self {
                    $(Self::$outcome => Level::$level,)+
                }
            }
        }
    };
}

outcomes! {
    /// A page, a document or a file was shown.
    Shown "shown" Info
    /// On to another address, without anything done.
    Redirected "redirected" Info
    /// Done what was asked for, where no other name says it better.
    Done "done" Info

    /// The password or its proof was right: the app has its tokens or its code.
    SignedIn "signed_in" Info
    /// The browser was signed in already: the app has its code.
    Continued "continued" Info
    /// The next step of a sign-in was asked for.
    Challenged "challenged" Info
    /// A temporary password was right: a lasting one was asked for.
    NewPasswordRequired "new_password_required" Info
    /// Tokens for a refresh token, a code, or an app's own secret.
    TokensIssued "tokens_issued" Info
    /// A refresh token was revoked.
    Revoked "revoked" Info
    /// The person signed out.
    SignedOut "signed_out" Info
    /// A new account.
    SignedUp "signed_up" Info
    /// A code was right: an account or an address is confirmed.
    Confirmed "confirmed" Info
    /// A code is on its way, or would be if the account existed.
    CodeSent "code_sent" Info
    /// A password was changed or reset.
    PasswordChanged "password_changed" Info

    /// The password or its proof was wrong.
    WrongPassword "wrong_password" Info
    /// Nobody has the name.
    UnknownUser "unknown_user" Info
    /// The user is disabled.
    Disabled "disabled" Info
    /// The user has yet to be confirmed.
    Unconfirmed "unconfirmed" Info
    /// The user has to reset the password.
    ResetRequired "reset_required" Info
    /// The code was wrong.
    WrongCode "wrong_code" Info
    /// A code, a temporary password, a step of a sign-in or a page came too late.
    Expired "expired" Info
    /// Another account has the name or the address.
    Exists "exists" Info
    /// What was typed as the name was refused.
    RefusedUsername "refused:username" Info
    /// What was typed as the password was refused.
    RefusedPassword "refused:password" Info
    /// The two new passwords differ.
    RefusedConfirmation "refused:confirm_password" Info
    /// No code was typed.
    RefusedCode "refused:code" Info
    /// What was typed as another attribute was refused.
    RefusedAttribute "refused:attribute" Info
    /// Refused for another reason, which `error` names.
    Refused "refused" Info
    /// There is nothing at the address.
    NotFound "not_found" Info

    /// Too many wrong passwords: for a while none is looked at.
    Locked "locked" Warn
    /// Too much in too short a time, by an address, a client or an account.
    Throttled "throttled" Warn
    /// A form that did not come from its own page.
    Forged "forged" Warn
    /// A refresh token that had been superseded: it may have been stolen.
    Reused "reused" Warn
    /// A request that its app has to mend, or a caller without the right to it.
    Rejected "rejected" Warn
    /// A body that is larger than any that is asked for.
    TooLarge "too_large" Warn
    /// Done, but for a message that could not be delivered yet.
    Undelivered "undelivered" Warn

    /// Something of ours failed; `cause` says what.
    Failed "failed" Error
    /// The deployment's settings are wrong; `cause` says which.
    Misconfigured "misconfigured" Error
}

/// How much of an operator's attention a line deserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Info,
    Warn,
    Error,
}

/// Which requests leave a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All but those for files that were served, or are not there.
    #[default]
    Requests,
    All,
}

/// One line, as it is written.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// When the request arrived: RFC 3339, in UTC.
    time: String,
    level: Level,
    /// What an error page and `x-amzn-requestid` name the request by.
    request: String,
    method: &'static str,
    path: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pool: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    status: u16,
    ms: i64,
    hops: u32,
    #[serde(skip)]
    is_asset: bool,
}

impl Line {
    /// Notes an outcome, unless one is noted that is closer to what happened.
    pub fn unless_noted(&mut self, outcome: Outcome) {
        self.outcome.get_or_insert(outcome);
    }
}

impl Outcome {
    /// What the status says, where nothing else is known.
    fn of_status(status: u16, acts: bool) -> Self {
        match status {
            304 => Self::Shown,
            300..=399 => Self::Redirected,
            404 => Self::NotFound,
            413 => Self::TooLarge,
            429 => Self::Throttled,
            400..=499 => Self::Refused,
            500.. => Self::Failed,
            _ if acts => Self::Done,
            _ => Self::Shown,
        }
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl Scope {
    /// Reads the value of [`VARIABLE`].
    ///
    /// # Errors
    /// What is wrong with it, for the operator.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "" | "requests" => Ok(Self::Requests),
            "all" => Ok(Self::All),
            other => Err(format!(
                "{VARIABLE} is {other:?}; known are \"requests\", which leaves out files, and \"all\""
            )),
        }
    }

    /// Whether an entry is to be written.
    pub fn has(self, entry: &Entry) -> bool {
        self == Self::All || !entry.is_asset || entry.level == Level::Error
    }
}

impl Entry {
    /// Of a request that was answered with `status` after so many milliseconds.
    pub fn of(cx: &Cx<'_>, request: &http::Request, status: u16, ms: i64) -> Self {
        let line = cx.line.take();
        let noted = line
            .outcome
            .filter(|_| status < 500)
            .unwrap_or_else(|| Outcome::of_status(status, request.method == "POST"));
        let failing = line.cause.as_ref().map_or(Level::Info, |_| Level::Warn);
        Self {
            time: cx.now.rfc_3339(),
            level: noted.level().max(failing),
            request: cx.request_id.clone(),
            method: method(&request.method),
            path: if line.path.is_empty() {
                "unknown"
            } else {
                line.path
            },
            operation: line.operation,
            pool: line.pool,
            client: line.client,
            outcome: noted,
            error: line.error,
            cause: line.cause.as_deref().map(presentable),
            status,
            ms,
            hops: cx.hops.get(),
            is_asset: line.is_asset,
        }
    }

    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The line, without its end.
    pub fn to_json(&self) -> String {
        // There is nothing in it that JSON hasn't got.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A line of something that failed outside of any request, without its end.
pub fn failure(now: Timestamp, outcome: Outcome, cause: &str) -> String {
    #[derive(Serialize)]
    struct Failure<'a> {
        time: String,
        level: Level,
        outcome: Outcome,
        cause: &'a str,
    }
    let failure = Failure {
        time: now.rfc_3339(),
        level: outcome.level(),
        outcome,
        cause,
    };
    serde_json::to_string(&failure).unwrap_or_default()
}

/// A method is any word that a client likes.
fn method(method: &str) -> &'static str {
    ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
        .into_iter()
        .find(|known| *known == method)
        .unwrap_or("other")
}

/// The longest cause that is written, in characters.
const LONGEST: usize = 500;

/// A cause without what it may quote: a parser that fails repeats what it has found, and that may be a person's.
fn presentable(cause: &str) -> String {
    let mut kept = String::with_capacity(cause.len().min(LONGEST));
    for (at, part) in cause.split('"').enumerate() {
        match at % 2 {
            0 => kept.push_str(part),
            _ => kept.push_str("\"…\""),
        }
    }
    let words = kept.split(|letter: char| letter.is_whitespace() || letter.is_control());
    let words = words.map(|word| if is_address(word) { "…" } else { word });
    words
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(LONGEST)
        .collect()
}

/// Whether a word has an e-mail address or a phone number in it.
fn is_address(word: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    word.contains('@') || word.split('+').skip(1).any(|rest| digits(rest) >= 5)
}

#[cfg(test)]
mod tests;
