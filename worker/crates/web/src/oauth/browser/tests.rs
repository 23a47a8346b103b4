//! One host, several pools: who is signed in to which.

use crate::{
    fixtures::{Browser, EMAIL, House, PASSWORD, body, request},
    oauth::pool_cookie::POOLS,
    parameters::encode,
};
use serde_json::{Value, json};
use vestibule_idp::{pools::create_user_pool, users::admin_reset_user_password};
use vestibule_model::time::Span;

/// A deployment with two pools, in which the same address has an account; the second pool, and its app.
fn two_pools() -> (House, String, String) {
    let mut house = House::new();
    house.user(EMAIL);
    let input = json!({"PoolName": "others", "UsernameAttributes": ["email"]});
    let made = house
        .world
        .run(create_user_pool::handle(&house.world.cx(), request(input)));
    let other = made.unwrap().user_pool.and_then(|pool| pool.id).unwrap();
    let first = std::mem::replace(&mut house.pool, other);
    house.user(EMAIL);
    let (client, _) = house.client(json!({}));
    let other = std::mem::replace(&mut house.pool, first);
    (house, other, client)
}

fn at(house: &House, client: &str, path: &str) -> String {
    house.query().with("client_id", client).after(path)
}

fn sign_in(house: &House, browser: &Browser<'_>, client: &str) {
    let seen = browser.post(
        &at(house, client, "/login"),
        &[("username", EMAIL), ("password", PASSWORD)],
    );
    assert!(seen.code().is_some(), "{:?}", seen.location());
}

fn is_signed_in(house: &House, browser: &Browser<'_>, client: &str) -> bool {
    let seen = browser.get(&at(house, client, "/oauth2/authorize"));
    let code = seen.code();
    assert!(code.is_some() || seen.destination() == Some("/login"));
    code.is_some()
}

fn sign_out(browser: &Browser<'_>, client: &str) {
    let query = [
        ("client_id", client),
        ("logout_uri", "https://app.example/bye"),
    ];
    let seen = browser.get(&format!("/logout?{}", encode(query)));
    assert_eq!(seen.location(), Some("https://app.example/bye"));
}

#[test]
fn signing_in_to_one_pool_leaves_another_signed_in_and_signs_in_to_no_other() {
    let (house, _, other) = two_pools();
    let browser = house.browser();
    sign_in(&house, &browser, &house.client);
    assert!(!is_signed_in(&house, &browser, &other));
    sign_in(&house, &browser, &other);
    assert!(is_signed_in(&house, &browser, &other));
    assert!(is_signed_in(&house, &browser, &house.client));
}

#[test]
fn signing_out_of_one_pool_leaves_another_signed_in() {
    let (house, _, other) = two_pools();
    let browser = house.browser();
    sign_in(&house, &browser, &house.client);
    sign_out(&browser, &other);
    assert!(
        is_signed_in(&house, &browser, &house.client),
        "without a session to end"
    );
    sign_in(&house, &browser, &other);
    sign_out(&browser, &other);
    assert!(!is_signed_in(&house, &browser, &other));
    assert!(is_signed_in(&house, &browser, &house.client));
}

#[test]
fn who_has_to_set_a_new_password_is_signed_in_no_more() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    assert!(is_signed_in(&house, &browser, &house.client));
    let input = json!({"UserPoolId": house.pool, "Username": EMAIL});
    let cx = house.world.cx();
    let reset = admin_reset_user_password::handle(&cx, request(input));
    house.world.run(reset).unwrap();
    assert!(!is_signed_in(&house, &browser, &house.client));
}

#[test]
fn signing_in_again_ends_the_session_that_it_replaces() {
    let house = House::new();
    house.user(EMAIL);
    house.user("john@example.com");
    for next in [EMAIL, "john@example.com"] {
        let browser = house.browser();
        browser.sign_in(EMAIL);
        let former = browser.cookies.borrow()[&house.session_cookie()].clone();
        let url = house.query().with("prompt", "login").after("/login");
        let seen = browser.post(&url, &[("username", next), ("password", PASSWORD)]);
        assert!(seen.code().is_some(), "{:?}", seen.location());
        assert!(is_signed_in(&house, &browser, &house.client));
        browser
            .cookies
            .borrow_mut()
            .insert(house.session_cookie(), former);
        assert!(!is_signed_in(&house, &browser, &house.client), "{next}");
    }
}

