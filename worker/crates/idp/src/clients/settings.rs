//! The settings that `CreateUserPoolClient` and `UpdateUserPoolClient` set.

use super::{ROTATION_IN_LITE, redirect_uri::check_urls};
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use vestibule_engine::{attributes, config::Config};
use vestibule_model::{
    client::{
        ClientIdentity, ClientSettings, ExistenceErrors, ExplicitAuthFlow, OAuthFlow, Rotation,
        TimeUnit, ValidityUnits,
    },
    pool::{ResourceServer, Tier},
    scope, short,
    time::Span,
};
use vestibule_wire::idp::{
    AnalyticsConfigurationType, ErrorCode, ExplicitAuthFlowsType, FeatureType, OAuthFlowType,
    PreventUserExistenceErrorTypes, TimeUnitsType, TokenValidityUnitsType,
    UpdateUserPoolClientRequest,
};

const DEFAULT_REFRESH_DAYS: i64 = 30;
const DEFAULT_SESSION_MINUTES: i32 = 3;

/// Which operation reads the members, for its messages.
#[derive(Clone, Copy)]
pub(super) enum Doing {
    Creating,
    Updating,
}

/// What becomes of a client's settings by an update: a member that was left out gets its default, only the name stays.
/// Members are checked in the service's order. A new client is an update of one that has a name alone.
///
/// # Errors
/// InvalidParameterException and its like for what can't be set, or isn't built.
pub(super) fn updated(
    config: &Config,
    client: &ClientIdentity,
    name: &str,
    request: UpdateUserPoolClientRequest,
    doing: Doing,
) -> Result<ClientSettings> {
    // Taken apart whole: a member that the model gains doesn't compile before it has a rule.
    let UpdateUserPoolClientRequest {
        user_pool_id: _,
        client_id: _,
        client_name,
        refresh_token_validity,
        access_token_validity,
        id_token_validity,
        token_validity_units,
        read_attributes,
        write_attributes,
        explicit_auth_flows,
        supported_identity_providers,
        callback_urls,
        logout_urls,
        default_redirect_uri,
        allowed_oauth_flows,
        allowed_oauth_scopes,
        allowed_oauth_flows_user_pool_client,
        analytics_configuration,
        prevent_user_existence_errors,
        enable_token_revocation,
        enable_propagate_additional_user_context_data,
        auth_session_validity,
        refresh_token_rotation,
        publish_secrets_in_aws_secrets_manager,
    } = request;

    let confidential = !client.secrets.is_empty();
    let rotates = refresh_token_rotation
        .as_ref()
        .is_some_and(|rotation| rotation.feature == FeatureType::Enabled);
    let flows = explicit_auth_flows
        .map(|flows| auth_flows(flows, rotates))
        .transpose()?;
    let oauth = allowed_oauth_flows_user_pool_client.unwrap_or(false);
    let oauth_flows: Vec<_> = allowed_oauth_flows
        .unwrap_or_default()
        .into_iter()
        .map(oauth_flow)
        .collect();
    let oauth_scopes = allowed_oauth_scopes.unwrap_or_default();
    let callback_urls = callback_urls.unwrap_or_default();
    let logout_urls = logout_urls.unwrap_or_default();
    if oauth && (oauth_flows.is_empty() || oauth_scopes.is_empty()) {
        return Err(Error::invalid_parameter(
            "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth \
             flows.",
        ));
    }
    check_oauth_flows(&oauth_flows, &callback_urls, confidential)?;
    check_urls(&callback_urls)?;
    check_urls(&logout_urls)?;
    if let Some(default) = &default_redirect_uri
        && !callback_urls.contains(default)
    {
        return Err(Error::invalid_parameter(format!(
            "The default redirect URI {default} is not in the callback URIs list."
        )));
    }
    check_scopes(&oauth_scopes, &config.resource_servers)?;
    let identity_providers = supported_identity_providers.unwrap_or_default();
    check_providers(&identity_providers, config)?;
    let read_attributes = unless_empty(read_attributes);
    let write_attributes = unless_empty(write_attributes);
    check_attributes(
        config,
        read_attributes.as_ref(),
        write_attributes.as_ref(),
        doing,
    )?;
    check_analytics(analytics_configuration.as_ref())?;
    if enable_propagate_additional_user_context_data == Some(true) {
        return Err(if confidential {
            Error::not_built("EnablePropagateAdditionalUserContextData")
        } else {
            Error::invalid_parameter(
                "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
            )
        });
    }

    if publish_secrets_in_aws_secrets_manager == Some(true) {
        return Err(Error::not_built("PublishSecretsInAWSSecretsManager"));
    }

    let mut validity_units = units(token_validity_units.unwrap_or_default());
    let refresh_token_validity = match refresh_token_validity {
        Some(validity) if validity > 0 => validity.into(),
        // Zero stands for the default, which is in days.
        _ => {
            validity_units.refresh_token = validity_units.refresh_token.map(|_| TimeUnit::Days);
            DEFAULT_REFRESH_DAYS
        }
    };
    let settings = ClientSettings {
        name: client_name.unwrap_or_else(|| name.to_owned()),
        flows,
        prevent_user_existence_errors: prevent_user_existence_errors.map(existence_errors),
        refresh_token_validity,
        access_token_validity: access_token_validity.map(i64::from),
        id_token_validity: id_token_validity.map(i64::from),
        validity_units,
        read_attributes,
        write_attributes,
        callback_urls,
        logout_urls,
        default_redirect_uri,
        oauth,
        oauth_flows,
        oauth_scopes,
        identity_providers,
        revocation: enable_token_revocation.unwrap_or(true),
        rotation: refresh_token_rotation.map(|rotation| Rotation {
            enabled: rotates,
            grace_seconds: rotation
                .retry_grace_period_seconds
                .filter(|_| rotates)
                .unwrap_or(0)
                .into(),
        }),
        auth_session_minutes: auth_session_validity
            .unwrap_or(DEFAULT_SESSION_MINUTES)
            .into(),
    };
    check_lives(&settings)?;
    if rotates && config.pool.settings.tier == Tier::Lite {
        return Err(Error::new(
            ErrorCode::FeatureUnavailableInTierException,
            ROTATION_IN_LITE,
        ));
    }
    Ok(settings)
}

