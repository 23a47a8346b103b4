use super::*;
use crate::{
    fixtures::people::{Fixture, PASSWORD, code_of, delivery_of, members, request},
    users::verify_user_attribute,
};
use serde_json::json;
use vestibule_model::time::Span;
use vestibule_wire::idp::{
    AttributeType,
    ErrorCode::{
        self, AliasExistsException, InvalidParameterException, LimitExceededException,
        NotAuthorizedException,
    },
};

fn update(
    fixture: &Fixture,
    token: &str,
    attributes: &[(&str, &str)],
) -> Result<UpdateUserAttributesResponse> {
    let input = json!({"AccessToken": token, "UserAttributes": members(attributes)});
    fixture.run(handle(&fixture.cx(), request(input)))
}

fn refusal(fixture: &Fixture, token: &str, attributes: &[(&str, &str)]) -> (ErrorCode, String) {
    let error = update(fixture, token, attributes).unwrap_err();
    let (code, text) = code_of(&error);
    (code, text.to_owned())
}

#[test]
fn a_new_address_is_unverified_until_its_code_comes_back() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    let sent = update(&fixture, &token, &[("email", "jane@gmail.com")]).unwrap();
    let details = sent.code_delivery_details_list.unwrap().pop();
    assert_eq!(delivery_of(details).2, "j***@g***");
    let user = fixture.user("alice");
    assert_eq!(
        (
            &*user.attributes["email"],
            &*user.attributes["email_verified"]
        ),
        ("jane@gmail.com", "false")
    );
    let code = fixture.code("jane@gmail.com");
    let input = json!({"AccessToken": token, "AttributeName": "email", "Code": code});
    fixture
        .run(verify_user_attribute::handle(&fixture.cx(), request(input)))
        .unwrap();
    assert_eq!(fixture.user("alice").attributes["email_verified"], "true");
}

#[test]
fn a_pool_can_keep_the_old_address_until_the_new_one_is_verified() {
    let held_back = json!({
        "AliasAttributes": ["email"],
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
    });
    let fixture = Fixture::new(held_back, json!({}));
    let token = fixture.signed_in_user("alice");
    update(&fixture, &token, &[("email", "jane@gmail.com")]).unwrap();
    assert_eq!(
        fixture.user("alice@example.com").attributes["email_verified"],
        "true"
    );
    let code = fixture.code("jane@gmail.com");
    let input = json!({"AccessToken": token, "AttributeName": "email", "Code": code});
    fixture
        .run(verify_user_attribute::handle(&fixture.cx(), request(input)))
        .unwrap();
    assert_eq!(fixture.user("jane@gmail.com").username, "alice");
    assert!(fixture.find("alice@example.com").is_none());
}

#[test]
fn without_verification_a_new_address_is_unverified_at_once() {
    let fixture = Fixture::new(json!({"AutoVerifiedAttributes": []}), json!({}));
    let token = fixture.signed_in_user("alice");
    let sent = update(&fixture, &token, &[("email", "jane@gmail.com")]).unwrap();
    assert_eq!(sent.code_delivery_details_list, Some(Vec::new()));
    assert_eq!(fixture.user("alice").attributes["email_verified"], "false");
}

#[test]
fn one_bad_attribute_refuses_all_and_of_duplicates_the_last_counts() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    let text = "user.birthdate: String must be no longer than 10 characters\n".to_owned();
    let refused = refusal(
        &fixture,
        &token,
        &[("given_name", "A"), ("birthdate", "12345678901")],
    );
    assert_eq!(refused, (InvalidParameterException, text));
    assert!(!fixture.user("alice").attributes.contains_key("given_name"));
    update(
        &fixture,
        &token,
        &[("birthdate", "12345678901"), ("birthdate", "not-a-date")],
    )
    .unwrap();
    assert_eq!(fixture.user("alice").attributes["birthdate"], "not-a-date");
}

#[test]
fn an_empty_value_removes() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    update(&fixture, &token, &[("custom:team", "red")]).unwrap();
    update(&fixture, &token, &[("custom:team", ""), ("email", "")]).unwrap();
    assert_eq!(fixture.user("alice").attributes, [].into());
}

