//! What several operations on users have in common.

use crate::fixtures::{
    api::{Api, PASSWORD, merged, not_authorized, refused},
    people::not,
};
use serde_json::{Value, json};

fn email(address: &str) -> Value {
    json!([{"Name": "email", "Value": address}])
}

#[test]
fn whoever_has_a_message_sent_hears_that_it_was_not_delivered() {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    for username in ["alice", "bob", "carol"] {
        api.add_user(username);
    }
    let token = api.tokens("alice")["AccessToken"].clone();
    let new = |username: &str| {
        json!({
            "ClientId": api.client, "Username": username, "Password": PASSWORD,
            "UserAttributes": email("new@example.com"),
        })
    };
    api.ok("SignUp", new("waiting"));
    api.world.mailbox.refusing.set(true);
    for (operation, input) in [
        ("SignUp", new("dave")),
        (
            "ResendConfirmationCode",
            json!({"ClientId": api.client, "Username": "waiting"}),
        ),
        (
            "ForgotPassword",
            json!({"ClientId": api.client, "Username": "alice"}),
        ),
        (
            "UpdateUserAttributes",
            json!({"AccessToken": token, "UserAttributes": email("changed@example.com")}),
        ),
        (
            "GetUserAttributeVerificationCode",
            json!({"AccessToken": token, "AttributeName": "email"}),
        ),
        (
            "AdminCreateUser",
            json!({
                "UserPoolId": api.pool, "Username": "invited", "UserAttributes": email("invited@example.com"),
            }),
        ),
        (
            "AdminUpdateUserAttributes",
            json!({
                "UserPoolId": api.pool, "Username": "bob", "UserAttributes": email("changed@example.com"),
            }),
        ),
        (
            "AdminResetUserPassword",
            json!({"UserPoolId": api.pool, "Username": "carol"}),
        ),
    ] {
        let unable = refused(
            "CodeDeliveryFailureException",
            "Unable to deliver code to user",
        );
        assert_eq!(api.call(operation, input), Err(unable), "{operation}");
    }
}

#[test]
fn of_clients_that_hide_their_users_strangers_hear_nothing_of_messages() {
    let hiding = json!({"PreventUserExistenceErrors": "ENABLED"});
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), hiding);
    api.add_user("alice");
    let new = |username: &str| {
        json!({
            "ClientId": api.client, "Username": username, "Password": PASSWORD,
            "UserAttributes": email("new@example.com"),
        })
    };
    api.ok("SignUp", new("waiting"));
    let named = |username: &str| json!({"ClientId": api.client, "Username": username});
    api.world.mailbox.refusing.set(true);
    let made = api.ok("SignUp", new("dave"));
    assert_eq!(made["CodeDeliveryDetails"]["Destination"], "n***@e***");
    api.ok("ResendConfirmationCode", named("waiting"));
    api.ok("ForgotPassword", named("alice"));
    // Messages are not lost by that.
    api.world.mailbox.refusing.set(false);
    let before = api.world.mailbox.messages.borrow().len();
    api.world.advance(vestibule_model::time::Span::minutes(2));
    api.deliver_due();
    assert_eq!(api.world.mailbox.messages.borrow().len(), before + 3);
}

#[test]
fn a_users_own_change_loses_against_being_disabled_or_signed_out() {
    for (event, answer) in [
        ("AdminDisableUser", "User is disabled."),
        ("AdminUserGlobalSignOut", "Access Token has been revoked"),
    ] {
        for (operation, transition, more) in [
            (
                "UpdateUserAttributes",
                "update_attributes",
                json!({"UserAttributes": [{"Name": "name", "Value": "Eve"}]}),
            ),
            (
                "DeleteUserAttributes",
                "update_attributes",
                json!({"UserAttributeNames": ["email"]}),
            ),
            (
                "VerifyUserAttribute",
                "verify_attribute",
                json!({"AttributeName": "email", "Code": "123456"}),
            ),
            (
                "ChangePassword",
                "set_password",
                json!({"PreviousPassword": PASSWORD, "ProposedPassword": "N3w-Passw0rd!"}),
            ),
            ("DeleteUser", "delete_user", json!({})),
        ] {
            let api = Api::usual();
            api.add_user("alice");
            let token = api.tokens("alice")["AccessToken"].clone();
            let attributes = api.admin("AdminGetUser", "alice")["UserAttributes"].clone();
            let heard = api.call_while(
                transition,
                || drop(api.admin(event, "alice")),
                operation,
                merged(json!({"AccessToken": token}), more),
            );
            assert_eq!(heard, Err(not_authorized(answer)), "{operation}, {event}");
            let user = api.admin("AdminGetUser", "alice");
            assert_eq!(user["UserAttributes"], attributes, "{operation}, {event}");
            api.admin("AdminEnableUser", "alice");
            assert!(
                api.sign_in("alice", PASSWORD).is_ok(),
                "{operation}, {event}"
            );
        }
    }
}

