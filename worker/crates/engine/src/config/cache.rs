//! The snapshots of pools that one isolate keeps, and what it knows of names.

use super::snapshot::{ClientConfig, Config, Snapshot};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};
use vestibule_model::{
    ids::{CheckKey, ClientId, PoolId},
    registry_name::Name,
    time::{Span, Timestamp},
};

/// How long a snapshot is used without asking again.
const FRESH: Span = Span::seconds(5);
/// Snapshots that one isolate keeps; likewise names, names that nobody has, and pools that it has met.
pub const CAPACITY: usize = 1024;

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
    clients: Timed<(PoolId, ClientId), Rc<ClientConfig>>,
    /// Pools that are known to exist: their objects may be asked.
    met: RefCell<BTreeSet<PoolId>>,
    pools: Timed<String, PoolId>,
    /// Names that no pool has. They are kept apart, so that made-up names don't push real ones out of the cache.
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

    /// Forgets which pool has this name, or that none has.
    pub fn forget_name(&self, name: &Name) {
        let name = name.to_string();
        self.pools.borrow_mut().remove(&name);
        self.nobodys.borrow_mut().remove(&name);
    }

    /// Forgets everything that can change, after [`crate::error::Error::StaleConfig`].
    pub fn clear(&self) {
        self.configs.borrow_mut().clear();
        self.clients.borrow_mut().clear();
        self.pools.borrow_mut().clear();
        self.nobodys.borrow_mut().clear();
    }

    /// Which pool has this name, or that none has; `None` when the registry has to be asked.
    pub(crate) fn known(&self, name: &Name, now: Timestamp) -> Option<Option<PoolId>> {
        let name = name.to_string();
        if let Some((at, pool)) = self.pools.borrow().get(&name)
            && now.is_within(FRESH, *at)
        {
            return Some(Some(pool.clone()));
        }
        let asked = self.nobodys.borrow().get(&name).copied();
        asked.filter(|at| now.is_within(FRESH, *at)).map(|_| None)
    }

    /// Whether a pool had this name when the registry was last asked.
    pub(crate) fn was_somebodys(&self, name: &Name) -> bool {
        self.pools.borrow().contains_key(&name.to_string())
    }

    pub(crate) fn has_met(&self, pool: &PoolId) -> bool {
        self.met.borrow().contains(pool)
    }

    pub(crate) fn meet(&self, pool: &PoolId) {
        let mut met = self.met.borrow_mut();
        if met.len() >= CAPACITY {
            met.clear();
        }
        met.insert(pool.clone());
    }

    /// The snapshot that is still good, of the pool with this client, or of the pool alone.
    pub(crate) fn fresh(
        &self,
        pool: &PoolId,
        client: Option<&ClientId>,
        now: Timestamp,
    ) -> Option<Snapshot> {
        let Some(client) = client else {
            let configs = self.configs.borrow();
            let (at, config) = configs.get(pool)?;
            return now.is_within(FRESH, *at).then(|| Snapshot {
                pool: Rc::clone(config),
                client: None,
            });
        };
        let clients = self.clients.borrow();
        let (at, config) = clients.get(&(pool.clone(), client.clone()))?;
        now.is_within(FRESH, *at).then(|| Snapshot {
            pool: config.of_pool(),
            client: Some(Rc::clone(config)),
        })
    }

    /// The snapshot of the pool at this version, however old.
    pub(crate) fn at_version(&self, pool: &PoolId, version: u64) -> Option<Rc<Config>> {
        let configs = self.configs.borrow();
        let (_, config) = configs.get(pool)?;
        (config.version == version).then(|| Rc::clone(config))
    }

    /// Notes which pool has this name, or that none has.
    pub(crate) fn keep_name(&self, name: &Name, now: Timestamp, found: Option<&PoolId>) {
        let name = name.to_string();
        match found {
            Some(pool) => keep(&self.pools, name, (now, pool.clone())),
            None => keep(&self.nobodys, name, now),
        }
    }

    pub(crate) fn keep_pool(&self, config: &Rc<Config>, now: Timestamp) {
        let kept = (now, Rc::clone(config));
        keep(&self.configs, config.pool.id.clone(), kept);
    }

    pub(crate) fn keep_client(&self, config: &Rc<ClientConfig>, now: Timestamp) {
        let asked = (config.pool.id.clone(), config.client.id.clone());
        keep(&self.clients, asked, (now, Rc::clone(config)));
    }

    /// Forgets a client that its pool no longer has.
    pub(crate) fn forget_client(&self, pool: &PoolId, client: &ClientId) {
        let asked = (pool.clone(), client.clone());
        drop(self.clients.borrow_mut().remove(&asked));
    }

    /// Whether a snapshot with this client is kept, however old.
    pub(crate) fn has_client(&self, pool: &PoolId, client: &ClientId) -> bool {
        let asked = (pool.clone(), client.clone());
        self.clients.borrow().contains_key(&asked)
    }

    /// Notes that a pool has gone: its object must not be asked again.
    pub(crate) fn forget_met(&self, pool: &PoolId) {
        self.met.borrow_mut().remove(pool);
    }

    pub(crate) fn check_key(&self) -> Option<Rc<CheckKey>> {
        self.check_key.borrow().clone()
    }

    pub(crate) fn keep_check_key(&self, key: &Rc<CheckKey>) {
        *self.check_key.borrow_mut() = Some(Rc::clone(key));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_is_used_for_five_seconds_and_not_before_it_was_read() {
        let at = Timestamp::from_seconds(1000);
        for (millis, fresh) in [(-1, false), (0, true), (4_999, true), (5_000, false)] {
            let now = at + Span::millis(millis);
            assert_eq!(now.is_within(FRESH, at), fresh, "{millis}");
        }
    }
}
