use super::*;
use crate::{
    fixtures::{
        api::Api,
        people::{Fixture, PASSWORD, code_of, request},
    },
    users::admin_reset_user_password,
};
use serde_json::json;
use vestibule_engine::hash_queue::HashQueue;
use vestibule_wire::idp::ErrorCode::{
    InvalidPasswordException, LimitExceededException, NotAuthorizedException,
    PasswordHistoryPolicyViolationException, PasswordResetRequiredException,
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
fn a_refresh_token_of_before_still_refreshes() {
    let api = Api::usual();
    api.add_user("alice");
    let tokens = api.tokens("alice");
    let input = json!({
        "AccessToken": tokens["AccessToken"], "PreviousPassword": PASSWORD, "ProposedPassword": NEW,
    });
    assert_eq!(api.ok("ChangePassword", input), json!({}));
    let refreshed = api.refresh(&api.client, &tokens["RefreshToken"]).unwrap();
    api.ok("GetUser", json!({"AccessToken": refreshed["AccessToken"]}));
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
fn what_is_refused_before_a_password_is_tried_is_not_counted() {
    let mut api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    api.world.hashes = HashQueue::new(0);
    let mut input = json!({"AccessToken": token, "ProposedPassword": NEW});
    for (previous, expected) in [
        (json!(null), "InvalidParameterException"),
        (json!(PASSWORD), "TooManyRequestsException"),
    ] {
        input["PreviousPassword"] = previous;
        for _ in 0..5 {
            let (code, _) = api.call("ChangePassword", input.clone()).unwrap_err();
            assert_eq!(code, expected);
        }
    }
    api.world.hashes = HashQueue::unlimited();
    api.ok("ChangePassword", input);
}

#[test]
fn a_change_that_starts_again_is_counted_once_whether_or_not_a_reply_is_lost() {
    for lost in [false, true] {
        let api = Api::usual();
        api.add_user("alice");
        let token = api.tokens("alice")["AccessToken"].clone();
        let input = |previous: &str| json!({"AccessToken": token, "PreviousPassword": previous, "ProposedPassword": NEW});
        let code = || {
            let answer = api.call("ChangePassword", input("Wr0ng-password"));
            answer.unwrap_err().0
        };
        assert_eq!(code(), "NotAuthorizedException");
        let reconfigure = || {
            api.ok("UpdateUserPool", json!({"UserPoolId": api.pool}));
            if lost {
                api.world.objects.lose_reply_of("set_password");
            }
        };
        api.call_while(
            "set_password",
            reconfigure,
            "ChangePassword",
            input(PASSWORD),
        )
        .unwrap();
        // One wrong password and one change: three of five are left.
        for _ in 0..3 {
            assert_eq!(code(), "NotAuthorizedException", "lost: {lost}");
        }
        assert_eq!(code(), "LimitExceededException", "lost: {lost}");
    }
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

#[test]
fn who_must_reset_the_password_still_must_after_a_change_of_it() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    let input = json!({"UserPoolId": fixture.pool(), "Username": "alice"});
    fixture
        .run(admin_reset_user_password::handle(
            &fixture.cx(),
            request(input),
        ))
        .unwrap();
    change(&fixture, &token, PASSWORD, NEW).unwrap();
    let error = fixture.sign_in("alice", NEW).unwrap_err();
    assert!(error.is(PasswordResetRequiredException));
    fixture
        .confirm_forgot_password("alice", &fixture.code("alice@example.com"), PASSWORD)
        .unwrap();
    fixture.sign_in("alice", PASSWORD).unwrap();
}
