//! `VerifyUserAttribute`: the code for an address comes back.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifyUserAttribute.html>

use super::refusals::{self, For};
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use vestibule_engine::{
    access_token,
    accounts::outcomes::{WrongCode, too_late},
    aliases::{self, IfHeld},
    cx::Cx,
    verification,
};
use vestibule_model::{alias_rules::Rules, user::Standing};
use vestibule_store::users::{
    prove::{Proven, VerifyAttribute},
    quotas::Quota,
    verifications::Purpose,
};
use vestibule_wire::idp::{VerifyUserAttributeRequest, VerifyUserAttributeResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: VerifyUserAttributeRequest,
) -> Result<VerifyUserAttributeResponse> {
    let token = input.access_token.expose();
    let caller = access_token::resolve(cx, token).await?;
    let (config, user) = (&caller.config, &caller.user);
    let guess = verification::guess(
        cx,
        &user.sub,
        Purpose::Attribute(input.attribute_name),
        Quota::VerifyAttribute,
        &input.code,
    );
    let rules = Rules::of(&config.pool);
    let change = aliases::change(
        cx,
        config,
        &user.sub,
        BTreeSet::new(),
        IfHeld::Refuse,
        |claims| VerifyAttribute {
            sub: user.sub.clone(),
            caller: Standing::of(user),
            guess: guess.clone(),
            rules: rules.clone(),
            claims,
        },
    )
    .await?;
    match change
        .unless_taken()
        .map_err(|alias| refusals::taken(&alias, For::Verified))?
    {
        Proven::Done | Proven::By(_) => Ok(VerifyUserAttributeResponse {}),
        Proven::Not(guessed) => Err(refusals::code(WrongCode::of(&guessed))),
        Proven::TooLate => Err(too_late(cx, token).await.into()),
        Proven::Nobody | Proven::Status(_) => Err(Error::user_not_found()),
    }
}

#[cfg(test)]
mod tests;
