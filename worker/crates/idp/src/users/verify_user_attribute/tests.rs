use super::*;
use crate::{
    fixtures::people::{Fixture, code_of, members, not, request},
    users::update_user_attributes,
};
use serde_json::json;
use vestibule_wire::idp::ErrorCode::{
    AliasExistsException, CodeMismatchException, ExpiredCodeException, LimitExceededException,
};

const EMAIL: &str = "jane@gmail.com";

fn changed(fixture: &Fixture) -> (String, String) {
    let token = fixture.signed_in_user("alice");
    let input = json!({"AccessToken": token, "UserAttributes": members(&[("email", EMAIL)])});
    fixture
        .run(update_user_attributes::handle(
            &fixture.cx(),
            request(input),
        ))
        .unwrap();
    (token, fixture.code(EMAIL))
}

fn verify(fixture: &Fixture, token: &str, code: &str) -> Result<()> {
    let input = json!({"AccessToken": token, "AttributeName": "email", "Code": code});
    fixture.run(handle(&fixture.cx(), request(input))).map(drop)
}

#[test]
fn a_code_is_right_once() {
    let fixture = Fixture::with_usernames();
    let (token, code) = changed(&fixture);
    let error = verify(&fixture, &token, not(&code)).unwrap_err();
    let text = "Invalid verification code provided, please try again.";
    assert_eq!(code_of(&error), (CodeMismatchException, text));
    verify(&fixture, &token, &code).unwrap();
    let error = verify(&fixture, &token, &code).unwrap_err();
    let text = "Invalid code provided, please request a code again.";
    assert_eq!(code_of(&error), (ExpiredCodeException, text));
}

#[test]
fn guesses_are_limited() {
    let fixture = Fixture::with_usernames();
    let (token, code) = changed(&fixture);
    for _ in 0..15 {
        assert!(
            verify(&fixture, &token, not(&code))
                .unwrap_err()
                .is(CodeMismatchException)
        );
    }
    assert!(
        verify(&fixture, &token, &code)
            .unwrap_err()
            .is(LimitExceededException)
    );
}

#[test]
fn an_address_that_another_user_signs_in_with_is_taken() {
    let fixture = Fixture::with_email_aliases();
    let (token, code) = changed(&fixture);
    fixture.create_user("bob", &[("email", EMAIL), ("email_verified", "true")]);
    let error = verify(&fixture, &token, &code).unwrap_err();
    assert_eq!(
        code_of(&error),
        (
            AliasExistsException,
            "An account with the email already exists."
        )
    );
    assert_eq!(fixture.user("alice").attributes["email_verified"], "false");
}
