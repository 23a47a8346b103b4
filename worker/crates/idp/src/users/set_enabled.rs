//! Whether a user may sign in, as an administrator says.

use crate::error::{Error, Result};
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_store::users::change::SetEnabled;

/// Enables or disables the user of this name in a pool.
///
/// # Errors
/// ResourceNotFoundException; UserNotFoundException
pub(super) async fn set_enabled(
    cx: &Cx<'_>,
    pool: &str,
    username: &str,
    enabled: bool,
) -> Result<()> {
    let config = cx.pool(pool).await?;
    let sub = named(cx, &config, username).await?.sub;
    let home = config.object_of(&sub);
    match cx
        .decide(&config, &home, SetEnabled { sub, enabled })
        .await?
    {
        true => Ok(()),
        false => Err(Error::user_not_found()),
    }
}
