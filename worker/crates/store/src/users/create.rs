//! Making and deleting users.

use crate::{
    params,
    transition::{Transition, Tx, TxError},
    users::{
        aliases::{self, Claim, RecordsClaims, Refused},
        attempts, devices, factors,
        outbox::{self, NewMessage},
        passkeys, rows, sessions,
        verifications::{self, NewVerification},
    },
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    alias_rules::Rules,
    ids::Sub,
    object_key::Class,
    user::{Authority, User, authority},
};

/// Makes a user, with its aliases, the code that confirms it and the messages that are to be sent.
#[derive(Debug, Serialize, Deserialize)]
pub struct CreateUser {
    /// Without aliases: those are recorded from the claims.
    pub user: User,
    pub rules: Rules,
    pub claims: Vec<Claim>,
    pub verification: Option<NewVerification>,
    pub messages: Vec<NewMessage>,
}

impl Transition for CreateUser {
    type Output = Result<(), Refused>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "create_user";

    fn apply(mut self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        if let Some(refused) = aliases::follow(tx, &mut self.user, &self.rules, &self.claims)? {
            return Ok(Err(refused));
        }
        rows::save(tx, &self.user)?;
        rows::index(tx, &self.user)?;
        if let Some(verification) = &self.verification {
            verifications::keep(tx, &self.user.sub, verification)?;
        }
        for message in &self.messages {
            outbox::put(tx, &self.user.sub, message)?;
        }
        Ok(Ok(()))
    }
}

impl RecordsClaims for () {
    fn is_recorded(&self) -> bool {
        true
    }
}

/// Deletes a user. Its sessions stay, marked, until they would have expired, so that late refreshes are told why.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeleteUser {
    pub sub: Sub,
    #[serde(with = "authority")]
    pub caller: Authority,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deleted {
    Deleted,
    Nobody,
    /// As [`crate::users::change::Updated::TooLate`].
    TooLate,
}

impl Transition for DeleteUser {
    type Output = Deleted;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "delete_user";

    fn apply(self, tx: &Tx<'_>) -> Result<Deleted, TxError> {
        let Some(mut user) = rows::load(tx, &self.sub)? else {
            return Ok(Deleted::Nobody);
        };
        if !user.obeys(self.caller) {
            return Ok(Deleted::TooLate);
        }
        let aliases: Vec<_> = user.aliases.keys().cloned().collect();
        aliases::drop_all(tx, &mut user, &aliases)?;
        sessions::user_deleted(tx, &self.sub)?;
        verifications::forget_all(tx, &self.sub)?;
        attempts::forget(tx, &self.sub)?;
        factors::forget(tx, &self.sub)?;
        passkeys::forget(tx, &self.sub)?;
        outbox::forget(tx, &self.sub)?;
        tx.exec("DELETE FROM user_index WHERE sub = ?1", params![&self.sub])?;
        devices::delete_all(tx, &self.sub)?;
        tx.exec("DELETE FROM memberships WHERE sub = ?1", params![&self.sub])?;
        tx.exec("DELETE FROM users WHERE sub = ?1", params![&self.sub])?;
        Ok(Deleted::Deleted)
    }
}
