//! The settings that `CreateUserPool` and `UpdateUserPool` share: checked, and made into those of a
//! [`Pool`]. What was left out has its default.

use crate::{
    idp_error::{Error, Result},
    model::pool::{PasswordPolicy, Pool, Recovery, Templates},
};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use vestibule_wire::idp::{
    AccountRecoverySettingType, AcrLevelConfigType, AdminCreateUserConfigType,
    AdvancedSecurityModeType, AuthFactorType, CreateUserPoolRequest, DcrConfigurationType,
    DefaultEmailOptionType, DeletionProtectionType, DeviceConfigurationType,
    EmailConfigurationType, EmailSendingAccountType, EncryptionKeyType, IssuerConfigurationType,
    IssuerType, KeyConfigurationType, LambdaConfigType, PasswordPolicyType, RecoveryOptionNameType,
    SmsConfigurationType, StatusType, UpdateUserPoolRequest, UserAttributeUpdateSettingsType,
    UserPoolAddOnsType, UserPoolMfaType, UserPoolPolicyType, UserPoolTierType,
    VerificationMessageTemplateType, VerifiedAttributeType,
};

/// Members that both requests have.
pub(super) struct Members {
    policies: Option<UserPoolPolicyType>,
    deletion_protection: Option<DeletionProtectionType>,
    lambda_config: Option<LambdaConfigType>,
    auto_verified_attributes: Option<Vec<VerifiedAttributeType>>,
    sms_verification_message: Option<String>,
    email_verification_message: Option<String>,
    email_verification_subject: Option<String>,
    verification_message_template: Option<VerificationMessageTemplateType>,
    sms_authentication_message: Option<String>,
    mfa_configuration: Option<UserPoolMfaType>,
    user_attribute_update_settings: Option<UserAttributeUpdateSettingsType>,
    device_configuration: Option<DeviceConfigurationType>,
    email_configuration: Option<EmailConfigurationType>,
    sms_configuration: Option<SmsConfigurationType>,
    user_pool_tags: Option<BTreeMap<String, String>>,
    admin_create_user_config: Option<AdminCreateUserConfigType>,
    user_pool_add_ons: Option<UserPoolAddOnsType>,
    dcr_configuration: Option<DcrConfigurationType>,
    account_recovery_setting: Option<AccountRecoverySettingType>,
    user_pool_tier: Option<UserPoolTierType>,
    key_configuration: Option<KeyConfigurationType>,
    issuer_configuration: Option<IssuerConfigurationType>,
    acr_configuration: Option<BTreeMap<String, AcrLevelConfigType>>,
}

macro_rules! members_of {
    ($($request:ty),*) => {$(
        impl From<$request> for Members {
            fn from(request: $request) -> Self {
                Self {
                    policies: request.policies,
                    deletion_protection: request.deletion_protection,
                    lambda_config: request.lambda_config,
                    auto_verified_attributes: request.auto_verified_attributes,
                    sms_verification_message: request.sms_verification_message,
                    email_verification_message: request.email_verification_message,
                    email_verification_subject: request.email_verification_subject,
                    verification_message_template: request.verification_message_template,
                    sms_authentication_message: request.sms_authentication_message,
                    mfa_configuration: request.mfa_configuration,
                    user_attribute_update_settings: request.user_attribute_update_settings,
                    device_configuration: request.device_configuration,
                    email_configuration: request.email_configuration,
                    sms_configuration: request.sms_configuration,
                    user_pool_tags: request.user_pool_tags,
                    admin_create_user_config: request.admin_create_user_config,
                    user_pool_add_ons: request.user_pool_add_ons,
                    dcr_configuration: request.dcr_configuration,
                    account_recovery_setting: request.account_recovery_setting,
                    user_pool_tier: request.user_pool_tier,
                    key_configuration: request.key_configuration,
                    issuer_configuration: request.issuer_configuration,
                    acr_configuration: request.acr_configuration,
                }
            }
        }
    )*};
}
members_of!(CreateUserPoolRequest, UpdateUserPoolRequest);

/// Settings that were checked.
#[derive(Debug)]
pub(super) struct Settings {
    password: PasswordPolicy,
    auto_verified: Vec<String>,
    verify_before_update: Vec<String>,
    admin_create_only: bool,
    recovery: Vec<Recovery>,
    templates: Templates,
    deletion_protection: bool,
    tags: BTreeMap<String, String>,
    tier: String,
    echoed: BTreeMap<String, Value>,
}

