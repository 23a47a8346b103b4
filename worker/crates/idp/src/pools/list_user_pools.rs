//! `ListUserPools` lists every pool of the deployment, a page at a time: a page is what the registry knows of them.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html>

use crate::error::Result;
use serde::{Deserialize, Serialize};
use vestibule_engine::{cx::Cx, paging::page_length, registry};
use vestibule_model::{ids::PoolId, object_key::ObjectKey, registry_name::Name, time::Span};
use vestibule_store::{
    pool::config::{LoadConfig, PoolState, ReadState},
    registry::names::{ListPools, ListedPool, PoolDescription},
};
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
    let mut room = page_length(Some(input.max_results), LONGEST_PAGE);
    let begin: Position = cx
        .position(LISTING, input.next_token.as_deref())?
        .unwrap_or_default();
    let mut after = begin.after;
    let mut pools = Vec::new();
    for shard in begin.shard..cx.deployment.registry_shards {
        let list = ListPools {
            after: after.take(),
            // One more than the page holds: then there is another page.
            limit: room + 1,
        };
        let mut listed = cx
            .call(&ObjectKey::of_registry(shard), list)
            .await?
            .into_iter();
        for entry in listed.by_ref().take(usize::try_from(room).unwrap_or(0)) {
            room -= 1;
            after = Some(entry.id.clone());
            let id = entry.id.clone();
            if let Some(description) = description(cx, entry).await? {
                pools.push(described(&id, description));
            }
        }
        if listed.next().is_some() {
            let next = cx.next_token(LISTING, &Position { shard, after })?;
            return Ok(ListUserPoolsResponse {
                user_pools: Some(pools),
                next_token: Some(next),
            });
        }
        after = None;
    }
    Ok(ListUserPoolsResponse {
        user_pools: Some(pools),
        next_token: None,
    })
}

/// What the registry lists of a pool. One that it hasn't been told of is asked itself, and is told of: whoever made it
/// died before that, is still about it, or was the release before. `None` where no pool is.
async fn description(cx: &Cx<'_>, entry: ListedPool) -> Result<Option<PoolDescription>> {
    if entry.description.is_some() {
        return Ok(entry.description);
    }
    let object = ObjectKey::of_pool(&entry.id);
    if let Some(loaded) = cx.call(&object, LoadConfig { client: None }).await? {
        let description = PoolDescription::from(&loaded.pool);
        cx.describe(&entry.id, loaded.version, description.clone())
            .await?;
        return Ok(Some(description));
    }
    if cx.now - entry.since > ABANDONED_AFTER
        && cx.call(&object, ReadState {}).await? == PoolState::Missing
    {
        let name = Name::Pool(entry.id.clone());
        registry::release_claim(cx, &name, &entry.id, entry.since).await?;
    }
    Ok(None)
}

