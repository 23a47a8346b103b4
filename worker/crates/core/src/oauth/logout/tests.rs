use crate::{
    hosted::{
        fixtures::{Browser, EMAIL, House, REDIRECT_URI, Seen, body},
        view::Page,
    },
    oauth::parameters::encode,
};

fn logout(house: &House, browser: &Browser<'_>, more: &[(&str, &str)]) -> Seen {
    let client = [("client_id", house.client.as_str())];
    browser.get(&format!(
        "/logout?{}",
        encode(client.into_iter().chain(more.iter().copied()))
    ))
}

#[test]
fn logout_ends_the_session_for_good_and_goes_to_the_registered_place() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    let kept = browser.cookies.borrow().clone();
    let seen = logout(
        &house,
        &browser,
        &[
            ("logout_uri", "https://app.example/bye"),
            ("redirect_uri", "https://evil.example"),
        ],
    );
    assert_eq!(seen.location(), Some("https://app.example/bye"));
    assert!(
        !browser
            .cookies
            .borrow()
            .contains_key(&house.session_cookie())
    );
    browser.cookies.replace(kept);
    assert_eq!(
        browser.get(&house.at("/oauth2/authorize")).destination(),
        Some("/login"),
        "the old cookie is dead"
    );
}

#[test]
fn logout_ends_no_token() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    let given = body(&house.redeem(&browser.sign_in(EMAIL)));
    let bye = [("logout_uri", "https://app.example/bye")];
    assert!(logout(&house, &browser, &bye).location().is_some());
    let bearer = format!("Bearer {}", given["access_token"].as_str().unwrap());
    assert_eq!(house.user_info(&bearer).status, 200);
    let pairs = [
        ("grant_type", "refresh_token"),
        ("client_id", house.client.as_str()),
        ("refresh_token", given["refresh_token"].as_str().unwrap()),
    ];
    assert_eq!(house.form("/oauth2/token", &[], &pairs).status, 200);
}

#[test]
fn logout_to_an_unregistered_place_does_nothing() {
    let house = House::new();
    house.user(EMAIL);
    let browser = house.browser();
    browser.sign_in(EMAIL);
    for (name, uri, error) in [
        ("logout_uri", "https://evil.example/", "logout_mismatch"),
        ("logout_uri", "https://app.example/bye/", "logout_mismatch"),
        ("redirect_uri", "https://evil.example/", "redirect_mismatch"),
    ] {
        let seen = logout(&house, &browser, &[(name, uri), ("response_type", "code")]);
        assert_eq!(seen.destination(), Some("/error"), "{uri}");
        assert_eq!(seen.parameter("error").as_deref(), Some(error));
        assert_eq!(browser.get(seen.location().unwrap()).status(), 400);
    }
    assert!(
        browser.get(&house.at("/oauth2/authorize")).code().is_some(),
        "still signed in"
    );
}

#[test]
fn logout_with_a_redirect_uri_leads_to_the_login_page_and_without_a_place_to_a_page() {
    let house = House::new();
    let browser = house.browser();
    let seen = logout(
        &house,
        &browser,
        &[("redirect_uri", REDIRECT_URI), ("response_type", "code")],
    );
    assert_eq!(seen.destination(), Some("/login"));
    assert_eq!(
        seen.parameter("scope").as_deref(),
        Some("openid email profile aws.cognito.signin.user.admin")
    );
    for (name, value) in [("redirect_uri", REDIRECT_URI), ("response_type", "code")] {
        assert_eq!(seen.parameter(name).as_deref(), Some(value));
    }
    assert!(matches!(
        logout(&house, &browser, &[]).page(),
        Page::SignedOut
    ));
    assert_eq!(browser.get("/logout").destination(), Some("/error"));
}
