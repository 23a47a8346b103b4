use super::*;
use crate::fixtures::people::{Fixture, PASSWORD, code_of, request};
use serde_json::json;
use vestibule_wire::idp::ErrorCode::{InvalidParameterException, NotAuthorizedException};

fn delete(fixture: &Fixture, token: &str, name: &str) -> Result<()> {
    let input = json!({"AccessToken": token, "UserAttributeNames": [name]});
    fixture.run(handle(&fixture.cx(), request(input))).map(drop)
}

#[test]
fn an_absent_attribute_is_deleted_with_success() {
    let fixture = Fixture::with_usernames();
    let token = fixture.signed_in_user("alice");
    delete(&fixture, &token, "custom:team").unwrap();
    delete(&fixture, &token, "email").unwrap();
    assert_eq!(fixture.user("alice").attributes, [].into());
}

#[test]
fn refusals_are_in_the_services_words() {
    let schema = json!({"Schema": [
        {"Name": "family_name", "Required": true, "Mutable": true},
        {"Name": "tenant", "AttributeDataType": "String", "Mutable": false},
    ]});
    let fixture = Fixture::new(schema, json!({}));
    let token = fixture.signed_in_user("alice");
    for (name, text) in [
        (
            "family_name",
            "Invalid user attributes: name.familyName: The attribute name.familyName is required",
        ),
        (
            "custom:tenant",
            "Invalid user attributes: Custom.User.tenant: This attribute does not satisfy the mutability validation \
             defined in the schema.",
        ),
        (
            "custom:unknown",
            "Invalid user attributes: Type for attribute {custom:unknown} could not be determined",
        ),
        (
            "email_verified",
            "Cannot modify the non-mutable attribute email_verified",
        ),
        ("sub", "Cannot modify the non-mutable attribute sub"),
    ] {
        let error = delete(&fixture, &token, name).unwrap_err();
        assert_eq!(code_of(&error), (InvalidParameterException, text), "{name}");
    }
    let narrow = fixture.client(json!({"WriteAttributes": ["family_name"]}));
    let token = fixture.sign_in_at(&narrow, "alice", PASSWORD).unwrap();
    let error = delete(&fixture, &token, "email").unwrap_err();
    let text = "A client attempted to write unauthorized attribute";
    assert_eq!(code_of(&error), (NotAuthorizedException, text));
}
