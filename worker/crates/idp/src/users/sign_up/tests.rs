use super::*;
use crate::fixtures::people::{Fixture, PASSWORD, code_of, delivery_of, members, request};
use serde_json::{Value, json};
use vestibule_model::user::Status;
use vestibule_wire::idp::ErrorCode::{
    self, CodeDeliveryFailureException, InvalidParameterException, InvalidPasswordException,
    NotAuthorizedException, UsernameExistsException,
};

/// The refusal of a sign-up of "alice" with these members beside the usual ones.
fn refusal(fixture: &Fixture, given: Value) -> (ErrorCode, String) {
    let mut input =
        json!({"ClientId": fixture.client_id(), "Username": "alice", "Password": PASSWORD});
    input
        .as_object_mut()
        .unwrap()
        .extend(given.as_object().unwrap().clone());
    let error = fixture
        .run(handle(&fixture.cx(), request(input)))
        .unwrap_err();
    let (code, text) = code_of(&error);
    (code, text.to_owned())
}

fn attributes(attributes: &[(&str, &str)]) -> Value {
    json!({"UserAttributes": members(attributes)})
}

#[test]
fn a_user_is_unconfirmed_until_the_code_comes_back() {
    let fixture = Fixture::with_usernames();
    let output = fixture.sign_up("alice", &[("email", "jane@gmail.com")]);
    assert!(!output.user_confirmed);
    let user = fixture.user("alice");
    assert_eq!(output.user_sub, user.sub.as_str());
    assert_eq!(user.status, Status::Unconfirmed);
    assert_eq!(user.attributes["email_verified"], "false");
    let delivery = delivery_of(output.code_delivery_details);
    assert_eq!(
        delivery,
        (
            "EMAIL".to_owned(),
            "email".to_owned(),
            "j***@g***".to_owned()
        )
    );
    assert_eq!(fixture.code("jane@gmail.com").len(), 6);
    fixture
        .confirm("alice", &fixture.code("jane@gmail.com"))
        .unwrap();
    assert_eq!(fixture.user("alice").status, Status::Confirmed);
}

#[test]
fn without_an_address_to_verify_nothing_is_sent() {
    let fixture = Fixture::with_usernames();
    let output = fixture.sign_up("alice", &[]);
    assert_eq!(output.code_delivery_details, None);
    assert_eq!(fixture.user("alice").status, Status::Unconfirmed);
}

#[test]
fn the_answer_says_where_the_code_went_and_nothing_in_a_pool_that_verifies_nothing() {
    let fixture = Fixture::with_usernames();
    let output = fixture.sign_up("alice", &[("email", "fred@example.com")]);
    let expected = json!({
        "UserConfirmed": false, "UserSub": fixture.user("alice").sub.as_str(),
        "CodeDeliveryDetails": {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "f***@e***"},
    });
    assert_eq!(serde_json::to_value(&output).unwrap(), expected);

    let fixture = Fixture::new(json!({"AutoVerifiedAttributes": []}), json!({}));
    let output = fixture.sign_up("alice", &[("email", "fred@example.com")]);
    let user = fixture.user("alice");
    let expected = json!({"UserConfirmed": false, "UserSub": user.sub.as_str()});
    assert_eq!(serde_json::to_value(&output).unwrap(), expected);
    assert_eq!(user.status, Status::Unconfirmed);
}

#[test]
fn a_sign_up_is_one_transition_and_a_lost_reply_makes_no_second_user() {
    let fixture = Fixture::with_emails();
    fixture.world.objects.sent.borrow_mut().clear();
    fixture.world.objects.lose_reply_of("create_user");
    fixture.sign_up("jane@gmail.com", &[]);
    let sent = fixture.world.objects.sent.borrow();
    let changes: Vec<_> = sent
        .iter()
        .filter(|name| *name != "load_config" && *name != "find_pool")
        .collect();
    // The second is the repetition of the first.
    assert_eq!(changes, ["create_user", "create_user", "note_delivered"]);
    assert_eq!(fixture.world.mailbox.messages.borrow().len(), 1);
}

#[test]
fn who_signs_in_with_an_address_is_named_by_the_sub() {
    let fixture = Fixture::with_emails();
    let output = fixture.sign_up("Jane@Gmail.com", &[]);
    let user = fixture.user("jane@gmail.com");
    assert_eq!(user.username, output.user_sub);
    assert_eq!(user.attributes["email"], "Jane@Gmail.com");
    assert_eq!(fixture.user(&output.user_sub).sub, user.sub);
}

#[test]
fn a_name_is_taken_once() {
    let fixture = Fixture::with_usernames();
    fixture.sign_up("alice", &[]);
    let error = fixture.try_sign_up("Alice", &[]).unwrap_err();
    assert_eq!(
        code_of(&error),
        (UsernameExistsException, "User already exists")
    );

    let fixture = Fixture::with_emails();
    fixture.sign_up("jane@gmail.com", &[]);
    let error = fixture.try_sign_up("JANE@gmail.com", &[]).unwrap_err();
    assert_eq!(
        code_of(&error),
        (
            UsernameExistsException,
            "An account with the given email already exists."
        )
    );

    let fixture = Fixture::new(json!({"UsernameAttributes": ["phone_number"]}), json!({}));
    fixture.sign_up("+15555550100", &[]);
    let error = fixture.try_sign_up("+15555550100", &[]).unwrap_err();
    let text = "An account with the given phone_number already exists.";
    assert_eq!(code_of(&error), (UsernameExistsException, text));
}

