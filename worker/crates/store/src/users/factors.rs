//! Second factors: answers to their challenges, and what a user has of them.

use super::{
    attempts::{self, CODES, Failures},
    marks,
    outbox::{self, NewMessage},
    passkeys,
    quotas::{self, Quota},
    rows,
    sign_in::{self, Issue},
    spent,
    verifications::subject_of,
};
use crate::{
    sql::SqlError,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    factor::Factors,
    ids::Sub,
    object_key::Class,
    time::Timestamp,
    user::{Authority, Standing, authority},
};

/// The answer to a challenge of a sign-in, which the Worker has compared: in one transition it is counted or recorded.
#[derive(Debug, Serialize, Deserialize)]
pub struct AnswerFactor {
    pub sub: Sub,
    /// Of the user, when the challenge was made.
    pub credential_version: i64,
    pub standing: Standing,
    /// The challenge's id and its end. A right answer uses it up; `spent_if_wrong`: a wrong one, too.
    pub spends: (String, Timestamp),
    pub spent_if_wrong: bool,
    /// The id of the mark that the browser has, as in [`attempts::ReserveAttempt`].
    pub mark: Option<String>,
    /// Where there is no such user, and the caller must not learn that: under which name it is counted. It is not right.
    pub decoy: Option<String>,
    /// Whether it takes a password's place: anybody can try that, and is not to use up what second factors have.
    #[serde(default)]
    pub begins: bool,
    pub verdict: Verdict,
    pub issue: Issue,
}

/// What the Worker found.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Wrong,
    /// The token's code was taken before: it is no guess, and uses nothing up.
    Used,
    Right,
    /// A passkey, which showed this.
    Passkey(passkeys::Use),
    /// The code of the software token with this sealed seed, at this time step.
    Token {
        seed: String,
        step: i64,
    },
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    Recorded,
    Wrong,
    /// The token's code was taken before.
    Used,
    /// As [`sign_in::SignInOutcome::Changed`]; also where the token is another one by now.
    Changed,
    Spent,
    /// Too many wrong answers: none counts until then.
    Locked {
        until: Timestamp,
    },
    /// As [`sign_in::SignInOutcome::Exhausted`].
    Exhausted {
        until: Timestamp,
    },
}

impl Transition for AnswerFactor {
    type Output = Answered;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "answer_factor";

    fn apply(self, tx: &Tx<'_>) -> Result<Answered, TxError> {
        let user = rows::load(tx, &self.sub)?;
        let own = self.decoy.unwrap_or_else(|| subject_of(&self.sub));
        let subject = marked(tx, self.mark.as_deref(), own)?;
        let subject = match self.begins {
            true => begun_by(&subject),
            false => codes_of(&subject),
        };
        let (id, end) = &self.spends;
        if let Failures::Locked { until } = attempts::failures(tx, &subject, &CODES)? {
            // No guess is free: each takes a session with it.
            if self.spent_if_wrong {
                spent::spend(tx, id, *end)?;
            }
            return Ok(Answered::Locked { until });
        }
        if matches!(self.verdict, Verdict::Used) {
            return Ok(Answered::Used);
        }
        if let Some(until) = self.issue.exhausted_until(tx, &self.sub)? {
            return Ok(Answered::Exhausted { until });
        }
        let wrong = matches!(self.verdict, Verdict::Wrong);
        let unspent = match wrong && !self.spent_if_wrong {
            true => !spent::is_spent(tx, id)?,
            false => spent::spend(tx, id, *end)?,
        };
        if !unspent {
            return Ok(Answered::Spent);
        }
        if wrong {
            attempts::count(tx, &subject, tx.now, &CODES)?;
            return Ok(Answered::Wrong);
        }
        let user = user
            .filter(|user| user.credential_version == self.credential_version)
            .filter(|user| user.is_still(self.standing));
        let Some(mut user) = user else {
            return Ok(Answered::Changed);
        };
        if let Verdict::Passkey(shown) = &self.verdict {
            match passkeys::record_use(tx, &self.sub, shown)? {
                passkeys::Changed::Done => {}
                // A copy of it, or a repetition.
                _ => {
                    attempts::count(tx, &subject, tx.now, &CODES)?;
                    return Ok(Answered::Wrong);
                }
            }
        }
        if let Verdict::Token { seed, step } = self.verdict {
            let Some(token) = user
                .factors
                .token
                .as_mut()
                .filter(|token| token.seed == seed)
            else {
                return Ok(Answered::Changed);
            };
            if step <= token.used {
                return Ok(Answered::Used);
            }
            token.used = step;
            rows::save(tx, &user)?;
        }
        if !self.issue.can_begin(tx, &self.sub)? {
            return Ok(Answered::Changed);
        }
        sign_in::issue(tx, &self.sub, self.issue)?;
        Ok(Answered::Recorded)
    }
}

/// Sends a code that takes the place of a password, to whoever asks for it: what it is is in the sealed session.
#[derive(Debug, Serialize, Deserialize)]
pub struct SendSignInCode {
    pub sub: Sub,
    /// As in [`AnswerFactor::decoy`].
    pub decoy: Option<String>,
    /// The session in which it was chosen, with its end.
    pub spends: Option<(String, Timestamp)>,
    pub message: NewMessage,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeSent {
    Sent,
    Spent,
    /// As [`sign_in::SignInOutcome::Exhausted`].
    Exhausted {
        until: Timestamp,
    },
}

impl Transition for SendSignInCode {
    type Output = CodeSent;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "send_sign_in_code";

