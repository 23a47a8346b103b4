//! Who doesn't get in, and what they are told.

use super::*;

#[test]
fn an_unknown_a_disabled_and_a_mistaken_person_read_the_same() {
    let house = House::new();
    house.user(EMAIL);
    house.user("off@example.com");
    let input = json!({"UserPoolId": house.pool, "Username": "off@example.com"});
    house
        .world
        .run(admin_disable_user::handle(
            &house.world.cx(),
            request(input),
        ))
        .unwrap();
    let browser = house.browser();
    for (username, password) in [
        (EMAIL, "wrong"),
        ("nobody@example.com", PASSWORD),
        ("off@example.com", PASSWORD),
        ("off@example.com", "wrong"),
        (EMAIL, &"x".repeat(257)),
        (&"x".repeat(2049), PASSWORD),
    ] {
        let seen = browser.post(
            &house.at("/login"),
            &[("username", username), ("password", password)],
        );
        assert_eq!(
            (seen.status(), seen.notice()),
            (200, Some(Message::Incorrect)),
            "{username}"
        );
        assert!(seen.view().around.field_errors.is_empty());
    }
}

#[test]
fn an_unconfirmed_account_is_told_only_to_who_knows_its_password() {
    let house = House::new();
    house.browser().sign_up(EMAIL);
    let browser = house.browser();
    let url = house.at("/login");
    let wrong = browser.post(&url, &[("username", EMAIL), ("password", "wrong")]);
    assert_eq!(wrong.notice(), Some(Message::Incorrect));
    let right = browser.post(&url, &[("username", EMAIL), ("password", PASSWORD)]);
    assert_eq!(right.destination(), Some("/confirm"));
    let page = browser.get(right.location().unwrap());
    assert_eq!(page.notice(), Some(Message::NotConfirmed));
    assert!(
        page.view().around.links.resend.is_some(),
        "a new code is offered"
    );
    let code = house.world.mailbox.code_for(EMAIL).unwrap();
    let confirmed = browser.post(
        &house.at("/confirm"),
        &[("username", EMAIL), ("code", &code)],
    );
    assert!(confirmed.code().is_some(), "the password was proven");
}

/// In between the name could have become somebody else's, and theirs the proof that the browser is given.
#[test]
fn who_has_proven_a_password_is_not_looked_up_by_name_again() {
    let house = House::new();
    house.browser().sign_up(EMAIL);
    let browser = house.browser();
    let fields = [("username", EMAIL), ("password", PASSWORD)];
    for path in ["/login", "/signup"] {
        house.world.objects.sent.borrow_mut().clear();
        let seen = browser.post(&house.at(path), &fields);
        assert_eq!(seen.destination(), Some("/confirm"), "{path}");
        let sent = house.world.objects.sent.borrow();
        assert!(!sent.iter().any(|name| name == "read_user"), "{path}");
    }
}

#[test]
fn an_empty_field_is_no_attempt() {
    let house = House::new();
    let seen = house
        .browser()
        .post(&house.at("/login"), &[("username", " "), ("password", "")]);
    assert_eq!(seen.field_error("username"), Some(Message::Required));
    assert_eq!(seen.field_error("password"), Some(Message::Required));
    assert!(
        !house
            .world
            .objects
            .sent
            .borrow()
            .iter()
            .any(|sent| sent == "reserve_attempt")
    );
}

#[test]
fn how_long_to_wait_is_the_same_whether_or_not_a_name_is_somebodys() {
    let house = House::new();
    house.user(EMAIL);
    for username in [EMAIL, "nobody@example.com"] {
        let browser = house.browser();
        let attempt = || {
            let fields = [("username", username), ("password", "Wrong0ne!")];
            browser.post(&house.at("/login"), &fields).notice()
        };
        for _ in 0..5 {
            assert_eq!(attempt(), Some(Message::Incorrect), "{username}");
        }
        for seconds in [1, 2, 4] {
            assert_eq!(attempt(), Some(Message::TooManyAttempts(Some(seconds))));
            house.world.advance(Span::seconds(i64::from(seconds)));
            assert_eq!(attempt(), Some(Message::Incorrect), "{username}");
        }
    }
}

#[test]
fn after_five_wrong_passwords_the_right_one_has_to_wait() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    let try_with = |username: &str, password: &str| {
        browser.post(
            &house.at("/login"),
            &[("username", username), ("password", password)],
        )
    };
    for username in [EMAIL, "nobody@example.com"] {
        for _ in 0..5 {
            assert_eq!(
                try_with(username, "wrong").notice(),
                Some(Message::Incorrect)
            );
        }
        assert_eq!(
            try_with(username, PASSWORD).notice(),
            Some(Message::TooManyAttempts(Some(1))),
            "{username}"
        );
    }
    house.world.advance(Span::minutes(15));
    assert!(try_with(EMAIL, PASSWORD).code().is_some());
}

#[test]
fn a_password_that_has_to_be_reset_leads_to_its_page_if_it_is_right() {
    let house = House::new();
    house.user(EMAIL);
    let input = json!({"UserPoolId": house.pool, "Username": EMAIL});
    house
        .world
        .run(admin_reset_user_password::handle(
            &house.world.cx(),
            request(input),
        ))
        .unwrap();
    let browser = house.browser();
    let wrong = browser.post(
        &house.at("/login"),
        &[("username", EMAIL), ("password", "wrong")],
    );
    assert_eq!(wrong.notice(), Some(Message::Incorrect));
    let right = browser.post(
        &house.at("/login"),
        &[("username", EMAIL), ("password", PASSWORD)],
    );
    assert_eq!(
        right.location(),
        Some(house.at("/confirmforgotPassword").as_str())
    );
    let page = browser.get(right.location().unwrap());
    assert!(
        matches!(page.page(), Page::ConfirmForgotPassword(page) if page.username.as_deref() == Some(EMAIL))
    );
}