impl Settings {
    /// Checks the members, in the service's order.
    pub(super) fn read(members: Members) -> Result<Self> {
        refuse_triggers(members.lambda_config.as_ref())?;
        check_mfa_and_sms(&members)?;
        check_email(members.email_configuration.as_ref())?;
        let recovery = recovery(members.account_recovery_setting)?;
        let policies = members.policies.unwrap_or_default();
        let factors = policies
            .sign_in_policy
            .and_then(|policy| policy.allowed_first_auth_factors);
        check_first_factors(factors.as_deref())?;
        refuse_what_is_not_built(
            members.device_configuration.as_ref(),
            members.user_pool_add_ons.as_ref(),
            members.dcr_configuration.as_ref(),
            members.key_configuration.as_ref(),
            members.issuer_configuration.as_ref(),
            members.acr_configuration.as_ref(),
        )?;

        let auto_verified = names(members.auto_verified_attributes);
        let verify_before_update =
            verify_before_update(members.user_attribute_update_settings, &auto_verified)?;
        let admin_create = members.admin_create_user_config.unwrap_or_default();
        let password = password_policy(
            policies.password_policy,
            admin_create.unused_account_validity_days,
        )?;

        let template = members.verification_message_template.unwrap_or_default();
        if template.default_email_option == Some(DefaultEmailOptionType::ConfirmWithLink) {
            return Err(Error::not_built(
                "VerificationMessageTemplate.DefaultEmailOption CONFIRM_WITH_LINK",
            ));
        }
        let invitation = admin_create.invite_message_template.unwrap_or_default();
        let templates = Templates {
            // Each text has two members; the template's is the newer one.
            verification_subject: template
                .email_subject
                .or(members.email_verification_subject),
            verification_email: template
                .email_message
                .or(members.email_verification_message),
            verification_sms: template.sms_message.or(members.sms_verification_message),
            invitation_subject: invitation.email_subject,
            invitation_email: invitation.email_message,
            invitation_sms: invitation.sms_message,
        };

        let mut echoed = BTreeMap::new();
        echo(&mut echoed, "SmsConfiguration", members.sms_configuration)?;
        echo(
            &mut echoed,
            "SmsAuthenticationMessage",
            members.sms_authentication_message,
        )?;
        echo(
            &mut echoed,
            "EmailMessageByLink",
            template.email_message_by_link,
        )?;
        echo(
            &mut echoed,
            "EmailSubjectByLink",
            template.email_subject_by_link,
        )?;
        echo(&mut echoed, "UserPoolAddOns", members.user_pool_add_ons)?;
        echo(&mut echoed, "DcrConfiguration", members.dcr_configuration)?;
        echo(&mut echoed, "AcrConfiguration", members.acr_configuration)?;

        Ok(Self {
            password,
            auto_verified,
            verify_before_update,
            admin_create_only: admin_create.allow_admin_create_user_only.unwrap_or(false),
            recovery,
            templates,
            deletion_protection: members.deletion_protection
                == Some(DeletionProtectionType::Active),
            tags: members.user_pool_tags.unwrap_or_default(),
            tier: members
                .user_pool_tier
                .unwrap_or(UserPoolTierType::Essentials)
                .as_str()
                .to_owned(),
            echoed,
        })
    }

