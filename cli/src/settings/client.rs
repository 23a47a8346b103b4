//! An app client, as CreateUserPoolClient, UpdateUserPoolClient and DescribeUserPoolClient know it.
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Members, NONE, carried_over, on_off, overlay, shown_list};
use crate::lifetime::Lifetime;

/// Ways to sign in through the API, and their names in `ExplicitAuthFlows`.
pub(crate) const AUTH_FLOWS: [(&str, &str); 9] = [
    ("user_srp", "ALLOW_USER_SRP_AUTH"),
    ("user_password", "ALLOW_USER_PASSWORD_AUTH"),
    ("admin_user_password", "ALLOW_ADMIN_USER_PASSWORD_AUTH"),
    ("user", "ALLOW_USER_AUTH"),
    ("custom", "ALLOW_CUSTOM_AUTH"),
    ("refresh_token", "ALLOW_REFRESH_TOKEN_AUTH"),
    ("client_token", "ALLOW_CLIENT_TOKEN_AUTH"),
    (
        "token_exchange_delegation",
        "ALLOW_TOKEN_EXCHANGE_DELEGATION",
    ),
    (
        "token_exchange_impersonation",
        "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
    ),
];

/// The members of UpdateUserPoolClient that DescribeUserPoolClient answers with.
const UPDATABLE: [&str; 21] = [
    "AccessTokenValidity",
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "AnalyticsConfiguration",
    "AuthSessionValidity",
    "CallbackURLs",
    "ClientName",
    "DefaultRedirectURI",
    "EnablePropagateAdditionalUserContextData",
    "EnableTokenRevocation",
    "ExplicitAuthFlows",
    "IdTokenValidity",
    "LogoutURLs",
    "PreventUserExistenceErrors",
    "PublishSecretsInAWSSecretsManager",
    "ReadAttributes",
    "RefreshTokenRotation",
    "RefreshTokenValidity",
    "SupportedIdentityProviders",
    "WriteAttributes",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClientSettings {
    pub(crate) name: String,
    /// Whether the client has a secret. Fixed when the client is made.
    pub(crate) secret: bool,
    /// OAuth flows, by the names that Cognito has for them too.
    pub(crate) flows: BTreeSet<String>,
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) callback_urls: BTreeSet<String>,
    pub(crate) logout_urls: BTreeSet<String>,
    /// Of [`AUTH_FLOWS`]' first names.
    pub(crate) auth_flows: BTreeSet<String>,
    pub(crate) access_token_validity: Lifetime,
    pub(crate) id_token_validity: Lifetime,
    pub(crate) refresh_token_validity: Lifetime,
    /// How long a sign-in may stand between two of its steps; whole minutes.
    pub(crate) auth_session_validity: Lifetime,
    /// Whether a refresh answers with a new refresh token, and for how long the old one still works.
    pub(crate) refresh_token_rotation: Option<Lifetime>,
    pub(crate) prevent_user_existence_errors: bool,
    pub(crate) token_revocation: bool,
    /// The attributes the client may read; all where the file doesn't say.
    pub(crate) read_attributes: Option<BTreeSet<String>>,
    /// The attributes the client may write; all where the file doesn't say.
    pub(crate) write_attributes: Option<BTreeSet<String>>,
}

impl ClientSettings {
    /// What the client is now, from `UserPoolClient` in DescribeUserPoolClient's answer.
    pub(crate) fn from_description(client: &Value) -> Result<Self, serde_json::Error> {
        let client = Description::deserialize(client)?;
        let units = client.token_validity_units;
        let rotation = client
            .refresh_token_rotation
            .filter(|rotation| rotation.feature == "ENABLED");
        Ok(Self {
            name: client.client_name,
            secret: client.client_secret.is_some(),
            // Without this switch Cognito ignores the flows it has stored.
            flows: if client.uses_oauth {
                client.allowed_flows
            } else {
                BTreeSet::new()
            },
            scopes: if client.uses_oauth {
                client.allowed_scopes
            } else {
                BTreeSet::new()
            },
            callback_urls: client.callback_urls,
            logout_urls: client.logout_urls,
            auth_flows: match client.explicit_auth_flows {
                Some(flows) => flows.iter().map(|flow| auth_flow_from_wire(flow)).collect(),
                None => ["user_srp", "custom", "refresh_token"]
                    .map(str::to_owned)
                    .into(),
            },
            access_token_validity: lifetime(
                client.access_token_validity,
                &units.access_token,
                Lifetime::from_hours(1),
            ),
            id_token_validity: lifetime(
                client.id_token_validity,
                &units.id_token,
                Lifetime::from_hours(1),
            ),
            refresh_token_validity: lifetime(
                client
                    .refresh_token_validity
                    .filter(|validity| *validity > 0),
                &units.refresh_token.or(Some("days".to_owned())),
                Lifetime::from_days(30),
            ),
            auth_session_validity: Lifetime::from_minutes(
                client.auth_session_validity.unwrap_or(3),
            ),
            refresh_token_rotation: rotation.map(|rotation| {
                Lifetime::from_seconds(rotation.retry_grace_period_seconds.unwrap_or(0))
            }),
            prevent_user_existence_errors: client.prevent_user_existence_errors.as_deref()
                == Some("ENABLED"),
            token_revocation: client.enable_token_revocation.unwrap_or(true),
            read_attributes: client.read_attributes,
            write_attributes: client.write_attributes,
        })
    }

