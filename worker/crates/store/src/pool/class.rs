//! `Pool`: one user pool's settings, clients, resource servers and signing keys.

use super::{
    clients::{AddClient, ChangeSecrets, DeleteClient, ListClients, UpdateClient},
    config::{LoadConfig, NotePushed, ReadState},
    create::CreatePool,
    delete::{self, BeginDelete, ContinueDelete, FinishDelete},
    domains::{ClearDomain, SetDomain, UpdateDomain},
    groups::{ChangeGroup, ReadGroups},
    keys::{self, AddKey, ReplaceKeys},
    resource_servers::{
        AddResourceServer, DeleteResourceServer, ListResourceServers, UpdateResourceServer,
    },
    sealed::{ListSealed, Reseal},
    sessions::ConfigureSessions,
    settings::{AddAttributes, SetExtensions, UpdatePool},
};
use crate::object::ObjectClass;
use vestibule_model::object_key::Class;

pub const POOL: ObjectClass = ObjectClass {
    class: Class::Pool,
    schema: &[
        include_str!("../schema/pool_1.sql"),
        include_str!("../schema/pool_2.sql"),
        include_str!("../schema/pool_3.sql"),
    ],
    transitions: TRANSITIONS,
    dispatch,
    timers: &[
        ("job", |tx, woken| {
            woken.job = delete::rearm(tx)?;
            Ok(())
        }),
        ("keys", |tx, _| keys::advance(tx)),
    ],
    expiring: &["outcomes"],
    before_sweep: None,
    wiped: delete::TABLES,
};

crate::transitions![
    AddAttributes,
    AddClient,
    AddKey,
    AddResourceServer,
    BeginDelete,
    ChangeGroup,
    ChangeSecrets,
    ClearDomain,
    ConfigureSessions,
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
    ReadGroups,
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
