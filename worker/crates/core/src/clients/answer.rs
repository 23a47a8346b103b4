//! A client, as the operations that make, change and describe one answer with it.

use crate::{
    cx::Cx,
    idp_error::{Error, Result},
    model::{
        client::{Client, ExplicitAuthFlow},
        ids::PoolId,
    },
};
use std::collections::BTreeSet;
use vestibule_crypto::Purpose;
use vestibule_wire::{
    Mismatch, Sensitive, Timestamp,
    idp::{
        ExplicitAuthFlowsType, FeatureType, RefreshTokenRotationType, TimeUnitsType,
        TokenValidityUnitsType, UserPoolClientType,
    },
};

/// Members that weren't given are absent.
pub(super) fn user_pool_client(
    cx: &Cx<'_>,
    pool: &PoolId,
    client: &Client,
) -> Result<UserPoolClientType> {
    let unit = |token: &str| {
        client
            .validity_units
            .get(token)
            .map(|unit| parsed::<TimeUnitsType>(unit))
            .transpose()
    };
    Ok(UserPoolClientType {
        user_pool_id: Some(pool.to_string()),
        client_name: Some(client.name.clone()),
        client_id: Some(Sensitive::from(client.id.as_str())),
        client_secret: secret(cx, client)?,
        last_modified_date: Some(Timestamp(client.modified.millis())),
        creation_date: Some(Timestamp(client.created.millis())),
        refresh_token_validity: i32::try_from(client.refresh_token_validity).ok(),
        access_token_validity: client
            .access_token_validity
            .and_then(|validity| i32::try_from(validity).ok()),
        id_token_validity: client
            .id_token_validity
            .and_then(|validity| i32::try_from(validity).ok()),
        token_validity_units: Some(TokenValidityUnitsType {
            access_token: unit("AccessToken")?,
            id_token: unit("IdToken")?,
            refresh_token: unit("RefreshToken")?,
        }),
        read_attributes: client.read_attributes.as_ref().map(listed),
        write_attributes: client.write_attributes.as_ref().map(listed),
        explicit_auth_flows: client
            .flows
            .as_ref()
            .map(|flows| flows.iter().copied().map(explicit_auth_flow).collect()),
        supported_identity_providers: unless_empty(&client.identity_providers),
        callback_urls: unless_empty(&client.callback_urls),
        logout_urls: unless_empty(&client.logout_urls),
        default_redirect_uri: client.default_redirect_uri.clone(),
        allowed_oauth_flows: unless_empty(&client.oauth_flows)
            .map(|flows| all(&flows))
            .transpose()?,
        allowed_oauth_scopes: unless_empty(&client.oauth_scopes),
        allowed_oauth_flows_user_pool_client: Some(client.oauth),
        prevent_user_existence_errors: client
            .prevent_user_existence_errors
            .as_ref()
            .map(|setting| parsed(setting))
            .transpose()?,
        enable_token_revocation: Some(client.revocation),
        enable_propagate_additional_user_context_data: Some(false),
        auth_session_validity: i32::try_from(client.auth_session_minutes).ok(),
        refresh_token_rotation: client.rotation.map(|rotation| RefreshTokenRotationType {
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
        ExplicitAuthFlow::AllowRefreshTokenAuth => Described::AllowRefreshTokenAuth,
    }
}

/// The oldest secret.
fn secret(cx: &Cx<'_>, client: &Client) -> Result<Option<Sensitive<String>>> {
    let Some(sealed) = client.secrets.first() else {
        return Ok(None);
    };
    let opened = cx
        .keyring
        .open_text(Purpose::ClientSecret, &[client.id.as_str()], sealed)
        .map_err(Error::internal)?;
    let secret = std::str::from_utf8(opened.expose()).map_err(Error::internal)?;
    Ok(Some(Sensitive::from(secret)))
}

fn parsed<T: std::str::FromStr<Err = Mismatch>>(name: &str) -> Result<T> {
    name.parse().map_err(Error::internal)
}

fn all<T: std::str::FromStr<Err = Mismatch>>(names: &[String]) -> Result<Vec<T>> {
    names.iter().map(|name| parsed(name)).collect()
}

fn listed(names: &BTreeSet<String>) -> Vec<String> {
    names.iter().cloned().collect()
}

fn unless_empty(list: &[String]) -> Option<Vec<String>> {
    (!list.is_empty()).then(|| list.to_vec())
}
