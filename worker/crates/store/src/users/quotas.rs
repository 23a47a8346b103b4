//! How often within a while a person may do something.

use crate::{
    params,
    sql::SqlError,
    timers,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    object_key::Class,
    time::{Span, Timestamp},
};

/// A limit per user, or per identifier that no user has, and window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quota {
    /// Forgotten passwords: codes asked for; where they have no quota of their own, wrong codes with them.
    ForgotPassword,
    /// Wrong codes for a forgotten password, apart from what others ask for.
    ResetPassword,
    ConfirmSignUp,
    ResendCode,
    ChangePassword,
    AttributeCode,
    VerifyAttribute,
    /// Codes that are a second factor, sent to who has proven the first.
    FactorCode,
    /// Codes to an address that is to become a second factor, whosever it is.
    NewFactorCode,
    /// Codes that take the place of a password, sent to whoever asks.
    SignInCode,
    /// Notices that strangers have locked the account.
    LockNotice,
}

impl Quota {
    const fn name(self) -> &'static str {
        match self {
            Self::ForgotPassword => "forgot_password",
            Self::ResetPassword => "reset_password",
            Self::ConfirmSignUp => "confirm_sign_up",
            Self::ResendCode => "resend_code",
            Self::ChangePassword => "change_password",
            Self::AttributeCode => "attribute_code",
            Self::VerifyAttribute => "verify_attribute",
            Self::FactorCode => "factor_code",
            Self::NewFactorCode => "new_factor_code",
            Self::SignInCode => "sign_in_code",
            Self::LockNotice => "lock_notice",
        }
    }

    /// As Cognito documents them. For forgotten passwords it says between 5 and 20.
    const fn limit(self) -> i64 {
        match self {
            Self::ForgotPassword | Self::ResetPassword => 10,
            Self::ConfirmSignUp | Self::VerifyAttribute => 15,
            Self::ResendCode | Self::ChangePassword | Self::AttributeCode => 5,
            // Cognito documents none for these three: a message costs its sender, and tires its reader. By the API each wrong
            // answer takes a code with it.
            Self::FactorCode => 60,
            Self::NewFactorCode => 10,
            Self::SignInCode => 20,
            Self::LockNotice => 1,
        }
    }

    /// From the first.
    const fn window(self) -> Span {
        match self {
            Self::LockNotice => Span::hours(24),
            _ => Span::hours(1),
        }
    }
}

/// What came of using one of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    Taken,
    /// Nothing is left until then.
    UsedUp {
        until: Timestamp,
    },
}

/// How much is left of a quota.
pub(crate) fn left(tx: &Tx<'_>, subject: &str, quota: Quota) -> Result<usize, SqlError> {
    let used = used(tx, subject, quota)?.map_or(0, |(used, _)| used);
    Ok(usize::try_from(quota.limit() - used).unwrap_or(0))
}

/// Until when nothing is left of a quota; `None` while something is.
pub(crate) fn used_up_until(
    tx: &Tx<'_>,
    subject: &str,
    quota: Quota,
) -> Result<Option<Timestamp>, SqlError> {
    Ok(used(tx, subject, quota)?
        .filter(|(used, _)| *used >= quota.limit())
        .map(|(_, until)| until))
}

fn used(tx: &Tx<'_>, subject: &str, quota: Quota) -> Result<Option<(i64, Timestamp)>, SqlError> {
    tx.first(
        "SELECT used, expires FROM quotas WHERE subject = ?1 AND kind = ?2 AND expires > ?3",
        params![subject, quota.name(), tx.now],
    )?
    .map(|row| Ok((row.integer(0)?, Timestamp::from_millis(row.integer(1)?))))
    .transpose()
}

/// Uses one of a quota.
pub(crate) fn take(tx: &Tx<'_>, subject: &str, quota: Quota) -> Result<Take, SqlError> {
    if let Some(until) = used_up_until(tx, subject, quota)? {
        return Ok(Take::UsedUp { until });
    }
    let expires = tx.now + quota.window();
    tx.exec(
        "INSERT INTO quotas (subject, kind, used, expires) VALUES (?1, ?2, 1, ?3) \
         ON CONFLICT (subject, kind) DO UPDATE SET \
         used = iif(quotas.expires <= ?4, 1, quotas.used + 1), \
         expires = iif(quotas.expires <= ?4, excluded.expires, quotas.expires)",
        params![subject, quota.name(), expires, tx.now],
    )?;
    timers::sweep_by(tx, expires)?;
    Ok(Take::Taken)
}

/// Gives back one that was taken.
pub(crate) fn give_back(tx: &Tx<'_>, subject: &str, quota: Quota) -> Result<(), SqlError> {
    tx.exec(
        "UPDATE quotas SET used = used - 1 WHERE subject = ?1 AND kind = ?2 AND used > 0",
        params![subject, quota.name()],
    )?;
    Ok(())
}

/// Uses one of a quota.
#[derive(Debug, Serialize, Deserialize)]
pub struct TakeQuota {
    /// A user (`user:SUB`), or [`vestibule_model::slots::RoutingKey::nobody`] of an identifier that no user has.
    pub subject: String,
    pub quota: Quota,
}

impl Transition for TakeQuota {
    type Output = Take;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "take_quota";

    fn apply(self, tx: &Tx<'_>) -> Result<Take, TxError> {
        Ok(take(tx, &self.subject, self.quota)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Store;

    #[test]
    fn a_quota_is_used_up_and_comes_back_after_an_hour() {
        let mut store = Store::open(Class::Users);
        let until = store.tx().now + Span::hours(1);
        let take_of = |store: &Store, subject: &str, quota| take(&store.tx(), subject, quota);
        let take_one = |store: &Store| take_of(store, "user:a", Quota::ResendCode).unwrap();
        for taken in 0..5 {
            let left = left(&store.tx(), "user:a", Quota::ResendCode).unwrap();
            assert_eq!(left, 5 - taken);
            assert_eq!(take_one(&store), Take::Taken);
        }
        assert_eq!(take_one(&store), Take::UsedUp { until });
        assert_eq!(
            take_of(&store, "user:b", Quota::ResendCode).unwrap(),
            Take::Taken,
            "another user has its own"
        );
        assert_eq!(
            take_of(&store, "user:a", Quota::ConfirmSignUp).unwrap(),
            Take::Taken,
            "another kind has its own"
        );
        give_back(&store.tx(), "user:a", Quota::ResendCode).unwrap();
        assert_eq!(take_one(&store), Take::Taken);
        assert_eq!(take_one(&store), Take::UsedUp { until });
        store.advance(Span::minutes(59));
        assert_eq!(take_one(&store), Take::UsedUp { until });
        store.advance(Span::minutes(1));
        assert_eq!(take_one(&store), Take::Taken);
    }
}