const fn oauth_flow(given: OAuthFlowType) -> OAuthFlow {
    match given {
        OAuthFlowType::Code => OAuthFlow::Code,
        OAuthFlowType::Implicit => OAuthFlow::Implicit,
        OAuthFlowType::ClientCredentials => OAuthFlow::ClientCredentials,
    }
}

const fn existence_errors(given: PreventUserExistenceErrorTypes) -> ExistenceErrors {
    match given {
        PreventUserExistenceErrorTypes::Legacy => ExistenceErrors::Legacy,
        PreventUserExistenceErrorTypes::Enabled => ExistenceErrors::Enabled,
    }
}

fn units(given: TokenValidityUnitsType) -> ValidityUnits {
    let TokenValidityUnitsType {
        access_token,
        id_token,
        refresh_token,
    } = given;
    ValidityUnits {
        access_token: access_token.map(unit),
        id_token: id_token.map(unit),
        refresh_token: refresh_token.map(unit),
    }
}

const fn unit(given: TimeUnitsType) -> TimeUnit {
    match given {
        TimeUnitsType::Seconds => TimeUnit::Seconds,
        TimeUnitsType::Minutes => TimeUnit::Minutes,
        TimeUnitsType::Hours => TimeUnit::Hours,
        TimeUnitsType::Days => TimeUnit::Days,
    }
}

fn check_oauth_flows(
    flows: &[OAuthFlow],
    callback_urls: &[String],
    confidential: bool,
) -> Result<()> {
    let refuse =
        |message: &'static str| Err(Error::new(ErrorCode::InvalidOAuthFlowException, message));
    let for_itself = flows.contains(&OAuthFlow::ClientCredentials);
    let for_people = flows
        .iter()
        .any(|flow| *flow != OAuthFlow::ClientCredentials);
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
    if for_people && callback_urls.is_empty() {
        return refuse("CallbackUrls can not be empty when code flow or implicit flow is selected");
    }
    if flows.contains(&OAuthFlow::Implicit) {
        return Err(Error::not_built("AllowedOAuthFlows implicit"));
    }
    Ok(())
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
    if flows.len() > 1 && flows.contains(&ExplicitAuthFlowsType::AllowClientTokenAuth) {
        return Err(Error::invalid_parameter(
            "ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flows.",
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
        Given::AllowClientTokenAuth => Ok(ExplicitAuthFlow::AllowClientTokenAuth),
        Given::AllowTokenExchangeDelegation => Ok(ExplicitAuthFlow::AllowTokenExchangeDelegation),
        Given::AllowTokenExchangeImpersonation => {
            Ok(ExplicitAuthFlow::AllowTokenExchangeImpersonation)
        }
        Given::AllowUserAuth => Ok(ExplicitAuthFlow::AllowUserAuth),
    }
}

fn check_scopes(scopes: &[String], servers: &[ResourceServer]) -> Result<()> {
    match scopes.iter().find(|scope| !scope::is_known(servers, scope)) {
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
fn check_lives(settings: &ClientSettings) -> Result<()> {
    let (access, id, refresh) = (
        settings.access_token_life(),
        settings.id_token_life(),
        settings.refresh_token_life(),
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

fn unless_empty(given: Option<Vec<String>>) -> Option<BTreeSet<String>> {
    // An empty list is no list of one's own.
    given.filter(|names| !names.is_empty()).map(short::set)
}

#[cfg(test)]
mod tests;
