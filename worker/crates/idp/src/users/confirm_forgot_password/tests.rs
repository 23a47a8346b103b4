use crate::{
    fixtures::people::{Fixture, PASSWORD, code_of, not, request},
    users::admin_disable_user,
};
use serde_json::json;
use vestibule_model::time::Span;
use vestibule_wire::idp::ErrorCode::{
    CodeMismatchException, ExpiredCodeException, InvalidPasswordException, LimitExceededException,
    PasswordHistoryPolicyViolationException, UserNotFoundException,
};

const NEW: &str = "N3w-password";

fn forgotten(fixture: &Fixture) -> String {
    fixture.add_user("alice");
    fixture.forgot_password("alice").unwrap();
    fixture.code("alice@example.com")
}

#[test]
fn a_code_sets_one_password() {
    let fixture = Fixture::with_usernames();
    let code = forgotten(&fixture);
    fixture
        .confirm_forgot_password("alice", &code, NEW)
        .unwrap();
    fixture.sign_in("alice", NEW).unwrap();
    fixture.sign_in("alice", PASSWORD).unwrap_err();
    let error = fixture
        .confirm_forgot_password("alice", &code, "An0ther-password")
        .unwrap_err();
    let text = "Invalid code provided, please request a code again.";
    assert_eq!(code_of(&error), (ExpiredCodeException, text));
}

#[test]
fn a_code_lasts_an_hour() {
    let fixture = Fixture::with_usernames();
    let code = forgotten(&fixture);
    fixture.world.advance(Span::hours(1));
    assert!(
        fixture
            .confirm_forgot_password("alice", &code, NEW)
            .unwrap_err()
            .is(ExpiredCodeException)
    );
}

#[test]
fn a_weak_password_leaves_the_code_usable() {
    let fixture = Fixture::with_usernames();
    let code = forgotten(&fixture);
    let error = fixture
        .confirm_forgot_password("alice", &code, "password")
        .unwrap_err();
    let text = "Password did not conform with policy: Password must have uppercase characters";
    assert_eq!(code_of(&error), (InvalidPasswordException, text));
    fixture
        .confirm_forgot_password("alice", &code, NEW)
        .unwrap();
}

#[test]
fn a_password_of_before_is_refused_where_the_pool_remembers() {
    let policy =
        json!({"Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}}});
    let fixture = Fixture::new(policy, json!({}));
    let code = forgotten(&fixture);
    let error = fixture
        .confirm_forgot_password("alice", &code, PASSWORD)
        .unwrap_err();
    assert!(error.is(PasswordHistoryPolicyViolationException));
    fixture
        .confirm_forgot_password("alice", &code, NEW)
        .unwrap();
    fixture.forgot_password("alice").unwrap();
    let error = fixture
        .confirm_forgot_password("alice", &fixture.code("alice@example.com"), PASSWORD)
        .unwrap_err();
    assert!(error.is(PasswordHistoryPolicyViolationException));
}

#[test]
fn guesses_are_limited_for_users_and_for_nobody() {
    let text = "Attempt limit exceeded, please try after some time.";
    let fixture = Fixture::hiding_users();
    fixture.add_user("alice");
    fixture.forgot_password("alice").unwrap();
    fixture.forgot_password("nobody").unwrap();
    fixture.deliver_due();
    let code = fixture.code("alice@example.com");
    for username in ["alice", "nobody"] {
        for _ in 0..9 {
            let error = fixture
                .confirm_forgot_password(username, not(&code), NEW)
                .unwrap_err();
            let mismatch = "Invalid verification code provided, please try again.";
            assert_eq!(
                code_of(&error),
                (CodeMismatchException, mismatch),
                "{username}"
            );
        }
        let error = fixture
            .confirm_forgot_password(username, not(&code), NEW)
            .unwrap_err();
        assert_eq!(
            code_of(&error),
            (LimitExceededException, text),
            "{username}"
        );
    }
    let error = fixture
        .confirm_forgot_password("alice", &code, NEW)
        .unwrap_err();
    assert_eq!(
        code_of(&error),
        (LimitExceededException, text),
        "the right code comes too late"
    );
}

#[test]
fn where_users_are_hidden_a_disabled_one_is_told_what_nobody_is_told() {
    let fixture = Fixture::hiding_users();
    fixture.add_user("disabled");
    let input = json!({"UserPoolId": fixture.pool(), "Username": "disabled"});
    fixture
        .run(admin_disable_user::handle(&fixture.cx(), request(input)))
        .unwrap();
    let mismatch = "Invalid verification code provided, please try again.";
    for username in ["disabled", "nobody"] {
        let error = fixture
            .confirm_forgot_password(username, "123456", NEW)
            .unwrap_err();
        assert_eq!(
            code_of(&error),
            (CodeMismatchException, mismatch),
            "{username}"
        );
    }
    fixture.add_user("alice");
    let error = fixture
        .confirm_forgot_password("alice", "123456", NEW)
        .unwrap_err();
    let text = "Invalid code provided, please request a code again.";
    assert_eq!(
        code_of(&error),
        (ExpiredCodeException, text),
        "none was asked for"
    );
}

#[test]
fn an_unknown_user_is_named_where_users_are_shown() {
    let error = Fixture::with_usernames()
        .confirm_forgot_password("bob", "123456", NEW)
        .unwrap_err();
    assert_eq!(
        code_of(&error),
        (
            UserNotFoundException,
            "Username/client id combination not found."
        )
    );
}
