use super::*;
use crate::{
    fixtures::{Browser, EMAIL, House, PASSWORD, REDIRECT_URI, Seen, body, claims},
    view::{Confirm, ConfirmedBy},
};
use serde_json::json;
use vestibule_engine::budget::{Budgets, Rate};
use vestibule_model::object_key::Class;

fn confirm(house: &House, browser: &Browser<'_>, email: &str) -> Seen {
    let code = house.world.mailbox.code_for(email).unwrap();
    browser.post(
        &house.at("/confirm"),
        &[("username", email), ("code", &code)],
    )
}

fn messages(house: &House) -> usize {
    house.world.mailbox.messages.borrow().len()
}

#[test]
fn a_new_person_registers_confirms_and_is_back_at_the_app_signed_in() {
    let house = House::new();
    let browser = house.browser();
    let seen = browser.sign_up(EMAIL);
    assert_eq!(seen.location(), Some(house.at("/confirm").as_str()));
    let page = browser.get(seen.location().unwrap());
    let Page::Confirm(Confirm {
        username,
        delivery,
        resend_after_seconds,
        ..
    }) = page.page()
    else {
        panic!("another page")
    };
    assert_eq!(username.as_deref(), Some(EMAIL));
    assert_eq!(
        delivery
            .as_ref()
            .map(|delivery| delivery.destination.as_str()),
        Some("j***@e***")
    );
    assert_eq!(*resend_after_seconds, 30);
    let back = confirm(&house, &browser, EMAIL);
    assert_eq!(
        (back.destination(), back.parameter("state").as_deref()),
        (Some(REDIRECT_URI), Some("a b&c"))
    );
    let response = house.redeem(&back.code().unwrap());
    assert_eq!(claims(&body(&response)["id_token"])["email_verified"], true);
    assert!(
        browser.get(&house.at("/oauth2/authorize")).code().is_some(),
        "and stays so in this browser"
    );
}

#[test]
fn the_form_sent_twice_makes_one_account_and_sends_one_message() {
    let house = House::new();
    let browser = house.browser();
    let first = browser.sign_up(EMAIL);
    let again = browser.sign_up(EMAIL);
    assert_eq!(first.location(), again.location());
    assert_eq!(messages(&house), 1);
    let page = browser.get(&house.at("/confirm"));
    assert!(
        matches!(page.page(), Page::Confirm(page) if page.resend_after_seconds == 0),
        "the second has sent none: another can be asked for"
    );
    assert!(confirm(&house, &browser, EMAIL).code().is_some());
}

#[test]
fn the_form_sent_twice_at_once_leads_on_whichever_answer_is_seen() {
    let house = House::new();
    // The second click's form left before the first one's answer and its cookies came.
    let (first, second) = (house.browser(), house.browser());
    first.sign_up(EMAIL);
    let seen = second.sign_up(EMAIL);
    assert_eq!(seen.destination(), Some("/confirm"));
    assert!(confirm(&house, &second, EMAIL).code().is_some());
}

#[test]
fn the_form_sent_again_after_the_confirmation_signs_in() {
    let house = House::new();
    let browser = house.browser();
    browser.sign_up(EMAIL);
    confirm(&house, &browser, EMAIL);
    assert!(browser.sign_up(EMAIL).code().is_some());
}

#[test]
fn another_persons_name_is_taken_and_its_password_is_not_guessed_freely() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    let sign_up = || {
        browser.post(
            &house.at("/signup"),
            &[("username", EMAIL), ("password", "An0ther-Password")],
        )
    };
    let seen = sign_up();
    assert_eq!(seen.field_error("username"), Some(Message::UserExists));
    assert!(matches!(seen.page(), Page::SignUp(page) if page.username == EMAIL));
    for _ in 0..4 {
        sign_up();
    }
    let login = browser.post(
        &house.at("/login"),
        &[("username", EMAIL), ("password", PASSWORD)],
    );
    assert_eq!(
        login.notice(),
        Some(Message::TooManyAttempts(Some(1))),
        "each was an attempt to sign in"
    );
}

