use super::*;
use crate::fixtures::people::{Fixture, code_of, members, request};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use vestibule_wire::idp::ErrorCode::InvalidParameterException;

fn list(fixture: &Fixture, given: Value) -> Result<ListUsersResponse> {
    let mut input = json!({"UserPoolId": fixture.pool()});
    input
        .as_object_mut()
        .unwrap()
        .extend(given.as_object().unwrap().clone());
    fixture.run(handle(&fixture.cx(), request(input)))
}

fn names(output: ListUsersResponse) -> Vec<String> {
    output
        .users
        .unwrap()
        .into_iter()
        .map(|user| user.username.unwrap().into_inner())
        .collect()
}

fn people(count: usize) -> Fixture {
    let fixture = Fixture::with_usernames();
    for number in 0..count {
        fixture.create_user(
            &format!("user{number}"),
            &[("given_name", if number % 2 == 0 { "Ann" } else { "Anna" })],
        );
    }
    fixture
}

#[test]
fn pages_show_everybody_once() {
    let fixture = people(11);
    let mut seen = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let mut given = json!({"Limit": 3});
        if let Some(token) = &token {
            given["PaginationToken"] = token.as_str().into();
        }
        let output = list(&fixture, given).unwrap();
        token.clone_from(&output.pagination_token);
        seen.extend(names(output));
        if token.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 11);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 11);
}

#[test]
fn a_page_has_sixty_users_at_most_and_no_token_when_it_is_the_last() {
    let fixture = people(61);
    let first = list(&fixture, json!({})).unwrap();
    let token = first.pagination_token.clone().unwrap();
    assert_eq!(names(first).len(), 60);
    let last = list(&fixture, json!({"PaginationToken": token})).unwrap();
    assert_eq!(last.pagination_token, None);
    assert_eq!(names(last).len(), 1);

    let fixture = people(4);
    let token = list(&fixture, json!({"Limit": 2}))
        .unwrap()
        .pagination_token
        .unwrap();
    let full = list(&fixture, json!({"Limit": 2, "PaginationToken": token})).unwrap();
    assert_eq!(full.pagination_token, None, "a full page can be the last");
    assert_eq!(names(full).len(), 2);
}

#[test]
fn a_user_is_listed_as_the_service_lists_it() {
    let fixture = Fixture::with_usernames();
    fixture.create_user("alice", &[("email", "alice@example.com")]);
    let listed = serde_json::to_value(list(&fixture, json!({})).unwrap()).unwrap();
    let (now, sub) = (fixture.world.now().seconds(), fixture.user("alice").sub);
    let expected = json!({"Users": [{
        "Attributes": members(&[("email", "alice@example.com"), ("sub", sub.as_str())]),
        "Enabled": true, "UserCreateDate": now, "UserLastModifiedDate": now,
        "UserStatus": "FORCE_CHANGE_PASSWORD", "Username": "alice",
    }]});
    assert_eq!(listed, expected);
}

#[test]
fn a_filter_compares_or_matches_a_prefix() {
    let fixture = people(6);
    assert_eq!(
        names(list(&fixture, json!({"Filter": r#"given_name = "Ann""#})).unwrap()).len(),
        3
    );
    assert_eq!(
        names(list(&fixture, json!({"Filter": r#"given_name ^= "Ann""#})).unwrap()).len(),
        6
    );
    assert_eq!(
        names(list(&fixture, json!({"Filter": r#"given_name ^= "Anna""#})).unwrap()).len(),
        3
    );
    assert_eq!(
        names(list(&fixture, json!({"Filter": r#"username = "user4""#})).unwrap()),
        ["user4"]
    );
    let invited = json!({"Filter": r#"cognito:user_status = "force_change_password""#});
    assert_eq!(names(list(&fixture, invited).unwrap()).len(), 6);
    assert_eq!(
        names(list(&fixture, json!({"Filter": r#"status = "Disabled""#})).unwrap()).len(),
        0
    );
}

#[test]
fn a_prefix_ends_where_the_next_one_begins() {
    let fixture = Fixture::with_usernames();
    for (username, given_name) in [
        ("one", "Ann"),
        ("two", "Anna"),
        ("three", "Ann\u{e9}"),
        ("four", "Ano"),
        ("five", "An"),
    ] {
        fixture.create_user(username, &[("given_name", given_name)]);
    }
    let begins = |prefix: &str| {
        let filter = format!("given_name ^= \"{prefix}\"");
        names(list(&fixture, json!({"Filter": filter})).unwrap())
            .into_iter()
            .collect::<BTreeSet<_>>()
    };
    let expected = |names: &[&str]| -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    };
    assert_eq!(begins("Ann"), expected(&["one", "two", "three"]));
    assert_eq!(begins("Ann\u{e9}"), expected(&["three"]));
    let everybody = expected(&["one", "two", "three", "four", "five"]);
    assert_eq!(begins(""), everybody);
}

#[test]
fn a_token_belongs_to_its_filter() {
    let fixture = people(3);
    let token = list(&fixture, json!({"Limit": 1}))
        .unwrap()
        .pagination_token
        .unwrap();
    let with_filter =
        json!({"Limit": 1, "PaginationToken": token, "Filter": r#"given_name = "Ann""#});
    assert!(
        list(&fixture, with_filter)
            .unwrap_err()
            .is(InvalidParameterException)
    );
    assert!(
        list(&fixture, json!({"PaginationToken": "garbage"}))
            .unwrap_err()
            .is(InvalidParameterException)
    );
}

#[test]
fn only_the_attributes_asked_for_are_shown() {
    let fixture = people(1);
    let output = list(&fixture, json!({"AttributesToGet": ["given_name"]})).unwrap();
    let shown = output.users.unwrap().pop().unwrap().attributes.unwrap();
    assert_eq!(
        shown
            .iter()
            .map(|member| member.name.as_str())
            .collect::<Vec<_>>(),
        ["given_name"]
    );
    let error = list(&fixture, json!({"AttributesToGet": ["custom:x"]})).unwrap_err();
    let text = "One or more requested attributes do not exist.";
    assert_eq!(code_of(&error), (InvalidParameterException, text));
}

#[test]
fn a_filter_that_is_none_is_refused() {
    let fixture = people(0);
    for (filter, text) in [
        ("given_name", "Error while parsing filter."),
        ("email equals x", "Error while parsing filter."),
        (
            r#"custom:team = "red""#,
            "Invalid search attribute: custom:team",
        ),
        (
            r#"birthdate ^= "2000""#,
            "Invalid search attribute: birthdate",
        ),
    ] {
        let error = list(&fixture, json!({"Filter": filter})).unwrap_err();
        assert_eq!(code_of(&error), (InvalidParameterException, text));
    }
}
