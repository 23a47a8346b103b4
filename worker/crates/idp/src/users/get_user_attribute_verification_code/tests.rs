use super::*;
use crate::{
    fixtures::{
        api::{Api, refused},
        people::{Fixture, PASSWORD, delivery_of, members, request},
    },
    users::{update_user_attributes, verify_user_attribute},
};
use serde_json::{Value, json};
use vestibule_model::time::Span;
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

/// Settings of a pool that keeps an address until the new one is verified.
fn holding_back() -> Value {
    json!({
        "AutoVerifiedAttributes": ["email"],
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    })
}

fn change(fixture: &Fixture, token: &str, email: &str) {
    let input = json!({"AccessToken": token, "UserAttributes": members(&[("email", email)])});
    fixture
        .run(update_user_attributes::handle(
            &fixture.cx(),
            request(input),
        ))
        .unwrap();
}

fn verify(fixture: &Fixture, token: &str, code: &str) -> Result<()> {
    let input = json!({"AccessToken": token, "AttributeName": "email", "Code": code});
    fixture
        .run(verify_user_attribute::handle(&fixture.cx(), request(input)))
        .map(drop)
}

/// Asks for a code, and tells the masked address that it went to.
fn goes_to(fixture: &Fixture, token: &str) -> String {
    delivery_of(ask(fixture, token, "email").unwrap().code_delivery_details).2
}

#[test]
fn an_address_that_waits_for_verification_gets_the_code_and_becomes_the_users() {
    let fixture = Fixture::new(holding_back(), json!({}));
    let token = fixture.signed_in_user("alice");
    assert_eq!(goes_to(&fixture, &token), "a***@e***");
    change(&fixture, &token, "jane@gmail.com");
    let old = fixture.code("jane@gmail.com");
    assert_eq!(goes_to(&fixture, &token), "j***@g***");
    assert_eq!(
        fixture.user("alice").attributes["email"],
        "alice@example.com"
    );
    let error = verify(&fixture, &token, &old).unwrap_err();
    assert!(error.is(CodeMismatchException));
    verify(&fixture, &token, &fixture.code("jane@gmail.com")).unwrap();
    let user = fixture.user("alice");
    assert_eq!(
        (
            &*user.attributes["email"],
            &*user.attributes["email_verified"]
        ),
        ("jane@gmail.com", "true")
    );
    change(&fixture, &token, "joan@yahoo.com");
    assert_eq!(goes_to(&fixture, &token), "j***@y***");
}

#[test]
fn a_users_first_address_can_wait_too() {
    let fixture = Fixture::new(holding_back(), json!({}));
    let token = fixture.signed_in_user("alice");
    change(&fixture, &token, "");
    change(&fixture, &token, "jane@gmail.com");
    assert!(!fixture.user("alice").attributes.contains_key("email"));
    assert_eq!(goes_to(&fixture, &token), "j***@g***");
    verify(&fixture, &token, &fixture.code("jane@gmail.com")).unwrap();
    assert_eq!(fixture.user("alice").attributes["email"], "jane@gmail.com");
}

#[test]
fn an_address_waits_as_long_as_its_code_or_until_the_change_is_taken_back() {
    let fixture = Fixture::new(holding_back(), json!({}));
    let token = fixture.signed_in_user("alice");
    change(&fixture, &token, "jane@gmail.com");
    change(&fixture, &token, "alice@example.com");
    assert_eq!(goes_to(&fixture, &token), "a***@e***");
    change(&fixture, &token, "jane@gmail.com");
    fixture.world.advance(Span::hours(24));
    let token = fixture.sign_in("alice", PASSWORD).unwrap();
    assert_eq!(goes_to(&fixture, &token), "a***@e***");
}

#[test]
fn a_code_on_its_way_leaves_a_newer_address_its_own() {
    let api = Api::new(holding_back(), json!({}));
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let change = |email: &str| {
        let attributes = members(&[("email", email)]);
        let input = json!({"AccessToken": token, "UserAttributes": attributes});
        api.ok("UpdateUserAttributes", input);
    };
    change("jane@gmail.com");
    let answer = api.call_while(
        "issue_verification",
        || change("joan@yahoo.com"),
        "GetUserAttributeVerificationCode",
        json!({"AccessToken": token, "AttributeName": "email"}),
    );
    assert_eq!(
        answer,
        Err(refused("TooManyRequestsException", "Rate exceeded"))
    );
    let code = api.world.mailbox.code_for("joan@yahoo.com");
    let input = json!({"AccessToken": token, "AttributeName": "email", "Code": code});
    api.ok("VerifyUserAttribute", input);
}

#[test]
fn an_address_given_with_a_new_password_takes_the_place_of_one_that_waits() {
    let api = Api::new(holding_back(), json!({}));
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let attributes = members(&[("email", "jane@gmail.com")]);
    let input = json!({"AccessToken": token, "UserAttributes": attributes});
    api.ok("UpdateUserAttributes", input);
    let temporary = json!({
        "UserPoolId": api.pool, "Username": "alice", "Password": "Temp0rary-2", "Permanent": false,
    });
    api.ok("AdminSetUserPassword", temporary);
    let challenge = api.sign_in("alice", "Temp0rary-2").unwrap();
    let given = json!({"userAttributes.email": "alice@yahoo.com"});
    let answer = api
        .new_password_with("alice", &challenge, "N3w-Passw0rd!", &given)
        .unwrap();
    let token = &answer["AuthenticationResult"]["AccessToken"];
    let sent = api.ok(
        "GetUserAttributeVerificationCode",
        json!({"AccessToken": token, "AttributeName": "email"}),
    );
    assert_eq!(sent["CodeDeliveryDetails"]["Destination"], "a***@y***");
}
