//! The settings that `CreateUserPoolClient` and `UpdateUserPoolClient` share: checked in the service's order, and
//! made into those of a [`Client`]. What was left out has its default.

use super::{ROTATION_IN_LITE, redirect_uri::check_urls};
use crate::{
    attributes,
    config::Config,
    idp_error::{Error, Result},
    model::{
        client::{Client, ExplicitAuthFlow, Rotation},
        time::Span,
    },
};
use std::collections::{BTreeMap, BTreeSet};
use vestibule_wire::idp::{
    AnalyticsConfigurationType, CreateUserPoolClientRequest, ErrorCode, ExplicitAuthFlowsType,
    FeatureType, OAuthFlowType, PreventUserExistenceErrorTypes, RefreshTokenRotationType,
    TokenValidityUnitsType, UpdateUserPoolClientRequest,
};

/// Scopes that every pool has.
const OWN_SCOPES: [&str; 5] = [
    "phone",
    "email",
    "openid",
    "profile",
    "aws.cognito.signin.user.admin",
];
const DEFAULT_REFRESH_DAYS: i64 = 30;
const DEFAULT_SESSION_MINUTES: i32 = 3;

/// Which operation reads the members, for its messages.
#[derive(Clone, Copy)]
pub(super) enum Doing {
    Creating,
    Updating,
}

/// Members that both requests have.
pub(super) struct Members {
    refresh_token_validity: Option<i32>,
    access_token_validity: Option<i32>,
    id_token_validity: Option<i32>,
    token_validity_units: Option<TokenValidityUnitsType>,
    read_attributes: Option<Vec<String>>,
    write_attributes: Option<Vec<String>>,
    explicit_auth_flows: Option<Vec<ExplicitAuthFlowsType>>,
    supported_identity_providers: Option<Vec<String>>,
    callback_urls: Option<Vec<String>>,
    logout_urls: Option<Vec<String>>,
    default_redirect_uri: Option<String>,
    allowed_oauth_flows: Option<Vec<OAuthFlowType>>,
    allowed_oauth_scopes: Option<Vec<String>>,
    allowed_oauth_flows_user_pool_client: Option<bool>,
    analytics_configuration: Option<AnalyticsConfigurationType>,
    prevent_user_existence_errors: Option<PreventUserExistenceErrorTypes>,
    enable_token_revocation: Option<bool>,
    enable_propagate_additional_user_context_data: Option<bool>,
    auth_session_validity: Option<i32>,
    refresh_token_rotation: Option<RefreshTokenRotationType>,
}

macro_rules! members_of {
    ($($request:ty),*) => {$(
        impl From<$request> for Members {
            fn from(request: $request) -> Self {
                Self {
                    refresh_token_validity: request.refresh_token_validity,
                    access_token_validity: request.access_token_validity,
                    id_token_validity: request.id_token_validity,
                    token_validity_units: request.token_validity_units,
                    read_attributes: request.read_attributes,
                    write_attributes: request.write_attributes,
                    explicit_auth_flows: request.explicit_auth_flows,
                    supported_identity_providers: request.supported_identity_providers,
                    callback_urls: request.callback_urls,
                    logout_urls: request.logout_urls,
                    default_redirect_uri: request.default_redirect_uri,
                    allowed_oauth_flows: request.allowed_oauth_flows,
                    allowed_oauth_scopes: request.allowed_oauth_scopes,
                    allowed_oauth_flows_user_pool_client: request.allowed_oauth_flows_user_pool_client,
                    analytics_configuration: request.analytics_configuration,
                    prevent_user_existence_errors: request.prevent_user_existence_errors,
                    enable_token_revocation: request.enable_token_revocation,
                    enable_propagate_additional_user_context_data: request
                        .enable_propagate_additional_user_context_data,
                    auth_session_validity: request.auth_session_validity,
                    refresh_token_rotation: request.refresh_token_rotation,
                }
            }
        }
    )*};
}
members_of!(CreateUserPoolClientRequest, UpdateUserPoolClientRequest);

