//! The settings that `CreateUserPool` and `UpdateUserPool` set.

use super::email_configuration;
use crate::error::{Error, Result};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use vestibule_engine::deployment::MailSenders;
use vestibule_model::{
    assurance::default_acr,
    contact::ContactAttribute,
    factor::{FirstFactor, PoolFactors},
    pool::{DeviceTracking, MfaMode, PasswordPolicy, PoolSettings, Recovery, Templates, Tier},
    short,
};
use vestibule_wire::idp::{
    AccountRecoverySettingType, AcrLevelConfigType, AdminCreateUserConfigType,
    AdvancedSecurityModeType, AuthFactorType, DcrConfigurationType, DefaultEmailOptionType,
    DeletionProtectionType, DeviceConfigurationType, EncryptionKeyType, ErrorCode,
    IssuerConfigurationType, IssuerType, KeyConfigurationType, LambdaConfigType,
    PasswordPolicyType, RecoveryOptionNameType, SignInPolicyType, SmsConfigurationType, StatusType,
    UpdateUserPoolRequest, UserAttributeUpdateSettingsType, UserPoolAddOnsType, UserPoolMfaType,
    UserPoolPolicyType, UserPoolTierType, VerificationMessageTemplateType, VerifiedAttributeType,
};

/// What becomes of a pool's settings by an update: a member that was left out gets its default, but for the parts of
/// `Policies`, each as a whole, the name, `MfaConfiguration` and `DeletionProtection`, which stay as they are. Members
/// are checked in the service's order. A new pool is an update of [`PoolSettings::new`]. `senders`: whom the deployment lets
/// pools' mails be from.
///
/// # Errors
/// InvalidParameterException and its like for what can't be set, or isn't built.
pub(super) fn updated(
    old: &PoolSettings,
    request: UpdateUserPoolRequest,
    senders: Option<&MailSenders>,
) -> Result<PoolSettings> {
    // Taken apart whole: a member that the model gains doesn't compile before it has a rule.
    let UpdateUserPoolRequest {
        user_pool_id: _,
        pool_name,
        policies,
        deletion_protection,
        lambda_config,
        auto_verified_attributes,
        sms_verification_message,
        email_verification_message,
        email_verification_subject,
        verification_message_template,
        sms_authentication_message,
        user_attribute_update_settings,
        mfa_configuration,
        device_configuration,
        email_configuration,
        sms_configuration,
        user_pool_tags,
        admin_create_user_config,
        user_pool_add_ons,
        dcr_configuration,
        account_recovery_setting,
        user_pool_tier,
        key_configuration,
        issuer_configuration,
        acr_configuration,
    } = request;

    refuse_triggers(lambda_config.as_ref())?;
    let auto_verified = contacts(auto_verified_attributes);
    let mfa = mfa_configuration.map_or(old.mfa, mfa_mode);
    let factors = factors(old, mfa, &auto_verified, sms_configuration.as_ref())?;
    let email = email_configuration::read(email_configuration, senders)?;
    let recovery = recovery(account_recovery_setting)?;
    let UserPoolPolicyType {
        password_policy,
        sign_in_policy,
    } = policies.unwrap_or_default();
    let tier = user_pool_tier.map_or_else(Tier::default, tier);
    let first_factors = first_factors(old, sign_in_policy, tier)?;
    refuse_what_is_not_built(
        user_pool_add_ons.as_ref(),
        dcr_configuration.as_ref(),
        key_configuration.as_ref(),
        issuer_configuration.as_ref(),
    )?;
    let verify_before_update =
        verify_before_update(user_attribute_update_settings, &auto_verified)?;
    let AdminCreateUserConfigType {
        allow_admin_create_user_only,
        unused_account_validity_days,
        invite_message_template,
    } = admin_create_user_config.unwrap_or_default();
    let password = password(&old.password, password_policy, unused_account_validity_days)?;

    let VerificationMessageTemplateType {
        sms_message,
        email_message,
        email_subject,
        email_message_by_link,
        email_subject_by_link,
        default_email_option,
    } = verification_message_template.unwrap_or_default();
    let invitation = invite_message_template.unwrap_or_default();
    let templates = Templates {
        // Each text has two members; the template's is the newer one.
        verification_subject: email_subject.or(email_verification_subject),
        verification_email: email_message.or(email_verification_message),
        verification_sms: sms_message.or(sms_verification_message),
        invitation_subject: invitation.email_subject,
        invitation_email: invitation.email_message,
        invitation_sms: invitation.sms_message,
        // SetUserPoolMfaConfig's.
        mfa_subject: old.templates.mfa_subject.clone(),
        mfa_email: old.templates.mfa_email.clone(),
        mfa_sms: sms_authentication_message,
        by_link: default_email_option == Some(DefaultEmailOptionType::ConfirmWithLink),
        link_subject: email_subject_by_link,
        link_email: email_message_by_link,
    };
    let echoed = [
        echo("SmsConfiguration", sms_configuration)?,
        echo("UserPoolAddOns", user_pool_add_ons)?,
        echo("DcrConfiguration", dcr_configuration)?,
        echo("AcrConfiguration", levels(acr_configuration, tier)?)?,
    ];
    Ok(PoolSettings {
        name: pool_name.unwrap_or_else(|| old.name.clone()),
        password,
        auto_verified,
        verify_before_update,
        mfa,
        factors,
        first_factors,
        email,
        devices: device_configuration.map(device_tracking),
        // SetUserPoolMfaConfig sets them.
        passkeys: old.passkeys.clone(),
        admin_create_only: allow_admin_create_user_only.unwrap_or(false),
        recovery,
        templates,
        deletion_protection: match deletion_protection {
            Some(DeletionProtectionType::Active) => true,
            Some(DeletionProtectionType::Inactive) => false,
            None => old.deletion_protection,
        },
        tags: user_pool_tags.unwrap_or_default(),
        tier,
        echoed: short::map(echoed.into_iter().flatten()),
    })
}

