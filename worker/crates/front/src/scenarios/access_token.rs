//! Who calls, in the order in which the service looks.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use vestibule_idp::fixtures::api::{Api, PASSWORD, not_authorized, part, refused, text};
use vestibule_model::time::Span;
use vestibule_web::fixtures::{EMAIL, House};

fn get_user(api: &Api, token: &Value) -> Result<Value, (String, String)> {
    api.call("GetUser", json!({"AccessToken": token}))
}

fn signed_in() -> (Api, Value) {
    let api = Api::usual();
    api.add_user("alice");
    let tokens = api.tokens("alice");
    (api, tokens)
}

/// A token that the endpoints gave, for `openid` and `email` alone.
fn without_the_scope() -> (Api, Value) {
    let house = House::new();
    house.user(EMAIL);
    let token = house.tokens("openid email")["access_token"].clone();
    (house.api, token)
}

fn delete_client(api: &Api) {
    let client = json!({"UserPoolId": api.pool, "ClientId": api.client});
    api.ok("DeleteUserPoolClient", client);
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

/// The token with another part: 0 the header, 1 the claims, 2 the signature.
fn with_part(token: &Value, at: usize, part: &str) -> Value {
    let token = text(token);
    let mut parts: Vec<_> = token.split('.').collect();
    parts[at] = part;
    json!(parts.join("."))
}

fn badly_signed(token: &Value) -> Value {
    let signature = text(token).rsplit('.').next().unwrap().to_owned();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    with_part(token, 2, &format!("{first}{}", &signature[1..]))
}

#[test]
fn a_token_that_was_changed_is_not_signed() {
    let (api, tokens) = signed_in();
    let token = &tokens["AccessToken"];
    let mut claims = part(token, 1);
    claims["scope"] = json!("aws.cognito.signin.user.admin openid");
    let other_claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    let message = "Could not verify signature for Access Token";
    for changed in [badly_signed(token), with_part(token, 1, &other_claims)] {
        assert_eq!(get_user(&api, &changed), Err(not_authorized(message)));
    }
}

#[test]
fn of_several_faults_the_first_in_the_services_order_is_told() {
    // Issuer, then key, then signature, then expiry.
    let (api, tokens) = signed_in();
    let token = &tokens["AccessToken"];
    let invalid = Err(not_authorized("Invalid Access Token"));
    let mut claims = part(token, 1);
    claims["iss"] = json!(format!("http://elsewhere.example/{}", api.pool));
    let other_issuer = with_part(token, 1, &URL_SAFE_NO_PAD.encode(claims.to_string()));
    assert_eq!(get_user(&api, &other_issuer), invalid);
    let header = URL_SAFE_NO_PAD.encode(r#"{"kid":"another","alg":"RS256"}"#);
    assert_eq!(get_user(&api, &with_part(token, 0, &header)), invalid);
    api.world.advance(Span::hours(1));
    assert_eq!(
        get_user(&api, &badly_signed(token)),
        Err(not_authorized(
            "Could not verify signature for Access Token"
        ))
    );

    // Scope, then client.
    let (api, token) = without_the_scope();
    delete_client(&api);
    assert_eq!(
        get_user(&api, &token),
        Err(not_authorized("Access Token does not have required scopes"))
    );
    // Expiry, then scope.
    api.world.advance(Span::hours(1));
    assert_eq!(
        get_user(&api, &token),
        Err(not_authorized("Access Token has expired"))
    );

    // Client, then user.
    let (api, tokens) = signed_in();
    api.admin("AdminDeleteUser", "alice");
    delete_client(&api);
    let message = format!("User pool client {} does not exist.", api.client);
    assert_eq!(
        get_user(&api, &tokens["AccessToken"]),
        Err(refused("ResourceNotFoundException", &message))
    );

    // Unconfirmed, then another sub, then disabled.
    let (api, tokens) = signed_in();
    api.admin("AdminDeleteUser", "alice");
    api.sign_up("alice");
    api.admin("AdminDisableUser", "alice");
    let token = &tokens["AccessToken"];
    let message = "User is not confirmed.";
    assert_eq!(
        get_user(&api, token),
        Err(refused("UserNotConfirmedException", message))
    );
    api.admin("AdminConfirmSignUp", "alice");
    assert_eq!(
        get_user(&api, token),
        Err(not_authorized("Invalid access token."))
    );
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
    delete_client(&api);
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
    let (api, token) = without_the_scope();
    let message = "Access Token does not have required scopes";
    assert_eq!(get_user(&api, &token), Err(not_authorized(message)));
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
