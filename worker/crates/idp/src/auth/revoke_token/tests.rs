use crate::fixtures::api::{Api, refused};
use serde_json::json;

#[test]
fn a_token_that_was_revoked_or_never_was_is_no_error() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    for token in [&token, &token, &json!("unknown")] {
        assert_eq!(
            api.call(
                "RevokeToken",
                json!({"ClientId": api.client, "Token": token})
            ),
            Ok(json!({}))
        );
    }
}

#[test]
fn a_client_with_a_secret_sends_it() {
    let api = Api::usual();
    let (client, secret) = api.add_client(json!({"GenerateSecret": true}));
    let unauthorized = Err(refused("UnauthorizedException", "Invalid client or secret"));
    assert_eq!(
        api.call("RevokeToken", json!({"ClientId": client, "Token": "t"})),
        unauthorized
    );
    let input =
        json!({"ClientId": client, "Token": "t", "ClientSecret": "wrongwrongwrongwrongwrong"});
    assert_eq!(api.call("RevokeToken", input), unauthorized);
    let input = json!({"ClientId": client, "Token": "t", "ClientSecret": secret});
    assert_eq!(api.call("RevokeToken", input), Ok(json!({})));
}

#[test]
fn another_clients_token_stays_alive() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["RefreshToken"].clone();
    let (other, _) = api.add_client(json!({}));
    assert!(
        api.call("RevokeToken", json!({"ClientId": other, "Token": token}))
            .is_err()
    );
    assert!(api.refresh(&api.client, &token).is_ok());
}

#[test]
fn a_client_without_revocation_revokes_nothing() {
    let api = Api::new(json!({}), json!({"EnableTokenRevocation": false}));
    let message = "This feature is not enabled for this client";
    let answer = api.call("RevokeToken", json!({"ClientId": api.client, "Token": "t"}));
    assert_eq!(
        answer,
        Err(refused("UnsupportedOperationException", message))
    );
}

#[test]
fn only_refresh_tokens_are_revoked() {
    let api = Api::usual();
    api.add_user("alice");
    let tokens = api.tokens("alice");
    for token in ["AccessToken", "IdToken"] {
        let answer = api.call(
            "RevokeToken",
            json!({"ClientId": api.client, "Token": tokens[token]}),
        );
        assert_eq!(
            answer.unwrap_err().0,
            "UnsupportedTokenTypeException",
            "{token}"
        );
    }
}
