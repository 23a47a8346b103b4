//! `SetUserPoolMfaConfig`: which second factors a pool offers, and whether it asks everybody for one. What is left out is
//! offered no longer.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html>

use super::get_user_pool_mfa_config::answer;
use crate::{
    error::{Error, Result},
    passkeys,
    pools::settings::mfa_mode,
};
use vestibule_engine::cx::Cx;
use vestibule_model::{
    factor::PoolFactors,
    object_key::ObjectKey,
    pool::{MfaMode, PoolSettings, Tier},
};
use vestibule_store::pool::settings::{UpdatePool, UpdatedPool};
use vestibule_wire::idp::{
    EmailMfaConfigType, ErrorCode, GetUserPoolMfaConfigResponse, SetUserPoolMfaConfigRequest,
    SetUserPoolMfaConfigResponse, SmsMfaConfigType,
};

pub async fn handle(
    cx: &Cx<'_>,
    input: SetUserPoolMfaConfigRequest,
) -> Result<SetUserPoolMfaConfigResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let old = &config.pool.settings;
    let id = &config.pool.id;
    let mut pool = config.pool.clone();
    pool.settings = updated(old, input)?;
    let update = UpdatePool {
        settings: Box::new(pool.settings.clone()),
        old: Box::new(old.clone()),
    };
    match cx.call(&ObjectKey::of_pool(id), update).await? {
        UpdatedPool::Updated(revision) => cx.publish(id, &revision).await?,
        UpdatedPool::NoPool => return Err(Error::no_such_pool(id.as_str())),
        // The tier stays as it is, so no client stands in its way.
        UpdatedPool::Stale | UpdatedPool::Rotates | UpdatedPool::Tracks => {
            return Err(Error::StaleConfig);
        }
    }
    let GetUserPoolMfaConfigResponse {
        sms_mfa_configuration,
        software_token_mfa_configuration,
        email_mfa_configuration,
        mfa_configuration,
        web_authn_configuration,
    } = answer(&pool)?;
    Ok(SetUserPoolMfaConfigResponse {
        sms_mfa_configuration,
        software_token_mfa_configuration,
        email_mfa_configuration,
        mfa_configuration,
        web_authn_configuration,
    })
}

/// What becomes of the pool's settings.
fn updated(old: &PoolSettings, request: SetUserPoolMfaConfigRequest) -> Result<PoolSettings> {
    let SetUserPoolMfaConfigRequest {
        user_pool_id: _,
        sms_mfa_configuration: sms,
        software_token_mfa_configuration: software_token,
        email_mfa_configuration: email,
        mfa_configuration,
        web_authn_configuration,
    } = request;
    let mode = mfa_configuration.map_or(MfaMode::Off, mfa_mode);
    let given = sms.is_some() || software_token.is_some() || email.is_some();
    match mode {
        MfaMode::Off if given => {
            return Err(Error::invalid_parameter(
                "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
            ));
        }
        MfaMode::On | MfaMode::Optional if !given => {
            return Err(Error::invalid_parameter(
                "Invalid MFA configuration given, can't turn on MFA without configuring an MFA.",
            ));
        }
        _ => {}
    }
    let mut settings = old.clone();
    if let Some(given) = web_authn_configuration {
        settings.passkeys = Some(passkeys::settings::read(given, old.tier)?);
    }
    let sms = match sms {
        Some(sms) => {
            by_sms(&mut settings, sms)?;
            true
        }
        None => false,
    };
    if email.is_some() && !settings.email.developer {
        return Err(Error::invalid_parameter(
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of \
             COGNITO_DEFAULT. Update the value of EmailSendingAccount.",
        ));
    }
    if email.is_some() && settings.tier == Tier::Lite {
        return Err(Error::new(
            ErrorCode::FeatureUnavailableInTierException,
            "The following features need to be disabled for the LITE pricing tier configured: Email MFA",
        ));
    }
    let EmailMfaConfigType { message, subject } = email.clone().unwrap_or_default();
    (settings.templates.mfa_email, settings.templates.mfa_subject) = (message, subject);
    settings.mfa = mode;
    let software_token = software_token.map(|it| it.enabled == Some(true));
    settings.factors = PoolFactors {
        sms,
        software_token: software_token == Some(true),
        email: email.is_some(),
        no_software_token: software_token == Some(false),
    };
    if mode == MfaMode::On && settings.factors.offered().next().is_none() {
        return Err(Error::invalid_parameter(
            "Invalid MFA configuration given, can't require MFA and disable all of them.",
        ));
    }
    Ok(settings)
}

/// Takes the sender and the text of the messages over, which are the pool's own.
fn by_sms(settings: &mut PoolSettings, given: SmsMfaConfigType) -> Result<()> {
    let SmsMfaConfigType {
        sms_authentication_message,
        sms_configuration,
    } = given;
    if sms_configuration
        .as_ref()
        .is_some_and(|sms| sms.eums_sms.is_some())
    {
        return Err(Error::not_built("SmsConfiguration.EumsSms"));
    }
    if let Some(sms) = sms_configuration {
        let value = serde_json::to_value(sms).map_err(Error::internal)?;
        settings.echoed.insert("SmsConfiguration".to_owned(), value);
    }
    settings.templates.mfa_sms = sms_authentication_message;
    if !settings.echoed.contains_key("SmsConfiguration") {
        return Err(Error::invalid_parameter(
            "SMS configuration is required when SMS is selected as an MFA.",
        ));
    }
    Ok(())
}
