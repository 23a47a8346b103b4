use super::*;
use crate::fixtures::{Browser, EMAIL, House, PASSWORD, Seen, body};
use serde_json::json;

const CHOSEN: &str = "Chosen-Passw0rd";

fn asked(house: &House) -> (Browser<'_>, String) {
    house.user(EMAIL);
    let browser = house.browser();
    browser.post(&house.at("/forgotPassword"), &[("username", EMAIL)]);
    house.deliver_due();
    let code = house.world.mailbox.code_for(EMAIL).unwrap();
    (browser, code)
}

fn set(house: &House, browser: &Browser<'_>, username: &str, code: &str, password: &str) -> Seen {
    let fields = [
        ("username", username),
        ("code", code),
        ("password", password),
    ];
    browser.post(&house.at("/confirmforgotPassword"), &fields)
}

fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

#[test]
fn the_code_sets_a_new_password_to_sign_in_with() {
    let house = House::new();
    let (browser, code) = asked(&house);
    let seen = set(&house, &browser, EMAIL, &code, CHOSEN);
    assert_eq!(
        house.redeem(&seen.code().unwrap()).status,
        200,
        "it ends signed in"
    );
    assert!(
        browser
            .cookies
            .borrow()
            .contains_key(&house.session_cookie())
    );
    let browser = house.browser();
    let login = |password: &str| {
        browser.post(
            &house.at("/login"),
            &[("username", EMAIL), ("password", password)],
        )
    };
    assert_eq!(
        login(PASSWORD).notice(),
        Some(crate::view::Message::Incorrect)
    );
    assert!(login(CHOSEN).code().is_some());
}

#[test]
fn what_was_signed_in_with_the_old_password_is_so_no_more() {
    let house = House::new();
    house.user(EMAIL);
    let elsewhere = house.browser();
    let given = body(&house.redeem(&elsewhere.sign_in(EMAIL)));
    let browser = house.browser();
    browser.post(&house.at("/forgotPassword"), &[("username", EMAIL)]);
    house.deliver_due();
    set(
        &house,
        &browser,
        EMAIL,
        &house.world.mailbox.code_for(EMAIL).unwrap(),
        CHOSEN,
    );
    assert_eq!(
        elsewhere.get(&house.at("/oauth2/authorize")).destination(),
        Some("/login")
    );
    let response = house.form(
        "/oauth2/token",
        &[],
        &[
            ("grant_type", "refresh_token"),
            ("client_id", &house.client),
            ("refresh_token", given["refresh_token"].as_str().unwrap()),
        ],
    );
    assert_eq!(body(&response)["error"], "invalid_grant");
}

#[test]
fn a_wrong_code_reads_the_same_for_every_name_and_is_bounded_alike() {
    let house = House::new();
    let (browser, code) = asked(&house);
    for email in ["unasked@example.com", "off@example.com"] {
        house.user(email);
    }
    house.disable("off@example.com");
    for username in [
        EMAIL,
        "unasked@example.com",
        "off@example.com",
        "nobody@example.com",
    ] {
        // Asking for the code was one of ten.
        let left = if username == EMAIL { 9 } else { 10 };
        for _ in 0..left {
            let seen = set(&house, &browser, username, wrong(&code), CHOSEN);
            assert_eq!(
                seen.field_error("code"),
                Some(Message::CodeMismatch),
                "{username}"
            );
            assert_eq!(seen.notice(), None);
        }
        let seen = set(&house, &browser, username, wrong(&code), CHOSEN);
        assert_eq!(
            seen.notice(),
            Some(Message::TooManyAttempts(Some(3600))),
            "{username}"
        );
    }
}

#[test]
fn codes_asked_for_count_with_wrong_ones_whoever_the_name_belongs_to() {
    let house = House::new();
    for email in [EMAIL, "off@example.com"] {
        house.user(email);
    }
    house.disable("off@example.com");
    house.invite("invited@example.com", "Temp0rary-1");
    house.browser().sign_up("waiting@example.com");
    for username in [
        EMAIL,
        "off@example.com",
        "invited@example.com",
        "waiting@example.com",
        "nobody@example.com",
    ] {
        let browser = house.browser();
        for _ in 0..9 {
            browser.post(&house.at("/forgotPassword"), &[("username", username)]);
        }
        house.deliver_due();
        let code = house.world.mailbox.code_for(username).unwrap_or_default();
        let seen = set(&house, &browser, username, wrong(&code), CHOSEN);
        assert_eq!(
            seen.field_error("code"),
            Some(Message::CodeMismatch),
            "{username}"
        );
        let seen = set(&house, &browser, username, wrong(&code), CHOSEN);
        assert_eq!(
            seen.notice(),
            Some(Message::TooManyAttempts(Some(3600))),
            "{username}"
        );
    }
}

#[test]
fn a_password_that_does_not_do_leaves_the_code_good() {
    let house = House::new();
    let (browser, code) = asked(&house);
    for weak in ["weak", " x ", "alllowercase1!"] {
        let seen = set(&house, &browser, EMAIL, &code, weak);
        assert!(
            matches!(seen.field_error("password"), Some(Message::Password(problems)) if !problems.is_empty()),
            "{weak}"
        );
        assert!(
            matches!(seen.page(), Page::ConfirmForgotPassword(page) if page.code == code),
            "the code doesn't have to be typed again"
        );
    }
    let fields = [
        ("username", EMAIL),
        ("code", code.as_str()),
        ("password", CHOSEN),
        ("confirm_password", "x"),
    ];
    let seen = browser.post(&house.at("/confirmforgotPassword"), &fields);
    assert_eq!(
        seen.field_error("confirm_password"),
        Some(Message::PasswordsDiffer)
    );
    let seen = set(&house, &browser, EMAIL, wrong(&code), CHOSEN);
    assert!(matches!(seen.page(), Page::ConfirmForgotPassword(page) if page.code.is_empty()));
    assert!(set(&house, &browser, EMAIL, &code, CHOSEN).code().is_some());
}

#[test]
fn a_password_used_before_is_refused_where_the_pool_remembers() {
    let house = House::with(
        json!({"Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}}}),
        json!({}),
    );
    let (browser, code) = asked(&house);
    let seen = set(&house, &browser, EMAIL, &code, PASSWORD);
    assert_eq!(
        seen.field_error("password"),
        Some(Message::Password(vec![
            crate::view::PasswordProblem::UsedBefore
        ]))
    );
}

#[test]
fn the_page_shows_what_this_browser_typed_and_no_other_does() {
    let house = House::new();
    let (browser, _) = asked(&house);
    let typed =
        |browser: &Browser<'_>| match browser.get(&house.at("/confirmforgotPassword")).page() {
            Page::ConfirmForgotPassword(page) => page.typed.clone(),
            _ => panic!("another page"),
        };
    assert_eq!(typed(&browser).as_deref(), Some(EMAIL));
    assert_eq!(typed(&house.browser()), None);
}
