//! `AdminSetUserMFAPreference`: an administrator says which second factors a user's sign-in asks for.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html>

use super::preference::{Preferences, preferring, replace};
use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_model::user::Authority;
use vestibule_wire::idp::{AdminSetUserMFAPreferenceRequest, AdminSetUserMFAPreferenceResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminSetUserMFAPreferenceRequest,
) -> Result<AdminSetUserMFAPreferenceResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let given = Preferences {
        sms: input.sms_mfa_settings,
        software_token: input.software_token_mfa_settings,
        email: input.email_mfa_settings,
        web_authn: input.web_authn_mfa_settings,
    };
    let caller = Authority::Administrator;
    let factors = preferring(&config, &user, &caller, given)?;
    replace(cx, &config, &user, caller, factors).await?;
    Ok(AdminSetUserMFAPreferenceResponse {})
}
