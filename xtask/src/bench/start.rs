//! How long a start takes: from the process to the first 200 of `/healthz`.

use super::{
    load::{median, millis},
    server::Server,
};
use crate::tools::Tools;
use anyhow::Result;
use serde::Serialize;
use std::path::Path;

const STARTS: usize = 20;

#[derive(Serialize)]
pub(super) struct Start {
    pub(super) starts: usize,
    /// Medians.
    pub(super) vestibule_ms: f64,
    pub(super) empty_ms: f64,
}

/// Starts both, in turn, over state folders that are there already.
pub(super) fn measure(root: &Path, tools: &Tools, state: &Path, empty: &Path) -> Result<Start> {
    let (mut own, mut bound) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        own.push(Server::worker(root, tools, "worker", state, false)?.started_in);
        bound.push(Server::worker(root, tools, "empty", empty, false)?.started_in);
    }
    Ok(Start {
        starts: STARTS,
        vestibule_ms: median(own.into_iter().map(millis)),
        empty_ms: median(bound.into_iter().map(millis)),
    })
}
