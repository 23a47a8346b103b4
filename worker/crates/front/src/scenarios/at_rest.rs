//! Nothing that lets somebody in is stored as it is.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use vestibule_crypto::{Keyring, Purpose, SecretBytes};
use vestibule_engine::{
    auth_flow::refresh,
    dev_mailbox::DevMailer,
    ports::mail::{Mailer as _, Message},
};
use vestibule_idp::fixtures::api::{Api, PASSWORD, at_once, merged, text};
use vestibule_model::{ids::PoolId, opaque::RefreshToken};
use vestibule_store::sql::Sql as _;
use vestibule_web::fixtures::{EMAIL, House};

/// Fails where any object's storage contains one of the secrets.
#[track_caller]
fn assert_absent(api: &Api, secrets: &[(&str, String)]) {
    for key in api.world.objects.keys() {
        let dump = api.world.objects.store(&key).dump();
        for (name, secret) in secrets {
            assert!(
                secret.len() >= 6,
                "{name} is too short to be looked for: {secret}"
            );
            let found = dump
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "{name} is in {key:?}");
        }
    }
}

fn code(api: &Api, to: &str) -> String {
    api.world.mailbox.code_for(to).unwrap()
}

#[test]
fn the_search_finds_what_is_there() {
    let api = Api::usual();
    api.add_user("alice");
    let found = api.users_objects().iter().any(|key| {
        let dump = api.world.objects.store(key).dump();
        dump.windows(17)
            .any(|window| window == b"alice@example.com")
    });
    assert!(found);
}

#[test]
fn no_password_code_token_or_secret_is_stored_in_clear() {
    const FORGOTTEN: &str = "F0rgotten-and-reset";
    const CHANGED: &str = "Ch4nged-by-herself";
    let api = Api::new(
        json!({"AutoVerifiedAttributes": ["email"]}),
        json!({
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        }),
    );
    let mut secrets = vec![
        ("password", PASSWORD.to_owned()),
        ("temporary password", "Temp0rary-1".to_owned()),
    ];
    let (client, secret) = api.add_client(json!({"GenerateSecret": true}));
    secrets.push(("client secret", secret));
    let second = "its_own_second_client_secret";
    let input = json!({"UserPoolId": api.pool, "ClientId": client, "ClientSecret": second});
    api.ok("AddUserPoolClientSecret", input);
    secrets.push(("client secret", second.to_owned()));

    let to = "jane@example.com";
    let attributes = json!([{"Name": "email", "Value": to}]);
    let input = json!({"ClientId": api.client, "Username": "jane", "Password": PASSWORD, "UserAttributes": attributes});
    // A message that nobody could deliver waits in the outbox, with its code.
    api.world.mailbox.refusing.set(true);
    assert!(api.call("SignUp", input).is_err());
    api.world.mailbox.refusing.set(false);
    assert_eq!(api.rows("outbox"), 1);
    api.ok(
        "ResendConfirmationCode",
        json!({"ClientId": api.client, "Username": "jane"}),
    );
    secrets.push(("sign-up code", code(&api, to)));
    let input =
        json!({"ClientId": api.client, "Username": "jane", "ConfirmationCode": code(&api, to)});
    assert_absent(&api, &secrets);
    api.ok("ConfirmSignUp", input);

    let mut keep = |tokens: &serde_json::Value| {
        for token in ["AccessToken", "IdToken", "RefreshToken"] {
            secrets.push(("token", text(&tokens[token])));
        }
    };
    let tokens = api.tokens("jane");
    keep(&tokens);
    keep(&api.refresh(&api.client, &tokens["RefreshToken"]).unwrap());
    keep(&api.srp("jane", PASSWORD).unwrap()["AuthenticationResult"]);

    api.ok(
        "ForgotPassword",
        json!({"ClientId": api.client, "Username": "jane"}),
    );
    secrets.push(("reset code", code(&api, to)));
    let input = json!({
        "ClientId": api.client, "Username": "jane", "ConfirmationCode": code(&api, to), "Password": FORGOTTEN,
    });
    assert_absent(&api, &secrets);
    api.ok("ConfirmForgotPassword", input);
    let input = json!({
        "AccessToken": tokens["AccessToken"], "PreviousPassword": FORGOTTEN, "ProposedPassword": CHANGED,
    });
    api.ok("ChangePassword", input);
    let input = json!({"AccessToken": tokens["AccessToken"], "AttributeName": "email"});
    api.ok("GetUserAttributeVerificationCode", input);
    secrets.push(("attribute code", code(&api, to)));

    api.invite("bob", "Temp0rary-1");
    let challenge = api.sign_in("bob", "Temp0rary-1").unwrap();
    secrets.push(("session", text(&challenge["Session"])));
    api.new_password("bob", &challenge, PASSWORD).unwrap();
    secrets.extend([
        ("password", FORGOTTEN.to_owned()),
        ("password", CHANGED.to_owned()),
    ]);
    assert_absent(&api, &secrets);
}

