use crate::fixtures::{EMAIL, House, body, request};
use serde_json::json;
use vestibule_idp::users::admin_update_user_attributes;
use vestibule_model::time::Span;

#[test]
fn user_info_shows_what_the_scopes_do_as_text() {
    let house = House::new();
    house.user(EMAIL);
    let input = json!({
        "UserPoolId": house.pool, "Username": EMAIL, "UserAttributes": [{"Name": "given_name", "Value": "Jane"}],
    });
    house
        .world
        .run(admin_update_user_attributes::handle(
            &house.world.cx(),
            request(input),
        ))
        .unwrap();
    let info = |scope: &str| {
        let token = house.tokens(scope)["access_token"]
            .as_str()
            .unwrap()
            .to_owned();
        let response = house.user_info(&format!("Bearer {token}"));
        assert_eq!(
            response.header("content-type"),
            Some("application/json;charset=UTF-8")
        );
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
        body(&response)
    };
    let narrow = info("openid email");
    assert_eq!(narrow["email"], EMAIL);
    assert_eq!(narrow["email_verified"], "true");
    assert_eq!(
        narrow["sub"], narrow["username"],
        "the name of people with e-mail addresses is their sub"
    );
    assert!(narrow.get("given_name").is_none());
    let all = info("openid");
    assert_eq!(
        (&all["given_name"], &all["email"]),
        (&json!("Jane"), &json!(EMAIL))
    );
}

#[test]
fn profile_shows_custom_attributes_too_and_all_as_text() {
    let house = House::with(
        json!({"Schema": [{"Name": "team", "AttributeDataType": "String", "Mutable": true}]}),
        json!({}),
    );
    house.user(EMAIL);
    let given = [
        ("custom:team", "red"),
        ("given_name", "Jane"),
        ("updated_at", "1700000000"),
    ];
    let given: Vec<_> = given
        .iter()
        .map(|(name, value)| json!({"Name": name, "Value": value}))
        .collect();
    let input = json!({"UserPoolId": house.pool, "Username": EMAIL, "UserAttributes": given});
    house
        .world
        .run(admin_update_user_attributes::handle(
            &house.world.cx(),
            request(input),
        ))
        .unwrap();
    let token = house.tokens("openid profile")["access_token"].clone();
    let info = body(&house.user_info(&format!("Bearer {}", token.as_str().unwrap())));
    let expected = json!({
        "sub": info["sub"], "username": info["sub"], "custom:team": "red", "given_name": "Jane",
        "updated_at": "1700000000",
    });
    assert_eq!(info, expected);
}

#[test]
fn user_info_takes_only_a_live_token_with_openid() {
    let house = House::new();
    house.user(EMAIL);
    let token = house.tokens("openid")["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    for malformed in ["", "Bearer ", &token, "Basic eA=="] {
        let response = house.user_info(malformed);
        assert_eq!(response.status, 400, "{malformed}");
        assert_eq!(
            response.header("www-authenticate"),
            Some(
                "error=\"invalid_request\", error_description=\"Bad OAuth2 request at UserInfo Endpoint\""
            )
        );
    }
    let refused = |token: &str| {
        let response = house.user_info(&format!("Bearer {token}"));
        assert_eq!(response.status, 401);
        assert_eq!(
            response.header("www-authenticate"),
            Some(
                "error=\"invalid_token\", error_description=\"Access token is expired, disabled, or deleted, or the \
                 user has globally signed out.\""
            )
        );
    };
    refused("x.y.z");
    refused(&format!("{token}x"));
    refused(
        house.tokens("aws.cognito.signin.user.admin")["access_token"]
            .as_str()
            .unwrap(),
    );
    house.world.advance(Span::hours(1));
    refused(&token);
}
