use super::*;
use crate::fixtures::{Browser, EMAIL, House, PASSWORD, Seen, claims};
use crate::hosted::passkey::{CREDENTIAL, SESSION};
use serde_json::{Value, json};
use vestibule_engine::testing::authenticator::Authenticator;
use vestibule_model::time::Span;

const ORIGIN: &str = "http://localhost:8787";

/// People with a password and passkeys; the pool takes both, for `localhost`.
pub(in crate::hosted) fn house(configuration: Value) -> House {
    let pool = json!({
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true},
        "EmailConfiguration": {
            "EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/example.com",
        },
    });
    let house = House::with(
        pool,
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_USER_PASSWORD_AUTH"]}),
    );
    let mut all = json!({"RelyingPartyId": "localhost"});
    let given = configuration.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(given);
    house.take_passkeys(&all);
    house.user(EMAIL);
    house
}

pub(in crate::hosted) fn phone() -> Authenticator {
    Authenticator::new(ORIGIN, b"a credential")
}

/// Adds a passkey by the API; gives the user's sub.
fn register(house: &House, key: &Authenticator) -> String {
    let token = house.api.tokens(EMAIL)["AccessToken"].clone();
    let started = house.ok("StartWebAuthnRegistration", json!({"AccessToken": token}));
    let credential = key.create(&started["CredentialCreationOptions"]);
    house.ok(
        "CompleteWebAuthnRegistration",
        json!({"AccessToken": token, "Credential": credential}),
    );
    claims(&token)["sub"].as_str().unwrap().to_owned()
}

fn asked(seen: &Seen) -> (Value, String) {
    let crate::view::Page::Login(page) = seen.page() else {
        panic!("it isn't the login page")
    };
    let passkey = page.passkey.as_ref().expect("a passkey is asked for");
    (
        serde_json::from_str(&passkey.options).unwrap(),
        passkey.session.clone(),
    )
}

fn send(house: &House, browser: &Browser<'_>, session: &str, credential: &Value) -> Seen {
    let credential = credential.to_string();
    let fields = [(SESSION, session), (CREDENTIAL, credential.as_str())];
    browser.post(&house.at("/login"), &fields)
}

fn sign_in(house: &House, browser: &Browser<'_>, key: &mut Authenticator, sub: &str) -> Seen {
    let (options, session) = asked(&browser.get(&house.at("/login")));
    send(house, browser, &session, &key.get(&options, sub))
}

#[test]
fn a_passkey_signs_in_without_a_name_once() {
    let house = house(json!({}));
    let mut key = phone();
    let sub = register(&house, &key);
    let browser = house.browser();
    let (options, session) = asked(&browser.get(&house.at("/login")));
    assert_eq!(options["allowCredentials"], json!([]));
    assert_eq!(options["rpId"], "localhost");
    assert_eq!(options["userVerification"], "preferred");
    let answer = key.get(&options, &sub);
    let seen = send(&house, &browser, &session, &answer);
    let tokens = house.redeem(&seen.code().unwrap());
    let tokens = crate::fixtures::body(&tokens);
    assert_eq!(claims(&tokens["id_token"])["email"], EMAIL);
    let again = send(&house, &browser, &session, &answer);
    assert!(again.code().is_none());
    assert_eq!(again.destination(), Some("/oauth2/authorize"));
}

#[test]
fn it_is_asked_for_only_where_it_can_be_had() {
    let of = |house: &House, host: &str| {
        let mut browser = house.browser();
        host.clone_into(&mut browser.host);
        let seen = browser.get(&house.at("/login"));
        let crate::view::Page::Login(page) = seen.page() else {
            panic!("it isn't the login page")
        };
        page.passkey.is_some()
    };
    let taken = house(json!({}));
    assert!(of(&taken, "localhost:8787"));
    assert!(!of(&taken, "127.0.0.1:8787"), "a passkey is for no address");
    let elsewhere = house(json!({"RelyingPartyId": "example.com"}));
    assert!(!of(&elsewhere, "localhost:8787"));
    let by_password_alone = House::with(
        json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]}}}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}),
    );
    by_password_alone.take_passkeys(&json!({"RelyingPartyId": "localhost"}));
    assert!(!of(&by_password_alone, "localhost:8787"));
    let without_choice = House::with(
        json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}}),
        json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"]}),
    );
    without_choice.take_passkeys(&json!({"RelyingPartyId": "localhost"}));
    assert!(!of(&without_choice, "localhost:8787"));
}

#[test]
fn a_challenge_is_one_browsers_and_one_apps_for_an_hour() {
    let house = house(json!({}));
    let mut key = phone();
    let sub = register(&house, &key);
    let (first, second) = (house.browser(), house.browser());
    let (options, session) = asked(&first.get(&house.at("/login")));
    let answer = key.get(&options, &sub);
    let stolen = send(&house, &second, &session, &answer);
    assert_eq!(stolen.notice(), Some(Message::PageExpired));
    let (other, _) = house.client(json!({"ExplicitAuthFlows": ["ALLOW_USER_AUTH"]}));
    let url = house.query().with("client_id", &other).after("/login");
    let text = answer.to_string();
    let elsewhere = first.post(&url, &[(SESSION, &session), (CREDENTIAL, &text)]);
    assert_eq!(elsewhere.notice(), Some(Message::PageExpired));
    house.world.advance(Span::hours(1));
    let late = send(&house, &first, &session, &answer);
    assert_eq!(late.notice(), Some(Message::PageExpired));
    assert!(sign_in(&house, &first, &mut key, &sub).code().is_some());
}

