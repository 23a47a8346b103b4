//! A person whom strangers try to keep out, and the browsers that know them.

use crate::{
    fixtures::{Browser, EMAIL, House, PASSWORD},
    view::Message,
};
use serde_json::json;
use vestibule_idp::fixtures::api::text;
use vestibule_model::time::Span;

const OTHER: &str = "john@example.com";
const CHOSEN: &str = "Chosen-Passw0rd";

fn hardened() -> House {
    let house = House::new();
    house.harden();
    house.user(EMAIL);
    house
}

fn cookie(house: &House) -> String {
    format!("vestibule_known-{}", house.pool)
}

/// What a browser that has signed in keeps.
fn mark(house: &House, browser: &Browser<'_>) -> String {
    browser.cookies.borrow()[&cookie(house)].clone()
}

/// A browser with this mark, and nothing else.
fn with<'a>(house: &'a House, mark: &str) -> Browser<'a> {
    let browser = house.browser();
    let mut cookies = browser.cookies.borrow_mut();
    cookies.insert(cookie(house), mark.to_owned());
    drop(cookies);
    browser
}

/// A browser that has signed in, and out again.
fn known<'a>(house: &'a House, email: &str) -> Browser<'a> {
    let browser = house.browser();
    browser.sign_in(email);
    with(house, &mark(house, &browser))
}

fn login(house: &House, browser: &Browser<'_>, email: &str, password: &str) -> Option<Message> {
    let fields = [("username", email), ("password", password)];
    let seen = browser.post(&house.at("/login"), &fields);
    match seen.code() {
        Some(_) => None,
        None => Some(seen.notice().unwrap()),
    }
}

fn guess(house: &House, browser: &Browser<'_>, email: &str) {
    for _ in 0..5 {
        let said = login(house, browser, email, "Wr0ng-one");
        assert_eq!(said, Some(Message::Incorrect));
    }
}

fn locked() -> Option<Message> {
    Some(Message::TooManyAttempts(Some(1)))
}

#[test]
fn strangers_lock_themselves_out_and_not_a_browser_that_has_signed_in_before() {
    let house = hardened();
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let out = format!(
        "/logout?client_id={}&logout_uri=https%3A%2F%2Fapp.example%2Fbye",
        house.client
    );
    browser.get(&out);
    guess(&house, &house.browser(), EMAIL);
    assert_eq!(login(&house, &house.browser(), EMAIL, PASSWORD), locked());
    for _ in 0..3 {
        assert_eq!(login(&house, &browser, EMAIL, PASSWORD), None);
    }
    let stranger = login(&house, &house.browser(), EMAIL, PASSWORD);
    assert_eq!(
        stranger,
        locked(),
        "a known browser gives strangers nothing"
    );
}

#[test]
fn a_browser_that_is_known_has_a_lock_of_its_own() {
    let house = hardened();
    let browser = known(&house, EMAIL);
    guess(&house, &browser, EMAIL);
    assert_eq!(login(&house, &browser, EMAIL, PASSWORD), locked());
    house.world.advance(Span::seconds(1));
    let again = login(&house, &browser, EMAIL, "Wr0ng-one");
    assert_eq!(again, Some(Message::Incorrect));
    let doubled = Some(Message::TooManyAttempts(Some(2)));
    assert_eq!(login(&house, &browser, EMAIL, PASSWORD), doubled);
    assert_eq!(login(&house, &house.browser(), EMAIL, PASSWORD), None);
}

#[test]
fn a_browser_is_known_for_one_person_in_one_pool() {
    let mut house = hardened();
    house.user(OTHER);
    let browser = known(&house, EMAIL);
    guess(&house, &browser, OTHER);
    assert_eq!(login(&house, &browser, OTHER, PASSWORD), locked());
    assert_eq!(login(&house, &browser, EMAIL, PASSWORD), None);

    // The same person's address in another pool, under the cookie's name there.
    let mark = mark(&house, &browser);
    drop(browser);
    let pool = json!({"PoolName": "others", "UsernameAttributes": ["email"]});
    let made = house.ok("CreateUserPool", pool);
    house.pool = text(&made["UserPool"]["Id"]);
    house.client = house.client(json!({})).0;
    house.harden();
    house.user(EMAIL);
    guess(&house, &house.browser(), EMAIL);
    assert_eq!(
        login(&house, &with(&house, &mark), EMAIL, PASSWORD),
        locked()
    );
}

#[test]
fn what_was_made_up_is_no_mark() {
    let house = hardened();
    let session = house.browser();
    session.sign_in(EMAIL);
    let session = session.cookies.borrow()[&house.session_cookie()].clone();
    guess(&house, &house.browser(), EMAIL);
    for mark in [session.as_str(), "made-up"] {
        assert_eq!(
            login(&house, &with(&house, mark), EMAIL, PASSWORD),
            locked()
        );
    }
}

#[test]
fn ten_browsers_are_known_and_the_first_is_forgotten() {
    let house = hardened();
    let browsers: Vec<_> = (0..11).map(|_| known(&house, EMAIL)).collect();
    guess(&house, &house.browser(), EMAIL);
    assert_eq!(login(&house, &browsers[0], EMAIL, PASSWORD), locked());
    assert_eq!(login(&house, &browsers[1], EMAIL, PASSWORD), None);
    assert_eq!(login(&house, &browsers[10], EMAIL, PASSWORD), None);
    assert_eq!(house.rows("marks"), 10);
}

