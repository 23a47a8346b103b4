//! `Pool`: one user pool's settings, clients, resource servers and signing keys.

pub use crate::store::pools::{
    Revision,
    clients::{AddClient, DeleteClient, ListClients, ListedClient, UpdateClient, UpdatedClient},
    config::{LoadConfig, Loaded, NotePushed, ReadState, State},
    create::CreatePool,
    delete::{BeginDelete, ContinueDelete, Deletion, FinishDelete, Remains},
    domains::{ClearDomain, DomainSet, SetDomain, UpdateDomain},
    keys::{AddKey, KeyRow, NewKey, ReplaceKeys},
    resource_servers::{
        AddResourceServer, AddedResourceServer, DeleteResourceServer, ListResourceServers,
        UpdateResourceServer,
    },
    sealed::{ListSealed, Place, Reseal, Resealed, SealedValue},
    settings::{AddAttributes, AddedAttributes, SetExtensions, UpdatePool, UpdatedPool},
};

use crate::{
    ids::PoolId,
    ports::objects::{Class, ObjectKey},
};

/// The object of a pool.
pub fn key(pool: &PoolId) -> ObjectKey {
    ObjectKey {
        class: Class::Pool,
        name: pool.to_string(),
    }
}

crate::transitions![
    AddAttributes,
    AddClient,
    AddKey,
    AddResourceServer,
    BeginDelete,
    ClearDomain,
    ContinueDelete,
    CreatePool,
    DeleteClient,
    DeleteResourceServer,
    FinishDelete,
    ListClients,
    ListResourceServers,
    ListSealed,
    LoadConfig,
    NotePushed,
    ReadState,
    ReplaceKeys,
    Reseal,
    SetDomain,
    SetExtensions,
    UpdateClient,
    UpdateDomain,
    UpdatePool,
    UpdateResourceServer,
];
