//! Work that outlives a request: each step is a transition, and whoever comes next goes on where the last one died.

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
