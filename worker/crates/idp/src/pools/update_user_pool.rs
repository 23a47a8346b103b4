//! `UpdateUserPool` replaces a pool's settings: [`updated`] says what becomes of those that are left out.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html>

use super::{set_user_pool_session_configuration::SESSIONS_IN_LITE, settings::updated};
use crate::{
    clients::ROTATION_IN_LITE,
    error::{Error, Result},
};
use vestibule_engine::cx::Cx;
use vestibule_model::object_key::ObjectKey;
use vestibule_store::pool::settings::{UpdatePool, UpdatedPool};
use vestibule_wire::idp::{ErrorCode, UpdateUserPoolRequest, UpdateUserPoolResponse};

pub async fn handle(cx: &Cx<'_>, input: UpdateUserPoolRequest) -> Result<UpdateUserPoolResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let old = &config.pool.settings;
    let id = &config.pool.id;
    let update = UpdatePool {
        settings: Box::new(updated(old, input, cx.deployment.mail_senders.as_ref())?),
        old: Box::new(old.clone()),
    };
    match cx.call(&ObjectKey::of_pool(id), update).await? {
        UpdatedPool::Updated(revision) => cx.publish(id, &revision).await?,
        UpdatedPool::Rotates => {
            return Err(Error::new(
                ErrorCode::TierChangeNotAllowedException,
                ROTATION_IN_LITE,
            ));
        }
        UpdatedPool::Tracks => {
            return Err(Error::new(
                ErrorCode::TierChangeNotAllowedException,
                SESSIONS_IN_LITE,
            ));
        }
        UpdatedPool::Stale => return Err(Error::StaleConfig),
        UpdatedPool::NoPool => return Err(Error::no_such_pool(id.as_str())),
    }
    Ok(UpdateUserPoolResponse {})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clients::{create_user_pool_client, update_user_pool_client},
        fixtures::{create_pool, input, refusal},
        pools::describe_user_pool,
    };
    use serde_json::{Value, json};
    use vestibule_engine::testing::World;

    fn update(world: &World, request: Value) -> Result<UpdateUserPoolResponse> {
        world.run(handle(&world.cx(), input(request)))
    }

    fn describe(world: &World, pool: &str) -> Value {
        let request = input(json!({"UserPoolId": pool}));
        let output = world
            .run(describe_user_pool::handle(&world.cx(), request))
            .unwrap();
        serde_json::to_value(output).unwrap()["UserPool"].take()
    }

    #[test]
    fn what_is_left_out_gets_its_default_and_what_the_pool_was_made_with_stays() {
        let world = World::new();
        let pool = create_pool(
            &world,
            json!({
                "PoolName": "people", "UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"],
                "UsernameConfiguration": {"CaseSensitive": false}, "UserPoolTags": {"a": "b"},
                "Schema": [{"Name": "team", "AttributeDataType": "String"}],
                "Policies": {"PasswordPolicy": {"MinimumLength": 12, "TemporaryPasswordValidityDays": 3}},
                "DeletionProtection": "ACTIVE",
            }),
        );
        let before = describe(&world, &pool);
        assert_eq!(
            before["Policies"]["PasswordPolicy"]["RequireNumbers"],
            false
        );
        update(&world, json!({"UserPoolId": pool, "UserPoolTier": "PLUS"})).unwrap();
        let after = describe(&world, &pool);
        assert_eq!(
            (&after["UserPoolTier"], &after["UserPoolTags"]),
            (&json!("PLUS"), &json!({}))
        );
        assert!(after.get("AutoVerifiedAttributes").is_none());
        for kept in [
            "Name",
            "Policies",
            "MfaConfiguration",
            "DeletionProtection",
            "Id",
            "CreationDate",
            "UsernameAttributes",
            "UsernameConfiguration",
            "SchemaAttributes",
        ] {
            assert_eq!(after[kept], before[kept], "{kept}");
        }
    }

    #[test]
    fn each_part_of_the_policies_stays_or_is_replaced_as_a_whole() {
        let world = World::new();
        let pool = create_pool(
            &world,
            json!({
                "PoolName": "people",
                "Policies": {"PasswordPolicy": {"MinimumLength": 12, "TemporaryPasswordValidityDays": 3}},
            }),
        );
        let made = describe(&world, &pool)["Policies"].take();
        let sign_in = json!({"AllowedFirstAuthFactors": ["PASSWORD"]});
        for policies in [json!({}), json!({"SignInPolicy": sign_in})] {
            update(&world, json!({"UserPoolId": pool, "Policies": policies})).unwrap();
            assert_eq!(describe(&world, &pool)["Policies"], made, "{policies}");
        }
        let policy = json!({"RequireNumbers": true});
        update(
            &world,
            json!({"UserPoolId": pool, "Policies": {"PasswordPolicy": policy}}),
        )
        .unwrap();
        assert_eq!(
            describe(&world, &pool)["Policies"],
            json!({
                "PasswordPolicy": {
                    "MinimumLength": 8, "RequireUppercase": false, "RequireLowercase": false,
                    "RequireNumbers": true, "RequireSymbols": false, "TemporaryPasswordValidityDays": 7,
                },
                "SignInPolicy": sign_in,
            })
        );
    }

    #[test]
    fn only_who_says_so_lowers_the_deletion_protection() {
        let world = World::new();
        let request = json!({"PoolName": "people", "DeletionProtection": "ACTIVE"});
        let pool = create_pool(&world, request);
        update(&world, json!({"UserPoolId": pool})).unwrap();
        assert_eq!(describe(&world, &pool)["DeletionProtection"], "ACTIVE");
        update(
            &world,
            json!({"UserPoolId": pool, "DeletionProtection": "INACTIVE"}),
        )
        .unwrap();
        assert_eq!(describe(&world, &pool)["DeletionProtection"], "INACTIVE");
    }

    /// What an update leaves alone is what it was when it was made, not when it was read.
    #[test]
    fn an_update_between_whose_steps_another_came_begins_again() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let read = world.run(async { world.cx().pool(&pool).await }).unwrap();
        update(
            &world,
            json!({"UserPoolId": pool, "DeletionProtection": "ACTIVE"}),
        )
        .unwrap();
        let late = UpdatePool {
            old: Box::new(read.pool.settings.clone()),
            settings: Box::new(read.pool.settings.clone()),
        };
        let key = ObjectKey::of_pool(&read.pool.id);
        let late = world.run(async { world.cx().call(&key, late).await });
        assert!(matches!(late, Ok(UpdatedPool::Stale)), "{late:?}");
        assert_eq!(describe(&world, &pool)["DeletionProtection"], "ACTIVE");
    }

    #[test]
    fn an_update_of_the_tier_alone_leaves_a_pool_of_defaults_as_it_is() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let mut expected = describe(&world, &pool);
        update(&world, json!({"UserPoolId": pool, "UserPoolTier": "LITE"})).unwrap();
        expected["UserPoolTier"] = json!("LITE");
        assert_eq!(describe(&world, &pool), expected);
    }

    #[test]
    fn a_client_that_rotates_keeps_its_pool_out_of_the_lite_tier() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let rotating = json!({
            "UserPoolId": pool, "ClientName": "web", "RefreshTokenRotation": {"Feature": "ENABLED"},
        });
        let made = world
            .run(create_user_pool_client::handle(
                &world.cx(),
                input(rotating),
            ))
            .unwrap();
        let lite = || update(&world, json!({"UserPoolId": pool, "UserPoolTier": "LITE"}));
        let text = "The following features need to be disabled for the LITE pricing tier configured: Refresh Token \
                    Rotation";
        assert_eq!(
            refusal(lite()),
            (ErrorCode::TierChangeNotAllowedException, text.to_owned())
        );
        assert_eq!(describe(&world, &pool)["UserPoolTier"], "ESSENTIALS");

        let id = made
            .user_pool_client
            .unwrap()
            .client_id
            .unwrap()
            .into_inner();
        let resting = json!({
            "UserPoolId": pool, "ClientId": id, "RefreshTokenRotation": {"Feature": "DISABLED"},
        });
        world
            .run(update_user_pool_client::handle(&world.cx(), input(resting)))
            .unwrap();
        lite().unwrap();
        assert_eq!(describe(&world, &pool)["UserPoolTier"], "LITE");
    }

    #[test]
    fn what_describe_answers_can_be_sent_back() {
        let world = World::new();
        let pool = create_pool(
            &world,
            json!({"PoolName": "people", "EmailVerificationSubject": "Your code"}),
        );
        let before = describe(&world, &pool);
        let mut request = before.clone();
        request["UserPoolId"] = request["Id"].take();
        for answered_only in [
            "Id",
            "Name",
            "Arn",
            "CreationDate",
            "SchemaAttributes",
            "EstimatedNumberOfUsers",
        ] {
            request.as_object_mut().unwrap().remove(answered_only);
        }
        update(&world, request).unwrap();
        assert_eq!(describe(&world, &pool), before);
    }

    #[test]
    fn every_isolate_is_held_to_a_change_from_its_answer_on() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let stale = world.run(async { world.cx().pool(&pool).await }).unwrap();
        update(
            &world,
            json!({"UserPoolId": pool, "DeletionProtection": "ACTIVE"}),
        )
        .unwrap();
        for object in stale.slots.objects(&stale.pool.id) {
            let decided = world.run(async {
                world
                    .cx()
                    .decide(
                        &stale,
                        &object,
                        vestibule_store::users::config_version::ConfirmConfig {},
                    )
                    .await
            });
            assert!(
                matches!(decided, Err(vestibule_engine::error::Error::StaleConfig)),
                "{decided:?}"
            );
        }
    }

    #[test]
    fn a_change_that_was_not_published_is_published_by_whoever_loads_it() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let stale = world.run(async { world.cx().pool(&pool).await }).unwrap();
        let key = ObjectKey::of_pool(&stale.pool.id);
        let unpublished = UpdatePool {
            old: Box::new(stale.pool.settings.clone()),
            settings: Box::new(stale.pool.settings.clone()),
        };
        let changed = world.run(async { world.cx().call(&key, unpublished).await });
        assert!(
            matches!(changed, Ok(UpdatedPool::Updated(_))),
            "{changed:?}"
        );
        world
            .run(async { world.cx().pool_now(&pool).await })
            .unwrap();
        let object = stale.slots.objects(&stale.pool.id).remove(0);
        let decided = world.run(async {
            world
                .cx()
                .decide(
                    &stale,
                    &object,
                    vestibule_store::users::config_version::ConfirmConfig {},
                )
                .await
        });
        assert!(
            matches!(decided, Err(vestibule_engine::error::Error::StaleConfig)),
            "{decided:?}"
        );
    }

    #[test]
    fn a_refused_setting_changes_nothing() {
        let world = World::new();
        let pool = create_pool(
            &world,
            json!({"PoolName": "people", "UserPoolTags": {"a": "b"}}),
        );
        let before = describe(&world, &pool);
        let refused = update(
            &world,
            json!({"UserPoolId": pool, "MfaConfiguration": "ON"}),
        );
        assert_eq!(refusal(refused).0, ErrorCode::InvalidParameterException);
        assert_eq!(describe(&world, &pool), before);
    }
}
