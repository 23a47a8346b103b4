//! A code that comes a second time.

use super::*;

/// An app that runs its start twice (React's strict mode does), or asks again after an answer that it never heard.
#[test]
fn a_code_that_its_own_client_presents_again_at_once_is_refused_and_ends_nothing() {
    let (house, code) = signed_in();
    let given = granted(&house.redeem(&code));
    let token = given["refresh_token"].as_str().unwrap();
    for _ in 0..2 {
        house.world.advance(Span::seconds(15) - Span::millis(1));
        assert_eq!(error(&house.redeem(&code)), "invalid_grant");
        granted(&refresh(&house, token));
    }
    // A retry doesn't prolong the time for others.
    house.world.advance(Span::millis(2));
    assert_eq!(error(&house.redeem(&code)), "invalid_grant");
    assert_eq!(error(&refresh(&house, token)), "invalid_grant");
}

#[test]
fn a_code_that_comes_again_without_all_that_its_client_knows_ends_what_it_gave() {
    for (name, value) in [
        ("code_verifier", "x".repeat(43)),
        ("code_verifier", "malformed".to_owned()),
        ("code_verifier", String::new()),
        ("redirect_uri", "https://app.example/other".to_owned()),
    ] {
        let (house, code) = signed_in();
        let given = granted(&house.redeem(&code));
        let again = redeem_with(&house, &code, name, &value);
        assert_eq!(error(&again), "invalid_grant", "{name} {value}");
        let token = given["refresh_token"].as_str().unwrap();
        assert_eq!(
            error(&refresh(&house, token)),
            "invalid_grant",
            "{name} {value}"
        );
    }
}

#[test]
fn a_code_without_a_challenge_that_comes_again_ends_what_it_gave() {
    let house = House::new();
    house.user(EMAIL);
    let code = unbound_code(&house);
    let redeem = || redeem_with(&house, &code, "code_verifier", "");
    let given = granted(&redeem());
    assert_eq!(error(&redeem()), "invalid_grant");
    let token = given["refresh_token"].as_str().unwrap();
    assert_eq!(error(&refresh(&house, token)), "invalid_grant");
}

/// Another client, and who can't show the secret of the code's own, spends nothing and ends nothing.
#[test]
fn a_code_that_comes_again_from_a_stranger_ends_nothing() {
    let house = House::new();
    house.user(EMAIL);
    let (client, secret) = house.client(json!({"GenerateSecret": true}));
    let secret = secret.unwrap();
    let url = house.query().with("client_id", &client).after("/login");
    let seen = house
        .browser()
        .post(&url, &[("username", EMAIL), ("password", PASSWORD)]);
    let code = seen.code().unwrap();
    let send = |grant: &[(&str, &str)], secret: &str| {
        let basic = format!("Basic {}", STANDARD.encode(format!("{client}:{secret}")));
        house.form("/oauth2/token", &[("authorization", &basic)], grant)
    };
    let grant = [
        ("grant_type", "authorization_code"),
        ("redirect_uri", REDIRECT_URI),
        ("code", code.as_str()),
        ("code_verifier", VERIFIER),
    ];
    let given = granted(&send(&grant, &secret));
    let token = given["refresh_token"].as_str().unwrap();
    let refresh = || {
        let grant = [("grant_type", "refresh_token"), ("refresh_token", token)];
        granted(&send(&grant, &secret))
    };
    assert_eq!(error(&send(&grant, "wrong")), "invalid_client");
    assert_eq!(
        error(&house.redeem(&code)),
        "invalid_grant",
        "another client"
    );
    refresh();
    assert_eq!(error(&send(&grant, &secret)), "invalid_grant", "its own");
    refresh();
}
