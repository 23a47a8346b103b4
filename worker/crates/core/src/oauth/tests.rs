use super::*;
use crate::{
    clients::delete_user_pool_client,
    domains::create_user_pool_domain,
    hosted::{
        fixtures::{Browser, EMAIL, HOST, House, REDIRECT_URI, Seen, body, request},
        view::Page,
    },
    oauth::parameters::encode,
    time::Span,
    users::{admin_disable_user, admin_update_user_attributes},
};
use serde_json::{Value, json};

#[test]
fn no_path_is_listed_twice() {
    for (at, line) in PATHS.iter().enumerate() {
        assert!(PATHS.iter().skip(at + 1).all(|other| other.path != line.path), "{}", line.path);
    }
}

#[test]
fn other_paths_are_somebody_elses() {
    let house = House::new();
    for path in ["/", "/oauth2", "/login/", "/a/b/.well-known/jwks.json", "/.well-known/x", "//.well-known/jwks.json"] {
        assert!(house.try_send("GET", path, &[], "").is_none(), "{path}");
    }
    assert!(house.try_send("GET", "/local_000000000/.well-known/jwks.json", &[], "").is_none());
    assert!(house.try_send("GET", "/.well-known/jwks.json", &[], "").is_none(), "the base host is no pool's");
    assert!(house.try_send("GET", "/login", &[("host", "nobody.localhost:8787")], "").is_none());
}

#[test]
fn discovery_names_endpoints_and_what_they_can_do() {
    let house = House::new();
    let response = house.send("GET", &format!("/{}/.well-known/openid-configuration", house.pool), &[], "").response();
    assert_eq!(response.header("access-control-allow-origin"), Some("*"));
    assert_eq!(response.header("content-type"), Some("application/json"));
    let document = body(&response);
    let issuer = format!("http://localhost:8787/{}", house.pool);
    for (member, value) in [
        ("issuer", json!(issuer)),
        ("jwks_uri", json!(format!("{issuer}/.well-known/jwks.json"))),
        ("authorization_endpoint", json!("http://localhost:8787/oauth2/authorize")),
        ("token_endpoint", json!("http://localhost:8787/oauth2/token")),
        ("userinfo_endpoint", json!("http://localhost:8787/oauth2/userInfo")),
        ("revocation_endpoint", json!("http://localhost:8787/oauth2/revoke")),
        ("end_session_endpoint", json!("http://localhost:8787/logout")),
        ("response_types_supported", json!(["code"])),
        ("subject_types_supported", json!(["public"])),
        ("scopes_supported", json!(["openid", "email", "phone", "profile"])),
        ("id_token_signing_alg_values_supported", json!(["RS256"])),
        ("token_endpoint_auth_methods_supported", json!(["client_secret_basic", "client_secret_post"])),
        ("code_challenge_methods_supported", json!(["S256"])),
        ("grant_types_supported", json!(["authorization_code", "refresh_token", "client_credentials"])),
    ] {
        assert_eq!(document[member], value, "{member}");
    }
}

#[test]
fn the_key_set_is_public_and_may_be_kept() {
    let house = House::new();
    let response = house.send("GET", &format!("/{}/.well-known/jwks.json", house.pool), &[], "").response();
    assert_eq!(response.header("cache-control"), Some("public, max-age=3600"));
    let keys = body(&response);
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(2));
    assert!(keys["keys"][0].get("d").is_none());
}

#[test]
fn scripts_of_any_origin_may_ask_the_endpoints_without_cookies() {
    let house = House::new();
    for path in ["/oauth2/token", "/oauth2/userInfo", "/oauth2/revoke"] {
        let response = house.send("OPTIONS", path, &[("origin", "https://app.example")], "").response();
        assert_eq!(response.status, 204, "{path}");
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
        assert!(response.header("access-control-allow-headers").is_some_and(|allowed| allowed.contains("authorization")));
    }
    let response = house.send("OPTIONS", "/login", &[], "").response();
    assert_eq!((response.status, response.header("access-control-allow-origin")), (405, None));
}

#[test]
fn a_method_that_is_not_taken_is_refused() {
    let house = House::new();
    assert_eq!(house.send("POST", "/oauth2/authorize", &[], "").status(), 405);
    assert_eq!(house.send("GET", "/oauth2/token", &[], "").response().header("allow"), Some("POST"));
}

#[test]
fn authorize_leads_to_the_login_page_with_the_same_query() {
    let house = House::new();
    let seen = house.browser().get(&house.at("/oauth2/authorize"));
    assert_eq!(seen.location(), Some(house.at("/login").as_str()));
}

