use super::*;
use crate::fixtures::{Browser, EMAIL, House, PASSWORD, Seen};
use serde_json::json;
use vestibule_model::time::Span;

const CHOSEN: &str = "Chosen-Passw0rd";

fn invited(pool: serde_json::Value) -> House {
    let house = House::with(pool, json!({}));
    house.invite(EMAIL, PASSWORD);
    house
}

/// Signs in with the temporary password; gives the flow.
fn asked(house: &House, browser: &Browser<'_>) -> (Seen, String) {
    let seen = browser.post(
        &house.at("/login"),
        &[("username", EMAIL), ("password", PASSWORD)],
    );
    assert!(matches!(seen.page(), Page::NewPassword(page) if page.username == EMAIL));
    let state = seen.hidden(STATE);
    (seen, state)
}

fn choose(
    house: &House,
    browser: &Browser<'_>,
    state: &str,
    password: &str,
    repeated: &str,
) -> Seen {
    let fields = [
        (STATE, state),
        ("new_password", password),
        ("confirm_password", repeated),
    ];
    browser.post(&house.at("/login"), &fields)
}

#[test]
fn a_temporary_password_is_replaced_and_signs_in() {
    let house = invited(json!({}));
    let browser = house.browser();
    let (_, state) = asked(&house, &browser);
    let seen = choose(&house, &browser, &state, CHOSEN, CHOSEN);
    assert_eq!(house.redeem(&seen.code().unwrap()).status, 200);
    let old = house.browser().post(
        &house.at("/login"),
        &[("username", EMAIL), ("password", PASSWORD)],
    );
    assert_eq!(old.notice(), Some(Message::Incorrect));
    let new = house.browser().post(
        &house.at("/login"),
        &[("username", EMAIL), ("password", CHOSEN)],
    );
    assert!(new.code().is_some());
}

#[test]
fn a_password_that_does_not_do_can_be_typed_again() {
    let house = invited(json!({}));
    let browser = house.browser();
    let (_, state) = asked(&house, &browser);
    let weak = choose(&house, &browser, &state, "weak", "weak");
    assert!(matches!(
        weak.field_error("new_password"),
        Some(Message::Password(problems)) if !problems.is_empty()
    ));
    let mistyped = choose(&house, &browser, &weak.hidden(STATE), CHOSEN, "other");
    assert_eq!(
        mistyped.field_error("confirm_password"),
        Some(Message::PasswordsDiffer)
    );
    let empty = choose(&house, &browser, &mistyped.hidden(STATE), "", "");
    assert_eq!(empty.field_error("new_password"), Some(Message::Required));
    assert!(
        choose(&house, &browser, &empty.hidden(STATE), CHOSEN, CHOSEN)
            .code()
            .is_some()
    );
}

#[test]
fn attributes_that_the_pool_requires_are_asked_for() {
    let house = invited(json!({"Schema": [
        {"Name": "given_name", "Required": true}, {"Name": "email", "Required": true},
    ]}));
    let browser = house.browser();
    let (seen, state) = asked(&house, &browser);
    let Page::NewPassword(view::NewPassword { attributes, .. }) = seen.page() else {
        panic!("another page")
    };
    let names: Vec<_> = attributes
        .iter()
        .map(|attribute| attribute.name.as_str())
        .collect();
    assert_eq!(names, ["given_name"]);
    let empty = choose(&house, &browser, &state, CHOSEN, CHOSEN);
    assert_eq!(
        empty.field_error("requiredAttributes[given_name]"),
        Some(Message::Required)
    );
    let given = browser.post(
        &house.at("/login"),
        &[
            (STATE, &state),
            ("new_password", CHOSEN),
            ("requiredAttributes[given_name]", "Jane"),
            ("requiredAttributes[email]", "other@example.com"),
        ],
    );
    let response = house.redeem(&given.code().unwrap());
    let id = crate::fixtures::claims(&crate::fixtures::body(&response)["id_token"]);
    assert_eq!(id["email"], EMAIL, "what was not asked for is not taken");
}

#[test]
fn a_second_click_finds_the_browser_signed_in() {
    let house = invited(json!({}));
    let browser = house.browser();
    let (_, state) = asked(&house, &browser);
    choose(&house, &browser, &state, CHOSEN, CHOSEN);
    let again = choose(&house, &browser, &state, CHOSEN, CHOSEN);
    assert_eq!(
        again.location(),
        Some(house.at("/oauth2/authorize").as_str())
    );
    assert!(browser.get(again.location().unwrap()).code().is_some());
}

#[test]
fn a_flow_that_was_made_up_or_has_ended_begins_again() {
    let house = invited(json!({}));
    let browser = house.browser();
    let (_, state) = asked(&house, &browser);
    for made_up in ["x", &state[1..], ""] {
        let seen = choose(&house, &browser, made_up, CHOSEN, CHOSEN);
        assert_eq!(seen.notice(), Some(Message::PageExpired), "{made_up}");
        assert!(matches!(seen.page(), Page::Login(_)));
    }
    house.world.advance(Span::minutes(16));
    let late = choose(&house, &browser, &state, CHOSEN, CHOSEN);
    assert_eq!(
        browser.get(late.location().unwrap()).destination(),
        Some("/login")
    );
}
