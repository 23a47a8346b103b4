//! A user's beginning and end.

use super::User;
use crate::{
    alias::{TakesAliases, Verdict},
    ids::Sub,
    objects::{Transition, Tx, TxError},
    params,
    ports::objects::Class,
    store::{
        aliases::{self, Claim, Refused, Rules},
        outbox::{self, NewMessage},
        sessions,
        verifications::{self, NewVerification},
    },
};
use serde::{Deserialize, Serialize};

/// Makes a user, with its aliases, the code that confirms it and the messages that it is owed.
#[derive(Debug, Serialize, Deserialize)]
pub struct CreateUser {
    /// Without aliases; they come of the claims.
    pub user: User,
    pub rules: Rules,
    pub claims: Vec<Claim>,
    pub verification: Option<NewVerification>,
    pub messages: Vec<NewMessage>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Created {
    Created,
    Refused(Refused),
}

impl Transition for CreateUser {
    type Output = Created;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "create_user";

    fn apply(mut self, tx: &Tx<'_>) -> Result<Created, TxError> {
        if let Some(refused) = aliases::follow(tx, &mut self.user, &self.rules, &self.claims)? {
            return Ok(Created::Refused(refused));
        }
        self.user.save(tx)?;
        self.user.index(tx)?;
        if let Some(verification) = &self.verification {
            verifications::keep(tx, &self.user.sub, verification)?;
        }
        for message in &self.messages {
            outbox::put(tx, message)?;
        }
        Ok(Created::Created)
    }
}

impl TakesAliases for CreateUser {
    fn verdict(output: &Created) -> Verdict<'_> {
        match output {
            Created::Created => Verdict::Recorded,
            Created::Refused(refused) => Verdict::Refused(refused),
        }
    }
}

/// Deletes a user. Its refresh tokens stay marked until they would have ended.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeleteUser {
    pub sub: Sub,
}

impl Transition for DeleteUser {
    /// Whether there was one.
    type Output = bool;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "delete_user";

    fn apply(self, tx: &Tx<'_>) -> Result<bool, TxError> {
        let Some(mut user) = User::load(tx, &self.sub)? else {
            return Ok(false);
        };
        let aliases: Vec<_> = user.aliases.keys().cloned().collect();
        aliases::drop_all(tx, &mut user, &aliases)?;
        sessions::user_deleted(tx, &self.sub)?;
        verifications::forget_all(tx, &self.sub)?;
        tx.exec(
            "DELETE FROM attempts WHERE subject = ?1",
            params![verifications::subject_of(&self.sub)],
        )?;
        tx.exec("DELETE FROM user_index WHERE sub = ?1", params![&self.sub])?;
        tx.exec("DELETE FROM users WHERE sub = ?1", params![&self.sub])?;
        Ok(true)
    }
}