#[test]
fn names_that_differ_in_case_are_two_where_the_pool_says_so() {
    let fixture = Fixture::new(
        json!({"UsernameConfiguration": {"CaseSensitive": true}}),
        json!({}),
    );
    fixture.sign_up("alice", &[]);
    fixture.sign_up("Alice", &[]);
    assert_ne!(fixture.user("alice").sub, fixture.user("Alice").sub);
}

#[test]
fn usernames_keep_to_the_pools_form() {
    let email = Fixture::with_emails();
    let text = "Username should be an email.".to_owned();
    assert_eq!(
        refusal(&email, json!({})),
        (InvalidParameterException, text)
    );

    let both = Fixture::new(
        json!({"UsernameAttributes": ["email", "phone_number"]}),
        json!({}),
    );
    let text = "Username should be either an email or a phone number.".to_owned();
    assert_eq!(refusal(&both, json!({})), (InvalidParameterException, text));

    let phone = Fixture::new(json!({"UsernameAttributes": ["phone_number"]}), json!({}));
    let text = "Username should be a phone number.".to_owned();
    assert_eq!(
        refusal(&phone, json!({})),
        (InvalidParameterException, text)
    );

    let aliases = Fixture::with_email_aliases();
    let text = "Username cannot be of email format, since user pool is configured for email alias."
        .to_owned();
    assert_eq!(
        refusal(&aliases, json!({"Username": "jane@gmail.com"})),
        (InvalidParameterException, text)
    );
    let text = "Username cannot be of email format, since user pool is configured for email alias."
        .to_owned();
    let by_email = Fixture::new(json!({"AliasAttributes": ["email"]}), json!({}));
    assert_eq!(
        refusal(
            &by_email,
            attributes(&[("preferred_username", "jane@gmail.com")])
        ),
        (InvalidParameterException, text)
    );
    let text = "Username cannot be of phone number format, since user pool is configured for phone number alias.";
    let refused = refusal(&aliases, json!({"Username": "+15555550100"}));
    assert_eq!(refused, (InvalidParameterException, text.to_owned()));
    let text = "Preferred username cannot be provided for unconfirmed account, since user pool is configured for \
                preferred username alias.";
    let refused = refusal(&aliases, attributes(&[("preferred_username", "al")]));
    assert_eq!(refused, (InvalidParameterException, text.to_owned()));
}

#[test]
fn a_username_in_the_form_of_a_sub_is_refused_and_an_apps_own_uuid_is_not() {
    let fixture = Fixture::with_usernames();
    fixture.add_user("bob");
    let sub = fixture.user("bob").sub;
    let text = "Username cannot be of the format of a user's sub.";
    for username in [sub.to_string(), sub.as_str().to_uppercase()] {
        let refused = refusal(&fixture, json!({"Username": username}));
        assert_eq!(refused, (InvalidParameterException, text.to_owned()));
        let error = fixture.try_create_user(&username, &[]).unwrap_err();
        assert_eq!(code_of(&error), (InvalidParameterException, text));
    }
    assert_eq!(fixture.user(sub.as_str()).username, "bob");
    // Of versions 4 and 7.
    for username in [
        "0b6f8d0e-3b1c-4d2a-9e77-51c0d6a4f0aa",
        "01890a5d-ac96-70b4-bcce-b302099a8057",
    ] {
        fixture.sign_up(username, &[]);
        assert_eq!(fixture.user(username).username, username);
    }
}

#[test]
fn attributes_keep_to_the_schema() {
    let fixture = Fixture::with_usernames();
    for (name, value, text) in [
        ("email", "jane", "Invalid email address format."),
        ("phone_number", "5555", "Invalid phone number format."),
        (
            "email_verified",
            "true",
            "Cannot modify the non-mutable attribute email_verified",
        ),
        ("sub", "x", "Cannot modify the non-mutable attribute sub"),
        (
            "custom:x",
            "y",
            "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n",
        ),
    ] {
        let refused = refusal(&fixture, attributes(&[(name, value)]));
        assert_eq!(
            refused,
            (InvalidParameterException, text.to_owned()),
            "{name}"
        );
    }
    // Only the length is checked.
    fixture.sign_up(
        "alice",
        &[("birthdate", "not-a-date"), ("custom:tenant", "t")],
    );
}