    fn apply(self, tx: &Tx<'_>) -> Result<CodeSent, TxError> {
        let subject = self.decoy.unwrap_or_else(|| subject_of(&self.sub));
        if let Some(until) = quotas::used_up_until(tx, &subject, Quota::SignInCode)? {
            return Ok(CodeSent::Exhausted { until });
        }
        if let Some((id, until)) = &self.spends
            && !spent::spend(tx, id, *until)?
        {
            return Ok(CodeSent::Spent);
        }
        quotas::take(tx, &subject, Quota::SignInCode)?;
        outbox::put(tx, &self.sub, &self.message)?;
        Ok(CodeSent::Sent)
    }
}

/// Changes what a user has of second factors.
#[derive(Debug, Serialize, Deserialize)]
pub struct ChangeFactors {
    pub sub: Sub,
    #[serde(with = "authority")]
    pub caller: Authority,
    /// Those that the new ones were made from.
    pub old: Factors,
    /// `None`: the code that was to prove a software token was wrong, and is counted.
    pub new: Option<Factors>,
    /// The session that a right code uses up, with its end.
    pub spends: Option<(String, Timestamp)>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorsChanged {
    Changed,
    Nobody,
    /// The user was disabled or signed out, or its status changed, since the caller was checked.
    TooLate,
    /// They are others by now.
    Stale,
    /// The session was used before.
    Spent,
    /// As [`Answered::Locked`].
    Locked {
        until: Timestamp,
    },
}

impl Transition for ChangeFactors {
    type Output = FactorsChanged;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "change_factors";

    fn apply(self, tx: &Tx<'_>) -> Result<FactorsChanged, TxError> {
        let Some(mut user) = rows::load(tx, &self.sub)? else {
            return Ok(FactorsChanged::Nobody);
        };
        if !user.obeys(self.caller) {
            return Ok(FactorsChanged::TooLate);
        }
        let subject = codes_of(&subject_of(&self.sub));
        let proves = self
            .new
            .as_ref()
            .is_none_or(|new| new.token != self.old.token);
        if self.caller == Authority::Administrator {
            attempts::forget_failures(tx, &subject)?;
        } else if proves
            && let Failures::Locked { until } = attempts::failures(tx, &subject, &CODES)?
        {
            return Ok(FactorsChanged::Locked { until });
        }
        let Some(new) = self.new else {
            attempts::count(tx, &subject, tx.now, &CODES)?;
            return Ok(FactorsChanged::Changed);
        };
        if user.factors != self.old {
            return Ok(FactorsChanged::Stale);
        }
        if let Some((id, until)) = &self.spends
            && !spent::spend(tx, id, *until)?
        {
            return Ok(FactorsChanged::Spent);
        }
        user.factors = new;
        user.modified = tx.now;
        rows::save(tx, &user)?;
        Ok(FactorsChanged::Changed)
    }
}

/// Until when no code of a second factor counts, if too many wrong ones have come.
pub(super) fn locked_until(
    tx: &Tx<'_>,
    sub: &Sub,
    mark: Option<&str>,
) -> Result<Option<Timestamp>, TxError> {
    let subject = codes_of(&marked(tx, mark, subject_of(sub))?);
    Ok(match attempts::failures(tx, &subject, &CODES)? {
        Failures::Locked { until } => Some(until),
        _ => None,
    })
}

/// Whom attempts are counted against: the mark of a browser that knows the user, or the user.
fn marked(tx: &Tx<'_>, mark: Option<&str>, own: String) -> Result<String, TxError> {
    let marked = match mark {
        Some(mark) => marks::subject(tx, mark, &own)?,
        None => None,
    };
    Ok(marked.unwrap_or(own))
}

/// Under which name a subject's wrong codes are counted, apart from its wrong passwords.
fn codes_of(subject: &str) -> String {
    format!("codes:{subject}")
}

/// The same, for what takes a password's place.
fn begun_by(subject: &str) -> String {
    format!("begins:{subject}")
}

/// Forgets a user's wrong answers to what a sign-in can begin with in a password's place.
pub(crate) fn forget_begun(tx: &Tx<'_>, sub: &Sub) -> Result<(), SqlError> {
    attempts::forget_failures(tx, &begun_by(&subject_of(sub)))
}

/// Forgets a user's wrong codes.
pub(crate) fn forget(tx: &Tx<'_>, sub: &Sub) -> Result<(), TxError> {
    let subject = subject_of(sub);
    attempts::forget_failures(tx, &codes_of(&subject))?;
    Ok(forget_begun(tx, sub)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Store;

    #[test]
    fn both_counts_of_wrong_codes_are_forgotten_together() {
        let mut store = Store::open(Class::Users);
        let (sub, other) = (Sub::from_stored("a"), Sub::from_stored("b"));
        let counts = |sub: &Sub| [codes_of(&subject_of(sub)), begun_by(&subject_of(sub))];
        let locked = |store: &Store, sub: &Sub| {
            counts(sub).map(|subject| {
                let failures = attempts::failures(&store.tx(), &subject, &CODES).unwrap();
                matches!(failures, Failures::Locked { .. })
            })
        };
        for subject in counts(&sub).iter().chain(&counts(&other)) {
            for _ in 0..15 {
                attempts::count(&store.tx(), subject, store.tx().now, &CODES).unwrap();
            }
        }
        store.advance(vestibule_model::time::Span::minutes(1));
        assert_eq!(locked(&store, &sub), [true, true]);
        forget(&store.tx(), &sub).unwrap();
        assert_eq!(locked(&store, &sub), [false, false]);
        assert_eq!(locked(&store, &other), [true, true]);
    }
}
