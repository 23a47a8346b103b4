use super::*;
use crate::users::fixtures::{Fixture, PASSWORD, code_of, request};
use serde_json::json;
use vestibule_wire::idp::ErrorCode::{
    InvalidPasswordException, LimitExceededException, NotAuthorizedException,
    PasswordHistoryPolicyViolationException,
};

const NEW: &str = "N3w-password";

fn change(
    fixture: &Fixture,
    token: &str,
    previous: &str,
    proposed: &str,
) -> Result<ChangePasswordResponse> {
    let input =
        json!({"AccessToken": token, "PreviousPassword": previous, "ProposedPassword": proposed});
    fixture.run(handle(&fixture.cx(), request(input)))
}

#[test]
fn the_password_changes_and_no_token_ends() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    change(&fixture, &token, PASSWORD, NEW).unwrap();
    fixture.get_user(&token).unwrap();
    fixture.sign_in("alice", NEW).unwrap();
    let error = fixture.sign_in("alice", PASSWORD).unwrap_err();
    assert_eq!(
        code_of(&error),
        (NotAuthorizedException, "Incorrect username or password.")
    );
}

#[test]
fn a_wrong_password_changes_nothing_and_is_limited() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    for _ in 0..5 {
        let error = change(&fixture, &token, "Wr0ng-password", NEW).unwrap_err();
        assert_eq!(
            code_of(&error),
            (NotAuthorizedException, "Incorrect username or password.")
        );
    }
    let error = change(&fixture, &token, PASSWORD, NEW).unwrap_err();
    let text = "Attempt limit exceeded, please try after some time.";
    assert_eq!(code_of(&error), (LimitExceededException, text));
    fixture.sign_in("alice", PASSWORD).unwrap();
}

#[test]
fn a_weak_password_is_refused_in_this_operations_words() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    let error = change(&fixture, &token, PASSWORD, "passw0rd!").unwrap_err();
    let text = "Password did not conform with policy: Password must have uppercase characters";
    assert_eq!(code_of(&error), (InvalidPasswordException, text));
}

#[test]
fn the_pool_remembers_as_many_passwords_as_it_says() {
    let policy =
        json!({"Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 1}}});
    let fixture = Fixture::new(policy, json!({}));
    let token = fixture.signed_in_user("alice");
    let error = change(&fixture, &token, PASSWORD, PASSWORD).unwrap_err();
    assert!(error.is(PasswordHistoryPolicyViolationException));
    change(&fixture, &token, PASSWORD, NEW).unwrap();
    assert!(
        change(&fixture, &token, NEW, PASSWORD)
            .unwrap_err()
            .is(PasswordHistoryPolicyViolationException)
    );
    change(&fixture, &token, NEW, "An0ther-password").unwrap();
    change(&fixture, &token, "An0ther-password", PASSWORD).unwrap();
}
