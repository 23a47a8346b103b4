//! `StartWebAuthnRegistration`: what a user's browser is asked for, to make a passkey.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartWebAuthnRegistration.html>

use super::{caller, not_enabled, too_many};
use crate::error::{Error, Result};
use vestibule_engine::{
    accounts::outcomes::too_late,
    cx::Cx,
    passkeys::{self, NotBegun},
};
use vestibule_wire::idp::{
    ErrorCode, StartWebAuthnRegistrationRequest, StartWebAuthnRegistrationResponse,
};

pub async fn handle(
    cx: &Cx<'_>,
    input: StartWebAuthnRegistrationRequest,
) -> Result<StartWebAuthnRegistrationResponse> {
    let token = input.access_token.expose();
    let caller = caller(cx, token).await?;
    let credential_creation_options = match passkeys::begin(cx, &caller.config, &caller.user).await
    {
        Ok(options) => options,
        Err(NotBegun::NotEnabled) => return Err(not_enabled()),
        Err(NotBegun::NoRelyingParty) => {
            return Err(Error::new(
                ErrorCode::WebAuthnConfigurationMissingException,
                "The user pool has neither a relying party ID nor a domain.",
            ));
        }
        Err(NotBegun::TooMany) => return Err(too_many()),
        Err(NotBegun::NoSuchUser) => return Err(Error::user_not_found()),
        Err(NotBegun::TooLate) => return Err(too_late(cx, token).await.into()),
        Err(NotBegun::Failed(error)) => return Err(error.into()),
    };
    Ok(StartWebAuthnRegistrationResponse {
        credential_creation_options,
    })
}
