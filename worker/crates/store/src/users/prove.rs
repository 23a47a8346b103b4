//! Issuing codes, and what changes when one comes back: in the same transition that uses the code up.

use crate::{
    transition::{Transition, Tx, TxError},
    users::{
        aliases::{self, Claim, RecordsClaims, Refused},
        attempts, devices, factors, marks,
        outbox::{self, NewMessage},
        quotas::{self, Quota, Take},
        rows, sessions,
        verifications::{self, Guess, Guessed, NewVerification, Purpose},
    },
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    alias::Alias,
    alias_rules::Rules,
    contact::ContactAttribute,
    ids::Sub,
    object_key::Class,
    time::Timestamp,
    user::{Credential, Standing, Status, User},
};

/// Keeps a new code for a user, with the message that carries it.
#[derive(Debug, Serialize, Deserialize)]
pub struct IssueVerification {
    pub sub: Sub,
    pub quota: Quota,
    pub verification: NewVerification,
    pub message: NewMessage,
    /// Where there is no such user, or none who can be sent a code, and the caller must not learn that: under which name it is
    /// counted. Then the code is kept where no guess meets it, and its message is to nobody; all else is the same.
    #[serde(default)]
    pub decoy: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issued {
    Issued,
    Nobody,
    /// Too many within the hour: none is issued until then.
    Exhausted {
        until: Timestamp,
    },
    /// By now another address waits for a code. A code for this one would replace it.
    Moved,
}

impl Transition for IssueVerification {
    type Output = Issued;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "issue_verification";

    fn apply(self, tx: &Tx<'_>) -> Result<Issued, TxError> {
        let found = rows::load(tx, &self.sub)?.is_some();
        if !found && self.decoy.is_none() {
            return Ok(Issued::Nobody);
        }
        let verification = &self.verification;
        if let Purpose::Attribute(_) = verification.purpose
            && verifications::destination(tx, &self.sub, &verification.purpose)?
                .is_some_and(|waiting| waiting != verification.destination)
        {
            return Ok(Issued::Moved);
        }
        let own = verifications::subject_of(&self.sub);
        let subject = self.decoy.as_ref().unwrap_or(&own);
        if let Take::UsedUp { until } = quotas::take(tx, subject, self.quota)? {
            return Ok(Issued::Exhausted { until });
        }
        match &self.decoy {
            None => verifications::keep(tx, &self.sub, verification)?,
            Some(subject) => verifications::keep_decoy(tx, subject, verification)?,
        }
        outbox::put(tx, &self.sub, &self.message)?;
        Ok(Issued::Issued)
    }
}

/// What a code that came back led to.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proven {
    Done,
    /// [`ConfirmUser`] by a code: it is done, and the code was sent to this attribute's present value.
    By(ContactAttribute),
    Nobody,
    /// The user's status does not allow it.
    Status(Status),
    /// The user was disabled since it was looked up; in [`VerifyAttribute`] as [`crate::users::change::Updated::TooLate`].
    TooLate,
    /// The code was not right: what the guess came to.
    Not(Guessed),
}

/// What confirms a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// A code, if it is right. Its destination is verified with it.
    Code(Guess),
    /// An administrator's word.
    Administrator,
}

/// Its serialised form: the guess, or `null` for an administrator.
mod confirmation {
    use super::{Confirmation, Guess};
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(super) fn serialize<S: Serializer>(
        confirmation: &Confirmation,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match confirmation {
            Confirmation::Administrator => None,
            Confirmation::Code(guess) => Some(guess),
        }
        .serialize(serializer)
    }

    /// A field that is missing is an error: only an explicit `null` means an administrator.
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Confirmation, D::Error> {
        Ok(match Option::<Guess>::deserialize(deserializer)? {
            None => Confirmation::Administrator,
            Some(guess) => Confirmation::Code(guess),
        })
    }
}

/// Confirms a user who signed up.
#[derive(Debug, Serialize, Deserialize)]
pub struct ConfirmUser {
    pub sub: Sub,
    #[serde(rename = "guess", with = "confirmation")]
    pub confirmation: Confirmation,
    pub rules: Rules,
    pub claims: Vec<Claim>,
}

