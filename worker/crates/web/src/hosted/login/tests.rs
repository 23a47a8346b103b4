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

#[test]
fn a_form_from_elsewhere_is_refused_and_signs_nobody_in() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    let url = house.at("/login");
    browser.get(&url);
    let token = browser.cookies.borrow()["XSRF-TOKEN"].clone();
    let form = |token: &str| {
        encode([
            ("_csrf", token),
            ("username", EMAIL),
            ("password", PASSWORD),
        ])
    };
    let (random, _) = token.split_once('.').unwrap();
    let refused = [
        (vec![], form("")),
        (
            vec![],
            encode([("username", EMAIL), ("password", PASSWORD)]),
        ),
        (vec![], form(random)),
        (vec![("origin", "https://evil.example")], form(&token)),
        (vec![("origin", "null")], form(&token)),
        (vec![("sec-fetch-site", "cross-site")], form(&token)),
        (vec![("sec-fetch-site", "same-site")], form(&token)),
    ];
    for (headers, body) in refused {
        let seen = browser.send("POST", &url, &headers, &body);
        assert_eq!(
            (seen.status(), seen.notice()),
            (403, Some(Message::PageExpired)),
            "{headers:?} {body}"
        );
    }
    // A neighbouring host plants a pair that matches, and was made for the neighbour or by nobody.
    let neighbour = house.send("GET", &url, &[("host", "127.0.0.1:8787")], "");
    for planted in [
        neighbour.view().around.csrf.clone(),
        "x".to_owned(),
        "x.y".to_owned(),
    ] {
        browser
            .cookies
            .borrow_mut()
            .insert("XSRF-TOKEN".to_owned(), planted.clone());
        let seen = browser.send("POST", &url, &[], &form(&planted));
        assert_eq!(
            (seen.status(), seen.notice()),
            (403, Some(Message::PageExpired)),
            "{planted}"
        );
    }
    assert!(
        !browser
            .cookies
            .borrow()
            .contains_key(&house.session_cookie())
    );
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
fn a_script_that_only_has_the_cookie_can_post_the_form() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.get(&house.at("/login"));
    let token = browser.cookies.borrow()["XSRF-TOKEN"].clone();
    let form = encode([
        ("_csrf", token.as_str()),
        ("username", EMAIL),
        ("password", PASSWORD),
        ("cognitoAsfData", ""),
    ]);
    assert!(
        browser
            .send("POST", &house.at("/login"), &[], &form)
            .code()
            .is_some()
    );
}

