use super::*;
use crate::fixtures::people::{Fixture, code_of, not, request};
use serde_json::json;
use vestibule_model::{time::Span, user::Status};
use vestibule_wire::idp::ErrorCode::{
    AliasExistsException, CodeMismatchException, ExpiredCodeException, LimitExceededException,
    NotAuthorizedException, UserNotFoundException,
};

const EMAIL: &str = "jane@gmail.com";
const MISMATCH: &str = "Invalid verification code provided, please try again.";
const EXPIRED: &str = "Invalid code provided, please request a code again.";

fn signed_up(fixture: Fixture) -> Fixture {
    fixture.sign_up("alice", &[("email", EMAIL)]);
    fixture
}

#[test]
fn the_right_code_confirms_and_verifies_once() {
    let fixture = signed_up(Fixture::with_usernames());
    fixture.confirm("alice", &fixture.code(EMAIL)).unwrap();
    let user = fixture.user("alice");
    assert_eq!(
        (user.status, user.attributes["email_verified"].as_str()),
        (Status::Confirmed, "true")
    );
    let error = fixture.confirm("alice", &fixture.code(EMAIL)).unwrap_err();
    let text = "User cannot be confirmed. Current status is CONFIRMED";
    assert_eq!(code_of(&error), (NotAuthorizedException, text));
}

#[test]
fn a_wrong_code_is_a_mismatch_and_an_old_one_has_expired() {
    let fixture = signed_up(Fixture::with_usernames());
    let code = fixture.code(EMAIL);
    let error = fixture.confirm("alice", not(&code)).unwrap_err();
    assert_eq!(code_of(&error), (CodeMismatchException, MISMATCH));
    fixture.world.advance(Span::hours(24));
    let error = fixture.confirm("alice", &code).unwrap_err();
    assert_eq!(code_of(&error), (ExpiredCodeException, EXPIRED));
}

#[test]
fn a_code_never_issued_has_expired() {
    let fixture = Fixture::with_usernames();
    fixture.sign_up("alice", &[]);
    let error = fixture.confirm("alice", "123456").unwrap_err();
    assert_eq!(code_of(&error), (ExpiredCodeException, EXPIRED));
}

#[test]
fn guesses_are_limited() {
    let fixture = signed_up(Fixture::with_usernames());
    let code = fixture.code(EMAIL);
    for _ in 0..15 {
        let error = fixture.confirm("alice", not(&code)).unwrap_err();
        assert_eq!(code_of(&error), (CodeMismatchException, MISMATCH));
    }
    let error = fixture.confirm("alice", &code).unwrap_err();
    let text = "Attempt limit exceeded, please try after some time.";
    assert_eq!(code_of(&error), (LimitExceededException, text));
}

#[test]
fn an_unknown_user_is_named_only_where_users_are_shown() {
    let error = Fixture::with_usernames()
        .confirm("bob", "123456")
        .unwrap_err();
    assert_eq!(
        code_of(&error),
        (
            UserNotFoundException,
            "Username/client id combination not found."
        )
    );
    let error = Fixture::hiding_users()
        .confirm("bob", "123456")
        .unwrap_err();
    assert_eq!(code_of(&error), (ExpiredCodeException, EXPIRED));
}

#[test]
fn an_address_that_another_user_signs_in_with_is_taken() {
    let fixture = Fixture::with_email_aliases();
    fixture.create_user("bob", &[("email", EMAIL), ("email_verified", "true")]);
    let fixture = signed_up(fixture);
    let code = fixture.code(EMAIL);
    let error = fixture.confirm("alice", &code).unwrap_err();
    assert_eq!(
        code_of(&error),
        (
            AliasExistsException,
            "An account with the email already exists."
        )
    );
    assert_eq!(fixture.user("alice").status, Status::Unconfirmed);
    assert_eq!(fixture.user(EMAIL).username, "bob");

    let input = json!({
        "ClientId": fixture.client_id(), "Username": "alice", "ConfirmationCode": code, "ForceAliasCreation": true,
    });
    fixture.run(handle(&fixture.cx(), request(input))).unwrap();
    assert_eq!(fixture.user(EMAIL).username, "alice");
    assert_eq!(fixture.user("bob").attributes["email_verified"], "false");
}

#[test]
fn a_verified_address_signs_in_wherever_it_lives() {
    let fixture = Fixture::with_email_aliases();
    for number in 0..12 {
        let (name, email) = (format!("user{number}"), format!("user{number}@example.com"));
        fixture.sign_up(&name, &[("email", &email)]);
        assert!(fixture.find(&email).is_none(), "unverified");
        fixture.confirm(&name, &fixture.code(&email)).unwrap();
        assert_eq!(fixture.user(&email).username, name);
    }
    assert!(
        fixture
            .world
            .objects
            .sent
            .borrow()
            .iter()
            .any(|name| name == "reserve_alias"),
        "some live elsewhere"
    );
}

#[test]
fn a_lost_reply_of_any_step_changes_nothing() {
    for step in ["reserve_alias", "confirm_user", "own_alias"] {
        let fixture = Fixture::with_email_aliases();
        for number in 0..6 {
            let (name, email) = (format!("user{number}"), format!("user{number}@example.com"));
            fixture.sign_up(&name, &[("email", &email)]);
            fixture.world.objects.lose_reply_of(step);
            fixture.confirm(&name, &fixture.code(&email)).unwrap();
            assert_eq!(fixture.user(&email).username, name, "{step}");
        }
    }
}
