//! `ListUserPoolClients` lists a pool's clients, a page at a time.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html>

use crate::error::Result;
use vestibule_engine::{cx::Cx, paging::page_length};
use vestibule_model::{ids::ClientId, object_key::ObjectKey};
use vestibule_store::pool::clients::{ListClients, ListedClient};
use vestibule_wire::{
    Sensitive,
    idp::{
        ClientTypeType, ListUserPoolClientsRequest, ListUserPoolClientsResponse,
        UserPoolClientDescription,
    },
};

const LONGEST_PAGE: u32 = 60;

pub async fn handle(
    cx: &Cx<'_>,
    input: ListUserPoolClientsRequest,
) -> Result<ListUserPoolClientsResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let pool = &config.pool.id;
    let listing = ["ListUserPoolClients", pool.as_str()];
    let after: Option<ClientId> = cx.position(&listing, input.next_token.as_deref())?;
    let limit = page_length(input.max_results, LONGEST_PAGE);
    // No client registers itself here.
    let listed = if input.client_type == Some(ClientTypeType::Dcr) {
        Vec::new()
    } else {
        cx.call(
            &ObjectKey::of_pool(pool),
            ListClients {
                after,
                limit: limit + 1,
            },
        )
        .await?
    };
    let (page, next) = page(listed, limit);
    let describe = |client: ListedClient| UserPoolClientDescription {
        client_id: Some(Sensitive::from(client.id.as_str())),
        user_pool_id: Some(pool.to_string()),
        client_name: Some(client.name),
    };
    Ok(ListUserPoolClientsResponse {
        user_pool_clients: Some(page.into_iter().map(describe).collect()),
        next_token: next
            .map(|last| cx.next_token(&listing, &last))
            .transpose()?,
    })
}

/// The page, and its last client where there are more after it.
fn page(mut listed: Vec<ListedClient>, limit: u32) -> (Vec<ListedClient>, Option<ClientId>) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = listed.len() > limit;
    listed.truncate(limit);
    let next = listed
        .last()
        .filter(|_| more)
        .map(|client| client.id.clone());
    (listed, next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clients::create_user_pool_client,
        fixtures::{create_pool, input, refusal},
    };
    use serde_json::{Value, json};
    use std::collections::BTreeSet;
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    #[test]
    fn pages_hold_every_client_once() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        for number in 0..4 {
            let request = json!({"UserPoolId": pool, "ClientName": format!("client {number}")});
            world
                .run(create_user_pool_client::handle(&world.cx(), input(request)))
                .unwrap();
        }
        let mut names = BTreeSet::new();
        let mut request = json!({"UserPoolId": pool, "MaxResults": 2});
        for last in [false, true] {
            let output = world
                .run(handle(&world.cx(), input(request.clone())))
                .unwrap();
            let page = serde_json::to_value(output).unwrap();
            for client in page["UserPoolClients"].as_array().unwrap() {
                let members: BTreeSet<&str> = client
                    .as_object()
                    .unwrap()
                    .keys()
                    .map(String::as_str)
                    .collect();
                assert_eq!(
                    members,
                    BTreeSet::from(["ClientId", "ClientName", "UserPoolId"])
                );
                names.insert(client["ClientName"].as_str().unwrap().to_owned());
            }
            assert_eq!(page.get("NextToken").is_none(), last);
            request["NextToken"] = page.get("NextToken").cloned().unwrap_or(Value::Null);
        }
        assert_eq!(names.len(), 4);
    }

    #[test]
    fn a_page_has_sixty_clients_at_most() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        for _ in 0..61 {
            let request = input(json!({"UserPoolId": pool, "ClientName": "client"}));
            world
                .run(create_user_pool_client::handle(&world.cx(), request))
                .unwrap();
        }
        let list = |request: Value| world.run(handle(&world.cx(), input(request))).unwrap();
        let first = list(json!({"UserPoolId": pool}));
        assert_eq!(first.user_pool_clients.unwrap().len(), 60);
        let last = list(json!({"UserPoolId": pool, "NextToken": first.next_token}));
        assert_eq!(last.user_pool_clients.unwrap().len(), 1);
        assert_eq!(last.next_token, None);
    }

    #[test]
    fn a_forged_token_is_refused() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request = input(json!({"UserPoolId": pool, "NextToken": "AAAA"}));
        let refused = refusal(world.run(handle(&world.cx(), request)));
        assert_eq!(refused.0, ErrorCode::InvalidParameterException);
    }
}
