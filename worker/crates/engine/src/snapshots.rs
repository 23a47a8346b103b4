//! A pool's configuration, and the snapshots of it that each isolate keeps.

pub mod document;

use crate::{
    cx::Cx,
    error::{Error, Result},
    keys::SigningKeys,
    snapshots::document::Document,
};
use std::{
    cell::{OnceCell, RefCell},
    collections::{BTreeMap, BTreeSet},
    ops::Deref,
    rc::Rc,
};
use vestibule_crypto::{Purpose, RngExt as _};
use vestibule_model::{
    client::Client,
    ids::{CheckKey, ClientId, PoolId, Sub},
    object_key::ObjectKey,
    placement::Table,
    pool::{Pool, ResourceServer},
    registry_name::{self, Name},
    slots::RoutingKey,
    time::{Span, Timestamp},
};
use vestibule_store::{
    pool::{
        config::{LoadConfig, Loaded, NotePushed},
        revision::Revision,
    },
    registry::names::{DescribePool, FindPool, KeepCheckKey, PoolDescription},
    users::config_version::RaiseLowestConfig,
};

/// How long a snapshot is used without asking again.
const FRESH: Span = Span::seconds(5);
/// How often a call is tried whose configuration changes under it.
pub const STALE_TRIES: u32 = 3;
/// Snapshots that one isolate keeps; likewise names, names that nobody has, and pools that it has met.
pub const CAPACITY: usize = 1024;

/// What decisions are made under: one pool at one version.
#[derive(Debug)]
pub struct Config {
    pub version: u64,
    pub pool: Pool,
    pub resource_servers: Vec<ResourceServer>,
    pub routing: RoutingKey,
    pub slots: Table,
    pub keys: SigningKeys,
    /// Written by who first serves it: the paths are theirs.
    pub discovery: OnceCell<Document>,
    pub key_set: Document,
}

/// The same, with one of the pool's clients. Read as if it were the pool's own.
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
    /// The part that is the pool's.
    pub fn of_pool(&self) -> Rc<Config> {
        Rc::clone(&self.shared)
    }
}

impl Config {
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
struct Snapshot {
    pool: Rc<Config>,
    /// With the client that was asked for; `None` when none was, or the pool has none of that id.
    client: Option<Rc<ClientConfig>>,
}

/// Whose id it is that may be made up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asker {
    /// Who pays for the look-up.
    Anyone,
    /// Who is known by a signature, or asks with an id of our own.
    Known,
}

/// How many snapshots an isolate holds, and names that nobody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub pools: usize,
    pub clients: usize,
    pub nobodys: usize,
}

/// What was read, each with when it was.
type Timed<K, V> = RefCell<BTreeMap<K, (Timestamp, V)>>;

/// The snapshots of one isolate.
#[derive(Default)]
pub struct Cache {
    configs: Timed<PoolId, Rc<Config>>,
    /// None for a client that isn't there.
    clients: Timed<(PoolId, ClientId), Rc<ClientConfig>>,
    /// Pools that are there: their objects may be asked.
    met: RefCell<BTreeSet<PoolId>>,
    pools: Timed<String, PoolId>,
    /// Names that nobody has: apart, so that made-up ones push out none that is real.
    nobodys: RefCell<BTreeMap<String, Timestamp>>,
    check_key: RefCell<Option<Rc<CheckKey>>>,
}

impl Cache {
    /// How much is held.
    pub fn held(&self) -> Held {
        Held {
            pools: self.configs.borrow().len(),
            clients: self.clients.borrow().len(),
            nobodys: self.nobodys.borrow().len(),
        }
    }

    /// Forgets a pool: the next look-up asks its object.
    pub fn forget(&self, pool: &PoolId) {
        self.configs.borrow_mut().remove(pool);
        self.clients.borrow_mut().retain(|(id, _), _| id != pool);
        self.pools
            .borrow_mut()
            .retain(|_, (_, found)| found != pool);
    }

