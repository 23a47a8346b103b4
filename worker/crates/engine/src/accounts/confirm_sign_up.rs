//! Confirming a user by the code of the sign-up.

use super::{
    discretion::Discretion,
    input::{Field, Malformed, TypedCode, Username},
    outcomes::{self, NoUser, WrongCode},
};
use crate::{
    aliases::{self, IfHeld},
    config::Config,
    cx::Cx,
    error::{Error, Result},
    find_user, verification,
};
use std::collections::BTreeSet;
use vestibule_model::{
    alias::Alias,
    alias_rules::Rules,
    contact::ContactAttribute,
    user::{Status, User},
};
use vestibule_store::users::{
    prove::{ConfirmUser, Confirmation, Proven},
    quotas::Quota,
    verifications::{Guessed, Purpose},
};

pub struct Input<'a> {
    pub username: Username<'a>,
    pub code: TypedCode<'a>,
    /// What happens where another user holds the address.
    pub if_held: IfHeld,
    pub discretion: Discretion,
}

/// Whom the code has confirmed.
pub struct Confirmed {
    pub user: User,
    /// Where the code was sent, if that is still the user's address.
    pub by: Option<ContactAttribute>,
}

/// Why the user was not confirmed.
#[derive(Debug)]
pub enum Refusal {
    Malformed(Field),
    NoUser(NoUser),
    /// A user of this status waits for no code.
    NotWaiting(Status),
    Code(WrongCode),
    /// Another user has the address.
    Taken(Alias),
    Failed(Error),
}

pub async fn confirm_sign_up(
    cx: &Cx<'_>,
    config: &Config,
    input: Input<'_>,
) -> Result<Confirmed, Refusal> {
    let (username, discretion) = (input.username.as_str(), input.discretion);
    let mut user = match find_user::find_named(cx, config, username).await? {
        Some(user) if user.enabled => user,
        _ if discretion.hides_names() => {
            let nobody = outcomes::nobody(cx, config, username);
            let guess = nobody.guess(
                cx,
                Purpose::SignUp,
                Quota::ConfirmSignUp,
                input.code.as_str(),
            );
            let confirm = ConfirmUser {
                sub: nobody.sub,
                confirmation: Confirmation::Code(guess),
                rules: Rules::of(&config.pool),
                claims: Vec::new(),
            };
            let guessed = match cx.decide(config, &nobody.object, confirm).await? {
                Ok(Proven::Not(guessed)) => guessed,
                _ => Guessed::Gone,
            };
            return Err(Refusal::Code(discretion.wrong_code(&guessed)));
        }
        Some(_) => return Err(Refusal::NoUser(NoUser::Disabled)),
        None => return Err(Refusal::NoUser(NoUser::Unknown)),
    };
    let guess = verification::guess(
        cx,
        &user.sub,
        Purpose::SignUp,
        Quota::ConfirmSignUp,
        input.code.as_str(),
    );
    let rules = Rules::of(&config.pool);
    let change = aliases::change(
        cx,
        config,
        &user.sub,
        BTreeSet::new(),
        input.if_held,
        |claims| ConfirmUser {
            sub: user.sub.clone(),
            confirmation: Confirmation::Code(guess.clone()),
            rules: rules.clone(),
            claims,
        },
    );
    let by = match change.await?.unless_taken().map_err(Refusal::Taken)? {
        Proven::Done => Ok(None),
        Proven::By(attribute) => Ok(Some(attribute)),
        Proven::Nobody => Err(Refusal::NoUser(NoUser::Unknown)),
        Proven::TooLate if discretion.hides_names() => {
            Err(Refusal::Code(discretion.wrong_code(&Guessed::Gone)))
        }
        Proven::TooLate => Err(Refusal::NoUser(NoUser::Disabled)),
        Proven::Status(_) if discretion == Discretion::Accounts => {
            Err(Refusal::Code(discretion.wrong_code(&Guessed::Gone)))
        }
        Proven::Status(status) => Err(Refusal::NotWaiting(status)),
        Proven::Not(guessed) => Err(Refusal::Code(discretion.wrong_code(&guessed))),
    }?;
    user.status = Status::Confirmed;
    if let Some(attribute) = by {
        let verified = attribute.verified().to_owned();
        user.attributes.insert(verified, "true".to_owned());
    }
    Ok(Confirmed { user, by })
}

impl From<Malformed> for Refusal {
    fn from(Malformed(field): Malformed) -> Self {
        Self::Malformed(field)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
