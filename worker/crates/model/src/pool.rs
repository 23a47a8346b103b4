//! A user pool's settings.

use super::{
    contact::{AliasAttribute, ContactAttribute},
    factor::{FirstFactor, PoolFactors},
    mailbox::Mailbox,
    passkey::PasskeySettings,
    row::Row,
};
use crate::{
    ids::{ClientId, PoolId},
    time::{Span, Timestamp},
    unicode::{self, Unicode},
};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::{collections::BTreeMap, ops::Deref};

/// A user pool: what it is, what UpdateUserPool sets, and what Cognito's API has no member for.
///
/// Stored as one flat object. Read as if the identity's members were its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pool {
    #[serde(flatten)]
    pub identity: PoolIdentity,
    #[serde(flatten)]
    pub settings: PoolSettings,
    #[serde(flatten)]
    pub extensions: PoolExtensions,
}

/// What a pool was made with or was given by an operation of its own. UpdateUserPool leaves it alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolIdentity {
    pub id: PoolId,
    pub created: Timestamp,
    pub modified: Timestamp,
    pub names: Names,
    /// Whether usernames and aliases that differ in case are different.
    pub case_sensitive: bool,
    /// Whether `UsernameConfiguration` was given when the pool was made: it is returned only then.
    pub case_sensitivity_given: bool,
    /// Standard attributes first, in the service's order, then custom ones with their `custom:` prefix.
    pub schema: Vec<Attribute>,
    /// The prefix of the pool's domain, once it has one.
    pub domain: Option<String>,
    /// `ManagedLoginVersion` as given with the domain: stored and returned, and changes nothing.
    pub managed_login_version: Option<i32>,
    #[serde(default, skip_serializing_if = "SessionSettings::are_default")]
    pub sessions: SessionSettings,
}

/// What SetUserPoolSessionConfiguration sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionSettings {
    /// Whether sessions are listed, limited and ended one by one.
    pub tracked: bool,
    /// Sessions of tokens that one user can have, where they are tracked: 1 to 100.
    pub most: u32,
    /// The longest that a client of the pool lets a browser stay signed in, in minutes.
    pub longest_sso_minutes: i64,
}

/// What UpdateUserPool sets, all of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PoolSettings {
    pub name: String,
    pub password: PasswordPolicy,
    /// Verified by a code on sign-up and on change.
    pub auto_verified: Vec<ContactAttribute>,
    /// Attributes that keep their old value until the new one is verified.
    pub verify_before_update: Vec<ContactAttribute>,
    #[serde(default, skip_serializing_if = "MfaMode::is_off")]
    pub mfa: MfaMode,
    /// Second factors that are offered.
    #[serde(default, skip_serializing_if = "PoolFactors::are_default")]
    pub factors: PoolFactors,
    /// `AllowedFirstAuthFactors`, a password among them always.
    #[serde(default = "password_alone", skip_serializing_if = "is_password_alone")]
    pub first_factors: Vec<FirstFactor>,
    /// Whom the pool's mail is from.
    #[serde(default, skip_serializing_if = "EmailSettings::are_default")]
    pub email: EmailSettings,
    /// `None`: no device is remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub devices: Option<DeviceTracking>,
    /// `WebAuthnConfiguration`, once it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkeys: Option<PasskeySettings>,
    /// Only administrators create users.
    pub admin_create_only: bool,
    pub recovery: Vec<Recovery>,
    pub templates: Templates,
    pub deletion_protection: bool,
    pub tags: BTreeMap<String, String>,
    pub tier: Tier,
    /// Members of the API that have no effect here and are returned as they were given, by their names in the model.
    pub echoed: BTreeMap<String, serde_json::Value>,
}

/// What Cognito's API has no member for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PoolExtensions {
    /// Brings the API up to OWASP's floor where Cognito's own behaviour stands below it.
    pub hardening: bool,
    /// The client that the demo app at `/demo` signs in with, if this is the demo's pool.
    pub demo_client: Option<ClientId>,
    /// Branding of the hosted pages, as they describe it.
    pub branding: Option<serde_json::Value>,
    /// The language, by its tag, of messages to people whose `locale` says none that there is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_language: Option<String>,
    /// Texts in languages of their own, by tag in lower case and by the name that `PutPoolExtensions` has for it: for people whose
    /// `locale` says one of these they come before those of the settings.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts_in: BTreeMap<String, BTreeMap<String, String>>,
}

