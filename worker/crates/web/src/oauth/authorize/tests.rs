use crate::{
    fixtures::{EMAIL, House, PASSWORD, REDIRECT_URI, VERIFIER, body, request},
    parameters::{Parameters, encode},
    view::Page,
};
use serde_json::json;
use vestibule_idp::{domains::create_user_pool_domain, users::admin_disable_user};
use vestibule_model::time::Span;

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
        for path in [
            "/oauth2/authorize",
            "/login",
            "/signup",
            "/confirm",
            "/forgotPassword",
            "/confirmforgotPassword",
        ] {
            let seen = house
                .browser()
                .get(&house.query().with("redirect_uri", uri).after(path));
            assert_eq!(seen.destination(), Some("/error"), "{path} {uri}");
            let told = format!("/error?error=redirect_mismatch&client_id={}", house.client);
            assert!(seen.location().unwrap().starts_with(&told));
            let page = house.browser().get(seen.location().unwrap());
            assert_eq!(page.status(), 400);
            assert!(matches!(
                page.page(),
                Page::Error(page) if page.code == "redirect_mismatch"
            ));
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
    assert_eq!(
        error(query.without(&["client_id"])),
        "Required String parameter 'client_id' is not present"
    );
    assert_eq!(
        error(query.with("client_id", "")),
        "Required String parameter 'client_id' is not present"
    );
    assert_eq!(
        error(query.with("client_id", "nobody")),
        "Client does not exist."
    );
    assert_eq!(
        error(query.with("client_id", "<script>")),
        "Client does not exist."
    );
    assert_eq!(
        error(query.without(&["redirect_uri"])),
        "Required String parameter 'redirect_uri' is not present"
    );
    assert_eq!(
        error(query.with("state", &"x".repeat(9000))),
        "invalid_request"
    );
}

#[test]
fn the_error_page_says_nothing_that_a_link_made_up() {
    let house = House::new();
    let seen = house
        .browser()
        .get("/error?error=Call+555-0100&client_id=x");
    assert!(matches!(
        seen.page(),
        Page::Error(page) if page.code == "unknown_error"
    ));
}

#[test]
fn what_else_is_wrong_is_told_to_the_app() {
    let house = House::new();
    let query = house.query();
    for (query, error) in [
        (query.without(&["response_type"]), "invalid_request"),
        (
            query.with("response_type", "id_token"),
            "unsupported_response_type",
        ),
        (query.without(&["code_challenge_method"]), "invalid_request"),
        (
            query.with("code_challenge_method", "plain"),
            "invalid_request",
        ),
        (query.without(&["code_challenge"]), "invalid_request"),
        (query.with("code_challenge", "short"), "invalid_request"),
        (query.with("scope", "openid nonsense"), "invalid_scope"),
        (query.with("scope", "email"), "invalid_scope"),
        (query.with("scope", "openid\u{7}"), "invalid_scope"),
        (
            query
                .with("scope", "phone openid")
                .with("scope", "aws.cognito.signin.user.admin nonsense/x"),
            "invalid_scope",
        ),
        (query.with("prompt", "none login"), "invalid_request"),
        (query.with("max_age", "soon"), "invalid_request"),
        (query.with("max_age", "-1"), "invalid_request"),
        (query.with("identity_provider", "Google"), "invalid_request"),
        (
            query.with("resource", "https://api.example"),
            "invalid_target",
        ),
        (query.with("request", "a.b.c"), "request_not_supported"),
        (
            query.with("request_uri", "https://app.example/request"),
            "request_uri_not_supported",
        ),
        (query.with("response_mode", "fragment"), "invalid_request"),
        (query.with("response_mode", "form_post"), "invalid_request"),
        (query.with("prompt", "none"), "login_required"),
        (
            query.clone().and(Parameters::parse(b"scope=openid")),
            "invalid_request",
        ),
    ] {
        let url = query.after("/oauth2/authorize");
        let seen = house.browser().get(&url);
        assert_eq!(seen.destination(), Some(REDIRECT_URI), "{url}");
        assert_eq!(seen.parameter("error").as_deref(), Some(error), "{url}");
        assert_eq!(seen.parameter("state").as_deref(), Some("a b&c"), "{url}");
        assert_eq!(seen.parameter("code"), None);
    }
}

/// RFC 9700 section 2.1.1
#[test]
fn with_hardening_a_client_without_a_secret_has_to_use_pkce() {
    let house = House::new();
    house.harden();
    let (confidential, _) = house.client(json!({"GenerateSecret": true}));
    let bare = house
        .query()
        .without(&["code_challenge", "code_challenge_method"]);
    for path in ["/oauth2/authorize", "/login", "/signup"] {
        let seen = house.browser().get(&bare.after(path));
        assert_eq!(seen.destination(), Some(REDIRECT_URI), "{path}");
        assert_eq!(seen.parameter("error").as_deref(), Some("invalid_request"));
        assert_eq!(seen.parameter("state").as_deref(), Some("a b&c"));
    }
    let of_confidential = bare.with("client_id", &confidential);
    for url in [
        of_confidential.after("/oauth2/authorize"),
        house.at("/oauth2/authorize"),
    ] {
        assert_eq!(house.browser().get(&url).destination(), Some("/login"));
    }
}

