//! `CompleteWebAuthnRegistration`: the passkey that a user's browser has made.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CompleteWebAuthnRegistration.html>

use super::{caller, not_enabled, too_many};
use crate::error::{Error, Result};
use vestibule_engine::{
    accounts::outcomes::too_late,
    cx::Cx,
    passkeys::{self, NotRegistered, Refusal},
};
use vestibule_wire::idp::{
    CompleteWebAuthnRegistrationRequest, CompleteWebAuthnRegistrationResponse, ErrorCode,
};

pub async fn handle(
    cx: &Cx<'_>,
    input: CompleteWebAuthnRegistrationRequest,
) -> Result<CompleteWebAuthnRegistrationResponse> {
    let token = input.access_token.expose();
    let caller = caller(cx, token).await?;
    let (config, user) = (&caller.config, &caller.user);
    match passkeys::register(cx, config, user, &input.credential).await {
        Ok(()) => Ok(CompleteWebAuthnRegistrationResponse {}),
        Err(NotRegistered::NotEnabled) => Err(not_enabled()),
        Err(NotRegistered::NoChallenge) => Err(no_challenge()),
        Err(NotRegistered::OtherClient) => Err(Error::new(
            ErrorCode::WebAuthnClientMismatchException,
            "The registration was started with another app client.",
        )),
        Err(NotRegistered::Refused(refusal)) => Err(refused(refusal)),
        Err(NotRegistered::Known) => Err(Error::invalid_parameter(
            "The passkey is registered already.",
        )),
        Err(NotRegistered::TooMany) => Err(too_many()),
        Err(NotRegistered::NoSuchUser) => Err(Error::user_not_found()),
        Err(NotRegistered::TooLate) => Err(too_late(cx, token).await.into()),
        Err(NotRegistered::Failed(error)) => Err(error.into()),
    }
}

fn no_challenge() -> Error {
    Error::new(
        ErrorCode::WebAuthnChallengeNotFoundException,
        "The registration has expired or was not started.",
    )
}

/// A word for each reason, in the codes that the service has.
fn refused(refusal: Refusal) -> Error {
    let code = match refusal {
        Refusal::Malformed | Refusal::OtherCeremony | Refusal::OtherCredential => {
            ErrorCode::InvalidParameterException
        }
        Refusal::Challenge => return no_challenge(),
        Refusal::Origin | Refusal::Framed => ErrorCode::WebAuthnOriginNotAllowedException,
        Refusal::RelyingParty => ErrorCode::WebAuthnRelyingPartyMismatchException,
        Refusal::NotPresent
        | Refusal::NotVerified
        | Refusal::Key
        | Refusal::Format
        | Refusal::Attestation
        | Refusal::Signature
        | Refusal::Counter => ErrorCode::WebAuthnCredentialNotSupportedException,
    };
    Error::new(code, format!("Invalid credential: {refusal}."))
}
