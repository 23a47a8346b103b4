//! `DeleteUserPoolClient` deletes an app client.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html>

use super::named;
use crate::error::{Error, Result};
use vestibule_engine::{cx::Cx, registry::release};
use vestibule_model::{object_key::ObjectKey, registry_name::Name};
use vestibule_store::pool::clients::DeleteClient;
use vestibule_wire::idp::DeleteUserPoolClientRequest;

pub async fn handle(cx: &Cx<'_>, input: DeleteUserPoolClientRequest) -> Result<()> {
    let config = named(cx, &input.user_pool_id, input.client_id.expose()).await?;
    let id = &config.client.id;
    let pool = &config.pool.id;
    let deleted = cx
        .call(&ObjectKey::of_pool(pool), DeleteClient { id: id.clone() })
        .await?;
    let revision = deleted.ok_or_else(|| Error::no_such_client(id.as_str()))?;
    cx.publish(pool, &revision).await?;
    // Nobody is misled when this never happens: the pool itself no longer has the client.
    Ok(release(cx, &Name::Client(id.clone()), pool).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clients::create_user_pool_client,
        fixtures::{create_pool, input, refusal},
    };
    use serde_json::json;
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    #[test]
    fn a_deleted_client_works_no_more() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request = input(json!({"UserPoolId": pool, "ClientName": "web"}));
        let made = world
            .run(create_user_pool_client::handle(&world.cx(), request))
            .unwrap();
        let id = made
            .user_pool_client
            .unwrap()
            .client_id
            .unwrap()
            .into_inner();
        world.run(async { world.cx().client(&id).await }).unwrap();
        world.objects.lose_reply_of("delete_client");
        let delete = || {
            world.run(handle(
                &world.cx(),
                input(json!({"UserPoolId": pool, "ClientId": id})),
            ))
        };
        delete().unwrap();
        let missing = (
            ErrorCode::ResourceNotFoundException,
            format!("User pool client {id} does not exist."),
        );
        assert_eq!(refusal(delete()), missing);
        assert_eq!(
            refusal(world.run(async { world.cx().client(&id).await })),
            missing
        );
    }
}
