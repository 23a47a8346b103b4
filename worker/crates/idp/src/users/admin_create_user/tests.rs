use super::*;
use crate::{
    fixtures::{
        api::{Api, at_once},
        people::{Fixture, PASSWORD, code_of, members, request},
    },
    users::admin_set_user_password,
};
use serde_json::{Value, json};
use vestibule_wire::idp::ErrorCode::{
    InvalidPasswordException, PasswordHistoryPolicyViolationException,
    UnsupportedUserStateException, UserNotFoundException, UsernameExistsException,
};

fn create_with(fixture: &Fixture, given: Value) -> Result<Value> {
    let mut input = json!({"UserPoolId": fixture.pool(), "Username": "alice"});
    input
        .as_object_mut()
        .unwrap()
        .extend(given.as_object().unwrap().clone());
    let output = fixture.run(handle(&fixture.cx(), request(input)))?;
    Ok(serde_json::to_value(output).unwrap()["User"].take())
}

fn email() -> Value {
    members(&[("email", "alice@example.com"), ("email_verified", "true")])
}

#[test]
fn a_new_user_is_answered_as_the_service_answers() {
    let fixture = Fixture::with_usernames();
    let user = create_with(
        &fixture,
        json!({"UserAttributes": email(), "MessageAction": "SUPPRESS"}),
    )
    .unwrap();
    let now = fixture.world.now().seconds();
    let sub = fixture.user("alice").sub;
    assert_eq!(sub.as_str().get(14..16), Some("70"));
    let expected = json!({
        "Attributes": members(&[
            ("email", "alice@example.com"), ("email_verified", "true"), ("sub", sub.as_str()),
        ]),
        "Enabled": true, "UserCreateDate": now, "UserLastModifiedDate": now,
        "UserStatus": "FORCE_CHANGE_PASSWORD", "Username": "alice",
    });
    assert_eq!(user, expected);
    assert!(
        fixture.world.mailbox.messages.borrow().is_empty(),
        "suppressed"
    );
}

#[test]
fn nothing_is_said_of_verification_that_was_not_given() {
    let fixture = Fixture::with_usernames();
    create_with(
        &fixture,
        json!({"UserAttributes": members(&[("email", "alice@example.com")])}),
    )
    .unwrap();
    assert!(
        !fixture
            .user("alice")
            .attributes
            .contains_key("email_verified")
    );
}

#[test]
fn the_invitation_carries_a_temporary_password_that_signs_in() {
    let fixture = Fixture::with_usernames();
    create_with(&fixture, json!({"UserAttributes": email()})).unwrap();
    let password = fixture.code("alice@example.com");
    let message = fixture
        .world
        .mailbox
        .messages
        .borrow()
        .last()
        .unwrap()
        .clone();
    assert!(message.subject.starts_with("Your invitation to "));
    assert!(
        message
            .body
            .expose()
            .contains("Your username is alice, and this is your temporary password.")
    );
    let error = fixture.sign_in("alice", &password).unwrap_err();
    assert!(
        matches!(error, Error::Internal(cause) if cause == "a challenge"),
        "the password must be changed"
    );
    fixture.world.advance(vestibule_model::time::Span::days(7));
    let error = fixture.sign_in("alice", &password).unwrap_err();
    let text = "Temporary password has expired and must be reset by an administrator.";
    assert_eq!(code_of(&error), (ErrorCode::NotAuthorizedException, text));
}

#[test]
fn an_invitation_is_sent_again_with_another_password() {
    let fixture = Fixture::with_usernames();
    create_with(&fixture, json!({"UserAttributes": email()})).unwrap();
    let first = fixture.code("alice@example.com");
    create_with(&fixture, json!({"MessageAction": "RESEND"})).unwrap();
    assert_ne!(fixture.code("alice@example.com"), first);
    fixture.add_user("bob");
    let error = create_with(
        &fixture,
        json!({"Username": "bob", "MessageAction": "RESEND"}),
    )
    .unwrap_err();
    let text = "Resend not possible. bob status is not FORCE_CHANGE_PASSWORD";
    assert_eq!(code_of(&error), (UnsupportedUserStateException, text));
    let error = create_with(
        &fixture,
        json!({"Username": "carol", "MessageAction": "RESEND"}),
    )
    .unwrap_err();
    assert_eq!(
        code_of(&error),
        (UserNotFoundException, "User does not exist.")
    );
}

