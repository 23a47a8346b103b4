use super::*;
use crate::{
    fixtures::{Browser, EMAIL, House, PASSWORD, REDIRECT_URI, Seen},
    hosted::prove_passkey::tests::{house, phone},
};
use serde_json::{Value, json};
use vestibule_engine::testing::authenticator::Authenticator;
use vestibule_model::time::Span;

fn options(seen: &Seen) -> Value {
    let Page::AddPasskey(AddPasskey { options }) = seen.page() else {
        panic!("it isn't the page for passkeys")
    };
    serde_json::from_str(options.as_deref().expect("one is asked for")).unwrap()
}

fn add(house: &House, browser: &Browser<'_>, key: &Authenticator, options: &Value) -> Seen {
    let credential = key.create(options).to_string();
    browser.post(&house.at(PATH), &[(CREDENTIAL, credential.as_str())])
}

fn listed(house: &House, email: &str) -> usize {
    let token = house.api.tokens(email)["AccessToken"].clone();
    let listed = house.ok("ListWebAuthnCredentials", json!({"AccessToken": token}));
    listed["Credentials"].as_array().unwrap().len()
}

/// Somebody new, from the form to the code that was mailed.
fn confirm(house: &House, browser: &Browser<'_>, email: &str) -> Seen {
    browser.sign_up(email);
    house.deliver_due();
    let code = house.world.mailbox.code_for(email).unwrap();
    browser.post(
        &house.at("/confirm"),
        &[("username", email), ("code", &code)],
    )
}

#[test]
fn a_passkey_is_offered_after_a_sign_up_and_leads_on_to_the_app() {
    let house = house(json!({}));
    let browser = house.browser();
    let seen = confirm(&house, &browser, "new@example.com");
    assert_eq!(seen.location(), Some(house.at(PATH).as_str()));
    let options = options(&browser.get(&house.at(PATH)));
    assert_eq!(options["user"]["name"], "new@example.com");
    assert_eq!(options["rp"]["id"], "localhost");
    let seen = add(&house, &browser, &phone(), &options);
    assert_eq!(seen.destination(), Some(REDIRECT_URI));
    assert!(house.logged().contains("\"outcome\":\"done\""));
    assert_eq!(house.redeem(&seen.code().unwrap()).status, 200);
    assert_eq!(listed(&house, "new@example.com"), 1);
}

#[test]
fn it_can_be_skipped_even_where_the_app_wants_a_fresh_sign_in() {
    let house = house(json!({}));
    let browser = house.browser();
    let query = house.query().with("max_age", "0").with("prompt", "login");
    let at = |path: &str| query.after(path);
    let email = "new@example.com";
    browser.post(
        &at("/signup"),
        &[("username", email), ("password", PASSWORD)],
    );
    house.deliver_due();
    let code = house.world.mailbox.code_for(email).unwrap();
    let fields = [("username", email), ("code", code.as_str())];
    assert_eq!(
        browser.post(&at("/confirm"), &fields).destination(),
        Some(PATH)
    );
    house.world.advance(Span::minutes(2));
    options(&browser.get(&at(PATH)));
    let in_german = query.with("lang", "de").after(PATH);
    options(&browser.get(&in_german));
    let seen = browser.post(&in_german, &[("skip", "1")]);
    assert_eq!(house.redeem(&seen.code().unwrap()).status, 200);
    assert_eq!(listed(&house, email), 0);
    let again = browser.post(&at(PATH), &[("skip", "1")]);
    assert_eq!(again.destination(), Some("/login"), "the code is gone");
}

#[test]
fn who_takes_longer_than_a_code_lasts_goes_on_with_another() {
    let house = house(json!({}));
    let browser = house.browser();
    confirm(&house, &browser, "new@example.com");
    browser.get(&house.at(PATH));
    house.world.advance(Span::minutes(20));
    let seen = browser.post(&house.at(PATH), &[("skip", "1")]);
    assert_eq!(house.redeem(&seen.code().unwrap()).status, 200);
}

