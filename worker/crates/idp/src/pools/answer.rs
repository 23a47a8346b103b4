//! A pool, as `CreateUserPool` and `DescribeUserPool` answer with it.

use super::{email_configuration, schema};
use crate::error::{Error, Result};
use serde::de::DeserializeOwned;
use vestibule_engine::{config::Config, cx::Cx};
use vestibule_model::{
    contact::{AliasAttribute, ContactAttribute},
    factor::FirstFactor,
    pool::{MfaMode, Names, Pool, Recovery, Tier},
};
use vestibule_store::users::list::CountUsers;
use vestibule_wire::{
    Timestamp,
    idp::{
        AccountRecoverySettingType, AdminCreateUserConfigType, AliasAttributeType, AuthFactorType,
        DefaultEmailOptionType, DeletionProtectionType, DeviceConfigurationType, EncryptionKeyType,
        IssuerConfigurationType, IssuerType, KeyConfigurationType, LambdaConfigType,
        MessageTemplateType, PasswordPolicyType, RecoveryOptionNameType, RecoveryOptionType,
        SignInPolicyType, UserAttributeUpdateSettingsType, UserPoolMfaType, UserPoolPolicyType,
        UserPoolTierType, UserPoolType, UsernameAttributeType, UsernameConfigurationType,
        VerificationMessageTemplateType, VerifiedAttributeType,
    },
};

/// How many users a pool has, counted now.
pub(super) async fn count_users(cx: &Cx<'_>, config: &Config) -> Result<i64> {
    let mut users: i64 = 0;
    for object in config.slots.objects(&config.pool.id) {
        users = users.saturating_add(cx.call(&object, CountUsers {}).await?);
    }
    Ok(users)
}

/// The members that both answers have.
pub(super) fn user_pool(pool: &Pool, account: &str, users: i64) -> Result<UserPoolType> {
    let (alias_attributes, username_attributes) = match &pool.names {
        Names::Username { aliases } => (unless_empty(aliases, alias), None),
        Names::Attributes(attributes) => (None, unless_empty(attributes, username)),
    };
    let settings = &pool.settings;
    let templates = &settings.templates;
    Ok(UserPoolType {
        id: Some(pool.id.to_string()),
        name: Some(settings.name.clone()),
        policies: Some(policies(pool)),
        deletion_protection: Some(if settings.deletion_protection {
            DeletionProtectionType::Active
        } else {
            DeletionProtectionType::Inactive
        }),
        lambda_config: Some(LambdaConfigType::default()),
        last_modified_date: Some(Timestamp(pool.modified.millis())),
        creation_date: Some(Timestamp(pool.created.millis())),
        schema_attributes: Some(pool.schema.iter().map(schema::shown).collect()),
        auto_verified_attributes: unless_empty(&settings.auto_verified, verified),
        alias_attributes,
        username_attributes,
        sms_verification_message: templates.verification_sms.clone(),
        email_verification_message: templates.verification_email.clone(),
        email_verification_subject: templates.verification_subject.clone(),
        verification_message_template: Some(VerificationMessageTemplateType {
            sms_message: templates.verification_sms.clone(),
            email_message: templates.verification_email.clone(),
            email_subject: templates.verification_subject.clone(),
            email_message_by_link: match &templates.link_email {
                Some(text) => Some(text.clone()),
                // Where the release before kept it; likewise below.
                None => echoed(pool, "EmailMessageByLink")?,
            },
            email_subject_by_link: match &templates.link_subject {
                Some(text) => Some(text.clone()),
                None => echoed(pool, "EmailSubjectByLink")?,
            },
            default_email_option: Some(match templates.by_link {
                true => DefaultEmailOptionType::ConfirmWithLink,
                false => DefaultEmailOptionType::ConfirmWithCode,
            }),
        }),
        sms_authentication_message: match &templates.mfa_sms {
            Some(text) => Some(text.clone()),
            None => echoed(pool, "SmsAuthenticationMessage")?,
        },
        user_attribute_update_settings: Some(UserAttributeUpdateSettingsType {
            attributes_require_verification_before_update: Some(
                settings.verify_before_update.iter().map(verified).collect(),
            ),
        }),
        mfa_configuration: Some(mfa_mode(settings.mfa)),
        device_configuration: settings.devices.map(|devices| DeviceConfigurationType {
            challenge_required_on_new_device: Some(devices.challenge_new),
            device_only_remembered_on_user_prompt: Some(devices.ask_user),
        }),
        estimated_number_of_users: Some(i32::try_from(users).unwrap_or(i32::MAX)),
        email_configuration: Some(email_configuration::shown(&settings.email)),
        sms_configuration: echoed(pool, "SmsConfiguration")?,
        user_pool_tags: (!settings.tags.is_empty()).then(|| settings.tags.clone()),
        domain: pool.domain.clone(),
        admin_create_user_config: Some(admin_create_user_config(pool)),
        user_pool_add_ons: echoed(pool, "UserPoolAddOns")?,
        dcr_configuration: echoed(pool, "DcrConfiguration")?,
        username_configuration: pool
            .case_sensitivity_given
            .then_some(UsernameConfigurationType {
                case_sensitive: pool.case_sensitive,
            }),
        arn: Some(pool.arn(account)),
        account_recovery_setting: Some(recovery(pool)),
        user_pool_tier: Some(match settings.tier {
            Tier::Lite => UserPoolTierType::Lite,
            Tier::Essentials => UserPoolTierType::Essentials,
            Tier::Plus => UserPoolTierType::Plus,
        }),
        key_configuration: Some(KeyConfigurationType {
            key_type: Some(EncryptionKeyType::AwsOwnedKey),
            ..KeyConfigurationType::default()
        }),
        issuer_configuration: Some(IssuerConfigurationType {
            r#type: Some(IssuerType::Original),
        }),
        acr_configuration: echoed(pool, "AcrConfiguration")?,
        ..UserPoolType::default()
    })
}

