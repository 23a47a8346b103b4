//! A pool's configuration, and the snapshots of it that each isolate keeps.

mod client;
mod pool;

pub use client::{Client, Rotation};
pub use pool::{
    Attribute, AttributeType, Names, PasswordPolicy, Pool, Recovery, ResourceServer, Templates,
};

use crate::{
    cx::Cx,
    error::{Error, Result},
    ids::{CheckKey, ClientId, PoolId, Sub},
    keys::SigningKeys,
    oauth,
    objects::pool::{self as pool_object, LoadConfig, Loaded, NotePushed, Revision},
    objects::registry::{self, FindPool, KeepCheckKey},
    objects::users::RaiseLowestConfig,
    ports::objects::ObjectKey,
    slots::{RoutingKey, Table},
    time::{Span, Timestamp},
};
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};
use vestibule_crypto::{Purpose, RngExt as _};

/// How long a snapshot is used without asking again.
const FRESH: Span = Span::seconds(5);
/// Snapshots that one isolate keeps.
const CAPACITY: usize = 1024;

/// What decisions are made under: one pool at one version, with one of its clients.
#[derive(Debug)]
pub struct Config {
    pub version: u64,
    pub pool: Pool,
    /// The client that was asked for; `None` when none was, or there is none of that id.
    pub client: Option<Client>,
    pub resource_servers: Vec<ResourceServer>,
    pub routing: RoutingKey,
    pub slots: Table,
    pub keys: SigningKeys,
    /// The pool's discovery document, ready to be sent.
    pub discovery: String,
}

impl Config {
    /// The client of a configuration that [`Cx::client`] gave.
    ///
    /// # Errors
    /// Internal when it was asked for without a client.
    pub fn required_client(&self) -> Result<&Client> {
        self.client
            .as_ref()
            .ok_or_else(|| Error::internal("the configuration was loaded without a client"))
    }

