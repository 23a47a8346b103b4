use super::*;
use crate::fixtures::people::{Fixture, code_of, members, request};
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
fn truth_is_kept_in_lower_case_however_it_is_written() {
    let fixture = Fixture::with_email_aliases();
    for (username, verified) in [("alice", "True"), ("bob", "TRUE")] {
        fixture.create_user(username, &[]);
        let email = format!("{username}@gmail.com");
        let vouched_for = [("email", email.as_str()), ("email_verified", verified)];
        update(&fixture, username, &vouched_for).unwrap();
        let user = fixture.user(&email);
        assert_eq!(user.username, username);
        assert_eq!(user.attributes["email_verified"], "true");
    }
    assert!(fixture.world.mailbox.messages.borrow().is_empty());
    update(&fixture, "alice", &[("email_verified", "False")]).unwrap();
    assert!(fixture.find("alice@gmail.com").is_none());

    let fixture = Fixture::with_email_aliases();
    let vouched_for = [("email", "carol@gmail.com"), ("email_verified", "True")];
    fixture.create_user("carol", &vouched_for);
    let user = fixture.user("carol@gmail.com");
    assert_eq!(user.attributes["email_verified"], "true");
}

#[test]
fn administrators_have_no_quota_of_codes() {
    let fixture = Fixture::with_usernames();
    fixture.create_user("alice", &[]);
    for number in 0..6 {
        let email = format!("alice{number}@gmail.com");
        update(&fixture, "alice", &[("email", &email)]).unwrap();
    }
    assert_eq!(fixture.world.mailbox.messages.borrow().len(), 6);
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
    fixture.create_user(
        "carol",
        &[("email", "carol@example.com"), ("email_verified", "true")],
    );
    let taken = [("email", "carol@example.com"), ("email_verified", "true")];
    let error = update(&fixture, "alice", &taken).unwrap_err();
    let text = "An account with the given email already exists.";
    assert_eq!(code_of(&error), (AliasExistsException, text));
    let error = update(
        &fixture,
        "alice",
        &[("preferred_username", "carol@example.com")],
    )
    .unwrap_err();
    let text = "Username cannot be of email format, since user pool is configured for email alias.";
    assert_eq!(code_of(&error), (InvalidParameterException, text));
    let sub = fixture.user("bob").sub;
    let error = update(&fixture, "alice", &[("preferred_username", sub.as_str())]).unwrap_err();
    let text = "Username cannot be of the format of a user's sub.";
    assert_eq!(code_of(&error), (InvalidParameterException, text));
    let error = update(&fixture, "alice", &[("custom:tenant", "u")]).unwrap_err();
    let text = "user.custom:tenant: Attribute cannot be updated.\n";
    assert_eq!(code_of(&error), (InvalidParameterException, text));
    let error = update(&fixture, "nobody", &[("given_name", "x")]).unwrap_err();
    assert_eq!(
        code_of(&error),
        (UserNotFoundException, "User does not exist.")
    );
}
