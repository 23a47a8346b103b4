//! Deleting what a pool held: first its id goes and its users are out of reach, then the other names, then the rows.

use crate::{
    cx::Cx,
    error::Result,
    model::{ids::PoolId, object_key::ObjectKey, registry_name::Name},
    store::{
        pool::delete::{ContinueDelete, FinishDelete},
        registry::names::ReleaseName,
        users::drop::{DropPool, Dropped},
    },
};

/// Batches of rows that one run deletes; the pool's timer takes up the rest.
const BATCHES: u32 = 200;

/// Goes on with the deletion as far as one request should. Without one that was begun it does nothing.
pub async fn run(cx: &Cx<'_>, id: &PoolId) -> Result<()> {
    let object = ObjectKey::of_pool(id);
    let mut released = Vec::new();
    let mut batches = BATCHES;
    let mut first = true;
    loop {
        let Some(remains) = cx
            .call(
                &object,
                ContinueDelete {
                    released: std::mem::take(&mut released),
                },
            )
            .await?
        else {
            return Ok(());
        };
        if first {
            // Whatever fails from here on, the pool isn't listed any more.
            release(cx, id, Name::Pool(id.clone())).await?;
            // One batch each, so that from here on every object refuses.
            for users in remains.slots.objects(id) {
                cx.call(&users, DropPool {}).await?;
            }
            release(cx, id, Name::Demo).await?;
            first = false;
        }
        if remains.clients.is_empty() {
            for users in remains.slots.objects(id) {
                while cx.call(&users, DropPool {}).await? == Dropped::Some {
                    batches -= 1;
                    if batches == 0 {
                        return Ok(());
                    }
                }
            }
            return cx.call(&object, FinishDelete {}).await;
        }
        for client in &remains.clients {
            release(cx, id, Name::Client(client.clone())).await?;
        }
        released = remains.clients;
    }
}

async fn release(cx: &Cx<'_>, id: &PoolId, name: Name) -> Result<()> {
    let object = name.object(cx.deployment.registry_shards);
    cx.call(
        &object,
        ReleaseName {
            name,
            pool: id.clone(),
            since: None,
        },
    )
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fixtures::create_pool,
        model::time::Span,
        store::{
            classes,
            pool::{
                config::{ReadState, State},
                delete::BeginDelete,
            },
            wake,
        },
        testing::World,
    };
    use serde_json::json;

    #[test]
    fn a_deletion_that_was_left_half_way_is_taken_up_by_the_timer() {
        let world = World::new();
        let id = PoolId::parse(&create_pool(&world, json!({"PoolName": "people"}))).unwrap();
        let object = ObjectKey::of_pool(&id);
        world
            .run(async { world.cx().call(&object, BeginDelete {}).await })
            .unwrap();

        world.advance(Span::minutes(1));
        let store = world.objects.store(&object);
        let tx = crate::store::transition::Tx {
            sql: &*store,
            unicode: &crate::model::unicode::NativeUnicode,
            now: world.now(),
        };
        let woken = wake::wake(&tx, classes::of(object.class)).unwrap();
        assert!(woken.job && woken.next.is_some(), "{woken:?}");

        world
            .run(async { crate::jobs::resume(&world.cx(), &object).await })
            .unwrap();
        assert_eq!(
            world
                .run(async { world.cx().call(&object, ReadState {}).await })
                .unwrap(),
            State::Deleted
        );
        world.advance(Span::minutes(2));
        let tx = crate::store::transition::Tx {
            sql: &*store,
            unicode: &crate::model::unicode::NativeUnicode,
            now: world.now(),
        };
        assert!(
            !wake::wake(&tx, classes::of(object.class)).unwrap().job,
            "what is finished isn't taken up again"
        );
    }
}