fn policies(pool: &Pool) -> UserPoolPolicyType {
    let policy = &pool.settings.password;
    let size = |size: usize| i32::try_from(size).ok();
    UserPoolPolicyType {
        password_policy: Some(PasswordPolicyType {
            minimum_length: size(policy.min_length),
            require_uppercase: Some(policy.upper),
            require_lowercase: Some(policy.lower),
            require_numbers: Some(policy.numbers),
            require_symbols: Some(policy.symbols),
            password_history_size: size(policy.history).filter(|size| *size > 0),
            temporary_password_validity_days: temporary_days(pool),
        }),
        sign_in_policy: Some(SignInPolicyType {
            allowed_first_auth_factors: Some(
                pool.settings
                    .first_factors
                    .iter()
                    .map(first_factor)
                    .collect(),
            ),
        }),
    }
}

pub(crate) const fn mfa_mode(mode: MfaMode) -> UserPoolMfaType {
    match mode {
        MfaMode::Off => UserPoolMfaType::Off,
        MfaMode::Optional => UserPoolMfaType::Optional,
        MfaMode::On => UserPoolMfaType::On,
    }
}

const fn first_factor(factor: &FirstFactor) -> AuthFactorType {
    match factor {
        FirstFactor::Password => AuthFactorType::Password,
        FirstFactor::EmailOtp => AuthFactorType::EmailOtp,
        FirstFactor::SmsOtp => AuthFactorType::SmsOtp,
        FirstFactor::WebAuthn => AuthFactorType::WebAuthn,
    }
}

fn admin_create_user_config(pool: &Pool) -> AdminCreateUserConfigType {
    let templates = &pool.settings.templates;
    let invitation = MessageTemplateType {
        sms_message: templates.invitation_sms.clone(),
        email_message: templates.invitation_email.clone(),
        email_subject: templates.invitation_subject.clone(),
    };
    AdminCreateUserConfigType {
        allow_admin_create_user_only: Some(pool.settings.admin_create_only),
        unused_account_validity_days: temporary_days(pool),
        invite_message_template: (invitation != MessageTemplateType::default())
            .then_some(invitation),
    }
}

fn recovery(pool: &Pool) -> AccountRecoverySettingType {
    let mechanisms = (1..).zip(&pool.settings.recovery);
    let mechanisms = mechanisms.map(|(priority, mechanism)| RecoveryOptionType {
        priority,
        name: match mechanism {
            Recovery::VerifiedEmail => RecoveryOptionNameType::VerifiedEmail,
            Recovery::VerifiedPhoneNumber => RecoveryOptionNameType::VerifiedPhoneNumber,
            Recovery::AdminOnly => RecoveryOptionNameType::AdminOnly,
        },
    });
    AccountRecoverySettingType {
        recovery_mechanisms: Some(mechanisms.collect()),
    }
}

fn temporary_days(pool: &Pool) -> Option<i32> {
    i32::try_from(pool.settings.password.temporary_days).ok()
}

const fn verified(attribute: &ContactAttribute) -> VerifiedAttributeType {
    match attribute {
        ContactAttribute::Email => VerifiedAttributeType::Email,
        ContactAttribute::PhoneNumber => VerifiedAttributeType::PhoneNumber,
    }
}

const fn username(attribute: &ContactAttribute) -> UsernameAttributeType {
    match attribute {
        ContactAttribute::Email => UsernameAttributeType::Email,
        ContactAttribute::PhoneNumber => UsernameAttributeType::PhoneNumber,
    }
}

const fn alias(attribute: &AliasAttribute) -> AliasAttributeType {
    match attribute {
        AliasAttribute::Email => AliasAttributeType::Email,
        AliasAttribute::PhoneNumber => AliasAttributeType::PhoneNumber,
        AliasAttribute::PreferredUsername => AliasAttributeType::PreferredUsername,
    }
}

fn unless_empty<T, U>(list: &[T], shown: fn(&T) -> U) -> Option<Vec<U>> {
    (!list.is_empty()).then(|| list.iter().map(shown).collect())
}

pub(crate) fn echoed<T: DeserializeOwned>(pool: &Pool, member: &str) -> Result<Option<T>> {
    pool.settings
        .echoed
        .get(member)
        .map(|value| T::deserialize(value).map_err(Error::internal))
        .transpose()
}