#[test]
fn what_may_not_be_written_is_refused_in_the_services_words() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    for (attribute, text) in [
        (
            "email_verified",
            "Cannot modify the non-mutable attribute email_verified",
        ),
        ("sub", "Cannot modify the non-mutable attribute sub"),
        (
            "custom:unknown",
            "user.custom:unknown: Attribute does not exist in the schema.\n",
        ),
        (
            "custom:tenant",
            "user.custom:tenant: Attribute cannot be updated.\n",
        ),
    ] {
        let refused = refusal(&fixture, &token, &[(attribute, "x")]);
        assert_eq!(refused, (InvalidParameterException, text.to_owned()));
    }
    let narrow = fixture.client(json!({"WriteAttributes": ["email"]}));
    let token = fixture.sign_in_at(&narrow, "alice", PASSWORD).unwrap();
    let text = "A client attempted to write unauthorized attribute".to_owned();
    assert_eq!(
        refusal(&fixture, &token, &[("custom:team", "x")]),
        (NotAuthorizedException, text)
    );
}

#[test]
fn an_alias_of_another_user_is_refused() {
    let fixture = Fixture::with_email_aliases();
    fixture.add_user("bob");
    let token = fixture.signed_in_user("alice");
    let text = "User account already exists for the alias.".to_owned();
    let refused = refusal(&fixture, &token, &[("preferred_username", "bob")]);
    assert_eq!(refused, (AliasExistsException, text));
    let text = "Username cannot be of email format, since user pool is configured for email alias."
        .to_owned();
    let refused = refusal(&fixture, &token, &[("preferred_username", "a@example.com")]);
    assert_eq!(refused, (InvalidParameterException, text));

    let fixture = Fixture::with_emails();
    fixture.add_user("bob@example.com");
    fixture.add_user("alice@example.com");
    let token = fixture.sign_in("alice@example.com", PASSWORD).unwrap();
    let text = "An account with the given email already exists.".to_owned();
    assert_eq!(
        refusal(&fixture, &token, &[("email", "bob@example.com")]),
        (AliasExistsException, text)
    );
}

#[test]
fn a_preferred_username_signs_in_and_moves() {
    let fixture = Fixture::with_email_aliases();
    let token = fixture.signed_in_user("alice");
    update(&fixture, &token, &[("preferred_username", "first")]).unwrap();
    assert_eq!(fixture.user("first").username, "alice");
    update(&fixture, &token, &[("preferred_username", "second")]).unwrap();
    assert!(fixture.find("first").is_none());
    assert_eq!(fixture.user("second").username, "alice");
    fixture.create_user("first", &[]);
    assert_eq!(fixture.user("first").username, "first");
}

#[test]
fn five_codes_an_hour_are_sent_to_whatever_addresses() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    for number in 0..5 {
        let email = format!("victim{number}@example.com");
        update(&fixture, &token, &[("email", &email)]).unwrap();
    }
    let text = "Attempt limit exceeded, please try after some time.".to_owned();
    let refused = refusal(&fixture, &token, &[("email", "victim5@example.com")]);
    assert_eq!(refused, (LimitExceededException, text));
    assert_eq!(
        fixture.user("alice").attributes["email"],
        "victim4@example.com"
    );
    assert_eq!(fixture.world.mailbox.messages.borrow().len(), 5);
    // What needs no code is no matter of the quota.
    update(&fixture, &token, &[("given_name", "Alice"), ("email", "")]).unwrap();
    fixture.world.advance(Span::hours(1));
    let token = fixture.sign_in("alice", PASSWORD).unwrap();
    update(&fixture, &token, &[("email", "victim5@example.com")]).unwrap();
    assert_eq!(fixture.code("victim5@example.com").len(), 6);
}

#[test]
fn nobody_is_called_by_another_users_sub() {
    let fixture = Fixture::with_email_aliases();
    fixture.add_user("bob");
    let token = fixture.signed_in_user("alice");
    let (alice, bob) = (fixture.user("alice").sub, fixture.user("bob").sub);
    let text = "Username cannot be of the format of a user's sub.";
    for taken in [bob.to_string(), bob.as_str().to_uppercase()] {
        let refused = refusal(&fixture, &token, &[("preferred_username", &taken)]);
        assert_eq!(refused, (InvalidParameterException, text.to_owned()));
    }
    assert_eq!(fixture.user(bob.as_str()).username, "bob");
    let own = [("preferred_username", alice.as_str())];
    update(&fixture, &token, &own).unwrap();
    assert_eq!(fixture.user(alice.as_str()).username, "alice");
}

#[test]
fn a_users_own_values_are_not_in_debug_output() {
    let input = UpdateUserAttributesRequest {
        user_attributes: vec![AttributeType {
            name: "email".to_owned(),
            value: Some("jane@gmail.com".into()),
        }],
        access_token: "token".into(),
        client_metadata: None,
    };
    assert!(!format!("{input:?}").contains("jane"));
}
