//! An app client's settings.

use crate::model::{
    ids::ClientId,
    time::{Span, Timestamp},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// An app client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Client {
    pub id: ClientId,
    pub name: String,
    pub created: Timestamp,
    pub modified: Timestamp,
    /// Sealed under [`vestibule_crypto::keyring::Purpose::ClientSecret`] with the client id; empty for public clients.
    pub secrets: Vec<String>,
    /// `ExplicitAuthFlows` as given; `None` behaves as SRP, CUSTOM and REFRESH.
    pub flows: Option<Vec<ExplicitAuthFlow>>,
    /// `PreventUserExistenceErrors` as given; `None` behaves as `LEGACY`.
    pub prevent_user_existence_errors: Option<String>,
    /// Lifetimes as the API carries them, and their units.
    pub refresh_token_validity: i64,
    pub access_token_validity: Option<i64>,
    pub id_token_validity: Option<i64>,
    /// `AccessToken`, `IdToken`, `RefreshToken` to `seconds`, `minutes`, `hours`, `days`.
    pub validity_units: BTreeMap<String, String>,
    /// `None`: every attribute.
    pub read_attributes: Option<BTreeSet<String>>,
    pub write_attributes: Option<BTreeSet<String>>,
    pub callback_urls: Vec<String>,
    pub logout_urls: Vec<String>,
    pub default_redirect_uri: Option<String>,
    pub oauth: bool,
    /// `code`, `implicit`, `client_credentials`
    pub oauth_flows: Vec<String>,
    pub oauth_scopes: Vec<String>,
    pub identity_providers: Vec<String>,
    /// Whether tokens carry `origin_jti` and can be revoked.
    pub revocation: bool,
    pub rotation: Option<Rotation>,
    /// 3 to 15.
    pub auth_session_minutes: i64,
}

/// A way to tokens through the API that a client may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthFlow {
    UserPassword,
    AdminUserPassword,
    UserSrp,
    Custom,
    RefreshToken,
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
    // The legacy names, which can't be mixed with those above.
    AdminNoSrpAuth,
    CustomAuthFlowOnly,
    UserPasswordAuth,
}

impl ExplicitAuthFlow {
    /// The flows that this name enables. The legacy ones add to what every client had when they were made: SRP and
    /// refreshing.
    fn enabled(self) -> &'static [AuthFlow] {
        use AuthFlow::{AdminUserPassword, Custom, RefreshToken, UserPassword, UserSrp};
        match self {
            Self::AllowAdminUserPasswordAuth => &[AdminUserPassword],
            Self::AllowCustomAuth => &[Custom],
            Self::AllowRefreshTokenAuth => &[RefreshToken],
            Self::AllowUserPasswordAuth => &[UserPassword],
            Self::AllowUserSrpAuth => &[UserSrp],
            Self::AdminNoSrpAuth => &[AdminUserPassword, UserSrp, RefreshToken],
            Self::CustomAuthFlowOnly => &[Custom, RefreshToken],
            Self::UserPasswordAuth => &[UserPassword, UserSrp, RefreshToken],
        }
    }
}

/// `RefreshTokenRotation`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rotation {
    pub enabled: bool,
    /// 0 to 60.
    pub grace_seconds: i64,
}

impl Client {
    pub fn is_confidential(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// Unknown users are not told apart from known ones.
    pub fn hides_users(&self) -> bool {
        self.prevent_user_existence_errors.as_deref() == Some("ENABLED")
    }

    /// Whether `ExplicitAuthFlows` allows a flow.
    pub fn allows(&self, flow: AuthFlow) -> bool {
        let Some(given) = &self.flows else {
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
        self.rotation.filter(|rotation| rotation.enabled)
    }

    pub fn access_token_life(&self) -> Span {
        self.life("AccessToken", self.access_token_validity, "hours", 1)
    }

    pub fn id_token_life(&self) -> Span {
        self.life("IdToken", self.id_token_validity, "hours", 1)
    }

    pub fn refresh_token_life(&self) -> Span {
        self.life(
            "RefreshToken",
            Some(self.refresh_token_validity),
            "days",
            30,
        )
    }

    /// How long a flow's session lasts.
    pub fn auth_session(&self) -> Span {
        Span::minutes(self.auth_session_minutes)
    }

    pub fn may_read(&self, attribute: &str) -> bool {
        attribute == "sub"
            || self
                .read_attributes
                .as_ref()
                .is_none_or(|names| names.contains(attribute))
    }

    pub fn may_write(&self, attribute: &str) -> bool {
        self.write_attributes
            .as_ref()
            .is_none_or(|names| names.contains(attribute))
    }

    fn life(&self, token: &str, validity: Option<i64>, default_unit: &str, default: i64) -> Span {
        let validity = validity.filter(|validity| *validity > 0).unwrap_or(default);
        match self
            .validity_units
            .get(token)
            .map_or(default_unit, String::as_str)
        {
            "seconds" => Span::seconds(validity),
            "minutes" => Span::minutes(validity),
            "hours" => Span::hours(validity),
            _ => Span::days(validity),
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
            "ADMIN_NO_SRP_AUTH",
            "CUSTOM_AUTH_FLOW_ONLY",
            "USER_PASSWORD_AUTH",
        ]);
        assert_eq!(json!(flows), stored);
        let read: Vec<ExplicitAuthFlow> = serde_json::from_value(stored).unwrap();
        assert_eq!(read, flows);
    }
}
