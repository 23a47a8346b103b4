//! Work that takes longer than a request. Each step is a transition, so that a later request can go on where an earlier one
//! stopped.

pub mod delete_pool;
pub mod reseal;

use crate::{cx::Cx, error::Result};
use vestibule_model::{
    ids::PoolId,
    object_key::{Class, ObjectKey},
};

/// Goes on with what an object's timer found unfinished: [`vestibule_store::wake::Woken::job`].
pub async fn resume(cx: &Cx<'_>, object: &ObjectKey) -> Result<()> {
    match (object.class, PoolId::parse(&object.name)) {
        (Class::Pool, Some(pool)) => delete_pool::run(cx, &pool).await,
        _ => Ok(()),
    }
}
