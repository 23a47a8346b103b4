mod answers;
mod code_again;

use super::*;
use crate::fixtures::{EMAIL, House, PASSWORD, REDIRECT_URI, VERIFIER, body, claims, request};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use vestibule_engine::budget::{Budgets, Rate};
use vestibule_idp::{
    clients::delete_user_pool_client, fixtures::merged, resource_servers::delete_resource_server,
};
use vestibule_model::time::Span;

fn error(response: &Response) -> String {
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(
        response.header("content-type"),
        Some("application/json;charset=UTF-8")
    );
    assert_eq!(response.status, 400, "{}", body(response));
    body(response)["error"].as_str().unwrap().to_owned()
}

fn granted(response: &Response) -> Value {
    assert_eq!(response.status, 200, "{}", body(response));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    body(response)
}

fn signed_in() -> (House, String) {
    let house = House::new();
    house.user(EMAIL);
    let code = house.browser().sign_in(EMAIL);
    (house, code)
}

fn refresh(house: &House, token: &str) -> Response {
    house.form(
        "/oauth2/token",
        &[],
        &[
            ("grant_type", "refresh_token"),
            ("client_id", &house.client),
            ("refresh_token", token),
        ],
    )
}

#[test]
fn a_code_gives_tokens_with_the_claims_of_its_request() {
    let (house, code) = signed_in();
    let response = house.redeem(&code);
    let given = granted(&response);
    assert_eq!(
        (&given["token_type"], &given["expires_in"]),
        (&json!("Bearer"), &json!(3600))
    );
    let text = String::from_utf8(response.body).unwrap();
    let order: Vec<_> = [
        "id_token",
        "access_token",
        "refresh_token",
        "expires_in",
        "token_type",
    ]
    .iter()
    .map(|member| text.find(&format!("\"{member}\"")).unwrap())
    .collect();
    assert!(order.is_sorted(), "{text}");
    let (id, access) = (claims(&given["id_token"]), claims(&given["access_token"]));
    assert_eq!(
        (&id["nonce"], &id["aud"], &id["token_use"]),
        (&json!("n-0"), &json!(house.client), &json!("id"))
    );
    assert_eq!(id["email"], EMAIL);
    assert_eq!(
        (&access["scope"], &access["version"]),
        (&json!("openid email"), &json!(2))
    );
    assert_eq!(
        (&access["client_id"], &access["sub"]),
        (&json!(house.client), &id["sub"])
    );
    let digest = Sha256::digest(given["access_token"].as_str().unwrap());
    assert_eq!(id["at_hash"], URL_SAFE_NO_PAD.encode(&digest[..16]));
}

#[test]
fn scopes_that_were_not_enabled_are_left_out_and_none_asked_for_means_all() {
    let house = House::with(
        json!({}),
        json!({"AllowedOAuthScopes": ["openid", "email"]}),
    );
    house.user(EMAIL);
    let scope = |query: crate::parameters::Parameters| {
        let seen = house.browser().post(
            &query.after("/login"),
            &[("username", EMAIL), ("password", "Passw0rd!")],
        );
        claims(&granted(&house.redeem(&seen.code().unwrap()))["access_token"])["scope"].clone()
    };
    assert_eq!(
        scope(house.query().with("scope", "profile openid openid")),
        "openid"
    );
    assert_eq!(scope(house.query().without(&["scope"])), "openid email");
}

#[test]
fn a_code_without_openid_gives_no_id_token() {
    let house = House::new();
    house.user(EMAIL);
    let url = house
        .query()
        .with("scope", "aws.cognito.signin.user.admin")
        .after("/login");
    let seen = house
        .browser()
        .post(&url, &[("username", EMAIL), ("password", "Passw0rd!")]);
    let given = granted(&house.redeem(&seen.code().unwrap()));
    assert!(given.get("id_token").is_none());
    assert!(given.get("refresh_token").is_some());
}

fn redeem_with(house: &House, code: &str, name: &str, value: &str) -> Response {
    let usual = [
        ("grant_type", "authorization_code"),
        ("client_id", house.client.as_str()),
        ("redirect_uri", REDIRECT_URI),
        ("code", code),
        ("code_verifier", VERIFIER),
    ];
    let pairs: Vec<_> = usual
        .into_iter()
        .filter(|(given, _)| *given != name)
        .chain([(name, value)])
        .collect();
    house.form("/oauth2/token", &[], &pairs)
}