#[test]
fn an_unregistered_redirect_uri_is_never_gone_to() {
    let house = House::new();
    for uri in [
        "https://evil.example/cb",
        "https://app.example/cb/",
        "https://app.example/cb?x=y",
        "https://app.example/cb#x",
        "https://app.example/CB",
        "https://app.example",
        "https://app.example/cb/../evil",
        "//app.example/cb",
        "javascript:alert(1)",
    ] {
        for path in ["/oauth2/authorize", "/login", "/signup", "/confirm", "/forgotPassword", "/confirmforgotPassword"] {
            let seen = house.browser().get(&house.query().with("redirect_uri", uri).after(path));
            assert_eq!(seen.destination(), Some("/error"), "{path} {uri}");
            assert_eq!(seen.parameter("error").as_deref(), Some("redirect_mismatch"));
            let page = house.browser().get(seen.location().unwrap());
            assert_eq!(page.status(), 400);
            assert!(matches!(page.page(), Page::Error { code: "redirect_mismatch" }));
        }
    }
}

#[test]
fn without_a_client_or_a_redirect_uri_there_is_nowhere_to_go() {
    let house = House::new();
    let error = |query: Parameters| {
        let seen = house.browser().get(&query.after("/oauth2/authorize"));
        assert_eq!(seen.destination(), Some("/error"));
        seen.parameter("error").unwrap()
    };
    let query = house.query();
    assert_eq!(error(query.without(&["client_id"])), "Required String parameter 'client_id' is not present");
    assert_eq!(error(query.with("client_id", "")), "Required String parameter 'client_id' is not present");
    assert_eq!(error(query.with("client_id", "nobody")), "Client does not exist.");
    assert_eq!(error(query.with("client_id", "<script>")), "Client does not exist.");
    assert_eq!(error(query.without(&["redirect_uri"])), "Required String parameter 'redirect_uri' is not present");
    assert_eq!(error(query.with("state", &"x".repeat(9000))), "invalid_request");
}

#[test]
fn the_error_page_says_nothing_that_a_link_made_up() {
    let house = House::new();
    let seen = house.browser().get("/error?error=Call+555-0100&client_id=x");
    assert!(matches!(seen.page(), Page::Error { code: "unknown_error" }));
}

#[test]
fn what_else_is_wrong_is_told_to_the_app() {
    let house = House::new();
    let query = house.query();
    for (query, error) in [
        (query.without(&["response_type"]), "invalid_request"),
        (query.with("response_type", "id_token"), "unsupported_response_type"),
        (query.without(&["code_challenge_method"]), "invalid_request"),
        (query.with("code_challenge_method", "plain"), "invalid_request"),
        (query.without(&["code_challenge"]), "invalid_request"),
        (query.with("code_challenge", "short"), "invalid_request"),
        (query.with("scope", "openid nonsense"), "invalid_scope"),
        (query.with("scope", "email"), "invalid_scope"),
        (query.with("scope", "openid\u{7}"), "invalid_scope"),
        (query.with("scope", "phone openid").with("scope", "aws.cognito.signin.user.admin nonsense/x"), "invalid_scope"),
        (query.with("prompt", "none login"), "invalid_request"),
        (query.with("max_age", "soon"), "invalid_request"),
        (query.with("max_age", "-1"), "invalid_request"),
        (query.with("identity_provider", "Google"), "invalid_request"),
        (query.with("resource", "https://api.example"), "invalid_target"),
        (query.with("prompt", "none"), "login_required"),
        (query.clone().and(Parameters::parse(b"scope=openid")), "invalid_request"),
    ] {
        let url = query.after("/oauth2/authorize");
        let seen = house.browser().get(&url);
        assert_eq!(seen.destination(), Some(REDIRECT_URI), "{url}");
        assert_eq!(seen.parameter("error").as_deref(), Some(error), "{url}");
        assert_eq!(seen.parameter("state").as_deref(), Some("a b&c"), "{url}");
        assert_eq!(seen.parameter("code"), None);
    }
}

#[test]
fn an_error_comes_as_description_state_and_code() {
    let house = House::new();
    let seen = house.browser().get(&house.query().with("prompt", "none").after("/oauth2/authorize"));
    let expected =
        format!("{REDIRECT_URI}?error_description=The+person+has+to+sign+in&state=a+b%26c&error=login_required");
    assert_eq!(seen.location(), Some(expected.as_str()));
    let implicit = house.browser().get(&house.query().with("response_type", "token").after("/oauth2/authorize"));
    assert!(implicit.location().unwrap().starts_with(&format!("{REDIRECT_URI}#error_description=")));
    assert_eq!(implicit.parameter("error").as_deref(), Some("unauthorized_client"));
}

