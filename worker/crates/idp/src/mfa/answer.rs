//! A user's second factors, as the API tells them.

use crate::error::Result;
use vestibule_engine::{
    auth_flow::choice::{self, Choice},
    config::Config,
    cx::Cx,
};
use vestibule_model::{factor::Factor, user::User};
use vestibule_wire::idp::{AuthFactorType, DeliveryMediumType, MFAOptionType};

/// `ConfiguredUserAuthFactors`: what `USER_AUTH` lets the user's sign-ins begin with.
pub(super) async fn configured(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
) -> Result<Vec<AuthFactorType>> {
    let open = choice::available_to(cx, config, user).await?;
    let factors = open.into_iter().filter_map(|choice| match choice {
        // It is told with the password.
        Choice::PasswordSrp => None,
        Choice::Password => Some(AuthFactorType::Password),
        Choice::EmailOtp => Some(AuthFactorType::EmailOtp),
        Choice::SmsOtp => Some(AuthFactorType::SmsOtp),
        Choice::WebAuthn => Some(AuthFactorType::WebAuthn),
    });
    Ok(factors.collect())
}

/// `UserMFASettingList`: what the user has turned on; absent where that is nothing.
pub(crate) fn setting_list(user: &User) -> Option<Vec<String>> {
    let enabled = Factor::ALL
        .into_iter()
        .filter(|factor| user.factors.enabled.contains(factor));
    let names: Vec<_> = enabled.map(|factor| factor.as_str().to_owned()).collect();
    (!names.is_empty()).then_some(names)
}

/// `PreferredMfaSetting`
pub(crate) fn preferred(user: &User) -> Option<String> {
    user.factors
        .preferred
        .map(|factor| factor.as_str().to_owned())
}

/// `MFAOptions`: what was turned on by the legacy settings, which know SMS alone.
pub(crate) fn legacy_options(user: &User) -> Option<Vec<MFAOptionType>> {
    let enabled = user.factors.legacy && user.factors.enabled.contains(&Factor::SmsMfa);
    enabled.then(|| {
        vec![MFAOptionType {
            delivery_medium: Some(DeliveryMediumType::Sms),
            attribute_name: Some("phone_number".to_owned()),
        }]
    })
}