impl Transition for ConfirmUser {
    type Output = Result<Proven, Refused>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "confirm_user";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let user = rows::load(tx, &self.sub)?;
        let guess = match &self.confirmation {
            Confirmation::Code(guess) => Some(guess),
            Confirmation::Administrator => None,
        };
        if let Some(guess) = guess.filter(|guess| guess.decoy.is_some()) {
            return Ok(Ok(Proven::Not(verifications::judge(tx, &self.sub, guess)?)));
        }
        let Some(mut user) = user else {
            return Ok(Ok(Proven::Nobody));
        };
        if user.status != Status::Unconfirmed {
            // Judged as any guess is: otherwise the limit, or the work, would tell in which state an account is.
            let guessed = match guess {
                Some(guess) => Some(verifications::judge(tx, &self.sub, guess)?),
                None => None,
            };
            return Ok(Ok(match guessed {
                Some(exhausted @ Guessed::Exhausted { .. }) => Proven::Not(exhausted),
                _ => Proven::Status(user.status),
            }));
        }
        let mut done = Proven::Done;
        if let Some(guess) = guess {
            if !user.enabled {
                return Ok(Ok(Proven::TooLate));
            }
            match verifications::judge(tx, &self.sub, guess)? {
                Guessed::Right(destination) => {
                    if verify(&mut user, &destination)
                        && let Some(attribute) = ContactAttribute::parse(destination.kind())
                    {
                        done = Proven::By(attribute);
                    }
                }
                not => return Ok(Ok(Proven::Not(not))),
            }
        }
        user.status = Status::Confirmed;
        Ok(finish(tx, user, &self.rules, &self.claims, guess)?.map(|()| done))
    }
}

/// Verifies an attribute by its code. One that was to keep its value until then takes the new one.
#[derive(Debug, Serialize, Deserialize)]
pub struct VerifyAttribute {
    pub sub: Sub,
    /// As the user stood when its access token was checked.
    pub caller: Standing,
    pub guess: Guess,
    pub rules: Rules,
    pub claims: Vec<Claim>,
}

impl Transition for VerifyAttribute {
    type Output = Result<Proven, Refused>;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "verify_attribute";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(mut user) = rows::load(tx, &self.sub)? else {
            return Ok(Ok(Proven::Nobody));
        };
        if !user.is_still(self.caller) {
            return Ok(Ok(Proven::TooLate));
        }
        match verifications::judge(tx, &self.sub, &self.guess)? {
            Guessed::Right(destination) => {
                user.attributes.insert(
                    destination.kind().to_owned(),
                    destination.value().to_owned(),
                );
                verify(&mut user, &destination);
            }
            not => return Ok(Ok(Proven::Not(not))),
        }
        let finished = finish(tx, user, &self.rules, &self.claims, Some(&self.guess))?;
        Ok(finished.map(|()| Proven::Done))
    }
}

/// Sets a forgotten password anew by its code.
#[derive(Debug, Serialize, Deserialize)]
pub struct ResetPassword {
    pub sub: Sub,
    pub guess: Guess,
    pub credential: Credential,
    /// How many earlier passwords are remembered.
    pub history: usize,
    pub revoke_sessions: bool,
}

impl Transition for ResetPassword {
    type Output = Proven;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "reset_password";

    fn apply(self, tx: &Tx<'_>) -> Result<Proven, TxError> {
        let Some(mut user) = rows::load(tx, &self.sub)? else {
            return Ok(Proven::Nobody);
        };
        if !user.enabled {
            return Ok(Proven::TooLate);
        }
        match verifications::judge(tx, &self.sub, &self.guess)? {
            Guessed::Right(_) => {}
            not => return Ok(Proven::Not(not)),
        }
        verifications::spend(tx, &self.sub, &self.guess.purpose)?;
        user.replace_credential(self.credential, self.history);
        if user.status == Status::ResetRequired {
            user.status = Status::Confirmed;
        }
        user.modified = tx.now;
        rows::save(tx, &user)?;
        rows::index(tx, &user)?;
        attempts::forget(tx, &self.sub)?;
        factors::forget_begun(tx, &self.sub)?;
        marks::end_all(tx, &self.sub)?;
        devices::forget_all(tx, &self.sub)?;
        if self.revoke_sessions {
            sessions::revoke_all(tx, &self.sub)?;
        }
        Ok(Proven::Done)
    }
}

impl RecordsClaims for Proven {
    fn is_recorded(&self) -> bool {
        matches!(self, Self::Done | Self::By(_))
    }
}

/// Marks an attribute as verified, if it still has the value that the code was sent to: whether it has.
fn verify(user: &mut User, destination: &Alias) -> bool {
    let is_still = user
        .attributes
        .get(destination.kind())
        .is_some_and(|value| value == destination.value());
    if is_still {
        user.attributes.insert(
            format!("{}_verified", destination.kind()),
            "true".to_owned(),
        );
    }
    is_still
}

fn finish(
    tx: &Tx<'_>,
    mut user: User,
    rules: &Rules,
    claims: &[Claim],
    guess: Option<&Guess>,
) -> Result<Result<(), Refused>, TxError> {
    if let Some(refused) = aliases::follow(tx, &mut user, rules, claims)? {
        return Ok(Err(refused));
    }
    if let Some(guess) = guess {
        verifications::spend(tx, &user.sub, &guess.purpose)?;
    }
    user.modified = tx.now;
    rows::save(tx, &user)?;
    rows::index(tx, &user)?;
    Ok(Ok(()))
}
