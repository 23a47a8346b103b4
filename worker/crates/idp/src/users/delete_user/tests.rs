use super::*;
use crate::fixtures::people::{Fixture, code_of, request};
use serde_json::json;
use vestibule_wire::idp::ErrorCode::{
    NotAuthorizedException, UserNotConfirmedException, UserNotFoundException,
};

fn deleted() -> (Fixture, String) {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    let input = json!({"AccessToken": token});
    fixture.run(handle(&fixture.cx(), request(input))).unwrap();
    (fixture, token)
}

#[test]
fn the_user_is_gone() {
    let (fixture, token) = deleted();
    assert!(fixture.find("alice").is_none());
    let error = fixture.get_user(&token).unwrap_err();
    assert_eq!(
        code_of(&error),
        (UserNotFoundException, "User does not exist.")
    );
}

#[test]
fn the_old_token_is_not_the_next_users_of_that_name() {
    let (fixture, token) = deleted();
    fixture.sign_up("alice", &[("email", "jane@gmail.com")]);
    let error = fixture.get_user(&token).unwrap_err();
    assert_eq!(
        code_of(&error),
        (UserNotConfirmedException, "User is not confirmed.")
    );
    fixture
        .confirm("alice", &fixture.code("jane@gmail.com"))
        .unwrap();
    let error = fixture.get_user(&token).unwrap_err();
    assert_eq!(
        code_of(&error),
        (NotAuthorizedException, "Invalid access token.")
    );
}