#[test]
fn wrong_answers_are_counted_and_say_all_the_same() {
    let house = house(json!({}));
    let mut key = phone();
    let sub = register(&house, &key);
    let browser = house.browser();
    let mut other = Authenticator::new(ORIGIN, b"another credential");
    let nobody = "01234567-89ab-7def-8123-456789abcdef";
    for whose in [nobody, "no sub at all", &sub] {
        let seen = sign_in(&house, &browser, &mut other, whose);
        assert_eq!(seen.notice(), Some(Message::PasskeyRefused), "{whose}");
    }
    for malformed in [json!({}), json!("text"), json!({"id": "AA"})] {
        let (_, session) = asked(&browser.get(&house.at("/login")));
        let seen = send(&house, &browser, &session, &malformed);
        assert_eq!(seen.notice(), Some(Message::PasskeyRefused));
    }
    // The first six don't lock.
    for _ in 0..6 {
        sign_in(&house, &browser, &mut other, &sub);
    }
    let locked = sign_in(&house, &browser, &mut key, &sub);
    assert!(matches!(
        locked.notice(),
        Some(Message::TooManyAttempts(Some(_)))
    ));
    house.world.advance(Span::hours(1));
    assert!(sign_in(&house, &browser, &mut key, &sub).code().is_some());
}

#[test]
fn a_wrong_answer_takes_the_same_for_somebody_and_for_nobody() {
    let house = house(json!({}));
    let sub = register(&house, &phone());
    let browser = house.browser();
    let mut other = Authenticator::new(ORIGIN, b"another credential");
    let mut took = |whose: &str| {
        let (options, session) = asked(&browser.get(&house.at("/login")));
        let answer = other.get(&options, whose);
        let (steps, draws) = house.world.traced(|| {
            send(&house, &browser, &session, &answer);
        });
        let steps = steps.into_iter();
        let steps = steps.map(|step| (step.transition, step.statements));
        (steps.collect::<Vec<_>>(), draws)
    };
    let nobody = took("01234567-89ab-7def-8123-456789abcdef");
    assert_eq!(took(&sub), nobody);
    assert!(nobody.0.iter().any(|(name, _)| name == "answer_factor"));
}

#[test]
fn a_disabled_user_hears_what_nobody_hears() {
    let house = house(json!({}));
    let mut key = phone();
    let sub = register(&house, &key);
    house.disable(EMAIL);
    let seen = sign_in(&house, &house.browser(), &mut key, &sub);
    assert_eq!(seen.notice(), Some(Message::PasskeyRefused));
}

#[test]
fn a_second_factor_follows_unless_a_verified_passkey_counts_as_both() {
    let factors = json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    });
    let single = house(json!({}));
    let mut key = phone();
    let sub = register(&single, &key);
    single.offer(factors);
    let asked = sign_in(&single, &single.browser(), &mut key, &sub);
    let crate::view::Page::SetUpApp(page) = asked.page() else {
        panic!("a passkey alone is one factor")
    };
    assert_eq!(page.username, EMAIL);
    assert!(page.uri.contains("jane%40example.com"));

    let both = house(json!({"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}));
    let mut key = phone();
    let sub = register(&both, &key);
    both.offer(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}, "EmailMfaConfiguration": {},
    }));
    let preference = json!({
        "UserPoolId": both.pool, "Username": EMAIL, "EmailMfaSettings": {"Enabled": true},
        "WebAuthnMfaSettings": {"Enabled": true},
    });
    both.ok("AdminSetUserMFAPreference", preference);
    let browser = both.browser();
    assert!(sign_in(&both, &browser, &mut key, &sub).code().is_some());
    key.user_verified = false;
    let seen = sign_in(&both, &both.browser(), &mut key, &sub);
    assert_eq!(seen.notice(), Some(Message::PasskeyRefused));
}

#[test]
fn a_remembered_browser_stands_for_the_factor_that_follows() {
    let house = house(json!({}));
    let mut key = phone();
    let sub = register(&house, &key);
    house.offer(json!({
        "MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true},
    }));
    let browser = house.browser();
    let asked = sign_in(&house, &browser, &mut key, &sub);
    let crate::view::Page::SetUpApp(page) = asked.page() else {
        panic!("an app is to be set up")
    };
    let code = house.code_of(&Value::from(page.secret.clone()));
    let state = asked.hidden("challenge");
    let fields = [("challenge", state.as_str()), ("code", &code)];
    assert!(browser.post(&house.at("/login"), &fields).code().is_some());
    browser.cookies.borrow_mut().remove(&house.session_cookie());
    assert!(sign_in(&house, &browser, &mut key, &sub).code().is_some());
    let elsewhere = sign_in(&house, &house.browser(), &mut key, &sub);
    assert!(matches!(
        elsewhere.page(),
        crate::view::Page::SecondFactor(_)
    ));
}

#[test]
fn the_password_stays() {
    let house = house(json!({}));
    let browser = house.browser();
    assert!(
        browser
            .post(
                &house.at("/login"),
                &[("username", EMAIL), ("password", PASSWORD)]
            )
            .code()
            .is_some()
    );
}
