//! What holds for every way to sign in: lockout, hiding, and what others do meanwhile.

use crate::service::{call, fixtures::Door};
use serde_json::{Value, json};
use std::cell::RefCell;
use vestibule_engine::{
    cx::Cx,
    hash_queue::HashQueue,
    ports::{LocalFuture, presence::Presence, timer::Timer},
};
use vestibule_idp::fixtures::api::{
    Api, PASSWORD, SrpClient, at_once, not_authorized, read, refused,
};
use vestibule_model::time::Span;

type Answer = Result<Value, (String, String)>;

/// Every flow that tries a password.
const FLOWS: [fn(&Api, &str, &str) -> Answer; 3] = [Api::sign_in, admin, Api::srp];

fn admin(api: &Api, username: &str, password: &str) -> Answer {
    let input = json!({
        "UserPoolId": api.pool, "ClientId": api.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": username, "PASSWORD": password},
    });
    api.call("AdminInitiateAuth", input)
}

fn wrong() -> Answer {
    Err(not_authorized("Incorrect username or password."))
}

fn locked() -> Answer {
    Err(not_authorized("Password attempts exceeded"))
}

fn hiding() -> Api {
    hiding_in(json!({}))
}

fn hiding_in(pool: Value) -> Api {
    Api::new(pool, json!({"PreventUserExistenceErrors": "ENABLED"}))
}

/// The transitions of a wrong password, or of one for a name that nobody has.
fn sent_by(api: &Api, flow: fn(&Api, &str, &str) -> Answer, username: &str) -> Vec<String> {
    // Past the snapshot, all ask for the configuration.
    api.world.advance(Span::seconds(6));
    api.world.objects.sent.borrow_mut().clear();
    assert_eq!(flow(api, username, "Wr0ng-one"), wrong());
    api.world.objects.sent.borrow().clone()
}

/// Lets something happen while a request waits.
struct Meanwhile<'a>(RefCell<Option<Box<dyn FnOnce() + 'a>>>);

impl Timer for Meanwhile<'_> {
    fn wait(&self, _span: Span) -> LocalFuture<'_, ()> {
        if let Some(event) = self.0.take() {
            event();
        }
        Box::pin(async {})
    }
}

/// Leaves as many attempts on a user open as may be.
fn leave_attempts_open(api: &Api, username: &str) {
    for _ in 0..5 {
        for _ in 0..4 {
            api.world.objects.lose_reply_of("reserve_attempt");
        }
        assert!(api.sign_in(username, PASSWORD).is_err());
    }
}

#[test]
fn five_failures_lock_every_flow_for_a_second_then_for_two() {
    let api = Api::usual();
    api.add_user("alice");
    for number in 0..5 {
        assert_eq!(
            FLOWS[number % 3](&api, "alice", "Wr0ng-one"),
            wrong(),
            "failure {number} is free"
        );
    }
    for (seconds, fail) in [(1, FLOWS[2]), (2, FLOWS[0]), (4, FLOWS[1])] {
        api.world.advance(Span::seconds(seconds) - Span::millis(1));
        for flow in FLOWS {
            assert_eq!(
                flow(&api, "alice", PASSWORD),
                locked(),
                "the right password too"
            );
        }
        api.world.advance(Span::millis(1));
        assert_eq!(
            fail(&api, "alice", "Wr0ng-one"),
            wrong(),
            "after {seconds} s"
        );
    }
    api.world.advance(Span::seconds(8));
    assert!(api.sign_in("alice", PASSWORD).is_ok());
    for flow in [FLOWS[0], FLOWS[1], FLOWS[2], FLOWS[0], FLOWS[1]] {
        assert_eq!(
            flow(&api, "alice", "Wr0ng-one"),
            wrong(),
            "success has reset the counter"
        );
    }
}

#[test]
fn a_challenge_is_no_attempt_only_the_proof_is() {
    let api = Api::usual();
    api.add_user("alice");
    for _ in 0..10 {
        api.srp_start("alice", "2").unwrap();
    }
    assert_eq!(api.rows("reservations"), 0);
    assert!(api.srp("alice", PASSWORD).is_ok());
}

