use super::*;
use crate::users::fixtures::{Fixture, code_of, members, request};
use serde_json::json;
use vestibule_wire::idp::ErrorCode::{
    AliasExistsException, InvalidParameterException, UserNotFoundException,
};

fn update(fixture: &Fixture, username: &str, attributes: &[(&str, &str)]) -> Result<()> {
    let input = json!({
        "UserPoolId": fixture.pool(), "Username": username, "UserAttributes": members(attributes),
    });
    fixture.run(handle(&fixture.cx(), request(input))).map(drop)
}

#[test]
fn an_administrator_vouches_for_an_address() {
    let fixture = Fixture::with_email_aliases();
    fixture.create_user("alice", &[]);
    update(
        &fixture,
        "alice",
        &[("email", "jane@gmail.com"), ("email_verified", "true")],
    )
    .unwrap();
    assert_eq!(fixture.user("jane@gmail.com").username, "alice");
    assert!(
        fixture.world.mailbox.messages.borrow().is_empty(),
        "there is nothing to verify"
    );
}

#[test]
fn an_address_that_nobody_vouches_for_gets_a_code() {
    let fixture = Fixture::with_usernames();
    fixture.create_user("alice", &[]);
    update(&fixture, "alice", &[("email", "jane@gmail.com")]).unwrap();
    assert_eq!(fixture.code("jane@gmail.com").len(), 6);
    assert_eq!(fixture.user("alice").attributes["email_verified"], "false");
}

#[test]
fn refusals_are_in_the_services_words() {
    let fixture = Fixture::with_email_aliases();
    fixture.create_user("alice", &[("custom:tenant", "t")]);
    fixture.create_user("bob", &[]);
    let error = update(&fixture, "alice", &[("preferred_username", "bob")]).unwrap_err();
    assert_eq!(
        code_of(&error),
        (
            AliasExistsException,
            "User account already exists for the alias."
        )
    );
    let error = update(&fixture, "alice", &[("custom:tenant", "u")]).unwrap_err();
    let text = "user.custom:tenant: Attribute cannot be updated.\n";
    assert_eq!(code_of(&error), (InvalidParameterException, text));
    let error = update(&fixture, "nobody", &[("given_name", "x")]).unwrap_err();
    assert_eq!(
        code_of(&error),
        (UserNotFoundException, "User does not exist.")
    );
}
