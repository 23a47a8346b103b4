//! `AdminListGroupsForUser` lists the groups that a user is in, by name, a page at a time.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html>

use super::shown;
use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user, groups, paging::page_length};
use vestibule_wire::idp::{AdminListGroupsForUserRequest, AdminListGroupsForUserResponse};

const LONGEST_PAGE: u32 = 60;

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminListGroupsForUserRequest,
) -> Result<AdminListGroupsForUserResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = find_user::named(cx, &config, input.username.expose()).await?;
    let pool = &config.pool.id;
    let listing = ["AdminListGroupsForUser", pool.as_str(), user.sub.as_str()];
    let after: Option<String> = cx.position(&listing, input.next_token.as_deref())?;
    let names: Vec<String> = user.memberships.keys().cloned().collect();
    let mut groups = match names.is_empty() {
        true => Vec::new(),
        false => groups::named(cx, &config, names).await?,
    };
    groups.retain(|group| {
        user.memberships.get(&group.name) == Some(&group.generation)
            && after.as_ref().is_none_or(|after| group.name > *after)
    });
    let length = usize::try_from(page_length(input.limit, LONGEST_PAGE)).unwrap_or(usize::MAX);
    let more = groups.len() > length;
    groups.truncate(length);
    let next_token = groups
        .last()
        .filter(|_| more)
        .map(|last| cx.next_token(&listing, &last.name))
        .transpose()?;
    let groups = groups.into_iter().map(|group| shown(pool, group)).collect();
    Ok(AdminListGroupsForUserResponse {
        groups: Some(groups),
        next_token,
    })
}

#[cfg(test)]
mod tests {
    use crate::fixtures::{
        api::{Api, Refused, refused},
        merged,
    };
    use serde_json::{Value, json};

    fn list(api: &Api, members: Value) -> Result<Value, Refused> {
        let input = merged(
            json!({"UserPoolId": api.pool, "Username": "alice"}),
            members,
        );
        api.call("AdminListGroupsForUser", input)
    }

    #[test]
    fn pages_hold_every_group_of_the_user_as_it_is_defined() {
        let api = Api::usual();
        api.add_user("alice");
        assert_eq!(list(&api, json!({})), Ok(json!({"Groups": []})));
        let mut made = Vec::new();
        for name in ["a", "b", "c", "d"] {
            let input = json!({"UserPoolId": api.pool, "GroupName": name, "Description": name});
            made.push(api.ok("CreateGroup", input)["Group"].clone());
        }
        for name in ["d", "b", "a"] {
            let input = json!({"UserPoolId": api.pool, "GroupName": name, "Username": "alice"});
            api.ok("AdminAddUserToGroup", input);
        }
        let first = list(&api, json!({"Limit": 2})).unwrap();
        assert_eq!(first["Groups"], json!([made[0], made[1]]));
        let second = list(&api, json!({"NextToken": first["NextToken"]})).unwrap();
        assert_eq!(second, json!({"Groups": [made[3]]}));
    }

    #[test]
    fn a_token_of_another_listing_and_a_page_of_none_are_refused() {
        let api = Api::usual();
        api.add_user("alice");
        let invalid = refused(
            "InvalidParameterException",
            "Provided pagination token is invalid. Check the token and try your request again.",
        );
        assert_eq!(list(&api, json!({"NextToken": "garbage"})), Err(invalid));
        let none = refused(
            "InvalidParameterException",
            "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have \
             value greater than or equal to 1",
        );
        assert_eq!(list(&api, json!({"Limit": 0})), Err(none));
    }
}