#[test]
fn failures_are_forgotten_after_fifteen_minutes_without_an_attempt() {
    let api = Api::usual();
    api.add_user("alice");
    for _ in 0..4 {
        assert_eq!(api.sign_in("alice", "Wr0ng-one"), wrong());
    }
    api.world.advance(Span::minutes(15));
    for _ in 0..5 {
        assert_eq!(api.sign_in("alice", "Wr0ng-one"), wrong());
    }
    assert_eq!(api.sign_in("alice", PASSWORD), locked());
}

#[test]
fn nobody_is_locked_as_somebody_is() {
    let api = hiding();
    api.add_user("alice");
    for _ in 0..5 {
        for flow in FLOWS {
            assert_eq!(
                flow(&api, "nobody", PASSWORD),
                flow(&api, "alice", "Wr0ng-one")
            );
        }
    }
    assert_eq!(api.sign_in("nobody", PASSWORD), locked());
    assert_eq!(api.sign_in("alice", PASSWORD), locked());
}

#[test]
fn nobody_costs_the_transitions_that_a_wrong_password_costs() {
    for (pool, user, nobody) in [
        (json!({}), "alice", "nobody"),
        (
            json!({"UsernameAttributes": ["email"]}),
            "alice@example.com",
            "nobody@example.com",
        ),
    ] {
        let api = hiding_in(pool);
        api.add_user(user);
        for flow in FLOWS {
            assert_eq!(sent_by(&api, flow, user), sent_by(&api, flow, nobody));
        }
    }
}

#[test]
fn an_alias_that_nobody_has_costs_what_one_costs_that_leads_elsewhere_or_does_not() {
    let api = hiding_in(json!({"AliasAttributes": ["email"]}));
    for apart in [true, false] {
        let (user, nobody) = api.addresses(apart);
        for flow in FLOWS {
            let sent = sent_by(&api, flow, &user);
            assert_eq!(sent, sent_by(&api, flow, &nobody), "apart: {apart}");
        }
    }
}

#[test]
fn an_alias_that_nobody_has_is_locked_as_a_users_is() {
    let api = hiding_in(json!({"AliasAttributes": ["email"]}));
    for apart in [true, false] {
        let (user, nobody) = api.addresses(apart);
        for _ in 0..5 {
            for flow in FLOWS {
                assert_eq!(
                    flow(&api, &nobody, PASSWORD),
                    flow(&api, &user, "Wr0ng-one")
                );
            }
        }
        assert_eq!(api.sign_in(&nobody, PASSWORD), locked());
        assert_eq!(api.sign_in(&user, PASSWORD), locked());
    }
}

#[test]
fn a_right_password_that_something_else_stands_in_the_way_of_is_no_failure() {
    let api = Api::usual();
    api.add_user("disabled");
    api.admin("AdminDisableUser", "disabled");
    api.add_user("reset");
    api.admin("AdminResetUserPassword", "reset");
    api.sign_up("unconfirmed");
    api.invite("expired", "Temp0rary-1");
    api.world.advance(Span::days(7));
    for (username, password) in [
        ("disabled", PASSWORD),
        ("reset", PASSWORD),
        ("unconfirmed", PASSWORD),
        ("expired", "Temp0rary-1"),
    ] {
        for flow in FLOWS {
            let first = flow(&api, username, password);
            assert!(first.is_err());
            for _ in 0..3 {
                assert_eq!(flow(&api, username, password), first, "{username}");
            }
        }
    }
    assert_eq!(api.rows("attempts"), 0);
    assert_eq!(api.rows("reservations"), 0);
}

#[test]
fn no_lock_tells_that_a_hidden_users_password_was_right() {
    for flow in FLOWS {
        let api = hiding();
        api.add_user("alice");
        api.admin("AdminDisableUser", "alice");
        for _ in 0..5 {
            assert_eq!(flow(&api, "alice", PASSWORD), wrong());
        }
        assert_eq!(flow(&api, "alice", PASSWORD), locked());
    }
}

