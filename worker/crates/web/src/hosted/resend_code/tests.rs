use crate::{
    fixtures::{Browser, EMAIL, House, Seen},
    parameters::encode,
    view::{Message, Page},
};
use vestibule_engine::testing::Traced;
use vestibule_model::time::Span;

fn resend(house: &House, browser: &Browser<'_>, username: &str) -> Seen {
    browser.post(&house.at("/resendcode"), &[("username", username)])
}

#[test]
fn a_new_code_takes_the_old_ones_place() {
    let house = House::new();
    let browser = house.browser();
    browser.sign_up(EMAIL);
    let old = house.world.mailbox.code_for(EMAIL).unwrap();
    house.world.advance(Span::minutes(1));
    let seen = resend(&house, &browser, EMAIL);
    house.deliver_due();
    assert_eq!(seen.destination(), Some("/confirm"));
    let page = browser.get(seen.location().unwrap());
    assert_eq!(
        page.notice(),
        Some(Message::CodeSent(Some("j***@e***".to_owned())))
    );
    assert!(matches!(
        page.page(),
        Page::Confirm(page) if page.resend_after_seconds == 30
    ));
    assert_eq!(
        page.view().around.action,
        house.at("/confirm"),
        "what was said is not said again"
    );
    let new = house.world.mailbox.code_for(EMAIL).unwrap();
    assert_ne!(old, new);
    let confirm = |code: &str| {
        browser.post(
            &house.at("/confirm"),
            &[("username", EMAIL), ("code", code)],
        )
    };
    assert_eq!(
        confirm(&old).field_error("code"),
        Some(Message::CodeMismatch)
    );
    assert!(confirm(&new).code().is_some());
}

#[test]
fn whoever_only_types_a_name_learns_nothing_of_it() {
    let house = House::new();
    house.browser().sign_up(EMAIL);
    house.user("confirmed@example.com");
    let browser = house.browser();
    for username in [EMAIL, "confirmed@example.com", "nobody@example.com"] {
        for _ in 0..5 {
            let seen = resend(&house, &browser, username);
            assert_eq!(
                browser.get(seen.location().unwrap()).notice(),
                Some(Message::CodeSent(None)),
                "{username}"
            );
        }
        let seen = resend(&house, &browser, username);
        assert_eq!(
            browser.get(seen.location().unwrap()).notice(),
            Some(Message::TooManyCodes(Some(3600))),
            "{username}"
        );
    }
}

#[test]
fn nobody_waits_for_a_provider_or_takes_more_work_than_others() {
    let house = House::new();
    house.browser().sign_up(EMAIL);
    for email in ["confirmed@example.com", "off@example.com"] {
        house.user(email);
    }
    house.disable("off@example.com");
    let browser = house.browser();
    browser.get(&house.at("/confirm"));
    house.world.mailbox.refusing.set(true);
    let mut took = Vec::new();
    for username in [
        EMAIL,
        "confirmed@example.com",
        "off@example.com",
        "nobody@example.com",
    ] {
        took.push(house.world.traced(|| {
            let seen = resend(&house, &browser, username);
            let page = browser.get(seen.location().unwrap());
            assert_eq!(page.notice(), Some(Message::CodeSent(None)));
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
}

#[test]
fn a_name_that_nobody_can_have_costs_no_hop() {
    let house = House::new();
    let browser = house.browser();
    browser.get(&house.at("/confirm"));
    let before = house.world.objects.sent.borrow().len();
    for username in ["not an address", &"x".repeat(60_000)] {
        for _ in 0..6 {
            let seen = resend(&house, &browser, username);
            let page = browser.get(seen.location().unwrap());
            assert_eq!(page.notice(), Some(Message::CodeSent(None)));
        }
    }
    // The twelve pages ask whether they may still be shown.
    assert_eq!(
        house.world.objects.sent.borrow()[before..],
        ["confirm_config"; 12]
    );
}

#[test]
fn a_script_hears_how_it_went() {
    let house = House::new();
    let browser = house.browser();
    browser.sign_up(EMAIL);
    let token = browser.cookies.borrow()["XSRF-TOKEN"].clone();
    let form = encode([("_csrf", token.as_str()), ("username", EMAIL)]);
    let ask = || {
        browser
            .send(
                "POST",
                &house.at("/resendcode"),
                &[("accept", "application/json")],
                &form,
            )
            .response()
    };
    for _ in 0..5 {
        let response = ask();
        assert_eq!(
            (response.status, response.header("retry-after")),
            (204, Some("30"))
        );
    }
    assert_eq!(ask().status, 429);
}

#[test]
fn a_form_from_elsewhere_sends_nothing() {
    let house = House::new();
    house.browser().sign_up(EMAIL);
    let sent = house.world.mailbox.messages.borrow().len();
    let seen = house.browser().send(
        "POST",
        &house.at("/resendcode"),
        &[],
        &encode([("username", EMAIL)]),
    );
    assert_eq!(seen.status(), 403);
    assert_eq!(
        seen.view().around.action,
        house.at("/confirm"),
        "the form it shows confirms"
    );
    assert_eq!(house.world.mailbox.messages.borrow().len(), sent);
}
