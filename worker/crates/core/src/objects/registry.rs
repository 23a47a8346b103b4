//! The registry: which pool a name belongs to. One of several objects, by the hash of the name.

pub use crate::store::registry::{
    ClaimName, Claimed, DescribePool, FindPool, KeepCheckKey, ListPools, ListedPool,
    PoolDescription, ReleaseName, ResealCheckKey,
};

use crate::{
    cx::Deployment,
    ids::{ClientId, PoolId},
    ports::objects::{Class, ObjectKey},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// What the registry is asked for.
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
    /// The object that knows the name.
    pub fn object(&self, deployment: &Deployment) -> ObjectKey {
        let digest: [u8; 32] = Sha256::digest(self.to_string()).into();
        let [a, b, c, d, ..] = digest;
        let shards = u32::from(deployment.registry_shards.max(1));
        shard(u16::try_from(u32::from_be_bytes([a, b, c, d]) % shards).unwrap_or(0))
    }
}

/// The object of this number, below [`Deployment::registry_shards`].
pub fn shard(number: u16) -> ObjectKey {
    ObjectKey {
        class: Class::Registry,
        name: number.to_string(),
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

crate::transitions![
    FindPool,
    ClaimName,
    DescribePool,
    KeepCheckKey,
    ListPools,
    ReleaseName,
    ResealCheckKey
];