/// OpenID Connect Core section 3.1.2.1: "Authorization Servers MUST support the use of the HTTP GET and POST methods".
#[test]
fn a_request_by_post_comes_again_by_get_and_with_our_cookies() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "https://app.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    let post = |body: &str| house.send("POST", "/oauth2/authorize", &headers, body);
    let seen = post(&house.query().encode());
    assert_eq!(
        seen.location(),
        Some(house.at("/oauth2/authorize").as_str())
    );
    assert!(browser.get(seen.location().unwrap()).code().is_some());
    let long = house.query().with("state", &"x".repeat(9000)).encode();
    let refused = post(&long).parameter("error");
    assert_eq!(refused.as_deref(), Some("invalid_request"));
}

#[test]
fn the_response_mode_that_there_is_may_be_named() {
    let house = House::new();
    let named = house.query().with("response_mode", "query");
    let seen = house.browser().get(&named.after("/oauth2/authorize"));
    assert_eq!(seen.destination(), Some("/login"));
}

/// RFC 9110 section 10.2.2: a `Location` is a URI reference, and RFC 3986 has no other letters than ASCII's.
#[test]
fn a_redirect_uri_is_compared_as_typed_and_sent_as_a_uri() {
    let typed = "https://app.example/r\u{fc}ckruf?f\u{fc}r=\u{142}";
    let sent = "https://app.example/r%C3%BCckruf?f%C3%BCr=%C5%82";
    let house = House::with(
        json!({}),
        json!({"CallbackURLs": [typed], "LogoutURLs": [typed]}),
    );
    house.user(EMAIL);
    let browser = house.browser();
    let query = house
        .query()
        .with("redirect_uri", typed)
        .with("state", "\u{fc}\r\nset-cookie: a=b");
    let with_state = format!(
        "{sent}&error_description=The+person+has+to+sign+in&state=%C3%BC%0D%0Aset-cookie%3A+a%3Db&error=login_required"
    );
    let refused = browser.get(&query.with("prompt", "none").after("/oauth2/authorize"));
    assert_eq!(refused.location(), Some(with_state.as_str()));
    let signed_in = browser.post(
        &query.after("/login"),
        &[("username", EMAIL), ("password", PASSWORD)],
    );
    let location = signed_in.location().unwrap();
    assert!(location.starts_with(&format!("{sent}&code=")), "{location}");
    let code = signed_in.parameter("code").unwrap();
    let pairs = [
        ("grant_type", "authorization_code"),
        ("client_id", house.client.as_str()),
        ("redirect_uri", typed),
        ("code", &code),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(house.form("/oauth2/token", &[], &pairs).status, 200);
    let silent = browser.get(&query.after("/oauth2/authorize"));
    assert!(
        silent
            .location()
            .is_some_and(|location| location.starts_with(&format!("{sent}&code=")))
    );
    let bye = [("client_id", house.client.as_str()), ("logout_uri", typed)];
    let out = browser.get(&format!("/logout?{}", encode(bye)));
    assert_eq!(out.location(), Some(sent));
    let encoded = query.with("redirect_uri", sent).after("/oauth2/authorize");
    assert_eq!(
        browser.get(&encoded).parameter("error").as_deref(),
        Some("redirect_mismatch")
    );
}

#[test]
fn an_error_comes_as_description_state_and_code() {
    let house = House::new();
    let seen = house.browser().get(
        &house
            .query()
            .with("prompt", "none")
            .after("/oauth2/authorize"),
    );
    let expected = format!(
        "{REDIRECT_URI}?error_description=The+person+has+to+sign+in&state=a+b%26c&error=login_required"
    );
    assert_eq!(seen.location(), Some(expected.as_str()));
    let stateless = house.query().without(&["state"]).with("prompt", "none");
    let seen = house.browser().get(&stateless.after("/oauth2/authorize"));
    let expected =
        format!("{REDIRECT_URI}?error_description=The+person+has+to+sign+in&error=login_required");
    assert_eq!(seen.location(), Some(expected.as_str()));
    let implicit = house.browser().get(
        &house
            .query()
            .with("response_type", "token")
            .after("/oauth2/authorize"),
    );
    assert!(
        implicit
            .location()
            .unwrap()
            .starts_with(&format!("{REDIRECT_URI}#error_description="))
    );
    assert_eq!(
        implicit.parameter("error").as_deref(),
        Some("unauthorized_client")
    );
}

#[test]
fn a_failure_of_ours_is_told_to_the_app_too() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    for _ in 0..4 {
        house.world.objects.lose_reply_of("issue_code");
    }
    let seen = browser.get(&house.at("/oauth2/authorize"));
    assert_eq!(seen.destination(), Some(REDIRECT_URI));
    assert_eq!(seen.parameter("error").as_deref(), Some("server_error"));
    assert_eq!(seen.parameter("state").as_deref(), Some("a b&c"));
}

