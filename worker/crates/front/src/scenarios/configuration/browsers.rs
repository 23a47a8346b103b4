//! Where browsers are led, and which pages they are shown, while another isolate has changed the pool.

use serde_json::{Value, json};
use std::collections::BTreeSet;
use vestibule_engine::config::cache::Cache;
use vestibule_model::{object_key::ObjectKey, time::Span};
use vestibule_web::{
    fixtures::{EMAIL, House, PASSWORD, SIGNED_OUT, Seen},
    parameters::encode,
};

/// What the client's removal is told by.
const UNKNOWN: &str = "Client does not exist.";

/// Everything that a browser may ask for by an app's name.
fn addresses(house: &House) -> Vec<String> {
    let query = house.query();
    let client = ("client_id", house.client.as_str());
    let pages = [
        "/login",
        "/signup",
        "/confirm",
        "/resendcode",
        "/forgotPassword",
        "/confirmforgotPassword",
        "/oauth2/authorize",
        // Cognito's way from the end of a session to the next one.
        "/logout",
    ];
    let silent = query.with("prompt", "none");
    let refused = query.with("scope", "nobodys");
    pages
        .map(|path| query.after(path))
        .into_iter()
        .chain([&silent, &refused].map(|query| query.after("/oauth2/authorize")))
        .chain([
            refused.after("/login"),
            format!("/logout?{}", encode([client])),
            format!("/logout?{}", encode([client, ("logout_uri", SIGNED_OUT)])),
            format!(
                "/logout?{}",
                encode([client, ("post_logout_redirect_uri", SIGNED_OUT)])
            ),
        ])
        .collect()
}

/// Does something to the pool or its client in another isolate.
fn elsewhere(house: &House, operation: &str, more: Value) {
    let mut input = json!({"UserPoolId": house.pool});
    if operation.ends_with("Client") {
        input["ClientId"] = house.client.as_str().into();
    }
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    house.call_on(&Cache::default(), operation, input).unwrap();
}

/// Has the client led to other addresses than before.
fn move_app(house: &House) {
    let more = json!({
        "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"],
        "AllowedOAuthScopes": ["openid", "email"], "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": ["https://elsewhere.example/cb"], "LogoutURLs": ["https://elsewhere.example/bye"],
    });
    elsewhere(house, "UpdateUserPoolClient", more);
}

fn sent_by<T>(house: &House, work: impl FnOnce() -> T) -> (T, Vec<String>) {
    house.world.objects.sent.borrow_mut().clear();
    let seen = work();
    (seen, house.world.objects.sent.borrow().clone())
}

/// What is seen at each address by an isolate that took its snapshot right before something happened.
fn seen_after(house: &mut House, event: impl FnOnce(&House)) -> Vec<(String, Seen)> {
    let warmed: Vec<(String, Cache)> = addresses(house)
        .into_iter()
        .map(|address| {
            house.world.cache = Cache::default();
            let seen = go(house, &address);
            assert_eq!(error(&seen), None, "{address}");
            (address, std::mem::take(&mut house.world.cache))
        })
        .collect();
    event(house);
    let look = |(address, isolate): (String, Cache)| {
        house.world.cache = isolate;
        let seen = go(house, &address);
        (address, seen)
    };
    warmed.into_iter().map(look).collect()
}

/// What a browser without cookies comes to in the end: a page, the app's address or that of the error page.
fn go(house: &House, address: &str) -> Seen {
    let seen = house.browser().get(address);
    match seen.location() {
        Some(on) if on.starts_with('/') && error(&seen).is_none() => go(house, on),
        _ => seen,
    }
}

/// What the page says that is wrong, if the browser is led there.
fn error(seen: &Seen) -> Option<String> {
    seen.parameter("error")
        .filter(|_| seen.destination() == Some("/error"))
}

#[test]
fn a_client_that_was_removed_leads_nowhere_and_has_no_page() {
    let mut house = House::new();
    let removed = |house: &House| elsewhere(house, "DeleteUserPoolClient", json!({}));
    for (address, seen) in seen_after(&mut house, removed) {
        assert_eq!(error(&seen).as_deref(), Some(UNKNOWN), "{address}");
    }
}

