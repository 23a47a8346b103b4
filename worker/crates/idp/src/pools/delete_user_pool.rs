//! `DeleteUserPool` deletes a pool: nobody can use it any more when this answers, what it held goes in a job.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html>

use crate::error::{Error, Result};
use vestibule_engine::{cx::Cx, jobs::delete_pool};
use vestibule_model::object_key::ObjectKey;
use vestibule_store::pool::delete::{BeginDelete, Deletion};
use vestibule_wire::idp::DeleteUserPoolRequest;

pub async fn handle(cx: &Cx<'_>, input: DeleteUserPoolRequest) -> Result<()> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let id = &config.pool.id;
    match cx.call(&ObjectKey::of_pool(id), BeginDelete {}).await? {
        Deletion::Begun => {}
        Deletion::HasDomain => {
            return Err(Error::invalid_parameter(
                "User pool cannot be deleted. It has a domain configured that should be deleted first.",
            ));
        }
        Deletion::Protected => {
            return Err(Error::invalid_parameter(
                "The user pool cannot be deleted because deletion protection is activated. Deletion protection must \
                 be inactivated first.",
            ));
        }
        Deletion::NoPool => return Err(Error::no_such_pool(id.as_str())),
    }
    cx.cache.forget(id);
    delete_pool::run(cx, id).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fixtures::{create_pool, input, refusal},
        pools::update_user_pool,
    };
    use serde_json::json;
    use vestibule_engine::testing::World;
    use vestibule_model::registry_name::Name;
    use vestibule_store::{
        pool::config::{PoolState, ReadState},
        registry::names::FindPool,
        users::config_version::ConfirmConfig,
    };
    use vestibule_wire::idp::ErrorCode;

    fn delete(world: &World, pool: &str) -> Result<()> {
        world.run(handle(&world.cx(), input(json!({"UserPoolId": pool}))))
    }

    #[test]
    fn a_deleted_pool_is_gone_for_every_isolate() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let stale = world.run(async { world.cx().pool(&pool).await }).unwrap();
        delete(&world, &pool).unwrap();
        let missing = (
            ErrorCode::ResourceNotFoundException,
            format!("User pool {pool} does not exist."),
        );
        assert_eq!(refusal(delete(&world, &pool)), missing);
        let cx = world.cx();
        for object in stale.slots.objects(&stale.pool.id) {
            let late = world.run(cx.decide(&stale, &object, ConfirmConfig {}));
            assert!(
                matches!(late, Err(vestibule_engine::error::Error::StaleConfig)),
                "{late:?}"
            );
        }
        let name = Name::Pool(stale.pool.id.clone());
        let find = FindPool {
            name: name.to_string(),
            listed: false,
        };
        assert_eq!(
            world
                .run(cx.call(&name.object(cx.deployment.registry_shards), find))
                .unwrap(),
            None
        );
        assert_eq!(
            world
                .run(cx.call(&ObjectKey::of_pool(&stale.pool.id), ReadState {}))
                .unwrap(),
            PoolState::Missing
        );
    }

    #[test]
    fn a_domain_or_deletion_protection_keeps_a_pool() {
        let world = World::new();
        let pool = create_pool(
            &world,
            json!({"PoolName": "people", "DeletionProtection": "ACTIVE"}),
        );
        assert_eq!(
            refusal(delete(&world, &pool)),
            (
                ErrorCode::InvalidParameterException,
                "The user pool cannot be deleted because deletion protection is activated. Deletion protection must \
                 be inactivated first."
                    .to_owned()
            )
        );
        let domain = input(json!({"UserPoolId": pool, "Domain": "people"}));
        world
            .run(crate::domains::create_user_pool_domain::handle(
                &world.cx(),
                domain,
            ))
            .unwrap();
        assert_eq!(
            refusal(delete(&world, &pool)),
            (
                ErrorCode::InvalidParameterException,
                "User pool cannot be deleted. It has a domain configured that should be deleted first.".to_owned()
            )
        );
        let domain = input(json!({"UserPoolId": pool, "Domain": "people"}));
        world
            .run(crate::domains::delete_user_pool_domain::handle(
                &world.cx(),
                domain,
            ))
            .unwrap();
        let unprotected = input(json!({"UserPoolId": pool, "DeletionProtection": "INACTIVE"}));
        world
            .run(update_user_pool::handle(&world.cx(), unprotected))
            .unwrap();
        delete(&world, &pool).unwrap();
    }

    #[test]
    fn lost_replies_change_nothing() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        for transition in [
            "begin_delete",
            "continue_delete",
            "drop_pool",
            "release_name",
            "finish_delete",
        ] {
            world.objects.lose_reply_of(transition);
        }
        delete(&world, &pool).unwrap();
    }
}