/// What a pool offers: [`Tier::Lite`] has neither rotation of refresh tokens nor managed login 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Tier {
    Lite,
    #[default]
    Essentials,
    Plus,
}

/// Whether a sign-in asks for a second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum MfaMode {
    #[default]
    Off,
    Optional,
    On,
}

/// How a pool remembers devices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceTracking {
    /// Whether a device that is remembered stands for the second factor.
    pub challenge_new: bool,
    /// Whether one that was confirmed is remembered only once its user says so.
    pub ask_user: bool,
}

/// What people sign in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Names {
    /// A username, and verified attributes beside it.
    Username { aliases: Vec<AliasAttribute> },
    /// An attribute instead of a username.
    Attributes(Vec<ContactAttribute>),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// With `custom:` or `dev:`, as it comes back.
    pub name: String,
    pub kind: AttributeType,
    pub required: bool,
    pub mutable: bool,
    pub developer_only: bool,
    /// Lengths of a string in characters, values of a number; as text, as the API carries them.
    pub min: Option<String>,
    pub max: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttributeType {
    Boolean,
    DateTime,
    Number,
    String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordPolicy {
    pub min_length: usize,
    pub upper: bool,
    pub lower: bool,
    pub numbers: bool,
    pub symbols: bool,
    /// How many earlier passwords may not come back.
    pub history: usize,
    pub temporary_days: i64,
}

/// One way to recover an account, in the order of priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recovery {
    VerifiedEmail,
    VerifiedPhoneNumber,
    AdminOnly,
}

/// Texts of the messages, with Cognito's placeholders `{####}` and `{username}`. `None`: the service's own text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Templates {
    pub verification_subject: Option<String>,
    pub verification_email: Option<String>,
    pub verification_sms: Option<String>,
    pub invitation_subject: Option<String>,
    pub invitation_email: Option<String>,
    pub invitation_sms: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa_subject: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa_email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa_sms: Option<String>,
    /// Whether a sign-up is confirmed by a link in its e-mail, not by a code.
    #[serde(default, skip_serializing_if = "is_false")]
    pub by_link: bool,
    /// With `{##text##}`, whose text becomes the link's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_subject: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_email: Option<String>,
}

/// `EmailConfiguration`, as given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EmailSettings {
    /// `DEVELOPER`: the pool has a sender of its own; codes by e-mail as a second factor need one.
    pub developer: bool,
    pub source_arn: Option<String>,
    /// An address, or a name and an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Where answers go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Of Amazon SES.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration_set: Option<String>,
}

/// Scopes that an API of the deployment's own asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceServer {
    pub identifier: String,
    pub name: String,
    /// Scope name to description, in the order given.
    pub scopes: Vec<(String, String)>,
}

impl SessionSettings {
    /// How long a browser stays signed in where nothing else is set, in minutes.
    pub const SSO_MINUTES: i64 = 60;

    fn are_default(&self) -> bool {
        *self == Self::default()
    }

    /// How long a browser's session is kept from the last time the person proved who they are: as long as any client may use
    /// it.
    pub fn sso_life(&self) -> Span {
        Span::minutes(if self.tracked {
            self.longest_sso_minutes.max(Self::SSO_MINUTES)
        } else {
            Self::SSO_MINUTES
        })
    }
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self {
            tracked: false,
            most: 20,
            longest_sso_minutes: Self::SSO_MINUTES,
        }
    }
}

impl Attribute {
    /// Whether every user must have a value for it that a person has to be asked for.
    pub fn is_asked(&self) -> bool {
        self.required && self.name != "sub"
    }
}

impl Pool {
    /// Custom attributes that one pool can have.
    pub const MOST_CUSTOM_ATTRIBUTES: usize = 50;

    /// An identifier or alias as it is compared.
    pub fn normalise(&self, unicode: &dyn Unicode, identifier: &str) -> String {
        unicode::fold(unicode, identifier, self.case_sensitive)
    }

