//! A pool's configuration at one version, opened for use.

use super::{document::Document, groups::Groups};
use crate::{
    error::{Error, Result},
    keys::SigningKeys,
};
use std::{cell::OnceCell, ops::Deref, rc::Rc};
use vestibule_crypto::{Keyring, Purpose};
use vestibule_model::{
    client::Client,
    ids::Sub,
    object_key::ObjectKey,
    placement::Table,
    pool::{Pool, ResourceServer},
    slots::RoutingKey,
};
use vestibule_store::pool::config::Loaded;

/// What decisions are made under: one pool at one version.
#[derive(Debug)]
pub struct Config {
    pub version: u64,
    pub pool: Pool,
    pub resource_servers: Vec<ResourceServer>,
    pub routing: RoutingKey,
    pub slots: Table,
    pub keys: SigningKeys,
    pub groups: Groups,
    /// Made by the web when it is first asked for: only the web knows the paths that it names.
    pub discovery: OnceCell<Document>,
    pub key_set: Document,
}

/// The same, with one of the pool's clients. It dereferences to the pool's part.
#[derive(Debug)]
pub struct ClientConfig {
    /// The same for all of the pool's clients, and kept once.
    shared: Rc<Config>,
    pub client: Client,
}

impl Deref for ClientConfig {
    type Target = Config;

    fn deref(&self) -> &Config {
        &self.shared
    }
}

impl ClientConfig {
    pub fn new(shared: Rc<Config>, client: Client) -> Self {
        Self { shared, client }
    }

    /// The part that is the pool's.
    pub fn of_pool(&self) -> Rc<Config> {
        Rc::clone(&self.shared)
    }
}

impl Config {
    /// Opens what a pool's object answered.
    ///
    /// # Errors
    /// [`Error::Internal`] when a key is missing or doesn't open.
    pub fn unseal(loaded: Loaded, keyring: &Keyring) -> Result<Self> {
        let routing = keyring
            .open_text(
                Purpose::RoutingKey,
                &[loaded.pool.id.as_str()],
                &loaded.routing_key,
            )
            .map_err(Error::internal)?;
        let keys = SigningKeys::unseal(&loaded.keys, &loaded.pool.id, keyring)?;
        Ok(Self {
            discovery: OnceCell::new(),
            key_set: Document::new(keys.jwks_json().to_owned()),
            version: loaded.version,
            pool: loaded.pool,
            resource_servers: loaded.resource_servers,
            routing: RoutingKey::from_stored(routing),
            slots: loaded.slots,
            keys,
            groups: Groups::default(),
        })
    }

    /// The object that holds an identifier's aliases. `identifier` is normalised.
    pub fn object_of_identifier(&self, identifier: &str) -> ObjectKey {
        self.slots
            .object(&self.pool.id, self.routing.slot(identifier))
    }

    /// The object that holds a user.
    pub fn object_of(&self, sub: &Sub) -> ObjectKey {
        self.slots.object(&self.pool.id, sub.slot(&self.routing))
    }
}

/// What one look-up of a pool gives.
pub(crate) struct Snapshot {
    pub pool: Rc<Config>,
    /// With the client that was asked for; `None` when none was, or the pool has none of that id.
    pub client: Option<Rc<ClientConfig>>,
}
