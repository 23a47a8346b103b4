//! Strangers who know a person's name: what they can use up, and what gives it back.

use serde_json::{Value, json};
use vestibule_idp::fixtures::api::{Api, PASSWORD, not_authorized, refused};
use vestibule_model::time::Span;

const NEW: &str = "N3w-password";

type Answer = Result<Value, (String, String)>;

fn locked() -> Answer {
    Err(not_authorized("Password attempts exceeded"))
}

/// Guesses until the account is locked.
fn lock(api: &Api, username: &str) {
    for _ in 0..5 {
        assert!(api.sign_in(username, "Wr0ng-one").is_err());
    }
    assert_eq!(api.sign_in(username, PASSWORD), locked());
}

fn pools() -> [Api; 2] {
    let members = json!({"AutoVerifiedAttributes": ["email"]});
    let [usual, hardened] = [0, 1].map(|_| Api::new(members.clone(), json!({})));
    hardened.harden();
    [usual, hardened]
}

fn code(api: &Api) -> String {
    api.deliver_due();
    api.world.mailbox.code_for("alice@example.com").unwrap()
}

fn forgot(api: &Api, username: &str) -> Answer {
    let input = json!({"ClientId": api.client, "Username": username});
    api.call("ForgotPassword", input)
}

fn reset(api: &Api, username: &str, code: &str) -> Answer {
    let input = json!({
        "ClientId": api.client, "Username": username, "ConfirmationCode": code, "Password": NEW,
    });
    api.call("ConfirmForgotPassword", input)
}

#[test]
fn who_resets_the_password_by_its_code_is_not_kept_out_by_guesses() {
    for api in pools() {
        api.add_user("alice");
        forgot(&api, "alice").unwrap();
        let code = code(&api);
        lock(&api, "alice");
        assert!(reset(&api, "alice", "000000").is_err());
        assert_eq!(api.sign_in("alice", PASSWORD), locked(), "a wrong code");
        reset(&api, "alice", &code).unwrap();
        assert!(api.sign_in("alice", NEW).is_ok());
    }
}

#[test]
fn whom_an_administrator_gives_a_password_is_not_kept_out_by_guesses() {
    for api in pools() {
        api.add_user("alice");
        for permanent in [true, false] {
            lock(&api, "alice");
            let input = json!({
                "UserPoolId": api.pool, "Username": "alice", "Password": NEW, "Permanent": permanent,
            });
            api.ok("AdminSetUserPassword", input);
            assert!(api.sign_in("alice", NEW).is_ok(), "{permanent}");
        }
        let input = json!({
            "UserPoolId": api.pool, "Username": "alice", "TemporaryPassword": "Temp0rary-2",
            "MessageAction": "RESEND",
        });
        lock(&api, "alice");
        api.ok("AdminCreateUser", input);
        assert!(api.sign_in("alice", "Temp0rary-2").is_ok());
    }
}

#[test]
fn a_change_of_ones_own_password_gives_strangers_no_more_guesses() {
    for api in pools() {
        api.add_user("alice");
        let token = api.tokens("alice")["AccessToken"].clone();
        lock(&api, "alice");
        let input = json!({
            "AccessToken": token, "PreviousPassword": PASSWORD, "ProposedPassword": NEW,
        });
        api.ok("ChangePassword", input);
        assert_eq!(api.sign_in("alice", NEW), locked());
    }
}

#[test]
fn codes_that_others_ask_for_use_up_none_of_the_guesses() {
    let [usual, hardened] = pools();
    for (api, is_hardened) in [(usual, false), (hardened, true)] {
        api.add_user("alice");
        for _ in 0..10 {
            forgot(&api, "alice").unwrap();
        }
        assert_eq!(forgot(&api, "alice"), exhausted());
        let code = code(&api);
        if !is_hardened {
            assert_eq!(reset(&api, "alice", &code), exhausted(), "Cognito's rule");
            continue;
        }
        for _ in 0..9 {
            assert_eq!(reset(&api, "alice", not(&code)), mismatch());
        }
        reset(&api, "alice", &code).unwrap();
        assert!(api.sign_in("alice", NEW).is_ok());
    }
}

#[test]
fn guesses_are_bounded_whoever_asks_for_codes_and_for_nobody_as_for_somebody() {
    let hiding = json!({"PreventUserExistenceErrors": "ENABLED"});
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), hiding);
    api.harden();
    api.add_user("alice");
    for username in ["alice", "nobody"] {
        forgot(&api, username).unwrap();
        let wrong = not(&code(&api));
        for _ in 0..10 {
            assert_eq!(reset(&api, username, wrong), mismatch(), "{username}");
        }
        assert_eq!(reset(&api, username, wrong), exhausted(), "{username}");
        // Another code brings no more of them.
        for _ in 0..9 {
            forgot(&api, username).unwrap();
        }
        assert_eq!(
            reset(&api, username, &code(&api)),
            exhausted(),
            "{username}"
        );
        assert_eq!(forgot(&api, username), exhausted(), "{username}");
    }
}

fn exhausted() -> Answer {
    let text = "Attempt limit exceeded, please try after some time.";
    Err(refused("LimitExceededException", text))
}