#[test]
fn what_is_missing_or_malformed_is_said_at_its_field() {
    let house = House::with(
        json!({"Schema": [{"Name": "phone_number", "Required": true}, {"Name": "name", "Required": true}]}),
        json!({}),
    );
    let browser = house.browser();
    let url = house.at("/signup");
    let seen = browser.post(
        &url,
        &[
            ("username", "jane"),
            ("requiredAttributes[phone_number]", "555"),
        ],
    );
    assert_eq!(seen.field_error("username"), Some(Message::InvalidEmail));
    assert_eq!(
        seen.field_error("requiredAttributes[phone_number]"),
        Some(Message::InvalidPhoneNumber)
    );
    assert_eq!(
        seen.field_error("requiredAttributes[name]"),
        Some(Message::Required)
    );
    assert_eq!(seen.field_error("password"), Some(Message::Required));
    let Page::SignUp(SignUp { attributes, .. }) = seen.page() else {
        panic!("another page")
    };
    assert!(
        attributes.iter().any(|attribute| attribute.value == "555"),
        "what was typed stays"
    );
    for weak in ["short", "  ", "alllowercase1!"] {
        let seen = browser.post(
            &url,
            &[
                ("username", EMAIL),
                ("password", weak),
                ("requiredAttributes[phone_number]", "+15555550100"),
                ("requiredAttributes[name]", "Jane"),
            ],
        );
        assert!(
            matches!(seen.field_error("password"), Some(Message::Password(problems)) if !problems.is_empty()),
            "{weak}"
        );
    }
    assert_eq!(messages(&house), 0);
}

#[test]
fn people_with_usernames_are_asked_for_the_address_that_the_code_goes_to() {
    let house = House::with(json!({"UsernameAttributes": []}), json!({}));
    let browser = house.browser();
    let seen = browser.get(&house.at("/signup"));
    let Page::SignUp(SignUp {
        identifier,
        attributes,
        ..
    }) = seen.page()
    else {
        panic!("another page")
    };
    assert_eq!(*identifier, Identifier::Username);
    assert_eq!(
        attributes
            .iter()
            .map(|attribute| attribute.name.as_str())
            .collect::<Vec<_>>(),
        ["email"]
    );
    let seen = browser.post(
        &house.at("/signup"),
        &[
            ("username", "jane"),
            ("password", PASSWORD),
            ("requiredAttributes[email]", EMAIL),
            ("requiredAttributes[email_verified]", "true"),
        ],
    );
    assert_eq!(seen.destination(), Some("/confirm"));
    let code = house.world.mailbox.code_for(EMAIL).unwrap();
    assert!(
        browser
            .post(
                &house.at("/confirm"),
                &[("username", "jane"), ("code", &code)]
            )
            .code()
            .is_some()
    );
}

#[test]
fn what_the_service_takes_from_nobody_is_said_at_its_field() {
    let house = House::with(
        json!({"UsernameAttributes": [], "AliasAttributes": ["email"]}),
        json!({}),
    );
    let browser = house.browser();
    let post = |username: &str, email: &str, password: &str| {
        let fields = [
            ("username", username),
            ("password", password),
            ("requiredAttributes[email]", email),
        ];
        browser.post(&house.at("/signup"), &fields)
    };
    post("jane", "", "");
    let before = house.world.objects.sent.borrow().len();
    for bad in [&"x".repeat(129), "jane doe", "jane\u{0}"] {
        let seen = post(bad, EMAIL, PASSWORD);
        assert_eq!(
            seen.field_error("username"),
            Some(Message::Invalid),
            "{bad}"
        );
    }
    let seen = post(EMAIL, EMAIL, PASSWORD);
    assert!(matches!(
        seen.field_error("username"),
        Some(Message::Verbatim(_))
    ));
    let long = format!("{}@example.com", "x".repeat(2040));
    let seen = post("jane", &long, PASSWORD);
    assert!(seen.field_error("requiredAttributes[email]").is_some());
    let long = "Passw0rd!".repeat(30);
    for bad in ["Passw0rd! ", " Passw0rd!", &long] {
        let seen = post("jane", EMAIL, bad);
        assert!(
            matches!(seen.field_error("password"), Some(Message::Password(problems)) if !problems.is_empty()),
            "{bad:?}"
        );
        assert_eq!((seen.status(), seen.notice()), (200, None));
    }
    // The eight pages ask whether they may still be shown.
    assert_eq!(
        house.world.objects.sent.borrow()[before..],
        ["confirm_config"; 8]
    );
    assert_eq!(messages(&house), 0);
}

