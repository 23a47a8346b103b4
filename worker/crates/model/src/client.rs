//! An app client's settings.

mod secrets;

pub use secrets::SecretKept;

use super::row::Row;
use crate::{
    ids::ClientId,
    pool::SessionSettings,
    time::{Span, Timestamp},
};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use std::{collections::BTreeSet, ops::Deref};

/// An app client: what it is, and what UpdateUserPoolClient sets.
///
/// Stored as one flat object. Read as if the identity's members were its own.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Client {
    #[serde(flatten)]
    pub identity: ClientIdentity,
    #[serde(flatten)]
    pub settings: ClientSettings,
}

/// What a client was made with. UpdateUserPoolClient leaves it alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientIdentity {
    pub id: ClientId,
    pub created: Timestamp,
    pub modified: Timestamp,
    /// Sealed under [`vestibule_crypto::keyring::Purpose::ClientSecret`] with the client id, the oldest first; empty for
    /// public clients.
    pub secrets: Vec<String>,
    /// When each of them was made. What has no entry was made with the client.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secret_dates: Vec<Timestamp>,
    /// For how many minutes a browser's session is good for a code without the person, 0 to 129,600; `None`: an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sso_minutes: Option<i64>,
}

/// What UpdateUserPoolClient sets, all of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClientSettings {
    pub name: String,
    /// `ExplicitAuthFlows` as given; `None` behaves as SRP, CUSTOM and REFRESH.
    pub flows: Option<Vec<ExplicitAuthFlow>>,
    /// `None` behaves as [`ExistenceErrors::Legacy`].
    pub prevent_user_existence_errors: Option<ExistenceErrors>,
    /// Lifetimes as the API carries them, and their units.
    pub refresh_token_validity: i64,
    pub access_token_validity: Option<i64>,
    pub id_token_validity: Option<i64>,
    pub validity_units: ValidityUnits,
    /// `None`: every attribute.
    pub read_attributes: Option<BTreeSet<String>>,
    pub write_attributes: Option<BTreeSet<String>>,
    pub callback_urls: Vec<String>,
    pub logout_urls: Vec<String>,
    pub default_redirect_uri: Option<String>,
    pub oauth: bool,
    pub oauth_flows: Vec<OAuthFlow>,
    pub oauth_scopes: Vec<String>,
    pub identity_providers: Vec<String>,
    /// Whether tokens carry `origin_jti` and can be revoked.
    pub revocation: bool,
    pub rotation: Option<Rotation>,
    /// 3 to 15.
    pub auth_session_minutes: i64,
}

/// A way to get tokens through the API, which a client's `ExplicitAuthFlows` can allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthFlow {
    UserPassword,
    AdminUserPassword,
    UserSrp,
    /// `USER_AUTH`: what the person chooses.
    UserChoice,
    Custom,
    RefreshToken,
    /// A token of the client's own, for its secret.
    ClientToken,
    /// A token for another, with one that says who acts.
    TokenExchangeDelegation,
    /// A token for another, as if the person acted.
    TokenExchangeImpersonation,
}

/// One of `ExplicitAuthFlows`, stored under the name that it was given by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExplicitAuthFlow {
    AllowAdminUserPasswordAuth,
    AllowCustomAuth,
    AllowRefreshTokenAuth,
    AllowUserPasswordAuth,
    AllowUserSrpAuth,
    AllowUserAuth,
    AllowClientTokenAuth,
    AllowTokenExchangeDelegation,
    AllowTokenExchangeImpersonation,
    // The legacy names, which can't be mixed with those above.
    AdminNoSrpAuth,
    CustomAuthFlowOnly,
    UserPasswordAuth,
}

impl ExplicitAuthFlow {
    /// The flows that this name enables. The legacy ones add to what every client had when they were made: SRP and
    /// refreshing.
    fn enabled(self) -> &'static [AuthFlow] {
        use AuthFlow::{
            AdminUserPassword, ClientToken, Custom, RefreshToken, TokenExchangeDelegation,
            TokenExchangeImpersonation, UserChoice, UserPassword, UserSrp,
        };
        match self {
            Self::AllowAdminUserPasswordAuth => &[AdminUserPassword],
            Self::AllowCustomAuth => &[Custom],
            Self::AllowRefreshTokenAuth => &[RefreshToken],
            Self::AllowUserPasswordAuth => &[UserPassword],
            Self::AllowUserSrpAuth => &[UserSrp],
            Self::AllowUserAuth => &[UserChoice],
            Self::AllowClientTokenAuth => &[ClientToken],
            Self::AllowTokenExchangeDelegation => &[TokenExchangeDelegation],
            Self::AllowTokenExchangeImpersonation => &[TokenExchangeImpersonation],
            Self::AdminNoSrpAuth => &[AdminUserPassword, UserSrp, RefreshToken],
            Self::CustomAuthFlowOnly => &[Custom, RefreshToken],
            Self::UserPasswordAuth => &[UserPassword, UserSrp, RefreshToken],
        }
    }
}

/// `PreventUserExistenceErrors`: what a caller hears where nobody has the username.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum ExistenceErrors {
    /// That there is no such user.
    Legacy,
    /// The same as of a user who exists: that the username or the password is wrong.
    Enabled,
}

/// `TokenValidityUnits`, as given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ValidityUnits {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<TimeUnit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<TimeUnit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<TimeUnit>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    Seconds,
    Minutes,
    Hours,
    Days,
}

/// `AllowedOAuthFlows`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OAuthFlow {
    Code,
    Implicit,
    ClientCredentials,
}

/// `RefreshTokenRotation`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    pub enabled: bool,
    /// 0 to 60.
    pub grace_seconds: i64,
}