#[test]
fn a_client_without_the_code_flow_gets_no_code() {
    let house = House::with(json!({}), json!({"AllowedOAuthFlowsUserPoolClient": false}));
    let seen = house.browser().get(&house.at("/oauth2/authorize"));
    assert_eq!(seen.parameter("error").as_deref(), Some("unauthorized_client"));
}

#[test]
fn who_is_signed_in_gets_a_code_for_another_app_without_a_page() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    let first = browser.sign_in(EMAIL);
    let (other, _) = house.client(json!({"CallbackURLs": ["https://other.example/cb"]}));
    let query = house.query().with("client_id", &other).with("redirect_uri", "https://other.example/cb");
    let seen = browser.get(&query.with("prompt", "none").after("/oauth2/authorize"));
    assert_eq!(seen.destination(), Some("https://other.example/cb"));
    assert_eq!(seen.parameter("state").as_deref(), Some("a b&c"));
    assert!(seen.parameter("code").is_some_and(|code| code != first));
}

#[test]
fn prompt_and_max_age_bring_the_login_page_back() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    house.world.advance(Span::minutes(10));
    let authorize = |name: &str, value: &str| browser.get(&house.query().with(name, value).after("/oauth2/authorize"));
    assert_eq!(authorize("prompt", "login").destination(), Some("/login"));
    assert_eq!(authorize("prompt", "select_account").destination(), Some("/login"));
    assert_eq!(authorize("max_age", "599").destination(), Some("/login"));
    assert!(authorize("max_age", "600").code().is_some());
    assert!(authorize("prompt", "consent").code().is_some());
}

#[test]
fn a_browser_is_signed_in_for_an_hour() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    house.world.advance(Span::minutes(59));
    assert!(browser.get(&house.at("/oauth2/authorize")).code().is_some());
    house.world.advance(Span::minutes(1));
    assert_eq!(browser.get(&house.at("/oauth2/authorize")).destination(), Some("/login"), "it does not slide");
}

#[test]
fn a_disabled_user_is_signed_in_nowhere() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let input = json!({"UserPoolId": house.pool, "Username": EMAIL});
    house.world.run(admin_disable_user::handle(&house.world.cx(), request(input))).unwrap();
    assert_eq!(browser.get(&house.at("/oauth2/authorize")).destination(), Some("/login"));
}

#[test]
fn a_cookie_that_was_changed_or_is_another_pools_signs_nobody_in() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let cookie = browser.cookies.borrow()["vestibule"].clone();
    let (head, last) = cookie.split_at(cookie.len() - 2);
    let changed = format!("{head}{}", if last == "AA" { "BB" } else { "AA" });
    let elsewhere = House::new();
    for (house, cookie) in [(&house, changed.as_str()), (&house, "x"), (&house, ""), (&elsewhere, &cookie)] {
        let browser = house.browser();
        browser.cookies.borrow_mut().insert("vestibule".to_owned(), cookie.to_owned());
        assert_eq!(browser.get(&house.at("/oauth2/authorize")).destination(), Some("/login"), "{cookie}");
    }
}

#[test]
fn a_pools_domain_serves_its_own_clients_alone() {
    let house = House::new();
    let input = json!({"UserPoolId": house.pool, "Domain": "demo"});
    house.world.run(create_user_pool_domain::handle(&house.world.cx(), request(input))).unwrap();
    let host = "demo.localhost:8787";
    let own = Browser { host: host.to_owned(), ..house.browser() };
    assert_eq!(own.get(&house.at("/login")).status(), 200);
    assert_eq!(house.send("GET", "/.well-known/jwks.json", &[("host", host)], "").status(), 200);

    let foreign = create_pool_with_client(&house);
    let query = house.query().with("client_id", &foreign);
    assert_eq!(own.get(&query.after("/login")).parameter("error").as_deref(), Some("Client does not exist."));
    assert_eq!(house.browser().get(&query.after("/login")).status(), 200, "the base host serves both");
    let token = [("grant_type", "authorization_code"), ("client_id", foreign.as_str()), ("code", "x")];
    let form = [("host", host), ("content-type", "application/x-www-form-urlencoded")];
    let refused = house.send("POST", "/oauth2/token", &form, &encode(token)).response();
    assert_eq!(body(&refused)["error"], "invalid_client");
}