const fn tier(given: UserPoolTierType) -> Tier {
    match given {
        UserPoolTierType::Lite => Tier::Lite,
        UserPoolTierType::Essentials => Tier::Essentials,
        UserPoolTierType::Plus => Tier::Plus,
    }
}

pub(crate) const fn mfa_mode(given: UserPoolMfaType) -> MfaMode {
    match given {
        UserPoolMfaType::Off => MfaMode::Off,
        UserPoolMfaType::Optional => MfaMode::Optional,
        UserPoolMfaType::On => MfaMode::On,
    }
}

/// The member's presence alone has devices remembered.
fn device_tracking(given: DeviceConfigurationType) -> DeviceTracking {
    DeviceTracking {
        challenge_new: given.challenge_required_on_new_device.unwrap_or(false),
        ask_user: given.device_only_remembered_on_user_prompt.unwrap_or(false),
    }
}

fn refuse_triggers(config: Option<&LambdaConfigType>) -> Result<()> {
    let Some(config) = config else { return Ok(()) };
    let custom_sender = config.custom_sms_sender.is_some() || config.custom_email_sender.is_some();
    if custom_sender && config.kms_key_id.is_none() {
        return Err(Error::invalid_parameter(
            "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
        ));
    }
    if let (Some(plain), Some(versioned)) = (
        &config.pre_token_generation,
        &config.pre_token_generation_config,
    ) && *plain != versioned.lambda_arn
    {
        return Err(Error::invalid_parameter(
            "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
        ));
    }
    let Value::Object(given) = serde_json::to_value(config).map_err(Error::internal)? else {
        return Ok(());
    };
    match given.keys().next() {
        Some(trigger) => Err(Error::not_built(&format!("LambdaConfig.{trigger}"))),
        None => Ok(()),
    }
}

/// The factors that are offered from now on: SMS with its configuration, others as SetUserPoolMfaConfig has set them.
fn factors(
    old: &PoolSettings,
    mfa: MfaMode,
    auto_verified: &[ContactAttribute],
    sms: Option<&SmsConfigurationType>,
) -> Result<PoolFactors> {
    let phone_is_verified = auto_verified.contains(&ContactAttribute::PhoneNumber);
    let by_sms = sms.is_some() && phone_is_verified;
    let others = old.factors.software_token || old.factors.email;
    if mfa != MfaMode::Off && !by_sms && !others {
        return Err(Error::invalid_parameter(
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
        ));
    }
    if phone_is_verified && sms.is_none() {
        return Err(Error::invalid_parameter(
            "SMS configuration is required when phone_number is selected for auto verification",
        ));
    }
    // Messages leave by the deployment's own sender: whose leave AWS would send by changes nothing.
    if sms.is_some_and(|sms| sms.eums_sms.is_some()) {
        return Err(Error::not_built("SmsConfiguration.EumsSms"));
    }
    Ok(PoolFactors {
        // A pool that has chosen others has chosen not to have this one.
        sms: sms.is_some() && (old.factors.sms || (by_sms && mfa != MfaMode::Off && !others)),
        ..old.factors
    })
}