#[test]
fn one_pools_cookie_under_anothers_name_opens_nothing() {
    let (house, pool, other) = two_pools();
    let browser = house.browser();
    sign_in(&house, &browser, &house.client);
    let cookie = browser.cookies.borrow()[&house.session_cookie()].clone();
    let forger = house.browser();
    forger
        .cookies
        .borrow_mut()
        .insert(format!("vestibule-{pool}"), cookie);
    assert!(!is_signed_in(&house, &forger, &other));
}

#[test]
fn a_browser_that_is_in_too_many_pools_forgets_the_oldest() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    let named = |number: usize| format!("vestibule-local_{number:09}");
    // This browser sends them in the order of their names.
    for number in 0..POOLS + 2 {
        browser
            .cookies
            .borrow_mut()
            .insert(named(number), "x".to_owned());
    }
    for again in [false, true] {
        browser.sign_in(EMAIL);
        let cookies = browser.cookies.borrow();
        let sessions = cookies
            .keys()
            .filter(|name| name.starts_with("vestibule-"))
            .count();
        assert_eq!(sessions, POOLS, "{again}");
        assert!(cookies.contains_key(&house.session_cookie()));
        assert!(!cookies.contains_key(&named(2)));
        assert!(cookies.contains_key(&named(3)));
    }
}

/// Another client of the house's pool.
fn another(house: &House) -> String {
    house.client(json!({})).0
}

/// How long the client takes a browser's session for the person.
fn set_life(house: &House, client: &str, minutes: i64) {
    let input = json!({
        "UserPoolId": house.pool, "ClientId": client, "SSOSession": {"MaxValidityMinutes": minutes},
    });
    house.ok("SetUserPoolClientSessionConfiguration", input);
}

#[test]
fn each_client_says_how_long_a_browsers_session_stands_for_the_person() {
    let house = House::new();
    house.user(EMAIL);
    house.track_sessions(20);
    let (never, long) = (another(&house), another(&house));
    set_life(&house, &never, 0);
    set_life(&house, &long, 120);
    let browser = house.browser();
    let seen = browser.post(
        &at(&house, &never, "/login"),
        &[("username", EMAIL), ("password", PASSWORD)],
    );
    assert!(seen.code().is_some(), "the session begins all the same");
    let headers = seen.response().headers;
    let set = headers.iter().any(|(name, value)| {
        *name == "set-cookie"
            && value.starts_with(&house.session_cookie())
            && value.contains("Max-Age=7200")
    });
    assert!(set, "{headers:?}");
    let signed_in =
        || [&never, &house.client, &long].map(|client| is_signed_in(&house, &browser, client));
    assert_eq!(signed_in(), [false, true, true]);
    house.world.advance(Span::minutes(60) - Span::millis(1));
    assert_eq!(signed_in(), [false, true, true]);
    house.world.advance(Span::millis(1));
    assert_eq!(signed_in(), [false, false, true]);
    // It counts from the sign-in, however often it was used.
    house.world.advance(Span::minutes(60));
    assert_eq!(signed_in(), [false, false, false]);
}

#[test]
fn what_a_client_says_of_browsers_sleeps_while_sessions_are_not_tracked() {
    let house = House::new();
    house.user(EMAIL);
    house.track_sessions(20);
    let (never, long) = (another(&house), another(&house));
    set_life(&house, &never, 0);
    set_life(&house, &long, 120);
    let tokens = json!({"MaxPerUser": 20});
    let input = json!({
        "UserPoolId": house.pool, "UserSessionTracking": "DISABLED", "TokenSession": tokens,
    });
    house.ok("SetUserPoolSessionConfiguration", input);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    assert!(is_signed_in(&house, &browser, &never));
    house.world.advance(Span::hours(1));
    assert!(!is_signed_in(&house, &browser, &long));
}

fn sessions(house: &House) -> Vec<Value> {
    let input = json!({"UserPoolId": house.pool, "Username": EMAIL});
    let listed = house.ok("AdminListUserSessions", input);
    listed["Sessions"].as_array().unwrap().clone()
}

/// Of which kind, and which of the others it came of.
fn kinds(sessions: &[Value]) -> Vec<(&str, bool)> {
    let of = |session: &Value| sessions.iter().any(|other| other["SessionId"] == *session);
    let kind = |session: &Value| match session["SessionType"].as_str() {
        Some("SSO") => "SSO",
        _ => "TOKEN",
    };
    sessions
        .iter()
        .map(|session| (kind(session), of(&session["OriginSessionId"])))
        .collect()
}

