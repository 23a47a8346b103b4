//! How an operation begins that anyone may call who knows an app client.

use crate::{
    config::Config,
    cx::Cx,
    error::Result,
    secret_hash::{self, Place},
};
use std::rc::Rc;
use vestibule_wire::Sensitive;

/// Looks the client up, counts the call against its budget, and has a confidential client prove itself.
///
/// # Errors
/// ResourceNotFoundException, TooManyRequestsException, NotAuthorizedException
pub(super) async fn begin(
    cx: &Cx<'_>,
    client: &str,
    secret_hash: Option<&Sensitive<String>>,
    username: &str,
) -> Result<Rc<Config>> {
    let config = cx.client(client).await?;
    let client = config.required_client()?;
    cx.budgets.spend(cx.now, cx.peer, client.id.as_str())?;
    let hash = secret_hash.map(|hash| hash.expose().as_str());
    secret_hash::check(cx, client, hash, username, Place::Member)?;
    Ok(config)
}
