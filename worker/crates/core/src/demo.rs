//! The demo app at `/demo`: which pool it signs in to, and as which client.

use crate::{
    cx::Cx,
    error::{Error, Result},
    ids::PoolId,
    objects::registry::{ClaimName, Claimed, Name, ReleaseName},
    tokens,
};
use serde::Serialize;

/// `/demo/config.json`
#[derive(Debug, Serialize)]
pub struct DemoConfig {
    pub issuer: String,
    pub client_id: String,
    pub redirect_uri: String,
    /// What the client may ask for, separated by spaces.
    pub scope: String,
}

/// The demo's configuration; `None` where no pool is the demo's.
pub async fn config(cx: &Cx<'_>) -> Result<Option<DemoConfig>> {
    let Some(pool) = cx.find(&Name::Demo).await? else {
        return Ok(None);
    };
    let config = match cx.pool(pool.as_str()).await {
        Err(Error::Service(_)) => return Ok(None),
        config => config?,
    };
    let Some(client) = &config.pool.demo_client else {
        return Ok(None);
    };
    let config = cx.pool_with_client(pool.as_str(), client.as_str()).await?;
    let Some(client) = &config.client else {
        return Ok(None);
    };
    Ok(Some(DemoConfig {
        issuer: tokens::issuer(cx.deployment, &pool),
        client_id: client.id.as_str().to_owned(),
        redirect_uri: format!("{}/demo/", cx.deployment.public_url),
        scope: client.oauth_scopes.join(" "),
    }))
}

/// Makes the pool the demo's, or no longer.
///
/// # Errors
/// InvalidParameterException when the demo signs in to another pool.
pub(crate) async fn keep(cx: &Cx<'_>, pool: &PoolId, wanted: bool) -> Result<()> {
    let object = Name::Demo.object(cx.deployment);
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
            .map(drop);
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
