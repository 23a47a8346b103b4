//! The demo app at `/demo`: which pool it signs in to, and as which client.

use serde::Serialize;
use vestibule_engine::{cx::Cx, deployment, error::Result};
use vestibule_model::registry_name::Name;

/// `/demo/config.json`
#[derive(Debug, Serialize)]
pub struct DemoConfig {
    pub issuer: String,
    pub client_id: String,
    pub redirect_uri: String,
    /// What the client may ask for, separated by spaces.
    pub scope: String,
    /// Where the app calls: the issuer's origin, and that of the pool's endpoints.
    #[serde(skip)]
    pub origins: [String; 2],
}

/// The demo's configuration; `None` where no pool is the demo's.
pub async fn config(cx: &Cx<'_>) -> Result<Option<DemoConfig>> {
    let Some(pool) = cx.find(&Name::Demo).await? else {
        return Ok(None);
    };
    let config = match cx.pool(pool.as_str()).await {
        Err(error) if error.is_no_such_pool() => return Ok(None),
        config => config?,
    };
    let Some(client) = &config.pool.extensions.demo_client else {
        return Ok(None);
    };
    let Some(config) = cx.pool_with_client(pool.as_str(), client.as_str()).await? else {
        return Ok(None);
    };
    let client = &config.client;
    Ok(Some(DemoConfig {
        issuer: deployment::issuer(cx.deployment, &pool),
        client_id: client.id.as_str().to_owned(),
        redirect_uri: format!("{}/demo/", cx.deployment.public_url),
        scope: client.settings.oauth_scopes.join(" "),
        origins: [None, config.pool.domain.as_deref()]
            .map(|domain| deployment::domain_url(cx.deployment, domain)),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{House, request};
    use serde_json::json;
    use vestibule_idp::{domains::create_user_pool_domain, extensions::put_pool_extensions};

    #[test]
    fn the_app_calls_the_issuer_and_the_pools_own_domain() {
        let mut house = House::new();
        house.world.deployment.public_url = "https://id.example.com".to_owned();
        let (world, pool) = (&house.world, &house.pool);
        assert!(world.run(config(&world.cx())).unwrap().is_none());

        let domain = request(json!({"UserPoolId": pool, "Domain": "people"}));
        world
            .run(create_user_pool_domain::handle(&world.cx(), domain))
            .unwrap();
        let put = json!({"UserPoolId": pool, "Demo": true, "DemoClientId": house.client});
        let put = serde_json::from_value(put).unwrap();
        world
            .run(put_pool_extensions::handle(&world.cx(), put))
            .unwrap();
        let demo = world.run(config(&world.cx())).unwrap().unwrap();
        assert_eq!(
            demo.origins,
            ["https://id.example.com", "https://people.id.example.com"]
        );
    }
}
