//! `DescribeUserPoolDomain` answers with the pool that has a domain; with an empty description when none has.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolDomain.html>

use crate::error::{Error, Result};
use vestibule_engine::cx::Cx;
use vestibule_model::{object_key::ObjectKey, registry_name::Name};
use vestibule_store::pool::config::LoadConfig;
use vestibule_wire::idp::{
    DescribeUserPoolDomainRequest, DescribeUserPoolDomainResponse, DomainDescriptionType,
    DomainStatusType,
};

/// The classic pages: what a domain has that was made without a version.
const CLASSIC: i32 = 1;

pub async fn handle(
    cx: &Cx<'_>,
    input: DescribeUserPoolDomainRequest,
) -> Result<DescribeUserPoolDomainResponse> {
    let description = describe(cx, &input.domain).await?.unwrap_or_default();
    Ok(DescribeUserPoolDomainResponse {
        domain_description: Some(description),
    })
}

async fn describe(cx: &Cx<'_>, domain: &str) -> Result<Option<DomainDescriptionType>, Error> {
    let name = Name::Domain(domain.to_owned());
    cx.cache.forget_name(&name);
    let Some(id) = cx.find(&name).await? else {
        return Ok(None);
    };
    let loaded = cx
        .call(&ObjectKey::of_pool(&id), LoadConfig { client: None })
        .await?;
    // A grant that the pool hasn't taken up is no domain.
    Ok(loaded
        .map(|loaded| loaded.pool)
        .filter(|pool| pool.domain.as_deref() == Some(domain))
        .map(|pool| DomainDescriptionType {
            user_pool_id: Some(id.to_string()),
            aws_account_id: Some(cx.deployment.account.clone()),
            domain: pool.identity.domain,
            status: Some(DomainStatusType::Active),
            managed_login_version: Some(pool.identity.managed_login_version.unwrap_or(CLASSIC)),
            ..DomainDescriptionType::default()
        }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domains::create_user_pool_domain,
        fixtures::{create_pool, input},
    };
    use serde_json::json;
    use vestibule_engine::testing::World;

    #[test]
    fn an_unknown_domain_has_an_empty_description() {
        let world = World::new();
        let output = world
            .run(handle(&world.cx(), input(json!({"Domain": "nobodys"}))))
            .unwrap();
        assert_eq!(
            serde_json::to_value(output).unwrap(),
            json!({"DomainDescription": {}})
        );
    }

    #[test]
    fn a_domain_names_its_pool() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let request =
            input(json!({"UserPoolId": pool, "Domain": "people", "ManagedLoginVersion": 2}));
        world
            .run(create_user_pool_domain::handle(&world.cx(), request))
            .unwrap();
        let output = world
            .run(handle(&world.cx(), input(json!({"Domain": "people"}))))
            .unwrap();
        assert_eq!(
            serde_json::to_value(output).unwrap(),
            json!({"DomainDescription": {
                "UserPoolId": pool, "AWSAccountId": "000000000000", "Domain": "people", "Status": "ACTIVE",
                "ManagedLoginVersion": 2,
            }})
        );
    }
}
