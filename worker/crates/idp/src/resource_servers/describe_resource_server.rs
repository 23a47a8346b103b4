//! `DescribeResourceServer` answers with a resource server's name and scopes.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeResourceServer.html>

use super::{missing, shown};
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_wire::idp::{DescribeResourceServerRequest, DescribeResourceServerResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: DescribeResourceServerRequest,
) -> Result<DescribeResourceServerResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let server = config
        .resource_servers
        .iter()
        .find(|server| server.identifier == input.identifier);
    let server = server.cloned().ok_or_else(|| missing(&input.identifier))?;
    Ok(DescribeResourceServerResponse {
        resource_server: shown(&config.pool.id, server),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{create_pool, input, refusal};
    use serde_json::json;
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    #[test]
    fn a_missing_one_is_named() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request = input(json!({"UserPoolId": pool, "Identifier": "api"}));
        assert_eq!(
            refusal(world.run(handle(&world.cx(), request))),
            (
                ErrorCode::ResourceNotFoundException,
                "Resource server api does not exist.".to_owned()
            )
        );
    }
}
