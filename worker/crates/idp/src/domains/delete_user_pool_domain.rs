//! `DeleteUserPoolDomain` takes a pool's domain away.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolDomain.html>

use super::claim::release;
use crate::error::{Error, Result};
use vestibule_engine::cx::Cx;
use vestibule_model::object_key::ObjectKey;
use vestibule_store::pool::domains::ClearDomain;
use vestibule_wire::idp::{DeleteUserPoolDomainRequest, DeleteUserPoolDomainResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: DeleteUserPoolDomainRequest,
) -> Result<DeleteUserPoolDomainResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let pool = &config.pool.id;
    let cleared = cx
        .call(
            &ObjectKey::of_pool(pool),
            ClearDomain {
                domain: input.domain.clone(),
            },
        )
        .await?;
    cx.publish(pool, &cleared.ok_or_else(no_such_domain)?)
        .await?;
    // Should this never happen, the registry's grant counts as abandoned.
    release(cx, pool, &input.domain).await?;
    Ok(DeleteUserPoolDomainResponse {})
}

pub(super) fn no_such_domain() -> Error {
    Error::invalid_parameter("No such domain or user pool exists.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domains::create_user_pool_domain,
        fixtures::{create_pool, input, refusal},
    };
    use serde_json::json;
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    #[test]
    fn a_deleted_domain_is_free_for_another_pool() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let other = create_pool(&world, json!({"PoolName": "others"}));
        let request = |pool: &str| json!({"UserPoolId": pool, "Domain": "people"});
        world
            .run(create_user_pool_domain::handle(
                &world.cx(),
                input(request(&pool)),
            ))
            .unwrap();
        let missing = (
            ErrorCode::InvalidParameterException,
            "No such domain or user pool exists.".to_owned(),
        );
        assert_eq!(
            refusal(world.run(handle(&world.cx(), input(request(&other))))),
            missing
        );
        world
            .run(handle(&world.cx(), input(request(&pool))))
            .unwrap();
        assert_eq!(
            refusal(world.run(handle(&world.cx(), input(request(&pool))))),
            missing
        );
        world
            .run(create_user_pool_domain::handle(
                &world.cx(),
                input(request(&other)),
            ))
            .unwrap();
    }
}
