//! The registry, and a pool with what it has.

use super::{Covered, Heard, prove};
use serde_json::json;
use vestibule_crypto::{Keyring, SecretBytes};
use vestibule_engine::{jobs, testing::World};
use vestibule_idp::fixtures::api::{Api, at_once, merged};

pub(super) const SCENARIOS: &[Covered] = &[
    (
        a_pool_comes_and_goes,
        &[
            "claim_name",
            "keep_check_key",
            "create_pool",
            "describe_pool",
            "add_client",
            "note_pushed",
            "raise_lowest_config",
            "begin_delete",
            "continue_delete",
            "drop_pool",
            "finish_delete",
            "release_name",
        ],
    ),
    (
        a_pool_is_configured,
        &[
            "add_attributes",
            "update_pool",
            "describe_pool",
            "update_client",
            "change_secrets",
            "delete_client",
            "add_resource_server",
            "update_resource_server",
            "delete_resource_server",
            "set_domain",
            "update_domain",
            "clear_domain",
            "set_extensions",
            "add_key",
            "replace_keys",
        ],
    ),
    (
        a_master_secret_changes,
        &[
            "reseal",
            "reseal_verifiers",
            "reseal_refresh_secrets",
            "reseal_check_key",
        ],
    ),
];

#[test]
fn losing_a_reply_of_the_registry_or_a_pool_changes_nothing() {
    for (scenario, names) in SCENARIOS {
        prove(*scenario, names);
    }
}

fn a_pool_comes_and_goes(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let world = World::new();
    arm(&world);
    let api = Api::within(world, json!({}), json!({"GenerateSecret": true}));
    api.invite("alice", "Temp0rary-1");
    let mut heard = Heard::by(&api);
    heard.call(
        "DescribeUserPoolClient",
        json!({"UserPoolId": api.pool, "ClientId": api.client}),
    );
    heard.call("ListUserPools", json!({"MaxResults": 60}));
    heard.call("DeleteUserPool", json!({"UserPoolId": api.pool}));
    heard.call("DescribeUserPool", json!({"UserPoolId": api.pool}));
    heard.call("ListUserPools", json!({"MaxResults": 60}));
    let answers = heard.answers;
    (api, answers)
}

fn a_pool_is_configured(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let api = Api::usual();
    arm(&api.world);
    let pool = &api.pool;
    let mut heard = Heard::by(&api);
    let attributes = json!([{"Name": "team", "AttributeDataType": "String"}]);
    heard.call(
        "AddCustomAttributes",
        json!({"UserPoolId": pool, "CustomAttributes": attributes}),
    );
    heard.call(
        "UpdateUserPool",
        json!({"UserPoolId": pool, "PoolName": "others", "AutoVerifiedAttributes": ["email"]}),
    );
    heard.call(
        "UpdateUserPoolClient",
        json!({"UserPoolId": pool, "ClientId": api.client, "AuthSessionValidity": 5}),
    );
    let (confidential, _) = api.add_client(json!({"GenerateSecret": true}));
    let confidential = json!({"UserPoolId": pool, "ClientId": confidential});
    let added = heard.call("AddUserPoolClientSecret", confidential.clone());
    let id = added["ClientSecretDescriptor"]["ClientSecretId"].clone();
    let of_id = merged(confidential.clone(), json!({"ClientSecretId": id}));
    heard.call("DeleteUserPoolClientSecret", of_id);
    heard.call("ListUserPoolClientSecrets", confidential);
    let server = json!({"UserPoolId": pool, "Identifier": "api", "Name": "api"});
    heard.call("CreateResourceServer", server.clone());
    heard.call("UpdateResourceServer", server);
    heard.call(
        "DeleteResourceServer",
        json!({"UserPoolId": pool, "Identifier": "api"}),
    );
    heard.call(
        "CreateUserPoolDomain",
        json!({"UserPoolId": pool, "Domain": "people"}),
    );
    heard.call(
        "UpdateUserPoolDomain",
        json!({"UserPoolId": pool, "Domain": "people", "ManagedLoginVersion": 2}),
    );
    heard.call(
        "DeleteUserPoolDomain",
        json!({"UserPoolId": pool, "Domain": "people"}),
    );
    heard.extension(
        "PutPoolExtensions",
        json!({"UserPoolId": pool, "Hardening": true}),
    );
    heard.extension(
        "RotateSigningKeys",
        json!({"UserPoolId": pool, "Use": "id"}),
    );
    heard.extension(
        "RotateSigningKeys",
        json!({"UserPoolId": pool, "Use": "access", "Emergency": true}),
    );
    heard.call("DescribeUserPool", json!({"UserPoolId": pool}));
    heard.call("ListUserPools", json!({"MaxResults": 60}));
    heard.call(
        "DeleteUserPoolClient",
        json!({"UserPoolId": pool, "ClientId": api.client}),
    );
    let answers = heard.answers;
    (api, answers)
}

fn a_master_secret_changes(arm: &dyn Fn(&World)) -> (Api, Vec<String>) {
    let mut api = Api::new(
        json!({}),
        json!({
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED"},
        }),
    );
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    api.refresh(&api.client, &token).unwrap();
    let (old, new) = (
        SecretBytes::from(vec![7; 32]),
        SecretBytes::from(vec![8; 32]),
    );
    api.world.keyring = Keyring::new(&[new, old]).unwrap();
    api.world.cache.clear();
    arm(&api.world);
    let answers = at_once(async {
        let cx = api.world.cx();
        let config = cx.pool(&api.pool).await.unwrap();
        let resealed = jobs::reseal::pool(&cx, &config).await;
        vec![
            format!("{resealed:?}"),
            format!("{:?}", jobs::reseal::check_key(&cx).await),
        ]
    });
    (api, answers)
}
