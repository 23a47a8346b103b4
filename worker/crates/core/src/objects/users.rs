//! `Users`: a share of a pool's users, with their aliases, sessions, grants, codes and messages.

use super::{Transition, Tx, TxError};
use crate::{
    params,
    ports::objects::Class,
    store::{
        aliases, attempts, codes, outbox, pools, quotas, sessions, sign_in, users, verifications,
    },
};
use serde::{Deserialize, Serialize};

crate::transitions![
    RaiseLowestConfig,
    ConfirmConfig,
    attempts::ReserveAttempt,
    attempts::RecordFailure,
    attempts::WithdrawAttempt,
    sign_in::RecordSignIn,
    sign_in::CompleteNewPassword,
    sign_in::IssueCode,
    sign_in::ReadBrowser,
    sign_in::CloseBrowser,
    codes::ConsumeCode,
    sessions::RotateRefreshToken,
    sessions::RevokeRefreshToken,
    sessions::SignOutEverywhere,
    sessions::CheckAccess,
    aliases::ReserveAlias,
    aliases::OwnAlias,
    aliases::FreeAlias,
    aliases::SettleClaim,
    aliases::YieldAlias,
    aliases::ReadUnsettled,
    aliases::NoteReleased,
    quotas::TakeQuota,
    verifications::JudgeGuess,
    verifications::ReadDestination,
    outbox::LeaseMessages,
    outbox::NoteDelivered,
    outbox::NoteFailed,
    users::CreateUser,
    users::DeleteUser,
    users::ReadUser,
    users::ListUsers,
    #[cfg(feature = "bench")]
    users::SeedUsers,
    users::CountUsers,
    users::UpdateAttributes,
    users::SetPassword,
    users::Reinvite,
    users::SetEnabled,
    users::RequireReset,
    users::IssueVerification,
    users::ConfirmUser,
    users::VerifyAttribute,
    users::ResetPassword,
    pools::drop_users::DropPool,
    pools::verifiers::ListVerifiers,
    pools::verifiers::ResealVerifiers,
    pools::refresh_secrets::ListRefreshSecrets,
    pools::refresh_secrets::ResealRefreshSecrets,
];

/// Refuses, from now on, what is decided under a configuration below this version.
#[derive(Debug, Serialize, Deserialize)]
pub struct RaiseLowestConfig {
    pub lowest: u64,
}

impl Transition for RaiseLowestConfig {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "raise_lowest_config";

    fn apply(self, tx: &Tx<'_>) -> Result<(), TxError> {
        let lowest = i64::try_from(self.lowest).unwrap_or(i64::MAX);
        tx.exec(
            "INSERT INTO meta (name, value) VALUES ('lowest_config', ?1) \
             ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
            params![lowest],
        )?;
        Ok(())
    }
}

/// Changes nothing, and is refused like any decision under a stale configuration: for grants that touch no user.
#[derive(Debug, Serialize, Deserialize)]
pub struct ConfirmConfig {}

impl Transition for ConfirmConfig {
    type Output = ();
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "confirm_config";
    const READS: bool = true;

    fn apply(self, _tx: &Tx<'_>) -> Result<(), TxError> {
        Ok(())
    }
}