fn mismatch() -> Answer {
    let text = "Invalid verification code provided, please try again.";
    Err(refused("CodeMismatchException", text))
}

fn not(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

/// Who was told of what, since the last time.
fn told(api: &Api) -> Vec<(String, String)> {
    api.deliver_due();
    let messages = api.world.mailbox.messages.take();
    let told = messages.iter();
    told.map(|message| (message.to.clone(), message.subject.clone()))
        .collect()
}

fn guess(api: &Api, username: &str, times: u32) {
    for _ in 0..times {
        assert!(api.sign_in(username, "Wr0ng-one").is_err());
    }
}

fn hiding() -> Api {
    let api = Api::new(
        json!({"AutoVerifiedAttributes": ["email"]}),
        json!({"PreventUserExistenceErrors": "ENABLED"}),
    );
    api.harden();
    api
}

#[test]
fn a_person_is_told_once_a_day_that_strangers_have_locked_the_account() {
    let notice = |to: &str| {
        vec![(
            to.to_owned(),
            "Wrong passwords for your people account".to_owned(),
        )]
    };
    let api = hiding();
    api.add_user("alice");
    guess(&api, "alice", 4);
    assert_eq!(told(&api), [], "it isn't locked yet");
    guess(&api, "alice", 1);
    assert_eq!(told(&api), notice("alice@example.com"));
    for _ in 0..3 {
        api.world.advance(Span::minutes(15));
        guess(&api, "alice", 6);
    }
    assert_eq!(told(&api), []);
    api.world.advance(Span::hours(24));
    guess(&api, "alice", 5);
    assert_eq!(told(&api), notice("alice@example.com"));

    for flow in [Api::srp, admin] {
        let api = hiding();
        api.add_user("alice");
        for _ in 0..5 {
            assert!(flow(&api, "alice", "Wr0ng-one").is_err());
        }
        assert_eq!(told(&api), notice("alice@example.com"));
    }
}

fn admin(api: &Api, username: &str, password: &str) -> Answer {
    let input = json!({
        "UserPoolId": api.pool, "ClientId": api.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": username, "PASSWORD": password},
    });
    api.call("AdminInitiateAuth", input)
}

#[test]
fn a_person_is_told_where_there_is_a_verified_address_and_the_account_is_theirs() {
    let told_of = |attributes: &[(&str, &str)], disabled: bool| {
        let api = hiding();
        let attributes: Vec<Value> = attributes
            .iter()
            .map(|(name, value)| json!({"Name": name, "Value": value}))
            .collect();
        let input = json!({
            "UserPoolId": api.pool, "Username": "alice", "MessageAction": "SUPPRESS",
            "TemporaryPassword": "Temp0rary-1", "UserAttributes": attributes,
        });
        api.ok("AdminCreateUser", input);
        if disabled {
            api.admin("AdminDisableUser", "alice");
        }
        guess(&api, "alice", 5);
        assert_eq!(api.rows("outbox"), 1, "it takes the same in any case");
        let told = told(&api);
        assert_eq!(api.rows("outbox"), 0);
        told.into_iter().map(|(to, _)| to).collect::<Vec<_>>()
    };
    let email = ("email", "a@example.com");
    let phone = ("phone_number", "+15555550100");
    let is_email = ("email_verified", "true");
    let is_phone = ("phone_number_verified", "true");
    for (attributes, to) in [
        (vec![email, phone, is_email, is_phone], Some(email.1)),
        (vec![email, phone, is_phone], Some(phone.1)),
        (vec![email, phone], None),
        (vec![], None),
    ] {
        let expected: Vec<&str> = to.into_iter().collect();
        assert_eq!(told_of(&attributes, false), expected, "{attributes:?}");
    }
    let none: [&str; 0] = [];
    assert_eq!(told_of(&[email, is_email], true), none);
}

#[test]
fn without_hardening_nobody_is_told() {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    api.add_user("alice");
    guess(&api, "alice", 6);
    assert_eq!(told(&api), []);
    assert_eq!((api.rows("outbox"), api.rows("quotas")), (0, 0));
}

#[test]
fn a_lock_costs_the_same_whether_or_not_a_name_is_somebodys() {
    let costs = |username: &str| {
        let api = hiding();
        api.add_user("alice");
        api.world.objects.sent.borrow_mut().clear();
        guess(&api, username, 6);
        let sent = api.world.objects.sent.take();
        let rows = ["attempts", "reservations", "quotas", "outbox"].map(|table| api.rows(table));
        let told = told(&api).len();
        let delivery = api.world.objects.sent.take();
        let delivered = delivery.iter().filter(|name| *name == "note_delivered");
        (sent, rows, delivered.count(), told)
    };
    let (sent, rows, delivered, told) = costs("alice");
    assert_eq!((rows, delivered, told), ([1, 0, 1, 1], 1, 1));
    assert_eq!(costs("nobody"), (sent, rows, delivered, 0));
}

/// What a message says is sealed; who it is for goes with the user.
#[test]
fn a_notice_goes_with_its_user() {
    let api = hiding();
    api.add_user("alice");
    guess(&api, "alice", 5);
    api.admin("AdminDeleteUser", "alice");
    assert_eq!((api.rows("outbox"), api.rows("quotas")), (0, 0));
}
