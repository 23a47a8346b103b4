use super::*;
use crate::{
    fixtures::{Browser, EMAIL, House, REDIRECT_URI},
    parameters::encode,
};
use serde_json::json;
use vestibule_engine::testing::Traced;

#[test]
fn a_name_leads_on_whether_or_not_it_is_somebodys() {
    let house = House::new();
    house.user(EMAIL);
    house.invite("invited@example.com", "Temp0rary!");
    for username in [EMAIL, "invited@example.com", "nobody@example.com"] {
        let browser = house.browser();
        for _ in 0..10 {
            let seen = browser.post(&house.at("/forgotPassword"), &[("username", username)]);
            assert_eq!(
                seen.location(),
                Some(house.at("/confirmforgotPassword").as_str()),
                "{username}"
            );
        }
        let page = browser.get(&house.at("/confirmforgotPassword"));
        assert!(
            matches!(page.page(), Page::ConfirmForgotPassword(page) if page.username.as_deref() == Some(username))
        );
        let seen = browser.post(&house.at("/forgotPassword"), &[("username", username)]);
        assert_eq!(
            seen.notice(),
            Some(Message::TooManyCodes(Some(3600))),
            "{username}"
        );
    }
    house.deliver_due();
    assert_eq!(
        house.world.mailbox.messages.borrow().len(),
        10,
        "to the one who can be reached"
    );
}

#[test]
fn nobody_waits_for_a_provider_or_takes_more_work_than_others() {
    let house = House::new();
    for email in [EMAIL, "off@example.com"] {
        house.user(email);
    }
    house.disable("off@example.com");
    house.invite("invited@example.com", "Temp0rary!");
    let browser = house.browser();
    browser.get(&house.at("/forgotPassword"));
    house.world.mailbox.refusing.set(true);
    let mut took = Vec::new();
    for username in [
        EMAIL,
        "off@example.com",
        "invited@example.com",
        "nobody@example.com",
    ] {
        took.push(house.world.traced(|| {
            let seen = browser.post(&house.at("/forgotPassword"), &[("username", username)]);
            let next = house.at("/confirmforgotPassword");
            assert_eq!(seen.location(), Some(next.as_str()), "{username}");
        }));
    }
    for (somebody, drawn) in &took {
        let (nobody, drawn_for_nobody) = took.last().unwrap();
        assert!(
            somebody
                .iter()
                .map(Traced::work)
                .eq(nobody.iter().map(Traced::work))
        );
        assert_eq!(drawn, drawn_for_nobody);
    }
    house.world.mailbox.refusing.set(false);
    house.deliver_due();
    assert!(house.world.mailbox.code_for(EMAIL).is_some());
}

#[test]
fn a_name_that_nobody_can_have_leads_on_and_costs_no_hop() {
    let house = House::new();
    let browser = house.browser();
    browser.get(&house.at("/forgotPassword"));
    let before = house.world.objects.sent.borrow().len();
    for username in ["not an address", &"x".repeat(60_000)] {
        for _ in 0..11 {
            let seen = browser.post(&house.at("/forgotPassword"), &[("username", username)]);
            assert_eq!(
                seen.location(),
                Some(house.at("/confirmforgotPassword").as_str())
            );
        }
    }
    assert_eq!(house.world.objects.sent.borrow().len(), before);
    let cookies = browser.cookies.borrow();
    assert!(cookies.values().all(|cookie| cookie.len() < 4096));
}

#[test]
fn a_name_is_needed() {
    let house = House::new();
    let seen = house
        .browser()
        .post(&house.at("/forgotPassword"), &[("username", " ")]);
    assert_eq!(seen.field_error("username"), Some(Message::Required));
}

#[test]
fn a_pool_whose_passwords_only_administrators_reset_does_not_offer_it() {
    let house = House::with(
        json!({"AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}}),
        json!({}),
    );
    assert_eq!(
        house
            .browser()
            .get(&house.at("/login"))
            .view()
            .around
            .links
            .forgot_password,
        None
    );
}

#[test]
fn a_script_that_asks_for_another_code_hears_how_it_went() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.get(&house.at("/forgotPassword"));
    let token = browser.cookies.borrow()["XSRF-TOKEN"].clone();
    let form = encode([("_csrf", token.as_str()), ("username", EMAIL)]);
    let headers = [("accept", "application/json")];
    assert_eq!(
        browser
            .send("POST", &house.at("/forgotPassword"), &headers, &form)
            .status(),
        204
    );
}

#[test]
fn an_address_is_typed_once_on_the_way_from_signing_in_to_the_reset_and_back() {
    let house = House::new();
    let browser = house.browser();
    browser.post(
        &house.at("/login"),
        &[("username", "Jane@example.com"), ("password", "Wrong0ne!")],
    );
    // What was wrong is said once; the address stays.
    browser.get(&house.at("/login"));
    let filled = |browser: &Browser<'_>, path: &str| match browser.get(&house.at(path)).page() {
        Page::ForgotPassword(page) => page.username.clone(),
        Page::Login(page) => page.username.clone(),
        page => panic!("{page:?}"),
    };
    assert_eq!(filled(&browser, "/forgotPassword"), "Jane@example.com");
    browser.post(&house.at("/forgotPassword"), &[("username", EMAIL)]);
    assert_eq!(filled(&browser, "/login"), EMAIL);
    assert_eq!(filled(&house.browser(), "/login"), "");
    let hinted = house.query().with("login_hint", "app@example.com");
    let page = browser.get(&hinted.after("/login"));
    assert!(matches!(page.page(), Page::Login(page) if page.username == "app@example.com"));
    house.user(EMAIL);
    browser.sign_in(EMAIL);
    browser.cookies.borrow_mut().remove(&house.session_cookie());
    assert_eq!(filled(&browser, "/login"), "");
}

#[test]
fn a_code_goes_to_the_address_that_is_kept_however_the_name_is_typed() {
    let house = House::new();
    house.user("info@bücher.example");
    let browser = house.browser();
    let typed = [("username", "info@xn--bcher-kva.example")];
    browser.post(&house.at("/forgotPassword"), &typed);
    house.deliver_due();
    let to: Vec<_> = {
        let messages = house.world.mailbox.messages.borrow();
        messages.iter().map(|message| message.to.clone()).collect()
    };
    assert_eq!(to, ["info@bücher.example"]);
    let code = house.world.mailbox.code_for("info@bücher.example").unwrap();
    let (first, rest) = code.split_at(3);
    let fields = [
        ("username", "info@bu\u{308}cher.example\u{200b}"),
        ("code", &format!("{first}\u{a0}{rest}")),
        ("password", "N3wPassw0rd!"),
    ];
    let reset = browser.post(&house.at("/confirmforgotPassword"), &fields);
    assert_eq!(reset.destination(), Some(REDIRECT_URI));
}
