//! `ResendConfirmationCode`: another code for a sign-up; the one before it is good for nothing.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html>

use super::{answer::code_delivery, public, refusals};
use crate::error::{Error, Result};
use vestibule_engine::{
    accounts::{
        discretion::Discretion,
        input::{Malformed, Username},
        resend_code::{self, Input, Refusal},
    },
    cx::Cx,
    messages::Contact,
};
use vestibule_wire::idp::{ResendConfirmationCodeRequest, ResendConfirmationCodeResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: ResendConfirmationCodeRequest,
) -> Result<ResendConfirmationCodeResponse> {
    let contact = resend(cx, input).await.map_err(refused)?;
    Ok(ResendConfirmationCodeResponse {
        code_delivery_details: Some(code_delivery(&contact)),
    })
}

async fn resend(cx: &Cx<'_>, input: ResendConfirmationCodeRequest) -> Result<Contact, Refusal> {
    let username = input.username.expose();
    let hash = input.secret_hash.as_ref();
    let config = public::begin(cx, input.client_id.expose(), hash, username).await?;
    let input = Input {
        username: Username::parse(username)?,
        discretion: Discretion::of_api(&config),
    };
    resend_code::resend_code(cx, &config, input).await
}

fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Malformed(field) => refusals::malformed(Malformed(field)),
        Refusal::NoUser(no_user) => refusals::no_user(no_user),
        Refusal::Confirmed => Error::invalid_parameter("User is already confirmed."),
        Refusal::NoAddress => {
            Error::not_authorized("Cannot resend codes. Auto verification not turned on.")
        }
        Refusal::NotSent(why) => refusals::not_sent(why),
    }
}

#[cfg(test)]
mod tests;
