use crate::{
    fixtures::{Browser, EMAIL, House, REDIRECT_URI, Seen, body, request},
    parameters::encode,
    view::{Message, Page},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use vestibule_idp::domains::create_user_pool_domain;
use vestibule_model::time::Span;

const BYE: &str = "https://app.example/bye";
const ANOTHER: &str = "john@example.com";

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

/// Asks as OpenID Connect RP-Initiated Logout 1.0 has it, by GET.
fn end_session(browser: &Browser<'_>, pairs: &[(&str, &str)]) -> Seen {
    browser.get(&format!("/logout?{}", encode(pairs.iter().copied())))
}

/// A form of the app's own page, to which a browser adds none of our cookies: they are `SameSite=Lax`.
fn end_session_by_post(house: &House, pairs: &[(&str, &str)]) -> Seen {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "https://app.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    house.send("POST", "/logout", &headers, &encode(pairs.iter().copied()))
}

fn is_signed_in(house: &House, browser: &Browser<'_>) -> bool {
    let silent = house.query().with("prompt", "none");
    let seen = browser.get(&silent.after("/oauth2/authorize"));
    seen.code().is_some()
}

/// A browser that is signed in, and the ID token that the app has of it.
fn signed_in<'a>(house: &'a House, email: &str) -> (Browser<'a>, String) {
    let browser = house.browser();
    let tokens = body(&house.redeem(&browser.sign_in(email)));
    let id_token = tokens["id_token"].as_str().unwrap().to_owned();
    (browser, id_token)
}

/// A house with two people.
fn house() -> House {
    let house = House::new();
    house.user(EMAIL);
    house.user(ANOTHER);
    house
}

/// Section 2: `id_token_hint`, with `client_id` or without; section 3: `state` goes back.
#[test]
fn an_id_token_signs_its_own_user_out_and_leads_back_with_the_state() {
    let house = house();
    for (client, state, expected) in [
        (None, Some("a b&c"), "https://app.example/bye?state=a+b%26c"),
        (Some(house.client.as_str()), None, BYE),
    ] {
        let (browser, hint) = signed_in(&house, EMAIL);
        let mut pairs = vec![
            ("id_token_hint", hint.as_str()),
            ("post_logout_redirect_uri", BYE),
            ("ui_locales", "de en"),
            ("logout_hint", EMAIL),
        ];
        pairs.extend(client.map(|client| ("client_id", client)));
        pairs.extend(state.map(|state| ("state", state)));
        let seen = end_session(&browser, &pairs);
        assert_eq!(seen.location(), Some(expected));
        assert!(!is_signed_in(&house, &browser));
    }
}

#[test]
fn an_id_token_without_a_place_ends_at_a_page() {
    let house = house();
    let (browser, hint) = signed_in(&house, EMAIL);
    let seen = end_session(&browser, &[("id_token_hint", &hint)]);
    assert!(matches!(seen.page(), Page::SignedOut));
    assert!(!is_signed_in(&house, &browser));
}

/// Section 2: a hint is good after its `exp` as well, and logging out again is no error (section 4).
#[test]
fn an_id_token_that_has_expired_is_good_for_signing_out_once_and_again() {
    let house = house();
    let (browser, hint) = signed_in(&house, EMAIL);
    house.world.advance(Span::days(3));
    browser.sign_in(EMAIL);
    let pairs = [
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", BYE),
    ];
    for _ in 0..2 {
        assert_eq!(end_session(&browser, &pairs).location(), Some(BYE));
        assert!(!is_signed_in(&house, &browser));
    }
}

/// Section 2: "OpenID Providers MUST support the use of the HTTP GET and POST methods".
#[test]
fn a_form_of_the_apps_comes_again_with_our_cookies_and_without_the_token() {
    let house = house();
    let (browser, hint) = signed_in(&house, EMAIL);
    let pairs = [
        ("id_token_hint", hint.as_str()),
        ("post_logout_redirect_uri", BYE),
        ("state", "a b&c"),
    ];
    let seen = end_session_by_post(&house, &pairs);
    assert_eq!(seen.destination(), Some("/logout"));
    let again = seen.location().unwrap();
    let (_, payload) = hint.split_once('.').unwrap();
    assert!(!again.contains(&payload[..40]), "{again}");
    let seen = browser.get(again);
    assert_eq!(
        seen.location(),
        Some("https://app.example/bye?state=a+b%26c")
    );
    assert!(!is_signed_in(&house, &browser));
}

