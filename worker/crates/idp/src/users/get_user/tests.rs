use crate::{
    fixtures::{
        api::Api,
        people::{Fixture, PASSWORD, code_of, members, request},
    },
    users::update_user_attributes,
};
use serde_json::json;
use vestibule_wire::idp::ErrorCode::NotAuthorizedException;

#[test]
fn a_user_reads_itself() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    let output = fixture.get_user(&token).unwrap();
    let sub = fixture.user("alice").sub;
    let expected = json!({
        "Username": "alice",
        "UserAttributes": members(&[
            ("email", "alice@example.com"), ("email_verified", "true"), ("sub", sub.as_str()),
        ]),
    });
    assert_eq!(serde_json::to_value(&output).unwrap(), expected);
}

#[test]
fn a_client_sees_what_it_may_read_and_always_the_sub() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    let input = json!({"AccessToken": token, "UserAttributes": members(&[("custom:team", "red")])});
    fixture
        .run(update_user_attributes::handle(
            &fixture.cx(),
            request(input),
        ))
        .unwrap();
    let names = |token: &str| -> Vec<String> {
        fixture
            .get_user(token)
            .unwrap()
            .user_attributes
            .into_iter()
            .map(|member| member.name)
            .collect()
    };
    assert_eq!(
        names(&token),
        ["email", "email_verified", "custom:team", "sub"]
    );
    let narrow = fixture.client(json!({"ReadAttributes": ["custom:team"]}));
    assert_eq!(
        names(&fixture.sign_in_at(&narrow, "alice", PASSWORD).unwrap()),
        ["custom:team", "sub"]
    );
}

#[test]
fn a_token_shows_what_its_client_may_read_by_now() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let shown = || {
        let user = api.ok("GetUser", json!({"AccessToken": token}));
        let attributes = user["UserAttributes"].as_array().unwrap();
        attributes
            .iter()
            .map(|attribute| attribute["Name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let client = json!({"UserPoolId": api.pool, "ClientId": api.client});
    let mut narrowed = client.clone();
    narrowed["ReadAttributes"] = json!(["email"]);
    assert_eq!(shown(), ["email", "email_verified", "sub"]);
    api.ok("UpdateUserPoolClient", narrowed);
    assert_eq!(shown(), ["email", "sub"]);
    api.ok("UpdateUserPoolClient", client);
    assert_eq!(shown(), ["email", "email_verified", "sub"]);
}

#[test]
fn what_is_no_access_token_is_invalid() {
    let fixture = Fixture::with_usernames();
    for token in ["garbage", "a.b.c"] {
        let error = fixture.get_user(token).unwrap_err();
        assert_eq!(
            code_of(&error),
            (NotAuthorizedException, "Invalid Access Token"),
            "{token}"
        );
    }
}
