//! Changes of a user by an administrator, or by the user once it is signed in.

use crate::{
    transition::{Transition, Tx, TxError},
    users::{
        aliases::{self, Claim, RecordsClaims, Refused},
        attempts, factors, marks,
        outbox::{self, NewMessage},
        quotas::{self, Quota},
        rows, sessions,
        verifications::{self, NewVerification, Purpose},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vestibule_model::{
    alias_rules::Rules,
    ids::Sub,
    object_key::Class,
    user::{Authority, Credential, Status, User, authority},
};

/// Writes and removes attributes, with the aliases, codes and messages that follow from it.
#[derive(Debug, Serialize, Deserialize)]
pub struct UpdateAttributes {
    pub sub: Sub,
    /// Users are held to a quota of codes; administrators are not.
    #[serde(with = "authority")]
    pub caller: Authority,
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
    /// The user was disabled or signed out, or its status changed, since the caller was checked.
    TooLate,
    /// Too many codes within the hour.
    Exhausted,
}

impl UpdateAttributes {
    /// Changes the user's attributes as this does.
    pub fn apply_to(set: &BTreeMap<String, String>, remove: &[String], user: &mut User) {
        user.attributes.extend(set.clone());
        user.attributes.retain(|name, _| !remove.contains(name));
    }
}

impl Transition for UpdateAttributes {
    type Output = Result<Updated, Refused>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "update_attributes";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(mut user) = rows::load(tx, &self.sub)? else {
            return Ok(Ok(Updated::Nobody));
        };
        if !user.obeys(self.caller) {
            return Ok(Ok(Updated::TooLate));
        }
        let subject = verifications::subject_of(&self.sub);
        let counted = match self.caller {
            Authority::User(_) => self.verifications.as_slice(),
            Authority::Administrator => &[],
        };
        if quotas::left(tx, &subject, Quota::AttributeCode)? < counted.len() {
            return Ok(Ok(Updated::Exhausted));
        }
        Self::apply_to(&self.set, &self.remove, &mut user);
        if let Some(refused) = aliases::follow(tx, &mut user, &self.rules, &self.claims)? {
            return Ok(Err(refused));
        }
        for _ in counted {
            quotas::take(tx, &subject, Quota::AttributeCode)?;
        }
        user.modified = tx.now;
        rows::save(tx, &user)?;
        rows::index(tx, &user)?;
        for attribute in self.set.keys().chain(&self.remove) {
            verifications::spend(tx, &self.sub, &Purpose::Attribute(attribute.clone()))?;
        }
        for verification in &self.verifications {
            verifications::keep(tx, &self.sub, verification)?;
        }
        for message in &self.messages {
            outbox::put(tx, &self.sub, message)?;
        }
        Ok(Ok(Updated::Updated))
    }
}

impl RecordsClaims for Updated {
    fn is_recorded(&self) -> bool {
        *self == Self::Updated
    }
}

/// Sets a password that needs no code.
#[derive(Debug, Serialize, Deserialize)]
pub struct SetPassword {
    pub sub: Sub,
    #[serde(with = "authority")]
    pub caller: Authority,
    pub credential: Credential,
    /// The new status; `None` leaves it as it is.
    pub status: Option<Status>,
    /// The version of the credential that the old password was checked against; `None` where none was checked.
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
    /// As [`Updated::TooLate`].
    TooLate,
    /// The password has changed in the meantime.
    Changed,
}

impl Transition for SetPassword {
    type Output = PasswordSet;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "set_password";

    fn apply(self, tx: &Tx<'_>) -> Result<PasswordSet, TxError> {
        let Some(mut user) = rows::load(tx, &self.sub)? else {
            return Ok(PasswordSet::Nobody);
        };
        if !user.obeys(self.caller) {
            return Ok(PasswordSet::TooLate);
        }
        if self
            .if_version
            .is_some_and(|version| version != user.credential_version)
        {
            return Ok(PasswordSet::Changed);
        }
        user.replace_credential(self.credential, self.history);
        user.status = self.status.unwrap_or(user.status);
        user.modified = tx.now;
        rows::save(tx, &user)?;
        rows::index(tx, &user)?;
        // A user who still has to reset the password keeps the code for it.
        if user.status != Status::ResetRequired {
            verifications::spend(tx, &self.sub, &Purpose::ForgotPassword)?;
        }
        if self.caller == Authority::Administrator {
            attempts::forget(tx, &self.sub)?;
            factors::forget_begun(tx, &self.sub)?;
        }
        marks::end_all(tx, &self.sub)?;
        if self.revoke_sessions {
            sessions::revoke_all(tx, &self.sub)?;
        }
        Ok(PasswordSet::Set)
    }

    /// A user's own change was counted before.
    fn release(&self, tx: &Tx<'_>) -> Result<(), TxError> {
        if let Authority::User(_) = self.caller {
            let subject = verifications::subject_of(&self.sub);
            quotas::give_back(tx, &subject, Quota::ChangePassword)?;
        }
        Ok(())
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
        let Some(mut user) = rows::load(tx, &self.sub)? else {
            return Ok(Reinvited::Nobody);
        };
        if user.status != Status::ForceChangePassword {
            return Ok(Reinvited::NotInvited);
        }
        // Nobody chose the temporary password before: it is not remembered among the earlier ones.
        user.credential = Some(self.credential);
        user.credential_version += 1;
        user.modified = tx.now;
        rows::save(tx, &user)?;
        attempts::forget(tx, &self.sub)?;
        factors::forget_begun(tx, &self.sub)?;
        marks::end_all(tx, &self.sub)?;
        for message in &self.messages {
            outbox::put(tx, &self.sub, message)?;
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
        let Some(mut user) = rows::load(tx, &self.sub)? else {
            return Ok(false);
        };
        user.enabled = self.enabled;
        user.modified = tx.now;
        rows::save(tx, &user)?;
        rows::index(tx, &user)?;
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
    pub revoke_sessions: bool,
}

impl Transition for RequireReset {
    /// Whether there is such a user.
    type Output = bool;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "require_reset";

    fn apply(self, tx: &Tx<'_>) -> Result<bool, TxError> {
        let Some(mut user) = rows::load(tx, &self.sub)? else {
            return Ok(false);
        };
        user.status = Status::ResetRequired;
        user.modified = tx.now;
        rows::save(tx, &user)?;
        rows::index(tx, &user)?;
        verifications::keep(tx, &self.sub, &self.verification)?;
        outbox::put(tx, &self.sub, &self.message)?;
        if self.revoke_sessions {
            sessions::revoke_all(tx, &self.sub)?;
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(caller: Option<Value>) -> Option<Authority> {
        let mut set = json!({
            "sub": "a1b2c3d4-e5f6-7080-1a0b-1c2d3e4f5061", "set": {}, "remove": [], "claims": [], "verifications": [],
            "messages": [],
            "rules": {"usernames": true, "attributes": [], "verified_only": true, "case_sensitive": false},
        });
        if let Some(caller) = caller {
            set["caller"] = caller;
        }
        serde_json::from_value(set)
            .ok()
            .map(|update: UpdateAttributes| update.caller)
    }

    #[test]
    fn a_word_that_was_left_out_is_no_administrators() {
        assert_eq!(read(None), None);
        assert_eq!(read(Some(Value::Null)), Some(Authority::Administrator));
        let standing = json!({"status": "CONFIRMED", "signed_out": 0});
        assert!(matches!(read(Some(standing)), Some(Authority::User(_))));
    }
}
