//! The registry's names.

use crate::{
    params,
    sql::json,
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{
    ids::PoolId, object_key::Class, pool::Pool, registry_name::Name, time::Timestamp,
};

/// The pool that a name belongs to; `None` for names that nobody has, and for tombstones.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FindPool {
    /// A [`Name`], written out.
    pub name: String,
    /// Of a pool: only if it is listed, as one that was made is.
    #[serde(default)]
    pub listed: bool,
}

/// Takes a name for a pool.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClaimName {
    pub name: Name,
    pub pool: PoolId,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claimed {
    /// The pool has the name, from now or from before.
    Yes,
    Taken {
        by: PoolId,
        since: Timestamp,
        /// A tombstone: the name stays taken.
        deleted: bool,
    },
}

/// Gives a name up, if the pool has it. Domains become free; pools and clients leave a tombstone, which refuses late
/// calls and keeps the id from being another's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReleaseName {
    pub name: Name,
    pub pool: PoolId,
    /// Gives up only the claim that was made at this time; `None`: the claim, whenever it was made.
    pub since: Option<Timestamp>,
}

/// Pools of one shard, by id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListPools {
    pub after: Option<PoolId>,
    pub limit: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedPool {
    pub id: PoolId,
    /// When its id was claimed.
    pub since: Timestamp,
    /// `None` until the registry is told: [`DescribePool`].
    #[serde(default)]
    pub description: Option<PoolDescription>,
}

/// What the listing of pools says of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolDescription {
    pub name: String,
    pub created: Timestamp,
    pub modified: Timestamp,
}

/// Sets what the listing says of a pool, unless it has been told of a later version or the pool is deleted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DescribePool {
    pub pool: PoolId,
    /// Of the pool's configuration.
    pub version: u64,
    pub description: PoolDescription,
}

/// Offers a [`vestibule_model::ids::CheckKey`], sealed. The first that is offered is kept, and each offer is answered with
/// the one that is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeepCheckKey {
    pub offered: String,
}

/// Replaces the check key by the same one sealed anew.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ResealCheckKey {
    pub old: String,
    pub new: String,
}

impl Transition for FindPool {
    type Output = Option<PoolId>;
    const CLASS: Class = Class::Registry;
    const NAME: &'static str = "find_pool";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        tx.first(
            "SELECT pool FROM names WHERE name = ?1 AND deleted = 0 AND NOT (?2 AND description IS NULL)",
            params![&self.name, self.listed],
        )?
        .map(|row| stored_pool(row.text(0)?))
        .transpose()
    }
}

impl Transition for ClaimName {
    type Output = Claimed;
    const CLASS: Class = Class::Registry;
    const NAME: &'static str = "claim_name";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let name = self.name.to_string();
        let taken = tx.first(
            "SELECT pool, created, deleted FROM names WHERE name = ?1",
            params![&name],
        )?;
        let Some(row) = taken else {
            tx.exec(
                "INSERT INTO names (name, pool, created) VALUES (?1, ?2, ?3)",
                params![name, &self.pool, tx.now],
            )?;
            return Ok(Claimed::Yes);
        };
        let (by, deleted) = (stored_pool(row.text(0)?)?, row.flag(2)?);
        if by == self.pool && !deleted {
            // The claim is dated anew: whoever waits until it counts as abandoned has to wait from now on.
            tx.exec(
                "UPDATE names SET created = ?2 WHERE name = ?1",
                params![name, tx.now],
            )?;
            return Ok(Claimed::Yes);
        }
        Ok(Claimed::Taken {
            by,
            since: Timestamp::from_millis(row.integer(1)?),
            deleted,
        })
    }
}

impl Transition for ReleaseName {
    type Output = ();
    const CLASS: Class = Class::Registry;
    const NAME: &'static str = "release_name";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let release = match self.name {
            Name::Demo | Name::Domain(_) => "DELETE FROM names",
            Name::Pool(_) | Name::Client(_) => "UPDATE names SET deleted = 1, description = NULL",
        };
        tx.exec(
            &format!("{release} WHERE name = ?1 AND pool = ?2 AND created = COALESCE(?3, created)"),
            params![self.name.to_string(), &self.pool, self.since],
        )?;
        Ok(())
    }
}

impl Transition for ListPools {
    type Output = Vec<ListedPool>;
    const CLASS: Class = Class::Registry;
    const NAME: &'static str = "list_pools";
    const READS: bool = true;

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let after = self
            .after
            .map_or_else(|| "pool:".to_owned(), |id| Name::Pool(id).to_string());
        // All names of pools, which begin with `pool:`, are less than `pool;`: the semicolon comes right after the colon.
        tx.exec(
            "SELECT pool, created, description FROM names \
             WHERE name > ?1 AND name < 'pool;' AND deleted = 0 ORDER BY name LIMIT ?2",
            params![after, self.limit],
        )?
        .iter()
        .map(|row| {
            Ok(ListedPool {
                id: stored_pool(row.text(0)?)?,
                since: Timestamp::from_millis(row.integer(1)?),
                description: row.text_or_null(2)?.map(|_| row.json(2)).transpose()?,
            })
        })
        .collect()
    }
}

impl Transition for DescribePool {
    type Output = ();
    const CLASS: Class = Class::Registry;
    const NAME: &'static str = "describe_pool";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let version =
            i64::try_from(self.version).map_err(|error| TxError::Broken(error.to_string()))?;
        tx.exec(
            "UPDATE names SET description = ?2, described = ?3 WHERE name = ?1 AND deleted = 0 AND described < ?3",
            params![
                Name::Pool(self.pool).to_string(),
                json(&self.description)?,
                version
            ],
        )?;
        Ok(())
    }
}

