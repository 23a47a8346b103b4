//! `DeleteGroup`: an administrator deletes a group. Nobody is in it any more, nor in one that is made under its name.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html>

use super::change;
use crate::error::Result;
use vestibule_engine::{config::Config, cx::Cx};
use vestibule_store::{
    pool::groups::Change,
    users::memberships::{ChangeMembership, Changed},
};
use vestibule_wire::idp::DeleteGroupRequest;

/// Calls in which members leave, over all objects.
const MOST_BATCHES: u32 = 200;

pub async fn handle(cx: &Cx<'_>, input: DeleteGroupRequest) -> Result<()> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let deleted = change(cx, &config.pool.id, input.group_name, Change::Delete).await?;
    let ended = end_memberships(cx, &config, &deleted.generation).await;
    if let Err(error) = ended {
        cx.note(|line| line.cause = Some(format!("memberships of a deleted group stay: {error}")));
    }
    Ok(())
}

/// Erases who was in the group. What stays, of a very large group or where an object fails, counts for nothing; it goes with
/// its user, or when that user joins a group.
async fn end_memberships(cx: &Cx<'_>, config: &Config, generation: &str) -> Result<()> {
    let mut left = MOST_BATCHES;
    for object in config.slots.objects(&config.pool.id) {
        while left > 0 {
            left -= 1;
            let end = ChangeMembership::End {
                generation: generation.to_owned(),
            };
            if cx.call(&object, end).await? != Changed::More {
                break;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::fixtures::api::{Api, refused};
    use serde_json::{Value, json};
    use vestibule_model::object_key::Class;

    fn group(api: &Api) -> Value {
        json!({"UserPoolId": api.pool, "GroupName": "writers"})
    }

    fn join(api: &Api, username: &str) {
        let input = json!({"UserPoolId": api.pool, "GroupName": "writers", "Username": username});
        api.ok("AdminAddUserToGroup", input);
    }

    #[test]
    fn a_deleted_group_is_not_found() {
        let api = Api::usual();
        api.ok("CreateGroup", group(&api));
        assert_eq!(api.ok("DeleteGroup", group(&api)), Value::Null);
        let missing = refused("ResourceNotFoundException", "Group not found.");
        for operation in ["DeleteGroup", "GetGroup", "ListUsersInGroup"] {
            assert_eq!(api.call(operation, group(&api)), Err(missing.clone()));
        }
    }

    #[test]
    fn one_that_is_made_again_is_empty_and_so_are_the_tables() {
        let api = Api::usual();
        api.ok("CreateGroup", group(&api));
        for username in ["alice", "bob"] {
            api.invite(username, "Temp0rary-1");
            join(&api, username);
        }
        assert_eq!(api.rows("memberships"), 2);
        api.ok("DeleteGroup", group(&api));
        assert_eq!(api.rows("memberships"), 0);
        api.ok("CreateGroup", group(&api));
        let listed = api.ok("ListUsersInGroup", group(&api));
        assert_eq!(listed, json!({"Users": []}));
        join(&api, "bob");
        assert_eq!(api.rows("memberships"), 1);
    }

    #[test]
    fn memberships_that_could_not_be_erased_count_for_nothing() {
        let api = Api::usual();
        api.ok("CreateGroup", group(&api));
        api.add_user("alice");
        join(&api, "alice");
        let home = api.users_objects().into_iter().find(|key| {
            let rows = vestibule_store::sql::Sql::exec(
                &*api.world.objects.store(key),
                "SELECT sub, name, generation, slot FROM memberships",
                &[],
            );
            !rows.unwrap().is_empty()
        });
        let home = home.unwrap();
        assert_eq!(home.class, Class::Users);
        let store = api.world.objects.store(&home);
        let kept = vestibule_store::sql::Sql::exec(&*store, "SELECT * FROM memberships", &[]);
        let kept = kept.unwrap()[0].0.clone();
        api.ok("DeleteGroup", group(&api));
        vestibule_store::sql::Sql::exec(
            &*store,
            "INSERT INTO memberships (sub, name, generation, slot) VALUES (?1, ?2, ?3, ?4)",
            &kept,
        )
        .unwrap();
        api.ok("CreateGroup", group(&api));
        let of_alice = json!({"UserPoolId": api.pool, "Username": "alice"});
        assert_eq!(
            api.ok("AdminListGroupsForUser", of_alice.clone()),
            json!({"Groups": []})
        );
        assert_eq!(
            api.ok("ListUsersInGroup", group(&api)),
            json!({"Users": []})
        );
        let tokens = api.tokens("alice");
        let claims = crate::fixtures::api::claims(&tokens["AccessToken"]);
        assert_eq!(claims.get("cognito:groups"), None);
        join(&api, "alice");
        assert_eq!(api.rows("memberships"), 1);
        let groups = api.ok("AdminListGroupsForUser", of_alice);
        assert_eq!(groups["Groups"][0]["GroupName"], "writers");
    }
}
