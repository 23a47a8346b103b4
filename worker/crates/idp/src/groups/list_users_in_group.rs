//! `ListUsersInGroup`: who is in a group, page by page.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html>

use super::find;
use crate::{
    error::{Error, Result},
    users::{answer::user_type, pages},
};
use vestibule_engine::{cx::Cx, paging::page_length};
use vestibule_wire::idp::{ListUsersInGroupRequest, ListUsersInGroupResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: ListUsersInGroupRequest,
) -> Result<ListUsersInGroupResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let group = find(cx, &config, &input.group_name).await?;
    if input.limit == Some(0) {
        return Err(Error::invalid_parameter(no_page(&cx.request_id)));
    }
    let listing = [
        config.pool.id.as_str(),
        "ListUsersInGroup",
        &group.generation,
    ];
    let after = cx
        .position(&listing, input.next_token.as_deref())
        .map_err(|_| Error::invalid_parameter("Paging marker is invalid."))?;
    let wanted = pages::Wanted::InGroup(&group.generation);
    let length = page_length(input.limit, pages::LONGEST);
    let (users, next_token) = pages::read(cx, &config, wanted, after, length, &listing).await?;
    Ok(ListUsersInGroupResponse {
        users: Some(
            users
                .iter()
                .map(|user| user_type(user, &|_| true))
                .collect(),
        ),
        next_token,
    })
}

/// The service lets the words of a store behind it show.
fn no_page(request_id: &str) -> String {
    format!(
        "com.amazonaws.services.identitystoreservice.model.ValidationException: 1 validation error detected: Value '0' at \
         'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1 (Service: \
         AWSIdentityStoreService; Status Code: 400; Error Code: ValidationException; Request ID: {request_id}; Proxy: \
         null)"
    )
}

#[cfg(test)]
mod tests {
    use crate::fixtures::{
        api::{Api, Refused, refused},
        merged,
    };
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    /// A pool with these people in the group `writers`.
    fn with_members(names: &[String]) -> Api {
        let api = Api::usual();
        api.ok(
            "CreateGroup",
            json!({"UserPoolId": api.pool, "GroupName": "writers"}),
        );
        api.invite("stranger", "Temp0rary-1");
        for name in names {
            api.invite(name, "Temp0rary-1");
            change(&api, "AdminAddUserToGroup", name);
        }
        api
    }

    fn change(api: &Api, operation: &str, name: &str) {
        let input = json!({"UserPoolId": api.pool, "GroupName": "writers", "Username": name});
        api.ok(operation, input);
    }

    fn people(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("user{number}")).collect()
    }

    fn list(api: &Api, members: Value) -> Result<Value, Refused> {
        let input = json!({"UserPoolId": api.pool, "GroupName": "writers"});
        api.call("ListUsersInGroup", merged(input, members))
    }

    fn names(page: &Value) -> Vec<String> {
        let users = page["Users"].as_array().unwrap();
        let names = users.iter().map(|user| user["Username"].as_str().unwrap());
        names.map(str::to_owned).collect()
    }

    #[test]
    fn a_member_is_listed_as_the_service_lists_it() {
        let api = with_members(&people(1));
        let of_all = api.ok(
            "ListUsers",
            json!({"UserPoolId": api.pool, "Filter": "username = \"user0\""}),
        );
        assert_eq!(list(&api, json!({})), Ok(of_all));
    }

    #[test]
    fn pages_hold_every_member_once() {
        let everybody = people(11);
        let api = with_members(&everybody);
        let (mut seen, mut next) = (Vec::new(), Value::Null);
        loop {
            let page = list(&api, json!({"Limit": 3, "NextToken": next})).unwrap();
            seen.extend(names(&page));
            next = page["NextToken"].clone();
            if next.is_null() {
                break;
            }
            assert_eq!(names(&page).len(), 3);
        }
        assert_eq!(seen.len(), 11);
        let seen: BTreeSet<_> = seen.into_iter().collect();
        assert_eq!(seen, everybody.into_iter().collect());
    }

    #[test]
    fn who_was_there_all_along_is_shown_once_though_others_join_and_leave() {
        let everybody = people(9);
        let api = with_members(&everybody);
        let first = list(&api, json!({"Limit": 4})).unwrap();
        let last_shown = names(&first).last().unwrap().clone();
        let waiting: Vec<_> = everybody
            .iter()
            .filter(|name| !names(&first).contains(name))
            .collect();
        change(&api, "AdminRemoveUserFromGroup", &last_shown);
        change(&api, "AdminRemoveUserFromGroup", waiting[0]);
        change(&api, "AdminAddUserToGroup", "stranger");
        let second = list(&api, json!({"NextToken": first["NextToken"]})).unwrap();
        let second: BTreeSet<_> = names(&second).into_iter().collect();
        let stayed: BTreeSet<_> = waiting[1..].iter().map(|name| (*name).clone()).collect();
        let rest: BTreeSet<_> = second.difference(&stayed).cloned().collect();
        assert!(stayed.is_subset(&second));
        assert!(rest.is_subset(&BTreeSet::from(["stranger".to_owned()])));
    }

    #[test]
    fn a_late_page_asks_as_few_objects_as_an_early_one() {
        let api = with_members(&people(60));
        let asked = || {
            let sent = api.world.objects.sent.borrow();
            sent.iter().filter(|name| *name == "list_users").count()
        };
        let mut next = Value::Null;
        let mut pages = 0;
        loop {
            let before = asked();
            let page = list(&api, json!({"Limit": 3, "NextToken": next})).unwrap();
            // One, or two where the page goes on in the next.
            assert!(asked() - before <= 2, "page {pages}");
            pages += 1;
            next = page["NextToken"].clone();
            if next.is_null() {
                break;
            }
        }
        assert_eq!(pages, 20);
    }

    #[test]
    fn a_page_has_sixty_members_at_most() {
        let api = with_members(&people(61));
        let first = list(&api, json!({})).unwrap();
        assert_eq!(names(&first).len(), 60);
        let second = list(&api, json!({"NextToken": first["NextToken"]})).unwrap();
        assert_eq!(
            (names(&second).len(), &second["NextToken"]),
            (1, &Value::Null)
        );
    }

    #[test]
    fn a_token_of_another_listing_is_refused() {
        let api = with_members(&people(3));
        let token = list(&api, json!({"Limit": 1})).unwrap()["NextToken"].clone();
        api.ok(
            "CreateGroup",
            json!({"UserPoolId": api.pool, "GroupName": "readers"}),
        );
        let of_readers = json!({"GroupName": "readers", "NextToken": token});
        let invalid = refused("InvalidParameterException", "Paging marker is invalid.");
        for members in [of_readers, json!({"NextToken": "garbage"})] {
            assert_eq!(list(&api, members), Err(invalid.clone()));
        }
    }

    #[test]
    fn a_page_of_none_is_refused_in_the_words_of_the_store_behind() {
        let api = with_members(&[]);
        let id = "7d81769c-0000-4000-8000-000000000000";
        let input = json!({"UserPoolId": api.pool, "GroupName": "writers", "Limit": 0});
        let refusal = refused(
            "InvalidParameterException",
            "com.amazonaws.services.identitystoreservice.model.ValidationException: 1 validation error detected: Value '0' \
             at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1 (Service: \
             AWSIdentityStoreService; Status Code: 400; Error Code: ValidationException; Request ID: \
             7d81769c-0000-4000-8000-000000000000; Proxy: null)",
        );
        assert_eq!(api.call_as(id, "ListUsersInGroup", input), Err(refusal));
    }
}