#[test]
fn an_invitation_that_is_sent_again_forgets_no_earlier_password() {
    let policy =
        json!({"Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}}});
    let fixture = Fixture::new(policy, json!({}));
    fixture.add_user("alice");
    let set = |password: &str, permanent: bool| {
        let input = json!({
            "UserPoolId": fixture.pool(), "Username": "alice", "Password": password, "Permanent": permanent,
        });
        fixture.run(admin_set_user_password::handle(
            &fixture.cx(),
            request(input),
        ))
    };
    set("Temp0rary-2", false).unwrap();
    create_with(&fixture, json!({"MessageAction": "RESEND"})).unwrap();
    let error = set(PASSWORD, true).unwrap_err();
    assert!(error.is(PasswordHistoryPolicyViolationException));
}

#[test]
fn names_and_verified_addresses_are_taken_once() {
    let fixture = Fixture::with_email_aliases();
    create_with(&fixture, json!({"UserAttributes": email()})).unwrap();
    let error = create_with(&fixture, json!({})).unwrap_err();
    assert_eq!(
        code_of(&error),
        (UsernameExistsException, "User account already exists")
    );
    let again = json!({"Username": "bob", "UserAttributes": email()});
    let error = create_with(&fixture, again.clone()).unwrap_err();
    let text = "An account with the given email already exists.";
    assert_eq!(code_of(&error), (UsernameExistsException, text));
    let mut forced = again;
    forced["ForceAliasCreation"] = true.into();
    create_with(&fixture, forced).unwrap();
    assert_eq!(fixture.user("alice@example.com").username, "bob");
}

#[test]
fn who_takes_an_address_while_another_is_about_to_is_to_come_again_and_then_has_it() {
    let api = Api::new(json!({"AliasAttributes": ["email"]}), json!({}));
    let home = |name: &str| {
        let cx = api.world.cx();
        let config = at_once(cx.pool(&api.pool)).unwrap();
        config.object_of_identifier(name)
    };
    // Users who don't live where the address is: they have to reserve it.
    let names: Vec<String> = (0..200)
        .map(|number| format!("user{number}"))
        .filter(|name| home(name) != home("alice@example.com"))
        .collect();
    let create = |name: &str| {
        json!({
            "UserPoolId": api.pool, "Username": name, "UserAttributes": email(),
            "MessageAction": "SUPPRESS", "ForceAliasCreation": true,
        })
    };
    let (mut creations, mut answer) = (0, None);
    let event = || {
        creations += 1;
        // The first attempt has found that it needs the address.
        if creations == 2 {
            answer = Some(api.call("AdminCreateUser", create(&names[1])));
        }
    };
    let first = create(&names[0]);
    api.call_while_each(2, "create_user", event, "AdminCreateUser", first)
        .unwrap();
    let (code, _) = answer.unwrap().unwrap_err();
    assert_eq!(code, "TooManyRequestsException");
    api.ok("AdminCreateUser", create(&names[1]));
    let found = api.admin("AdminGetUser", "alice@example.com");
    assert_eq!(found["Username"], names[1].as_str());
}

#[test]
fn an_address_is_one_users_name() {
    let fixture = Fixture::with_emails();
    fixture.create_user("alice@example.com", &[]);
    let error = fixture
        .try_create_user("alice@example.com", &[])
        .unwrap_err();
    let text = "An account with the given email already exists.";
    assert_eq!(code_of(&error), (UsernameExistsException, text));
    let aliases = Fixture::with_email_aliases();
    let error = aliases
        .try_create_user("alice@example.com", &[])
        .unwrap_err();
    let text = "Username cannot be of email format, since user pool is configured for email alias.";
    assert_eq!(
        code_of(&error),
        (ErrorCode::InvalidParameterException, text)
    );
}

#[test]
fn a_weak_password_is_refused_in_this_operations_words() {
    let fixture = Fixture::with_usernames();
    let error = create_with(&fixture, json!({"TemporaryPassword": "Ab1!xy"})).unwrap_err();
    let text = "Password did not conform with password policy: Password not long enough";
    assert_eq!(code_of(&error), (InvalidPasswordException, text));
}

#[test]
fn an_immutable_attribute_is_set_at_creation() {
    let fixture = Fixture::with_usernames();
    create_with(
        &fixture,
        json!({"UserAttributes": members(&[("custom:tenant", "t")])}),
    )
    .unwrap();
    assert_eq!(fixture.user("alice").attributes["custom:tenant"], "t");
}
