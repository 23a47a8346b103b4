//! `DeleteResourceServer` deletes a resource server: its scopes are granted no more.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteResourceServer.html>

use super::missing;
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_model::object_key::ObjectKey;
use vestibule_store::pool::resource_servers::DeleteResourceServer;
use vestibule_wire::idp::DeleteResourceServerRequest;

pub async fn handle(cx: &Cx<'_>, input: DeleteResourceServerRequest) -> Result<()> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let pool = &config.pool.id;
    let delete = DeleteResourceServer {
        identifier: input.identifier.clone(),
    };
    let deleted = cx.call(&ObjectKey::of_pool(pool), delete).await?;
    cx.publish(pool, &deleted.ok_or_else(|| missing(&input.identifier))?)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fixtures::{create_pool, input, refusal},
        resource_servers::create_resource_server,
    };
    use serde_json::json;
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    #[test]
    fn a_deleted_one_is_missing() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request = input(json!({"UserPoolId": pool, "Identifier": "api", "Name": "API"}));
        world
            .run(create_resource_server::handle(&world.cx(), request))
            .unwrap();
        let delete = || {
            world.run(handle(
                &world.cx(),
                input(json!({"UserPoolId": pool, "Identifier": "api"})),
            ))
        };
        delete().unwrap();
        assert_eq!(
            refusal(delete()),
            (
                ErrorCode::ResourceNotFoundException,
                "Resource server api does not exist.".to_owned()
            )
        );
    }
}
