//! Passkeys: what a user does with its own. Signing in with one is `USER_AUTH`'s.

pub mod complete_web_authn_registration;
pub mod delete_web_authn_credential;
pub mod list_web_authn_credentials;
pub mod settings;
pub mod start_web_authn_registration;

use crate::error::{Error, Result};
use vestibule_engine::{
    access_token::{self, Caller},
    cx::Cx,
    error,
};
use vestibule_wire::idp::ErrorCode;

/// Who calls. None of these operations declares that a user isn't confirmed.
async fn caller(cx: &Cx<'_>, token: &str) -> Result<Caller> {
    let caller = access_token::resolve(cx, token).await;
    caller.map_err(|error| match error {
        error::Error::Refused(error::Refusal::UserNotConfirmed) => {
            Error::not_authorized("User is not confirmed.")
        }
        error => error.into(),
    })
}

fn not_enabled() -> Error {
    Error::new(
        ErrorCode::WebAuthnNotEnabledException,
        "Passkeys are not enabled for this user pool.",
    )
}

fn too_many() -> Error {
    Error::new(
        ErrorCode::LimitExceededException,
        "A user can have no more than 20 passkeys.",
    )
}

#[cfg(test)]
mod tests;
