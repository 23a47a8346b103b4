//! `ConfirmDevice`: the app of a user who has just signed in has the device remembered, and says how it will prove itself.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html>

use super::{change_own, owner};
use crate::error::{Error, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use vestibule_crypto::srp::{Salt, Verifier};
use vestibule_engine::{config::Config, cx::Cx, devices};
use vestibule_model::device::DeviceSecret;
use vestibule_store::users::devices::Change;
use vestibule_wire::idp::{
    ConfirmDeviceRequest, ConfirmDeviceResponse, DeviceSecretVerifierConfigType,
};

/// The longest salt, in bytes.
const LONGEST_SALT: usize = 64;

pub async fn handle(cx: &Cx<'_>, input: ConfirmDeviceRequest) -> Result<ConfirmDeviceResponse> {
    let token = Some(&input.access_token);
    let caller = owner(cx, token).await?;
    let key = input.device_key;
    let secret = input.device_secret_verifier_config;
    let secret = secret.map(|given| secret_of(cx, &caller.config, &key, &given));
    let asks_user = caller
        .config
        .pool
        .settings
        .devices
        .is_some_and(|devices| devices.ask_user);
    let confirm = Change::Confirm {
        of_session: caller.token.device_key.clone(),
        name: input.device_name,
        secret: secret.transpose()?,
        remembered: !asks_user,
        ip: cx.peer.map(|peer| peer.to_string()),
    };
    change_own(cx, token, &caller, key, confirm).await?;
    Ok(ConfirmDeviceResponse {
        user_confirmation_necessary: Some(asks_user),
    })
}

fn secret_of(
    cx: &Cx<'_>,
    config: &Config,
    key: &str,
    given: &DeviceSecretVerifierConfigType,
) -> Result<DeviceSecret> {
    let bytes = |text: &Option<String>| STANDARD.decode(text.as_deref()?).ok();
    let salt = bytes(&given.salt).filter(|salt| (1..=LONGEST_SALT).contains(&salt.len()));
    let verifier = bytes(&given.password_verifier);
    let verifier = verifier.and_then(|bytes| Verifier::from_bytes(&bytes).ok());
    let (Some(salt), Some(verifier)) = (salt, verifier) else {
        return Err(Error::invalid_parameter(
            "Invalid device secret verifier config.",
        ));
    };
    let (pool, salt) = (&config.pool.id, Salt::from_bytes(&salt));
    Ok(devices::keep_secret(cx, pool, key, &salt, &verifier)?)
}