#[test]
fn a_client_without_the_code_flow_gets_no_code() {
    let house = House::with(json!({}), json!({"AllowedOAuthFlowsUserPoolClient": false}));
    let seen = house.browser().get(&house.at("/oauth2/authorize"));
    assert_eq!(
        seen.parameter("error").as_deref(),
        Some("unauthorized_client")
    );
}

#[test]
fn who_is_signed_in_gets_a_code_for_another_app_without_a_page() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    let first = browser.sign_in(EMAIL);
    let (other, _) = house.client(json!({"CallbackURLs": ["https://other.example/cb"]}));
    let query = house
        .query()
        .with("client_id", &other)
        .with("redirect_uri", "https://other.example/cb");
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
    let authorize = |name: &str, value: &str| {
        browser.get(&house.query().with(name, value).after("/oauth2/authorize"))
    };
    assert_eq!(authorize("prompt", "login").destination(), Some("/login"));
    assert_eq!(
        authorize("prompt", "select_account").destination(),
        Some("/login")
    );
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
    assert_eq!(
        browser.get(&house.at("/oauth2/authorize")).destination(),
        Some("/login"),
        "it does not slide"
    );
}

#[test]
fn a_disabled_user_is_signed_in_nowhere() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let input = json!({"UserPoolId": house.pool, "Username": EMAIL});
    house
        .world
        .run(admin_disable_user::handle(
            &house.world.cx(),
            request(input),
        ))
        .unwrap();
    assert_eq!(
        browser.get(&house.at("/oauth2/authorize")).destination(),
        Some("/login")
    );
}

#[test]
fn a_cookie_that_was_changed_or_is_another_pools_signs_nobody_in() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let cookie = browser.cookies.borrow()[&house.session_cookie()].clone();
    let (head, last) = cookie.split_at(cookie.len() - 2);
    let changed = format!("{head}{}", if last == "AA" { "BB" } else { "AA" });
    for cookie in [changed.as_str(), "x", ""] {
        let browser = house.browser();
        browser
            .cookies
            .borrow_mut()
            .insert(house.session_cookie(), cookie.to_owned());
        assert_eq!(
            browser.get(&house.at("/oauth2/authorize")).destination(),
            Some("/login"),
            "{cookie}"
        );
    }
    let foreign = create_pool_with_client(&house);
    let elsewhere = house
        .query()
        .with("client_id", &foreign)
        .after("/oauth2/authorize");
    assert_eq!(
        browser.get(&elsewhere).destination(),
        Some("/login"),
        "another pool's"
    );
    assert!(
        browser.get(&house.at("/oauth2/authorize")).code().is_some(),
        "its own"
    );
}

#[test]
fn a_pools_domain_serves_its_own_clients_alone() {
    let house = House::new();
    let input = json!({"UserPoolId": house.pool, "Domain": "demo"});
    house
        .world
        .run(create_user_pool_domain::handle(
            &house.world.cx(),
            request(input),
        ))
        .unwrap();
    let host = "demo.localhost:8787";
    let mut own = house.browser();
    own.host = host.to_owned();
    assert_eq!(own.get(&house.at("/login")).status(), 200);
    assert_eq!(
        house
            .send("GET", "/.well-known/jwks.json", &[("host", host)], "")
            .status(),
        200
    );

    let foreign = create_pool_with_client(&house);
    let query = house.query().with("client_id", &foreign);
    assert_eq!(
        own.get(&query.after("/login"))
            .parameter("error")
            .as_deref(),
        Some("Client does not exist.")
    );
    assert_eq!(
        house.browser().get(&query.after("/login")).status(),
        200,
        "the base host serves both"
    );
    let token = [
        ("grant_type", "authorization_code"),
        ("client_id", foreign.as_str()),
        ("code", "x"),
    ];
    let form = [
        ("host", host),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let refused = house
        .send("POST", "/oauth2/token", &form, &encode(token))
        .response();
    assert_eq!(body(&refused)["error"], "invalid_client");
}

/// Another pool of the same deployment, with the same kind of client.
fn create_pool_with_client(house: &House) -> String {
    let cx = house.world.cx();
    let made = house
        .world
        .run(vestibule_idp::pools::create_user_pool::handle(
            &cx,
            request(json!({"PoolName": "other"})),
        ));
    let pool = made.unwrap().user_pool.and_then(|pool| pool.id).unwrap();
    let (client, _) = house.client(json!({"UserPoolId": pool}));
    client
}