#[test]
fn a_wrong_verifier_spends_the_code() {
    for wrong in ["x".repeat(43), "malformed".to_owned(), String::new()] {
        let (house, code) = signed_in();
        assert_eq!(
            error(&redeem_with(&house, &code, "code_verifier", &wrong)),
            "invalid_grant",
            "{wrong}"
        );
        assert_eq!(error(&house.redeem(&code)), "invalid_grant", "spent");
    }
}

/// Signs in with a request that has no challenge; gives the code.
fn unbound_code(house: &House) -> String {
    let url = house
        .query()
        .without(&["code_challenge", "code_challenge_method"])
        .after("/login");
    let seen = house
        .browser()
        .post(&url, &[("username", EMAIL), ("password", PASSWORD)]);
    seen.code().unwrap()
}

/// RFC 9700 section 4.8.2: somebody has taken the challenge out of the app's request.
#[test]
fn a_verifier_for_a_code_without_a_challenge_spends_it() {
    for verifier in [VERIFIER, "malformed"] {
        let house = House::new();
        house.user(EMAIL);
        let code = unbound_code(&house);
        assert_eq!(
            error(&redeem_with(&house, &code, "code_verifier", verifier)),
            "invalid_grant",
            "{verifier}"
        );
        assert_eq!(
            error(&redeem_with(&house, &code, "code_verifier", "")),
            "invalid_grant",
            "spent"
        );
    }
    let house = House::new();
    house.user(EMAIL);
    let code = unbound_code(&house);
    granted(&redeem_with(&house, &code, "code_verifier", ""));
}

#[test]
fn another_redirect_uri_spends_the_code() {
    let (house, code) = signed_in();
    let response = redeem_with(&house, &code, "redirect_uri", "https://app.example/other");
    assert_eq!(
        body(&response),
        json!({"error": "unauthorized_client", "error_description": "invalid_redirect"})
    );
    assert_eq!(error(&house.redeem(&code)), "invalid_grant", "spent");
}

#[test]
fn a_request_that_lacks_something_leaves_the_code_alone() {
    let (house, code) = signed_in();
    for missing in ["code", "redirect_uri", "grant_type", "client_id"] {
        assert_eq!(
            error(&redeem_with(&house, &code, missing, "")),
            "invalid_request",
            "{missing}"
        );
    }
    assert_eq!(
        error(&redeem_with(&house, &code, "grant_type", "password")),
        "unsupported_grant_type"
    );
    assert_eq!(
        error(&redeem_with(&house, &code, "client_id", "nobody")),
        "invalid_client"
    );
    let repeated = [
        ("code", code.as_str()),
        ("code", code.as_str()),
        ("grant_type", "authorization_code"),
    ];
    assert_eq!(
        error(&house.form("/oauth2/token", &[], &repeated)),
        "invalid_request"
    );
    let in_both = house.form(&format!("/oauth2/token?code={code}"), &[], &repeated[1..]);
    assert_eq!(error(&in_both), "invalid_request");
    granted(&house.redeem(&code));
}

#[test]
fn another_clients_code_is_not_its_to_spend() {
    let (house, code) = signed_in();
    let (other, _) = house.client(json!({}));
    assert_eq!(
        error(&redeem_with(&house, &code, "client_id", &other)),
        "invalid_grant"
    );
    granted(&house.redeem(&code));
}

#[test]
fn a_code_used_twice_ends_what_it_gave() {
    let (house, code) = signed_in();
    let given = granted(&house.redeem(&code));
    let token = given["refresh_token"].as_str().unwrap();
    granted(&refresh(&house, token));
    house.world.advance(Span::seconds(30));
    assert_eq!(error(&house.redeem(&code)), "invalid_grant");
    assert_eq!(error(&refresh(&house, token)), "invalid_grant");
    let bearer = format!("Bearer {}", given["access_token"].as_str().unwrap());
    assert_eq!(
        house
            .send("GET", "/oauth2/userInfo", &[("authorization", &bearer)], "")
            .status(),
        401
    );
}