/// Another pool of the same deployment, with the same kind of client.
fn create_pool_with_client(house: &House) -> String {
    let cx = house.world.cx();
    let made = house.world.run(crate::pools::create_user_pool::handle(&cx, request(json!({"PoolName": "other"}))));
    let pool = made.unwrap().user_pool.and_then(|pool| pool.id).unwrap();
    let (client, _) = house.client(json!({"UserPoolId": pool}));
    client
}

fn logout(house: &House, browser: &Browser<'_>, more: &[(&str, &str)]) -> Seen {
    let client = [("client_id", house.client.as_str())];
    browser.get(&format!("/logout?{}", encode(client.into_iter().chain(more.iter().copied()))))
}

#[test]
fn logout_ends_the_session_for_good_and_goes_to_the_registered_place() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let kept = browser.cookies.borrow().clone();
    let seen = logout(&house, &browser, &[("logout_uri", "https://app.example/bye"), ("redirect_uri", "https://evil.example")]);
    assert_eq!(seen.location(), Some("https://app.example/bye"));
    assert!(!browser.cookies.borrow().contains_key("vestibule"));
    browser.cookies.replace(kept);
    assert_eq!(browser.get(&house.at("/oauth2/authorize")).destination(), Some("/login"), "the old cookie is dead");
}

#[test]
fn logout_to_an_unregistered_place_does_nothing() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    for (name, uri, error) in [
        ("logout_uri", "https://evil.example/", "logout_mismatch"),
        ("logout_uri", "https://app.example/bye/", "logout_mismatch"),
        ("redirect_uri", "https://evil.example/", "redirect_mismatch"),
    ] {
        let seen = logout(&house, &browser, &[(name, uri), ("response_type", "code")]);
        assert_eq!(seen.destination(), Some("/error"), "{uri}");
        assert_eq!(seen.parameter("error").as_deref(), Some(error));
    }
    assert!(browser.get(&house.at("/oauth2/authorize")).code().is_some(), "still signed in");
}

#[test]
fn logout_with_a_redirect_uri_leads_to_the_login_page_and_without_a_place_to_a_page() {
    let house = House::new();
    let browser = house.browser();
    let seen = logout(&house, &browser, &[("redirect_uri", REDIRECT_URI), ("response_type", "code")]);
    assert_eq!(seen.destination(), Some("/login"));
    assert_eq!(seen.parameter("scope").as_deref(), Some("openid email profile aws.cognito.signin.user.admin"));
    assert!(matches!(logout(&house, &browser, &[]).page(), Page::SignedOut));
    assert_eq!(browser.get("/logout").destination(), Some("/error"));
}

fn tokens(house: &House, scope: &str) -> Value {
    let browser = house.browser();
    let url = house.query().with("scope", scope).after("/login");
    let seen = browser.post(&url, &[("username", EMAIL), ("password", "Passw0rd!")]);
    let response = house.redeem(&seen.code().unwrap());
    assert_eq!(response.status, 200, "{}", body(&response));
    body(&response)
}

fn user_info(house: &House, authorization: &str) -> Response {
    house.send("GET", "/oauth2/userInfo", &[("authorization", authorization)], "").response()
}

#[test]
fn user_info_shows_what_the_scopes_do_as_text() {
    let house = House::new();
    house.user(EMAIL);
    let input = json!({
        "UserPoolId": house.pool, "Username": EMAIL, "UserAttributes": [{"Name": "given_name", "Value": "Jane"}],
    });
    house.world.run(admin_update_user_attributes::handle(&house.world.cx(), request(input))).unwrap();
    let info = |scope: &str| {
        let token = tokens(&house, scope)["access_token"].as_str().unwrap().to_owned();
        let response = user_info(&house, &format!("Bearer {token}"));
        assert_eq!(response.header("content-type"), Some("application/json;charset=UTF-8"));
        assert_eq!(response.header("access-control-allow-origin"), Some("*"));
        body(&response)
    };
    let narrow = info("openid email");
    assert_eq!(narrow["email"], EMAIL);
    assert_eq!(narrow["email_verified"], "true");
    assert_eq!(narrow["sub"], narrow["username"], "the name of people with e-mail addresses is their sub");
    assert!(narrow.get("given_name").is_none());
    let all = info("openid");
    assert_eq!((&all["given_name"], &all["email"]), (&json!("Jane"), &json!(EMAIL)));
}

