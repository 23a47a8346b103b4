//! Strangers who know a person's name: what they can use up, and what gives it back.

use serde_json::{Value, json};
use vestibule_idp::fixtures::api::{Api, PASSWORD, not_authorized};

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
