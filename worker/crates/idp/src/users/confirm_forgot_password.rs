//! `ConfirmForgotPassword`: the code comes back with a new password.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html>

use super::{
    public,
    refusals::{self, Wording},
};
use crate::error::{Error, Result};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    accounts::{
        discretion::Discretion,
        input::{Malformed, NewPassword, TypedCode, Username},
        reset_password::{self, Input, Refusal},
    },
    cx::Cx,
};
use vestibule_wire::idp::{ConfirmForgotPasswordRequest, ConfirmForgotPasswordResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: ConfirmForgotPasswordRequest,
) -> Result<ConfirmForgotPasswordResponse> {
    set_password(cx, input).await.map_err(refused)?;
    Ok(ConfirmForgotPasswordResponse {})
}

async fn set_password(cx: &Cx<'_>, input: ConfirmForgotPasswordRequest) -> Result<(), Refusal> {
    let username = input.username.expose();
    let hash = input.secret_hash.as_ref();
    let config = public::begin(cx, input.client_id.expose(), hash, username).await?;
    let input = Input {
        username: Username::parse(username)?,
        code: TypedCode::parse(&input.confirmation_code)?,
        password: NewPassword::parse(SecretString::new(input.password.into_inner()))?,
        discretion: Discretion::of_api(&config),
        // Cognito ends no session here.
        revoke_sessions: config.pool.extensions.hardening,
    };
    reset_password::reset_password(cx, &config, input).await
}

fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Malformed(field) => refusals::malformed(Malformed(field)),
        Refusal::NoUser(no_user) => refusals::no_user(no_user),
        Refusal::Code(wrong) => refusals::code(wrong),
        Refusal::Password(violation) => refusals::password(violation, Wording::DidNotConformWith),
        Refusal::Failed(error) => error.into(),
    }
}

#[cfg(test)]
mod tests;
