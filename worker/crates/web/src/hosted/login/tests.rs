mod forged;
mod refused;
mod typed;

use super::*;
use crate::{
    fixtures::{EMAIL, House, PASSWORD, REDIRECT_URI, body, claims, request},
    parameters::encode,
    view::{Identifier, Page},
};
use serde_json::json;
use vestibule_idp::users::{admin_disable_user, admin_reset_user_password};
use vestibule_model::{object_key::Class, time::Span};
use vestibule_store::{params, sql::Sql as _};

#[test]
fn the_page_keeps_the_apps_request_in_its_form_and_links() {
    let house = House::new();
    let seen = house.browser().get(&house.at("/login"));
    let view = seen.view();
    assert!(
        matches!(&view.page, Page::Login(page) if page.identifier == Identifier::Email && page.username.is_empty())
    );
    assert_eq!(view.around.action, house.at("/login"));
    assert_eq!(
        view.around.links.sign_up.as_deref(),
        Some(house.at("/signup").as_str())
    );
    assert_eq!(
        view.around.links.forgot_password.as_deref(),
        Some(house.at("/forgotPassword").as_str())
    );
    assert_eq!(
        view.in_language("de"),
        format!("{}&lang=de", house.at("/login"))
    );
    assert_eq!(view.form_targets, ["https:"]);
}

#[test]
fn a_login_hint_is_filled_in() {
    let house = House::new();
    let seen = house
        .browser()
        .get(&house.query().with("login_hint", EMAIL).after("/login"));
    assert!(matches!(seen.page(), Page::Login(page) if page.username == EMAIL));
}

#[test]
fn the_right_password_leads_back_to_the_app_with_a_code_and_the_state() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    // As typed on a phone.
    let seen = browser.post(
        &house.at("/login"),
        &[("username", " Jane@example.com "), ("password", PASSWORD)],
    );
    assert_eq!(
        seen.destination(),
        None,
        "case matters in pools that did not say otherwise"
    );
    let seen = browser.post(
        &house.at("/login"),
        &[("username", " jane@example.com "), ("password", PASSWORD)],
    );
    assert_eq!(seen.destination(), Some(REDIRECT_URI));
    assert_eq!(seen.parameter("state").as_deref(), Some("a b&c"));
    let response = house.redeem(&seen.code().unwrap());
    assert_eq!(claims(&body(&response)["id_token"])["email"], EMAIL);
}

#[test]
fn the_app_is_given_the_code_and_then_its_state() {
    let house = House::new();
    house.user(EMAIL);
    let fields = [("username", EMAIL), ("password", PASSWORD)];
    let seen = house.browser().post(&house.at("/login"), &fields);
    let expected = format!("{REDIRECT_URI}?code={}&state=a+b%26c", seen.code().unwrap());
    assert_eq!(seen.location(), Some(expected.as_str()));
    let url = house.query().without(&["state"]).after("/login");
    let seen = house.browser().post(&url, &fields);
    let expected = format!("{REDIRECT_URI}?code={}", seen.code().unwrap());
    assert_eq!(seen.location(), Some(expected.as_str()));
}

#[test]
fn the_session_is_a_cookie_of_an_hour() {
    let house = House::new();
    house.user(EMAIL);
    let fields = [("username", EMAIL), ("password", PASSWORD)];
    let response = house
        .browser()
        .post(&house.at("/login"), &fields)
        .response();
    let name = house.session_cookie();
    let cookie = response
        .headers
        .iter()
        .filter(|(header, _)| *header == "set-cookie")
        .find(|(_, cookie)| cookie.starts_with(&name));
    let (_, attributes) = cookie
        .and_then(|(_, cookie)| cookie.split_once("; "))
        .unwrap();
    assert_eq!(attributes, "Path=/; HttpOnly; SameSite=Lax; Max-Age=3600");
}

#[test]
fn who_is_signed_in_may_go_on_or_be_somebody_else() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let page = browser.get(&house.at("/login"));
    assert!(matches!(page.page(), Page::ContinueAs(page) if page.user == EMAIL));
    let different = page.view().around.links.different_user.clone().unwrap();
    assert!(matches!(browser.get(&different).page(), Page::Login(_)));
    let on = browser.post(&house.at("/login"), &[("continue", "Continue")]);
    assert_eq!(house.redeem(&on.code().unwrap()).status, 200);
    house.world.advance(Span::hours(1));
    let late = browser.post(&house.at("/login"), &[("continue", "Continue")]);
    assert_eq!(late.location(), Some(house.at("/login").as_str()));
}

#[test]
fn the_language_asked_for_is_remembered_and_a_made_up_one_is_not() {
    let house = House::new();
    let browser = house.browser();
    let asked = browser.get(&house.query().with("lang", "de").after("/login"));
    assert_eq!(asked.view().language.requested.as_deref(), Some("de"));
    assert_eq!(
        browser
            .get(&house.at("/login"))
            .view()
            .language
            .requested
            .as_deref(),
        Some("de")
    );
    let bad = house.browser();
    let seen = bad.get(
        &house
            .query()
            .with("lang", "de; Domain=example.com")
            .after("/login"),
    );
    assert_eq!(seen.view().language.requested, None);
    assert!(!bad.cookies.borrow().contains_key("lang"));
}

#[test]
fn a_secret_of_a_pages_client_stays_with_the_service() {
    let house = House::with(json!({}), json!({"GenerateSecret": true}));
    let browser = house.browser();
    assert_eq!(browser.sign_up(EMAIL).destination(), Some("/confirm"));
    let code = house.world.mailbox.code_for(EMAIL).unwrap();
    assert!(
        browser
            .post(
                &house.at("/confirm"),
                &[("username", EMAIL), ("code", &code)]
            )
            .code()
            .is_some()
    );
}