#[test]
fn each_form_counts_against_the_budget_of_its_app() {
    let mut house = House::new();
    let once = Rate {
        burst: 1,
        per_second: 1,
    };
    for path in [
        "/signup",
        "/confirm",
        "/resendcode",
        "/forgotPassword",
        "/confirmforgotPassword",
    ] {
        let many = Rate {
            burst: 1_000,
            per_second: 1,
        };
        house.world.budgets = Budgets::new(many, once);
        let browser = house.browser();
        let seen = || {
            let fields = [
                ("username", EMAIL),
                ("code", "123456"),
                ("password", PASSWORD),
            ];
            let seen = browser.post(&house.at(path), &fields);
            let next = seen.location().filter(|next| next.starts_with('/'));
            let said = next.and_then(|next| browser.get(next).notice());
            (seen.status(), seen.location().map(str::to_owned), said)
        };
        let (first, second) = (seen(), seen());
        assert_ne!(first, second, "{path}");
    }
}

#[test]
fn an_attribute_that_the_schema_refuses_is_named() {
    let house = House::with(
        json!({"Schema": [
            {"Name": "name", "Required": true, "StringAttributeConstraints": {"MinLength": "3", "MaxLength": "5"}},
        ]}),
        json!({}),
    );
    let fields = [
        ("username", EMAIL),
        ("password", PASSWORD),
        ("requiredAttributes[name]", "Jo"),
    ];
    let seen = house.browser().post(&house.at("/signup"), &fields);
    assert_eq!(
        seen.field_error("requiredAttributes[name]"),
        Some(Message::Invalid)
    );
    assert_eq!(seen.notice(), None);
}

#[test]
fn people_register_and_reset_at_an_app_that_has_a_secret() {
    let house = House::with(json!({}), json!({"GenerateSecret": true}));
    let browser = house.browser();
    browser.sign_up(EMAIL);
    browser.post(&house.at("/resendcode"), &[("username", EMAIL)]);
    house.deliver_due();
    assert!(confirm(&house, &browser, EMAIL).code().is_some());
    browser.post(&house.at("/forgotPassword"), &[("username", EMAIL)]);
    house.deliver_due();
    let code = house.world.mailbox.code_for(EMAIL).unwrap();
    let fields = [
        ("username", EMAIL),
        ("code", code.as_str()),
        ("password", "Chosen-Passw0rd"),
    ];
    let seen = browser.post(&house.at("/confirmforgotPassword"), &fields);
    assert!(seen.code().is_some());
}