    pub(super) fn apply(self, pool: &mut Pool) {
        pool.password = self.password;
        pool.auto_verified = self.auto_verified;
        pool.verify_before_update = self.verify_before_update;
        pool.admin_create_only = self.admin_create_only;
        pool.recovery = self.recovery;
        pool.templates = self.templates;
        pool.deletion_protection = self.deletion_protection;
        pool.tags = self.tags;
        pool.tier = self.tier;
        pool.echoed = self.echoed;
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

fn check_mfa_and_sms(members: &Members) -> Result<()> {
    let phone_is_verified = members
        .auto_verified_attributes
        .as_ref()
        .is_some_and(|attributes| attributes.contains(&VerifiedAttributeType::PhoneNumber));
    match members.mfa_configuration {
        None | Some(UserPoolMfaType::Off) => {}
        Some(UserPoolMfaType::On | UserPoolMfaType::Optional)
            if members.sms_configuration.is_none() || !phone_is_verified =>
        {
            return Err(Error::invalid_parameter(
                "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
            ));
        }
        Some(UserPoolMfaType::On | UserPoolMfaType::Optional) => {
            return Err(Error::not_built("MfaConfiguration"));
        }
    }
    if phone_is_verified && members.sms_configuration.is_none() {
        return Err(Error::invalid_parameter(
            "SMS configuration is required when phone_number is selected for auto verification",
        ));
    }
    // Messages leave by the deployment's own sender: whose leave AWS would send by changes nothing.
    match &members.sms_configuration {
        Some(SmsConfigurationType {
            eums_sms: Some(_), ..
        }) => Err(Error::not_built("SmsConfiguration.EumsSms")),
        _ => Ok(()),
    }
}

fn check_email(config: Option<&EmailConfigurationType>) -> Result<()> {
    let Some(config) = config else { return Ok(()) };
    if config.email_sending_account == Some(EmailSendingAccountType::Developer) {
        return Err(if config.source_arn.is_none() {
            Error::invalid_parameter("Source ARN is required to use DEVELOPER email sending owner")
        } else {
            Error::not_built("EmailConfiguration.EmailSendingAccount DEVELOPER")
        });
    }
    let given = [
        (config.source_arn.is_some(), "EmailConfiguration.SourceArn"),
        (
            config.reply_to_email_address.is_some(),
            "EmailConfiguration.ReplyToEmailAddress",
        ),
        (config.from.is_some(), "EmailConfiguration.From"),
        (
            config.configuration_set.is_some(),
            "EmailConfiguration.ConfigurationSet",
        ),
    ];
    refuse_first(&given)
}

fn recovery(setting: Option<AccountRecoverySettingType>) -> Result<Vec<Recovery>> {
    let Some(mut given) = setting.and_then(|setting| setting.recovery_mechanisms) else {
        return Ok(vec![Recovery::VerifiedEmail, Recovery::VerifiedPhoneNumber]);
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
    let priorities: BTreeSet<i32> = given.iter().map(|option| option.priority).collect();
    let mechanisms: BTreeSet<_> = given.iter().map(|option| option.name).collect();
    if priorities.len() < given.len() || mechanisms.len() < given.len() {
        return Err(Error::invalid_parameter(
            "Invalid account recovery setting parameter. Account Recovery Setting cannot have duplicate priorities or \
             recovery mechanisms.",
        ));
    }
    given.sort_by_key(|option| option.priority);
    Ok(given
        .into_iter()
        .map(|option| match option.name {
            RecoveryOptionNameType::VerifiedEmail => Recovery::VerifiedEmail,
            RecoveryOptionNameType::VerifiedPhoneNumber => Recovery::VerifiedPhoneNumber,
            RecoveryOptionNameType::AdminOnly => Recovery::AdminOnly,
        })
        .collect())
}

fn check_first_factors(factors: Option<&[AuthFactorType]>) -> Result<()> {
    let Some(factors) = factors else {
        return Ok(());
    };
    if !factors.contains(&AuthFactorType::Password) {
        return Err(Error::invalid_parameter(
            "Password should be configured as one of the allowed first auth factors.",
        ));
    }
    match factors
        .iter()
        .find(|factor| **factor != AuthFactorType::Password)
    {
        Some(factor) => Err(Error::not_built(&format!(
            "Policies.SignInPolicy.AllowedFirstAuthFactors {}",
            factor.as_str()
        ))),
        None => Ok(()),
    }
}

fn refuse_what_is_not_built(
    devices: Option<&DeviceConfigurationType>,
    add_ons: Option<&UserPoolAddOnsType>,
    registration: Option<&DcrConfigurationType>,
    key: Option<&KeyConfigurationType>,
    issuer: Option<&IssuerConfigurationType>,
    levels: Option<&BTreeMap<String, AcrLevelConfigType>>,
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
        // Its presence alone turns device tracking on.
        (devices.is_some(), "DeviceConfiguration"),
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
        (
            levels.is_some_and(|levels| !levels.is_empty()),
            "AcrConfiguration",
        ),
    ])
}

fn verify_before_update(
    settings: Option<UserAttributeUpdateSettingsType>,
    auto_verified: &[String],
) -> Result<Vec<String>> {
    let attributes =
        names(settings.and_then(|settings| settings.attributes_require_verification_before_update));
    // Without a code to send, the new value would never take effect.
    match attributes
        .iter()
        .find(|attribute| !auto_verified.contains(attribute))
    {
        Some(attribute) => Err(Error::invalid_parameter(format!(
            "{attribute} must be one of AutoVerifiedAttributes to require verification before update."
        ))),
        None => Ok(attributes),
    }
}

/// A policy that was given without its requirements has none.
fn password_policy(
    given: Option<PasswordPolicyType>,
    unused_account_days: Option<i32>,
) -> Result<PasswordPolicy> {
    let defaults = PasswordPolicy::default();
    let temporary = given
        .as_ref()
        .and_then(|policy| policy.temporary_password_validity_days);
    if let (Some(temporary), Some(unused)) = (temporary, unused_account_days)
        && temporary != unused
    {
        return Err(Error::invalid_parameter(
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
        ));
    }
    let temporary_days = temporary
        .or(unused_account_days)
        .map_or(defaults.temporary_days, i64::from);
    let Some(given) = given else {
        return Ok(PasswordPolicy {
            temporary_days,
            ..defaults
        });
    };
    let size = |size: Option<i32>, default| {
        size.and_then(|size| usize::try_from(size).ok())
            .unwrap_or(default)
    };
    Ok(PasswordPolicy {
        min_length: size(given.minimum_length, defaults.min_length),
        upper: given.require_uppercase.unwrap_or(false),
        lower: given.require_lowercase.unwrap_or(false),
        numbers: given.require_numbers.unwrap_or(false),
        symbols: given.require_symbols.unwrap_or(false),
        history: size(given.password_history_size, 0),
        temporary_days,
    })
}

fn names(attributes: Option<Vec<VerifiedAttributeType>>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for attribute in attributes.unwrap_or_default() {
        if !names.iter().any(|name| name == attribute.as_str()) {
            names.push(attribute.as_str().to_owned());
        }
    }
    names
}

fn refuse_first(given: &[(bool, &str)]) -> Result<()> {
    match given.iter().find(|(given, _)| *given) {
        Some((_, setting)) => Err(Error::not_built(setting)),
        None => Ok(()),
    }
}

fn echo<T: Serialize>(
    echoed: &mut BTreeMap<String, Value>,
    member: &str,
    value: Option<T>,
) -> Result<()> {
    if let Some(value) = value {
        echoed.insert(
            member.to_owned(),
            serde_json::to_value(value).map_err(Error::internal)?,
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests;