impl From<&Pool> for PoolDescription {
    fn from(pool: &Pool) -> Self {
        Self {
            name: pool.settings.name.clone(),
            created: pool.created,
            modified: pool.modified,
        }
    }
}

impl Transition for KeepCheckKey {
    type Output = String;
    const CLASS: Class = Class::Registry;
    const NAME: &'static str = "keep_check_key";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        tx.exec(
            "INSERT INTO meta (name, value) VALUES ('check_key', ?1) ON CONFLICT (name) DO NOTHING",
            params![self.offered],
        )?;
        let row = tx.first("SELECT value FROM meta WHERE name = 'check_key'", &[])?;
        let row = row.ok_or_else(|| TxError::Broken("the check key is gone".to_owned()))?;
        Ok(row.text(0)?.to_owned())
    }
}

impl Transition for ResealCheckKey {
    type Output = ();
    const CLASS: Class = Class::Registry;
    const NAME: &'static str = "reseal_check_key";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        tx.exec(
            "UPDATE meta SET value = ?2 WHERE name = 'check_key' AND value = ?1",
            params![self.old, self.new],
        )?;
        Ok(())
    }
}

fn stored_pool(text: &str) -> Result<PoolId, TxError> {
    PoolId::parse(text).ok_or_else(|| TxError::Broken("no pool id in the registry".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Store;
    use vestibule_model::{ids::ClientId, time::Span};

    fn pool(text: &str) -> PoolId {
        PoolId::parse(text).unwrap()
    }

    fn claim(store: &Store, name: &Name, by: &PoolId) -> Claimed {
        let claim = ClaimName {
            name: name.clone(),
            pool: by.clone(),
        };
        claim.apply(&store.tx()).unwrap()
    }

    fn release(store: &Store, name: &Name, by: &PoolId, since: Option<Timestamp>) {
        let release = ReleaseName {
            name: name.clone(),
            pool: by.clone(),
            since,
        };
        release.apply(&store.tx()).unwrap();
    }

    fn find(store: &Store, name: &Name) -> Option<PoolId> {
        let find = FindPool {
            name: name.to_string(),
            listed: false,
        };
        find.apply(&store.tx()).unwrap()
    }

    #[test]
    fn a_client_id_that_was_given_up_is_never_anyones_again() {
        let store = Store::open(Class::Registry);
        let (one, other) = (pool("local_1"), pool("local_2"));
        let name = Name::Client(ClientId::parse("abc").unwrap());
        assert_eq!(claim(&store, &name, &one), Claimed::Yes);
        assert_eq!(
            claim(&store, &name, &one),
            Claimed::Yes,
            "claiming again changes nothing"
        );
        release(&store, &name, &other, None);
        assert_eq!(
            find(&store, &name),
            Some(one.clone()),
            "only its own pool gives it up"
        );
        release(&store, &name, &one, None);
        assert_eq!(find(&store, &name), None);
        for late in [&one, &other] {
            assert!(matches!(
                claim(&store, &name, late),
                Claimed::Taken { deleted: true, .. }
            ));
        }
    }

    #[test]
    fn a_domain_that_was_given_up_is_free() {
        let store = Store::open(Class::Registry);
        let (one, other) = (pool("local_1"), pool("local_2"));
        let name = Name::Domain("people".to_owned());
        assert_eq!(claim(&store, &name, &one), Claimed::Yes);
        assert!(matches!(
            claim(&store, &name, &other),
            Claimed::Taken { deleted: false, .. }
        ));
        release(&store, &name, &one, None);
        assert_eq!(claim(&store, &name, &other), Claimed::Yes);
    }

    fn listed(store: &Store) -> Vec<ListedPool> {
        let list = ListPools {
            after: None,
            limit: 10,
        };
        list.apply(&store.tx()).unwrap()
    }

    #[test]
    fn the_listing_says_what_the_latest_version_of_a_pool_says_and_nothing_of_a_deleted_one() {
        let store = Store::open(Class::Registry);
        let one = pool("local_1");
        let name = Name::Pool(one.clone());
        claim(&store, &name, &one);
        let describe = |version: u64, name: &str| {
            let description = PoolDescription {
                name: name.to_owned(),
                created: store.tx().now,
                modified: store.tx().now,
            };
            let describe = DescribePool {
                pool: one.clone(),
                version,
                description,
            };
            describe.apply(&store.tx()).unwrap();
        };
        let says = || -> Vec<Option<String>> {
            listed(&store)
                .into_iter()
                .map(|pool| pool.description.map(|description| description.name))
                .collect()
        };
        assert_eq!(says(), [None]);
        for (version, said, then) in [
            (2, "second", "second"),
            (1, "first", "second"),
            (3, "third", "third"),
        ] {
            describe(version, said);
            assert_eq!(says(), [Some(then.to_owned())]);
        }
        release(&store, &name, &one, None);
        describe(4, "fourth");
        assert_eq!(says(), []);
        let kept = store.tx().first("SELECT description FROM names", &[]);
        assert_eq!(kept.unwrap().unwrap().text_or_null(0), Ok(None));
    }

    #[test]
    fn a_claim_that_was_renewed_is_not_given_up_as_the_older_one() {
        let mut store = Store::open(Class::Registry);
        let one = pool("local_1");
        let name = Name::Domain("people".to_owned());
        claim(&store, &name, &one);
        let older = store.tx().now;
        store.advance(Span::minutes(2));
        claim(&store, &name, &one);
        release(&store, &name, &one, Some(older));
        assert_eq!(find(&store, &name), Some(one));
    }
}