impl Members {
    /// Checks the members and gives `client` their settings, replacing all it had.
    pub(super) fn apply(
        mut self,
        config: &Config,
        client: &mut Client,
        doing: Doing,
    ) -> Result<()> {
        let confidential = client.is_confidential();
        let rotates = self
            .refresh_token_rotation
            .as_ref()
            .is_some_and(|it| it.feature == FeatureType::Enabled);
        let flows = self
            .explicit_auth_flows
            .take()
            .map(|flows| auth_flows(flows, rotates))
            .transpose()?;
        self.check_oauth(confidential)?;
        check_urls(self.callback_urls.as_deref().unwrap_or_default())?;
        check_urls(self.logout_urls.as_deref().unwrap_or_default())?;
        if let Some(default) = &self.default_redirect_uri
            && !self
                .callback_urls
                .as_ref()
                .is_some_and(|urls| urls.contains(default))
        {
            return Err(Error::invalid_parameter(format!(
                "The default redirect URI {default} is not in the callback URIs list."
            )));
        }
        check_scopes(
            self.allowed_oauth_scopes.as_deref().unwrap_or_default(),
            config,
        )?;
        check_providers(
            self.supported_identity_providers
                .as_deref()
                .unwrap_or_default(),
            config,
        )?;
        let read = names(self.read_attributes);
        let write = names(self.write_attributes);
        check_attributes(config, read.as_ref(), write.as_ref(), doing)?;
        check_analytics(self.analytics_configuration.as_ref())?;
        if self.enable_propagate_additional_user_context_data == Some(true) {
            return Err(if confidential {
                Error::not_built("EnablePropagateAdditionalUserContextData")
            } else {
                Error::invalid_parameter(
                    "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
                )
            });
        }

        client.flows = flows;
        client.prevent_user_existence_errors = self
            .prevent_user_existence_errors
            .map(|setting| setting.as_str().to_owned());
        client.validity_units = units(self.token_validity_units);
        client.refresh_token_validity = match self.refresh_token_validity {
            Some(validity) if validity > 0 => validity.into(),
            // Zero stands for the default, which is in days.
            _ => {
                client
                    .validity_units
                    .entry("RefreshToken".to_owned())
                    .and_modify(|unit| *unit = "days".to_owned());
                DEFAULT_REFRESH_DAYS
            }
        };
        client.access_token_validity = self.access_token_validity.map(i64::from);
        client.id_token_validity = self.id_token_validity.map(i64::from);
        check_lives(client)?;
        if rotates && config.pool.tier == "LITE" {
            return Err(Error::new(
                ErrorCode::FeatureUnavailableInTierException,
                ROTATION_IN_LITE,
            ));
        }
        client.read_attributes = read;
        client.write_attributes = write;
        client.callback_urls = self.callback_urls.unwrap_or_default();
        client.logout_urls = self.logout_urls.unwrap_or_default();
        client.default_redirect_uri = self.default_redirect_uri;
        client.oauth = self.allowed_oauth_flows_user_pool_client.unwrap_or(false);
        client.oauth_flows = self
            .allowed_oauth_flows
            .unwrap_or_default()
            .iter()
            .map(|flow| flow.as_str().to_owned())
            .collect();
        client.oauth_scopes = self.allowed_oauth_scopes.unwrap_or_default();
        client.identity_providers = self.supported_identity_providers.unwrap_or_default();
        client.revocation = self.enable_token_revocation.unwrap_or(true);
        client.rotation = self.refresh_token_rotation.map(|rotation| Rotation {
            enabled: rotates,
            grace_seconds: rotation
                .retry_grace_period_seconds
                .filter(|_| rotates)
                .unwrap_or(0)
                .into(),
        });
        client.auth_session_minutes = self
            .auth_session_validity
            .unwrap_or(DEFAULT_SESSION_MINUTES)
            .into();
        Ok(())
    }

