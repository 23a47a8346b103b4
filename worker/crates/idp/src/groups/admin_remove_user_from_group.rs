//! `AdminRemoveUserFromGroup`: an administrator has a user leave a group. Whether there is such a group isn't asked.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html>

use crate::error::Result;
use vestibule_engine::{cx::Cx, find_user};
use vestibule_store::users::memberships::ChangeMembership;
use vestibule_wire::idp::AdminRemoveUserFromGroupRequest;

pub async fn handle(cx: &Cx<'_>, input: AdminRemoveUserFromGroupRequest) -> Result<()> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = find_user::named(cx, &config, input.username.expose()).await?;
    let home = config.object_of(&user.sub);
    let leave = ChangeMembership::Leave {
        sub: user.sub,
        group: input.group_name,
    };
    cx.decide(&config, &home, leave).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::fixtures::api::{Api, refused};
    use serde_json::{Value, json};

    #[test]
    fn who_left_is_in_the_group_no_more_and_can_leave_again_or_what_never_was() {
        let api = Api::new(json!({"AliasAttributes": ["email"]}), json!({}));
        api.add_user("alice");
        for group in ["readers", "writers"] {
            api.ok(
                "CreateGroup",
                json!({"UserPoolId": api.pool, "GroupName": group}),
            );
            let input = json!({"UserPoolId": api.pool, "GroupName": group, "Username": "alice"});
            api.ok("AdminAddUserToGroup", input);
        }
        let leaves = |username: &str, group: &str| {
            let input = json!({"UserPoolId": api.pool, "GroupName": group, "Username": username});
            api.call("AdminRemoveUserFromGroup", input)
        };
        let nobody = refused("UserNotFoundException", "User does not exist.");
        assert_eq!(leaves("nobody", "writers"), Err(nobody));
        for (username, group) in [
            ("alice@example.com", "writers"),
            ("alice", "writers"),
            ("alice", "nobodys"),
        ] {
            assert_eq!(leaves(username, group), Ok(Value::Null));
        }
        let groups = api.admin("AdminListGroupsForUser", "alice");
        let groups = groups["Groups"].as_array().unwrap();
        assert_eq!(groups.len(), 1);
        assert_eq!(groups[0]["GroupName"], "readers");
    }
}