impl Deref for Client {
    type Target = ClientIdentity;

    fn deref(&self) -> &ClientIdentity {
        &self.identity
    }
}

impl<'de> Deserialize<'de> for Client {
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
) -> Result<Box<ClientSettings>, D::Error> {
    let settings = settings_of(&Row::deserialize(deserializer)?);
    settings.map(Box::new).map_err(D::Error::custom)
}

fn settings_of(row: &Row) -> Result<ClientSettings, serde_json::Error> {
    row.part()
}

impl Client {
    /// Of no deserializer's type, so that it is compiled here, and once.
    fn read(row: &Row) -> Result<Self, serde_json::Error> {
        Ok(Self {
            identity: row.part()?,
            settings: settings_of(row)?,
        })
    }

    pub fn is_confidential(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// Whether callers must not learn from an answer whether a username exists.
    pub fn hides_users(&self) -> bool {
        self.settings.prevent_user_existence_errors == Some(ExistenceErrors::Enabled)
    }

    /// Whether `ExplicitAuthFlows` allows a flow.
    pub fn allows(&self, flow: AuthFlow) -> bool {
        let Some(given) = &self.settings.flows else {
            return matches!(
                flow,
                AuthFlow::UserSrp | AuthFlow::Custom | AuthFlow::RefreshToken
            );
        };
        // "Only" takes SRP away, whatever else is given.
        let without_srp = given.contains(&ExplicitAuthFlow::CustomAuthFlowOnly);
        given.iter().any(|given| given.enabled().contains(&flow))
            && !(without_srp && flow == AuthFlow::UserSrp)
    }

    pub fn rotates(&self) -> Option<Rotation> {
        self.settings.rotation.filter(|rotation| rotation.enabled)
    }

    /// Whether the client may ask for tokens in this way.
    pub fn uses(&self, flow: OAuthFlow) -> bool {
        self.settings.oauth && self.settings.oauth_flows.contains(&flow)
    }

    /// How long a person may take from one step of a sign-in to the next.
    pub fn auth_session(&self) -> Span {
        Span::minutes(self.settings.auth_session_minutes)
    }

    /// How long this client takes a browser's session for the person, from the last time they proved who they are. What was
    /// set counts where the pool tracks sessions.
    pub fn sso_life(&self, sessions: &SessionSettings) -> Span {
        let set = self.sso_minutes.filter(|_| sessions.tracked);
        Span::minutes(set.unwrap_or(SessionSettings::SSO_MINUTES))
    }

    pub fn may_read(&self, attribute: &str) -> bool {
        attribute == "sub"
            || self
                .settings
                .read_attributes
                .as_ref()
                .is_none_or(|names| names.contains(attribute))
    }

    pub fn may_write(&self, attribute: &str) -> bool {
        self.settings
            .write_attributes
            .as_ref()
            .is_none_or(|names| names.contains(attribute))
    }

    pub fn access_token_life(&self) -> Span {
        self.settings.access_token_life()
    }

    pub fn id_token_life(&self) -> Span {
        self.settings.id_token_life()
    }

    pub fn refresh_token_life(&self) -> Span {
        self.settings.refresh_token_life()
    }
}

impl ClientSettings {
    pub fn access_token_life(&self) -> Span {
        let unit = self.validity_units.access_token.unwrap_or(TimeUnit::Hours);
        unit.times(self.access_token_validity, 1)
    }

    pub fn id_token_life(&self) -> Span {
        let unit = self.validity_units.id_token.unwrap_or(TimeUnit::Hours);
        unit.times(self.id_token_validity, 1)
    }

    pub fn refresh_token_life(&self) -> Span {
        let unit = self.validity_units.refresh_token.unwrap_or(TimeUnit::Days);
        unit.times(Some(self.refresh_token_validity), 30)
    }
}

impl TimeUnit {
    /// A lifetime of so many units; `default` of them where none were given, or zero.
    fn times(self, given: Option<i64>, default: i64) -> Span {
        let number = given.filter(|given| *given > 0).unwrap_or(default);
        match self {
            Self::Seconds => Span::seconds(number),
            Self::Minutes => Span::minutes(number),
            Self::Hours => Span::hours(number),
            Self::Days => Span::days(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Clients of earlier releases are read under these names.
    #[test]
    fn flows_are_stored_under_the_services_names() {
        let flows = [
            ExplicitAuthFlow::AllowAdminUserPasswordAuth,
            ExplicitAuthFlow::AllowCustomAuth,
            ExplicitAuthFlow::AllowRefreshTokenAuth,
            ExplicitAuthFlow::AllowUserPasswordAuth,
            ExplicitAuthFlow::AllowUserSrpAuth,
            ExplicitAuthFlow::AllowClientTokenAuth,
            ExplicitAuthFlow::AllowTokenExchangeDelegation,
            ExplicitAuthFlow::AllowTokenExchangeImpersonation,
            ExplicitAuthFlow::AdminNoSrpAuth,
            ExplicitAuthFlow::CustomAuthFlowOnly,
            ExplicitAuthFlow::UserPasswordAuth,
        ];
        let stored = json!([
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            "ALLOW_CUSTOM_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_CLIENT_TOKEN_AUTH",
            "ALLOW_TOKEN_EXCHANGE_DELEGATION",
            "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
            "ADMIN_NO_SRP_AUTH",
            "CUSTOM_AUTH_FLOW_ONLY",
            "USER_PASSWORD_AUTH",
        ]);
        assert_eq!(json!(flows), stored);
        let read: Vec<ExplicitAuthFlow> = serde_json::from_value(stored).unwrap();
        assert_eq!(read, flows);
    }
}
