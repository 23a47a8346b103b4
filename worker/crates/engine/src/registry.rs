//! Claiming the registry's names for pools, and giving them up. [`crate::snapshots`] looks names up.

use crate::{cx::Cx, error::Result};
use vestibule_model::{ids::PoolId, registry_name::Name, time::Timestamp};
use vestibule_store::registry::names::{ClaimName, Claimed, ReleaseName};

/// Claims a name for a pool: [`Claimed::Yes`] also where the pool has it already.
pub async fn claim(cx: &Cx<'_>, name: &Name, pool: &PoolId) -> Result<Claimed> {
    let claim = ClaimName {
        name: name.clone(),
        pool: pool.clone(),
    };
    let object = name.object(cx.deployment.registry_shards);
    cx.call(&object, claim).await
}

/// Gives a name up, if the pool has it.
pub async fn release(cx: &Cx<'_>, name: &Name, pool: &PoolId) -> Result<()> {
    send(cx, name, pool, None).await
}

/// Gives a name up, if the pool has it by a claim that was made at this time.
pub async fn release_claim(
    cx: &Cx<'_>,
    name: &Name,
    pool: &PoolId,
    claimed: Timestamp,
) -> Result<()> {
    send(cx, name, pool, Some(claimed)).await
}

async fn send(cx: &Cx<'_>, name: &Name, pool: &PoolId, since: Option<Timestamp>) -> Result<()> {
    let release = ReleaseName {
        name: name.clone(),
        pool: pool.clone(),
        since,
    };
    let object = name.object(cx.deployment.registry_shards);
    cx.call(&object, release).await
}
