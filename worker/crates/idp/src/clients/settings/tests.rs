use super::*;
use crate::fixtures::api::{Api, Refused, merged, refused};
use serde_json::{Value, json};
use vestibule_wire::{Structured as _, idp::CreateUserPoolClientRequest};

/// Gives the usual client these settings.
fn update(api: &Api, members: Value) -> Result<Value, Refused> {
    let client = json!({"UserPoolId": api.pool, "ClientId": api.client});
    api.call("UpdateUserPoolClient", merged(client, members))
}

fn create(api: &Api, members: Value) -> Result<Value, Refused> {
    let client = json!({"UserPoolId": api.pool, "ClientName": "web"});
    api.call("CreateUserPoolClient", merged(client, members))
}

/// Every member that is no feature to come, as it is given and as it is described.
fn whole() -> Value {
    json!({
        "AccessTokenValidity": 30,
        "AllowedOAuthFlows": ["code"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AllowedOAuthScopes": ["openid", "email"],
        "AuthSessionValidity": 5,
        "CallbackURLs": ["https://b.example/", "https://a.example/"],
        "ClientName": "renamed",
        "DefaultRedirectURI": "https://a.example/",
        "EnablePropagateAdditionalUserContextData": false,
        "EnableTokenRevocation": false,
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH"],
        "IdTokenValidity": 40,
        "LogoutURLs": ["https://b.example/", "https://a.example/"],
        "PreventUserExistenceErrors": "ENABLED",
        "ReadAttributes": ["email", "name"],
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        "RefreshTokenValidity": 10,
        "SupportedIdentityProviders": ["COGNITO"],
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "days"},
        "WriteAttributes": ["email", "name"],
    })
}

#[test]
fn no_member_is_taken_and_forgotten() {
    let elsewhere = [
        // What names the client, and its secret.
        "UserPoolId",
        "ClientId",
        "GenerateSecret",
        "ClientSecret",
        // Refused whole.
        "AnalyticsConfiguration",
        // Refused when it is true; nothing describes it.
        "PublishSecretsInAWSSecretsManager",
    ];
    let whole = whole();
    for structure in [
        CreateUserPoolClientRequest::STRUCTURE,
        UpdateUserPoolClientRequest::STRUCTURE,
    ] {
        for member in structure.members {
            assert!(
                whole.get(member.name).is_some() || elsewhere.contains(&member.name),
                "{}: is it kept or refused?",
                member.name
            );
        }
    }
    let api = Api::usual();
    let made = create(&api, whole.clone()).unwrap();
    update(&api, whole.clone()).unwrap();
    for client in [&made["UserPoolClient"]["ClientId"], &json!(api.client)] {
        let described = api.ok(
            "DescribeUserPoolClient",
            json!({"UserPoolId": api.pool, "ClientId": client}),
        );
        for (member, value) in whole.as_object().unwrap() {
            // Auth flows keep the order in which they were given.
            assert_eq!(described["UserPoolClient"][member], *value, "{member}");
        }
        assert!(described["UserPoolClient"].get("ClientSecret").is_none());
    }
}

#[test]
fn what_is_not_built_is_refused_by_name() {
    let api = Api::usual();
    let application = "arn:aws:mobiletargeting:us-east-1:000000000000:apps/0123456789abcdef";
    for (members, setting) in [
        (
            json!({"AllowedOAuthFlows": ["code", "implicit"], "CallbackURLs": ["https://a.example/"]}),
            "AllowedOAuthFlows implicit",
        ),
        (
            json!({"AnalyticsConfiguration": {"ApplicationArn": application}}),
            "AnalyticsConfiguration",
        ),
        (
            json!({"PublishSecretsInAWSSecretsManager": true}),
            "PublishSecretsInAWSSecretsManager",
        ),
    ] {
        let message = format!("{setting} is not supported by this version of Vestibule.");
        let expected = Err(refused("InvalidParameterException", &message));
        assert_eq!(create(&api, members.clone()), expected);
        assert_eq!(update(&api, members), expected);
    }
    let message =
        "EnablePropagateAdditionalUserContextData is not supported by this version of Vestibule.";
    let members = json!({"GenerateSecret": true, "EnablePropagateAdditionalUserContextData": true});
    assert_eq!(
        create(&api, members),
        Err(refused("InvalidParameterException", message))
    );
}

#[test]
fn an_implicit_flow_is_refused_for_what_else_is_wrong_with_it_first() {
    let api = Api::usual();
    for (members, message) in [
        (
            json!({"AllowedOAuthFlows": ["implicit"]}),
            "CallbackUrls can not be empty when code flow or implicit flow is selected",
        ),
        (
            json!({"AllowedOAuthFlows": ["client_credentials", "implicit"], "GenerateSecret": true}),
            "client_credentials flow can not be selected along with code flow or implicit flow.",
        ),
    ] {
        assert_eq!(
            create(&api, members),
            Err(refused("InvalidOAuthFlowException", message))
        );
    }
}

#[test]
fn the_lite_tier_has_no_rotation() {
    let api = Api::new(
        json!({"UserPoolTier": "LITE"}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}),
    );
    let message = "The following features need to be disabled for the LITE pricing tier configured: Refresh Token \
                   Rotation";
    let expected = Err(refused("FeatureUnavailableInTierException", message));
    let rotating = json!({"RefreshTokenRotation": {"Feature": "ENABLED"}});
    assert_eq!(create(&api, rotating.clone()), expected);
    assert_eq!(update(&api, rotating), expected);
    update(
        &api,
        json!({"RefreshTokenRotation": {"Feature": "DISABLED"}}),
    )
    .unwrap();
}

#[test]
fn an_update_is_held_to_what_a_new_client_is() {
    let api = Api::usual();
    let before = api.ok(
        "DescribeUserPoolClient",
        json!({"UserPoolId": api.pool, "ClientId": api.client}),
    );
    let invalid = "InvalidParameterException";
    for (members, name, message) in [
        (
            json!({
                "ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED"},
            }),
            invalid,
            "ALLOW_REFRESH_TOKEN_AUTH is not a permitted ExplicitAuthFlow when refresh token rotation is enabled.",
        ),
        (
            json!({"AllowedOAuthFlows": ["client_credentials"]}),
            "InvalidOAuthFlowException",
            "client_credentials flow can not be selected if client does not have a client secret.",
        ),
        (
            json!({"AllowedOAuthScopes": ["api/read"]}),
            "ScopeDoesNotExistException",
            "Invalid scope requested: api/read",
        ),
        (
            json!({"CallbackURLs": ["https://a.example/#x"]}),
            invalid,
            "https://a.example/#x cannot use fragment",
        ),
        (
            json!({"AccessTokenValidity": 25}),
            invalid,
            "Invalid range for token validity.",
        ),
    ] {
        assert_eq!(update(&api, members), Err(refused(name, message)));
    }
    let after = api.ok(
        "DescribeUserPoolClient",
        json!({"UserPoolId": api.pool, "ClientId": api.client}),
    );
    assert_eq!(after, before);
}
