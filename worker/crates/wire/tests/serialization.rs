//! Bodies that aren't what the model says get the front end's `SerializationException`.

use vestibule_wire::idp::operations::*;
use vestibule_wire::{Operation, ParseError, Service};

fn message<O: Operation>(body: &str) -> Option<String> {
    match O::parse(body.as_bytes()) {
        Err(ParseError::Serialization { message }) => message,
        Err(other) => panic!("{body}: {other:?}"),
        Ok(_) => panic!("accepted: {body}"),
    }
}

#[test]
fn wrong_types_in_the_words_of_the_service() {
    for (body, expected) in [
        (
            r#"{"UserPoolId": 1}"#,
            "NUMBER_VALUE can not be converted to a String",
        ),
        (
            r#"{"UserPoolId": 1.5}"#,
            "NUMBER_VALUE can not be converted to a String",
        ),
        (
            r#"{"UserPoolId": true}"#,
            "TRUE_VALUE can not be converted to a String",
        ),
        (
            r#"{"UserPoolId": {}}"#,
            "Start of structure or map found where not expected.",
        ),
        (
            r#"{"UserPoolId": []}"#,
            "Start of list found where not expected",
        ),
        (r#"{"ClientMetadata": "x"}"#, "Expected map or null"),
    ] {
        assert_eq!(
            message::<AdminCreateUser>(body).as_deref(),
            Some(expected),
            "{body}"
        );
    }
    let assets = r#"{"UserPoolId": "a_1", "ManagedLoginBrandingId": "x", "Assets": "x"}"#;
    assert_eq!(
        message::<UpdateManagedLoginBranding>(assets).as_deref(),
        Some("Unexpected field type")
    );
}

/// Measured of other services behind the same front end.
#[test]
fn wrong_types_in_the_words_of_the_front_end() {
    for (body, expected) in [
        (
            r#"{"UserPoolId": false}"#,
            "FALSE_VALUE can not be converted to a String",
        ),
        (
            r#"{"DesiredDeliveryMediums": "EMAIL"}"#,
            "Expected list or null",
        ),
        (
            r#"{"DesiredDeliveryMediums": {}}"#,
            "Start of structure or map found where not expected.",
        ),
        (
            r#"{"DesiredDeliveryMediums": [1]}"#,
            "NUMBER_VALUE can not be converted to a String",
        ),
        (
            r#"{"ForceAliasCreation": "perhaps"}"#,
            "STRING_VALUE can not be converted to an Boolean",
        ),
        (
            r#"{"ForceAliasCreation": 1}"#,
            "NUMBER_VALUE can not be converted to a Boolean",
        ),
        ("[]", "Start of list found where not expected"),
    ] {
        assert_eq!(
            message::<AdminCreateUser>(body).as_deref(),
            Some(expected),
            "{body}"
        );
    }
    for (body, expected) in [
        (
            r#"{"Limit": "1"}"#,
            "STRING_VALUE can not be converted to an Integer",
        ),
        (
            r#"{"Limit": true}"#,
            "TRUE_VALUE can not be converted to an Integer",
        ),
        (
            r#"{"Limit": [1]}"#,
            "Start of list found where not expected",
        ),
    ] {
        assert_eq!(
            message::<ListGroups>(body).as_deref(),
            Some(expected),
            "{body}"
        );
    }
    let policies = r#"{"Policies": "x"}"#;
    assert_eq!(
        message::<CreateUserPool>(policies).as_deref(),
        Some("Expected null")
    );
}

#[test]
fn what_is_not_json_gets_no_message() {
    for body in [
        "",
        "{",
        "null",
        "1",
        "\"x\"",
        "{\"UserPoolId\": \"a_1\",}",
        "{\"UserPoolId\": \"\\ud800\"}",
        "{} {}",
    ] {
        assert_eq!(message::<ListGroups>(body), None, "{body}");
    }
    let invalid_utf8 = ListGroups::parse(b"{\"UserPoolId\": \"\xff\"}").unwrap_err();
    assert_eq!(invalid_utf8, ParseError::Serialization { message: None });
}

#[test]
fn integers_beyond_32_bits_are_refused_and_fractions_cut_off() {
    for number in [
        "2147483648",
        "-2147483649",
        "1e300",
        "18446744073709551615",
        "1e999",
    ] {
        assert_eq!(
            message::<ListGroups>(&format!(r#"{{"UserPoolId": "a_1", "Limit": {number}}}"#)),
            None
        );
    }
    let input = ListGroups::parse(br#"{"UserPoolId": "a_1", "Limit": 3.9}"#).unwrap();
    assert_eq!(input.limit, Some(3));
}

#[test]
fn a_blob_that_is_not_base64_is_refused() {
    assert_eq!(
        message::<SetUICustomization>(r#"{"UserPoolId": "a_1", "ImageFile": "***"}"#),
        None
    );
}

#[test]
fn nesting_has_a_limit() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let body = format!(r#"{{"UserPoolId": "a_1", "Settings": {deep}}}"#);
    assert_eq!(message::<CreateManagedLoginBranding>(&body), None);
}

#[test]
fn unknown_members_and_nulls_are_as_if_absent() {
    let body = br#"{"UserPoolId": "a_1", "Username": "u", "Nonsense": [1, {"a": 2}], "MessageAction": null,
        "ClientMetadata": {"kept": "v", "left": null}, "DesiredDeliveryMediums": ["SMS", null]}"#;
    let input = AdminCreateUser::parse(body).unwrap();
    assert_eq!(input.message_action, None);
    assert_eq!(
        input.client_metadata,
        Some([("kept".to_owned(), "v".to_owned())].into())
    );
    assert_eq!(
        input.desired_delivery_mediums.map(|mediums| mediums.len()),
        Some(1)
    );
}

#[test]
fn of_a_member_given_twice_the_last_counts() {
    let input = ListGroups::parse(br#"{"UserPoolId": "a_1", "UserPoolId": "a_2"}"#).unwrap();
    assert_eq!(input.user_pool_id, "a_2");
}

#[test]
fn booleans_may_be_words() {
    let body = br#"{"UserPoolId": "a_1", "Username": "u", "ForceAliasCreation": "True"}"#;
    assert_eq!(
        AdminCreateUser::parse(body).unwrap().force_alias_creation,
        Some(true)
    );
}

#[test]
fn the_error_spells_message_with_a_capital() {
    let error = ListGroups::parse(br#"{"UserPoolId": 1}"#)
        .unwrap_err()
        .into_error_body(Service::CognitoIdp);
    assert_eq!(
        error.to_json(Service::CognitoIdp),
        r#"{"__type":"SerializationException","Message":"NUMBER_VALUE can not be converted to a String"}"#
    );
    assert_eq!(error.status(), 400);
    let error = ListGroups::parse(b"")
        .unwrap_err()
        .into_error_body(Service::CognitoIdp);
    assert_eq!(
        error.to_json(Service::CognitoIdp),
        r#"{"__type":"SerializationException"}"#
    );
}
