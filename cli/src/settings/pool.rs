//! A user pool, as CreateUserPool, UpdateUserPool and DescribeUserPool know it.
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html>

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::attribute::SchemaAttribute;
use super::sign_in::{
    DeviceConfiguration, Devices, SignInPolicy, first_factors, first_factors_to_wire,
};
use super::{
    CustomAttribute, EmailSettings, Members, MessageSettings, Senders, carried_over, on_off,
    overlay, shown_list,
};

/// The kinds of characters that a password policy can ask for.
pub(crate) const CHARACTER_CLASSES: [&str; 4] = ["lowercase", "uppercase", "numbers", "symbols"];

/// The members of UpdateUserPool that DescribeUserPool answers with; not `MfaConfiguration`, which stays as it is where it isn't
/// given, and may have been set since.
const UPDATABLE: [&str; 21] = [
    "AccountRecoverySetting",
    "AcrConfiguration",
    "AdminCreateUserConfig",
    "AutoVerifiedAttributes",
    "DcrConfiguration",
    "DeletionProtection",
    "DeviceConfiguration",
    "EmailConfiguration",
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "IssuerConfiguration",
    "KeyConfiguration",
    "LambdaConfig",
    "Policies",
    "SmsAuthenticationMessage",
    "SmsConfiguration",
    "SmsVerificationMessage",
    "UserAttributeUpdateSettings",
    "UserPoolAddOns",
    "UserPoolTier",
    "VerificationMessageTemplate",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PoolSettings {
    pub(crate) name: String,
    /// Fixed when the pool is made.
    pub(crate) sign_in_with: SignInWith,
    /// Fixed when the pool is made; where the file doesn't say, a new pool ignores case.
    pub(crate) case_sensitive: Option<bool>,
    /// Standard attributes that a new user has to give. Fixed when the pool is made.
    pub(crate) required_attributes: Option<BTreeSet<String>>,
    /// By name, without `custom:`.
    pub(crate) custom_attributes: BTreeMap<String, CustomAttribute>,
    /// Attributes verified by a code when a user signs up.
    pub(crate) verify: BTreeSet<String>,
    pub(crate) self_sign_up: bool,
    /// Where the file doesn't say, a new pool has none, and one that is there keeps what it has.
    pub(crate) deletion_protection: Option<bool>,
    pub(crate) password: PasswordPolicy,
    /// Of [`FIRST_FACTORS`]. Where the file doesn't say, a new pool has passwords, and another keeps what it has; likewise
    /// below.
    pub(crate) first_factors: Option<BTreeSet<String>>,
    pub(crate) devices: Option<Devices>,
    pub(crate) email: Option<EmailSettings>,
    pub(crate) messages: MessageSettings,
    /// That the file's other settings need.
    pub(crate) senders: Senders,
}

/// What a person types to say who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignInWith {
    /// `UsernameAttributes`: an e-mail address or a phone number, in place of a username.
    Attributes(BTreeSet<String>),
    /// A username, or one of these (`AliasAttributes`) once it is verified.
    Username { aliases: BTreeSet<String> },
}

impl SignInWith {
    pub(crate) fn attributes(&self) -> &BTreeSet<String> {
        match self {
            Self::Attributes(attributes)
            | Self::Username {
                aliases: attributes,
            } => attributes,
        }
    }

    fn members(&self) -> Members {
        let with = "sign_in_with".to_owned();
        match self {
            Self::Attributes(attributes) => vec![(with, shown_list(attributes))],
            Self::Username { aliases } => vec![
                (with, "username".to_owned()),
                ("aliases".to_owned(), shown_list(aliases)),
            ],
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PasswordPolicy {
    /// Characters, 6 to 99.
    pub(crate) min_length: u8,
    /// Of [`CHARACTER_CLASSES`].
    pub(crate) require: BTreeSet<String>,
    /// Earlier passwords that can't be chosen again, 0 to 24.
    pub(crate) history: u8,
    /// Days that the password an administrator gives a new user is good for.
    pub(crate) temporary_days: u16,
}

impl PasswordPolicy {
    pub(crate) const MIN_LENGTH: u8 = 8;
    pub(crate) const HISTORY: u8 = 0;
    pub(crate) const TEMPORARY_DAYS: u16 = 7;
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            min_length: Self::MIN_LENGTH,
            require: CHARACTER_CLASSES.map(str::to_owned).into(),
            history: Self::HISTORY,
            temporary_days: Self::TEMPORARY_DAYS,
        }
    }
}

impl PoolSettings {
    /// What the pool is now, from `UserPool` in DescribeUserPool's answer.
    pub(crate) fn from_description(user_pool: &Value) -> Result<Self, serde_json::Error> {
        let description = Description::deserialize(user_pool)?;
        let sign_in_with = if description.username_attributes.is_empty() {
            SignInWith::Username {
                aliases: description.alias_attributes,
            }
        } else {
            SignInWith::Attributes(description.username_attributes)
        };
        let policy = description.policies.password_policy.unwrap_or_default();
        let schema = &description.schema_attributes;
        Ok(Self {
            name: description.name,
            sign_in_with,
            case_sensitive: Some(
                description
                    .username_configuration
                    .is_none_or(|case| case.case_sensitive),
            ),
            // `sub` is required of Cognito, not of the person who signs up.
            required_attributes: Some(
                schema
                    .iter()
                    .filter(|it| it.required && it.name != "sub")
                    .map(|it| it.name.clone())
                    .collect(),
            ),
            custom_attributes: schema.iter().filter_map(SchemaAttribute::custom).collect(),
            verify: description.auto_verified_attributes,
            self_sign_up: !description
                .admin_create_user_config
                .allow_admin_create_user_only,
            deletion_protection: Some(description.deletion_protection == "ACTIVE"),
            password: policy.into_policy(),
            first_factors: Some(first_factors(
                description.policies.sign_in_policy.unwrap_or_default(),
            )),
            devices: Some(Devices::from_description(
                description.device_configuration.as_ref(),
            )),
            email: Some(EmailSettings::from_description(user_pool)),
            messages: MessageSettings::from_description(user_pool),
            senders: Senders::from_description(user_pool),
        })
    }

