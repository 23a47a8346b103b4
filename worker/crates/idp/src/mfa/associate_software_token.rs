//! `AssociateSoftwareToken`: a new secret for a person's authenticator app, by an access token or in the middle of a sign-in.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html>

use super::preference::replace;
use crate::error::{Error, Result};
use vestibule_crypto::totp::Seed;
use vestibule_engine::{
    access_token,
    accounts::outcomes::too_late,
    auth_flow::set_up,
    cx::Cx,
    error::{self, Refusal},
    software_token,
};
use vestibule_model::{
    factor::{Factor, Factors},
    user::{Authority, Standing},
};
use vestibule_wire::{
    Sensitive,
    idp::{AssociateSoftwareTokenRequest, AssociateSoftwareTokenResponse, ErrorCode},
};

pub async fn handle(
    cx: &Cx<'_>,
    input: AssociateSoftwareTokenRequest,
) -> Result<AssociateSoftwareTokenResponse> {
    let (secret, session) = match (&input.access_token, &input.session) {
        (Some(token), None) => (by_token(cx, token.expose()).await?, None),
        (None, Some(session)) => {
            let config = set_up::client_of(cx, session.expose()).await?;
            match set_up::associate(cx, &config, session.expose()).await {
                Ok((secret, session)) => (secret, Some(Sensitive::new(session))),
                Err(error::Error::Refused(Refusal::NoSuchFactor)) => return Err(not_offered()),
                Err(error) => return Err(error.into()),
            }
        }
        _ => return Err(either()),
    };
    Ok(AssociateSoftwareTokenResponse {
        secret_code: Some(Sensitive::new(secret.to_base32().expose().clone())),
        session,
    })
}

async fn by_token(cx: &Cx<'_>, token: &str) -> Result<Seed> {
    // This operation does not declare that a user isn't confirmed.
    let caller = access_token::resolve(cx, token).await;
    let caller = caller.map_err(|error| match error {
        error::Error::Refused(Refusal::UserNotConfirmed) => {
            Error::not_authorized("User is not confirmed.")
        }
        error => error.into(),
    })?;
    cx.spend(&caller.token.client_id)?;
    let (config, user) = (&caller.config, &caller.user);
    if !config
        .pool
        .settings
        .factors
        .offers(Factor::SoftwareTokenMfa)
    {
        return Err(not_offered());
    }
    let (seed, secret) = software_token::mint(cx, config, &user.sub)?;
    let factors = Factors {
        pending: Some(seed),
        ..user.factors.clone()
    };
    let own = Authority::User(Standing::of(user));
    match replace(cx, config, user, own, factors).await? {
        true => Ok(secret),
        false => Err(too_late(cx, token).await.into()),
    }
}

/// Both operations of software tokens take one or the other.
pub(super) fn either() -> Error {
    Error::invalid_parameter("Either an AccessToken or a Session is required.")
}

pub(super) fn not_offered() -> Error {
    Error::new(
        ErrorCode::SoftwareTokenMFANotFoundException,
        "Software Token MFA has not been enabled by the userPool.",
    )
}
