//! `SetUserMFAPreference`: a user says which second factors a sign-in asks for.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html>

use super::preference::{Preferences, preferring, replace};
use crate::error::Result;
use vestibule_engine::{access_token, accounts::outcomes::too_late, cx::Cx};
use vestibule_model::user::{Authority, Standing};
use vestibule_wire::idp::{SetUserMFAPreferenceRequest, SetUserMFAPreferenceResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: SetUserMFAPreferenceRequest,
) -> Result<SetUserMFAPreferenceResponse> {
    let token = input.access_token.expose();
    let caller = access_token::resolve(cx, token).await?;
    let (config, user) = (&caller.config, &caller.user);
    let given = Preferences {
        sms: input.sms_mfa_settings,
        software_token: input.software_token_mfa_settings,
        email: input.email_mfa_settings,
        web_authn: input.web_authn_mfa_settings,
    };
    let own = Authority::User(Standing::of(user));
    let factors = preferring(config, user, &own, given)?;
    match replace(cx, config, user, own, factors).await? {
        true => Ok(SetUserMFAPreferenceResponse {}),
        false => Err(too_late(cx, token).await.into()),
    }
}
