//! `ConfirmForgotPassword`: the code comes back with a new password.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html>

use super::{combination_not_found, count_unknown, discretion::Discretion};
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
    set_password(cx, input, None).await
}

/// The operation; `None`: with the discretion that pool and client ask for. The pages, which have their own, end what was
/// signed in with the old password.
pub(crate) async fn set_password(
    cx: &Cx<'_>,
    input: ConfirmForgotPasswordRequest,
    discretion: Option<Discretion>,
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
    let revoke_sessions = pool.extensions.hardening || discretion.is_some();
    let discretion = discretion.unwrap_or_else(|| Discretion::of(&config, client));
    let user = match identifier::find_named(cx, &config, username).await? {
        Some(user) if user.enabled => user,
        _ if discretion.hides_names() => {
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
        not => return Err(discretion.refusal(&not)),
    }
    let password = SecretString::new(input.password.into_inner());
    password_policy::check(
        &pool.settings.password,
        &password,
        Wording::DidNotConformWith,
    )?;
    let credential = {
        let _place = cx.budgets.queue()?;
        password_policy::check_history(cx, &pool.settings.password, &user, &password).await?;
        credentials::make(cx, &config, &user.username, &password, None).await?
    };
    let reset = ResetPassword {
        sub: user.sub.clone(),
        guess,
        credential,
        history: pool.settings.password.history,
        revoke_sessions,
    };
    match cx.decide(&config, &home, reset).await? {
        Proven::Done => Ok(ConfirmForgotPasswordResponse {}),
        Proven::Not(guessed) => Err(discretion.refusal(&guessed)),
        Proven::TooLate if discretion.hides_names() => Err(verification::mismatch()),
        Proven::TooLate => Err(Error::user_disabled()),
        Proven::Nobody | Proven::Status(_) => Err(combination_not_found()),
    }
}

#[cfg(test)]
mod tests;