#[test]
fn a_pool_without_self_registration_has_no_such_page() {
    let house = House::with(
        json!({"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}}),
        json!({}),
    );
    let browser = house.browser();
    assert_eq!(
        browser.get(&house.at("/signup")).destination(),
        Some("/login")
    );
    assert_eq!(
        browser.get(&house.at("/login")).view().around.links.sign_up,
        None
    );
    let seen = browser.post(
        &house.at("/signup"),
        &[("username", EMAIL), ("password", PASSWORD)],
    );
    let page = browser.get(seen.location().unwrap());
    assert!(matches!(page.page(), Page::Login(_)));
    assert!(
        matches!(page.notice(), Some(Message::Verbatim(_))),
        "{:?}",
        page.notice()
    );
}

#[test]
fn a_message_that_could_not_be_delivered_can_be_asked_for_again() {
    let house = House::new();
    house.world.mailbox.refusing.set(true);
    let browser = house.browser();
    let seen = browser.sign_up(EMAIL);
    assert_eq!(seen.destination(), Some("/confirm"));
    let looked_up = |name: &String| name == "read_user";
    assert!(!house.world.objects.sent.borrow().iter().any(looked_up));
    assert_eq!(browser.get(seen.location().unwrap()).notice(), None);
    house.world.mailbox.refusing.set(false);
    browser.post(&house.at("/resendcode"), &[("username", EMAIL)]);
    house.deliver_due();
    assert!(confirm(&house, &browser, EMAIL).code().is_some());
}

#[test]
fn a_lost_reply_makes_no_second_account() {
    let house = House::new();
    house.world.objects.lose_reply_of("create_user");
    let browser = house.browser();
    assert_eq!(browser.sign_up(EMAIL).destination(), Some("/confirm"));
    assert_eq!(messages(&house), 1);
}

#[test]
fn what_the_browser_keeps_and_the_store_holds_shows_no_password_or_code() {
    let house = House::new();
    let browser = house.browser();
    browser.sign_up(EMAIL);
    let code = house.world.mailbox.code_for(EMAIL).unwrap();
    for (name, value) in browser.cookies.borrow().iter() {
        assert!(
            !value.contains(PASSWORD) && !value.contains(EMAIL),
            "{name}"
        );
    }
    for key in house
        .world
        .objects
        .keys()
        .into_iter()
        .filter(|key| key.class == Class::Users)
    {
        let dump = String::from_utf8_lossy(&house.world.objects.store(&key).dump()).into_owned();
        assert!(
            !dump.contains(PASSWORD) && !dump.contains(&format!("\"{code}\"")),
            "{key:?}"
        );
    }
}

#[test]
fn the_address_is_shown_in_full_to_the_browser_that_typed_it() {
    let house = House::new();
    let typed = |seen: &Seen, browser: &Browser<'_>| {
        let page = browser.get(seen.location().unwrap());
        let Page::Confirm(confirm) = page.page() else {
            panic!("another page")
        };
        let change = page.view().around.links.change_address.is_some();
        (confirm.typed.clone(), change)
    };
    let browser = house.browser();
    let seen = browser.sign_up(EMAIL);
    assert_eq!(typed(&seen, &browser), (Some(EMAIL.to_owned()), true));

    let house = House::with(json!({"UsernameAttributes": []}), json!({}));
    let browser = house.browser();
    let fields = [
        ("username", "jane"),
        ("password", PASSWORD),
        ("requiredAttributes[email]", EMAIL),
    ];
    let seen = browser.post(&house.at("/signup"), &fields);
    assert_eq!(typed(&seen, &browser), (Some(EMAIL.to_owned()), true));
    let elsewhere = house.browser();
    let seen = elsewhere.post(&house.at("/login"), &fields[..2]);
    assert_eq!(typed(&seen, &elsewhere), (None, true));
}

#[test]
fn a_pool_that_verifies_nothing_says_who_confirms() {
    let house = House::with(json!({"AutoVerifiedAttributes": []}), json!({}));
    let browser = house.browser();
    let seen = browser.get(&house.at("/signup"));
    assert!(
        matches!(seen.page(), Page::SignUp(page) if page.confirmed_by == ConfirmedBy::Administrator)
    );
    let seen = browser.sign_up(EMAIL);
    let page = browser.get(seen.location().unwrap());
    assert!(
        matches!(page.page(), Page::AwaitingAdministrator(page) if page.username.as_deref() == Some(EMAIL))
    );
    let seen = house.browser().post(
        &house.at("/login"),
        &[("username", EMAIL), ("password", PASSWORD)],
    );
    assert_eq!(seen.notice(), Some(Message::NotConfirmedAdministrator));
    assert!(matches!(seen.page(), Page::Login(_)));
    for path in ["/confirm", "/resendcode"] {
        let seen = browser.post(&house.at(path), &[("username", EMAIL), ("code", "123456")]);
        assert_eq!(seen.destination(), Some("/confirm"), "{path}");
    }
}

#[test]
fn a_password_is_refused_for_every_reason_that_holds_and_no_other() {
    use crate::view::PasswordProblem::*;
    let house = House::new();
    let long = format!("Passw0rd!{}", "a".repeat(251));
    for (password, reasons) in [
        ("Passw0rd! ", vec![SpaceAtAnEnd]),
        ("        ", vec![OnlySpaces]),
        (long.as_str(), vec![TooLong(256)]),
        ("passwort", vec![NoUppercase, NoNumber, NoSymbol]),
    ] {
        let fields = [("username", EMAIL), ("password", password)];
        let seen = house.browser().post(&house.at("/signup"), &fields);
        assert_eq!(
            seen.field_error("password"),
            Some(Message::Password(reasons)),
            "{password:?}"
        );
    }
}

/// A pool in which codes may take a password's place.
fn house_of_codes(pool: serde_json::Value) -> House {
    let allowed = json!(["PASSWORD", "EMAIL_OTP"]);
    let policies = json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": allowed}}});
    House::with(
        vestibule_idp::fixtures::merged(policies, pool),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]}),
    )
}

fn sign_up_without_password(house: &House, browser: &Browser<'_>) -> Seen {
    let fields = [("username", EMAIL), ("password", "")];
    browser.post(&house.at("/signup"), &fields)
}