fn described(id: &PoolId, description: PoolDescription) -> UserPoolDescriptionType {
    UserPoolDescriptionType {
        id: Some(id.to_string()),
        name: Some(description.name),
        lambda_config: Some(LambdaConfigType::default()),
        last_modified_date: Some(Timestamp(description.modified.millis())),
        creation_date: Some(Timestamp(description.created.millis())),
        ..UserPoolDescriptionType::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fixtures::{create_pool, input, refusal},
        pools::{delete_user_pool, update_user_pool},
    };
    use serde_json::{Value, json};
    use std::collections::BTreeSet;
    use vestibule_engine::testing::World;
    use vestibule_model::pool::{PoolSettings, ResourceServer};
    use vestibule_store::{
        pool::{
            resource_servers::{AddResourceServer, AddedResourceServer},
            settings::{UpdatePool, UpdatedPool},
        },
        registry::names::ClaimName,
        transition::Tx,
    };

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

    /// How many pools' objects were asked since the last call.
    fn asked(world: &World) -> usize {
        let sent = world.objects.sent.take();
        sent.iter().filter(|name| *name == "load_config").count()
    }

    fn names(world: &World) -> Vec<String> {
        let listed = list(world, json!({"MaxResults": 60}));
        let pools = listed["UserPools"].as_array().unwrap().clone();
        let mut names: Vec<String> = pools
            .iter()
            .map(|pool| pool["Name"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_page_takes_one_hop_for_each_registry_object_whatever_the_number_of_pools() {
        let world = World::new();
        for number in 0..20 {
            create_pool(&world, json!({"PoolName": format!("pool {number}")}));
        }
        world.objects.sent.take();
        assert_eq!(names(&world).len(), 20);
        assert_eq!(world.objects.sent.take(), ["list_pools", "list_pools"]);
        for size in 1..20 {
            list(&world, json!({"MaxResults": size}));
            let sent = world.objects.sent.take();
            assert!(sent.len() <= 2, "{sent:?}");
            assert!(sent.iter().all(|name| name == "list_pools"), "{sent:?}");
        }
    }

    #[test]
    fn pages_of_every_size_hold_the_same_pools_in_the_same_order() {
        let world = World::new();
        for number in 0..9 {
            create_pool(&world, json!({"PoolName": format!("pool {number}")}));
        }
        let whole = list(&world, json!({"MaxResults": 60}))["UserPools"].take();
        for size in 1..=9 {
            let mut seen = Vec::new();
            let mut request = json!({"MaxResults": size});
            loop {
                let mut page = list(&world, request);
                let pools = page["UserPools"].take().as_array().unwrap().clone();
                seen.extend(pools.clone());
                let Some(token) = page.get("NextToken") else {
                    break;
                };
                assert_eq!(pools.len(), size, "only the last page is short");
                request = json!({"MaxResults": size, "NextToken": token});
            }
            assert_eq!(Value::Array(seen), whole, "{size} a page");
        }
    }

    #[test]
    fn what_the_listing_says_changes_with_the_pool() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let made = world.now().seconds();
        world.advance(Span::minutes(1));
        let rename = json!({"UserPoolId": pool, "PoolName": "others"});
        world
            .run(update_user_pool::handle(&world.cx(), input(rename)))
            .unwrap();
        world.objects.sent.take();
        assert_eq!(
            list(&world, json!({"MaxResults": 60}))["UserPools"],
            json!([{
                "Id": pool, "Name": "others", "LambdaConfig": {},
                "LastModifiedDate": made + 60, "CreationDate": made,
            }])
        );
        assert_eq!(asked(&world), 0);
    }

    /// Renames a pool, and dies before anybody hears of it.
    fn rename_and_die(world: &World, pool: &str, name: &str) {
        let config = world.run(async { world.cx().pool(pool).await }).unwrap();
        let update = UpdatePool {
            old: Box::new(config.pool.settings.clone()),
            settings: Box::new(PoolSettings {
                name: name.to_owned(),
                ..config.pool.settings.clone()
            }),
        };
        let renamed = world
            .run(async {
                world
                    .cx()
                    .call(&ObjectKey::of_pool(&config.pool.id), update)
                    .await
            })
            .unwrap();
        assert!(matches!(renamed, UpdatedPool::Updated(_)), "{renamed:?}");
    }

    #[test]
    fn a_new_name_that_was_left_half_way_is_listed_once_anybody_has_seen_it() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        rename_and_die(&world, &pool, "others");
        assert_eq!(names(&world), ["people"]);
        world
            .run(async { world.cx().pool_now(&pool).await })
            .unwrap();
        assert_eq!(names(&world), ["others"]);
    }

    #[test]
    fn a_new_name_that_was_left_half_way_is_published_by_the_next_change_of_whatever_kind() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        rename_and_die(&world, &pool, "others");
        let id = PoolId::parse(&pool).unwrap();
        let server = ResourceServer {
            identifier: "api".to_owned(),
            name: "api".to_owned(),
            scopes: Vec::new(),
        };
        world.run(async {
            let cx = world.cx();
            let added = cx
                .call(&ObjectKey::of_pool(&id), AddResourceServer { server })
                .await;
            let Ok(AddedResourceServer::Added(revision)) = added else {
                panic!("{added:?}");
            };
            cx.publish(&id, &revision).await.unwrap();
        });
        assert_eq!(names(&world), ["others"]);
    }

    #[test]
    fn a_pool_that_the_registry_has_not_been_told_of_is_asked_once() {
        let world = World::new();
        for name in ["one", "two", "three"] {
            create_pool(&world, json!({"PoolName": name}));
        }
        // As a release left them that listed pools by asking each.
        for shard in 0..world.deployment.registry_shards {
            let tx = Tx {
                sql: &*world.objects.store(&ObjectKey::of_registry(shard)),
                unicode: &vestibule_model::unicode::NativeUnicode,
                now: world.now(),
            };
            tx.exec("UPDATE names SET description = NULL, described = 0", &[])
                .unwrap();
        }
        asked(&world);
        assert_eq!(names(&world), ["one", "three", "two"]);
        assert_eq!(asked(&world), 3);
        assert_eq!(names(&world), ["one", "three", "two"]);
        assert_eq!(asked(&world), 0);
    }

    #[test]
    fn making_a_pool_does_not_fail_where_the_registry_does_not_hear_of_it() {
        let world = World::new();
        for _ in 0..4 {
            world.objects.lose_reply_of("describe_pool");
        }
        create_pool(&world, json!({"PoolName": "people"}));
        assert_eq!(names(&world), ["people"]);
    }

    #[test]
    fn a_pool_whose_deletion_was_left_half_way_is_not_listed() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        for _ in 0..4 {
            world.objects.lose_reply_of("drop_pool");
        }
        let delete = input(json!({"UserPoolId": pool}));
        world
            .run(delete_user_pool::handle(&world.cx(), delete))
            .unwrap_err();
        assert_eq!(names(&world), Vec::<String>::new());
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
        let object = name.object(world.deployment.registry_shards);
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
