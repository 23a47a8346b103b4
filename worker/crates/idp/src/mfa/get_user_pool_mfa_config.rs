//! `GetUserPoolMfaConfig` answers with the second factors that a pool offers.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html>

use crate::{
    error::Result,
    passkeys,
    pools::answer::{echoed, mfa_mode},
};
use vestibule_engine::cx::Cx;
use vestibule_model::pool::Pool;
use vestibule_wire::idp::{
    EmailMfaConfigType, GetUserPoolMfaConfigRequest, GetUserPoolMfaConfigResponse,
    SmsMfaConfigType, SoftwareTokenMfaConfigType,
};

pub async fn handle(
    cx: &Cx<'_>,
    input: GetUserPoolMfaConfigRequest,
) -> Result<GetUserPoolMfaConfigResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    answer(&config.pool)
}

/// What both operations answer.
pub(super) fn answer(pool: &Pool) -> Result<GetUserPoolMfaConfigResponse> {
    let factors = &pool.settings.factors;
    let templates = &pool.settings.templates;
    let is_told = factors.software_token || factors.no_software_token;
    let sms = SmsMfaConfigType {
        sms_authentication_message: templates.mfa_sms.clone(),
        sms_configuration: echoed(pool, "SmsConfiguration")?,
    };
    Ok(GetUserPoolMfaConfigResponse {
        sms_mfa_configuration: factors.sms.then_some(sms),
        software_token_mfa_configuration: is_told.then_some(SoftwareTokenMfaConfigType {
            enabled: Some(factors.software_token),
        }),
        email_mfa_configuration: factors.email.then(|| EmailMfaConfigType {
            message: templates.mfa_email.clone(),
            subject: templates.mfa_subject.clone(),
        }),
        mfa_configuration: Some(mfa_mode(pool.settings.mfa)),
        web_authn_configuration: pool
            .settings
            .passkeys
            .as_ref()
            .map(passkeys::settings::shown),
    })
}
