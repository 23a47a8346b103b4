//! `ConfirmSignUp`: the code that was sent comes back, and the user is confirmed.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html>

use super::{
    public,
    refusals::{self, For},
};
use crate::error::{Error, Result};
use vestibule_engine::{
    accounts::{
        confirm_sign_up::{self, Confirmed, Input, Refusal},
        discretion::Discretion,
        input::{Malformed, TypedCode, Username},
    },
    aliases::IfHeld,
    auth_flow::auto_sign_in,
    config::ClientConfig,
    cx::Cx,
};
use vestibule_wire::{
    Sensitive,
    idp::{ConfirmSignUpRequest, ConfirmSignUpResponse},
};

pub async fn handle(cx: &Cx<'_>, input: ConfirmSignUpRequest) -> Result<ConfirmSignUpResponse> {
    let username = input.username.expose();
    let hash = input.secret_hash.as_ref();
    let config = public::begin(cx, input.client_id.expose(), hash, username).await?;
    let confirmed = confirm(cx, &config, &input).await.map_err(refused)?;
    // Whether or not one comes of it, the user is confirmed.
    let session = match &input.session {
        Some(session) => {
            let session = session.expose();
            auto_sign_in::confirmed(cx, &config, session, username, confirmed.by).await?
        }
        None => auto_sign_in::by_code(cx, &config, &confirmed)?,
    };
    Ok(ConfirmSignUpResponse {
        session: session.map(Sensitive::new),
    })
}

async fn confirm(
    cx: &Cx<'_>,
    config: &ClientConfig,
    input: &ConfirmSignUpRequest,
) -> Result<Confirmed, Refusal> {
    let force = input.force_alias_creation == Some(true);
    let input = Input {
        username: Username::parse(input.username.expose())?,
        code: TypedCode::parse(&input.confirmation_code)?,
        if_held: IfHeld::by_force(&config.pool, force),
        discretion: Discretion::of_api(config),
    };
    confirm_sign_up::confirm_sign_up(cx, config, input).await
}

fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Malformed(field) => refusals::malformed(Malformed(field)),
        Refusal::NoUser(no_user) => refusals::no_user(no_user),
        Refusal::NotWaiting(status) => refusals::cannot_be_confirmed(status),
        Refusal::Code(wrong) => refusals::code(wrong),
        Refusal::Taken(alias) => refusals::taken(&alias, For::Verified),
        Refusal::Failed(error) => error.into(),
    }
}

#[cfg(test)]
mod tests;