/// A browser that is signed in, and two apps that it let in: their tokens.
fn browser_with_two_apps(house: &House) -> (Browser<'_>, [Value; 2]) {
    house.user(EMAIL);
    house.track_sessions(20);
    let browser = house.browser();
    let first = body(&house.redeem(&browser.sign_in(EMAIL)));
    house.world.advance(Span::seconds(1));
    let code = browser.get(&house.at("/oauth2/authorize")).code();
    let second = body(&house.redeem(&code.unwrap()));
    (browser, [first, second])
}

fn live(house: &House, tokens: &Value) -> bool {
    let token = tokens["refresh_token"].clone();
    house.refresh(&house.client, &token).is_ok()
}

fn revoke(house: &House, id: &Value, associated: &str) {
    let input = json!({
        "UserPoolId": house.pool, "Username": EMAIL, "SessionId": id, "RevokeAssociatedSessions": associated,
    });
    house.ok("AdminRevokeUserSession", input);
}

#[test]
fn a_browsers_session_is_listed_with_those_that_came_of_it() {
    let house = House::new();
    let begun = house.world.now().seconds();
    let (_browser, _) = browser_with_two_apps(&house);
    let listed = sessions(&house);
    assert_eq!(
        kinds(&listed),
        [("TOKEN", true), ("SSO", false), ("TOKEN", true)]
    );
    let sso = &listed[1];
    let id = sso["SessionId"].as_str().unwrap();
    assert!(id.len() == 28 && id.starts_with("sso"), "{id}");
    assert_eq!(sso["ClientId"], json!(house.client));
    assert_eq!(sso["CreateDate"], begun);
    assert_eq!(
        sso["LastActiveDate"],
        begun + 1,
        "when it let the second app in"
    );
    assert_eq!(sso["IsCurrentSession"], false);
    // By the API nobody comes from a browser.
    house.world.advance(Span::seconds(1));
    let (client, _) = house.client(json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}));
    let parameters = json!({"USERNAME": EMAIL, "PASSWORD": PASSWORD});
    let input = json!({
        "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters,
    });
    house.ok("InitiateAuth", input);
    assert_eq!(kinds(&sessions(&house))[0], ("TOKEN", false));
}

#[test]
fn the_end_of_a_browsers_session_leaves_its_apps_signed_in_unless_they_are_linked() {
    let house = House::new();
    let (browser, [first, second]) = browser_with_two_apps(&house);
    revoke(&house, &sessions(&house)[1]["SessionId"], "NONE");
    assert!(!is_signed_in(&house, &browser, &house.client));
    assert!(live(&house, &first) && live(&house, &second));

    let house = House::new();
    let (browser, [first, second]) = browser_with_two_apps(&house);
    let code = browser.get(&house.at("/oauth2/authorize")).code().unwrap();
    let sso = sessions(&house);
    let sso = sso.iter().find(|session| session["SessionType"] == "SSO");
    revoke(&house, &sso.unwrap()["SessionId"], "LINKED");
    assert!(!is_signed_in(&house, &browser, &house.client));
    assert!(!live(&house, &first) && !live(&house, &second));
    assert_eq!(
        house.redeem(&code).status,
        400,
        "nor does an app come later"
    );
    assert_eq!(sessions(&house), [""; 0]);
}

#[test]
fn the_end_of_an_app_takes_its_browser_along_where_they_are_linked_and_no_other_app() {
    for by_token in [false, true] {
        let house = House::new();
        let (browser, [first, second]) = browser_with_two_apps(&house);
        if by_token {
            let input = json!({
                "ClientId": house.client, "Token": first["refresh_token"], "RevokeAssociatedSessions": "LINKED",
            });
            house.ok("RevokeToken", input);
        } else {
            revoke(&house, &sessions(&house)[2]["SessionId"], "LINKED");
        }
        assert!(!is_signed_in(&house, &browser, &house.client));
        assert!(!live(&house, &first) && live(&house, &second));
        assert_eq!(kinds(&sessions(&house)), [("TOKEN", false)]);
    }
    let house = House::new();
    let (browser, [first, _]) = browser_with_two_apps(&house);
    let input = json!({"ClientId": house.client, "Token": first["refresh_token"]});
    house.ok("RevokeToken", input);
    assert!(is_signed_in(&house, &browser, &house.client));
}

#[test]
fn who_signs_out_in_a_browser_has_no_session_there_any_more() {
    let house = House::new();
    let (browser, _) = browser_with_two_apps(&house);
    sign_out(&browser, &house.client);
    assert_eq!(kinds(&sessions(&house)), [("TOKEN", false); 2]);
}
