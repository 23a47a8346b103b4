//! The endpoint's answers to the letter, and which refresh tokens it takes.

use super::*;
use crate::{fixtures::PASSWORD, parameters::encode};
use vestibule_idp::{auth::initiate_auth, fixtures::merged};

fn members(given: &Value) -> Vec<&str> {
    given
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

#[test]
fn an_error_is_its_code_alone() {
    let (house, _) = signed_in();
    let response = house.redeem("unknown");
    assert_eq!(error(&response), "invalid_grant");
    assert_eq!(response.body, br#"{"error":"invalid_grant"}"#);
}

#[test]
fn a_grant_is_answered_with_its_tokens_alone() {
    let house = House::new();
    let (id, secret) = machine(&house);
    let given = granted(&client_credentials(&house, &id, &secret, None));
    assert_eq!(
        members(&given),
        ["access_token", "expires_in", "token_type"]
    );

    let (house, code) = signed_in();
    let given = granted(&house.redeem(&code));
    let refreshed = granted(&refresh(&house, given["refresh_token"].as_str().unwrap()));
    assert_eq!(
        members(&refreshed),
        ["access_token", "expires_in", "id_token", "token_type"]
    );
}

#[test]
fn tokens_of_a_code_and_of_its_refresh_tell_the_groups_that_the_person_is_in_by_then() {
    let (house, code) = signed_in();
    let call = |operation: &str, members: Value| {
        let names = json!({"UserPoolId": house.pool, "GroupName": "writers"});
        house.ok(operation, merged(names, members))
    };
    let role = "arn:aws:iam::000000000000:role/writers";
    call("CreateGroup", json!({"Precedence": 1, "RoleArn": role}));
    call("AdminAddUserToGroup", json!({"Username": EMAIL}));
    let given = granted(&house.redeem(&code));
    let [access, id] = ["access_token", "id_token"].map(|name| claims(&given[name]));
    assert_eq!(access["cognito:groups"], json!(["writers"]));
    assert_eq!(access.get("cognito:roles"), None);
    assert_eq!(id["cognito:groups"], json!(["writers"]));
    assert_eq!(id["cognito:roles"], json!([role]));
    assert_eq!(id["cognito:preferred_role"], role);
    call("AdminRemoveUserFromGroup", json!({"Username": EMAIL}));
    let refreshed = granted(&refresh(&house, given["refresh_token"].as_str().unwrap()));
    assert_eq!(claims(&refreshed["id_token"]).get("cognito:groups"), None);
}

#[test]
fn parameters_may_come_in_the_query() {
    let (house, code) = signed_in();
    let query = encode([
        ("grant_type", "authorization_code"),
        ("client_id", house.client.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
    ]);
    granted(&house.form(&format!("/oauth2/token?{query}"), &[], &[]));
}

#[test]
fn a_refresh_token_that_was_revoked_or_has_expired_gives_nothing() {
    let (house, code) = signed_in();
    let given = granted(&house.redeem(&code));
    let token = given["refresh_token"].as_str().unwrap();
    let pairs = [("client_id", house.client.as_str()), ("token", token)];
    assert_eq!(house.form("/oauth2/revoke", &[], &pairs).status, 200);
    assert_eq!(error(&refresh(&house, token)), "invalid_grant");

    let (house, code) = signed_in();
    let given = granted(&house.redeem(&code));
    house.world.advance(Span::days(30) + Span::seconds(1));
    let late = refresh(&house, given["refresh_token"].as_str().unwrap());
    assert_eq!(error(&late), "invalid_grant");
}

#[test]
fn a_refresh_token_that_the_api_gave_is_taken() {
    let flows = json!(["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    let house = House::with(json!({}), json!({"ExplicitAuthFlows": flows}));
    house.user(EMAIL);
    let input = json!({
        "ClientId": house.client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": EMAIL, "PASSWORD": PASSWORD},
    });
    let answer = house
        .world
        .run(initiate_auth::handle(&house.world.cx(), request(input)))
        .unwrap();
    let token = answer
        .authentication_result
        .and_then(|result| result.refresh_token)
        .unwrap();
    let given = granted(&refresh(&house, token.expose()));
    assert!(given.get("refresh_token").is_none());
}
