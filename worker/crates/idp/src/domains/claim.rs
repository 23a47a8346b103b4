//! Claiming a domain in the registry.

use crate::error::{Error, Result};
use vestibule_engine::{cx::Cx, registry};
use vestibule_model::{
    ids::PoolId,
    object_key::ObjectKey,
    registry_name::Name,
    time::{Span, Timestamp},
};
use vestibule_store::{pool::config::LoadConfig, registry::names::Claimed};

/// How long a pool has to take a granted domain up.
pub(super) const TAKEN_UP_WITHIN: Span = Span::seconds(30);
/// After this a grant that was not taken up is void. Longer, for clocks that differ.
pub(super) const ABANDONED_AFTER: Span = Span::seconds(60);

/// Has the registry grant a domain to a pool.
///
/// # Errors
/// InvalidParameterException when another pool has it.
pub(super) async fn claim(cx: &Cx<'_>, pool: &PoolId, domain: &str) -> Result<()> {
    let name = Name::Domain(domain.to_owned());
    let Claimed::Taken { by, since, .. } = registry::claim(cx, &name, pool).await? else {
        return Ok(());
    };
    if is_abandoned(cx, &by, since, domain).await? {
        registry::release_claim(cx, &name, &by, since).await?;
        if registry::claim(cx, &name, pool).await? == Claimed::Yes {
            return Ok(());
        }
    }
    Err(Error::invalid_parameter(
        "Domain already associated with another user pool.",
    ))
}

/// Gives the domain back to the registry.
pub(super) async fn release(cx: &Cx<'_>, pool: &PoolId, domain: &str) -> Result<()> {
    let name = Name::Domain(domain.to_owned());
    cx.cache.forget_name(&name);
    Ok(registry::release(cx, &name, pool).await?)
}

async fn is_abandoned(cx: &Cx<'_>, by: &PoolId, since: Timestamp, domain: &str) -> Result<bool> {
    if cx.now - since <= ABANDONED_AFTER {
        return Ok(false);
    }
    let loaded = cx
        .call(&ObjectKey::of_pool(by), LoadConfig { client: None })
        .await?;
    Ok(loaded.is_none_or(|loaded| loaded.pool.domain.as_deref() != Some(domain)))
}