#[test]
fn a_lost_reply_is_no_second_use() {
    let (house, code) = signed_in();
    house
        .world
        .objects
        .lose_reply_of(<ConsumeCode as vestibule_store::transition::Transition>::NAME);
    let given = granted(&house.redeem(&code));
    granted(&refresh(&house, given["refresh_token"].as_str().unwrap()));
}

#[test]
fn a_code_lasts_five_minutes() {
    let (house, code) = signed_in();
    house.world.advance(Span::minutes(5));
    assert_eq!(error(&house.redeem(&code)), "invalid_grant");
    for made_up in ["x", "AAAA", &"A".repeat(46)] {
        assert_eq!(error(&house.redeem(made_up)), "invalid_grant", "{made_up}");
    }
}

#[test]
fn a_confidential_client_proves_itself_in_either_of_two_ways_and_never_in_both() {
    let house = House::new();
    let (id, secret) = house.client(json!({"GenerateSecret": true}));
    let secret = secret.unwrap();
    let basic =
        |id: &str, secret: &str| format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
    let ask = |authorization: Option<String>, pairs: &[(&str, &str)]| {
        let headers: Vec<_> = authorization
            .iter()
            .map(|header| ("authorization", header.as_str()))
            .collect();
        let grant = [
            ("grant_type", "refresh_token"),
            ("refresh_token", "unknown"),
        ];
        let pairs: Vec<_> = grant.into_iter().chain(pairs.iter().copied()).collect();
        error(&house.form("/oauth2/token", &headers, &pairs))
    };
    // The client is known once the grant is looked at.
    assert_eq!(ask(Some(basic(&id, &secret)), &[]), "invalid_grant");
    assert_eq!(
        ask(Some(basic(&id, &secret)), &[("client_id", &id)]),
        "invalid_grant"
    );
    assert_eq!(
        ask(None, &[("client_id", &id), ("client_secret", &secret)]),
        "invalid_grant"
    );
    assert_eq!(ask(Some(basic(&id, "wrong")), &[]), "invalid_client");
    assert_eq!(ask(Some(basic(&id, "")), &[]), "invalid_client");
    assert_eq!(ask(Some("Bearer x".to_owned()), &[]), "invalid_client");
    assert_eq!(ask(None, &[("client_id", &id)]), "invalid_client");
    assert_eq!(
        ask(None, &[("client_id", &id), ("client_secret", "wrong")]),
        "invalid_client"
    );
    assert_eq!(
        ask(
            None,
            &[("client_id", &house.client), ("client_secret", "any")]
        ),
        "invalid_client",
        "it has none"
    );
    assert_eq!(
        ask(Some(basic(&id, &secret)), &[("client_secret", &secret)]),
        "invalid_request"
    );
    assert_eq!(
        ask(Some(basic(&id, &secret)), &[("client_id", &house.client)]),
        "invalid_request"
    );
}

#[test]
fn both_secrets_of_a_client_are_taken_until_one_is_deleted() {
    let house = House::new();
    let (id, first) = house.client(json!({"GenerateSecret": true}));
    let first = first.unwrap();
    let names = json!({"UserPoolId": house.pool, "ClientId": id});
    let added = house.api.ok("AddUserPoolClientSecret", names.clone());
    let descriptor = &added["ClientSecretDescriptor"];
    let second = descriptor["ClientSecretValue"].as_str().unwrap();
    let ask = |secret: &str| {
        let pairs = [
            ("grant_type", "refresh_token"),
            ("refresh_token", "unknown"),
            ("client_id", &id),
            ("client_secret", secret),
        ];
        error(&house.form("/oauth2/token", &[], &pairs))
    };
    assert_eq!(ask(&first), "invalid_grant");
    assert_eq!(ask(second), "invalid_grant");
    let delete = merged(
        names,
        json!({"ClientSecretId": descriptor["ClientSecretId"]}),
    );
    house.api.ok("DeleteUserPoolClientSecret", delete);
    assert_eq!(ask(&first), "invalid_grant");
    assert_eq!(ask(second), "invalid_client");
}

