use crate::{
    fixtures::{EMAIL, House, Seen},
    view::{ConfirmUser, Message, Page},
};
use serde_json::{Value, json};

fn house() -> House {
    let by_link = json!({"DefaultEmailOption": "CONFIRM_WITH_LINK"});
    House::with(json!({"VerificationMessageTemplate": by_link}), json!({}))
}

/// Where the newest mail leads, as a path of the house's own.
fn link(house: &House) -> String {
    let messages = house.world.mailbox.messages.borrow();
    let link = messages.last().unwrap().link.clone().unwrap();
    let (_, path) = link.expose().split_once("/confirmUser").unwrap();
    format!("/confirmUser{path}")
}

fn what(seen: &Seen) -> ConfirmUser {
    match seen.page() {
        Page::ConfirmUser(what) => *what,
        other => panic!("{other:?}"),
    }
}

fn status(house: &House) -> Value {
    house.admin("AdminGetUser", EMAIL)["UserStatus"].clone()
}

#[test]
fn a_link_confirms_whoever_follows_it_once() {
    let house = house();
    house.browser().sign_up(EMAIL);
    let link = link(&house);
    let text = house
        .world
        .mailbox
        .messages
        .borrow()
        .last()
        .unwrap()
        .body
        .expose()
        .clone();
    assert!(
        text.contains("http://localhost:8787/confirmUser?client_id="),
        "{text}"
    );
    let words = text.lines().filter(|line| !line.starts_with("http"));
    for line in words {
        assert!(!line.to_lowercase().contains("code"), "{line}");
    }
    // Only what a program might do: look.
    let browser = house.browser();
    browser.send("HEAD", &link, &[], "");
    assert_eq!(status(&house), "UNCONFIRMED");

    let seen = browser.get(&link);
    assert_eq!((seen.status(), what(&seen)), (200, ConfirmUser::Done));
    assert_eq!(status(&house), "CONFIRMED");
    assert!(
        seen.view().around.links.login.is_some(),
        "the way to the app"
    );
    let again = browser.get(&link);
    assert_eq!((again.status(), what(&again)), (400, ConfirmUser::Refused));
}

#[test]
fn who_has_signed_up_is_told_of_the_link_and_asked_for_no_code() {
    let house = house();
    let browser = house.browser();
    let seen = browser.sign_up(EMAIL);
    let page = browser.get(seen.location().unwrap());
    let Page::Confirm(confirm) = page.page() else {
        panic!("another page")
    };
    assert!(confirm.by_link);
    assert_eq!(confirm.username.as_deref(), Some(EMAIL));
    let resend = || {
        let seen = browser.post(&house.at("/resendcode"), &[("username", EMAIL)]);
        browser.get(seen.location().unwrap()).notice()
    };
    let sent = Message::LinkSent(Some("j***@e***".to_owned()));
    for _ in 0..5 {
        assert_eq!(resend(), Some(sent.clone()));
    }
    assert!(matches!(resend(), Some(Message::TooManyLinks(Some(_)))));
}

#[test]
fn who_comes_by_hand_names_the_account_alone_and_is_sent_another_link() {
    let house = house();
    house.browser().sign_up(EMAIL);
    let first = link(&house);
    let browser = house.browser();
    let page = browser.get(&house.at("/confirm"));
    assert!(matches!(page.page(), Page::Confirm(page) if page.by_link && page.username.is_none()));
    let action = page.view().around.action.clone();
    assert_eq!(action, house.at("/resendcode"));
    let seen = browser.post(&action, &[("username", EMAIL)]);
    assert_eq!(seen.destination(), Some("/confirm"));
    let page = browser.get(seen.location().unwrap());
    assert_eq!(page.notice(), Some(Message::LinkSent(None)));
    house.deliver_due();
    assert_ne!(link(&house), first);
    assert_eq!(what(&browser.get(&link(&house))), ConfirmUser::Done);
}

#[test]
fn by_text_message_such_a_pool_sends_a_code() {
    let both = json!(["email", "phone_number"]);
    let pool = json!({
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_LINK"},
        "UsernameAttributes": both, "AutoVerifiedAttributes": both,
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
    });
    let house = House::with(pool, json!({}));
    let by_link = |seen: &Seen| match seen.page() {
        Page::Confirm(page) => page.by_link,
        other => panic!("{other:?}"),
    };
    for (name, is_by_link) in [(EMAIL, true), ("+14325550100", false)] {
        let browser = house.browser();
        let seen = browser.sign_up(name);
        let page = browser.get(seen.location().unwrap());
        assert_eq!(by_link(&page), is_by_link, "{name}");
    }
    let by_hand = house.browser().get(&house.at("/confirm"));
    assert!(!by_link(&by_hand));
}

#[test]
fn a_wrong_link_is_told_the_same_whoever_it_names() {
    let house = house();
    house.browser().sign_up(EMAIL);
    let right = link(&house);
    let wrong = |link: String| {
        let seen = house.browser().get(&link);
        assert_eq!(
            (seen.status(), what(&seen)),
            (400, ConfirmUser::Refused),
            "{link}"
        );
    };
    let (start, _) = right.rsplit_once('=').unwrap();
    wrong(format!("{start}=not-it"));
    wrong(format!(
        "/confirmUser?client_id={}&user_name=nobody&confirmation_code=123456",
        house.client
    ));
    assert_eq!(status(&house), "UNCONFIRMED");
    for (link, error) in [
        (
            "/confirmUser?user_name=a&confirmation_code=1".to_owned(),
            "client_id",
        ),
        (
            format!("/confirmUser?client_id={}", house.client),
            "invalid_request",
        ),
        (
            "/confirmUser?client_id=made-up&user_name=a&confirmation_code=1".to_owned(),
            "Client does not exist.",
        ),
    ] {
        let seen = house.browser().get(&link);
        assert_eq!(seen.destination(), Some("/error"), "{link}");
        assert!(
            seen.parameter("error")
                .is_some_and(|told| told.contains(error)),
            "{link}"
        );
    }
}

#[test]
fn with_hardening_a_person_confirms_by_the_pages_button() {
    let house = house();
    house.harden();
    house.browser().sign_up(EMAIL);
    let link = link(&house);
    let browser = house.browser();
    let seen = browser.get(&link);
    assert_eq!((seen.status(), what(&seen)), (200, ConfirmUser::Ask));
    assert_eq!(status(&house), "UNCONFIRMED");
    let forged = house.browser().send(
        "POST",
        &link,
        &[("origin", "https://evil.example")],
        "confirm_user=",
    );
    assert_eq!(forged.status(), 403);
    assert_eq!(forged.notice(), Some(Message::PageExpired));
    assert_eq!(status(&house), "UNCONFIRMED");
    let action = seen.view().around.action.clone();
    let done = browser.post(&action, &[("confirm_user", "")]);
    assert_eq!(what(&done), ConfirmUser::Done);
    assert_eq!(status(&house), "CONFIRMED");
}

#[test]
fn another_link_that_was_asked_for_replaces_the_one_before() {
    let house = house();
    house.browser().sign_up(EMAIL);
    let first = link(&house);
    house.ok(
        "ResendConfirmationCode",
        json!({"ClientId": house.client, "Username": EMAIL}),
    );
    let second = link(&house);
    assert_ne!(first, second);
    assert_eq!(what(&house.browser().get(&first)), ConfirmUser::Refused);
    assert_eq!(what(&house.browser().get(&second)), ConfirmUser::Done);
}