    fn check_oauth(&self, confidential: bool) -> Result<()> {
        let refuse =
            |message: &'static str| Err(Error::new(ErrorCode::InvalidOAuthFlowException, message));
        let flows = self.allowed_oauth_flows.as_deref().unwrap_or_default();
        let scopes = self.allowed_oauth_scopes.as_deref().unwrap_or_default();
        if self.allowed_oauth_flows_user_pool_client == Some(true)
            && (flows.is_empty() || scopes.is_empty())
        {
            return Err(Error::invalid_parameter(
                "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth \
                 flows.",
            ));
        }
        let for_itself = flows.contains(&OAuthFlowType::ClientCredentials);
        let for_people = flows
            .iter()
            .any(|flow| *flow != OAuthFlowType::ClientCredentials);
        if for_itself && !confidential {
            return refuse(
                "client_credentials flow can not be selected if client does not have a client secret.",
            );
        }
        if for_itself && for_people {
            return refuse(
                "client_credentials flow can not be selected along with code flow or implicit flow.",
            );
        }
        if for_people && self.callback_urls.as_ref().is_none_or(Vec::is_empty) {
            return refuse(
                "CallbackUrls can not be empty when code flow or implicit flow is selected",
            );
        }
        if flows.contains(&OAuthFlowType::Implicit) {
            return Err(Error::not_built("AllowedOAuthFlows implicit"));
        }
        Ok(())
    }
}

fn auth_flows(flows: Vec<ExplicitAuthFlowsType>, rotates: bool) -> Result<Vec<ExplicitAuthFlow>> {
    let prefixed = flows
        .iter()
        .filter(|flow| flow.as_str().starts_with("ALLOW_"))
        .count();
    if prefixed > 0 && prefixed < flows.len() {
        return Err(Error::invalid_parameter(
            "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
        ));
    }
    if rotates && flows.contains(&ExplicitAuthFlowsType::AllowRefreshTokenAuth) {
        return Err(Error::invalid_parameter(
            "ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is enabled.",
        ));
    }
    flows.into_iter().map(auth_flow).collect()
}

fn auth_flow(flow: ExplicitAuthFlowsType) -> Result<ExplicitAuthFlow> {
    use ExplicitAuthFlowsType as Given;
    match flow {
        Given::AdminNoSrpAuth => Ok(ExplicitAuthFlow::AdminNoSrpAuth),
        Given::CustomAuthFlowOnly => Ok(ExplicitAuthFlow::CustomAuthFlowOnly),
        Given::UserPasswordAuth => Ok(ExplicitAuthFlow::UserPasswordAuth),
        Given::AllowAdminUserPasswordAuth => Ok(ExplicitAuthFlow::AllowAdminUserPasswordAuth),
        Given::AllowCustomAuth => Ok(ExplicitAuthFlow::AllowCustomAuth),
        Given::AllowUserPasswordAuth => Ok(ExplicitAuthFlow::AllowUserPasswordAuth),
        Given::AllowUserSrpAuth => Ok(ExplicitAuthFlow::AllowUserSrpAuth),
        Given::AllowRefreshTokenAuth => Ok(ExplicitAuthFlow::AllowRefreshTokenAuth),
        Given::AllowUserAuth
        | Given::AllowTokenExchangeDelegation
        | Given::AllowTokenExchangeImpersonation => Err(Error::not_built(&format!(
            "ExplicitAuthFlows {}",
            flow.as_str()
        ))),
    }
}

