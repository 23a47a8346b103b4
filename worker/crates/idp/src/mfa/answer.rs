//! A user's second factors, as the API tells them.

use crate::pools::answer::first_factor;
use vestibule_model::{
    contact::ContactAttribute,
    factor::{Factor, FirstFactor},
    pool::Pool,
    user::User,
};
use vestibule_wire::idp::{AuthFactorType, DeliveryMediumType, MFAOptionType};

/// `ConfiguredUserAuthFactors`: what the pool lets a sign-in begin with, of what the user has.
pub(super) fn configured(pool: &Pool, user: &User) -> Vec<AuthFactorType> {
    let has = |contact: ContactAttribute| user.attributes.contains_key(contact.as_str());
    let allowed = pool.settings.first_factors.iter();
    allowed
        .filter(|factor| match factor {
            FirstFactor::Password => user.credential.is_some(),
            FirstFactor::EmailOtp => has(ContactAttribute::Email),
            FirstFactor::SmsOtp => has(ContactAttribute::PhoneNumber),
            FirstFactor::WebAuthn => false,
        })
        .map(first_factor)
        .collect()
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
