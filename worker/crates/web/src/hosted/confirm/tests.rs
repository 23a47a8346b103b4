use super::*;
use crate::fixtures::{Browser, EMAIL, House, PASSWORD, Seen};
use serde_json::json;
use vestibule_model::time::Span;

fn code(house: &House) -> String {
    house.world.mailbox.code_for(EMAIL).unwrap()
}

fn confirm(house: &House, browser: &Browser<'_>, code: &str) -> Seen {
    browser.post(
        &house.at("/confirm"),
        &[("username", EMAIL), ("code", code)],
    )
}

fn wrong(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

#[test]
fn in_another_browser_the_confirmation_ends_at_the_login_page() {
    let house = House::new();
    house.browser().sign_up(EMAIL);
    let browser = house.browser();
    let page = browser.get(&house.at("/confirm"));
    assert!(
        matches!(page.page(), Page::Confirm(page) if page.username.is_none()),
        "it asks for the name"
    );
    let seen = confirm(&house, &browser, &format!(" {} ", code(&house)));
    assert_eq!(seen.destination(), Some("/login"));
    assert_eq!(
        browser.get(seen.location().unwrap()).notice(),
        Some(Message::Confirmed)
    );
    assert!(
        browser
            .post(
                &house.at("/login"),
                &[("username", EMAIL), ("password", PASSWORD)]
            )
            .code()
            .is_some()
    );
}

#[test]
fn a_second_click_finds_the_browser_signed_in() {
    let house = House::new();
    let browser = house.browser();
    browser.sign_up(EMAIL);
    let before = browser.cookies.borrow().clone();
    let first = confirm(&house, &browser, &code(&house));
    assert!(first.code().is_some());
    let session = browser.cookies.borrow()[&house.session_cookie()].clone();
    // The second form left with the cookies of before; the first one's answer came in between.
    browser.cookies.replace(before);
    let second = confirm(&house, &browser, &code(&house));
    assert_eq!(
        second.location(),
        Some(house.at("/oauth2/authorize").as_str())
    );
    browser
        .cookies
        .borrow_mut()
        .insert(house.session_cookie(), session);
    assert!(browser.get(second.location().unwrap()).code().is_some());
}

#[test]
fn a_proof_signs_in_once_for_fifteen_minutes_and_not_when_it_was_changed() {
    let house = House::new();
    let browser = house.browser();
    browser.sign_up(EMAIL);
    let kept = browser.cookies.borrow()["vestibule-sign-up"].clone();
    assert!(confirm(&house, &browser, &code(&house)).code().is_some());
    assert!(!browser.cookies.borrow().contains_key("vestibule-sign-up"));

    let thief = house.browser();
    thief
        .cookies
        .borrow_mut()
        .insert("vestibule-sign-up".to_owned(), kept.clone());
    let replayed = confirm(&house, &thief, "000000");
    assert_eq!(replayed.destination(), Some("/oauth2/authorize"));
    assert_eq!(
        thief.get(replayed.location().unwrap()).destination(),
        Some("/login")
    );
    let forger = house.browser();
    forger.cookies.borrow_mut().insert(
        "vestibule-sign-up".to_owned(),
        format!("{}A", &kept[..kept.len() - 1]),
    );
    assert_eq!(
        confirm(&house, &forger, "000000").field_error("code"),
        Some(Message::CodeMismatch)
    );

    let late = House::new();
    let browser = late.browser();
    browser.sign_up(EMAIL);
    late.world.advance(Span::minutes(15));
    assert_eq!(
        confirm(&late, &browser, &code(&late)).destination(),
        Some("/login")
    );
}

#[test]
fn who_confirmed_in_another_tab_is_signed_in_here() {
    let house = House::new();
    let browser = house.browser();
    browser.sign_up(EMAIL);
    confirm(&house, &house.browser(), &code(&house));
    assert!(confirm(&house, &browser, &code(&house)).code().is_some());
}

#[test]
fn the_page_of_an_older_sign_up_confirms_its_own_account() {
    let house = House::new();
    let browser = house.browser();
    browser.sign_up(EMAIL);
    browser.sign_up("second@example.com");
    let seen = confirm(&house, &browser, &code(&house));
    assert_eq!(
        seen.destination(),
        Some("/login"),
        "the browser proves the second account, not this one"
    );
}

#[test]
fn a_wrong_code_reads_the_same_for_every_name_that_was_only_typed() {
    let house = House::new();
    let signed_up = house.browser();
    signed_up.sign_up(EMAIL);
    house.user("confirmed@example.com");
    let browser = house.browser();
    for username in [EMAIL, "confirmed@example.com", "nobody@example.com"] {
        let fields = [("username", username), ("code", wrong(&code(&house)))];
        let seen = browser.post(&house.at("/confirm"), &fields);
        assert_eq!((seen.status(), seen.notice()), (200, None));
        assert_eq!(
            seen.field_error("code"),
            Some(Message::CodeMismatch),
            "{username}"
        );
    }
    assert_eq!(
        confirm(&house, &signed_up, wrong(&code(&house))).field_error("code"),
        Some(Message::CodeMismatch),
    );
    house.world.advance(Span::hours(24));
    assert_eq!(
        browser
            .post(
                &house.at("/confirm"),
                &[("username", EMAIL), ("code", &code(&house))]
            )
            .field_error("code"),
        Some(Message::CodeMismatch),
        "an expired one too"
    );
}

#[test]
fn wrong_codes_are_bounded_alike_for_every_name_that_was_only_typed() {
    for hiding in ["LEGACY", "ENABLED"] {
        let house = House::with(json!({}), json!({"PreventUserExistenceErrors": hiding}));
        house.browser().sign_up(EMAIL);
        for email in ["confirmed@example.com", "off@example.com"] {
            house.user(email);
        }
        house.disable("off@example.com");
        let browser = house.browser();
        for username in [
            EMAIL,
            "confirmed@example.com",
            "off@example.com",
            "nobody@example.com",
        ] {
            let fields = [("username", username), ("code", wrong(&code(&house)))];
            for _ in 0..15 {
                let seen = browser.post(&house.at("/confirm"), &fields);
                assert_eq!(
                    seen.field_error("code"),
                    Some(Message::CodeMismatch),
                    "{hiding} {username}"
                );
            }
            let seen = browser.post(&house.at("/confirm"), &fields);
            assert_eq!(
                seen.notice(),
                Some(Message::TooManyAttempts(Some(3600))),
                "{hiding} {username}"
            );
        }
    }
}

#[test]
fn empty_fields_are_said_at_their_fields() {
    let house = House::new();
    let seen = house.browser().post(&house.at("/confirm"), &[]);
    assert_eq!(seen.field_error("username"), Some(Message::Required));
    assert_eq!(seen.field_error("code"), Some(Message::CodeMissing));
}

#[test]
fn wrong_codes_are_bounded() {
    let house = House::new();
    let browser = house.browser();
    browser.sign_up(EMAIL);
    for _ in 0..15 {
        confirm(&house, &browser, wrong(&code(&house)));
    }
    assert_eq!(
        confirm(&house, &browser, &code(&house)).notice(),
        Some(Message::TooManyAttempts(Some(3600)))
    );
}