#[test]
fn a_form_by_cognitos_parameters_comes_again_too() {
    let house = house();
    let (browser, _) = signed_in(&house, EMAIL);
    let pairs = [("client_id", house.client.as_str()), ("logout_uri", BYE)];
    let seen = end_session_by_post(&house, &pairs);
    assert_eq!(browser.get(seen.location().unwrap()).location(), Some(BYE));
    assert!(!is_signed_in(&house, &browser));
}

#[test]
fn what_goes_on_in_the_address_is_bounded_and_an_id_token_does_not_go_on() {
    let house = house();
    let large = "x".repeat(9000);
    let error = |name: &str| {
        let pairs = [("client_id", house.client.as_str()), (name, &large)];
        end_session_by_post(&house, &pairs).parameter("error")
    };
    assert_eq!(error("state").as_deref(), Some("invalid_request"));
    assert_eq!(error("id_token_hint"), None);
}

/// Sections 2 and 6: without a hint, or with somebody else's, the person is asked.
#[test]
fn without_an_id_token_of_who_is_signed_in_the_person_is_asked() {
    let house = house();
    let (_, another) = signed_in(&house, ANOTHER);
    let client = ("client_id", house.client.as_str());
    let back = ("post_logout_redirect_uri", BYE);
    let hint = ("id_token_hint", another.as_str());
    for (pairs, place) in [
        (
            vec![client, back, ("state", "s")],
            Some("https://app.example/bye?state=s"),
        ),
        (vec![client], None),
        (vec![hint, back], Some(BYE)),
        (vec![client, hint], None),
    ] {
        let (browser, _) = signed_in(&house, EMAIL);
        let seen = end_session(&browser, &pairs);
        assert!(matches!(seen.page(), Page::SignOut), "{pairs:?}");
        assert_eq!(seen.view().form_targets.len(), usize::from(place.is_some()));
        assert!(is_signed_in(&house, &browser), "{pairs:?}");

        let action = seen.view().around.action.clone();
        let stays = browser.post(&action, &[]);
        assert!(
            stays.destination() == Some("/logout"),
            "no button, no answer"
        );
        assert!(is_signed_in(&house, &browser));
        let seen = browser.post(&action, &[("sign_out", "")]);
        match place {
            Some(place) => assert_eq!(seen.location(), Some(place)),
            None => assert!(matches!(seen.page(), Page::SignedOut)),
        }
        assert!(!is_signed_in(&house, &browser), "{pairs:?}");
    }
}

#[test]
fn the_answer_is_the_persons_own() {
    let house = house();
    let (browser, _) = signed_in(&house, EMAIL);
    let url = format!("/logout?client_id={}", house.client);
    let agreed = encode([("sign_out", ""), ("_csrf", "made-up")]);
    for (browser, headers) in [
        // With our cookies, and without them: then there is nobody to sign out, and no cookie goes either.
        (&browser, vec![("origin", "http://localhost:8787")]),
        (&house.browser(), vec![("origin", "https://evil.example")]),
    ] {
        let seen = browser.send("POST", &url, &headers, &agreed);
        assert_eq!(seen.status(), 403);
        assert!(matches!(seen.page(), Page::SignOut));
        assert_eq!(seen.notice(), Some(Message::PageExpired));
        let removed = |cookie: &String| cookie.starts_with(&house.session_cookie());
        assert!(!seen.view().cookies.iter().any(removed));
    }
    assert!(is_signed_in(&house, &browser));
}

#[test]
fn who_is_not_signed_in_is_not_asked() {
    let house = house();
    let pairs = [
        ("client_id", house.client.as_str()),
        ("post_logout_redirect_uri", BYE),
    ];
    let seen = end_session(&house.browser(), &pairs);
    assert_eq!(seen.location(), Some(BYE));
}

