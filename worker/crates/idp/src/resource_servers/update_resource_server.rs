//! `UpdateResourceServer` replaces a resource server's name and scopes.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateResourceServer.html>

use super::{missing, scopes, shown};
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_model::{object_key::ObjectKey, pool::ResourceServer};
use vestibule_store::pool::resource_servers::UpdateResourceServer;
use vestibule_wire::idp::{UpdateResourceServerRequest, UpdateResourceServerResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: UpdateResourceServerRequest,
) -> Result<UpdateResourceServerResponse> {
    let UpdateResourceServerRequest {
        user_pool_id,
        identifier,
        name,
        scopes: given,
    } = input;
    let config = cx.pool_now(&user_pool_id).await?;
    let pool = &config.pool.id;
    let server = ResourceServer {
        identifier,
        name,
        scopes: scopes(given)?,
    };
    let updated = cx
        .call(
            &ObjectKey::of_pool(pool),
            UpdateResourceServer {
                server: server.clone(),
            },
        )
        .await?;
    cx.publish(pool, &updated.ok_or_else(|| missing(&server.identifier))?)
        .await?;
    Ok(UpdateResourceServerResponse {
        resource_server: shown(pool, server),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fixtures::{create_pool, input, refusal},
        resource_servers::{create_resource_server, describe_resource_server},
    };
    use serde_json::json;
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    #[test]
    fn name_and_scopes_are_replaced() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request = json!({
            "UserPoolId": pool, "Identifier": "api", "Name": "API",
            "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read it"}],
        });
        world
            .run(create_resource_server::handle(&world.cx(), input(request)))
            .unwrap();
        let request = json!({"UserPoolId": pool, "Identifier": "api", "Name": "Other"});
        world.run(handle(&world.cx(), input(request))).unwrap();
        let request = json!({"UserPoolId": pool, "Identifier": "api"});
        let described = world
            .run(describe_resource_server::handle(
                &world.cx(),
                input(request),
            ))
            .unwrap();
        assert_eq!(
            serde_json::to_value(described).unwrap(),
            json!({"ResourceServer": {"UserPoolId": pool, "Identifier": "api", "Name": "Other", "Scopes": []}})
        );
    }

    #[test]
    fn a_missing_one_is_named() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request = input(json!({"UserPoolId": pool, "Identifier": "api", "Name": "API"}));
        assert_eq!(
            refusal(world.run(handle(&world.cx(), request))),
            (
                ErrorCode::ResourceNotFoundException,
                "Resource server api does not exist.".to_owned()
            )
        );
    }
}