    /// The body of CreateUserPool.
    pub(crate) fn to_create(&self) -> Value {
        let (username_attributes, alias_attributes) = match &self.sign_in_with {
            SignInWith::Attributes(attributes) => (attributes.clone(), BTreeSet::new()),
            SignInWith::Username { aliases } => (BTreeSet::new(), aliases.clone()),
        };
        let required = self.required_attributes.iter().flatten();
        let schema: Vec<Value> = required
            .map(|name| json!({"Name": name, "Required": true, "Mutable": true}))
            .chain(
                self.custom_attributes
                    .iter()
                    .map(|(name, attribute)| attribute.to_schema(name)),
            )
            .collect();
        let mut request = Map::new();
        overlay(
            &mut request,
            json!({
                "PoolName": self.name,
                "UsernameAttributes": present(username_attributes),
                "AliasAttributes": present(alias_attributes),
                "UsernameConfiguration": {"CaseSensitive": self.case_sensitive.unwrap_or(false)},
                "Schema": (!schema.is_empty()).then_some(schema),
            }),
        );
        self.put_managed(&mut request);
        Value::Object(request)
    }

    /// The body of UpdateUserPool, less the pool's id.
    pub(crate) fn to_update(&self, user_pool: &Value) -> Value {
        let mut request = carried_over(user_pool, &UPDATABLE);
        if let Some(Value::Object(tags)) = user_pool.get("UserPoolTags") {
            request.insert("UserPoolTags".to_owned(), Value::Object(tags.clone()));
        }
        self.put_managed(&mut request);
        Value::Object(request)
    }

    /// The settings that can change, as the plan shows them.
    pub(crate) fn members(&self) -> Members {
        let mut members = vec![
            ("self_sign_up".to_owned(), on_off(self.self_sign_up)),
            ("verify".to_owned(), shown_list(&self.verify)),
            (
                "password.min_length".to_owned(),
                self.password.min_length.to_string(),
            ),
            (
                "password.require".to_owned(),
                shown_list(&self.password.require),
            ),
            (
                "password.history".to_owned(),
                self.password.history.to_string(),
            ),
            (
                "password.temporary_valid_for".to_owned(),
                format!("{}d", self.password.temporary_days),
            ),
        ];
        if let Some(protected) = self.deletion_protection {
            members.push(("deletion_protection".to_owned(), on_off(protected)));
        }
        if let Some(factors) = &self.first_factors {
            members.push(("first_factors".to_owned(), shown_list(factors)));
        }
        if let Some(devices) = &self.devices {
            members.push(("devices.remember".to_owned(), devices.remember.clone()));
            members.push((
                "devices.second_factor".to_owned(),
                on_off(devices.second_factor),
            ));
        }
        members.extend(self.email.iter().flat_map(EmailSettings::members));
        members.extend(self.messages.members());
        members.extend(self.senders.members());
        members
    }

    /// The same, with what the file leaves unsaid as it is.
    pub(crate) fn over(&self, current: &Self) -> Self {
        Self {
            deletion_protection: self.deletion_protection.or(current.deletion_protection),
            first_factors: self
                .first_factors
                .clone()
                .or_else(|| current.first_factors.clone()),
            devices: self.devices.clone().or_else(|| current.devices.clone()),
            email: self.email.clone().or_else(|| current.email.clone()),
            messages: self.messages.over(&current.messages),
            senders: self.senders.over(current.senders),
            ..self.clone()
        }
    }

    /// The settings fixed when the pool is made that the file speaks of.
    pub(crate) fn fixed_members(&self) -> Members {
        let mut members = self.sign_in_with.members();
        if let Some(case_sensitive) = self.case_sensitive {
            members.push(("case_sensitive".to_owned(), on_off(case_sensitive)));
        }
        if let Some(required) = &self.required_attributes {
            members.push(("required_attributes".to_owned(), shown_list(required)));
        }
        members
    }

