//! Claim for claim: exactly these, and no others.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use vestibule_engine::testing::World;
use vestibule_idp::fixtures::api::{Api, claims, merged, part, text};
use vestibule_model::time::Span;
use vestibule_web::fixtures::{EMAIL, House, body};

/// The beginning of every world, in seconds.
const NOW: i64 = 1_767_225_600;

fn names(claims: &Value) -> Vec<&str> {
    claims
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// A user with a value of every kind.
fn with_attributes(client: Value) -> Api {
    let pool = json!({"Schema": [
        {"Name": "team", "AttributeDataType": "String", "Mutable": true},
        {"Name": "level", "AttributeDataType": "Number", "Mutable": true},
        {"Name": "note", "AttributeDataType": "String", "Mutable": true, "DeveloperOnlyAttribute": true},
    ]});
    let api = Api::new(pool, client);
    api.add_user("alice");
    let values = [
        ("name", "Alice"),
        ("phone_number", "+15555550100"),
        ("address", "1 Main St"),
        ("custom:team", "red"),
        ("custom:level", "7"),
        ("dev:custom:note", "seen"),
        ("updated_at", "1767225600"),
    ];
    let attributes: Vec<_> = values
        .iter()
        .map(|(name, value)| json!({"Name": name, "Value": value}))
        .collect();
    api.ok(
        "AdminUpdateUserAttributes",
        json!({"UserPoolId": api.pool, "Username": "alice", "UserAttributes": attributes}),
    );
    api
}

#[test]
fn an_id_token_has_these_claims() {
    let api = with_attributes(json!({}));
    let id = claims(&api.tokens("alice")["IdToken"]);
    for varying in ["sub", "origin_jti", "event_id", "jti"] {
        assert!(id[varying].as_str().unwrap().len() == 36, "{varying}");
    }
    let mut fixed = id.clone();
    for varying in ["sub", "origin_jti", "event_id", "jti"] {
        fixed.as_object_mut().unwrap().remove(varying);
    }
    let expected = json!({
        "iss": format!("http://localhost:8787/{}", api.pool), "aud": api.client, "cognito:username": "alice",
        "token_use": "id", "auth_time": NOW, "iat": NOW, "exp": NOW + 3600,
        "email": "alice@example.com", "email_verified": true, "name": "Alice", "phone_number": "+15555550100",
        "phone_number_verified": false, "address": {"formatted": "1 Main St"}, "custom:team": "red",
        "custom:level": "7", "updated_at": "1767225600",
    });
    assert_eq!(fixed, expected);
}

#[test]
fn an_access_token_has_these_claims() {
    let api = with_attributes(json!({}));
    let tokens = api.tokens("alice");
    let (id, access) = (claims(&tokens["IdToken"]), claims(&tokens["AccessToken"]));
    assert_eq!(
        names(&access),
        [
            "auth_time",
            "client_id",
            "event_id",
            "exp",
            "iat",
            "iss",
            "jti",
            "origin_jti",
            "scope",
            "sub",
            "token_use",
            "username",
        ]
    );
    assert_eq!(access["client_id"], api.client);
    assert_eq!(access["iss"], format!("http://localhost:8787/{}", api.pool));
    assert_eq!(access["scope"], "aws.cognito.signin.user.admin");
    assert_eq!(access["token_use"], "access");
    assert_eq!(access["username"], "alice");
    assert_eq!(
        (&access["auth_time"], &access["iat"], &access["exp"]),
        (&json!(NOW), &json!(NOW), &json!(NOW + 3600))
    );
    for shared in ["sub", "origin_jti", "event_id", "auth_time"] {
        assert_eq!(access[shared], id[shared], "{shared}");
    }
    assert_ne!(access["jti"], id["jti"]);
}

#[test]
fn a_header_has_the_key_and_the_algorithm_alone() {
    let api = with_attributes(json!({}));
    let tokens = api.tokens("alice");
    let headers = [part(&tokens["IdToken"], 0), part(&tokens["AccessToken"], 0)];
    for header in &headers {
        assert_eq!(names(header), ["alg", "kid"]);
        assert_eq!(header["alg"], "RS256");
        let kid = text(&header["kid"]);
        assert!(kid.len() == 44 && STANDARD.decode(&kid).is_ok(), "{kid}");
    }
    assert_ne!(
        headers[0]["kid"], headers[1]["kid"],
        "one key for each kind of token"
    );
}

#[test]
fn the_key_set_has_the_id_tokens_key_first_and_the_access_tokens_second() {
    let house = House::new();
    house.user(EMAIL);
    let tokens = house.tokens("openid");
    let path = format!("/{}/.well-known/jwks.json", house.pool);
    let response = house.send("GET", &path, &[], "").response();
    let keys = body(&response);
    let shown: Vec<_> = ["id_token", "access_token"]
        .into_iter()
        .zip(keys["keys"].as_array().unwrap())
        .map(|(token, key)| {
            let (kid, n) = (part(&tokens[token], 0)["kid"].clone(), &key["n"]);
            let modulus = URL_SAFE_NO_PAD.decode(text(n)).unwrap();
            assert_eq!(modulus.len() * 8, 2048, "{token}");
            format!(r#"{{"alg":"RS256","e":"AQAB","kid":{kid},"kty":"RSA","n":{n},"use":"sig"}}"#)
        })
        .collect();
    assert_eq!(
        String::from_utf8(response.body).unwrap(),
        format!(r#"{{"keys":[{}]}}"#, shown.join(","))
    );
}

#[test]
fn times_are_whole_seconds() {
    let world = World::new();
    world.advance(Span::millis(960));
    let api = Api::within(world, json!({}), json!({}));
    api.add_user("alice");
    let tokens = api.tokens("alice");
    for token in ["IdToken", "AccessToken"] {
        let claims = claims(&tokens[token]);
        for (name, seconds) in [("auth_time", NOW), ("iat", NOW), ("exp", NOW + 3600)] {
            assert_eq!(claims[name], seconds, "{token}: {name}");
        }
    }
}

#[test]
fn without_revocation_there_is_no_origin_and_an_id_token_has_no_id() {
    let api = with_attributes(json!({"EnableTokenRevocation": false}));
    let tokens = api.tokens("alice");
    let (id, access) = (claims(&tokens["IdToken"]), claims(&tokens["AccessToken"]));
    assert!(id.get("origin_jti").is_none() && id.get("jti").is_none());
    assert!(access.get("origin_jti").is_none());
    assert!(access["jti"].is_string());
    let again = |_| api.refresh(&api.client, &tokens["RefreshToken"]).unwrap()["IdToken"].clone();
    assert_eq!(again(1), again(2), "two of one second are the same");
}

#[test]
fn only_what_the_client_may_read_appears() {
    let api = with_attributes(json!({"ReadAttributes": ["email", "custom:team"]}));
    let id = claims(&api.tokens("alice")["IdToken"]);
    assert_eq!(
        names(&id),
        [
            "aud",
            "auth_time",
            "cognito:username",
            "custom:team",
            "email",
            "event_id",
            "exp",
            "iat",
            "iss",
            "jti",
            "origin_jti",
            "sub",
            "token_use",
        ]
    );
}

#[test]
fn lifetimes_are_the_clients() {
    let api = with_attributes(json!({
        "AccessTokenValidity": 10, "IdTokenValidity": 20, "RefreshTokenValidity": 2,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"},
    }));
    let tokens = api.tokens("alice");
    assert_eq!(tokens["ExpiresIn"], 600);
    assert_eq!(claims(&tokens["AccessToken"])["exp"], NOW + 600);
    assert_eq!(claims(&tokens["IdToken"])["exp"], NOW + 1200);
    api.world.advance(Span::hours(2) - Span::seconds(1));
    assert!(api.refresh(&api.client, &tokens["RefreshToken"]).is_ok());
    api.world.advance(Span::seconds(1));
    assert!(api.refresh(&api.client, &tokens["RefreshToken"]).is_err());
}

#[test]
fn tokens_of_the_endpoints_say_so() {
    let house = House::new();
    house.user(EMAIL);
    let tokens = house.tokens("openid email");
    let (id, access) = (claims(&tokens["id_token"]), claims(&tokens["access_token"]));
    assert_eq!(
        names(&access),
        [
            "auth_time",
            "client_id",
            "event_id",
            "exp",
            "iat",
            "iss",
            "jti",
            "origin_jti",
            "scope",
            "sub",
            "token_use",
            "username",
            "version",
        ]
    );
    assert_eq!(
        (&access["version"], &access["scope"]),
        (&json!(2), &json!("openid email"))
    );
    assert_eq!(
        names(&id),
        [
            "at_hash",
            "aud",
            "auth_time",
            "cognito:username",
            "email",
            "email_verified",
            "event_id",
            "exp",
            "iat",
            "iss",
            "jti",
            "nonce",
            "origin_jti",
            "sub",
            "token_use",
        ]
    );
    assert_eq!(id["nonce"], "n-0");
    // OpenID Connect Core section 3.1.3.6
    let digest = Sha256::digest(text(&tokens["access_token"]));
    assert_eq!(id["at_hash"], URL_SAFE_NO_PAD.encode(&digest[..16]));
}

#[test]
fn a_client_that_acts_for_itself_has_these_claims() {
    let house = House::new();
    house.resource_server();
    let (client, secret) = house.client(merged(
        json!({"GenerateSecret": true, "CallbackURLs": [], "LogoutURLs": []}),
        json!({"AllowedOAuthFlows": ["client_credentials"], "AllowedOAuthScopes": ["api/read", "api/write"]}),
    ));
    let response = house.form(
        "/oauth2/token",
        &[],
        &[
            ("grant_type", "client_credentials"),
            ("client_id", &client),
            ("client_secret", &secret.unwrap()),
        ],
    );
    let answer = body(&response);
    let mut access = claims(&answer["access_token"]);
    assert!(access["jti"].is_string());
    access.as_object_mut().unwrap().remove("jti");
    let expected = json!({
        "sub": client, "client_id": client, "token_use": "access", "scope": "api/read api/write", "auth_time": NOW,
        "iat": NOW, "exp": NOW + 3600, "iss": format!("http://localhost:8787/{}", house.pool), "version": 2,
    });
    assert_eq!(access, expected);
    assert!(answer.get("id_token").is_none() && answer.get("refresh_token").is_none());
}
