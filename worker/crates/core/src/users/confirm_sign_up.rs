//! `ConfirmSignUp`: the code that was sent comes back, and the user is confirmed.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html>

use super::{
    alias_exists, combination_not_found, count_unknown, unless_taken,
};
use crate::{
    accounts::discretion::Discretion,
    alias::{self, Holder},
    config::Names,
    cx::Cx,
    error::{Error, Result},
    identifier,
    secret_hash::{self, Place},
    store::{
        aliases::Rules,
        quotas::Quota,
        users::{ConfirmUser, Proven},
        verifications::{Guessed, Purpose},
    },
    verification,
};
use std::collections::BTreeSet;
use vestibule_wire::idp::{ConfirmSignUpRequest, ConfirmSignUpResponse};

pub async fn handle(cx: &Cx<'_>, input: ConfirmSignUpRequest) -> Result<ConfirmSignUpResponse> {
    confirm(cx, input, None).await
}

/// The operation; `None`: with the discretion that pool and client ask for.
pub(crate) async fn confirm(
    cx: &Cx<'_>,
    input: ConfirmSignUpRequest,
    discretion: Option<Discretion>,
) -> Result<ConfirmSignUpResponse> {
    let config = cx.client(input.client_id.expose()).await?;
    let client = config.required_client()?;
    cx.budgets.spend(cx.now, cx.peer, client.id.as_str())?;
    let username = input.username.expose();
    let hash = input
        .secret_hash
        .as_ref()
        .map(|hash| hash.expose().as_str());
    secret_hash::check(cx, client, hash, username, Place::Member)?;
    if input.session.is_some() {
        // SignUp hands none out.
        return Err(Error::not_built("ConfirmSignUp.Session"));
    }
    let discretion = discretion.unwrap_or_else(|| Discretion::of(&config, client));
    let user = match identifier::find_named(cx, &config, username).await? {
        Some(user) if user.enabled => user,
        _ if discretion.hides_names() => {
            count_unknown(cx, &config, username, Quota::ConfirmSignUp).await?;
            return Err(discretion.refusal(&Guessed::Gone));
        }
        Some(_) => return Err(Error::user_disabled()),
        None => return Err(combination_not_found()),
    };
    let guess = verification::guess(
        cx,
        &user.sub,
        Purpose::SignUp,
        Quota::ConfirmSignUp,
        &input.confirmation_code,
    );
    let rules = Rules::of(&config.pool);
    let holder = match &config.pool.names {
        Names::Username { .. } if input.force_alias_creation == Some(true) => Holder::Yields,
        _ => Holder::Keeps,
    };
    let change = alias::change(cx, &config, &user.sub, BTreeSet::new(), holder, |claims| {
        ConfirmUser {
            sub: user.sub.clone(),
            guess: Some(guess.clone()),
            rules: rules.clone(),
            claims,
        }
    })
    .await?;
    match unless_taken(change, alias_exists)? {
        Proven::Done => Ok(ConfirmSignUpResponse { session: None }),
        Proven::Nobody => Err(combination_not_found()),
        Proven::TooLate if discretion.hides_names() => Err(discretion.refusal(&Guessed::Gone)),
        Proven::TooLate => Err(Error::user_disabled()),
        Proven::Status(_) if discretion == Discretion::Accounts => {
            Err(discretion.refusal(&Guessed::Gone))
        }
        Proven::Status(status) => Err(super::admin_confirm_sign_up::cannot_be_confirmed(status)),
        Proven::Not(guessed) => Err(discretion.refusal(&guessed)),
    }
}

#[cfg(test)]
mod tests;
