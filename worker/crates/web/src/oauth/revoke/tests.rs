use crate::fixtures::{EMAIL, House, body};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;
use vestibule_engine::http::Response;

fn revoke(house: &House, pairs: &[(&str, &str)]) -> Response {
    house.form("/oauth2/revoke", &[], pairs)
}

#[test]
fn revoking_a_refresh_token_ends_its_family() {
    let house = House::new();
    house.user(EMAIL);
    let given = house.tokens("openid");
    let (access, refresh) = (
        given["access_token"].as_str().unwrap(),
        given["refresh_token"].as_str().unwrap(),
    );
    assert_eq!(house.user_info(&format!("Bearer {access}")).status, 200);
    for token in [refresh, refresh, "unknown"] {
        let response = revoke(&house, &[("client_id", &house.client), ("token", token)]);
        assert_eq!((response.status, response.body.as_slice()), (200, &b""[..]));
    }
    assert_eq!(house.user_info(&format!("Bearer {access}")).status, 401);
}

#[test]
fn revocation_says_why_it_refuses() {
    let house = House::new();
    house.user(EMAIL);
    let given = house.tokens("openid");
    let error = |pairs: &[(&str, &str)], status| {
        let response = revoke(&house, pairs);
        assert_eq!(response.status, status);
        body(&response)["error"].as_str().unwrap().to_owned()
    };
    let client = ("client_id", house.client.as_str());
    assert_eq!(error(&[client], 400), "invalid_request");
    for kind in ["access_token", "id_token"] {
        let token = given[kind].as_str().unwrap();
        assert_eq!(
            error(&[client, ("token", token)], 400),
            "unsupported_token_type",
            "{kind}"
        );
    }
    assert_eq!(
        error(&[("client_id", "nobody"), ("token", "x")], 401),
        "invalid_client"
    );
    let (other, _) = house.client(json!({}));
    let refresh = given["refresh_token"].as_str().unwrap();
    assert_eq!(
        error(&[("client_id", &other), ("token", refresh)], 401),
        "invalid_client"
    );
    let (fixed, _) = house.client(json!({"EnableTokenRevocation": false}));
    assert_eq!(
        error(&[("client_id", &fixed), ("token", refresh)], 400),
        "invalid_request"
    );
}

#[test]
fn a_confidential_client_says_its_secret() {
    let house = House::new();
    let (id, secret) = house.client(json!({"GenerateSecret": true}));
    let revoke = |secret: &str| {
        let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
        let headers = [("authorization", basic.as_str())];
        house.form("/oauth2/revoke", &headers, &[("token", "unknown")])
    };
    let response = revoke(&secret.unwrap());
    assert_eq!((response.status, response.body.as_slice()), (200, &b""[..]));
    let response = revoke("wrong");
    assert_eq!(
        (response.status, body(&response)),
        (401, json!({"error": "invalid_client"}))
    );
}
