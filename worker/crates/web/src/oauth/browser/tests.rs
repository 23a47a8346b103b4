//! One host, several pools: who is signed in to which.

use crate::{
    fixtures::{Browser, EMAIL, House, PASSWORD, request},
    oauth::pool_cookie::POOLS,
    parameters::encode,
};
use serde_json::json;
use vestibule_idp::{pools::create_user_pool, users::admin_reset_user_password};

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