fn recovery(setting: Option<AccountRecoverySettingType>) -> Result<Vec<Recovery>> {
    let Some(given) = setting.and_then(|setting| setting.recovery_mechanisms) else {
        return Ok(Recovery::DEFAULT.to_vec());
    };
    let admin_only = given
        .iter()
        .any(|option| option.name == RecoveryOptionNameType::AdminOnly);
    if admin_only && given.len() > 1 {
        return Err(Error::invalid_parameter(
            "Invalid account recovery setting parameter. Account Recovery Setting cannot use admin_only setting with \
             any other recovery mechanisms.",
        ));
    }
    let repeats = given.iter().enumerate().any(|(position, option)| {
        let before = given.iter().take(position);
        before
            .into_iter()
            .any(|other| other.priority == option.priority || other.name == option.name)
    });
    if repeats {
        return Err(Error::invalid_parameter(
            "Invalid account recovery setting parameter. Account Recovery Setting cannot have duplicate priorities or \
             recovery mechanisms.",
        ));
    }
    let given = short::sorted(given, |a, b| a.priority.cmp(&b.priority));
    Ok(given
        .into_iter()
        .map(|option| match option.name {
            RecoveryOptionNameType::VerifiedEmail => Recovery::VerifiedEmail,
            RecoveryOptionNameType::VerifiedPhoneNumber => Recovery::VerifiedPhoneNumber,
            RecoveryOptionNameType::AdminOnly => Recovery::AdminOnly,
        })
        .collect())
}

/// A policy that isn't given stays as it is.
fn first_factors(
    old: &PoolSettings,
    policy: Option<SignInPolicyType>,
    tier: Tier,
) -> Result<Vec<FirstFactor>> {
    let given = policy.map(
        |SignInPolicyType {
             allowed_first_auth_factors,
         }| allowed_first_auth_factors,
    );
    let factors = match given.flatten() {
        None => old.first_factors.clone(),
        Some(given) if !given.contains(&AuthFactorType::Password) => {
            return Err(Error::invalid_parameter(
                "Password should be configured as one of the allowed first auth factors.",
            ));
        }
        Some(given) => given
            .into_iter()
            .map(first_factor)
            .collect::<Result<Vec<_>>>()?,
    };
    let passwordless = factors
        .iter()
        .any(|factor| *factor != FirstFactor::Password);
    if passwordless && tier == Tier::Lite {
        return Err(Error::new(
            ErrorCode::FeatureUnavailableInTierException,
            "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In",
        ));
    }
    Ok(factors)
}

fn first_factor(given: AuthFactorType) -> Result<FirstFactor> {
    Ok(match given {
        AuthFactorType::Password => FirstFactor::Password,
        AuthFactorType::EmailOtp => FirstFactor::EmailOtp,
        AuthFactorType::SmsOtp => FirstFactor::SmsOtp,
        AuthFactorType::WebAuthn => FirstFactor::WebAuthn,
        AuthFactorType::SoftwareToken => {
            return Err(Error::invalid_parameter(
                "SOFTWARE_TOKEN is not currently supported as a first auth factor.",
            ));
        }
    })
}

