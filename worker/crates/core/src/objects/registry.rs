//! The registry: which pool a name belongs to. One of several objects, by the hash of the name.

pub use crate::store::registry::{
    ClaimName, Claimed, FindPool, KeepCheckKey, ListPools, ListedPool, ReleaseName, ResealCheckKey,
};

use crate::{
    deployment::Deployment,
    ids::{ClientId, PoolId},
    ports::objects::{Class, ObjectKey},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

crate::transitions![
    FindPool,
    ClaimName,
    KeepCheckKey,
    ListPools,
    ReleaseName,
    ResealCheckKey
];
