//! The pool that the demo app signs in to.

use crate::error::{Error, Result};
use vestibule_engine::{cx::Cx, registry};
use vestibule_model::{ids::PoolId, registry_name::Name};
use vestibule_store::registry::names::Claimed;

/// Makes the pool the demo's, or no longer.
///
/// # Errors
/// InvalidParameterException when the demo signs in to another pool.
pub(super) async fn keep(cx: &Cx<'_>, pool: &PoolId, wanted: bool) -> Result<()> {
    cx.cache.forget_name(&Name::Demo);
    if !wanted {
        return Ok(registry::release(cx, &Name::Demo, pool).await?);
    }
    match registry::claim(cx, &Name::Demo, pool).await? {
        Claimed::Yes => Ok(()),
        Claimed::Taken { by, .. } => Err(Error::invalid_parameter(format!(
            "The demo app signs in to user pool {by} already."
        ))),
    }
}