#[test]
fn a_body_that_is_no_form_is_refused() {
    let house = House::new();
    let json = [("content-type", "application/json")];
    let response = house
        .send(
            "POST",
            "/oauth2/token",
            &json,
            r#"{"grant_type":"refresh_token"}"#,
        )
        .response();
    assert_eq!(error(&response), "invalid_request");
    let form = [(
        "content-type",
        "application/x-www-form-urlencoded; charset=UTF-8",
    )];
    let large = format!("a={}", "x".repeat(70_000));
    assert_eq!(
        error(
            &house
                .send("POST", "/oauth2/token", &form, &large)
                .response()
        ),
        "invalid_request"
    );
}

#[test]
fn refreshing_keeps_the_session_and_gives_a_refresh_token_only_where_it_rotates() {
    let (house, code) = signed_in();
    let first = granted(&house.redeem(&code));
    house.world.advance(Span::minutes(1));
    let second = granted(&refresh(&house, first["refresh_token"].as_str().unwrap()));
    assert!(second.get("refresh_token").is_none());
    let (before, after) = (claims(&first["id_token"]), claims(&second["id_token"]));
    for kept in ["sub", "origin_jti", "event_id", "auth_time", "nonce"] {
        assert_eq!(before[kept], after[kept], "{kept}");
    }
    assert_ne!(before["jti"], after["jti"]);
}

#[test]
fn a_rotated_refresh_token_works_once() {
    let house = House::with(
        json!({}),
        json!({
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
        }),
    );
    house.user(EMAIL);
    let first = granted(&house.redeem(&house.browser().sign_in(EMAIL)));
    let first = first["refresh_token"].as_str().unwrap();
    let second = granted(&refresh(&house, first));
    house.world.advance(Span::seconds(1));
    assert_eq!(error(&refresh(&house, first)), "invalid_grant");
    granted(&refresh(&house, second["refresh_token"].as_str().unwrap()));
}

#[test]
fn a_refresh_that_is_repeated_within_the_grace_gives_the_same_successor() {
    let house = House::with(
        json!({}),
        json!({
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        }),
    );
    house.user(EMAIL);
    let first = granted(&house.redeem(&house.browser().sign_in(EMAIL)));
    let first = first["refresh_token"].as_str().unwrap();
    let second = granted(&refresh(&house, first));
    house.world.advance(Span::seconds(10) - Span::millis(1));
    let again = granted(&refresh(&house, first));
    assert_eq!(again["refresh_token"], second["refresh_token"]);
    granted(&refresh(&house, again["refresh_token"].as_str().unwrap()));
}

#[test]
fn refreshing_is_held_to_the_clients_budget() {
    let (mut house, code) = signed_in();
    let given = granted(&house.redeem(&code));
    let rate = Rate {
        burst: 1,
        per_second: 1,
    };
    house.world.budgets = Budgets::new(rate, rate);
    let token = given["refresh_token"].as_str().unwrap();
    for _ in 0..20 {
        granted(&refresh(&house, token));
    }
    let held_up = refresh(&house, token);
    assert_eq!(
        (held_up.status, body(&held_up)),
        (429, json!({"error": "temporarily_unavailable"}))
    );
}

#[test]
fn scopes_of_a_resource_server_that_has_gone_are_granted_no_more() {
    let house = House::new();
    house.user(EMAIL);
    house.resource_server();
    let (client, _) = house.client(json!({"AllowedOAuthScopes": ["openid", "api/read"]}));
    let query = house.query().with("client_id", &client).without(&["scope"]);
    let grant = || {
        let seen = house.browser().post(
            &query.after("/login"),
            &[("username", EMAIL), ("password", PASSWORD)],
        );
        let code = seen.code().unwrap();
        granted(&redeem_with(&house, &code, "client_id", &client))
    };
    let scope = |given: &Value| claims(&given["access_token"])["scope"].clone();
    let before = grant();
    assert_eq!(scope(&before), "openid api/read");
    let input = json!({"UserPoolId": house.pool, "Identifier": "api"});
    house
        .world
        .run(delete_resource_server::handle(
            &house.world.cx(),
            request(input),
        ))
        .unwrap();
    assert_eq!(scope(&grant()), "openid");
    let pairs = [
        ("grant_type", "refresh_token"),
        ("client_id", client.as_str()),
        ("refresh_token", before["refresh_token"].as_str().unwrap()),
    ];
    let refreshed = granted(&house.form("/oauth2/token", &[], &pairs));
    assert_eq!(scope(&refreshed), "openid");
}

