//! Refreshing without rotation.

use super::{admin_flow, flow};
use crate::fixtures::api::{Api, not_authorized, refused};
use serde_json::{Value, json};
use vestibule_model::time::Span;

#[test]
fn a_refresh_token_that_does_not_do_is_told_why() {
    let api = Api::usual();
    let refresh = |token: &Value| {
        let parameters = json!({"REFRESH_TOKEN": token});
        let by_admin = admin_flow(&api, &api.client, "REFRESH_TOKEN_AUTH", parameters.clone());
        let answer = flow(&api, &api.client, "REFRESH_TOKEN_AUTH", parameters);
        assert_eq!(answer, by_admin);
        answer
    };
    assert_eq!(
        refresh(&json!("garbage")),
        Err(not_authorized("Invalid Refresh Token"))
    );

    api.add_user("revoked");
    let token = api.tokens("revoked")["RefreshToken"].clone();
    let (other, _) = api.add_client(json!({}));
    let answer = flow(
        &api,
        &other,
        "REFRESH_TOKEN_AUTH",
        json!({"REFRESH_TOKEN": token}),
    );
    assert_eq!(
        answer,
        Err(not_authorized("Refresh Token has different Client"))
    );
    api.ok(
        "RevokeToken",
        json!({"ClientId": api.client, "Token": token}),
    );
    assert_eq!(
        refresh(&token),
        Err(not_authorized("Refresh Token has been revoked"))
    );

    api.add_user("out");
    let token = api.tokens("out")["RefreshToken"].clone();
    api.admin("AdminUserGlobalSignOut", "out");
    assert_eq!(
        refresh(&token),
        Err(not_authorized("Refresh Token has been revoked"))
    );

    api.add_user("disabled");
    let token = api.tokens("disabled")["RefreshToken"].clone();
    api.admin("AdminDisableUser", "disabled");
    assert_eq!(refresh(&token), Err(not_authorized("User is disabled.")));
    api.admin("AdminEnableUser", "disabled");
    assert_eq!(
        refresh(&token),
        Err(not_authorized("Refresh Token has been revoked"))
    );

    api.add_user("deleted");
    let token = api.tokens("deleted")["RefreshToken"].clone();
    api.admin("AdminDeleteUser", "deleted");
    let deleted = Err(not_authorized(
        "The user has been deleted for the associated refresh token",
    ));
    assert_eq!(refresh(&token), deleted);
    api.add_user("deleted");
    assert_eq!(refresh(&token), deleted);
}

#[test]
fn a_refresh_token_expires_with_its_session_and_says_so_after_the_sweep() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    let refresh = || {
        flow(
            &api,
            &api.client,
            "REFRESH_TOKEN_AUTH",
            json!({"REFRESH_TOKEN": token}),
        )
    };
    api.world.advance(Span::days(30) - Span::seconds(1));
    let access = refresh().unwrap()["AuthenticationResult"]["AccessToken"].clone();
    api.world.advance(Span::seconds(1));
    api.wake_all();
    assert_eq!(refresh(), Err(not_authorized("Refresh Token has expired")));
    assert!(
        api.call("GetUser", json!({"AccessToken": access})).is_ok(),
        "the last access token has its own end"
    );
}

#[test]
fn a_refresh_answers_without_a_refresh_token() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    let parameters = json!({"REFRESH_TOKEN": token});
    for answer in [
        flow(&api, &api.client, "REFRESH_TOKEN_AUTH", parameters.clone()).unwrap(),
        flow(&api, &api.client, "REFRESH_TOKEN", parameters.clone()).unwrap(),
        admin_flow(&api, &api.client, "REFRESH_TOKEN_AUTH", parameters.clone()).unwrap(),
    ] {
        let members: Vec<_> = answer["AuthenticationResult"]
            .as_object()
            .unwrap()
            .keys()
            .collect();
        assert_eq!(
            members,
            ["AccessToken", "ExpiresIn", "IdToken", "TokenType"]
        );
        assert_eq!(answer["ChallengeParameters"], json!({}));
    }
}

#[test]
fn a_client_that_rotates_refreshes_elsewhere() {
    let api = Api::new(
        json!({}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"], "RefreshTokenRotation": {"Feature": "ENABLED"}}),
    );
    api.add_user("alice");
    let message = "This API does not support refresh token rotation";
    for token in [json!("x"), api.tokens("alice")["RefreshToken"].clone()] {
        for start in [flow, admin_flow] {
            assert_eq!(
                start(
                    &api,
                    &api.client,
                    "REFRESH_TOKEN_AUTH",
                    json!({"REFRESH_TOKEN": token}),
                ),
                Err(refused("UnsupportedOperationException", message))
            );
        }
    }
}

#[test]
fn without_rotation_a_refresh_writes_no_row() {
    let api = Api::usual();
    api.add_user("reader");
    let token = api.tokens("reader")["RefreshToken"].clone();
    let rows = || {
        let objects = &api.world.objects;
        let dumps = objects
            .keys()
            .into_iter()
            .map(|key| objects.store(&key).dump());
        dumps.collect::<Vec<_>>()
    };
    let before = rows();
    flow(
        &api,
        &api.client,
        "REFRESH_TOKEN_AUTH",
        json!({"REFRESH_TOKEN": token}),
    )
    .unwrap();
    assert!(rows() == before);
}
