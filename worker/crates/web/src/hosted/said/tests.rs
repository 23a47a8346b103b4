use crate::{
    fixtures::{Browser, EMAIL, House, PASSWORD, Seen},
    parameters::encode,
    view::{Message, Page},
};
use vestibule_model::time::Span;

/// Posts a form, and doesn't follow where its answer leads.
fn post(browser: &Browser<'_>, url: &str, fields: &[(&str, &str)]) -> Seen {
    browser.get(url);
    let token = browser.cookies.borrow()["XSRF-TOKEN"].clone();
    let fields = [("_csrf", token.as_str())]
        .into_iter()
        .chain(fields.iter().copied());
    browser.send("POST", url, &[], &encode(fields))
}

const WRONG: [(&str, &str); 2] = [("username", EMAIL), ("password", "Wrong0ne!")];

#[test]
fn a_refused_form_leads_to_a_page_that_says_it_once() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    let login = house.at("/login");
    let seen = post(&browser, &login, &WRONG);
    assert_eq!(seen.status(), 303);
    assert_eq!(seen.response().header("location"), Some(login.as_str()));
    let page = browser.get(&login);
    assert_eq!(page.notice(), Some(Message::Incorrect));
    assert!(matches!(page.page(), Page::Login(page) if page.username == EMAIL));
    let reloaded = browser.get(&login);
    assert_eq!(reloaded.notice(), None);
}

#[test]
fn neither_the_address_nor_the_cookie_tells_what_was_typed() {
    let house = House::new();
    let browser = house.browser();
    let fields = [("username", EMAIL), ("password", "short")];
    let response = post(&browser, &house.at("/signup"), &fields).response();
    for (_, value) in &response.headers {
        for typed in ["jane", "short"] {
            assert!(!value.contains(typed), "{value}");
        }
    }
}

#[test]
fn only_the_page_and_the_browser_that_it_is_meant_for_say_it() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    let login = house.at("/login");
    post(&browser, &login, &WRONG);
    let elsewhere = house.query().with("state", "another tab").after("/login");
    for url in [house.at("/signup"), elsewhere] {
        assert_eq!(browser.get(&url).notice(), None, "{url}");
    }
    let said = browser.cookies.borrow()["vestibule-said"].clone();
    let other = house.browser();
    other.get(&login);
    other
        .cookies
        .borrow_mut()
        .insert("vestibule-said".to_owned(), said);
    assert_eq!(other.get(&login).notice(), None);
    assert_eq!(browser.get(&login).notice(), Some(Message::Incorrect));
}

#[test]
fn an_address_alone_has_a_page_say_nothing() {
    let house = House::new();
    for (name, value) in [
        ("message", "confirmed"),
        ("message", "password_changed"),
        ("notice", "Confirmed"),
        ("vestibule-said", "x"),
    ] {
        for path in ["/login", "/signup", "/confirm", "/confirmforgotPassword"] {
            let url = house.query().with(name, value).after(path);
            assert_eq!(house.browser().get(&url).notice(), None, "{url}");
        }
    }
}

#[test]
fn after_a_while_there_is_nothing_to_say() {
    let house = House::new();
    let login = house.at("/login");
    let browser = house.browser();
    post(&browser, &login, &WRONG);
    house.world.advance(Span::minutes(5));
    assert_eq!(browser.get(&login).notice(), None);
}

#[test]
fn a_script_hears_how_it_went_at_once() {
    let house = House::new();
    let browser = house.browser();
    let login = house.at("/login");
    browser.get(&login);
    let token = browser.cookies.borrow()["XSRF-TOKEN"].clone();
    let fields = [("_csrf", token.as_str()), WRONG[0], WRONG[1]];
    let accept = [("accept", "application/json")];
    let seen = browser.send("POST", &login, &accept, &encode(fields));
    assert_eq!(
        (seen.status(), seen.notice()),
        (200, Some(Message::Incorrect))
    );
}

#[test]
fn what_is_too_long_for_a_cookie_is_answered_at_once() {
    let house = House::new();
    let browser = house.browser();
    let long = format!("{}@example.com", "x".repeat(4000));
    let fields = [("username", long.as_str()), ("password", PASSWORD)];
    let seen = post(&browser, &house.at("/signup"), &fields);
    assert_eq!(seen.status(), 200);
    assert!(seen.field_error("username").is_some());
}

#[test]
fn a_browser_without_our_cookie_is_told_so() {
    let house = House::new();
    let login = house.at("/login");
    let seen = house.send("POST", &login, &[], &encode(WRONG));
    assert_eq!(
        (seen.status(), seen.notice()),
        (403, Some(Message::CookiesRefused))
    );
    let stale = [("cookie", "XSRF-TOKEN=of-an-older-key")];
    let seen = house.send("POST", &login, &stale, &encode(WRONG));
    assert_eq!(seen.notice(), Some(Message::PageExpired));
}
