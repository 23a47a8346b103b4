//! `DescribeUserPoolClient` answers with a client's settings and its secret.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html>

use super::{answer, named};
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_wire::idp::{DescribeUserPoolClientRequest, DescribeUserPoolClientResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: DescribeUserPoolClientRequest,
) -> Result<DescribeUserPoolClientResponse> {
    let config = named(cx, &input.user_pool_id, input.client_id.expose()).await?;
    let answer = answer::user_pool_client(cx, &config.pool.id, &config.client)?;
    Ok(DescribeUserPoolClientResponse {
        user_pool_client: Some(answer),
    })
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
    fn a_client_is_described_by_its_own_pool_only() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request = json!({"UserPoolId": pool, "ClientName": "web", "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]});
        let made = world
            .run(create_user_pool_client::handle(&world.cx(), input(request)))
            .unwrap();
        let made = made.user_pool_client.unwrap();
        let id = made.client_id.clone().unwrap().into_inner();
        let request = input(json!({"UserPoolId": pool, "ClientId": id}));
        let described = world.run(handle(&world.cx(), request)).unwrap();
        assert_eq!(described.user_pool_client, Some(made));

        let other = create_pool(&world, json!({"PoolName": "others"}));
        let request = input(json!({"UserPoolId": other, "ClientId": id}));
        assert_eq!(
            refusal(world.run(handle(&world.cx(), request))),
            (
                ErrorCode::ResourceNotFoundException,
                format!("User pool client {id} does not exist.")
            )
        );
    }
}
