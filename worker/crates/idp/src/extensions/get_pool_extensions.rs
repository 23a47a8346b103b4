//! `GetPoolExtensions` answers with a pool's extensions: null for what was never put.

use super::messages::Messages;
use crate::error::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vestibule_engine::cx::Cx;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct GetPoolExtensionsRequest {
    pub user_pool_id: String,
}

/// The members of [`super::put_pool_extensions::PutPoolExtensionsRequest`].
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct GetPoolExtensionsResponse {
    pub user_pool_id: String,
    pub hardening: bool,
    pub branding: Option<Value>,
    pub message_language: Option<String>,
    pub messages: Messages,
    pub demo: bool,
    pub demo_client_id: Option<String>,
}

pub async fn handle(
    cx: &Cx<'_>,
    input: GetPoolExtensionsRequest,
) -> Result<GetPoolExtensionsResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let pool = &config.pool;
    Ok(GetPoolExtensionsResponse {
        user_pool_id: pool.id.to_string(),
        hardening: pool.extensions.hardening,
        branding: pool.extensions.branding.clone(),
        message_language: pool.extensions.message_language.clone(),
        messages: pool.extensions.texts_in.clone(),
        demo: pool.extensions.demo_client.is_some(),
        demo_client_id: pool
            .extensions
            .demo_client
            .as_ref()
            .map(|client| client.as_str().to_owned()),
    })
}
