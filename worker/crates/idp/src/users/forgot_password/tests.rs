use super::*;
use crate::{
    fixtures::people::{Fixture, code_of, delivery_of, request},
    users::admin_disable_user,
};
use serde_json::json;
use vestibule_wire::idp::ErrorCode::{
    InvalidParameterException, LimitExceededException, NotAuthorizedException,
    UserNotFoundException,
};

fn disable(fixture: &Fixture, username: &str) {
    let input = json!({"UserPoolId": fixture.pool(), "Username": username});
    fixture
        .run(admin_disable_user::handle(&fixture.cx(), request(input)))
        .unwrap();
}

#[test]
fn a_code_goes_to_the_verified_address() {
    let fixture = Fixture::with_usernames();
    fixture.add_user("alice");
    let output = fixture.forgot_password("alice").unwrap();
    let delivery = delivery_of(output.code_delivery_details);
    assert_eq!(
        delivery,
        (
            "EMAIL".to_owned(),
            "email".to_owned(),
            "a***@e***".to_owned()
        )
    );
    fixture
        .confirm_forgot_password("alice", &fixture.code("alice@example.com"), "N3w-password")
        .unwrap();
    fixture.sign_in("alice", "N3w-password").unwrap();
}

#[test]
fn users_that_cannot_be_recovered_are_told_why_where_users_are_shown() {
    let fixture = Fixture::with_usernames();
    let error = fixture.forgot_password("bob").unwrap_err();
    assert_eq!(
        code_of(&error),
        (
            UserNotFoundException,
            "Username/client id combination not found."
        )
    );

    fixture.sign_up("unverified", &[("email", "jane@gmail.com")]);
    let error = fixture.forgot_password("unverified").unwrap_err();
    let text = "Cannot reset password for the user as there is no registered/verified email or phone_number";
    assert_eq!(code_of(&error), (InvalidParameterException, text));

    fixture.create_user(
        "invited",
        &[("email", "i@example.com"), ("email_verified", "true")],
    );
    let error = fixture.forgot_password("invited").unwrap_err();
    let text = "User password cannot be reset in the current state.";
    assert_eq!(code_of(&error), (NotAuthorizedException, text));

    fixture.add_user("alice");
    disable(&fixture, "alice");
    let error = fixture.forgot_password("alice").unwrap_err();
    assert_eq!(
        code_of(&error),
        (NotAuthorizedException, "User is disabled.")
    );
}

#[test]
fn users_that_cannot_be_recovered_look_like_others_where_users_are_hidden() {
    let fixture = Fixture::hiding_users();
    fixture.sign_up("unverified", &[("email", "jane@gmail.com")]);
    fixture.add_user("disabled");
    disable(&fixture, "disabled");
    fixture.add_user("alice");
    let mut hops = Vec::new();
    for username in ["nobody", "unverified", "disabled", "alice"] {
        let cx = fixture.cx();
        let input = json!({"ClientId": fixture.client_id(), "Username": username});
        let output = fixture.run(handle(&cx, request(input))).unwrap();
        hops.push(cx.hops.get());
        let (medium, attribute, masked) = delivery_of(output.code_delivery_details);
        assert_eq!(
            (medium.as_str(), attribute.as_str(), masked.len()),
            ("EMAIL", "email", 9),
            "{username}"
        );
    }
    assert!(hops.iter().all(|count| *count == hops[0]), "{hops:?}");
    // Nobody waits for a provider: the timer sends what there is to send.
    assert_eq!(
        fixture.world.mailbox.messages.borrow().len(),
        1,
        "the message of the sign-up"
    );
    fixture.deliver_due();
    assert_eq!(fixture.world.mailbox.messages.borrow().len(), 2);
    fixture
        .confirm_forgot_password("alice", &fixture.code("alice@example.com"), "N3w-password")
        .unwrap();
}

#[test]
fn the_masked_address_does_not_tell_whose_spelling_it_is() {
    let hiding = json!({"PreventUserExistenceErrors": "ENABLED"});
    let fixture = Fixture::new(json!({"UsernameAttributes": ["email"]}), hiding);
    fixture.add_user("Bob@Example.com");
    let masked = |typed: &str| {
        let output = fixture.forgot_password(typed).unwrap();
        delivery_of(output.code_delivery_details).2
    };
    for (somebody, nobody) in [
        ("Bob@Example.com", "Ben@Example.com"),
        ("bob@example.com", "ben@example.com"),
        ("BOB@EXAMPLE.COM", "BEN@EXAMPLE.COM"),
    ] {
        assert_eq!(masked(somebody), masked(nobody), "{somebody}");
    }
}

#[test]
fn codes_are_limited_for_users_and_for_nobody() {
    for username in ["alice", "nobody"] {
        let fixture = Fixture::hiding_users();
        fixture.add_user("alice");
        for _ in 0..10 {
            fixture.forgot_password(username).unwrap();
        }
        let error = fixture.forgot_password(username).unwrap_err();
        let text = "Attempt limit exceeded, please try after some time.";
        assert_eq!(
            code_of(&error),
            (LimitExceededException, text),
            "{username}"
        );
    }
}
