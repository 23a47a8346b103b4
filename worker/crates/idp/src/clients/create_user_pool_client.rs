//! `CreateUserPoolClient` makes an app client.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html>

use super::{
    answer,
    settings::{Doing, updated},
};
use crate::{
    create_as_update::create_as_update,
    error::{Error, Result},
};
use vestibule_crypto::SecretString;
use vestibule_engine::{client_secret, config::Config, cx::Cx, registry};
use vestibule_model::{
    client::{Client, ClientIdentity},
    ids::{ClientId, PoolId},
    object_key::ObjectKey,
    registry_name::Name,
};
use vestibule_store::{pool::clients::AddClient, registry::names::Claimed};
use vestibule_wire::{
    Sensitive,
    idp::{CreateUserPoolClientRequest, CreateUserPoolClientResponse, UpdateUserPoolClientRequest},
};

pub async fn handle(
    cx: &Cx<'_>,
    input: CreateUserPoolClientRequest,
) -> Result<CreateUserPoolClientResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let pool = &config.pool.id;
    let id = ClientId::mint(&*cx.check_key().await?, cx.rng);
    let client = new_client(cx, &config, id, input)?;

    claim(cx, pool, &client).await?;
    let added = cx
        .call(
            &ObjectKey::of_pool(pool),
            AddClient {
                client: Box::new(client.clone()),
            },
        )
        .await?;
    let revision = added.ok_or_else(|| Error::no_such_pool(pool.as_str()))?;
    cx.publish(pool, &revision).await?;
    let answer = answer::user_pool_client(cx, pool, &client)?;
    Ok(CreateUserPoolClientResponse {
        user_pool_client: Some(answer),
    })
}

/// What the request makes of an id. A client's settings are an update of those that it has by default.
fn new_client(
    cx: &Cx<'_>,
    config: &Config,
    id: ClientId,
    input: CreateUserPoolClientRequest,
) -> Result<Client> {
    create_as_update! {
        let CreateUserPoolClientRequest { user_pool_id, client_name, generate_secret, client_secret, ..both } = input;
        let update = UpdateUserPoolClientRequest {
            user_pool_id: user_pool_id, client_id: id.as_str().into(), client_name: None, ..both
        };
        both {
            refresh_token_validity, access_token_validity, id_token_validity, token_validity_units,
            read_attributes, write_attributes, explicit_auth_flows, supported_identity_providers,
            callback_urls, logout_urls, default_redirect_uri, allowed_oauth_flows, allowed_oauth_scopes,
            allowed_oauth_flows_user_pool_client, analytics_configuration, prevent_user_existence_errors,
            enable_token_revocation, enable_propagate_additional_user_context_data, auth_session_validity,
            refresh_token_rotation,
            publish_secrets_in_aws_secrets_manager,
        }
    }
    let secret = secret(cx, generate_secret.unwrap_or(false), client_secret)?;
    let sealed = secret.map(|secret| client_secret::seal(cx, &id, &secret));
    let identity = ClientIdentity {
        id,
        created: cx.now,
        modified: cx.now,
        secrets: sealed.transpose()?.into_iter().collect(),
        secret_dates: Vec::new(),
        sso_minutes: None,
    };
    let settings = updated(config, &identity, &client_name, update, Doing::Creating)?;
    Ok(Client { identity, settings })
}

/// The secret that was asked for or given, if one was.
fn secret(
    cx: &Cx<'_>,
    generate: bool,
    given: Option<Sensitive<String>>,
) -> Result<Option<SecretString>> {
    match (generate, given) {
        (true, Some(_)) => Err(Error::invalid_parameter(
            "ClientSecret can't be given when GenerateSecret is true.",
        )),
        (true, None) => Ok(Some(client_secret::mint(cx))),
        (false, given) => Ok(given.map(|given| SecretString::new(given.into_inner()))),
    }
}

