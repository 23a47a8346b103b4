//! Loads pools' configurations, by whatever names them, and publishes their changes.

use crate::{
    config::{ClientConfig, Config, Snapshot},
    cx::Cx,
    error::{Error, Result},
};
use std::rc::Rc;
use vestibule_crypto::{Purpose, RngExt as _};
use vestibule_model::{
    ids::{CheckKey, ClientId, PoolId},
    object_key::{Class, ObjectKey},
    registry_name::Name,
};
use vestibule_store::{
    pool::{
        config::{LoadConfig, NotePushed, PoolState, ReadState},
        revision::Revision,
    },
    registry::names::{DescribePool, FindPool, KeepCheckKey, PoolDescription},
    users::config_version::{ConfirmConfig, RaiseLowestConfig},
};

/// Whose id it is that may be made up.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asker {
    /// Who pays for the look-up.
    Anyone,
    /// Who is known by a signature, or asks with an id of our own.
    Known,
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
        let client = client
            .and_then(ClientId::parse)
            .filter(|client| self.cache.has_client(&id, client));
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
    pub async fn find(&self, name: &Name) -> Result<Option<PoolId>> {
        self.find_for(Asker::Known, name).await
    }

    /// The same, for a name that anyone may make up.
    ///
    /// # Errors
    /// [`Refusal::RateExceeded`] when one address asks for too many that this isolate hasn't met.
    pub async fn find_for_anyone(&self, name: &Name) -> Result<Option<PoolId>> {
        self.find_for(Asker::Anyone, name).await
    }

    async fn find_for(&self, asker: Asker, name: &Name) -> Result<Option<PoolId>> {
        if let Some(known) = self.cache.known(name, self.now) {
            return Ok(known);
        }
        if asker == Asker::Anyone && !self.cache.was_somebodys(name) {
            self.spend_address()?;
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

    async fn look_up(&self, name: &Name) -> Result<Option<PoolId>> {
        let object = name.object(self.deployment.registry_shards);
        let find = FindPool {
            name: name.to_string(),
            listed: false,
        };
        let found = self.call(&object, find).await?;
        self.cache.keep_name(name, self.now, found.as_ref());
        Ok(found)
    }

    /// The key of the check in client ids: asked for once by each isolate.
    pub async fn check_key(&self) -> Result<Rc<CheckKey>> {
        if let Some(key) = self.cache.check_key() {
            return Ok(key);
        }
        let kept = self.sealed_check_key().await?;
        let key = Rc::new(self.open_check_key(&kept)?);
        self.cache.keep_check_key(&key);
        Ok(key)
    }

    /// The key as it is stored; made where there is none.
    pub(crate) async fn sealed_check_key(&self) -> Result<String> {
        let fresh: [u8; 32] = self.rng.bytes();
        let offered = self
            .keyring
            .seal_text(Purpose::ClientId, &["check"], &fresh, self.rng)
            .map_err(Error::internal)?;
        let registry = ObjectKey::of_registry(0);
        self.call(&registry, KeepCheckKey { offered }).await
    }

    /// # Errors
    /// [`Error::Internal`] when it is sealed under none of the configured master secrets.
    pub(crate) fn open_check_key(&self, sealed: &str) -> Result<CheckKey> {
        self.keyring
            .open_text(Purpose::ClientId, &["check"], sealed)
            .map(CheckKey::from_stored)
            .map_err(|error| Error::internal(format!("the check key: {error}")))
    }

    /// A snapshot, of a pool that is known to be there. The request's line in the log names it.
    async fn snapshot(&self, pool: PoolId, client: Option<ClientId>) -> Result<Snapshot> {
        let snapshot = self.current(pool, client).await?;
        self.note(|line| {
            line.pool = Some(snapshot.pool.pool.id.to_string());
            if let Some(config) = &snapshot.client {
                line.client = Some(config.client.id.to_string());
            }
        });
        Ok(snapshot)
    }

    async fn current(&self, pool: PoolId, client: Option<ClientId>) -> Result<Snapshot> {
        if let Some(fresh) = self.cache.fresh(&pool, client.as_ref(), self.now) {
            self.grounds.rest_on(&fresh.pool, false);
            return Ok(fresh);
        }
        let load = LoadConfig {
            client: client.clone(),
        };
        let Some(mut loaded) = self.call(&ObjectKey::of_pool(&pool), load).await? else {
            self.cache.forget_met(&pool);
            let object = ObjectKey::of_pool(&pool);
            return Err(match self.call(&object, ReadState {}).await? {
                PoolState::Missing => self.absent(&object).await,
                _ => Error::no_such_pool(pool.as_str()),
            });
        };
        self.cache.meet(&pool);
        if loaded.unpushed {
            // Whoever changed it died before it could say so to the pool's objects and to the registry.
            let description = PoolDescription::from(&loaded.pool);
            let revision = Revision {
                version: loaded.version,
                slots: loaded.slots.clone(),
                description: Some(description),
                unmade: loaded.unmade,
            };
            self.publish(&pool, &revision).await?;
        }
        let found = loaded.client.take();
        // Every change raises the version: under the same one, all that is the pool's is the same.
        let config = match self.cache.at_version(&pool, loaded.version) {
            Some(config) => config,
            None => Rc::new(Config::unseal(loaded, self.keyring)?),
        };
        self.cache.keep_pool(&config, self.now);
        self.grounds.rest_on(&config, true);
        let Some(asked) = client else {
            return Ok(Snapshot {
                pool: config,
                client: None,
            });
        };
        let with_client =
            found.map(|client| Rc::new(ClientConfig::new(Rc::clone(&config), client)));
        match &with_client {
            Some(found) => self.cache.keep_client(found, self.now),
            None => self.cache.forget_client(&pool, &asked),
        }
        Ok(Snapshot {
            pool: config,
            client: with_client,
        })
    }

    /// Why an object of a pool has nothing. Whether the pool was deleted meanwhile, the registry knows; then the operation finds
    /// that out when it starts again. A pool that is listed was made, with all of its objects: one that is empty has lost
    /// what it had, and nobody is to be told that there are no such people.
    pub(crate) async fn absent(&self, object: &ObjectKey) -> Error {
        let name = object.pool().unwrap_or(&object.name);
        let Some(pool) = PoolId::parse(name) else {
            return Error::internal(format!("{} {name} has nothing", object.class.name()));
        };
        self.cache.forget(&pool);
        self.cache.forget_met(&pool);
        match (self.is_listed(&pool).await, object.class) {
            (Err(error), _) => error,
            (Ok(false), Class::Pool) => Error::no_such_pool(pool.as_str()),
            (Ok(false), _) => Error::StaleConfig,
            (Ok(true), _) => Error::internal(format!(
                "the storage of {object} is lost: its file is gone or empty"
            )),
        }
    }

    async fn is_listed(&self, pool: &PoolId) -> Result<bool> {
        let name = Name::Pool(pool.clone());
        let find = FindPool {
            name: name.to_string(),
            listed: true,
        };
        let registry = name.object(self.deployment.registry_shards);
        Ok(self.call(&registry, find).await?.is_some())
    }

    /// Asks whether what the request was decided under still holds, where no object has said so in its course. Any object
    /// of the pool knows, so each request asks another one.
    ///
    /// # Errors
    /// [`Error::StaleConfig`] where it doesn't.
    pub async fn confirm(&self) -> Result<()> {
        while let Some(config) = self.grounds.open() {
            let object = config.object_of_identifier(&self.request_id);
            self.decide(&config, &object, ConfirmConfig {}).await?;
        }
        Ok(())
    }

    /// Publishes a changed configuration, before the change is acknowledged: every object of the pool is held to its
    /// version, and the registry lists what it says.
    pub async fn publish(&self, pool: &PoolId, revision: &Revision) -> Result<()> {
        let version = revision.version;
        for object in revision.slots.objects(pool) {
            let raise = RaiseLowestConfig {
                lowest: version,
                makes: revision.unmade,
            };
            // One that has lost what it had refuses every decision already; it must not stand in the way of the others.
            let raised = self.call_what_is_left(&object, raise).await?;
            if raised.is_none() && !self.is_listed(pool).await? {
                return Err(Error::StaleConfig);
            }
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
}
