//! The names that the registry knows: each leads to a pool.

use super::object_key::ObjectKey;
use crate::ids::{ClientId, PoolId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// A name that leads to a pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    Pool(PoolId),
    Client(ClientId),
    /// The pool that the demo app signs in to.
    Demo,
    /// The prefix of a pool's domain.
    Domain(String),
}

impl Name {
    /// The registry's object that knows the name, where the registry has this many.
    pub fn object(&self, shards: u16) -> ObjectKey {
        let digest: [u8; 32] = Sha256::digest(self.to_string()).into();
        let [a, b, c, d, ..] = digest;
        let shards = u32::from(shards.max(1));
        ObjectKey::of_registry(
            u16::try_from(u32::from_be_bytes([a, b, c, d]) % shards).unwrap_or(0),
        )
    }
}

/// `pool:ID`, `client:ID`, `demo:`, `domain:NAME`
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pool(id) => write!(f, "pool:{id}"),
            Self::Client(id) => write!(f, "client:{id}"),
            Self::Demo => f.write_str("demo:"),
            Self::Domain(domain) => write!(f, "domain:{domain}"),
        }
    }
}
