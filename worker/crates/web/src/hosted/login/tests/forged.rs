//! Forms that this page didn't serve.

use super::*;
use crate::fixtures::Seen;

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

/// Somebody's own pages, each with the field that takes the sign-in on, and the fields that lead to it.
fn under_way(house: &House) -> Vec<(&'static str, String)> {
    let browser = house.browser();
    let at = house.at("/login");
    let begun = |name: &str, password: &str| {
        let fields = [("username", name), ("password", password)];
        browser.post(&at, &fields)
    };
    house.ok(
        "AdminCreateUser",
        json!({
            "UserPoolId": house.pool, "Username": "bob", "MessageAction": "SUPPRESS",
            "TemporaryPassword": "Temp0rary-1",
        }),
    );
    let new_password = begun("bob", "Temp0rary-1").hidden("state");
    let fields = [("state", new_password.as_str()), ("new_password", PASSWORD)];
    let asked = browser.post(&at, &fields).hidden("challenge");
    let set_up = |factor: &str| {
        let fields = [("challenge", asked.as_str()), ("factor", factor)];
        browser.post(&at, &fields).hidden("challenge")
    };
    vec![
        ("state", new_password),
        ("challenge", asked.clone()),
        ("challenge", set_up("EMAIL_OTP")),
        ("challenge", set_up("SOFTWARE_TOKEN_MFA")),
    ]
}

#[test]
fn a_sign_in_that_another_browser_began_is_not_gone_on_with() {
    let source = "arn:aws:ses:eu-west-1:123456789012:identity/example.com";
    let house = House::with(
        json!({
            "UsernameAttributes": [], "AutoVerifiedAttributes": [],
            "EmailConfiguration": {"EmailSendingAccount": "DEVELOPER", "SourceArn": source},
        }),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}),
    );
    house.offer(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}, "EmailMfaConfiguration": {},
    }));
    let own = under_way(&house);
    let at = house.at("/login");
    for (field, carried) in &own {
        let is_login = |seen: &Seen| {
            let hidden = seen.view().around.hidden.iter();
            let carries = hidden.into_iter().any(|(name, _)| name == field);
            matches!(seen.page(), Page::Login(_)) && !carries
        };
        let browser = house.browser();
        let forged = [("origin", "https://evil.example")];
        let seen = browser.send("POST", &at, &forged, &encode([(*field, carried.as_str())]));
        assert_eq!(seen.status(), 403);
        assert!(is_login(&seen), "{:?}", seen.page());
        let seen = browser.post(&at, &[(field, carried)]);
        assert_eq!(seen.notice(), Some(Message::PageExpired));
        assert!(is_login(&seen), "{:?}", seen.page());
    }
}
