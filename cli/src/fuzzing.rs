//! What the fuzz targets reach that is nobody's business outside.
//!
//! Only with the feature `fuzzing`, which no build has that is deployed.

use serde_json::Value;
use url::Url;
use vestibule_crypto::SecretBytes;

use crate::config;
use crate::hasher;
use crate::lifetime::Lifetime;

/// A mistake in a file; line and column count from 1.
pub struct Mistake {
    pub line: usize,
    pub column: usize,
    pub message: String,
}

/// Reads a configuration file: the bodies of the requests that make what it declares, or its mistakes.
pub fn read_config(text: &str, public_url: &Url) -> Result<Vec<Value>, Vec<Mistake>> {
    match config::parse(text, public_url) {
        Ok(config) => Ok(config.pools.iter().flat_map(requests).collect()),
        Err(mistakes) => Err(mistakes
            .into_iter()
            .map(|mistake| Mistake {
                line: mistake.at.line,
                column: mistake.at.column,
                message: mistake.message,
            })
            .collect()),
    }
}

/// Reads a length of time: its seconds, and how it is shown.
pub fn read_lifetime(text: &str) -> Option<(u64, String)> {
    let lifetime: Lifetime = text.parse().ok()?;
    Some((lifetime.seconds(), lifetime.to_string()))
}

/// What a hasher would compute of what comes over a connection: tasks in bytes.
pub fn read_tasks(bytes: &[u8]) -> Vec<SecretBytes> {
    hasher::tasks(bytes)
}

fn requests(pool: &config::Pool) -> Vec<Value> {
    let servers = pool
        .resource_servers
        .iter()
        .map(|server| server.to_request());
    let clients = pool
        .clients
        .iter()
        .map(|client| client.settings.to_create());
    [pool.settings.to_create(), pool.extensions.to_request()]
        .into_iter()
        .chain(servers)
        .chain(clients)
        .collect()
}