#[test]
fn a_users_own_change_that_meets_another_of_its_status_is_to_be_tried_again() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let input = json!({"AccessToken": token, "UserAttributes": email("new@example.com")});
    let heard = api.call_while(
        "update_attributes",
        || drop(api.admin("AdminResetUserPassword", "alice")),
        "UpdateUserAttributes",
        input.clone(),
    );
    assert_eq!(
        heard,
        Err(refused("TooManyRequestsException", "Rate exceeded"))
    );
    api.ok("UpdateUserAttributes", input);
}

#[test]
fn a_code_changes_nothing_for_a_user_who_was_disabled_meanwhile() {
    let api = Api::new(json!({"AutoVerifiedAttributes": ["email"]}), json!({}));
    api.add_user("alice");
    let sign_up = json!({
        "ClientId": api.client, "Username": "eve", "Password": PASSWORD,
        "UserAttributes": email("eve@example.com"),
    });
    api.ok("SignUp", sign_up);
    api.ok(
        "ForgotPassword",
        json!({"ClientId": api.client, "Username": "alice"}),
    );
    for (username, operation, transition, more) in [
        (
            "alice",
            "ConfirmForgotPassword",
            "reset_password",
            json!({"Password": "N3w-Passw0rd!"}),
        ),
        ("eve", "ConfirmSignUp", "confirm_user", json!({})),
    ] {
        let code = api
            .world
            .mailbox
            .code_for(&format!("{username}@example.com"));
        let input = json!({"ClientId": api.client, "Username": username, "ConfirmationCode": code});
        let before = api.admin("AdminGetUser", username)["UserStatus"].clone();
        let heard = api.call_while(
            transition,
            || drop(api.admin("AdminDisableUser", username)),
            operation,
            merged(input, more),
        );
        assert_eq!(heard, Err(not_authorized("User is disabled.")));
        assert_eq!(api.admin("AdminGetUser", username)["UserStatus"], before);
    }
    api.admin("AdminEnableUser", "alice");
    assert!(api.sign_in("alice", PASSWORD).is_ok());
}

#[test]
fn a_new_password_is_one_that_the_model_takes_though_no_member_of_the_model_carries_it() {
    let api = Api::usual();
    api.invite("alice", "Temp0rary-1");
    let challenge = api.sign_in("alice", "Temp0rary-1").unwrap();
    for bad in [
        format!("Passw0rd!{}", "a".repeat(248)),
        " Passw0rd!".to_owned(),
    ] {
        let (code, _) = api.new_password("alice", &challenge, &bad).unwrap_err();
        assert_eq!(code, "InvalidPasswordException", "{bad}");
    }
    api.new_password("alice", &challenge, PASSWORD).unwrap();
}

#[test]
fn with_hardening_one_answer_hides_who_has_a_name_and_how_the_account_stands() {
    let api = Api::new(
        json!({"AutoVerifiedAttributes": ["email"]}),
        json!({"PreventUserExistenceErrors": "ENABLED"}),
    );
    api.harden();
    api.add_user("confirmed");
    api.add_user("off");
    api.admin("AdminDisableUser", "off");
    let sign_up = json!({
        "ClientId": api.client, "Username": "waiting", "Password": PASSWORD,
        "UserAttributes": email("waiting@example.com"),
    });
    api.ok("SignUp", sign_up);
    let code = api.world.mailbox.code_for("waiting@example.com").unwrap();
    let wrong = json!({"ConfirmationCode": not(&code), "Password": "N3w-Passw0rd!"});
    for (operation, input) in [
        ("ForgotPassword", json!({})),
        ("ConfirmForgotPassword", wrong.clone()),
        ("ResendConfirmationCode", json!({})),
        ("ConfirmSignUp", wrong),
    ] {
        let answer = |username: &str| {
            let named = json!({"ClientId": api.client, "Username": username});
            // Where the code went is masked, and of another name another mask.
            api.call(operation, merged(named, input.clone())).map(drop)
        };
        let expected = answer("nobody");
        for username in ["confirmed", "off", "waiting"] {
            assert_eq!(answer(username), expected, "{operation} {username}");
        }
    }
}

#[test]
fn a_deleted_user_leaves_neither_messages_nor_attempts() {
    let api = Api::usual();
    api.add_user("alice");
    api.world.mailbox.refusing.set(true);
    let forgotten = json!({"ClientId": api.client, "Username": "alice"});
    api.call("ForgotPassword", forgotten).unwrap_err();
    api.sign_in("alice", "Wr0ng-one").unwrap_err();
    assert_eq!((api.rows("outbox"), api.rows("attempts")), (1, 1));
    let delete = || drop(api.admin("AdminDeleteUser", "alice"));
    let guess = api.password_auth("alice", "Wr0ng-one");
    api.call_while("record_failure", delete, "InitiateAuth", guess)
        .unwrap_err();
    for table in ["outbox", "attempts", "reservations"] {
        assert_eq!(api.rows(table), 0, "{table}");
    }
}