#[test]
fn a_mark_that_was_stolen_is_worth_nothing_once_the_person_has_signed_in_again() {
    let house = hardened();
    let browser = known(&house, EMAIL);
    let stolen = mark(&house, &browser);
    assert_eq!(login(&house, &browser, EMAIL, PASSWORD), None);
    assert_ne!(mark(&house, &browser), stolen);
    guess(&house, &house.browser(), EMAIL);
    let thief = login(&house, &with(&house, &stolen), EMAIL, PASSWORD);
    assert_eq!(thief, locked());
    assert_eq!(login(&house, &browser, EMAIL, PASSWORD), None);
}

#[test]
fn no_browser_is_known_after_the_password_has_changed_or_everything_was_signed_out() {
    type Change = fn(&House);
    let changes: [(&str, Change); 4] = [
        ("a change", |house| {
            let tokens = house.tokens("openid aws.cognito.signin.user.admin");
            let input = json!({
                "AccessToken": tokens["access_token"], "PreviousPassword": PASSWORD, "ProposedPassword": CHOSEN,
            });
            house.ok("ChangePassword", input);
        }),
        ("a reset", |house| {
            let browser = house.browser();
            browser.post(&house.at("/forgotPassword"), &[("username", EMAIL)]);
            house.deliver_due();
            let code = house.world.mailbox.code_for(EMAIL).unwrap();
            let fields = [("username", EMAIL), ("code", &code), ("password", CHOSEN)];
            browser.post(&house.at("/confirmforgotPassword"), &fields);
        }),
        ("an administrator", |house| {
            let input = json!({
                "UserPoolId": house.pool, "Username": EMAIL, "Password": CHOSEN, "Permanent": true,
            });
            house.ok("AdminSetUserPassword", input);
        }),
        ("signed out", |house| {
            house.admin("AdminUserGlobalSignOut", EMAIL);
        }),
    ];
    for (name, change) in changes {
        let house = hardened();
        let browser = known(&house, EMAIL);
        change(&house);
        guess(&house, &house.browser(), EMAIL);
        for password in [PASSWORD, CHOSEN] {
            let said = login(&house, &browser, EMAIL, password);
            assert_eq!(said, locked(), "{name}");
        }
    }
}

#[test]
fn a_reset_lets_its_browser_in_and_makes_it_known() {
    let house = hardened();
    let browser = house.browser();
    browser.post(&house.at("/forgotPassword"), &[("username", EMAIL)]);
    house.deliver_due();
    let code = house.world.mailbox.code_for(EMAIL).unwrap();
    guess(&house, &house.browser(), EMAIL);
    let fields = [("username", EMAIL), ("code", &code), ("password", CHOSEN)];
    let seen = browser.post(&house.at("/confirmforgotPassword"), &fields);
    assert!(seen.code().is_some(), "the lock is gone");
    guess(&house, &house.browser(), EMAIL);
    assert_eq!(login(&house, &browser, EMAIL, CHOSEN), None);
}

#[test]
fn who_chose_a_lasting_password_or_signed_up_here_is_known_here() {
    let house = hardened();
    house.invite(OTHER, "Temp0rary-1");
    let browser = house.browser();
    let fields = [("username", OTHER), ("password", "Temp0rary-1")];
    let seen = browser.post(&house.at("/login"), &fields);
    assert!(!browser.cookies.borrow().contains_key(&cookie(&house)));
    let fields = [
        ("state", seen.hidden("state")),
        ("new_password", PASSWORD.to_owned()),
    ];
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    browser.post(&house.at("/login"), &fields).code().unwrap();
    guess(&house, &house.browser(), OTHER);
    assert_eq!(login(&house, &browser, OTHER, PASSWORD), None);

    let (browser, email) = (house.browser(), "new@example.com");
    browser.sign_up(email);
    let code = house.world.mailbox.code_for(email).unwrap();
    let fields = [("username", email), ("code", &code)];
    browser.post(&house.at("/confirm"), &fields).code().unwrap();
    guess(&house, &house.browser(), email);
    assert_eq!(login(&house, &browser, email, PASSWORD), None);
}

#[test]
fn without_hardening_every_browser_is_a_stranger() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    assert!(!browser.cookies.borrow().contains_key(&cookie(&house)));
    guess(&house, &house.browser(), EMAIL);
    assert_eq!(login(&house, &browser, EMAIL, PASSWORD), locked());
    assert_eq!(house.rows("marks"), 0);
}

#[test]
fn on_https_the_mark_is_of_its_host_alone_and_out_of_scripts_reach() {
    let mut house = hardened();
    house.world.deployment.public_url = "https://id.example.com".to_owned();
    let host = [("host", "id.example.com")];
    let url = house.at("/login");
    let seen = house.send("GET", &url, &host, "");
    let token = seen.view().around.csrf.clone();
    let headers = [
        ("host", "id.example.com"),
        ("cookie", &format!("__Host-XSRF-TOKEN={token}")),
        ("origin", "https://id.example.com"),
    ];
    let fields = [
        ("_csrf", token.as_str()),
        ("username", EMAIL),
        ("password", PASSWORD),
    ];
    let form = crate::parameters::encode(fields);
    let response = house.send("POST", &url, &headers, &form).response();
    let name = format!("__Host-{}=", cookie(&house));
    let set = response.headers.iter().map(|(_, value)| value.as_str());
    let set = set
        .filter(|value| value.starts_with(&name))
        .collect::<Vec<_>>();
    assert_eq!(set.len(), 1);
    let attributes = "; Path=/; HttpOnly; SameSite=Lax; Max-Age=15552000; Secure";
    assert!(set[0].ends_with(attributes), "{}", set[0]);
}
