//! `ConfirmForgotPassword`: the code comes back with a new password.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html>

use super::{combination_not_found, count_unknown};
use crate::{
    credentials,
    cx::Cx,
    error::{Error, Result},
    identifier,
    password_policy::{self, Wording},
    secret_hash::{self, Place},
    store::{
        quotas::Quota,
        users::{Proven, ResetPassword},
        verifications::{Guessed, JudgeGuess, Purpose},
    },
    verification,
};
use vestibule_crypto::SecretString;
use vestibule_wire::idp::{ConfirmForgotPasswordRequest, ConfirmForgotPasswordResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: ConfirmForgotPasswordRequest,
) -> Result<ConfirmForgotPasswordResponse> {
    let config = cx.client(input.client_id.expose()).await?;
    let (pool, client) = (&config.pool, config.required_client()?);
    cx.budgets.spend(cx.now, cx.peer, client.id.as_str())?;
    let username = input.username.expose();
    let hash = input
        .secret_hash
        .as_ref()
        .map(|hash| hash.expose().as_str());
    secret_hash::check(cx, client, hash, username, Place::Member)?;
    let user = match identifier::find_named(cx, &config, username).await? {
        Some(user) if user.enabled => user,
        _ if client.hides_users() => {
            count_unknown(cx, &config, username, Quota::ForgotPassword).await?;
            return Err(verification::mismatch());
        }
        Some(_) => return Err(Error::user_disabled()),
        None => return Err(combination_not_found()),
    };
    let home = config.object_of(&user.sub);
    let guess = verification::guess(
        cx,
        &user.sub,
        Purpose::ForgotPassword,
        Quota::ForgotPassword,
        &input.confirmation_code,
    );
    // Before the work that a password takes. The code is spent by the transition that sets it.
    match cx
        .decide(
            &config,
            &home,
            JudgeGuess {
                sub: user.sub.clone(),
                guess: guess.clone(),
            },
        )
        .await?
    {
        Guessed::Right(_) => {}
        not => return Err(verification::refusal(&not)),
    }
    let password = SecretString::new(input.password.into_inner());
    password_policy::check(&pool.password, &password, Wording::DidNotConformWith)?;
    let credential = {
        let _place = cx.budgets.queue()?;
        password_policy::check_history(&pool.password, &user, &password)?;
        credentials::make(cx, &config, &user.username, &password, None)?
    };
    let reset = ResetPassword {
        sub: user.sub.clone(),
        guess,
        credential,
        history: pool.password.history,
        revoke_sessions: pool.hardening,
    };
    match cx.decide(&config, &home, reset).await? {
        Proven::Done => Ok(ConfirmForgotPasswordResponse {}),
        Proven::Not(guessed) => Err(verification::refusal(&guessed)),
        Proven::Nobody | Proven::Status(_) | Proven::Refused(_) => Err(combination_not_found()),
    }
}

#[cfg(test)]
mod tests;
