//! The pool that the demo app signs in to.

use crate::error::{Error, Result};
use vestibule_engine::cx::Cx;
use vestibule_model::{ids::PoolId, registry_name::Name};
use vestibule_store::registry::names::{ClaimName, Claimed, ReleaseName};

/// Makes the pool the demo's, or no longer.
///
/// # Errors
/// InvalidParameterException when the demo signs in to another pool.
pub(super) async fn keep(cx: &Cx<'_>, pool: &PoolId, wanted: bool) -> Result<()> {
    let object = Name::Demo.object(cx.deployment.registry_shards);
    cx.cache.forget_name(&Name::Demo);
    if !wanted {
        return cx
            .call(
                &object,
                ReleaseName {
                    name: Name::Demo,
                    pool: pool.clone(),
                    since: None,
                },
            )
            .await
            .map(drop)
            .map_err(Error::from);
    }
    match cx
        .call(
            &object,
            ClaimName {
                name: Name::Demo,
                pool: pool.clone(),
            },
        )
        .await?
    {
        Claimed::Yes => Ok(()),
        Claimed::Taken { by, .. } => Err(Error::invalid_parameter(format!(
            "The demo app signs in to user pool {by} already."
        ))),
    }
}