#[test]
fn required_attributes_are_required() {
    let schema = json!({"Schema": [{"Name": "family_name", "Required": true, "Mutable": true}]});
    let fixture = Fixture::new(schema, json!({}));
    let text = "Attributes did not conform to the schema: name.familyName: The attribute name.familyName is required";
    assert_eq!(
        refusal(&fixture, json!({})),
        (InvalidParameterException, text.to_owned())
    );

    let schema = json!({"Schema": [{"Name": "email", "Required": true, "Mutable": true}]});
    let fixture = Fixture::new(schema, json!({}));
    let text = "Attributes did not conform to the schema: email: The attribute is required";
    assert_eq!(
        refusal(&fixture, json!({})),
        (InvalidParameterException, text.to_owned())
    );

    let schema = json!({"Schema": [
        {"Name": "email", "Required": true, "Mutable": true}, {"Name": "name", "Required": true, "Mutable": true},
    ]});
    let (code, text) = refusal(&Fixture::new(schema, json!({})), json!({}));
    assert_eq!(code, InvalidParameterException);
    for part in [
        "Attributes did not conform to the schema: ",
        "name.formatted: The attribute name.formatted is required",
        "email: The attribute is required",
    ] {
        assert_eq!(text.matches(part).count(), 1, "{part} in {text}");
    }
}

#[test]
fn a_client_writes_what_it_may() {
    let fixture = Fixture::new(json!({}), json!({"WriteAttributes": ["email"]}));
    let text = "A client attempted to write unauthorized attribute".to_owned();
    assert_eq!(
        refusal(&fixture, attributes(&[("custom:team", "red")])),
        (NotAuthorizedException, text)
    );
}

#[test]
fn a_weak_password_is_refused_in_this_operations_words() {
    let fixture = Fixture::with_usernames();
    let text = "Password did not conform with policy: Password not long enough".to_owned();
    assert_eq!(
        refusal(&fixture, json!({"Password": "Ab1!xy"})),
        (InvalidPasswordException, text)
    );
}

#[test]
fn administrators_can_keep_sign_up_to_themselves() {
    let fixture = Fixture::new(
        json!({
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true},
            "AliasAttributes": ["email"],
        }),
        json!({}),
    );
    let refused = (
        NotAuthorizedException,
        "SignUp is not permitted for this user pool".to_owned(),
    );
    assert_eq!(refusal(&fixture, json!({})), refused);
    let unfit = json!({"Username": "alice@example.com"});
    assert_eq!(refusal(&fixture, unfit), refused);
}

#[test]
fn a_confidential_client_proves_itself() {
    let fixture = Fixture::new(json!({}), json!({"GenerateSecret": true}));
    let id = fixture.client_id().to_owned();
    let text = format!("Client {id} is configured for secret but secret was not received");
    assert_eq!(refusal(&fixture, json!({})), (NotAuthorizedException, text));
    let text = format!("Unable to verify secret hash for client {id}");
    assert_eq!(
        refusal(&fixture, json!({"SecretHash": "aGFzaA=="})),
        (NotAuthorizedException, text)
    );

    let secret = fixture.run(async {
        let cx = fixture.cx();
        let config = cx.client(&id).await.unwrap();
        vestibule_engine::client_secret::secrets(&cx, &config.client)
            .unwrap()
            .remove(0)
    });
    let hash = vestibule_crypto::secret_hash::compute("alice", &id, &secret);
    let input =
        json!({"ClientId": id, "Username": "alice", "Password": PASSWORD, "SecretHash": hash});
    fixture.run(handle(&fixture.cx(), request(input))).unwrap();
}

#[test]
fn a_failed_delivery_is_heard_of_and_made_up_for_by_the_timer() {
    let fixture = Fixture::with_usernames();
    fixture.world.mailbox.refusing.set(true);
    let error = fixture
        .try_sign_up("alice", &[("email", "jane@gmail.com")])
        .unwrap_err();
    assert_eq!(
        code_of(&error),
        (
            CodeDeliveryFailureException,
            "Unable to deliver code to user"
        )
    );
    assert_eq!(fixture.user("alice").status, Status::Unconfirmed);
    fixture.world.mailbox.refusing.set(false);
    fixture
        .world
        .advance(vestibule_model::time::Span::minutes(1));
    fixture.deliver_due();
    fixture
        .confirm("alice", &fixture.code("jane@gmail.com"))
        .unwrap();
}

#[test]
fn neither_password_nor_code_is_stored_in_clear() {
    let fixture = Fixture::with_usernames();
    fixture.world.mailbox.refusing.set(true);
    fixture
        .try_sign_up("alice", &[("email", "jane@gmail.com")])
        .unwrap_err();
    fixture.world.mailbox.refusing.set(false);
    let dump = |fixture: &Fixture| {
        let objects = fixture.world.objects.keys();
        objects
            .iter()
            .flat_map(|key| fixture.world.objects.store(key).dump())
            .collect::<Vec<u8>>()
    };
    let before = dump(&fixture);
    fixture
        .world
        .advance(vestibule_model::time::Span::minutes(1));
    fixture.deliver_due();
    for secret in [
        PASSWORD.to_owned(),
        format!("code is {}", fixture.code("jane@gmail.com")),
    ] {
        assert!(
            !before
                .windows(secret.len())
                .any(|window| window == secret.as_bytes()),
            "{secret}"
        );
    }
}
