//! Refresh tokens, and what takes their place.

mod repeated;

use crate::fixtures::api::{Api, PASSWORD, claims, not_authorized, refused, text};
use serde_json::{Value, json};
use vestibule_engine::budget::{Budgets, Rate};
use vestibule_model::time::Span;

/// A client that rotates, whose superseded tokens work for 30 seconds more.
fn rotating() -> Api {
    let api = Api::new(
        json!({}),
        json!({
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 30},
        }),
    );
    api.add_user("alice");
    api
}

fn rotate(api: &Api, token: &Value) -> Result<Value, (String, String)> {
    api.refresh(&api.client, token)
        .map(|result| result["RefreshToken"].clone())
}

fn reused() -> Result<Value, (String, String)> {
    Err(refused(
        "RefreshTokenReuseException",
        "Refresh token reuse detected",
    ))
}

fn set_rotation(api: &Api, rotation: Value) {
    let input = json!({
        "UserPoolId": api.pool, "ClientId": api.client, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
        "RefreshTokenRotation": rotation,
    });
    api.ok("UpdateUserPoolClient", input);
}

#[test]
fn without_rotation_the_answer_has_no_refresh_token_and_no_challenge() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    let input =
        json!({"ClientId": api.client, "RefreshToken": token, "DeviceKey": "local_0e1f2a3b"});
    let answer = api.ok("GetTokensFromRefreshToken", input);
    let members: Vec<_> = answer.as_object().unwrap().keys().collect();
    assert_eq!(members, ["AuthenticationResult"]);
    let members: Vec<_> = answer["AuthenticationResult"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(
        members,
        ["AccessToken", "ExpiresIn", "IdToken", "TokenType"]
    );
    assert!(api.refresh(&api.client, &token).is_ok(), "it works again");
}

