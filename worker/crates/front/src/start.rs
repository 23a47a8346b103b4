//! What the start page of a development deployment lists.

use vestibule_engine::cx::Cx;
use vestibule_idp::{error::Result, pools::list_user_pools};
use vestibule_model::{ids::PoolId, object_key::ObjectKey};
use vestibule_store::pool::clients::ListClients;
use vestibule_web::hosted::app;
use vestibule_wire::idp::ListUserPoolsRequest;

/// Pools on the page, and clients that are looked at for one whose login page works.
const POOLS: i32 = 20;
const CLIENTS: u32 = 5;

/// A pool, and the login page of one of its clients that needs nothing else.
#[derive(Debug, PartialEq, Eq)]
pub struct Pool {
    pub id: String,
    pub name: String,
    pub login: Option<String>,
}

/// The first pools.
///
/// # Errors
/// The storage's.
pub async fn pools(cx: &Cx<'_>) -> Result<Vec<Pool>> {
    let request = ListUserPoolsRequest {
        max_results: POOLS,
        next_token: None,
    };
    let listed = list_user_pools::handle(cx, request).await?;
    let mut pools = Vec::new();
    for pool in listed.user_pools.unwrap_or_default() {
        let (Some(id), Some(name)) = (pool.id, pool.name) else {
            continue;
        };
        let login = match PoolId::parse(&id) {
            Some(id) => login(cx, &id).await?,
            None => None,
        };
        pools.push(Pool { id, name, login });
    }
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
    use vestibule_web::{fixtures::House, view::Page};

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
