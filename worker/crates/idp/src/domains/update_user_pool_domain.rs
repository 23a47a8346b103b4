//! `UpdateUserPoolDomain` changes what goes with a pool's domain.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolDomain.html>

use super::check;
use crate::{domains::delete_user_pool_domain::no_such_domain, error::Result};
use vestibule_engine::cx::Cx;
use vestibule_model::object_key::ObjectKey;
use vestibule_store::pool::domains::UpdateDomain;
use vestibule_wire::idp::{UpdateUserPoolDomainRequest, UpdateUserPoolDomainResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: UpdateUserPoolDomainRequest,
) -> Result<UpdateUserPoolDomainResponse> {
    let UpdateUserPoolDomainRequest {
        domain,
        user_pool_id,
        managed_login_version,
        custom_domain_config,
        routing,
    } = input;
    let config = cx.pool_now(&user_pool_id).await?;
    let pool = &config.pool.id;
    check(
        &config.pool,
        custom_domain_config.as_ref(),
        routing.as_ref(),
        managed_login_version,
    )?;
    let updated = cx
        .call(
            &ObjectKey::of_pool(pool),
            UpdateDomain {
                domain,
                managed_login_version,
            },
        )
        .await?;
    cx.publish(pool, &updated.ok_or_else(no_such_domain)?)
        .await?;
    Ok(UpdateUserPoolDomainResponse {
        managed_login_version,
        ..UpdateUserPoolDomainResponse::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domains::{create_user_pool_domain, describe_user_pool_domain},
        fixtures::{create_pool, input, refusal},
        pools::update_user_pool,
    };
    use serde_json::json;
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    #[test]
    fn the_version_changes_with_the_pools_own_domain_only() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request = input(json!({"UserPoolId": pool, "Domain": "people"}));
        world
            .run(create_user_pool_domain::handle(&world.cx(), request))
            .unwrap();
        let update = |domain: &str| {
            let request = json!({"UserPoolId": pool, "Domain": domain, "ManagedLoginVersion": 2});
            world.run(handle(&world.cx(), input(request)))
        };
        update("people").unwrap();
        let described = world
            .run(describe_user_pool_domain::handle(
                &world.cx(),
                input(json!({"Domain": "people"})),
            ))
            .unwrap();
        assert_eq!(
            described.domain_description.unwrap().managed_login_version,
            Some(2)
        );
        assert_eq!(
            refusal(update("others")).0,
            ErrorCode::InvalidParameterException
        );
        let lite = input(json!({"UserPoolId": pool, "UserPoolTier": "LITE"}));
        world
            .run(update_user_pool::handle(&world.cx(), lite))
            .unwrap();
        assert_eq!(
            refusal(update("people")).0,
            ErrorCode::FeatureUnavailableInTierException
        );
    }
}
