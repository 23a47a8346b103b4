//! `ListResourceServers` lists a pool's resource servers, a page at a time.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListResourceServers.html>

use super::shown;
use crate::error::Result;
use vestibule_engine::{cx::Cx, paging::page_length};
use vestibule_model::object_key::ObjectKey;
use vestibule_store::pool::resource_servers::ListResourceServers;
use vestibule_wire::idp::{ListResourceServersRequest, ListResourceServersResponse};

const LONGEST_PAGE: u32 = 50;

pub async fn handle(
    cx: &Cx<'_>,
    input: ListResourceServersRequest,
) -> Result<ListResourceServersResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let pool = &config.pool.id;
    let listing = ["ListResourceServers", pool.as_str()];
    let after: Option<String> = cx.position(&listing, input.next_token.as_deref())?;
    let limit = page_length(input.max_results, LONGEST_PAGE);
    let list = ListResourceServers {
        after,
        limit: limit + 1,
    };
    let mut servers = cx.call(&ObjectKey::of_pool(pool), list).await?;
    let length = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = servers.len() > length;
    servers.truncate(length);
    let next_token = servers
        .last()
        .filter(|_| more)
        .map(|last| cx.next_token(&listing, &last.identifier))
        .transpose()?;
    let resource_servers = servers
        .into_iter()
        .map(|server| shown(pool, server))
        .collect();
    Ok(ListResourceServersResponse {
        resource_servers,
        next_token,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fixtures::{create_pool, input},
        resource_servers::create_resource_server,
    };
    use serde_json::json;
    use vestibule_engine::testing::World;

    #[test]
    fn pages_hold_every_server_once() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        for name in ["a", "b", "c"] {
            let request = input(json!({"UserPoolId": pool, "Identifier": name, "Name": name}));
            world
                .run(create_resource_server::handle(&world.cx(), request))
                .unwrap();
        }
        let list = |request| world.run(handle(&world.cx(), input(request))).unwrap();
        let identifiers = |page: &ListResourceServersResponse| -> Vec<String> {
            page.resource_servers
                .iter()
                .map(|server| server.identifier.clone().unwrap())
                .collect()
        };
        let first = list(json!({"UserPoolId": pool, "MaxResults": 2}));
        assert_eq!(identifiers(&first), ["a", "b"]);
        let second =
            list(json!({"UserPoolId": pool, "MaxResults": 2, "NextToken": first.next_token}));
        assert_eq!(
            (identifiers(&second), second.next_token),
            (vec!["c".to_owned()], None)
        );
    }
}