/// Who has a refresh token, or a copy of the storage, can't make the token that takes its place; nor can who has both.
#[test]
fn a_successor_is_made_with_a_secret_that_is_not_in_the_storage() {
    let api = Api::new(
        json!({}),
        json!({
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        }),
    );
    api.add_user("jane");
    let first = text(&api.tokens("jane")["RefreshToken"]);
    let second = text(&api.refresh(&api.client, &json!(first)).unwrap()["RefreshToken"]);
    let token = RefreshToken::parse(&first).unwrap();
    let pool = PoolId::parse(&api.pool).unwrap();
    let associated = refresh::associated(&pool, &token.kept.family);
    let sealed = || {
        let objects = &api.world.objects;
        api.users_objects().iter().find_map(|key| {
            let rows = objects
                .store(key)
                .exec("SELECT secret FROM sessions", &[])
                .unwrap();
            rows.first()
                .and_then(|row| row.text_or_null(0).unwrap().map(str::to_owned))
        })
    };
    let secret = api
        .world
        .keyring
        .open_text(Purpose::RefreshSecret, &associated, &sealed().unwrap())
        .unwrap();
    assert_eq!(*token.successor(&secret).1.expose(), second);
    for key in api.world.objects.keys() {
        let dump = api.world.objects.store(&key).dump();
        let length = secret.expose().len();
        let found = dump
            .windows(length)
            .any(|window| window == secret.expose().as_slice());
        assert!(!found, "it is in {key:?}");
    }
    let encoded = URL_SAFE_NO_PAD.encode(secret.expose());
    assert_absent(&api, &[("secret", encoded), ("successor", second.clone())]);

    let another = Keyring::new(&[SecretBytes::from(vec![8; 32])]).unwrap();
    assert!(
        another
            .open_text(Purpose::RefreshSecret, &associated, &sealed().unwrap())
            .is_err()
    );
    api.ok(
        "RevokeToken",
        json!({"ClientId": api.client, "Token": second}),
    );
    assert_eq!(sealed(), None, "it ends with the session");
}

/// People type a password where a name belongs, or somebody else's address.
#[test]
fn a_name_that_nobody_has_is_stored_nowhere() {
    const TYPED: &str = "Correct-horse-9";
    let api = Api::new(json!({}), json!({"PreventUserExistenceErrors": "ENABLED"}));
    assert!(api.sign_in(TYPED, PASSWORD).is_err());
    let client = &api.client;
    for (operation, input) in [
        ("ForgotPassword", json!({})),
        ("ResendConfirmationCode", json!({})),
        ("ConfirmSignUp", json!({"ConfirmationCode": "000000"})),
    ] {
        let named = json!({"ClientId": client, "Username": TYPED});
        let _ = api.call(operation, merged(named, input));
    }
    assert_eq!((api.rows("attempts"), api.rows("quotas")), (1, 3));
    let lower = TYPED.to_lowercase();
    assert_absent(&api, &[("name", TYPED.to_owned()), ("name", lower)]);
}

#[test]
fn no_code_or_cookie_of_the_hosted_pages_is_stored_in_clear() {
    let house = House::new();
    house.harden();
    house.user(EMAIL);
    let browser = house.browser();
    let authorization_code = browser.sign_in(EMAIL);
    let mut secrets: Vec<_> = browser
        .cookies
        .borrow()
        .values()
        .map(|cookie| ("cookie", cookie.clone()))
        .collect();
    secrets.retain(|(_, cookie)| cookie.len() >= 16);
    assert!(!secrets.is_empty());
    secrets.push(("authorization code", authorization_code.clone()));
    let response = vestibule_web::fixtures::body(&house.redeem(&authorization_code));
    secrets.push(("refresh token", text(&response["refresh_token"])));
    drop(browser);
    assert_absent(&house.api, &secrets);
}

#[test]
fn the_dev_mailbox_keeps_neither_address_nor_code_in_clear() {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    let attributes = json!([{"Name": "email", "Value": "jane@example.com"}]);
    let input = json!({"ClientId": api.client, "Username": "jane", "Password": PASSWORD, "UserAttributes": attributes});
    api.ok("SignUp", input);
    let message: Message = api.world.mailbox.messages.borrow()[0].clone();
    let cx = api.world.cx();
    let mailer = DevMailer {
        objects: cx.objects,
        timer: cx.timer,
        rng: cx.rng,
        keyring: cx.keyring,
    };
    for _ in 0..2 {
        at_once(mailer.deliver(&message)).unwrap();
    }
    let listed = at_once(vestibule_engine::dev_mailbox::list(
        &cx,
        Some("Jane@Example.com"),
    ))
    .unwrap();
    assert_eq!(
        listed[0].code,
        message.code.as_ref().map(|code| code.expose().clone())
    );
    assert!(
        at_once(vestibule_engine::dev_mailbox::list(
            &cx,
            Some("other@example.com")
        ))
        .unwrap()
        .is_empty()
    );
    let dump = api
        .world
        .objects
        .store(&vestibule_engine::dev_mailbox::key())
        .dump();
    for secret in ["jane@example.com", message.code.as_ref().unwrap().expose()] {
        assert!(
            !dump
                .windows(secret.len())
                .any(|window| window == secret.as_bytes()),
            "{secret}"
        );
    }
}
