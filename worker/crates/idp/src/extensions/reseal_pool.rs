//! `ResealPool` seals again, under the newest master secret, what a pool keeps under older ones.

use crate::error::Result;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vestibule_engine::{cx::Cx, jobs::reseal};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ResealPoolRequest {
    pub user_pool_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResealPoolResponse {
    /// How many values were sealed again.
    pub resealed: u64,
    /// How many values there are under each master secret now, by key id.
    pub sealed_under: BTreeMap<String, u64>,
}

pub async fn handle(cx: &Cx<'_>, input: ResealPoolRequest) -> Result<ResealPoolResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let sealed = reseal::pool(cx, &config).await?;
    reseal::check_key(cx).await?;
    Ok(ResealPoolResponse {
        resealed: sealed.resealed,
        sealed_under: sealed.under,
    })
}
