//! Codes on their way out and back: what a right one changes, in the transition that spends it.

use super::{Credential, Status, User};
use crate::{
    alias::{TakesAliases, Verdict},
    ids::Sub,
    objects::{Transition, Tx, TxError},
    ports::objects::Class,
    store::{
        aliases::{self, Claim, Refused, Rules},
        outbox::{self, NewMessage},
        quotas::{self, Quota},
        sessions,
        users::Alias,
        verifications::{self, Guess, Guessed, NewVerification},
    },
};
use serde::{Deserialize, Serialize};

/// Keeps a new code for a user, with the message that carries it.
#[derive(Debug, Serialize, Deserialize)]
pub struct IssueVerification {
    pub sub: Sub,
    pub quota: Quota,
    pub verification: NewVerification,
    pub message: NewMessage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issued {
    Issued,
    Nobody,
    /// Too many within the hour.
    Exhausted,
}

impl Transition for IssueVerification {
    type Output = Issued;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "issue_verification";

    fn apply(self, tx: &Tx<'_>) -> Result<Issued, TxError> {
        if User::load(tx, &self.sub)?.is_none() {
            return Ok(Issued::Nobody);
        }
        if !quotas::take(tx, &verifications::subject_of(&self.sub), self.quota)? {
            return Ok(Issued::Exhausted);
        }
        verifications::keep(tx, &self.sub, &self.verification)?;
        outbox::put(tx, &self.message)?;
        Ok(Issued::Issued)
    }
}

/// What a code that came back led to.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proven {
    Done,
    Nobody,
    /// The user's status does not allow it.
    Status(Status),
    /// The code is not right.
    Not(Guessed),
    Refused(Refused),
}

/// Confirms a user who signed up: by a code, whose destination is verified with it, or as an administrator says.
#[derive(Debug, Serialize, Deserialize)]
pub struct ConfirmUser {
    pub sub: Sub,
    pub guess: Option<Guess>,
    pub rules: Rules,
    pub claims: Vec<Claim>,
}

impl Transition for ConfirmUser {
    type Output = Proven;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "confirm_user";

    fn apply(self, tx: &Tx<'_>) -> Result<Proven, TxError> {
        let Some(mut user) = User::load(tx, &self.sub)? else {
            return Ok(Proven::Nobody);
        };
        if user.status != Status::Unconfirmed {
            return Ok(Proven::Status(user.status));
        }
        if let Some(guess) = &self.guess {
            match verifications::judge(tx, &self.sub, guess)? {
                Guessed::Right(destination) => verify(&mut user, &destination),
                not => return Ok(Proven::Not(not)),
            }
        }
        user.status = Status::Confirmed;
        finish(tx, user, &self.rules, &self.claims, self.guess.as_ref())
    }
}

/// Verifies an attribute by its code. One that was to keep its value until then takes the new one.
#[derive(Debug, Serialize, Deserialize)]
pub struct VerifyAttribute {
    pub sub: Sub,
    pub guess: Guess,
    pub rules: Rules,
    pub claims: Vec<Claim>,
}

impl Transition for VerifyAttribute {
    type Output = Proven;
    const CLASS: Class = Class::Users;
    const NAME: &'static str = "verify_attribute";

    fn apply(self, tx: &Tx<'_>) -> Result<Proven, TxError> {
        let Some(mut user) = User::load(tx, &self.sub)? else {
            return Ok(Proven::Nobody);
        };
        match verifications::judge(tx, &self.sub, &self.guess)? {
            Guessed::Right(destination) => {
                user.attributes.insert(
                    destination.kind().to_owned(),
                    destination.value().to_owned(),
                );
                verify(&mut user, &destination);
            }
            not => return Ok(Proven::Not(not)),
        }
        finish(tx, user, &self.rules, &self.claims, Some(&self.guess))
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
        let Some(mut user) = User::load(tx, &self.sub)? else {
            return Ok(Proven::Nobody);
        };
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
        user.save(tx)?;
        user.index(tx)?;
        if self.revoke_sessions {
            sessions::revoke_all(tx, &self.sub)?;
        }
        Ok(Proven::Done)
    }
}

impl TakesAliases for ConfirmUser {
    fn verdict(output: &Proven) -> Verdict<'_> {
        verdict(output)
    }
}

impl TakesAliases for VerifyAttribute {
    fn verdict(output: &Proven) -> Verdict<'_> {
        verdict(output)
    }
}

fn verdict(output: &Proven) -> Verdict<'_> {
    match output {
        Proven::Done => Verdict::Recorded,
        Proven::Refused(refused) => Verdict::Refused(refused),
        Proven::Nobody | Proven::Status(_) | Proven::Not(_) => Verdict::Failed,
    }
}

/// Marks an attribute as verified, if it still has the value that the code was sent to.
fn verify(user: &mut User, destination: &Alias) {
    if user
        .attributes
        .get(destination.kind())
        .is_some_and(|value| value == destination.value())
    {
        user.attributes.insert(
            format!("{}_verified", destination.kind()),
            "true".to_owned(),
        );
    }
}

fn finish(
    tx: &Tx<'_>,
    mut user: User,
    rules: &Rules,
    claims: &[Claim],
    guess: Option<&Guess>,
) -> Result<Proven, TxError> {
    if let Some(refused) = aliases::follow(tx, &mut user, rules, claims)? {
        return Ok(Proven::Refused(refused));
    }
    if let Some(guess) = guess {
        verifications::spend(tx, &user.sub, &guess.purpose)?;
    }
    user.modified = tx.now;
    user.save(tx)?;
    user.index(tx)?;
    Ok(Proven::Done)
}