    /// The attributes that everybody must have a value for, besides the sub that everybody is given.
    pub fn required(&self) -> impl Iterator<Item = &Attribute> {
        self.schema.iter().filter(|attribute| attribute.is_asked())
    }

    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.schema.iter().find(|attribute| attribute.name == name)
    }

    /// `arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID`
    pub fn arn(&self, account: &str) -> String {
        format!(
            "arn:aws:cognito-idp:{}:{account}:userpool/{}",
            self.id.region(),
            self.id
        )
    }
}

impl Deref for Pool {
    type Target = PoolIdentity;

    fn deref(&self) -> &PoolIdentity {
        &self.identity
    }
}

impl<'de> Deserialize<'de> for Pool {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(&Row::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// For `deserialize_with`: settings by themselves, compiled in this crate alone.
///
/// # Errors
/// What isn't such settings.
pub fn read_settings<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Box<PoolSettings>, D::Error> {
    let settings = settings_of(&Row::deserialize(deserializer)?);
    settings.map(Box::new).map_err(D::Error::custom)
}

fn settings_of(row: &Row) -> Result<PoolSettings, serde_json::Error> {
    row.part()
}

impl Pool {
    /// Of no deserializer's type, so that it is compiled here, and once.
    fn read(row: &Row) -> Result<Self, serde_json::Error> {
        Ok(Self {
            identity: row.part()?,
            settings: settings_of(row)?,
            extensions: row.part()?,
        })
    }
}

impl PoolSettings {
    /// The settings of a new pool for which only a name is given.
    pub fn new(name: String) -> Self {
        Self {
            name,
            password: PasswordPolicy::default(),
            auto_verified: Vec::new(),
            verify_before_update: Vec::new(),
            mfa: MfaMode::default(),
            factors: PoolFactors::default(),
            first_factors: password_alone(),
            email: EmailSettings::default(),
            devices: None,
            passkeys: None,
            admin_create_only: false,
            recovery: Recovery::DEFAULT.to_vec(),
            templates: Templates::default(),
            deletion_protection: false,
            tags: BTreeMap::new(),
            tier: Tier::default(),
            echoed: BTreeMap::new(),
        }
    }
}

fn password_alone() -> Vec<FirstFactor> {
    vec![FirstFactor::Password]
}

fn is_password_alone(factors: &[FirstFactor]) -> bool {
    factors == [FirstFactor::Password]
}

impl EmailSettings {
    fn are_default(&self) -> bool {
        *self == Self::default()
    }

    /// Whom the pool's mail is to be from: `From`, or else the address that `SourceArn` names. Whether the deployment lets it
    /// is another question.
    pub fn sender(&self) -> Option<Mailbox> {
        let identity = || self.source_arn.as_ref()?.split_once(":identity/");
        match &self.from {
            Some(from) => Mailbox::parse(from),
            None => identity().and_then(|(_, address)| Mailbox::parse(address)),
        }
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl MfaMode {
    fn is_off(&self) -> bool {
        *self == Self::Off
    }
}

impl Names {
    /// Whether users are found by this attribute, as a username or besides one.
    pub fn has(&self, attribute: AliasAttribute) -> bool {
        match self {
            Self::Username { aliases } => aliases.contains(&attribute),
            Self::Attributes(contacts) => contacts
                .iter()
                .any(|contact| AliasAttribute::from(*contact) == attribute),
        }
    }
}

impl Attribute {
    /// `custom:` or `dev:custom:`
    pub fn is_custom(&self) -> bool {
        self.name.contains(':')
    }
}

impl Recovery {
    /// The default, where `AccountRecoverySetting` isn't given.
    pub const DEFAULT: [Self; 2] = [Self::VerifiedEmail, Self::VerifiedPhoneNumber];

    /// The attribute that has to be verified; `None` where only administrators help.
    pub const fn contact(self) -> Option<ContactAttribute> {
        match self {
            Self::VerifiedEmail => Some(ContactAttribute::Email),
            Self::VerifiedPhoneNumber => Some(ContactAttribute::PhoneNumber),
            Self::AdminOnly => None,
        }
    }
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            min_length: 8,
            upper: true,
            lower: true,
            numbers: true,
            symbols: true,
            history: 0,
            temporary_days: 7,
        }
    }
}

impl PasswordPolicy {
    /// How long a temporary password lasts.
    pub fn temporary(&self) -> Span {
        Span::days(self.temporary_days)
    }
}
