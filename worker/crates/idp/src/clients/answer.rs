//! A client, as the operations that make, change and describe one answer with it.

use crate::error::Result;
use std::collections::BTreeSet;
use vestibule_engine::{client_secret, cx::Cx};
use vestibule_model::{
    client::{Client, ExistenceErrors, ExplicitAuthFlow, OAuthFlow, TimeUnit},
    ids::PoolId,
};
use vestibule_wire::{
    Sensitive, Timestamp,
    idp::{
        ExplicitAuthFlowsType, FeatureType, OAuthFlowType, PreventUserExistenceErrorTypes,
        RefreshTokenRotationType, TimeUnitsType, TokenValidityUnitsType, UserPoolClientType,
    },
};

/// Members that weren't given are absent. The secret is the one that the client was made with, while it has it: none that
/// was added takes its place.
pub(super) fn user_pool_client(
    cx: &Cx<'_>,
    pool: &PoolId,
    client: &Client,
) -> Result<UserPoolClientType> {
    let settings = &client.settings;
    let units = settings.validity_units;
    let secrets = client_secret::secrets(cx, client)?;
    Ok(UserPoolClientType {
        user_pool_id: Some(pool.to_string()),
        client_name: Some(settings.name.clone()),
        client_id: Some(Sensitive::from(client.id.as_str())),
        client_secret: client
            .first_secret()
            .and_then(|first| secrets.get(first))
            .map(|first| Sensitive::from(first.expose().as_str())),
        last_modified_date: Some(Timestamp(client.modified.millis())),
        creation_date: Some(Timestamp(client.created.millis())),
        refresh_token_validity: i32::try_from(settings.refresh_token_validity).ok(),
        access_token_validity: settings
            .access_token_validity
            .and_then(|validity| i32::try_from(validity).ok()),
        id_token_validity: settings
            .id_token_validity
            .and_then(|validity| i32::try_from(validity).ok()),
        token_validity_units: Some(TokenValidityUnitsType {
            access_token: units.access_token.map(unit),
            id_token: units.id_token.map(unit),
            refresh_token: units.refresh_token.map(unit),
        }),
        read_attributes: settings.read_attributes.as_ref().map(listed),
        write_attributes: settings.write_attributes.as_ref().map(listed),
        explicit_auth_flows: settings
            .flows
            .as_ref()
            .map(|flows| flows.iter().copied().map(explicit_auth_flow).collect()),
        supported_identity_providers: unless_empty(&settings.identity_providers),
        callback_urls: unless_empty(&settings.callback_urls),
        logout_urls: unless_empty(&settings.logout_urls),
        default_redirect_uri: settings.default_redirect_uri.clone(),
        allowed_oauth_flows: unless_empty(&settings.oauth_flows)
            .map(|flows| flows.into_iter().map(oauth_flow).collect()),
        allowed_oauth_scopes: unless_empty(&settings.oauth_scopes),
        allowed_oauth_flows_user_pool_client: Some(settings.oauth),
        prevent_user_existence_errors: settings.prevent_user_existence_errors.map(|setting| {
            match setting {
                ExistenceErrors::Legacy => PreventUserExistenceErrorTypes::Legacy,
                ExistenceErrors::Enabled => PreventUserExistenceErrorTypes::Enabled,
            }
        }),
        enable_token_revocation: Some(settings.revocation),
        enable_propagate_additional_user_context_data: Some(false),
        auth_session_validity: i32::try_from(settings.auth_session_minutes).ok(),
        refresh_token_rotation: settings.rotation.map(|rotation| RefreshTokenRotationType {
            feature: if rotation.enabled {
                FeatureType::Enabled
            } else {
                FeatureType::Disabled
            },
            retry_grace_period_seconds: i32::try_from(rotation.grace_seconds).ok(),
        }),
        ..UserPoolClientType::default()
    })
}

fn explicit_auth_flow(flow: ExplicitAuthFlow) -> ExplicitAuthFlowsType {
    use ExplicitAuthFlowsType as Described;
    match flow {
        ExplicitAuthFlow::AdminNoSrpAuth => Described::AdminNoSrpAuth,
        ExplicitAuthFlow::CustomAuthFlowOnly => Described::CustomAuthFlowOnly,
        ExplicitAuthFlow::UserPasswordAuth => Described::UserPasswordAuth,
        ExplicitAuthFlow::AllowAdminUserPasswordAuth => Described::AllowAdminUserPasswordAuth,
        ExplicitAuthFlow::AllowCustomAuth => Described::AllowCustomAuth,
        ExplicitAuthFlow::AllowUserPasswordAuth => Described::AllowUserPasswordAuth,
        ExplicitAuthFlow::AllowUserSrpAuth => Described::AllowUserSrpAuth,
        ExplicitAuthFlow::AllowUserAuth => Described::AllowUserAuth,
        ExplicitAuthFlow::AllowRefreshTokenAuth => Described::AllowRefreshTokenAuth,
        ExplicitAuthFlow::AllowClientTokenAuth => Described::AllowClientTokenAuth,
        ExplicitAuthFlow::AllowTokenExchangeDelegation => Described::AllowTokenExchangeDelegation,
        ExplicitAuthFlow::AllowTokenExchangeImpersonation => {
            Described::AllowTokenExchangeImpersonation
        }
    }
}

const fn unit(unit: TimeUnit) -> TimeUnitsType {
    match unit {
        TimeUnit::Seconds => TimeUnitsType::Seconds,
        TimeUnit::Minutes => TimeUnitsType::Minutes,
        TimeUnit::Hours => TimeUnitsType::Hours,
        TimeUnit::Days => TimeUnitsType::Days,
    }
}

const fn oauth_flow(flow: OAuthFlow) -> OAuthFlowType {
    match flow {
        OAuthFlow::Code => OAuthFlowType::Code,
        OAuthFlow::Implicit => OAuthFlowType::Implicit,
        OAuthFlow::ClientCredentials => OAuthFlowType::ClientCredentials,
    }
}

fn listed(names: &BTreeSet<String>) -> Vec<String> {
    names.iter().cloned().collect()
}

fn unless_empty<T: Clone>(list: &[T]) -> Option<Vec<T>> {
    (!list.is_empty()).then(|| list.to_vec())
}
