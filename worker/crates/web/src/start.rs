//! What the start page of a development deployment lists.

use crate::app;
use vestibule_engine::{cx::Cx, error::Result};
use vestibule_model::{ids::PoolId, object_key::ObjectKey};
use vestibule_store::{
    pool::clients::ListClients,
    registry::names::{ListPools, ListedPool},
};

/// Pools on the page, and clients that are looked at for one whose login page works.
const POOLS: usize = 20;
const CLIENTS: u32 = 5;

/// A pool, and the login page of one of its clients that needs nothing else.
#[derive(Debug, PartialEq, Eq)]
pub struct Pool {
    pub id: String,
    pub name: String,
    pub login: Option<String>,
}

/// The first pools that the registry has been told of.
///
/// # Errors
/// The storage's.
pub async fn pools(cx: &Cx<'_>) -> Result<Vec<Pool>> {
    let mut pools = Vec::new();
    for shard in 0..cx.deployment.registry_shards {
        let room = POOLS.saturating_sub(pools.len());
        if room == 0 {
            break;
        }
        let list = ListPools {
            after: None,
            limit: u32::try_from(room).unwrap_or(0),
        };
        for ListedPool {
            id, description, ..
        } in cx.call(&ObjectKey::of_registry(shard), list).await?
        {
            let Some(description) = description else {
                continue;
            };
            pools.push(Pool {
                login: login(cx, &id).await?,
                id: id.to_string(),
                name: description.name,
            });
        }
    }
    // The request is about none of them.
    cx.note(|line| (line.pool, line.client) = (None, None));
    Ok(pools)
}

async fn login(cx: &Cx<'_>, pool: &PoolId) -> Result<Option<String>> {
    let list = ListClients {
        after: None,
        limit: CLIENTS,
    };
    for client in cx.call(&ObjectKey::of_pool(pool), list).await? {
        let config = cx
            .pool_with_client(pool.as_str(), client.id.as_str())
            .await?;
        if let Some(login) = config.and_then(|config| app::login(&config)) {
            return Ok(Some(login));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fixtures::House, view::Page};

    #[test]
    fn a_pools_login_page_works_as_it_is_linked() {
        let house = House::new();
        let pools = house.world.run(pools(&house.world.cx())).unwrap();
        let [pool] = pools.as_slice() else {
            panic!("{pools:?}")
        };
        assert_eq!(
            (pool.id.as_str(), pool.name.as_str()),
            (house.pool.as_str(), "people")
        );
        let login = pool.login.as_deref().unwrap();
        assert!(matches!(house.browser().get(login).page(), Page::Login(_)));
    }

    #[test]
    fn the_log_counts_the_page_to_no_pool() {
        let house = House::new();
        let cx = house.world.cx();
        house.world.run(pools(&cx)).unwrap();
        let line = cx.line.borrow();
        assert_eq!((&line.pool, &line.client), (&None, &None));
    }

    #[test]
    fn what_would_be_refused_is_not_linked() {
        let house = House::new();
        house.harden();
        let pools = house.world.run(pools(&house.world.cx())).unwrap();
        assert_eq!(
            pools
                .iter()
                .map(|pool| pool.login.clone())
                .collect::<Vec<_>>(),
            [None]
        );
    }
}
