use super::*;
use crate::fixtures::people::{Fixture, code_of, delivery_of, request};
use serde_json::json;
use vestibule_wire::idp::ErrorCode::{
    CodeMismatchException, InvalidParameterException, LimitExceededException,
    NotAuthorizedException, UserNotFoundException,
};

const EMAIL: &str = "jane@gmail.com";

fn resend(fixture: &Fixture, username: &str) -> Result<ResendConfirmationCodeResponse> {
    let input = json!({"ClientId": fixture.client_id(), "Username": username});
    fixture.run(handle(&fixture.cx(), request(input)))
}

#[test]
fn the_new_code_replaces_the_old_one() {
    let fixture = Fixture::with_usernames();
    fixture.sign_up("alice", &[("email", EMAIL)]);
    let old = fixture.code(EMAIL);
    let output = resend(&fixture, "alice").unwrap();
    let delivery = delivery_of(output.code_delivery_details);
    assert_eq!(
        delivery,
        (
            "EMAIL".to_owned(),
            "email".to_owned(),
            "j***@g***".to_owned()
        )
    );
    assert!(
        fixture
            .confirm("alice", &old)
            .unwrap_err()
            .is(CodeMismatchException)
    );
    fixture.confirm("alice", &fixture.code(EMAIL)).unwrap();
    let error = resend(&fixture, "alice").unwrap_err();
    assert_eq!(
        code_of(&error),
        (InvalidParameterException, "User is already confirmed.")
    );
}

#[test]
fn five_are_sent_within_an_hour() {
    let fixture = Fixture::with_usernames();
    fixture.sign_up("alice", &[("email", EMAIL)]);
    for _ in 0..5 {
        resend(&fixture, "alice").unwrap();
    }
    let error = resend(&fixture, "alice").unwrap_err();
    let text = "Attempt limit exceeded, please try after some time.";
    assert_eq!(code_of(&error), (LimitExceededException, text));
}

#[test]
fn a_pool_that_verifies_nothing_has_no_codes() {
    let fixture = Fixture::new(json!({"AutoVerifiedAttributes": []}), json!({}));
    fixture.sign_up("alice", &[("email", EMAIL)]);
    let error = resend(&fixture, "alice").unwrap_err();
    let text = "Cannot resend codes. Auto verification not turned on.";
    assert_eq!(code_of(&error), (NotAuthorizedException, text));
}

#[test]
fn an_unknown_user_is_named_only_where_users_are_shown() {
    let error = resend(&Fixture::with_usernames(), "bob").unwrap_err();
    assert_eq!(
        code_of(&error),
        (
            UserNotFoundException,
            "Username/client id combination not found."
        )
    );

    let fixture = Fixture::hiding_users();
    let simulated = delivery_of(resend(&fixture, "bob").unwrap().code_delivery_details);
    assert_eq!(
        delivery_of(resend(&fixture, "bob").unwrap().code_delivery_details),
        simulated
    );
    assert_eq!(simulated.2.len(), "j***@g***".len());
    for _ in 0..3 {
        resend(&fixture, "bob").unwrap();
    }
    assert!(
        resend(&fixture, "bob")
            .unwrap_err()
            .is(LimitExceededException),
        "limited as a user is"
    );
    assert!(fixture.world.mailbox.messages.borrow().is_empty());
}
