//! A pool's domain. The registry is asked first: see `vestibule_idp::domains`.

use crate::{
    pool::revision::{Revision, change, pool},
    transition::{Transition, Tx, TxError},
};
use serde::{Deserialize, Serialize};
use vestibule_model::{object_key::Class, time::Timestamp};

/// Gives the pool a domain that the registry has just granted it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetDomain {
    pub domain: String,
    pub managed_login_version: Option<i32>,
    /// Past this the grant counts as abandoned, and may have gone to another pool.
    pub until: Timestamp,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainSet {
    Done(Revision),
    /// The pool has this one already.
    HasDomain(String),
    TooLate,
    NoPool,
}

/// Changes what goes with the domain, if the pool has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateDomain {
    pub domain: String,
    pub managed_login_version: Option<i32>,
}

/// Takes the domain from the pool, if it has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClearDomain {
    pub domain: String,
}

impl Transition for SetDomain {
    type Output = DomainSet;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "set_domain";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        let Some(pool) = pool(tx)? else {
            return Ok(DomainSet::NoPool);
        };
        if let Some(domain) = pool.identity.domain {
            return Ok(DomainSet::HasDomain(domain));
        }
        if tx.now > self.until {
            return Ok(DomainSet::TooLate);
        }
        let changed = change(tx, |pool| {
            pool.identity.domain = Some(self.domain);
            pool.identity.managed_login_version = self.managed_login_version;
        })?;
        Ok(changed.map_or(DomainSet::NoPool, DomainSet::Done))
    }
}

impl Transition for UpdateDomain {
    /// `None` when the pool hasn't this domain.
    type Output = Option<Revision>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "update_domain";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        match pool(tx)? {
            Some(pool) if pool.domain.as_ref() == Some(&self.domain) => change(tx, |pool| {
                pool.identity.managed_login_version = self.managed_login_version
            }),
            _ => Ok(None),
        }
    }
}

impl Transition for ClearDomain {
    /// `None` when the pool hasn't this domain.
    type Output = Option<Revision>;
    const CLASS: Class = Class::Pool;
    const NAME: &'static str = "clear_domain";

    fn apply(self, tx: &Tx<'_>) -> Result<Self::Output, TxError> {
        match pool(tx)? {
            Some(pool) if pool.domain.as_ref() == Some(&self.domain) => change(tx, |pool| {
                pool.identity.domain = None;
                pool.identity.managed_login_version = None;
            }),
            _ => Ok(None),
        }
    }
}
