//! `ListUserPools` lists every pool of the deployment, a page at a time.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html>

use crate::{
    config::Pool,
    cx::Cx,
    error::Result,
    ids::PoolId,
    objects::{
        pool::{self, LoadConfig, ReadState, State},
        registry::{self, ListPools, ListedPool, Name, ReleaseName},
    },
    paging::page_length,
    time::Span,
};
use serde::{Deserialize, Serialize};
use vestibule_wire::{
    Timestamp,
    idp::{LambdaConfigType, ListUserPoolsRequest, ListUserPoolsResponse, UserPoolDescriptionType},
};

const LISTING: &[&str] = &["ListUserPools"];
const LONGEST_PAGE: u32 = 60;
/// An id whose pool isn't there after this never gets one: whoever claimed it died.
const ABANDONED_AFTER: Span = Span::hours(1);

/// Where the next page begins: a registry object, and the last id of it that was listed.
#[derive(Default, Serialize, Deserialize)]
struct Position {
    shard: u16,
    after: Option<PoolId>,
}

pub async fn handle(cx: &Cx<'_>, input: ListUserPoolsRequest) -> Result<ListUserPoolsResponse> {
    let limit = page_length(Some(input.max_results), LONGEST_PAGE);
    let mut position: Position = cx
        .position(LISTING, input.next_token.as_deref())?
        .unwrap_or_default();
    let mut pools = Vec::new();
    let mut room = limit;
    while position.shard < cx.deployment.registry_shards && room > 0 {
        let listed = ListPools {
            after: position.after.take(),
            limit: room,
        };
        let listed = cx.call(&registry::shard(position.shard), listed).await?;
        match listed.last() {
            Some(last) => position.after = Some(last.id.clone()),
            None => position.shard += 1,
        }
        room -= u32::try_from(listed.len()).unwrap_or(room).min(room);
        for entry in listed {
            if let Some(pool) = load(cx, entry).await? {
                pools.push(described(pool));
            }
        }
    }
    let next_token = if more(cx, &position).await? {
        Some(cx.next_token(LISTING, &position)?)
    } else {
        None
    };
    Ok(ListUserPoolsResponse {
        user_pools: Some(pools),
        next_token,
    })
}

/// Whether there is a pool after this position, so that the last page has no token.
async fn more(cx: &Cx<'_>, position: &Position) -> Result<bool> {
    let mut after = position.after.clone();
    for shard in position.shard..cx.deployment.registry_shards {
        let next = cx
            .call(
                &registry::shard(shard),
                ListPools {
                    after: after.take(),
                    limit: 1,
                },
            )
            .await?;
        if !next.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn load(cx: &Cx<'_>, entry: ListedPool) -> Result<Option<Pool>> {
    let object = pool::key(&entry.id);
    if let Some(loaded) = cx.call(&object, LoadConfig { client: None }).await? {
        return Ok(Some(loaded.pool));
    }
    if cx.now - entry.since > ABANDONED_AFTER
        && cx.call(&object, ReadState {}).await? == State::Missing
    {
        let name = Name::Pool(entry.id.clone());
        let release = ReleaseName {
            name: name.clone(),
            pool: entry.id,
            since: Some(entry.since),
        };
        cx.call(&name.object(cx.deployment), release).await?;
    }
    Ok(None)
}

fn described(pool: Pool) -> UserPoolDescriptionType {
    UserPoolDescriptionType {
        id: Some(pool.id.to_string()),
        name: Some(pool.settings.name),
        lambda_config: Some(LambdaConfigType::default()),
        last_modified_date: Some(Timestamp(pool.identity.modified.millis())),
        creation_date: Some(Timestamp(pool.identity.created.millis())),
        ..UserPoolDescriptionType::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        objects::registry::ClaimName,
        pools::{
            delete_user_pool,
            fixtures::{create_pool, input, refusal},
        },
        testing::World,
    };
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    fn list(world: &World, request: Value) -> Value {
        serde_json::to_value(world.run(handle(&world.cx(), input(request))).unwrap()).unwrap()
    }

    #[test]
    fn pages_hold_every_pool_once_and_the_last_has_no_token() {
        let world = World::new();
        let made: BTreeSet<String> = (0..7)
            .map(|number| create_pool(&world, json!({"PoolName": format!("pool {number}")})))
            .collect();
        let mut seen = Vec::new();
        let mut request = json!({"MaxResults": 3});
        loop {
            let page = list(&world, request);
            let pools = page["UserPools"].as_array().unwrap().clone();
            assert!(pools.len() <= 3);
            seen.extend(
                pools
                    .iter()
                    .map(|pool| pool["Id"].as_str().unwrap().to_owned()),
            );
            let Some(token) = page.get("NextToken") else {
                break;
            };
            request = json!({"MaxResults": 3, "NextToken": token});
        }
        assert_eq!(seen.len(), 7);
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), made);
    }

    #[test]
    fn an_item_has_the_services_members() {
        let world = World::new();
        let id = create_pool(&world, json!({"PoolName": "people"}));
        let now = world.now().seconds();
        assert_eq!(
            list(&world, json!({"MaxResults": 60})),
            json!({"UserPools": [
                {"Id": id, "Name": "people", "LambdaConfig": {}, "LastModifiedDate": now, "CreationDate": now},
            ]})
        );
    }

    #[test]
    fn a_deleted_pool_is_not_listed() {
        let world = World::new();
        let id = create_pool(&world, json!({"PoolName": "people"}));
        world
            .run(delete_user_pool::handle(
                &world.cx(),
                input(json!({"UserPoolId": id})),
            ))
            .unwrap();
        assert_eq!(
            list(&world, json!({"MaxResults": 60})),
            json!({"UserPools": []})
        );
    }

    #[test]
    fn an_id_that_was_claimed_and_abandoned_is_given_up() {
        let world = World::new();
        let id = PoolId::parse("local_AbCdEf123").unwrap();
        let name = Name::Pool(id.clone());
        let object = name.object(&world.deployment);
        world
            .run(async { world.cx().call(&object, ClaimName { name, pool: id }).await })
            .unwrap();
        assert_eq!(
            list(&world, json!({"MaxResults": 60})),
            json!({"UserPools": []})
        );
        world.advance(ABANDONED_AFTER + Span::seconds(1));
        list(&world, json!({"MaxResults": 60}));
        let left = world.run(async {
            world
                .cx()
                .call(
                    &object,
                    ListPools {
                        after: None,
                        limit: 1,
                    },
                )
                .await
        });
        assert_eq!(left.unwrap(), []);
    }

    #[test]
    fn a_token_of_another_listing_is_refused() {
        let world = World::new();
        let token = world
            .cx()
            .next_token(&["ListUserPoolClients", "local_x"], &"a")
            .unwrap();
        let request = input(json!({"MaxResults": 1, "NextToken": token}));
        let refused = refusal(world.run(handle(&world.cx(), request)));
        assert_eq!(
            refused.0,
            vestibule_wire::idp::ErrorCode::InvalidParameterException
        );
    }
}