#[test]
fn who_signs_up_without_a_password_ends_signed_in_and_comes_back_by_a_code() {
    let house = house_of_codes(json!({}));
    let browser = house.browser();
    let form = browser.get(&house.at("/signup"));
    assert!(matches!(form.page(), Page::SignUp(page) if page.password_is_optional));
    let made = sign_up_without_password(&house, &browser);
    assert_eq!(made.destination(), Some("/confirm"));
    let again = sign_up_without_password(&house, &browser);
    assert_eq!(again.location(), made.location(), "it is this form's own");
    assert_eq!(messages(&house), 1);
    let back = confirm(&house, &browser, EMAIL);
    assert_eq!(house.redeem(&back.code().unwrap()).status, 200);

    let other = house.browser();
    let url = house.at("/login");
    let chosen = other.post(&url, &[("username", EMAIL)]);
    let state = chosen.hidden("first_factor");
    let asked = other.post(&url, &[("first_factor", &state), ("factor", "EMAIL_OTP")]);
    house.deliver_due();
    let code = house.world.mailbox.code_for(EMAIL).unwrap();
    let state = asked.hidden("first_factor");
    let done = other.post(&url, &[("first_factor", &state), ("code", &code)]);
    assert_eq!(house.redeem(&done.code().unwrap()).status, 200);
}

#[test]
fn a_password_is_asked_for_where_no_code_could_take_its_place() {
    let by_phone = |verified: &[&str]| {
        house_of_codes(json!({
            "UsernameAttributes": ["email", "phone_number"], "AutoVerifiedAttributes": verified,
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms"},
        }))
    };
    let everybody_needs_more = house_of_codes(json!({}));
    everybody_needs_more.offer(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    for house in [
        House::new(),
        everybody_needs_more,
        by_phone(&["phone_number"]),
    ] {
        let browser = house.browser();
        let form = browser.get(&house.at("/signup"));
        assert!(matches!(form.page(), Page::SignUp(page) if !page.password_is_optional));
        let seen = sign_up_without_password(&house, &browser);
        assert_eq!(seen.field_error("password"), Some(Message::Required));
    }
    // Whose code goes to a phone can't sign in by mail.
    let house = by_phone(&["email", "phone_number"]);
    let fields = [("username", "+4915112345678"), ("password", "")];
    let seen = house.browser().post(&house.at("/signup"), &fields);
    assert_eq!(seen.field_error("password"), Some(Message::Required));
    let made = sign_up_without_password(&house, &house.browser());
    assert_eq!(made.destination(), Some("/confirm"));
}

#[test]
fn who_signs_up_with_anothers_address_is_not_signed_in_when_its_owner_confirms() {
    let house = house_of_codes(json!({}));
    let stranger = house.browser();
    sign_up_without_password(&house, &stranger);
    let owner = house.browser();
    assert_eq!(
        sign_up_without_password(&house, &owner).field_error("username"),
        Some(Message::UserExists)
    );
    let confirmed = confirm(&house, &owner, EMAIL);
    assert_eq!(confirmed.destination(), Some("/login"));
    let fields = [("username", EMAIL), ("code", "000000")];
    let seen = stranger.post(&house.at("/confirm"), &fields);
    assert_eq!(seen.destination(), Some("/oauth2/authorize"));
    let on = stranger.get(seen.location().unwrap());
    assert_eq!(on.destination(), Some("/login"), "nobody is signed in");
}

#[test]
fn a_password_that_can_be_left_out_is_not_asked_for_beside_another_mistake() {
    let house = house_of_codes(json!({}));
    let browser = house.browser();
    for username in ["", "not an address"] {
        let fields = [("username", username), ("password", "")];
        let refused = browser.post(&house.at("/signup"), &fields);
        assert!(refused.field_error("username").is_some(), "{username}");
        assert_eq!(refused.field_error("password"), None, "{username}");
    }
}

#[test]
fn who_has_lost_the_cookie_of_a_sign_up_without_a_password_confirms_by_another_code() {
    let house = house_of_codes(json!({}));
    sign_up_without_password(&house, &house.browser());
    let browser = house.browser();
    let taken = sign_up_without_password(&house, &browser);
    assert_eq!(taken.field_error("username"), Some(Message::UserExists));
    let confirm_link = taken.view().around.links.confirm.clone();
    let form = browser.get(&confirm_link.unwrap());
    let resend = form.view().around.links.resend.clone().unwrap();
    let fields = [("username", EMAIL), ("code", "")];
    assert_eq!(
        browser.post(&resend, &fields).destination(),
        Some("/confirm")
    );
    house.deliver_due();
    assert_eq!(messages(&house), 2);
    let seen = confirm(&house, &browser, EMAIL);
    assert_eq!(seen.destination(), Some("/login"));
}