#[test]
fn an_app_may_link_to_it() {
    let house = house(json!({}));
    let browser = house.browser();
    let seen = browser.get(&house.at(PATH));
    assert_eq!(seen.location(), Some(house.at("/login").as_str()));
    let fields = [("username", EMAIL), ("password", PASSWORD)];
    let seen = browser.post(&house.at("/login"), &fields);
    assert_eq!(seen.location(), Some(house.at(PATH).as_str()));
    let asked = options(&browser.get(&house.at(PATH)));
    let seen = add(&house, &browser, &phone(), &asked);
    assert_eq!(house.redeem(&seen.code().unwrap()).status, 200);
    // While the browser is signed in it leads there at once.
    let known = options(&browser.get(&house.at(PATH)));
    assert_eq!(known["excludeCredentials"].as_array().unwrap().len(), 1);
    // And a sign-in of its own leads to the app.
    let elsewhere = house.browser();
    let seen = elsewhere.post(&house.at("/login"), &fields);
    assert_eq!(seen.destination(), Some(REDIRECT_URI));
}

#[test]
fn who_signed_in_long_ago_signs_in_again() {
    let house = house(json!({}));
    house.track_sessions(5);
    house.ok(
        "SetUserPoolClientSessionConfiguration",
        json!({
            "UserPoolId": house.pool, "ClientId": house.client, "SSOSession": {"MaxValidityMinutes": 600},
        }),
    );
    let browser = house.browser();
    browser.sign_in(EMAIL);
    house.world.advance(RECENT);
    let again = browser.get(&house.at("/oauth2/authorize"));
    assert!(again.code().is_some(), "for the app it is recent enough");
    assert_eq!(browser.get(&house.at(PATH)).destination(), Some("/login"));
    let login = browser.get(&house.at("/login"));
    assert!(matches!(login.page(), Page::Login(_)));
    let fields = [("username", EMAIL), ("password", PASSWORD)];
    let seen = browser.post(&house.at("/login"), &fields);
    assert_eq!(seen.destination(), Some(PATH));
    options(&browser.get(&house.at(PATH)));
}

#[test]
fn what_cannot_be_added_is_told() {
    let house = house(json!({}));
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let asked = options(&browser.get(&house.at(PATH)));
    let elsewhere = Authenticator {
        origin: "https://evil.example".to_owned(),
        ..phone()
    };
    let refused = add(&house, &browser, &elsewhere, &asked);
    assert_eq!(refused.notice(), Some(Message::PasskeyNotAdded));
    let none = browser.post(&house.at(PATH), &[(CREDENTIAL, "{")]);
    assert_eq!(none.notice(), Some(Message::PasskeyNotAdded));
    let old = add(&house, &browser, &phone(), &asked);
    assert_eq!(
        old.notice(),
        Some(Message::PageExpired),
        "another was asked for since"
    );
    let asked = options(&old);
    assert!(add(&house, &browser, &phone(), &asked).code().is_some());
    let asked = options(&browser.get(&house.at(PATH)));
    let known = add(&house, &browser, &phone(), &asked);
    assert_eq!(known.notice(), Some(Message::PasskeyKnown));
    for number in 1..20 {
        let asked = options(&browser.get(&house.at(PATH)));
        let key = Authenticator {
            id: vec![number; 16],
            ..phone()
        };
        assert!(add(&house, &browser, &key, &asked).code().is_some());
    }
    let full = browser.get(&house.at(PATH));
    assert_eq!(full.notice(), Some(Message::TooManyPasskeys));
    assert!(matches!(full.page(), Page::AddPasskey(page) if page.options.is_none()));
}

#[test]
fn where_nobody_has_passkeys_it_leads_on() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let seen = browser.get(&house.at(PATH));
    assert_eq!(seen.destination(), Some("/oauth2/authorize"));
    let other = house.browser();
    let seen = confirm(&house, &other, "new@example.com");
    assert_eq!(seen.destination(), Some(REDIRECT_URI));
}

#[test]
fn another_who_signs_in_meanwhile_is_given_no_foreign_code() {
    let house = house(json!({}));
    let browser = house.browser();
    confirm(&house, &browser, "new@example.com");
    let kept = browser.cookies.borrow()["vestibule-onward"].clone();
    browser.sign_in(EMAIL);
    let cookies = &browser.cookies;
    assert!(!cookies.borrow().contains_key("vestibule-onward"));
    cookies
        .borrow_mut()
        .insert("vestibule-onward".to_owned(), kept);
    let seen = browser.post(&house.at(PATH), &[("skip", "1")]);
    let tokens = house.redeem(&seen.code().unwrap());
    let tokens = crate::fixtures::body(&tokens);
    assert_eq!(crate::fixtures::claims(&tokens["id_token"])["email"], EMAIL);
}
