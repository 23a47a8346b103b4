use super::*;
use crate::fixtures::{EMAIL, HOST, House, body, request};
use serde_json::json;
use vestibule_idp::clients::delete_user_pool_client;

#[test]
fn no_path_is_listed_twice() {
    for (at, line) in PATHS.iter().enumerate() {
        assert!(
            PATHS
                .iter()
                .skip(at + 1)
                .all(|other| other.path != line.path),
            "{}",
            line.path
        );
    }
}

#[test]
fn other_paths_are_somebody_elses() {
    let house = House::new();
    for path in [
        "/",
        "/oauth2",
        "/login/",
        "/a/b/.well-known/jwks.json",
        "/.well-known/x",
        "//.well-known/jwks.json",
    ] {
        assert!(house.try_send("GET", path, &[], "").is_none(), "{path}");
    }
    assert!(
        house
            .try_send("GET", "/local_000000000/.well-known/jwks.json", &[], "")
            .is_none()
    );
    assert!(
        house
            .try_send("GET", "/.well-known/jwks.json", &[], "")
            .is_none(),
        "the base host is no pool's"
    );
    assert!(
        house
            .try_send("GET", "/login", &[("host", "nobody.localhost:8787")], "")
            .is_none()
    );
}

#[test]
fn discovery_names_endpoints_and_what_they_can_do() {
    let house = House::new();
    let response = house
        .send(
            "GET",
            &format!("/{}/.well-known/openid-configuration", house.pool),
            &[],
            "",
        )
        .response();
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    assert_eq!(response.header("content-type"), Some("application/json"));
    let document = body(&response);
    let issuer = format!("http://localhost:8787/{}", house.pool);
    for (member, value) in [
        ("issuer", json!(issuer)),
        ("jwks_uri", json!(format!("{issuer}/.well-known/jwks.json"))),
        (
            "authorization_endpoint",
            json!("http://localhost:8787/oauth2/authorize"),
        ),
        (
            "token_endpoint",
            json!("http://localhost:8787/oauth2/token"),
        ),
        (
            "userinfo_endpoint",
            json!("http://localhost:8787/oauth2/userInfo"),
        ),
        (
            "revocation_endpoint",
            json!("http://localhost:8787/oauth2/revoke"),
        ),
        (
            "end_session_endpoint",
            json!("http://localhost:8787/logout"),
        ),
        ("response_types_supported", json!(["code"])),
        ("response_modes_supported", json!(["query"])),
        ("request_uri_parameter_supported", json!(false)),
        ("subject_types_supported", json!(["public"])),
        (
            "scopes_supported",
            json!(["openid", "email", "phone", "profile"]),
        ),
        ("id_token_signing_alg_values_supported", json!(["RS256"])),
        (
            "token_endpoint_auth_methods_supported",
            json!(["client_secret_basic", "client_secret_post"]),
        ),
        ("code_challenge_methods_supported", json!(["S256"])),
        (
            "grant_types_supported",
            json!(["authorization_code", "refresh_token", "client_credentials"]),
        ),
    ] {
        assert_eq!(document[member], value, "{member}");
    }
}

#[test]
fn the_key_set_is_public_and_may_be_kept() {
    let house = House::new();
    let response = house
        .send(
            "GET",
            &format!("/{}/.well-known/jwks.json", house.pool),
            &[],
            "",
        )
        .response();
    assert_eq!(
        response.header("cache-control"),
        Some("public, max-age=3600")
    );
    let keys = body(&response);
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(2));
    assert!(keys["keys"][0].get("d").is_none());
}

#[test]
fn scripts_of_any_origin_may_ask_the_endpoints_without_cookies() {
    let house = House::new();
    for path in ["/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke"] {
        let response = house
            .send("OPTIONS", path, &[("origin", "https://app.example")], "")
            .response();
        assert_eq!(response.status, 204, "{path}");
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
        assert!(
            response
                .header("access-control-allow-headers")
                .is_some_and(|allowed| allowed.contains("authorization"))
        );
    }
    let response = house.send("OPTIONS", "/login", &[], "").response();
    assert_eq!(
        (
            response.status,
            response.header("access-control-allow-origin")
        ),
        (405, None)
    );
}

#[test]
fn a_method_that_is_not_taken_is_refused() {
    let house = House::new();
    assert_eq!(house.send("POST", "/error", &[], "").status(), 405);
    assert_eq!(
        house
            .send("GET", "/oauth2/token", &[], "")
            .response()
            .header("allow"),
        Some("POST")
    );
}

#[test]
fn a_client_that_another_isolate_removed_works_no_more() {
    let mut house = House::new();
    house.user(EMAIL);
    let code = house.browser().sign_in(EMAIL);
    let stale = std::mem::take(&mut house.world.cache);
    let input = json!({"UserPoolId": house.pool, "ClientId": house.client});
    house
        .world
        .run(delete_user_pool_client::handle(
            &house.world.cx(),
            request(input),
        ))
        .unwrap();
    house.world.cache = stale;
    let response = house.redeem(&code);
    assert_eq!(
        (response.status, &body(&response)["error"]),
        (400, &json!("invalid_client"))
    );
}

#[test]
fn on_https_cookies_are_the_hosts_own() {
    let mut house = House::new();
    house.world.deployment.public_url = "https://id.example.com".to_owned();
    let seen = house.send(
        "GET",
        &house.at("/login"),
        &[("host", "id.example.com")],
        "",
    );
    let cookie = &seen.view().cookies[0];
    assert!(
        cookie.starts_with("__Host-XSRF-TOKEN=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
}

#[test]
fn an_answer_to_a_browser_is_nobodys_to_keep_or_to_frame() {
    let house = House::new();
    let response = house
        .send("GET", &house.at("/oauth2/authorize"), &[], "")
        .response();
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(response.header(name), Some(value));
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_and_nothing_fails() {
    let house = House::new();
    for (method, url) in [
        ("GET", "/oauth2/authorize?client_id=%ff%fe&redirect_uri=%00"),
        ("GET", "/login?%%%=%&client_id=%c3%28"),
        ("GET", "/logout?client_id=%ff"),
        ("GET", "/error?error=%ff"),
    ] {
        let status = house.send(method, url, &[], "").status();
        assert!(status == 302 || status == 400, "{url}: {status}");
    }
    let http = Request {
        method: "POST".to_owned(),
        path: "/oauth2/token".to_owned(),
        query: String::new(),
        headers: vec![
            ("host".to_owned(), HOST.to_owned()),
            ("authorization".to_owned(), "Basic \u{fffd}".to_owned()),
        ],
        body: vec![0xff, b'=', 0xfe],
    };
    let Some(Answer::Response(response)) = house.world.run(route(&house.world.cx(), &http)) else {
        panic!("no answer")
    };
    assert_eq!(response.status, 400);
}

#[test]
fn a_form_may_be_as_large_as_its_page_needs() {
    for (path, kilobytes) in [
        ("/signup", 64),
        ("/login", 64),
        ("/forgotPassword", 16),
        ("/oauth2/token", 16),
        ("/local_AbCdEfGhI/.well-known/jwks.json", 16),
        ("/_internal/wake", 8),
        ("/", 8),
    ] {
        assert_eq!(super::body_limit(path), kilobytes * 1024, "{path}");
    }
}
