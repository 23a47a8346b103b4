//! `SetUserSettings`: the older way to turn SMS on as a second factor, or off.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html>

use super::preference::{check, replace};
use crate::error::{Error, Result};
use vestibule_engine::{access_token, accounts::outcomes::too_late, config::Config, cx::Cx};
use vestibule_model::{
    factor::{Factor, Factors},
    user::{Authority, Standing, User},
};
use vestibule_wire::idp::{
    DeliveryMediumType, MFAOptionType, SetUserSettingsRequest, SetUserSettingsResponse,
};

pub async fn handle(cx: &Cx<'_>, input: SetUserSettingsRequest) -> Result<SetUserSettingsResponse> {
    let token = input.access_token.expose();
    let caller = access_token::resolve(cx, token).await?;
    let (config, user) = (&caller.config, &caller.user);
    let factors = with_options(config, user, &input.mfa_options)?;
    let own = Authority::User(Standing::of(user));
    match replace(cx, config, user, own, factors).await? {
        true => Ok(SetUserSettingsResponse {}),
        false => Err(too_late(cx, token).await.into()),
    }
}

/// What becomes of a user's factors: SMS to the phone number is all that these settings know.
///
/// # Errors
/// InvalidParameterException for any other, and where the user has no phone number or the pool no SMS.
pub(super) fn with_options(
    config: &Config,
    user: &User,
    options: &[MFAOptionType],
) -> Result<Factors> {
    let is_sms = |option: &MFAOptionType| {
        option.delivery_medium == Some(DeliveryMediumType::Sms)
            && option.attribute_name.as_deref() == Some("phone_number")
    };
    if !options.iter().all(is_sms) {
        return Err(Error::invalid_parameter(
            "MFAOptions can only turn on SMS to the attribute phone_number.",
        ));
    }
    let enabled = !options.is_empty();
    if enabled {
        check(config, user, Factor::SmsMfa)?;
    }
    let mut factors = user.factors.clone();
    factors.enable(Factor::SmsMfa, enabled);
    factors.legacy = enabled;
    Ok(factors)
}