#[test]
fn a_pool_that_was_deleted_leads_nowhere_and_has_no_page() {
    let mut house = House::new();
    let deleted = |house: &House| elsewhere(house, "DeleteUserPool", json!({}));
    for (address, seen) in seen_after(&mut house, deleted) {
        assert_eq!(error(&seen).as_deref(), Some(UNKNOWN), "{address}");
    }
}

#[test]
fn an_address_that_was_removed_is_led_to_no_more() {
    let mut house = House::new();
    for (address, seen) in seen_after(&mut house, move_app) {
        let expected = match &error(&seen) {
            _ if !address.contains("uri=") => None,
            _ if address.contains("logout_uri=") || address.contains("logout_redirect_uri=") => {
                Some("logout_mismatch")
            }
            _ => Some("redirect_mismatch"),
        };
        assert_eq!(error(&seen).as_deref(), expected, "{address}");
    }
}

#[test]
fn an_address_that_was_added_is_led_to_at_once() {
    let house = House::new();
    house.browser().get(&house.at("/login"));
    move_app(&house);
    let new = house
        .query()
        .with("redirect_uri", "https://elsewhere.example/cb");
    assert_eq!(house.browser().get(&new.after("/login")).status(), 200);
}

#[test]
fn a_domain_that_was_given_up_shows_no_page() {
    let house = House::new();
    let domain = json!({"Domain": "people"});
    elsewhere(&house, "CreateUserPoolDomain", domain.clone());
    let login = |house: &House| {
        let host = [("host", "people.localhost:8787")];
        let seen = house.try_send("GET", &house.at("/login"), &host, "");
        seen.map(|seen| seen.status())
    };
    assert_eq!(login(&house), Some(200));
    elsewhere(&house, "DeleteUserPoolDomain", domain);
    assert_eq!(login(&house), None);
}

#[test]
fn a_sign_out_under_an_old_configuration_signs_nobody_out() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    move_app(&house);
    let query = [
        ("client_id", house.client.as_str()),
        ("logout_uri", SIGNED_OUT),
    ];
    let seen = browser.get(&format!("/logout?{}", encode(query)));
    assert_eq!(error(&seen).as_deref(), Some("logout_mismatch"));
    let query = house
        .query()
        .with("redirect_uri", "https://elsewhere.example/cb");
    let seen = browser.get(&query.after("/oauth2/authorize"));
    assert!(seen.parameter("code").is_some(), "{:?}", seen.location());
}

#[test]
fn an_object_is_asked_once_where_nothing_else_asks_one() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    let sent = |url: &str| sent_by(&house, || browser.get(url)).1;
    let (login, authorize) = (house.at("/login"), house.at("/oauth2/authorize"));
    house.world.advance(Span::seconds(5));
    assert_eq!(
        sent(&login),
        ["find_pool", "load_config"],
        "which is as new as can be"
    );
    for address in addresses(&house) {
        let (_, sent) = sent_by(&house, || go(&house, &address));
        assert_eq!(sent, ["confirm_config"], "{address}");
    }
    let fields = [("username", EMAIL), ("password", PASSWORD)];
    let (_, by_post) = sent_by(&house, || browser.post(&login, &fields));
    assert_eq!(by_post, ["reserve_attempt", "record_sign_in"]);
    assert_eq!(sent(&authorize), ["issue_code"]);
    assert_eq!(sent(&login), ["read_browser"]);
    let query = [
        ("client_id", house.client.as_str()),
        ("logout_uri", SIGNED_OUT),
    ];
    let logout = format!("/logout?{}", encode(query));
    assert_eq!(sent(&logout), ["close_browser"]);
}

#[test]
fn no_single_object_is_asked_by_all() {
    let house = House::new();
    let cx = house.world.cx();
    let config = house.world.run(cx.client(&house.client)).unwrap();
    let asked: BTreeSet<ObjectKey> = (0..40)
        .map(|_| config.object_of_identifier(&house.world.cx().request_id))
        .collect();
    assert_eq!(asked.len(), 4);
}
