use super::*;
use crate::users::fixtures::{Fixture, delivery_of, members, request};
use crate::users::{update_user_attributes, verify_user_attribute};
use serde_json::json;
use vestibule_wire::idp::ErrorCode::{
    CodeMismatchException, InvalidParameterException, LimitExceededException,
};

fn ask(
    fixture: &Fixture,
    token: &str,
    attribute: &str,
) -> Result<GetUserAttributeVerificationCodeResponse> {
    let input = json!({"AccessToken": token, "AttributeName": attribute});
    fixture.run(handle(&fixture.cx(), request(input)))
}

#[test]
fn the_new_code_replaces_the_old_one() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    let input =
        json!({"AccessToken": token, "UserAttributes": members(&[("email", "jane@gmail.com")])});
    fixture
        .run(update_user_attributes::handle(
            &fixture.cx(),
            request(input),
        ))
        .unwrap();
    let old = fixture.code("jane@gmail.com");
    let details = ask(&fixture, &token, "email")
        .unwrap()
        .code_delivery_details;
    assert_eq!(delivery_of(details).2, "j***@g***");
    let verify = |code: &str| {
        let input = json!({"AccessToken": token, "AttributeName": "email", "Code": code});
        fixture.run(verify_user_attribute::handle(&fixture.cx(), request(input)))
    };
    assert!(verify(&old).unwrap_err().is(CodeMismatchException));
    verify(&fixture.code("jane@gmail.com")).unwrap();
}

#[test]
fn only_addresses_are_verified_and_five_codes_an_hour_are_sent() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    for attribute in ["phone_number", "given_name"] {
        assert!(
            ask(&fixture, &token, attribute)
                .unwrap_err()
                .is(InvalidParameterException)
        );
    }
    for _ in 0..5 {
        ask(&fixture, &token, "email").unwrap();
    }
    assert!(
        ask(&fixture, &token, "email")
            .unwrap_err()
            .is(LimitExceededException)
    );
}
