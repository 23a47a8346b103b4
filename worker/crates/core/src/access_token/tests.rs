//! Who calls, in the order in which the service looks.

use crate::{
    service::fixtures::{Api, PASSWORD, not_authorized, refused, text},
    time::Span,
};
use serde_json::{Value, json};

fn get_user(api: &Api, token: &Value) -> Result<Value, (String, String)> {
    api.call("GetUser", json!({"AccessToken": token}))
}

fn signed_in() -> (Api, Value) {
    let api = Api::usual();
    api.add_user("alice");
    let tokens = api.tokens("alice");
    (api, tokens)
}

#[test]
fn what_is_no_access_token_of_ours_is_invalid() {
    let (api, tokens) = signed_in();
    let invalid = Err(not_authorized("Invalid Access Token"));
    for token in [
        json!("garbage"),
        json!("a.b.c"),
        tokens["IdToken"].clone(),
        // HS256, and none at all.
        json!("eyJhbGciOiJIUzI1NiIsImtpZCI6IngifQ.e30.AAAA"),
        json!("eyJhbGciOiJub25lIn0.e30.AAAA"),
    ] {
        assert_eq!(get_user(&api, &token), invalid, "{token}");
    }
}

#[test]
fn a_token_that_was_changed_is_not_signed() {
    let (api, tokens) = signed_in();
    let token = text(&tokens["AccessToken"]);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    let changed = json!(format!("{signed}.{first}{}", &signature[1..]));
    let message = "Could not verify signature for Access Token";
    assert_eq!(get_user(&api, &changed), Err(not_authorized(message)));
}

#[test]
fn a_token_ends_by_the_clock_before_all_else() {
    let (api, tokens) = signed_in();
    api.world.advance(Span::seconds(3599));
    assert!(get_user(&api, &tokens["AccessToken"]).is_ok());
    api.admin("AdminUserGlobalSignOut", "alice");
    api.world.advance(Span::seconds(1));
    assert_eq!(
        get_user(&api, &tokens["AccessToken"]),
        Err(not_authorized("Access Token has expired"))
    );
}

#[test]
fn the_tokens_of_a_deleted_client_end_with_it() {
    let (api, tokens) = signed_in();
    api.ok(
        "DeleteUserPoolClient",
        json!({"UserPoolId": api.pool, "ClientId": api.client}),
    );
    let message = format!("User pool client {} does not exist.", api.client);
    assert_eq!(
        get_user(&api, &tokens["AccessToken"]),
        Err(refused("ResourceNotFoundException", &message))
    );
}

#[test]
fn a_deleted_user_is_not_found_and_one_made_again_is_another() {
    let (api, tokens) = signed_in();
    let token = &tokens["AccessToken"];
    api.admin("AdminDeleteUser", "alice");
    assert_eq!(
        get_user(&api, token),
        Err(refused("UserNotFoundException", "User does not exist."))
    );
    api.sign_up("alice");
    let unconfirmed = Err(refused(
        "UserNotConfirmedException",
        "User is not confirmed.",
    ));
    assert_eq!(get_user(&api, token), unconfirmed);
    api.admin("AdminConfirmSignUp", "alice");
    assert_eq!(
        get_user(&api, token),
        Err(not_authorized("Invalid access token."))
    );
}

#[test]
fn a_disabled_user_is_told_and_an_enabled_one_has_no_tokens_left() {
    let (api, tokens) = signed_in();
    let token = &tokens["AccessToken"];
    api.admin("AdminDisableUser", "alice");
    assert_eq!(
        get_user(&api, token),
        Err(not_authorized("User is disabled."))
    );
    api.admin("AdminEnableUser", "alice");
    assert_eq!(
        get_user(&api, token),
        Err(not_authorized("Access Token has been revoked"))
    );
}

#[test]
fn signing_out_everywhere_ends_every_session_of_the_user() {
    for admin in [false, true] {
        let (api, tokens) = signed_in();
        let other = api.tokens("alice");
        if admin {
            assert_eq!(api.admin("AdminUserGlobalSignOut", "alice"), json!({}));
        } else {
            assert_eq!(
                api.ok(
                    "GlobalSignOut",
                    json!({"AccessToken": tokens["AccessToken"]})
                ),
                json!({})
            );
        }
        for tokens in [&tokens, &other] {
            let revoked = Err(not_authorized("Access Token has been revoked"));
            assert_eq!(
                get_user(&api, &tokens["AccessToken"]),
                revoked,
                "admin: {admin}"
            );
            let revoked = Err(not_authorized("Refresh Token has been revoked"));
            assert_eq!(api.refresh(&api.client, &tokens["RefreshToken"]), revoked);
        }
        assert!(api.sign_in("alice", PASSWORD).is_ok());
    }
}

#[test]
fn tokens_without_an_origin_end_with_the_sign_out_too() {
    let api = Api::new(json!({}), json!({"EnableTokenRevocation": false}));
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    assert!(get_user(&api, &token).is_ok());
    api.admin("AdminUserGlobalSignOut", "alice");
    assert_eq!(
        get_user(&api, &token),
        Err(not_authorized("Access Token has been revoked"))
    );
    api.world.advance(Span::seconds(1));
    assert!(get_user(&api, &api.tokens("alice")["AccessToken"]).is_ok());
}

#[test]
fn a_token_says_what_it_may() {
    let house = crate::hosted::fixtures::House::new();
    house.user(crate::hosted::fixtures::EMAIL);
    let tokens = house.tokens("openid email");
    let api = Api {
        world: house.world,
        pool: house.pool,
        client: house.client,
    };
    let message = "Access Token does not have required scopes";
    assert_eq!(
        get_user(&api, &tokens["access_token"]),
        Err(not_authorized(message))
    );
}

#[test]
fn a_token_of_another_deployments_pool_is_invalid() {
    let (api, tokens) = signed_in();
    let mut elsewhere = Api::usual();
    elsewhere.world.deployment.public_url = "http://elsewhere.example".to_owned();
    assert_eq!(
        get_user(&elsewhere, &tokens["AccessToken"]),
        Err(not_authorized("Invalid Access Token"))
    );
    assert!(get_user(&api, &tokens["AccessToken"]).is_ok());
}