#[test]
fn user_info_takes_only_a_live_token_with_openid() {
    let house = House::new();
    house.user(EMAIL);
    let token = tokens(&house, "openid")["access_token"].as_str().unwrap().to_owned();
    for malformed in ["", "Bearer ", &token, "Basic eA=="] {
        let response = user_info(&house, malformed);
        assert_eq!(response.status, 400, "{malformed}");
        assert_eq!(
            response.header("www-authenticate"),
            Some("error=\"invalid_request\", error_description=\"Bad OAuth2 request at UserInfo Endpoint\"")
        );
    }
    let refused = |token: &str| {
        let response = user_info(&house, &format!("Bearer {token}"));
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
    refused(tokens(&house, "aws.cognito.signin.user.admin")["access_token"].as_str().unwrap());
    house.world.advance(Span::hours(1));
    refused(&token);
}

fn revoke(house: &House, pairs: &[(&str, &str)]) -> Response {
    house.form("/oauth2/revoke", &[], pairs)
}

#[test]
fn revoking_a_refresh_token_ends_its_family() {
    let house = House::new();
    house.user(EMAIL);
    let given = tokens(&house, "openid");
    let (access, refresh) = (given["access_token"].as_str().unwrap(), given["refresh_token"].as_str().unwrap());
    assert_eq!(user_info(&house, &format!("Bearer {access}")).status, 200);
    for token in [refresh, refresh, "unknown"] {
        let response = revoke(&house, &[("client_id", &house.client), ("token", token)]);
        assert_eq!((response.status, response.body.as_slice()), (200, &b""[..]));
    }
    assert_eq!(user_info(&house, &format!("Bearer {access}")).status, 401);
}

#[test]
fn revocation_says_why_it_refuses() {
    let house = House::new();
    house.user(EMAIL);
    let given = tokens(&house, "openid");
    let error = |pairs: &[(&str, &str)], status| {
        let response = revoke(&house, pairs);
        assert_eq!(response.status, status);
        body(&response)["error"].as_str().unwrap().to_owned()
    };
    let client = ("client_id", house.client.as_str());
    assert_eq!(error(&[client], 400), "invalid_request");
    assert_eq!(error(&[client, ("token", given["access_token"].as_str().unwrap())], 400), "unsupported_token_type");
    assert_eq!(error(&[("client_id", "nobody"), ("token", "x")], 401), "invalid_client");
    let (other, _) = house.client(json!({}));
    let refresh = given["refresh_token"].as_str().unwrap();
    assert_eq!(error(&[("client_id", &other), ("token", refresh)], 401), "invalid_client");
    let (fixed, _) = house.client(json!({"EnableTokenRevocation": false}));
    assert_eq!(error(&[("client_id", &fixed), ("token", refresh)], 400), "invalid_request");
}

#[test]
fn a_client_that_another_isolate_removed_works_no_more() {
    let mut house = House::new();
    house.user(EMAIL);
    let code = house.browser().sign_in(EMAIL);
    let stale = std::mem::take(&mut house.world.cache);
    let input = json!({"UserPoolId": house.pool, "ClientId": house.client});
    house.world.run(delete_user_pool_client::handle(&house.world.cx(), request(input))).unwrap();
    house.world.cache = stale;
    let response = house.redeem(&code);
    assert_eq!((response.status, &body(&response)["error"]), (400, &json!("invalid_client")));
}

#[test]
fn on_https_answers_say_so_and_cookies_are_the_hosts_own() {
    let mut house = House::new();
    house.world.deployment.public_url = "https://id.example.com".to_owned();
    let seen = house.send("GET", &house.at("/login"), &[("host", "id.example.com")], "");
    let cookie = &seen.view().cookies[0];
    assert!(cookie.starts_with("__Host-XSRF-TOKEN=") && cookie.ends_with("; Secure"), "{cookie}");
    let response = house.send("GET", &house.at("/oauth2/authorize"), &[("host", "id.example.com")], "").response();
    assert!(response.header("strict-transport-security").is_some());
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(response.header("referrer-policy"), Some("same-origin"));
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
        headers: vec![("host".to_owned(), HOST.to_owned()), ("authorization".to_owned(), "Basic \u{fffd}".to_owned())],
        body: vec![0xff, b'=', 0xfe],
    };
    let Some(Answer::Response(response)) = house.world.run(route(&house.world.cx(), &http)) else { panic!("no answer") };
    assert_eq!(response.status, 400);
}
