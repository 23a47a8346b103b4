//! Changes of a user by an administrator, or by the user once it is signed in.

use super::{Credential, Status, User};
use crate::{
    alias::{TakesAliases, Verdict},
    ids::Sub,
    objects::{Transition, Tx, TxError},
    ports::objects::Class,
    store::{
        aliases::{self, Claim, Refused, Rules},
        outbox::{self, NewMessage},
        sessions,
        verifications::{self, NewVerification, Purpose},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Writes and removes attributes, with the aliases, codes and messages that follow from it.
#[derive(Debug, Serialize, Deserialize)]
pub struct UpdateAttributes {
    pub sub: Sub,
    pub set: BTreeMap<String, String>,
    pub remove: Vec<String>,
    pub rules: Rules,
    pub claims: Vec<Claim>,
    pub verifications: Vec<NewVerification>,
    pub messages: Vec<NewMessage>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Updated {
    Updated,
    Nobody,
    Refused(Refused),
}

impl UpdateAttributes {
    /// The user's attributes after this.
    pub(crate) fn apply_to(set: &BTreeMap<String, String>, remove: &[String], user: &mut User) {
        user.attributes.extend(set.clone());
        user.attributes.retain(|name, _| !remove.contains(name));
    }
}

impl Transition for UpdateAttributes {
    type Output = Updated;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "update_attributes";

    fn apply(self, tx: &Tx<'_>) -> Result<Updated, TxError> {
        let Some(mut user) = User::load(tx, &self.sub)? else {
            return Ok(Updated::Nobody);
        };
        Self::apply_to(&self.set, &self.remove, &mut user);
        if let Some(refused) = aliases::follow(tx, &mut user, &self.rules, &self.claims)? {
            return Ok(Updated::Refused(refused));
        }
        user.modified = tx.now;
        user.save(tx)?;
        user.index(tx)?;
        for attribute in self.set.keys().chain(&self.remove) {
            verifications::spend(tx, &self.sub, &Purpose::Attribute(attribute.clone()))?;
        }
        for verification in &self.verifications {
            verifications::keep(tx, &self.sub, verification)?;
        }
        for message in &self.messages {
            outbox::put(tx, message)?;
        }
        Ok(Updated::Updated)
    }
}

impl TakesAliases for UpdateAttributes {
    fn verdict(output: &Updated) -> Verdict<'_> {
        match output {
            Updated::Updated => Verdict::Recorded,
            Updated::Nobody => Verdict::Failed,
            Updated::Refused(refused) => Verdict::Refused(refused),
        }
    }
}

/// Sets a password that needs no code.
#[derive(Debug, Serialize, Deserialize)]
pub struct SetPassword {
    pub sub: Sub,
    pub credential: Credential,
    /// `None` leaves it.
    pub status: Option<Status>,
    /// The password that the new one was checked against; `None` where none was.
    pub if_version: Option<i64>,
    /// How many earlier passwords are remembered.
    pub history: usize,
    pub revoke_sessions: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordSet {
    Set,
    Nobody,
    /// The password has changed in the meantime.
    Changed,
}

impl Transition for SetPassword {
    type Output = PasswordSet;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "set_password";

    fn apply(self, tx: &Tx<'_>) -> Result<PasswordSet, TxError> {
        let Some(mut user) = User::load(tx, &self.sub)? else {
            return Ok(PasswordSet::Nobody);
        };
        if self
            .if_version
            .is_some_and(|version| version != user.credential_version)
        {
            return Ok(PasswordSet::Changed);
        }
        user.replace_credential(self.credential, self.history);
        user.status = self.status.unwrap_or(user.status);
        user.modified = tx.now;
        user.save(tx)?;
        user.index(tx)?;
        verifications::spend(tx, &self.sub, &Purpose::ForgotPassword)?;
        if self.revoke_sessions {
            sessions::revoke_all(tx, &self.sub)?;
        }
        Ok(PasswordSet::Set)
    }
}

/// Gives an invited user a new temporary password, with the message that says so.
#[derive(Debug, Serialize, Deserialize)]
pub struct Reinvite {
    pub sub: Sub,
    pub credential: Credential,
    pub messages: Vec<NewMessage>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reinvited {
    Reinvited(Box<User>),
    Nobody,
    /// The user has a lasting password.
    NotInvited,
}

impl Transition for Reinvite {
    type Output = Reinvited;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "reinvite";

    fn apply(self, tx: &Tx<'_>) -> Result<Reinvited, TxError> {
        let Some(mut user) = User::load(tx, &self.sub)? else {
            return Ok(Reinvited::Nobody);
        };
        if user.status != Status::ForceChangePassword {
            return Ok(Reinvited::NotInvited);
        }
        // A temporary password that nobody chose is no history.
        user.replace_credential(self.credential, 0);
        user.modified = tx.now;
        user.save(tx)?;
        for message in &self.messages {
            outbox::put(tx, message)?;
        }
        Ok(Reinvited::Reinvited(Box::new(user)))
    }
}

/// Enables a user, or disables it and ends its sessions for good.
#[derive(Debug, Serialize, Deserialize)]
pub struct SetEnabled {
    pub sub: Sub,
    pub enabled: bool,
}

impl Transition for SetEnabled {
    /// Whether there is such a user.
    type Output = bool;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "set_enabled";

    fn apply(self, tx: &Tx<'_>) -> Result<bool, TxError> {
        let Some(mut user) = User::load(tx, &self.sub)? else {
            return Ok(false);
        };
        user.enabled = self.enabled;
        user.modified = tx.now;
        user.save(tx)?;
        user.index(tx)?;
        if !self.enabled {
            sessions::revoke_all(tx, &self.sub)?;
        }
        Ok(true)
    }
}

/// Asks a user for a new password at the next sign-in, by a code.
#[derive(Debug, Serialize, Deserialize)]
pub struct RequireReset {
    pub sub: Sub,
    pub verification: NewVerification,
    pub message: NewMessage,
}

impl Transition for RequireReset {
    /// Whether there is such a user.
    type Output = bool;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "require_reset";

    fn apply(self, tx: &Tx<'_>) -> Result<bool, TxError> {
        let Some(mut user) = User::load(tx, &self.sub)? else {
            return Ok(false);
        };
        user.status = Status::ResetRequired;
        user.modified = tx.now;
        user.save(tx)?;
        user.index(tx)?;
        verifications::keep(tx, &self.sub, &self.verification)?;
        outbox::put(tx, &self.message)?;
        Ok(true)
    }
}