    /// Forgets whose name this is, or that it was nobody's.
    pub fn forget_name(&self, name: &registry_name::Name) {
        let name = name.to_string();
        self.pools.borrow_mut().remove(&name);
        self.nobodys.borrow_mut().remove(&name);
    }

    /// Forgets everything that can change, after [`Error::StaleConfig`].
    pub fn clear(&self) {
        self.configs.borrow_mut().clear();
        self.clients.borrow_mut().clear();
        self.pools.borrow_mut().clear();
        self.nobodys.borrow_mut().clear();
    }

    /// Whose name this is, or that it is nobody's; `None` when that has to be asked.
    fn known(&self, name: &registry_name::Name, now: Timestamp) -> Option<Option<PoolId>> {
        let name = name.to_string();
        if let Some((at, pool)) = self.pools.borrow().get(&name)
            && now - *at < FRESH
        {
            return Some(Some(pool.clone()));
        }
        let asked = self.nobodys.borrow().get(&name).copied();
        asked.filter(|at| now - *at < FRESH).map(|_| None)
    }

    /// Whether this was somebody's name when it was last asked for.
    fn was_somebodys(&self, name: &registry_name::Name) -> bool {
        self.pools.borrow().contains_key(&name.to_string())
    }

    fn has_met(&self, pool: &PoolId) -> bool {
        self.met.borrow().contains(pool)
    }

    fn meet(&self, pool: &PoolId) {
        let mut met = self.met.borrow_mut();
        if met.len() >= CAPACITY {
            met.clear();
        }
        met.insert(pool.clone());
    }

    /// The snapshot that is still good, of the pool with this client, or of the pool alone.
    fn fresh(&self, pool: &PoolId, client: Option<&ClientId>, now: Timestamp) -> Option<Snapshot> {
        let Some(client) = client else {
            let configs = self.configs.borrow();
            let (at, config) = configs.get(pool)?;
            return (now - *at < FRESH).then(|| Snapshot {
                pool: Rc::clone(config),
                client: None,
            });
        };
        let clients = self.clients.borrow();
        let (at, config) = clients.get(&(pool.clone(), client.clone()))?;
        (now - *at < FRESH).then(|| Snapshot {
            pool: config.of_pool(),
            client: Some(Rc::clone(config)),
        })
    }

    /// The snapshot of the pool at this version, however old.
    fn at_version(&self, pool: &PoolId, version: u64) -> Option<Rc<Config>> {
        let configs = self.configs.borrow();
        let (_, config) = configs.get(pool)?;
        (config.version == version).then(|| Rc::clone(config))
    }
}

