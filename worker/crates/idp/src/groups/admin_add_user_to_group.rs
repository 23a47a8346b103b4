//! `AdminAddUserToGroup`: an administrator lets a user join a group.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminAddUserToGroup.html>

use super::missing;
use crate::error::{Error, Result};
use vestibule_engine::{cx::Cx, find_user, groups};
use vestibule_model::group::Group;
use vestibule_store::users::memberships::{ChangeMembership, Changed};
use vestibule_wire::idp::{AdminAddUserToGroupRequest, ErrorCode};

pub async fn handle(cx: &Cx<'_>, input: AdminAddUserToGroupRequest) -> Result<()> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = find_user::named(cx, &config, input.username.expose()).await?;
    let mut names: Vec<String> = user.memberships.keys().cloned().collect();
    names.push(input.group_name.clone());
    let groups = groups::named(cx, &config, names).await?;
    let group = groups.iter().find(|group| group.name == input.group_name);
    let gone = user.memberships.values().filter(|generation| {
        let mut groups = groups.iter();
        groups.all(|group| group.generation != **generation)
    });
    let home = config.object_of(&user.sub);
    let join = ChangeMembership::Join {
        generation: group.ok_or_else(missing)?.generation.clone(),
        gone: gone.cloned().collect(),
        sub: user.sub,
        group: input.group_name,
    };
    match cx.decide(&config, &home, join).await? {
        Changed::Changed | Changed::More => Ok(()),
        Changed::Nobody => Err(Error::user_not_found()),
        Changed::TooMany => Err(Error::new(
            ErrorCode::LimitExceededException,
            format!("A user is in {} groups at most.", Group::MOST_OF_USER),
        )),
    }
}

#[cfg(test)]
mod tests {
    use crate::fixtures::api::{Api, Refused, refused};
    use serde_json::{Value, json};

    fn add(api: &Api, username: &str, group: &str) -> Result<Value, Refused> {
        let input = json!({"UserPoolId": api.pool, "GroupName": group, "Username": username});
        api.call("AdminAddUserToGroup", input)
    }

    fn create(api: &Api, group: &str) {
        api.ok(
            "CreateGroup",
            json!({"UserPoolId": api.pool, "GroupName": group}),
        );
    }

    #[test]
    fn a_user_joins_once_by_whichever_name() {
        let api = Api::new(json!({"AliasAttributes": ["email"]}), json!({}));
        api.add_user("alice");
        create(&api, "writers");
        for name in ["alice", "alice", "ALICE", "alice@example.com"] {
            assert_eq!(add(&api, name, "writers"), Ok(Value::Null));
        }
        assert_eq!(api.rows("memberships"), 1);
    }

    #[test]
    fn the_user_is_looked_for_before_the_group() {
        let api = Api::usual();
        api.add_user("alice");
        let nobody = refused("UserNotFoundException", "User does not exist.");
        assert_eq!(add(&api, "nobody", "nobodys"), Err(nobody));
        let missing = refused("ResourceNotFoundException", "Group not found.");
        assert_eq!(add(&api, "alice", "nobodys"), Err(missing));
    }

    #[test]
    fn a_user_is_in_a_hundred_groups_at_most_not_counting_deleted_ones() {
        let api = Api::usual();
        api.add_user("alice");
        for number in 0..101 {
            create(&api, &format!("group{number}"));
        }
        for number in 0..100 {
            add(&api, "alice", &format!("group{number}")).unwrap();
        }
        let (error, _) = add(&api, "alice", "group100").unwrap_err();
        assert_eq!(error, "LimitExceededException");
        add(&api, "alice", "group99").unwrap();
        api.ok(
            "DeleteGroup",
            json!({"UserPoolId": api.pool, "GroupName": "group7"}),
        );
        add(&api, "alice", "group100").unwrap();
        assert_eq!(api.rows("memberships"), 100);
    }

    #[test]
    fn a_group_that_is_deleted_meanwhile_is_not_joined() {
        let api = Api::usual();
        api.add_user("alice");
        create(&api, "writers");
        let group = || json!({"UserPoolId": api.pool, "GroupName": "writers"});
        let delete = || drop(api.ok("DeleteGroup", group()));
        let input = json!({"UserPoolId": api.pool, "GroupName": "writers", "Username": "alice"});
        let answer = api.call_while("change_membership", delete, "AdminAddUserToGroup", input);
        let missing = refused("ResourceNotFoundException", "Group not found.");
        assert_eq!(answer, Err(missing));
        assert_eq!(api.rows("memberships"), 0);
    }

    #[test]
    fn a_user_who_is_deleted_meanwhile_joins_nothing() {
        let api = Api::usual();
        api.add_user("alice");
        create(&api, "writers");
        let delete = || drop(api.admin("AdminDeleteUser", "alice"));
        let input = json!({"UserPoolId": api.pool, "GroupName": "writers", "Username": "alice"});
        let answer = api.call_while("change_membership", delete, "AdminAddUserToGroup", input);
        let nobody = refused("UserNotFoundException", "User does not exist.");
        assert_eq!(answer, Err(nobody));
        assert_eq!(api.rows("memberships"), 0);
    }
}
