//! Changes of attributes, as users and administrators make them.

use serde_json::{Value, json};
use vestibule_idp::fixtures::api::{Api, Refused, refused};

fn named(attributes: &[(&str, &str)]) -> Value {
    attributes
        .iter()
        .map(|(name, value)| json!({"Name": name, "Value": value}))
        .collect()
}

/// A request of a user or of an administrator.
fn by(api: &Api, token: Option<&Value>, member: &str, value: Value) -> Value {
    let mut request = match token {
        Some(token) => json!({"AccessToken": token}),
        None => json!({"UserPoolId": api.pool, "Username": "alice"}),
    };
    request[member] = value;
    request
}

fn update(api: &Api, token: Option<&Value>, attributes: &[(&str, &str)]) -> Result<Value, Refused> {
    let operation = match token {
        Some(_) => "UpdateUserAttributes",
        None => "AdminUpdateUserAttributes",
    };
    api.call(
        operation,
        by(api, token, "UserAttributes", named(attributes)),
    )
}

fn delete(api: &Api, token: Option<&Value>, names: &[&str]) -> Result<Value, Refused> {
    let operation = match token {
        Some(_) => "DeleteUserAttributes",
        None => "AdminDeleteUserAttributes",
    };
    api.call(
        operation,
        by(api, token, "UserAttributeNames", json!(names)),
    )
}

/// The value of one of alice's attributes.
fn value_of(api: &Api, name: &str) -> Value {
    let user = api.admin("AdminGetUser", "alice");
    let attributes = user["UserAttributes"].as_array().unwrap();
    attributes
        .iter()
        .find(|attribute| attribute["Name"] == name)
        .map_or(Value::Null, |attribute| attribute["Value"].clone())
}

#[test]
fn one_bad_attribute_refuses_all_whoever_changes_them() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    for token in [Some(&token), None] {
        let message = "user.custom:unknown: Attribute does not exist in the schema.\n";
        let answer = update(&api, token, &[("name", "A"), ("custom:unknown", "x")]);
        assert_eq!(answer, Err(refused("InvalidParameterException", message)));
        assert_eq!(value_of(&api, "name"), Value::Null);

        let message =
            "Invalid user attributes: Type for attribute {custom:unknown} could not be determined";
        let answer = delete(&api, token, &["email", "custom:unknown"]);
        assert_eq!(answer, Err(refused("InvalidParameterException", message)));
        assert_eq!(value_of(&api, "email"), "alice@example.com");
    }
}

#[test]
fn of_an_attribute_given_twice_the_last_counts_and_it_alone_is_validated() {
    let api = Api::usual();
    api.add_user("alice");
    let token = api.tokens("alice")["AccessToken"].clone();
    let (long, short) = (("birthdate", "12345678901"), ("birthdate", "not-a-date"));
    for token in [Some(&token), None] {
        update(&api, token, &[long, short]).unwrap();
        assert_eq!(value_of(&api, "birthdate"), "not-a-date");
        let message = "user.birthdate: String must be no longer than 10 characters\n";
        let answer = update(&api, token, &[short, long]);
        assert_eq!(answer, Err(refused("InvalidParameterException", message)));
        update(&api, token, &[("birthdate", "")]).unwrap();
        assert_eq!(value_of(&api, "birthdate"), Value::Null);
    }
}