fn check_scopes(scopes: &[String], config: &Config) -> Result<()> {
    let known = |scope: &str| {
        OWN_SCOPES.contains(&scope)
            || config.resource_servers.iter().any(|server| {
                scope
                    .strip_prefix(&server.identifier)
                    .and_then(|rest| rest.strip_prefix('/'))
                    .is_some_and(|name| server.scopes.iter().any(|(scope, _)| scope == name))
            })
    };
    match scopes.iter().find(|scope| !known(scope)) {
        Some(scope) => Err(Error::new(
            ErrorCode::ScopeDoesNotExistException,
            format!("Invalid scope requested: {scope}"),
        )),
        None => Ok(()),
    }
}

fn check_providers(providers: &[String], config: &Config) -> Result<()> {
    match providers.iter().find(|provider| *provider != "COGNITO") {
        Some(provider) => Err(Error::invalid_parameter(format!(
            "The provider {provider} does not exist for User Pool {}.",
            config.pool.id
        ))),
        None => Ok(()),
    }
}

fn check_attributes(
    config: &Config,
    read: Option<&BTreeSet<String>>,
    write: Option<&BTreeSet<String>>,
    doing: Doing,
) -> Result<()> {
    let doing = match doing {
        Doing::Creating => "creating",
        Doing::Updating => "updating",
    };
    let known = |name: &String| config.pool.attribute(name).is_some() || name == "identities";
    let writable = |name: &String| known(name) && attributes::is_for_users(name);
    // Without them nobody could sign up through this client.
    let covers_required = |names: &BTreeSet<String>| {
        config
            .pool
            .required()
            .all(|attribute| names.contains(&attribute.name))
    };
    if write.is_some_and(|names| !names.iter().all(writable) || !covers_required(names)) {
        return Err(Error::invalid_parameter(format!(
            "Invalid write attributes specified while {doing} a client"
        )));
    }
    if read.is_some_and(|names| !names.iter().all(known)) {
        return Err(Error::invalid_parameter(format!(
            "Invalid read attributes specified while {doing} a client"
        )));
    }
    Ok(())
}

fn check_analytics(configuration: Option<&AnalyticsConfigurationType>) -> Result<()> {
    let Some(given) = configuration else {
        return Ok(());
    };
    let by_arn = given.application_arn.is_some();
    let by_id = (
        given.application_id.is_some(),
        given.role_arn.is_some(),
        given.external_id.is_some(),
    );
    match (by_arn, by_id) {
        (true, (false, false, false)) | (false, (true, true, true)) => {
            Err(Error::not_built("AnalyticsConfiguration"))
        }
        _ => Err(Error::invalid_parameter(
            "Invalid analytics configuration given, either <application arn> or <application id, role arn, external \
             id> are valid",
        )),
    }
}

/// Access and ID tokens live from 5 minutes to a day, refresh tokens from an hour to ten years.
fn check_lives(client: &Client) -> Result<()> {
    let (access, id, refresh) = (
        client.access_token_life(),
        client.id_token_life(),
        client.refresh_token_life(),
    );
    let short = Span::minutes(5)..=Span::days(1);
    let long = Span::hours(1)..=Span::days(3650);
    if !short.contains(&access) || !short.contains(&id) || !long.contains(&refresh) {
        return Err(Error::invalid_parameter(
            "Invalid range for token validity.",
        ));
    }
    if access > refresh || id > refresh {
        return Err(Error::invalid_parameter(
            "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
        ));
    }
    Ok(())
}

fn units(given: Option<TokenValidityUnitsType>) -> BTreeMap<String, String> {
    let given = given.unwrap_or_default();
    [
        ("AccessToken", given.access_token),
        ("IdToken", given.id_token),
        ("RefreshToken", given.refresh_token),
    ]
    .into_iter()
    .filter_map(|(token, unit)| Some((token.to_owned(), unit?.as_str().to_owned())))
    .collect()
}

fn names(given: Option<Vec<String>>) -> Option<BTreeSet<String>> {
    // An empty list is no list of one's own.
    given
        .filter(|names| !names.is_empty())
        .map(|names| names.into_iter().collect())
}

#[cfg(test)]
mod tests;