#[test]
fn the_clients_secret_is_checked_where_there_is_one() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    let input = json!({"ClientId": api.client, "RefreshToken": token, "ClientSecret": "asecretofanotherclientofours"});
    assert!(
        api.call("GetTokensFromRefreshToken", input).is_ok(),
        "one that is not needed is not looked at"
    );

    let (client, secret) = api.add_client(json!({"GenerateSecret": true}));
    let message = format!("Client {client} is configured for secret but secret was not received");
    assert_eq!(api.refresh(&client, &token), Err(not_authorized(&message)));
    let input = json!({"ClientId": client, "RefreshToken": token, "ClientSecret": "wrongwrongwrongwrongwrong"});
    let message = format!("Unable to verify secret hash for client {client}");
    assert_eq!(
        api.call("GetTokensFromRefreshToken", input),
        Err(not_authorized(&message))
    );

    let hash = Api::secret_hash("alice", &client, &secret);
    let parameters = json!({"USERNAME": "alice", "PASSWORD": PASSWORD, "SECRET_HASH": hash});
    let answer = api.ok(
        "InitiateAuth",
        json!({"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}),
    );
    let input = json!({
        "ClientId": client, "ClientSecret": secret, "RefreshToken": answer["AuthenticationResult"]["RefreshToken"],
    });
    assert!(api.call("GetTokensFromRefreshToken", input).is_ok());
}

#[test]
fn a_refresh_token_that_does_not_do_is_told_why() {
    let api = Api::usual();
    let refused = |token: &Value, message: &str| {
        assert_eq!(
            api.refresh(&api.client, token),
            Err(not_authorized(message))
        );
    };
    let token = |username: &str| {
        api.add_user(username);
        api.tokens(username)["RefreshToken"].clone()
    };
    refused(&json!("garbage"), "Invalid Refresh Token");

    let revoked = token("revoked");
    let (other, _) = api.add_client(json!({}));
    assert_eq!(
        api.refresh(&other, &revoked),
        Err(not_authorized("Refresh Token has different Client"))
    );
    api.ok(
        "RevokeToken",
        json!({"ClientId": api.client, "Token": revoked}),
    );
    refused(&revoked, "Refresh Token has been revoked");

    let disabled = token("disabled");
    api.admin("AdminDisableUser", "disabled");
    refused(&disabled, "User is disabled.");
    api.admin("AdminEnableUser", "disabled");
    refused(&disabled, "Refresh Token has been revoked");

    let deleted = token("deleted");
    api.admin("AdminDeleteUser", "deleted");
    let message = "The user has been deleted for the associated refresh token";
    refused(&deleted, message);
    api.add_user("deleted");
    refused(&deleted, message);

    let expired = token("expired");
    api.world.advance(Span::days(30));
    refused(&expired, "Refresh Token has expired");
}

#[test]
fn it_works_in_the_lite_tier() {
    let api = Api::new(json!({"UserPoolTier": "LITE"}), json!({}));
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    let result = api.refresh(&api.client, &token).unwrap();
    assert!(result["AccessToken"].is_string() && result.get("RefreshToken").is_none());
}

#[test]
fn refreshing_keeps_the_session_and_renews_the_tokens() {
    let api = rotating();
    let first = api.tokens("alice");
    api.world.advance(Span::minutes(10));
    let second = api.refresh(&api.client, &first["RefreshToken"]).unwrap();
    for token in ["IdToken", "AccessToken"] {
        let (before, after) = (claims(&first[token]), claims(&second[token]));
        for kept in ["origin_jti", "event_id", "auth_time", "sub"] {
            assert_eq!(before[kept], after[kept], "{kept}");
        }
        assert_ne!(before["jti"], after["jti"]);
        assert_eq!(
            after["iat"].as_i64(),
            before["iat"].as_i64().map(|at| at + 600)
        );
        assert_eq!(
            after["exp"].as_i64(),
            before["exp"].as_i64().map(|at| at + 600)
        );
    }
    assert!(
        api.call("GetUser", json!({"AccessToken": first["AccessToken"]}))
            .is_ok(),
        "old access tokens live on"
    );
}

#[test]
fn the_current_token_and_its_one_predecessor_within_its_grace_work() {
    let api = rotating();
    let first = api.tokens("alice")["RefreshToken"].clone();
    let second = rotate(&api, &first).unwrap();
    api.world.advance(Span::seconds(30) - Span::millis(1));
    assert_eq!(rotate(&api, &first), Ok(second.clone()));
    let third = rotate(&api, &second).unwrap();
    assert_eq!(rotate(&api, &first), reused(), "an older ancestor");
    // Reuse does not revoke the family.
    let fourth = rotate(&api, &third).unwrap();
    api.world.advance(Span::seconds(30));
    assert_eq!(rotate(&api, &third), reused(), "after its grace");
    assert!(rotate(&api, &fourth).is_ok());
}

#[test]
fn a_session_is_one_row_and_knows_every_token_that_it_had() {
    let api = rotating();
    let mut had = Vec::new();
    let mut newest = api.tokens("alice")["RefreshToken"].clone();
    for _ in 0..20 {
        let next = rotate(&api, &newest).unwrap();
        had.push(std::mem::replace(&mut newest, next));
    }
    assert_eq!(api.rows("sessions"), 1);
    api.world.advance(Span::seconds(30));
    for superseded in &had {
        assert_eq!(rotate(&api, superseded), reused());
    }
    assert!(rotate(&api, &newest).is_ok());
    // Any member ends the family, the oldest too.
    api.ok(
        "RevokeToken",
        json!({"ClientId": api.client, "Token": had[0]}),
    );
    assert_eq!(rotate(&api, &newest), Err(not_authorized("")));
}

#[test]
fn refreshing_is_held_to_the_clients_budget() {
    let mut api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    let rate = Rate {
        burst: 1,
        per_second: 1,
    };
    api.world.budgets = Budgets::new(rate, rate);
    // Each costs a twentieth of a sign-in.
    for _ in 0..20 {
        assert!(api.refresh(&api.client, &token).is_ok());
    }
    let exceeded = refused("TooManyRequestsException", "Rate exceeded");
    assert_eq!(api.refresh(&api.client, &token), Err(exceeded));
}

#[test]
fn without_a_grace_a_superseded_token_is_reused_at_once() {
    let api = rotating();
    set_rotation(&api, json!({"Feature": "ENABLED"}));
    let first = api.tokens("alice")["RefreshToken"].clone();
    let second = rotate(&api, &first).unwrap();
    assert_eq!(rotate(&api, &first), reused());
    assert!(rotate(&api, &second).is_ok());
}

#[test]
fn revoking_any_member_revokes_the_family_and_its_access_tokens_alone() {
    let api = rotating();
    let other = api.tokens("alice");
    let first = api.tokens("alice");
    let second = api.refresh(&api.client, &first["RefreshToken"]).unwrap();
    let third = api.refresh(&api.client, &second["RefreshToken"]).unwrap();
    api.ok(
        "RevokeToken",
        json!({"ClientId": api.client, "Token": first["RefreshToken"]}),
    );
    assert_eq!(
        rotate(&api, &third["RefreshToken"]),
        Err(not_authorized("")),
        "without a message"
    );
    for tokens in [&first, &second, &third] {
        let answer = api.call("GetUser", json!({"AccessToken": tokens["AccessToken"]}));
        assert_eq!(answer, Err(not_authorized("Access Token has been revoked")));
    }
    assert!(
        api.call("GetUser", json!({"AccessToken": other["AccessToken"]}))
            .is_ok()
    );
    assert!(rotate(&api, &other["RefreshToken"]).is_ok());
}

#[test]
fn rotation_can_be_switched_on_and_off() {
    let api = Api::usual();
    api.add_user("alice");
    let first = api.tokens("alice")["RefreshToken"].clone();
    set_rotation(
        &api,
        json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": 30}),
    );
    let second = rotate(&api, &first).unwrap();
    assert!(second.is_string(), "tokens from before rotate");
    set_rotation(&api, json!({"Feature": "DISABLED"}));
    assert_eq!(
        rotate(&api, &first),
        Err(not_authorized("Refresh Token has been revoked"))
    );
    assert_eq!(
        rotate(&api, &second),
        Ok(Value::Null),
        "it works, and nothing takes its place"
    );
    set_rotation(
        &api,
        json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": 30}),
    );
    assert_eq!(rotate(&api, &first), Ok(second), "within the grace");
}

#[test]
fn hardening_ends_the_family_on_reuse() {
    let api = rotating();
    api.harden();
    let first = api.tokens("alice")["RefreshToken"].clone();
    let second = rotate(&api, &first).unwrap();
    let third = rotate(&api, &second).unwrap();
    api.world.advance(Span::seconds(30));
    assert_eq!(rotate(&api, &first), reused());
    assert_eq!(rotate(&api, &third), Err(not_authorized("")));
}

#[test]
fn a_token_of_a_family_that_was_never_given_is_theft() {
    let api = rotating();
    api.harden();
    let first = text(&api.tokens("alice")["RefreshToken"]);
    let second = rotate(&api, &json!(first)).unwrap();
    // The slot and what all tokens of the session share are the same, the rest isn't.
    let other = if first.as_bytes()[10] == b'A' {
        "B"
    } else {
        "A"
    };
    let made_up = format!("{}{other}{}", &first[..10], &first[11..]);
    assert_eq!(rotate(&api, &json!(made_up)), reused());
    assert_eq!(rotate(&api, &second), Err(not_authorized("")));
}

#[test]
fn refreshing_reads_the_attributes_again() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    let input = json!({
        "UserPoolId": api.pool, "Username": "alice", "UserAttributes": [{"Name": "name", "Value": "Alice"}],
    });
    api.ok("AdminUpdateUserAttributes", input);
    let refreshed = api.refresh(&api.client, &token).unwrap();
    assert_eq!(claims(&refreshed["IdToken"])["name"], "Alice");
}

#[test]
fn a_password_that_was_set_ends_no_session() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    for permanent in [false, true] {
        let input = json!({
            "UserPoolId": api.pool, "Username": "alice", "Password": "An0ther-one", "Permanent": permanent,
        });
        api.ok("AdminSetUserPassword", input);
        assert!(
            api.refresh(&api.client, &token).is_ok(),
            "permanent: {permanent}"
        );
    }
}