/// Section 4: what fails to validate is not used.
#[test]
fn a_hint_that_is_not_ours_says_nothing() {
    let house = house();
    let (browser, id_token) = signed_in(&house, EMAIL);
    let access_token = house.tokens("openid email")["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let (signed, signature) = id_token.rsplit_once('.').unwrap();
    let (header, payload) = signed.split_once('.').unwrap();
    let forged = |from: &str, to: &str| {
        let claims = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
        assert!(claims.contains(from));
        let claims = URL_SAFE_NO_PAD.encode(claims.replace(from, to));
        format!("{header}.{claims}.{signature}")
    };
    let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","kid":"x"}"#);
    for hint in [
        "garbage".to_owned(),
        "a.b.c".to_owned(),
        format!("{signed}.AAAA"),
        format!("{unsigned}.{payload}."),
        forged("http://localhost:8787", "https://evil.example"),
        forged(&house.pool, "local_000000000"),
        forged(&house.client, "another"),
        access_token,
    ] {
        let hint = ("id_token_hint", hint.as_str());
        let back = ("post_logout_redirect_uri", BYE);
        let alone = end_session(&browser, &[hint, back]);
        assert_eq!(alone.destination(), Some("/error"), "{hint:?}");
        assert_eq!(alone.parameter("error").as_deref(), Some("invalid_request"));
        let client = ("client_id", house.client.as_str());
        let with_client = end_session(&browser, &[hint, back, client]);
        assert!(matches!(with_client.page(), Page::SignOut), "{hint:?}");
        assert!(is_signed_in(&house, &browser));
    }
}

/// Section 2: "the OP MUST verify that the Client Identifier matches the one used when issuing the ID Token".
#[test]
fn a_hint_of_another_client_contradicts_the_one_that_is_named() {
    let house = house();
    let (browser, hint) = signed_in(&house, EMAIL);
    let (other, _) = house.client(json!({}));
    let pairs = [
        ("id_token_hint", hint.as_str()),
        ("client_id", other.as_str()),
        ("post_logout_redirect_uri", BYE),
    ];
    let by_post = end_session_by_post(&house, &pairs);
    for seen in [
        end_session(&browser, &pairs),
        browser.get(by_post.location().unwrap()),
    ] {
        assert_eq!(seen.destination(), Some("/error"));
        assert_eq!(seen.parameter("error").as_deref(), Some("invalid_request"));
    }
    assert!(is_signed_in(&house, &browser));
}

/// Section 3: no place is gone to but one that is registered, exactly.
#[test]
fn a_place_that_the_hints_client_has_not_is_not_gone_to() {
    let house = house();
    let (browser, hint) = signed_in(&house, EMAIL);
    for place in [
        "https://evil.example/",
        "https://app.example/bye/",
        REDIRECT_URI,
    ] {
        let pairs = [
            ("id_token_hint", hint.as_str()),
            ("post_logout_redirect_uri", place),
        ];
        let seen = end_session(&browser, &pairs);
        assert_eq!(seen.destination(), Some("/error"), "{place}");
        assert_eq!(seen.parameter("error").as_deref(), Some("logout_mismatch"));
    }
    assert!(is_signed_in(&house, &browser));
}

#[test]
fn on_a_pools_own_domain_nobody_has_to_be_named() {
    let house = house();
    let domain = json!({"UserPoolId": house.pool, "Domain": "people"});
    house
        .world
        .run(create_user_pool_domain::handle(
            &house.world.cx(),
            request(domain),
        ))
        .unwrap();
    let mut browser = house.browser();
    browser.host = "people.localhost:8787".to_owned();
    browser.sign_in(EMAIL);
    let asked = end_session(&browser, &[("post_logout_redirect_uri", BYE)]);
    assert!(matches!(asked.page(), Page::SignOut));
    let seen = browser.post(&asked.view().around.action, &[("sign_out", "")]);
    assert!(matches!(seen.page(), Page::SignedOut));
    assert!(!is_signed_in(&house, &browser));
}

/// Cognito's own form is answered as Cognito answers it: `logout_uri` wins, and nobody is asked.
#[test]
fn cognitos_own_parameters_win() {
    let house = house();
    let (_, another) = signed_in(&house, ANOTHER);
    let (browser, _) = signed_in(&house, EMAIL);
    let pairs = [
        ("client_id", house.client.as_str()),
        ("logout_uri", BYE),
        ("id_token_hint", another.as_str()),
        ("post_logout_redirect_uri", "https://evil.example/"),
        ("state", "s"),
    ];
    assert_eq!(end_session(&browser, &pairs).location(), Some(BYE));
    assert!(!is_signed_in(&house, &browser));
}