/// Claims the client's id. A claim whose client is never added costs nothing but its row: ids are not used twice.
async fn claim(cx: &Cx<'_>, pool: &PoolId, client: &Client) -> Result<()> {
    let name = Name::Client(client.id.clone());
    match registry::claim(cx, &name, pool).await? {
        Claimed::Yes => Ok(()),
        Claimed::Taken { .. } => Err(Error::internal("a new client id was taken already")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fixtures::{create_pool, input, refusal},
        resource_servers::create_resource_server,
    };
    use serde_json::{Value, json};
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode::{
        self, InvalidOAuthFlowException, InvalidParameterException, ScopeDoesNotExistException,
    };

    fn create(world: &World, pool: &str, members: Value) -> Result<Value> {
        let mut request = json!({"UserPoolId": pool, "ClientName": "web"});
        request
            .as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        let output = world.run(handle(&world.cx(), input(request)))?;
        Ok(serde_json::to_value(output).unwrap()["UserPoolClient"].take())
    }

    fn world_with_pool() -> (World, String) {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        (world, pool)
    }

    #[test]
    fn a_client_of_a_name_alone_is_answered_as_the_service_answers() {
        let (world, pool) = world_with_pool();
        let client = create(&world, &pool, json!({})).unwrap();
        let id = client["ClientId"].as_str().unwrap().to_owned();
        assert_eq!(id.len(), 26);
        let now = world.now().seconds();
        assert_eq!(
            client,
            json!({
                "AllowedOAuthFlowsUserPoolClient": false, "AuthSessionValidity": 3, "ClientId": id,
                "ClientName": "web", "CreationDate": now, "EnablePropagateAdditionalUserContextData": false,
                "EnableTokenRevocation": true, "LastModifiedDate": now, "RefreshTokenValidity": 30,
                "TokenValidityUnits": {}, "UserPoolId": pool,
            })
        );
        let config = world.run(async { world.cx().client(&id).await }).unwrap();
        assert_eq!(config.pool.id.as_str(), pool);
    }

    #[test]
    fn a_secret_is_shown_and_never_stored_in_clear() {
        let (world, pool) = world_with_pool();
        let client = create(&world, &pool, json!({"GenerateSecret": true})).unwrap();
        let secret = client["ClientSecret"].as_str().unwrap();
        assert_eq!(secret.len(), 52);
        assert!(
            secret
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        );
        for key in world.objects.keys() {
            let stored = world.objects.store(&key).dump();
            assert!(
                !stored
                    .windows(secret.len())
                    .any(|window| window == secret.as_bytes()),
                "{key:?}"
            );
        }
        let own = create(
            &world,
            &pool,
            json!({"ClientSecret": "abcdefghijklmnopqrstuvwx"}),
        )
        .unwrap();
        assert_eq!(own["ClientSecret"], "abcdefghijklmnopqrstuvwx");
    }

    #[test]
    fn rotation_turned_off_has_no_grace() {
        let (world, pool) = world_with_pool();
        let off =
            json!({"RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 30}});
        let client = create(&world, &pool, off).unwrap();
        assert_eq!(
            client["RefreshTokenRotation"],
            json!({"Feature": "DISABLED", "RetryGracePeriodSeconds": 0})
        );
        let on = create(
            &world,
            &pool,
            json!({"RefreshTokenRotation": {"Feature": "ENABLED"}}),
        )
        .unwrap();
        assert_eq!(
            on["RefreshTokenRotation"],
            json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": 0})
        );
    }

    #[test]
    fn zero_stands_for_thirty_days() {
        let (world, pool) = world_with_pool();
        let members =
            json!({"RefreshTokenValidity": 0, "TokenValidityUnits": {"RefreshToken": "minutes"}});
        let client = create(&world, &pool, members).unwrap();
        assert_eq!(client["RefreshTokenValidity"], 30);
        assert_eq!(
            client["TokenValidityUnits"],
            json!({"RefreshToken": "days"})
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_in_the_services_words() {
        let world = World::new();
        let schema = json!([{"Name": "email", "Required": true, "AttributeDataType": "String"}]);
        let pool = create_pool(&world, json!({"PoolName": "people", "Schema": schema}));
        let api = json!({
            "UserPoolId": pool, "Identifier": "api", "Name": "API",
            "Scopes": [{"ScopeName": "write", "ScopeDescription": "Write"}],
        });
        world
            .run(create_resource_server::handle(&world.cx(), input(api)))
            .unwrap();
        let no_google = format!("The provider Google does not exist for User Pool {pool}.");
        let cases: &[(Value, ErrorCode, &str)] = &[
            (
                json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"]}),
                InvalidParameterException,
                "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
            ),
            (
                json!({
                    "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED"},
                }),
                InvalidParameterException,
                "ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is enabled.",
            ),
            (
                json!({"EnablePropagateAdditionalUserContextData": true}),
                InvalidParameterException,
                "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
            ),
            (
                json!({"AllowedOAuthFlowsUserPoolClient": true}),
                InvalidParameterException,
                "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth \
                 flows.",
            ),
            (
                json!({"AllowedOAuthFlows": ["client_credentials"]}),
                InvalidOAuthFlowException,
                "client_credentials flow can not be selected if client does not have a client secret.",
            ),
            (
                json!({"AllowedOAuthFlows": ["client_credentials", "code"], "GenerateSecret": true}),
                InvalidOAuthFlowException,
                "client_credentials flow can not be selected along with code flow or implicit flow.",
            ),
            (
                json!({"AllowedOAuthFlows": ["code"]}),
                InvalidOAuthFlowException,
                "CallbackUrls can not be empty when code flow or implicit flow is selected",
            ),
            (
                json!({"CallbackURLs": ["https://a.example/#x"]}),
                InvalidParameterException,
                "https://a.example/#x cannot use fragment",
            ),
            (
                json!({"LogoutURLs": ["http://a.example/"]}),
                InvalidParameterException,
                "http://a.example/ cannot use the HTTP protocol.",
            ),
            (
                json!({"CallbackURLs": ["https://a.example/"], "DefaultRedirectURI": "https://b.example/"}),
                InvalidParameterException,
                "The default redirect URI https://b.example/ is not in the callback URIs list.",
            ),
            (
                json!({"AllowedOAuthScopes": ["api/write", "api/read"]}),
                ScopeDoesNotExistException,
                "Invalid scope requested: api/read",
            ),
            (
                json!({"SupportedIdentityProviders": ["COGNITO", "Google"]}),
                InvalidParameterException,
                &no_google,
            ),
            (
                json!({"WriteAttributes": ["name"]}),
                InvalidParameterException,
                "Invalid write attributes specified while creating a client",
            ),
            (
                json!({"ReadAttributes": ["custom:missing"]}),
                InvalidParameterException,
                "Invalid read attributes specified while creating a client",
            ),
            (
                json!({"AccessTokenValidity": 2, "TokenValidityUnits": {"AccessToken": "minutes"}}),
                InvalidParameterException,
                "Invalid range for token validity.",
            ),
            (
                json!({"AccessTokenValidity": 2, "RefreshTokenValidity": 1, "TokenValidityUnits": {"RefreshToken": "hours"}}),
                InvalidParameterException,
                "Access and Id Token expiration times must be less than or equal to refresh token expiration times.",
            ),
            (
                json!({"AnalyticsConfiguration": {"ApplicationId": "abc"}}),
                InvalidParameterException,
                "Invalid analytics configuration given, either <application arn> or <application id, role arn, \
                 external id> are valid",
            ),
        ];
        for (members, code, message) in cases {
            assert_eq!(
                refusal(create(&world, &pool, members.clone())),
                (*code, (*message).to_owned()),
                "{members}"
            );
        }
    }

    #[test]
    fn a_lost_reply_makes_no_second_client() {
        let (world, pool) = world_with_pool();
        for transition in [
            "claim_name",
            "add_client",
            "raise_lowest_config",
            "note_pushed",
        ] {
            world.objects.lose_reply_of(transition);
        }
        create(&world, &pool, json!({})).unwrap();
        let id = PoolId::parse(&pool).unwrap();
        let list = vestibule_store::pool::clients::ListClients {
            after: None,
            limit: 10,
        };
        let clients = world
            .run(async { world.cx().call(&ObjectKey::of_pool(&id), list).await })
            .unwrap();
        assert_eq!(clients.len(), 1);
    }
}
