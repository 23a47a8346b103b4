//! `SignUp`: a person registers.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html>

use super::{
    answer, public,
    refusals::{self, Doing, For, Wording},
};
use crate::error::{Error, Result};
use std::rc::Rc;
use vestibule_crypto::SecretString;
use vestibule_engine::{
    accounts::{
        input::{Attributes, Malformed, NewPassword},
        naming::Name,
        sign_up::{self, Input, Made, Refusal},
    },
    auth_flow::auto_sign_in,
    config::ClientConfig,
    cx::Cx,
};
use vestibule_wire::{
    Sensitive,
    idp::{SignUpRequest, SignUpResponse},
};

pub async fn handle(cx: &Cx<'_>, input: SignUpRequest) -> Result<SignUpResponse> {
    let (made, config) = sign_up(cx, input).await.map_err(refused)?;
    let hides_users = config.client.hides_users();
    let code_delivery_details = match &made.code {
        Some((contact, sent)) => {
            // What becomes of a message is nothing that strangers hear of clients that hide their users.
            if !hides_users {
                refusals::unless_sent(*sent)?;
            }
            Some(answer::code_delivery(contact))
        }
        None => None,
    };
    Ok(SignUpResponse {
        user_confirmed: false,
        code_delivery_details,
        user_sub: made.user.sub.to_string(),
        session: auto_sign_in::begin(cx, &config, &made.user)?.map(Sensitive::new),
    })
}

/// Who was made, and by which client.
async fn sign_up(cx: &Cx<'_>, input: SignUpRequest) -> Result<(Made, Rc<ClientConfig>), Refusal> {
    let username = input.username.expose();
    let hash = input.secret_hash.as_ref();
    let config = public::begin(cx, input.client_id.expose(), hash, username).await?;
    let attributes = input.user_attributes.unwrap_or_default();
    let password = input
        .password
        .map(|password| NewPassword::parse(SecretString::new(password.into_inner())))
        .transpose()?;
    let input = Input {
        name: Name::parse(&config.pool, cx.unicode, username),
        password,
        attributes: Attributes::parse(answer::given(&attributes))?,
    };
    let made = sign_up::sign_up(cx, &config, input).await?;
    Ok((made, config))
}

fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::NotPermitted => {
            Error::not_authorized("SignUp is not permitted for this user pool")
        }
        Refusal::Malformed(field) => refusals::malformed(Malformed(field)),
        Refusal::Username(refusal) => refusals::username(refusal),
        Refusal::Attributes(refusal) => refusals::attributes(&refusal, Doing::NewUser),
        Refusal::PreferredUsername => Error::invalid_parameter(
            "Preferred username cannot be provided for unconfirmed account, since user pool is configured for \
             preferred username alias.",
        ),
        Refusal::Passwordless => Error::invalid_parameter("Missing required parameter Password"),
        Refusal::Password(violation) => refusals::password(violation, Wording::DidNotConformWith),
        Refusal::Taken(alias) => refusals::taken(&alias, For::SignUp),
        Refusal::Failed(error) => error.into(),
    }
}

#[cfg(test)]
mod tests;