#[test]
fn hardening_tells_of_a_users_state_only_to_who_knows_the_password() {
    let api = Api::usual();
    api.harden();
    api.sign_up("alice");
    for flow in FLOWS {
        assert_eq!(flow(&api, "alice", "Wr0ng-one"), wrong());
        assert_eq!(
            flow(&api, "alice", PASSWORD),
            Err(refused(
                "UserNotConfirmedException",
                "User is not confirmed."
            ))
        );
    }
}

#[test]
fn a_sign_in_that_loses_against_a_change_of_the_user_gives_nothing() {
    type Change = fn(&Api);
    let changes: [(&str, Change); 5] = [
        ("disabled", |api| {
            drop(api.admin("AdminDisableUser", "alice"))
        }),
        ("deleted", |api| drop(api.admin("AdminDeleteUser", "alice"))),
        ("signed out", |api| {
            drop(api.admin("AdminUserGlobalSignOut", "alice"))
        }),
        ("reset", |api| {
            drop(api.admin("AdminResetUserPassword", "alice"))
        }),
        ("another password", |api| {
            let input = json!({
                "UserPoolId": api.pool, "Username": "alice", "Password": "An0ther-one", "Permanent": true,
            });
            api.ok("AdminSetUserPassword", input);
        }),
    ];
    for (name, change) in changes {
        let api = Api::usual();
        api.add_user("alice");
        let input = api.password_auth("alice", PASSWORD);
        assert_eq!(
            api.call_while("record_sign_in", || change(&api), "InitiateAuth", input),
            wrong(),
            "{name}"
        );
        assert_eq!(api.rows("sessions"), 0, "{name}");
        assert_eq!(
            (api.rows("reservations"), api.rows("attempts")),
            (0, 0),
            "{name}: the password was right"
        );
    }
}

#[test]
fn a_new_password_that_loses_against_a_change_gives_nothing() {
    let api = Api::usual();
    api.invite("alice", "Temp0rary-1");
    let challenge = api.sign_in("alice", "Temp0rary-1").unwrap();
    let input = json!({
        "ClientId": api.client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "alice", "NEW_PASSWORD": PASSWORD},
    });
    let disable = || drop(api.admin("AdminDisableUser", "alice"));
    let answer = api.call_while(
        "complete_new_password",
        disable,
        "RespondToAuthChallenge",
        input,
    );
    assert_eq!(answer, Err(not_authorized("Invalid session for the user.")));
    assert_eq!(api.rows("sessions"), 0);
}

#[test]
fn a_flow_that_waits_for_a_new_password_ends_with_every_session() {
    let ends: [&[&str]; 2] = [
        &["AdminUserGlobalSignOut"],
        &["AdminDisableUser", "AdminEnableUser"],
    ];
    for operations in ends {
        let api = Api::usual();
        api.invite("alice", "Temp0rary-1");
        let challenge = api.sign_in("alice", "Temp0rary-1").unwrap();
        for operation in operations {
            api.admin(operation, "alice");
        }
        assert_eq!(
            api.new_password("alice", &challenge, PASSWORD),
            Err(not_authorized("Invalid session for the user.")),
            "{operations:?}"
        );
        let challenge = api.sign_in("alice", "Temp0rary-1").unwrap();
        assert!(api.new_password("alice", &challenge, PASSWORD).is_ok());
    }
}

#[test]
fn who_waits_for_the_attempts_of_others_keeps_nobody_from_hashing() {
    let mut api = Api::usual();
    api.add_user("alice");
    api.add_user("bob");
    api.world.hashes = HashQueue::new(1);
    leave_attempts_open(&api, "alice");
    let bobs = RefCell::new(None);
    let meanwhile = Meanwhile(RefCell::new(Some(Box::new(|| {
        *bobs.borrow_mut() = Some(api.sign_in("bob", PASSWORD));
    }))));
    let mut cx = Cx {
        timer: &meanwhile,
        ..api.world.cx()
    };
    let body = api.password_auth("alice", PASSWORD).to_string();
    let response = at_once(call(&mut cx, &api.request("InitiateAuth", &body)));
    let exceeded = Err(refused("TooManyRequestsException", "Rate exceeded"));
    assert_eq!(read(&response), exceeded);
    assert!(bobs.take().is_some_and(|answer: Answer| answer.is_ok()));
}

