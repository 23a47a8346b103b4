//! Forms that this page didn't serve.

use super::*;

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