    fn put_managed(&self, request: &mut Map<String, Value>) {
        overlay(
            request,
            json!({
                "AutoVerifiedAttributes": self.verify,
            }),
        );
        if let Some(protected) = self.deletion_protection {
            let protection = if protected { "ACTIVE" } else { "INACTIVE" };
            request.insert("DeletionProtection".to_owned(), json!(protection));
        }
        let mut admin_create = take_object(request, "AdminCreateUserConfig");
        // Refused beside TemporaryPasswordValidityDays, which replaced it.
        admin_create.remove("UnusedAccountValidityDays");
        admin_create.insert(
            "AllowAdminCreateUserOnly".to_owned(),
            json!(!self.self_sign_up),
        );
        let mut policies = take_object(request, "Policies");
        policies.insert("PasswordPolicy".to_owned(), self.password.to_wire());
        if let Some(factors) = &self.first_factors {
            policies.insert("SignInPolicy".to_owned(), first_factors_to_wire(factors));
        }
        overlay(
            request,
            json!({"AdminCreateUserConfig": admin_create, "Policies": policies}),
        );
        if let Some(devices) = &self.devices {
            overlay(request, json!({"DeviceConfiguration": devices.to_wire()}));
        }
        if let Some(email) = &self.email {
            let mut configuration = take_object(request, "EmailConfiguration");
            email.put(&mut configuration);
            request.insert("EmailConfiguration".to_owned(), configuration.into());
        }
        self.messages.put(request);
        self.senders.put(request);
    }
}

impl PasswordPolicy {
    fn to_wire(&self) -> Value {
        json!({
            "MinimumLength": self.min_length,
            "RequireLowercase": self.require.contains("lowercase"),
            "RequireUppercase": self.require.contains("uppercase"),
            "RequireNumbers": self.require.contains("numbers"),
            "RequireSymbols": self.require.contains("symbols"),
            "PasswordHistorySize": self.history,
            "TemporaryPasswordValidityDays": self.temporary_days,
        })
    }
}

/// The list, or nothing if it is empty.
fn present(list: BTreeSet<String>) -> Option<BTreeSet<String>> {
    (!list.is_empty()).then_some(list)
}

/// The member's object, taken out of the request; an empty one if there is none.
fn take_object(request: &mut Map<String, Value>, name: &str) -> Map<String, Value> {
    match request.remove(name) {
        Some(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Description {
    name: String,
    #[serde(default)]
    username_attributes: BTreeSet<String>,
    #[serde(default)]
    alias_attributes: BTreeSet<String>,
    username_configuration: Option<UsernameConfiguration>,
    #[serde(default)]
    schema_attributes: Vec<SchemaAttribute>,
    #[serde(default)]
    auto_verified_attributes: BTreeSet<String>,
    #[serde(default)]
    admin_create_user_config: AdminCreateUserConfig,
    #[serde(default)]
    deletion_protection: String,
    #[serde(default)]
    policies: Policies,
    device_configuration: Option<DeviceConfiguration>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UsernameConfiguration {
    case_sensitive: bool,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct AdminCreateUserConfig {
    allow_admin_create_user_only: bool,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Policies {
    password_policy: Option<PolicyDescription>,
    sign_in_policy: Option<SignInPolicy>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct PolicyDescription {
    minimum_length: u8,
    require_lowercase: bool,
    require_uppercase: bool,
    require_numbers: bool,
    require_symbols: bool,
    password_history_size: u8,
    temporary_password_validity_days: u16,
}

impl PolicyDescription {
    fn into_policy(self) -> PasswordPolicy {
        let required = [
            self.require_lowercase,
            self.require_uppercase,
            self.require_numbers,
            self.require_symbols,
        ];
        PasswordPolicy {
            min_length: self.minimum_length,
            require: CHARACTER_CLASSES
                .into_iter()
                .zip(required)
                .filter(|(_, required)| *required)
                .map(|(class, _)| class.to_owned())
                .collect(),
            history: self.password_history_size,
            temporary_days: self.temporary_password_validity_days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_wire::{Structured as _, idp::UpdateUserPoolRequest};

    #[test]
    fn an_update_sends_back_all_that_the_model_can_set_and_the_file_has_no_word_for() {
        let settings = PoolSettings {
            name: "people".to_owned(),
            sign_in_with: SignInWith::Attributes(BTreeSet::new()),
            case_sensitive: None,
            required_attributes: None,
            custom_attributes: BTreeMap::new(),
            verify: BTreeSet::new(),
            self_sign_up: true,
            deletion_protection: None,
            password: PasswordPolicy::default(),
            first_factors: None,
            devices: None,
            email: None,
            messages: MessageSettings::default(),
            senders: Senders::default(),
        };
        // What is kept when it is left out, and what the file says.
        let elsewhere = [
            "UserPoolId",
            "PoolName",
            "AutoVerifiedAttributes",
            "MfaConfiguration",
        ];
        let members = UpdateUserPoolRequest::STRUCTURE.members.iter();
        for name in members.map(|member| member.name) {
            let described = json!({name: {"As": "it was"}});
            let sent = settings.to_update(&described);
            assert!(
                elsewhere.contains(&name) || sent[name]["As"] == "it was",
                "{name} would be reset: {sent}"
            );
        }
    }
}