#[test]
fn pages_in_several_tabs_stay_good() {
    let house = House::new();
    let browser = house.browser();
    let first = browser.get(&house.at("/login")).view().around.csrf.clone();
    let second = browser.get(&house.at("/signup"));
    assert_eq!(second.view().around.csrf, first);
    assert!(
        second.view().cookies.is_empty(),
        "the token is not set again"
    );
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

#[test]
fn a_number_signs_in_as_people_type_and_paste_it() {
    let house = House::with(
        json!({
            "UsernameAttributes": ["phone_number"], "AutoVerifiedAttributes": ["phone_number"],
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms"},
        }),
        json!({}),
    );
    let browser = house.browser();
    let number = "+491701234567";
    let fields = [("username", "+49 (170) 123-4567"), ("password", PASSWORD)];
    browser.post(&house.at("/signup"), &fields);
    let code = house.world.mailbox.code_for(number).unwrap();
    let wide: String = code
        .chars()
        .filter_map(|digit| char::from_u32(u32::from(digit) + 0xfee0))
        .collect();
    let fields = [
        ("username", "\u{202a}+49\u{a0}170 1234567\u{202c}"),
        ("code", &wide),
    ];
    let confirmed = browser.post(&house.at("/confirm"), &fields);
    assert_eq!(confirmed.destination(), Some(REDIRECT_URI));
    for typed in [
        number,
        " +49 (0)170 / 1234567",
        "\u{2068}+49\u{a0}170\u{202f}123\u{2011}4567\u{2069}\u{200f}",
        "＋４９１７０１２３４５６７",
    ] {
        let fields = [("username", typed), ("password", PASSWORD)];
        let seen = house.browser().post(&house.at("/login"), &fields);
        assert_eq!(seen.destination(), Some(REDIRECT_URI), "{typed}");
    }
}

#[test]
fn an_address_signs_in_without_what_nobody_sees() {
    let house = House::new();
    house.user(EMAIL);
    let typed = "\u{feff}ja\u{ad}ne\u{a0}@exam\u{200b}ple.com\u{200d}";
    let fields = [("username", typed), ("password", PASSWORD)];
    let seen = house.browser().post(&house.at("/login"), &fields);
    assert_eq!(seen.destination(), Some(REDIRECT_URI));
    let url = house.query().with("login_hint", typed).after("/login");
    let hinted = house.browser().get(&url);
    assert!(matches!(hinted.page(), Page::Login(page) if page.username == EMAIL));
}

#[test]
fn an_international_address_is_one_account_in_any_spelling_and_another_scripts_is_none() {
    let house = House::new();
    house.user("info@bücher.example");
    house.user("jörg@x.example");
    let signs_in = |typed: &str| {
        let fields = [("username", typed), ("password", PASSWORD)];
        let seen = house.browser().post(&house.at("/login"), &fields);
        seen.destination() == Some(REDIRECT_URI)
    };
    for typed in [
        "info@bücher.example",
        "info@bu\u{308}cher.example",
        "info@BÜCHER.example",
        "info@xn--bcher-kva.example",
        "info@bücher。example",
        "jörg@x.example",
        "jo\u{308}rg@x.example",
    ] {
        assert!(signs_in(typed), "{typed}");
    }
    for typed in [
        "info@b\u{461}cher.example",
        "j\u{3cc}rg@x.example",
        "Jörg@x.example",
    ] {
        assert!(!signs_in(typed), "{typed}");
    }
}

#[test]
fn a_temporary_password_may_have_space_around_it_and_a_lasting_one_may_not() {
    let house = House::new();
    house.user(EMAIL);
    house.invite("new@example.com", "Temp0rary!");
    let attempt = |name: &str, password: &str| {
        let fields = [("username", name), ("password", password)];
        house.browser().post(&house.at("/login"), &fields)
    };
    for pasted in ["Temp0rary! ", "\u{a0}Temp0rary!\n", "\u{200b}Temp0rary!"] {
        let seen = attempt("new@example.com", pasted);
        assert!(matches!(seen.page(), Page::NewPassword(_)), "{pasted:?}");
    }
    let spaced = format!("{PASSWORD} ");
    assert_eq!(attempt(EMAIL, &spaced).notice(), Some(Message::Incorrect));
    // Each was one attempt.
    for _ in 0..4 {
        assert_eq!(attempt(EMAIL, &spaced).notice(), Some(Message::Incorrect));
    }
    assert_eq!(
        attempt(EMAIL, PASSWORD).notice(),
        Some(Message::TooManyAttempts(Some(1)))
    );
}

#[test]
fn space_around_a_password_takes_the_same_hops_whoever_it_is() {
    let house = House::new();
    house.user(EMAIL);
    house.invite("new@example.com", "Temp0rary!");
    let hops = |name: &str| {
        let fields = [("username", name), ("password", " Wrong0ne! ")];
        let browser = house.browser();
        browser.get(&house.at("/login"));
        house.world.objects.sent.borrow_mut().clear();
        browser.post(&house.at("/login"), &fields);
        house.world.objects.sent.borrow().clone()
    };
    let nobody = hops("nobody@example.com");
    assert_eq!(hops(EMAIL), nobody);
    assert_eq!(hops("new@example.com"), nobody);
}

#[test]
fn a_name_that_was_folded_by_case_alone_is_still_found_and_still_taken() {
    let house = House::new();
    let name = "info@bücher.example";
    house.user(name);
    let cx = house.world.cx();
    let config = house.world.run(cx.pool_now(&house.pool)).unwrap();
    let (now, formerly) = ("email:info@xn--bcher-kva.example", format!("email:{name}"));
    let former_home = house
        .world
        .objects
        .store(&config.object_of_identifier(name));
    for key in house.world.objects.keys() {
        if key.class != Class::Users {
            continue;
        }
        let store = house.world.objects.store(&key);
        let rename = "UPDATE users SET aliases = REPLACE(aliases, ?1, ?2)";
        store.exec(rename, params![now, formerly.as_str()]).unwrap();
        let taken = "DELETE FROM aliases WHERE alias = ?1 RETURNING sub, epoch";
        for row in store.exec(taken, params![now]).unwrap() {
            let (sub, epoch) = (row.text(0).unwrap(), row.text(1).unwrap());
            let put =
                "INSERT INTO aliases (alias, sub, epoch, reserved_until) VALUES (?1, ?2, ?3, NULL)";
            former_home
                .exec(put, params![formerly.as_str(), sub, epoch])
                .unwrap();
        }
    }
    let browser = house.browser();
    let fields = [("username", name), ("password", PASSWORD)];
    let seen = browser.post(&house.at("/login"), &fields);
    assert_eq!(seen.destination(), Some(REDIRECT_URI));
    let fields = [("username", name), ("password", "0therPassw0rd!")];
    let again = house.browser().post(&house.at("/signup"), &fields);
    assert_eq!(again.field_error("username"), Some(Message::UserExists));
}