impl Cx<'_> {
    /// The configuration of a pool.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPool`].
    pub async fn pool(&self, pool: &str) -> Result<Rc<Config>> {
        let id = self.existing(pool, Asker::Known).await?;
        Ok(self.snapshot(id, None).await?.pool)
    }

    /// The configuration of a pool that anyone may name, with the client that they say is its, if this isolate has met
    /// that client. Before it is known who asks, neither an object is made nor a client looked for.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPool`]; [`Refusal::RateExceeded`] when one address names too many
    /// that this isolate hasn't met.
    pub async fn pool_for_anyone(&self, pool: &str, client: Option<&str>) -> Result<Rc<Config>> {
        let id = self.existing(pool, Asker::Anyone).await?;
        let client = client.and_then(ClientId::parse).filter(|client| {
            let clients = self.cache.clients.borrow();
            clients.contains_key(&(id.clone(), client.clone()))
        });
        Ok(self.snapshot(id, client).await?.pool)
    }

    /// The configuration of a pool as it stands at this moment: what administrators read and change.
    ///
    /// # Errors
    /// [`Refusal::NoSuchPool`].
    pub async fn pool_now(&self, pool: &str) -> Result<Rc<Config>> {
        let id = self.existing(pool, Asker::Known).await?;
        self.cache.forget(&id);
        Ok(self.snapshot(id, None).await?.pool)
    }

    /// The same, with the client of this id; `None` when the pool has none.
    pub async fn pool_with_client_now(
        &self,
        pool: &str,
        client: &str,
    ) -> Result<Option<Rc<ClientConfig>>> {
        let id = self.existing(pool, Asker::Known).await?;
        self.cache.forget(&id);
        Ok(self.snapshot(id, ClientId::parse(client)).await?.client)
    }

    /// The configuration of the pool that a client belongs to, with the client.
    ///
    /// # Errors
    /// [`Refusal::NoSuchClient`]; [`Refusal::RateExceeded`] when one address asks for too
    /// many that we did not mint.
    pub async fn client(&self, client: &str) -> Result<Rc<ClientConfig>> {
        let id = ClientId::parse(client).ok_or_else(|| Error::no_such_client(client))?;
        // One that we didn't mint may have been imported, or made up.
        let asker = match id.is_minted(&*self.check_key().await?) {
            true => Asker::Known,
            false => Asker::Anyone,
        };
        let name = Name::Client(id.clone());
        let found = self.find_for(asker, &name).await?;
        let pool = found.ok_or_else(|| Error::no_such_client(client))?;
        let snapshot = match self.snapshot(pool, Some(id)).await {
            Err(error) if error.is_no_such_pool() => {
                return Err(Error::no_such_client(client));
            }
            snapshot => snapshot?,
        };
        snapshot.client.ok_or_else(|| Error::no_such_client(client))
    }

    /// The configuration of a pool, with the client of this id; `None` when the pool has none.
    pub async fn pool_with_client(
        &self,
        pool: &str,
        client: &str,
    ) -> Result<Option<Rc<ClientConfig>>> {
        let id = self.existing(pool, Asker::Known).await?;
        Ok(self.snapshot(id, ClientId::parse(client)).await?.client)
    }

    /// The pool that a client id or a domain belongs to.
    pub async fn find(&self, name: &registry_name::Name) -> Result<Option<PoolId>> {
        self.find_for(Asker::Known, name).await
    }

    /// The same, for a name that anyone may make up.
    ///
    /// # Errors
    /// [`Refusal::RateExceeded`] when one address asks for too many that this isolate hasn't met.
    pub async fn find_for_anyone(&self, name: &registry_name::Name) -> Result<Option<PoolId>> {
        self.find_for(Asker::Anyone, name).await
    }

    async fn find_for(&self, asker: Asker, name: &registry_name::Name) -> Result<Option<PoolId>> {
        if let Some(known) = self.cache.known(name, self.now) {
            return Ok(known);
        }
        if asker == Asker::Anyone && !self.cache.was_somebodys(name) {
            self.budgets.spend_address(self.now, self.peer)?;
        }
        self.look_up(name).await
    }

    /// The pool of an id that came from outside. An object that is asked is made, for ever: so the registry is asked
    /// first, which knows all pools that there are.
    async fn existing(&self, pool: &str, asker: Asker) -> Result<PoolId> {
        let id = PoolId::parse(pool).ok_or_else(|| Error::no_such_pool(pool))?;
        if self.cache.has_met(&id) {
            return Ok(id);
        }
        let found = self.find_for(asker, &Name::Pool(id)).await?;
        found.ok_or_else(|| Error::no_such_pool(pool))
    }

    async fn look_up(&self, name: &registry_name::Name) -> Result<Option<PoolId>> {
        let object = name.object(self.deployment.registry_shards);
        let name = name.to_string();
        let find = FindPool { name: name.clone() };
        let found = self.call(&object, find).await?;
        match &found {
            Some(pool) => keep(&self.cache.pools, name, (self.now, pool.clone())),
            None => keep(&self.cache.nobodys, name, self.now),
        }
        Ok(found)
    }

    /// The key of the check in client ids: asked for once by each isolate.
    pub async fn check_key(&self) -> Result<Rc<CheckKey>> {
        if let Some(key) = &*self.cache.check_key.borrow() {
            return Ok(Rc::clone(key));
        }
        let fresh: [u8; 32] = self.rng.bytes();
        let offered = self
            .keyring
            .seal_text(Purpose::ClientId, &["check"], &fresh, self.rng)
            .map_err(Error::internal)?;
        let kept = self
            .call(&ObjectKey::of_registry(0), KeepCheckKey { offered })
            .await?;
        let kept = self
            .keyring
            .open_text(Purpose::ClientId, &["check"], &kept)
            .map_err(Error::internal)?;
        let key = Rc::new(CheckKey::from_stored(kept));
        *self.cache.check_key.borrow_mut() = Some(Rc::clone(&key));
        Ok(key)
    }

    /// A snapshot, of a pool that is known to be there.
    async fn snapshot(&self, pool: PoolId, client: Option<ClientId>) -> Result<Snapshot> {
        if let Some(fresh) = self.cache.fresh(&pool, client.as_ref(), self.now) {
            return Ok(fresh);
        }
        let load = LoadConfig {
            client: client.clone(),
        };
        let Some(mut loaded) = self.call(&ObjectKey::of_pool(&pool), load).await? else {
            self.cache.met.borrow_mut().remove(&pool);
            return Err(Error::no_such_pool(pool.as_str()));
        };
        self.cache.meet(&pool);
        if loaded.unpushed {
            // Whoever changed it died before it could say so to the pool's objects and to the registry.
            let description = PoolDescription::from(&loaded.pool);
            let revision = Revision {
                version: loaded.version,
                slots: loaded.slots.clone(),
                description: Some(description),
            };
            self.publish(&pool, &revision).await?;
        }
        let found = loaded.client.take();
        // Every change raises the version: under the same one, all that is the pool's is the same.
        let config = match self.cache.at_version(&pool, loaded.version) {
            Some(config) => config,
            None => Rc::new(self.unseal(loaded)?),
        };
        let kept = (self.now, Rc::clone(&config));
        keep(&self.cache.configs, pool.clone(), kept);
        let Some(asked) = client.map(|client| (pool, client)) else {
            return Ok(Snapshot {
                pool: config,
                client: None,
            });
        };
        let with_client = found.map(|client| {
            let shared = Rc::clone(&config);
            Rc::new(ClientConfig { shared, client })
        });
        match &with_client {
            Some(found) => keep(&self.cache.clients, asked, (self.now, Rc::clone(found))),
            None => drop(self.cache.clients.borrow_mut().remove(&asked)),
        }
        Ok(Snapshot {
            pool: config,
            client: with_client,
        })
    }

    /// Publishes a changed configuration, before the change is acknowledged: every object of the pool is held to its
    /// version, and the registry lists what it says.
    pub async fn publish(&self, pool: &PoolId, revision: &Revision) -> Result<()> {
        let version = revision.version;
        for object in revision.slots.objects(pool) {
            self.call(&object, RaiseLowestConfig { lowest: version })
                .await?;
        }
        if let Some(description) = revision.description.clone() {
            self.describe(pool, version, description).await?;
        }
        self.call(&ObjectKey::of_pool(pool), NotePushed { version })
            .await?;
        self.cache.forget(pool);
        Ok(())
    }

    /// Has the registry list this of a pool.
    pub async fn describe(
        &self,
        pool: &PoolId,
        version: u64,
        description: PoolDescription,
    ) -> Result<()> {
        let object = Name::Pool(pool.clone()).object(self.deployment.registry_shards);
        let describe = DescribePool {
            pool: pool.clone(),
            version,
            description,
        };
        self.call(&object, describe).await
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
            discovery: OnceCell::new(),
            key_set: Document::new(keys.jwks_json().to_owned()),
            version: loaded.version,
            pool: loaded.pool,
            resource_servers: loaded.resource_servers,
            routing: RoutingKey::from_stored(routing),
            slots: loaded.slots,
            keys,
        })
    }
}

/// Keeps a value for a while; a cache that is full starts anew.
fn keep<K: Ord, V>(cached: &RefCell<BTreeMap<K, V>>, key: K, value: V) {
    let mut cached = cached.borrow_mut();
    if cached.len() >= CAPACITY && !cached.contains_key(&key) {
        cached.clear();
    }
    cached.insert(key, value);
}
