//! Deleting what a pool held: first its id goes and its users are out of reach, then the other names, then the
//! rows, and with them each object's storage. What tells late calls that there was a pool is the registry's tombstone.

use crate::{cx::Cx, error::Result, registry::release};
use vestibule_model::{ids::PoolId, object_key::ObjectKey, registry_name::Name};
use vestibule_store::{
    pool::delete::{ContinueDelete, FinishDelete},
    users::drop::{DropPool, Dropped},
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
            // First of all, so that the pool isn't listed any more whatever fails after this.
            release(cx, &Name::Pool(id.clone()), id).await?;
            // One batch in each object: from the first call on it refuses every decision.
            for users in remains.slots.objects(id) {
                cx.call(&users, DropPool {}).await?;
            }
            release(cx, &Name::Demo, id).await?;
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
            return cx.call(&object, FinishDelete {}).await.map(drop);
        }
        for client in &remains.clients {
            release(cx, &Name::Client(client.clone()), id).await?;
        }
        released = remains.clients;
    }
}
