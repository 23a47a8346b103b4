//! `ForgotPassword`: a code to set a new password with.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html>

use super::{answer::code_delivery, public, refusals};
use crate::error::{Error, Result};
use vestibule_engine::{
    accounts::{
        discretion::Discretion,
        forgot_password::{self, Input, Refusal},
        input::{Malformed, Username},
    },
    cx::Cx,
    messages::Contact,
};
use vestibule_wire::idp::{ForgotPasswordRequest, ForgotPasswordResponse};

pub async fn handle(cx: &Cx<'_>, input: ForgotPasswordRequest) -> Result<ForgotPasswordResponse> {
    let contact = send_code(cx, input).await.map_err(refused)?;
    Ok(ForgotPasswordResponse {
        code_delivery_details: Some(code_delivery(&contact)),
    })
}

async fn send_code(cx: &Cx<'_>, input: ForgotPasswordRequest) -> Result<Contact, Refusal> {
    let username = input.username.expose();
    let hash = input.secret_hash.as_ref();
    let config = public::begin(cx, input.client_id.expose(), hash, username).await?;
    let input = Input {
        username: Username::parse(username)?,
        discretion: Discretion::of_api(&config),
    };
    forgot_password::forgot_password(cx, &config, input).await
}

fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Malformed(field) => refusals::malformed(Malformed(field)),
        Refusal::NoUser(no_user) => refusals::no_user(no_user),
        Refusal::NotRecoverable(why) => refusals::not_recoverable(why),
        Refusal::NotSent(why) => refusals::not_sent(why),
    }
}

#[cfg(test)]
mod tests;
