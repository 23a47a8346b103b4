//! `ListGroups` lists a pool's groups by name, a page at a time.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html>

use super::shown;
use crate::error::Result;
use vestibule_engine::{cx::Cx, paging::page_length};
use vestibule_model::object_key::ObjectKey;
use vestibule_store::pool::groups::{ReadGroups, Which};
use vestibule_wire::idp::{ListGroupsRequest, ListGroupsResponse};

const LONGEST_PAGE: u32 = 60;

pub async fn handle(cx: &Cx<'_>, input: ListGroupsRequest) -> Result<ListGroupsResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let pool = &config.pool.id;
    let listing = ["ListGroups", pool.as_str()];
    let after: Option<String> = cx.position(&listing, input.next_token.as_deref())?;
    let limit = page_length(input.limit, LONGEST_PAGE);
    let read = ReadGroups {
        which: Which::All {
            after,
            limit: limit + 1,
        },
    };
    let mut groups = cx.call(&ObjectKey::of_pool(pool), read).await?;
    let length = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = groups.len() > length;
    groups.truncate(length);
    let next_token = groups
        .last()
        .filter(|_| more)
        .map(|last| cx.next_token(&listing, &last.name))
        .transpose()?;
    let groups = groups.into_iter().map(|group| shown(pool, group)).collect();
    Ok(ListGroupsResponse {
        groups: Some(groups),
        next_token,
    })
}

#[cfg(test)]
mod tests {
    use crate::fixtures::{
        api::{Api, refused},
        merged,
    };
    use serde_json::{Value, json};

    fn list(api: &Api, members: Value) -> (Vec<String>, Value) {
        let answer = api.ok(
            "ListGroups",
            merged(json!({"UserPoolId": api.pool}), members),
        );
        let groups = answer["Groups"].as_array().unwrap();
        let names = groups.iter().map(|group| &group["GroupName"]);
        let names = names.map(|name| name.as_str().unwrap().to_owned());
        (names.collect(), answer["NextToken"].clone())
    }

    #[test]
    fn pages_hold_every_group_once_and_go_on_where_one_ended() {
        let api = Api::usual();
        assert_eq!(list(&api, json!({})), (vec![], Value::Null));
        for name in ["b", "a", "d", "c", "e"] {
            api.ok(
                "CreateGroup",
                json!({"UserPoolId": api.pool, "GroupName": name}),
            );
        }
        let (names, next) = list(&api, json!({"Limit": 2}));
        assert_eq!(names, ["a", "b"]);
        // One that was shown goes, and one that was not comes.
        api.ok(
            "DeleteGroup",
            json!({"UserPoolId": api.pool, "GroupName": "b"}),
        );
        api.ok(
            "CreateGroup",
            json!({"UserPoolId": api.pool, "GroupName": "bb"}),
        );
        let (names, next) = list(&api, json!({"Limit": 3, "NextToken": next}));
        assert_eq!(names, ["bb", "c", "d"]);
        let (names, next) = list(&api, json!({"Limit": 1, "NextToken": next}));
        assert_eq!((names, next), (vec!["e".to_owned()], Value::Null));
    }

    #[test]
    fn a_token_of_another_listing_and_a_page_of_none_are_refused() {
        let api = Api::usual();
        let input = json!({"UserPoolId": api.pool, "NextToken": "garbage"});
        let invalid = refused(
            "InvalidParameterException",
            "Provided pagination token is invalid. Check the token and try your request again.",
        );
        assert_eq!(api.call("ListGroups", input), Err(invalid));
        let input = json!({"UserPoolId": api.pool, "Limit": 0});
        let none = refused(
            "InvalidParameterException",
            "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have \
             value greater than or equal to 1",
        );
        assert_eq!(api.call("ListGroups", input), Err(none));
    }
}