#[test]
fn who_hangs_up_before_the_hash_has_not_tried() {
    struct Gone;
    impl Presence for Gone {
        fn has_hung_up(&self) -> bool {
            true
        }
    }
    let api = Api::usual();
    api.add_user("alice");
    // Somebody else waits too.
    let _other = api.world.cx().place("another").unwrap();
    let before = api.world.hashes.turns();
    for (username, password) in [
        ("alice", PASSWORD),
        ("alice", "Wr0ng-one"),
        ("nobody", PASSWORD),
    ] {
        let mut cx = Cx {
            presence: &Gone,
            ..api.world.cx()
        };
        let body = api.password_auth(username, password).to_string();
        let response = at_once(call(&mut cx, &api.request("InitiateAuth", &body)));
        let exceeded = Err(refused("TooManyRequestsException", "Rate exceeded"));
        assert_eq!(read(&response), exceeded);
    }
    assert_eq!(api.world.hashes.turns(), before);
    assert_eq!((api.rows("reservations"), api.rows("attempts")), (0, 0));
}

#[test]
fn a_full_queue_of_hashes_refuses_and_leaves_no_attempt_behind() {
    let mut api = Api::usual();
    api.add_user("alice");
    api.world.hashes = HashQueue::new(0);
    let exceeded = Err(refused("TooManyRequestsException", "Rate exceeded"));
    assert_eq!(api.sign_in("alice", PASSWORD), exceeded);
    assert_eq!(api.rows("reservations"), 0);
}

#[test]
fn parallel_guesses_are_no_more_than_five() {
    let api = Api::usual();
    api.add_user("alice");
    // Each guess begins before the one around it has ended.
    fn guess(api: &Api, depth: usize) -> Vec<Answer> {
        let mut inner = Vec::new();
        let input = api.password_auth("alice", "Wr0ng-one");
        let answer = if depth == 0 {
            api.call("InitiateAuth", input)
        } else {
            api.call_while(
                "record_failure",
                || inner = guess(api, depth - 1),
                "InitiateAuth",
                input,
            )
        };
        inner.push(answer);
        inner
    }
    let answers = guess(&api, 4);
    assert!(
        answers.iter().all(|answer| *answer == wrong()),
        "{answers:?}"
    );
    assert_eq!(api.sign_in("alice", PASSWORD), locked());

    let api = Api::usual();
    api.add_user("alice");
    let sixth = RefCell::new(None);
    fn hold(api: &Api, depth: usize, sixth: &RefCell<Option<Answer>>) {
        let input = api.password_auth("alice", "Wr0ng-one");
        let event = || match depth {
            0 => *sixth.borrow_mut() = Some(api.sign_in("alice", PASSWORD)),
            _ => hold(api, depth - 1, sixth),
        };
        api.call_while("record_failure", event, "InitiateAuth", input)
            .unwrap_err();
    }
    hold(&api, 4, &sixth);
    assert_eq!(
        sixth.take(),
        Some(Err(refused("TooManyRequestsException", "Rate exceeded")))
    );
}

#[test]
fn an_attempt_that_died_is_a_failure() {
    let api = Api::usual();
    api.add_user("alice");
    leave_attempts_open(&api, "alice");
    assert_eq!(api.rows("reservations"), 5);
    api.world.advance(Span::minutes(1));
    api.wake_all();
    assert_eq!(
        (api.rows("reservations"), api.rows("attempts")),
        (0, 1),
        "swept, and counted"
    );
    assert_eq!(api.sign_in("alice", PASSWORD), locked());
}

#[test]
fn a_proof_is_not_a_second_users() {
    let api = Api::usual();
    api.add_user("alice");
    api.add_user("bob");
    let client = SrpClient::new();
    let challenge = api.srp_start("alice", &client.public()).unwrap();
    let mut proof = client.prove(
        &api.pool,
        &challenge["ChallengeParameters"],
        PASSWORD,
        api.world.now().millis(),
    );
    proof["USERNAME"] = json!("bob");
    assert!(api.srp_prove(&proof).is_err());
}