    /// The client that an administrator names.
    ///
    /// # Errors
    /// ResourceNotFoundException when the pool has none of that id.
    pub fn client_in_pool(&self, id: &str) -> Result<&Client> {
        self.client
            .as_ref()
            .filter(|client| client.id.as_str() == id)
            .ok_or_else(|| {
                Error::not_found(format!(
                    "User pool client {id} does not exist in user pool {}.",
                    self.pool.id
                ))
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

/// A snapshot's key: the pool, and the client that it was asked for with.
type Asked = (PoolId, Option<ClientId>);

/// The snapshots of one isolate.
#[derive(Default)]
pub struct Cache {
    /// Each with when it was read.
    configs: RefCell<BTreeMap<Asked, (Timestamp, Rc<Config>)>>,
    pools: RefCell<BTreeMap<String, (Timestamp, Option<PoolId>)>>,
    check_key: RefCell<Option<Rc<CheckKey>>>,
}

impl Cache {
    /// Forgets a pool: the next look-up asks its object.
    pub fn forget(&self, pool: &PoolId) {
        self.configs.borrow_mut().retain(|(id, _), _| id != pool);
        self.pools
            .borrow_mut()
            .retain(|_, (_, found)| found.as_ref() != Some(pool));
    }

    /// Forgets whose name this is, or that it was nobody's.
    pub fn forget_name(&self, name: &registry::Name) {
        self.pools.borrow_mut().remove(&name.to_string());
    }

    /// Forgets everything that can change, after [`Error::StaleConfig`].
    pub fn clear(&self) {
        self.configs.borrow_mut().clear();
        self.pools.borrow_mut().clear();
    }
}

impl Cx<'_> {
    /// The configuration of a pool.
    ///
    /// # Errors
    /// ResourceNotFoundException when there is no such pool.
    pub async fn pool(&self, pool: &str) -> Result<Rc<Config>> {
        let id = PoolId::parse(pool).ok_or_else(|| Error::no_such_pool(pool))?;
        self.config(id, None).await
    }

    /// The configuration of a pool as it stands at this moment: what administrators read and change.
    ///
    /// # Errors
    /// ResourceNotFoundException when there is no such pool.
    pub async fn pool_now(&self, pool: &str) -> Result<Rc<Config>> {
        let id = PoolId::parse(pool).ok_or_else(|| Error::no_such_pool(pool))?;
        self.cache.forget(&id);
        self.config(id, None).await
    }

    /// The same, with the client of this id if the pool has it.
    pub async fn pool_with_client_now(&self, pool: &str, client: &str) -> Result<Rc<Config>> {
        let id = PoolId::parse(pool).ok_or_else(|| Error::no_such_pool(pool))?;
        self.cache.forget(&id);
        self.config(id, ClientId::parse(client)).await
    }

    /// The configuration of the pool that a client belongs to, with the client.
    ///
    /// # Errors
    /// ResourceNotFoundException when there is no such client.
    pub async fn client(&self, client: &str) -> Result<Rc<Config>> {
        let id = ClientId::parse(client).ok_or_else(|| Error::no_such_client(client))?;
        if id.is_made_up(&*self.check_key().await?) {
            return Err(Error::no_such_client(client));
        }
        let pool = self
            .find(&registry::Name::Client(id.clone()))
            .await?
            .ok_or_else(|| Error::no_such_client(client))?;
        let config = match self.config(pool, Some(id.clone())).await {
            Err(Error::Service(_)) => return Err(Error::no_such_client(client)),
            config => config?,
        };
        if config.client.is_none() {
            return Err(Error::no_such_client(client));
        }
        Ok(config)
    }

    /// The configuration of a pool, with the client of this id if the pool has it.
    pub async fn pool_with_client(&self, pool: &str, client: &str) -> Result<Rc<Config>> {
        let id = PoolId::parse(pool).ok_or_else(|| Error::no_such_pool(pool))?;
        self.config(id, ClientId::parse(client)).await
    }

    /// The pool that a client id or a domain belongs to.
    pub async fn find(&self, name: &registry::Name) -> Result<Option<PoolId>> {
        let text = name.to_string();
        if let Some((at, found)) = self.cache.pools.borrow().get(&text)
            && self.now - *at < FRESH
        {
            return Ok(found.clone());
        }
        let found = self
            .call(
                &name.object(self.deployment),
                FindPool { name: text.clone() },
            )
            .await?;
        let mut pools = self.cache.pools.borrow_mut();
        if pools.len() >= CAPACITY {
            pools.clear();
        }
        pools.insert(text, (self.now, found.clone()));
        Ok(found)
    }

    /// The key of the check in client ids: asked for once by each isolate.
    pub(crate) async fn check_key(&self) -> Result<Rc<CheckKey>> {
        if let Some(key) = &*self.cache.check_key.borrow() {
            return Ok(Rc::clone(key));
        }
        let fresh: [u8; 32] = self.rng.bytes();
        let offered = self
            .keyring
            .seal_text(Purpose::ClientId, &["check"], &fresh, self.rng)
            .map_err(Error::internal)?;
        let kept = self
            .call(&registry::shard(0), KeepCheckKey { offered })
            .await?;
        let kept = self
            .keyring
            .open_text(Purpose::ClientId, &["check"], &kept)
            .map_err(Error::internal)?;
        let key = Rc::new(CheckKey::from_stored(kept));
        *self.cache.check_key.borrow_mut() = Some(Rc::clone(&key));
        Ok(key)
    }

    async fn config(&self, pool: PoolId, client: Option<ClientId>) -> Result<Rc<Config>> {
        let key = (pool, client);
        if let Some((at, config)) = self.cache.configs.borrow().get(&key)
            && self.now - *at < FRESH
        {
            return Ok(Rc::clone(config));
        }
        let (pool, client) = &key;
        let load = LoadConfig {
            client: client.clone(),
        };
        let Some(loaded) = self.call(&pool_object::key(pool), load).await? else {
            return Err(Error::no_such_pool(pool.as_str()));
        };
        if loaded.unpushed {
            // Whoever changed it died before it could say so to the pool's objects.
            self.push(pool, &loaded.slots, loaded.version).await?;
        }
        let config = Rc::new(self.unseal(loaded)?);
        let mut configs = self.cache.configs.borrow_mut();
        if configs.len() >= CAPACITY {
            configs.clear();
        }
        configs.insert(key, (self.now, Rc::clone(&config)));
        Ok(config)
    }

    /// Publishes a changed configuration, before the change is acknowledged.
    pub(crate) async fn publish(&self, pool: &PoolId, revision: &Revision) -> Result<()> {
        self.push(pool, &revision.slots, revision.version).await
    }

    /// Holds every object of the pool to this version before a change is acknowledged.
    pub(crate) async fn push(&self, pool: &PoolId, slots: &Table, version: u64) -> Result<()> {
        for object in slots.objects(pool) {
            self.call(&object, RaiseLowestConfig { lowest: version })
                .await?;
        }
        self.call(&pool_object::key(pool), NotePushed { version })
            .await?;
        self.cache.forget(pool);
        Ok(())
    }

    fn unseal(&self, loaded: Loaded) -> Result<Config> {
        let routing = self
            .keyring
            .open_text(
                Purpose::RoutingKey,
                &[loaded.pool.id.as_str()],
                &loaded.routing_key,
            )
            .map_err(Error::internal)?;
        let keys = SigningKeys::unseal(&loaded.keys, &loaded.pool.id, self.keyring)?;
        Ok(Config {
            discovery: oauth::discovery::document(self.deployment, &loaded.pool),
            version: loaded.version,
            pool: loaded.pool,
            client: loaded.client,
            resource_servers: loaded.resource_servers,
            routing: RoutingKey::from_stored(routing),
            slots: loaded.slots,
            keys,
        })
    }
}

#[cfg(test)]
mod tests;