    /// The body of CreateUserPoolClient, less the pool's id.
    pub(crate) fn to_create(&self) -> Value {
        let mut request = Map::new();
        request.insert("GenerateSecret".to_owned(), json!(self.secret));
        self.put_managed(&mut request);
        Value::Object(request)
    }

    /// The body of UpdateUserPoolClient, less the pool's and the client's id.
    pub(crate) fn to_update(&self, client: &Value) -> Value {
        let mut request = carried_over(client, &UPDATABLE);
        let default_is_gone = request
            .get("DefaultRedirectURI")
            .and_then(Value::as_str)
            .is_some_and(|default| !self.callback_urls.contains(default));
        if default_is_gone {
            request.remove("DefaultRedirectURI");
        }
        self.put_managed(&mut request);
        Value::Object(request)
    }

    /// The settings that can change, as the plan shows them.
    pub(crate) fn members(&self) -> Members {
        let attributes = |list: &Option<BTreeSet<String>>| {
            list.as_ref().map_or_else(|| "all".to_owned(), shown_list)
        };
        let rotation = self
            .refresh_token_rotation
            .map_or_else(|| "off".to_owned(), |grace| format!("on, grace {grace}"));
        [
            ("flows", shown_list(&self.flows)),
            ("scopes", shown_list(&self.scopes)),
            ("callback_urls", shown_list(&self.callback_urls)),
            ("logout_urls", shown_list(&self.logout_urls)),
            ("auth_flows", shown_list(&self.auth_flows)),
            (
                "access_token_validity",
                self.access_token_validity.to_string(),
            ),
            ("id_token_validity", self.id_token_validity.to_string()),
            (
                "refresh_token_validity",
                self.refresh_token_validity.to_string(),
            ),
            (
                "auth_session_validity",
                self.auth_session_validity.to_string(),
            ),
            ("refresh_token_rotation", rotation),
            (
                "prevent_user_existence_errors",
                on_off(self.prevent_user_existence_errors),
            ),
            ("token_revocation", on_off(self.token_revocation)),
            ("read_attributes", attributes(&self.read_attributes)),
            ("write_attributes", attributes(&self.write_attributes)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// The settings fixed when the client is made.
    pub(crate) fn fixed_members(&self) -> Members {
        vec![(
            "secret".to_owned(),
            if self.secret { "yes" } else { NONE }.to_owned(),
        )]
    }

    fn put_managed(&self, request: &mut Map<String, Value>) {
        let (access, access_unit) = in_largest_unit(self.access_token_validity);
        let (id, id_unit) = in_largest_unit(self.id_token_validity);
        let (refresh, refresh_unit) = in_largest_unit(self.refresh_token_validity);
        let hosted = self.flows.iter().any(|flow| flow != "client_credentials");
        if hosted && !request.contains_key("SupportedIdentityProviders") {
            request.insert("SupportedIdentityProviders".to_owned(), json!(["COGNITO"]));
        }
        overlay(
            request,
            json!({
                "ClientName": self.name,
                "AllowedOAuthFlowsUserPoolClient": !self.flows.is_empty(),
                "AllowedOAuthFlows": self.flows,
                "AllowedOAuthScopes": self.scopes,
                "CallbackURLs": self.callback_urls,
                "LogoutURLs": self.logout_urls,
                "ExplicitAuthFlows": self.auth_flows.iter().map(|flow| auth_flow_to_wire(flow)).collect::<Vec<_>>(),
                "AccessTokenValidity": access,
                "IdTokenValidity": id,
                "RefreshTokenValidity": refresh,
                "TokenValidityUnits": {"AccessToken": access_unit, "IdToken": id_unit, "RefreshToken": refresh_unit},
                "AuthSessionValidity": self.auth_session_validity.seconds() / 60,
                "RefreshTokenRotation": match self.refresh_token_rotation {
                    Some(grace) => json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": grace.seconds()}),
                    None => json!({"Feature": "DISABLED"}),
                },
                "PreventUserExistenceErrors": if self.prevent_user_existence_errors { "ENABLED" } else { "LEGACY" },
                "EnableTokenRevocation": self.token_revocation,
                "ReadAttributes": self.read_attributes,
                "WriteAttributes": self.write_attributes,
            }),
        );
    }
}

/// Flows that the file has no name for keep their own.
fn auth_flow_from_wire(wire: &str) -> String {
    AUTH_FLOWS
        .iter()
        .find(|(_, known)| *known == wire)
        .map_or(wire, |(name, _)| name)
        .to_owned()
}

fn auth_flow_to_wire(name: &str) -> &str {
    AUTH_FLOWS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(name, |(_, wire)| wire)
}

/// A validity and its unit; hours where there is none.
fn lifetime(validity: Option<u64>, unit: &Option<String>, default: Lifetime) -> Lifetime {
    let seconds_in_unit = match unit.as_deref() {
        Some("seconds") => 1,
        Some("minutes") => 60,
        Some("days") => 86_400,
        _ => 3_600,
    };
    validity.map_or(default, |validity| {
        Lifetime::from_seconds(validity.saturating_mul(seconds_in_unit))
    })
}

fn in_largest_unit(lifetime: Lifetime) -> (u64, &'static str) {
    [(86_400, "days"), (3_600, "hours"), (60, "minutes")]
        .into_iter()
        .find(|(length, _)| lifetime.seconds().is_multiple_of(*length))
        .map_or((lifetime.seconds(), "seconds"), |(length, unit)| {
            (lifetime.seconds() / length, unit)
        })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Description {
    client_name: String,
    client_secret: Option<serde::de::IgnoredAny>,
    #[serde(rename = "AllowedOAuthFlowsUserPoolClient", default)]
    uses_oauth: bool,
    #[serde(rename = "AllowedOAuthFlows", default)]
    allowed_flows: BTreeSet<String>,
    #[serde(rename = "AllowedOAuthScopes", default)]
    allowed_scopes: BTreeSet<String>,
    #[serde(rename = "CallbackURLs", default)]
    callback_urls: BTreeSet<String>,
    #[serde(rename = "LogoutURLs", default)]
    logout_urls: BTreeSet<String>,
    explicit_auth_flows: Option<BTreeSet<String>>,
    access_token_validity: Option<u64>,
    id_token_validity: Option<u64>,
    refresh_token_validity: Option<u64>,
    #[serde(default)]
    token_validity_units: TokenValidityUnits,
    auth_session_validity: Option<u64>,
    refresh_token_rotation: Option<RefreshTokenRotation>,
    prevent_user_existence_errors: Option<String>,
    enable_token_revocation: Option<bool>,
    read_attributes: Option<BTreeSet<String>>,
    write_attributes: Option<BTreeSet<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct TokenValidityUnits {
    access_token: Option<String>,
    id_token: Option<String>,
    refresh_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RefreshTokenRotation {
    feature: String,
    retry_grace_period_seconds: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use vestibule_wire::{Structured as _, idp::UpdateUserPoolClientRequest};

    #[test]
    fn an_update_sends_all_that_the_model_can_set() {
        let settings = ClientSettings::from_description(&json!({"ClientName": "web"})).unwrap();
        let described: Map<String, Value> = UpdateUserPoolClientRequest::STRUCTURE
            .members
            .iter()
            .map(|member| (member.name.to_owned(), json!(["as it was"])))
            .collect();
        let sent = settings.to_update(&Value::Object(described.clone()));
        // Whose it is the plan adds. Without a list of its own a client has all attributes, and a default among no
        // callback URLs is none.
        let elsewhere = [
            "UserPoolId",
            "ClientId",
            "ReadAttributes",
            "WriteAttributes",
            "DefaultRedirectURI",
        ];
        for name in described.keys() {
            assert!(
                elsewhere.contains(&name.as_str()) || sent.get(name).is_some(),
                "{name} would be reset: {sent}"
            );
        }
        for no_word in ["AnalyticsConfiguration", "SupportedIdentityProviders"] {
            assert_eq!(sent[no_word], described[no_word], "{no_word}");
        }
    }
}