fn refuse_what_is_not_built(
    add_ons: Option<&UserPoolAddOnsType>,
    registration: Option<&DcrConfigurationType>,
    key: Option<&KeyConfigurationType>,
    issuer: Option<&IssuerConfigurationType>,
) -> Result<()> {
    let threat_protection = add_ons.is_some_and(|add_ons| {
        add_ons.advanced_security_mode != AdvancedSecurityModeType::Off
            || add_ons
                .advanced_security_additional_flows
                .as_ref()
                .is_some_and(|flows| flows.custom_auth_mode.is_some())
    });
    let own_key = key.is_some_and(|key| {
        key.key_type == Some(EncryptionKeyType::CustomerManagedKey) || key.kms_key_arn.is_some()
    });
    refuse_first(&[
        (threat_protection, "UserPoolAddOns"),
        (
            registration.is_some_and(|it| it.enable_status == Some(StatusType::Enabled)),
            "DcrConfiguration",
        ),
        (own_key, "KeyConfiguration CUSTOMER_MANAGED_KEY"),
        (
            issuer.is_some_and(|it| it.r#type == Some(IssuerType::Updated)),
            "IssuerConfiguration UPDATED",
        ),
    ])
}

/// The names of the four levels, those that aren't given by default. `None` where none was given.
fn levels(
    given: Option<BTreeMap<String, AcrLevelConfigType>>,
    tier: Tier,
) -> Result<Option<BTreeMap<String, AcrLevelConfigType>>> {
    let Some(mut levels) = given.filter(|given| !given.is_empty()) else {
        return Ok(None);
    };
    if tier == Tier::Lite {
        return Err(Error::new(
            ErrorCode::FeatureUnavailableInTierException,
            "The following features need to be disabled for the LITE pricing tier configured: ACR Configuration",
        ));
    }
    for level in 1..=4 {
        let named = levels.entry(format!("Level{level}"));
        named.or_insert_with(|| AcrLevelConfigType {
            acr_value: default_acr(level),
        });
    }
    let names = short::set(levels.values().map(|level| level.acr_value.as_str()));
    match names.len() == levels.len() {
        true => Ok(Some(levels)),
        false => Err(Error::invalid_parameter(
            "AcrValue must be unique across all levels.",
        )),
    }
}

fn verify_before_update(
    settings: Option<UserAttributeUpdateSettingsType>,
    auto_verified: &[ContactAttribute],
) -> Result<Vec<ContactAttribute>> {
    let attributes = contacts(
        settings.and_then(|settings| settings.attributes_require_verification_before_update),
    );
    // Without a code to send, the new value would never take effect.
    match attributes
        .iter()
        .find(|attribute| !auto_verified.contains(attribute))
    {
        Some(attribute) => Err(Error::invalid_parameter(format!(
            "{} must be one of AutoVerifiedAttributes to require verification before update.",
            attribute.as_str()
        ))),
        None => Ok(attributes),
    }
}

/// A policy that was given without its requirements has none; one that wasn't given at all stays as it is.
fn password(
    old: &PasswordPolicy,
    given: Option<PasswordPolicyType>,
    unused_account_days: Option<i32>,
) -> Result<PasswordPolicy> {
    let unused_account_days = unused_account_days.map(i64::from);
    let Some(given) = given else {
        return Ok(PasswordPolicy {
            temporary_days: unused_account_days.unwrap_or(old.temporary_days),
            ..old.clone()
        });
    };
    let PasswordPolicyType {
        minimum_length,
        require_uppercase,
        require_lowercase,
        require_numbers,
        require_symbols,
        password_history_size,
        temporary_password_validity_days,
    } = given;
    let temporary_days = temporary_password_validity_days.map(i64::from);
    if let (Some(temporary), Some(unused)) = (temporary_days, unused_account_days)
        && temporary != unused
    {
        return Err(Error::invalid_parameter(
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
        ));
    }
    let defaults = PasswordPolicy::default();
    let size = |size: Option<i32>, default| {
        size.and_then(|size| usize::try_from(size).ok())
            .unwrap_or(default)
    };
    Ok(PasswordPolicy {
        min_length: size(minimum_length, defaults.min_length),
        upper: require_uppercase.unwrap_or(false),
        lower: require_lowercase.unwrap_or(false),
        numbers: require_numbers.unwrap_or(false),
        symbols: require_symbols.unwrap_or(false),
        history: size(password_history_size, defaults.history),
        temporary_days: temporary_days
            .or(unused_account_days)
            .unwrap_or(defaults.temporary_days),
    })
}

/// Each once.
fn contacts(given: Option<Vec<VerifiedAttributeType>>) -> Vec<ContactAttribute> {
    let mut contacts = Vec::new();
    for attribute in given.unwrap_or_default() {
        let contact = match attribute {
            VerifiedAttributeType::Email => ContactAttribute::Email,
            VerifiedAttributeType::PhoneNumber => ContactAttribute::PhoneNumber,
        };
        if !contacts.contains(&contact) {
            contacts.push(contact);
        }
    }
    contacts
}

fn refuse_first(given: &[(bool, &str)]) -> Result<()> {
    match given.iter().find(|(given, _)| *given) {
        Some((_, setting)) => Err(Error::not_built(setting)),
        None => Ok(()),
    }
}

fn echo<T: Serialize>(member: &str, value: Option<T>) -> Result<Option<(String, Value)>> {
    value
        .map(|value| {
            let value = serde_json::to_value(value).map_err(Error::internal)?;
            Ok((member.to_owned(), value))
        })
        .transpose()
}

#[cfg(test)]
mod tests;