#[test]
fn another_clients_refresh_token_is_refused() {
    let (house, code) = signed_in();
    let given = granted(&house.redeem(&code));
    let (other, _) = house.client(json!({}));
    let pairs = [
        ("grant_type", "refresh_token"),
        ("client_id", other.as_str()),
        ("refresh_token", given["refresh_token"].as_str().unwrap()),
    ];
    assert_eq!(
        error(&house.form("/oauth2/token", &[], &pairs)),
        "invalid_grant"
    );
}

fn machine(house: &House) -> (String, String) {
    house.resource_server();
    let (id, secret) = house.client(json!({
        "GenerateSecret": true, "AllowedOAuthFlows": ["client_credentials"],
        "AllowedOAuthScopes": ["api/read", "api/write"], "CallbackURLs": [], "LogoutURLs": [],
    }));
    (id, secret.unwrap())
}

fn client_credentials(house: &House, id: &str, secret: &str, scope: Option<&str>) -> Response {
    let mut pairs = vec![
        ("grant_type", "client_credentials"),
        ("client_id", id),
        ("client_secret", secret),
    ];
    pairs.extend(scope.map(|scope| ("scope", scope)));
    house.form("/oauth2/token", &[], &pairs)
}

#[test]
fn a_client_gets_a_token_of_its_own_for_the_scopes_of_apis() {
    let house = House::new();
    let (id, secret) = machine(&house);
    let given = granted(&client_credentials(&house, &id, &secret, Some("api/write")));
    assert_eq!(
        (given.get("id_token"), given.get("refresh_token")),
        (None, None)
    );
    let token = claims(&given["access_token"]);
    assert_eq!(
        (&token["sub"], &token["client_id"]),
        (&json!(id), &json!(id))
    );
    assert_eq!(
        (&token["scope"], &token["token_use"]),
        (&json!("api/write"), &json!("access"))
    );
    assert!(token.get("aud").is_none() && token.get("username").is_none());
    let all = granted(&client_credentials(&house, &id, &secret, None));
    assert_eq!(claims(&all["access_token"])["scope"], "api/read api/write");
    for refused in ["openid", "api/nonsense", "api/read openid", "nonsense"] {
        assert_eq!(
            error(&client_credentials(&house, &id, &secret, Some(refused))),
            "invalid_scope",
            "{refused}"
        );
    }
    let public = [
        ("grant_type", "client_credentials"),
        ("client_id", house.client.as_str()),
    ];
    assert_eq!(
        error(&house.form("/oauth2/token", &[], &public)),
        "unauthorized_client"
    );
}

#[test]
fn a_client_removed_elsewhere_gets_no_token_of_its_own() {
    let mut house = House::new();
    let (id, secret) = machine(&house);
    granted(&client_credentials(&house, &id, &secret, None));
    let stale = std::mem::take(&mut house.world.cache);
    let input = json!({"UserPoolId": house.pool, "ClientId": id});
    house
        .world
        .run(delete_user_pool_client::handle(
            &house.world.cx(),
            request(input),
        ))
        .unwrap();
    house.world.cache = stale;
    assert_eq!(
        error(&client_credentials(&house, &id, &secret, None)),
        "invalid_client"
    );
}

#[test]
fn tokens_are_nowhere_in_clear_in_the_store() {
    let (house, code) = signed_in();
    let given = granted(&house.redeem(&code));
    let secrets = [
        code.as_str(),
        given["refresh_token"].as_str().unwrap(),
        given["access_token"].as_str().unwrap(),
    ];
    for key in house.world.objects.keys() {
        let dump = house.world.objects.store(&key).dump();
        for secret in secrets {
            assert!(
                !dump
                    .windows(secret.len())
                    .any(|window| window == secret.as_bytes()),
                "{key:?}"
            );
        }
    }
}
