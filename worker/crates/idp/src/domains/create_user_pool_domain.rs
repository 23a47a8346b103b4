//! `CreateUserPoolDomain` gives a pool a domain: a prefix under the deployment's base host.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolDomain.html>

use super::{
    check,
    claim::{TAKEN_UP_WITHIN, claim, release},
};
use crate::error::{Error, Result};
use vestibule_engine::cx::Cx;
use vestibule_model::{domain::is_prefix, object_key::ObjectKey, registry_name::Name};
use vestibule_store::pool::domains::{DomainSet, SetDomain};
use vestibule_wire::idp::{CreateUserPoolDomainRequest, CreateUserPoolDomainResponse};

/// Words that stand for somebody else.
const RESERVED: [&str; 3] = ["aws", "amazon", "cognito"];

pub async fn handle(
    cx: &Cx<'_>,
    input: CreateUserPoolDomainRequest,
) -> Result<CreateUserPoolDomainResponse> {
    let CreateUserPoolDomainRequest {
        domain,
        user_pool_id,
        managed_login_version,
        custom_domain_config,
        routing,
    } = input;
    let config = cx.pool_now(&user_pool_id).await?;
    let pool = &config.pool.id;
    let domain = &domain;
    check_name(domain)?;
    check(
        &config.pool,
        custom_domain_config.as_ref(),
        routing.as_ref(),
        managed_login_version,
    )?;

    claim(cx, pool, domain).await?;
    let set = SetDomain {
        domain: domain.clone(),
        managed_login_version,
        until: cx.now + TAKEN_UP_WITHIN,
    };
    match cx.call(&ObjectKey::of_pool(pool), set).await? {
        DomainSet::Done(revision) => {
            cx.publish(pool, &revision).await?;
            cx.cache.forget_name(&Name::Domain(domain.clone()));
        }
        DomainSet::HasDomain(other) => {
            if other != *domain {
                release(cx, pool, domain).await?;
            }
            return Err(Error::invalid_parameter(
                "User pool already has a domain configured.",
            ));
        }
        DomainSet::TooLate => {
            release(cx, pool, domain).await?;
            return Err(Error::internal("the domain was granted too long ago"));
        }
        DomainSet::NoPool => {
            release(cx, pool, domain).await?;
            return Err(Error::no_such_pool(pool.as_str()));
        }
    }
    Ok(CreateUserPoolDomainResponse {
        managed_login_version,
        ..CreateUserPoolDomainResponse::default()
    })
}

fn check_name(domain: &str) -> Result<()> {
    if !is_prefix(domain) {
        return Err(Error::invalid_parameter(
            "The domain name contains an invalid character. Domain names can only contain lower-case letters, \
             numbers, and hyphens. Please enter a different name that follows this format: \
             ^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$",
        ));
    }
    match RESERVED.iter().find(|word| domain.contains(*word)) {
        Some(word) => Err(Error::invalid_parameter(format!(
            "Domain cannot contain reserved word: {word}"
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domains::{claim::ABANDONED_AFTER, describe_user_pool_domain},
        fixtures::{create_pool, input, refusal},
    };
    use serde_json::{Value, json};
    use vestibule_engine::testing::World;
    use vestibule_model::{ids::PoolId, time::Span};
    use vestibule_store::registry::names::ClaimName;
    use vestibule_wire::idp::ErrorCode::{
        FeatureUnavailableInTierException, InvalidParameterException,
    };

    fn create(world: &World, pool: &str, domain: &str) -> Result<CreateUserPoolDomainResponse> {
        world.run(handle(
            &world.cx(),
            input(json!({"UserPoolId": pool, "Domain": domain})),
        ))
    }

    fn describe(world: &World, domain: &str) -> Value {
        let request = input(json!({"Domain": domain}));
        let output = world
            .run(describe_user_pool_domain::handle(&world.cx(), request))
            .unwrap();
        serde_json::to_value(output).unwrap()["DomainDescription"].take()
    }

    #[test]
    fn a_pool_gets_its_domain_once() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        assert_eq!(describe(&world, "people"), json!({}));
        create(&world, &pool, "people").unwrap();
        assert_eq!(describe(&world, "people")["UserPoolId"], *pool);
        let has_one = (
            InvalidParameterException,
            "User pool already has a domain configured.".to_owned(),
        );
        assert_eq!(refusal(create(&world, &pool, "people")), has_one);
        assert_eq!(refusal(create(&world, &pool, "others")), has_one);
        assert_eq!(
            describe(&world, "people")["UserPoolId"],
            *pool,
            "the refused calls took nothing away"
        );

        let other = create_pool(&world, json!({"PoolName": "others"}));
        create(&world, &other, "others").unwrap();
    }

    #[test]
    fn a_domain_belongs_to_one_pool() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        create(&world, &pool, "people").unwrap();
        world.advance(Span::hours(1));
        let other = create_pool(&world, json!({"PoolName": "others"}));
        assert_eq!(
            refusal(create(&world, &other, "people")),
            (
                InvalidParameterException,
                "Domain already associated with another user pool.".to_owned()
            )
        );
    }

    #[test]
    fn names_that_are_no_prefixes_are_refused_in_the_services_words() {
        let message = "The domain name contains an invalid character. Domain names can only contain lower-case \
                       letters, numbers, and hyphens. Please enter a different name that follows this format: \
                       ^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?$";
        for domain in ["People", "a.b", "-a", "a-", "a_b", ""] {
            assert_eq!(
                refusal(check_name(domain)),
                (InvalidParameterException, message.to_owned()),
                "{domain}"
            );
        }
        let reserved = "Domain cannot contain reserved word: cognito".to_owned();
        assert_eq!(
            refusal(check_name("my-cognito")),
            (InvalidParameterException, reserved)
        );
    }

    #[test]
    fn the_lite_tier_has_no_managed_login() {
        let world = World::new();
        let lite = create_pool(
            &world,
            json!({"PoolName": "people", "UserPoolTier": "LITE"}),
        );
        let with_version = |version: i32| {
            let request =
                json!({"UserPoolId": lite, "Domain": "people", "ManagedLoginVersion": version});
            world.run(handle(&world.cx(), input(request)))
        };
        let text = "The following feature is not available for the LITE pricing tier configured: Managed Login \
                    Version 2";
        assert_eq!(
            refusal(with_version(2)),
            (FeatureUnavailableInTierException, text.to_owned())
        );
        assert_eq!(describe(&world, "people"), json!({}));
        with_version(1).unwrap();
    }

    #[test]
    fn settings_that_are_not_built_are_refused_by_name() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let certificate = "arn:aws:acm:us-east-1:000000000000:certificate/0";
        let request = json!({
            "UserPoolId": pool, "Domain": "people", "CustomDomainConfig": {"CertificateArn": certificate},
        });
        assert_eq!(
            refusal(world.run(handle(&world.cx(), input(request)))),
            (
                InvalidParameterException,
                "CustomDomainConfig is not supported by this version of Vestibule.".to_owned()
            )
        );
        assert_eq!(describe(&world, "people"), json!({}));
    }

    #[test]
    fn a_grant_that_was_never_taken_up_goes_to_another_pool() {
        let world = World::new();
        let died = PoolId::parse(&create_pool(&world, json!({"PoolName": "died"}))).unwrap();
        let name = Name::Domain("people".to_owned());
        let object = name.object(world.deployment.registry_shards);
        let granted = world.now();
        let claim = ClaimName {
            name,
            pool: died.clone(),
        };
        world
            .run(async { world.cx().call(&object, claim).await })
            .unwrap();

        let other = create_pool(&world, json!({"PoolName": "others"}));
        assert_eq!(
            refusal(create(&world, &other, "people")),
            (
                InvalidParameterException,
                "Domain already associated with another user pool.".to_owned()
            ),
            "it may still be on its way"
        );
        world.advance(ABANDONED_AFTER + Span::seconds(1));
        create(&world, &other, "people").unwrap();

        let until = granted + TAKEN_UP_WITHIN;
        let late = SetDomain {
            domain: "people".to_owned(),
            managed_login_version: None,
            until,
        };
        let set = world
            .run(async { world.cx().call(&ObjectKey::of_pool(&died), late).await })
            .unwrap();
        assert!(matches!(set, DomainSet::TooLate), "{set:?}");
    }

    #[test]
    fn lost_replies_change_nothing() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        world.objects.lose_reply_of("claim_name");
        world.objects.lose_reply_of("set_domain");
        create(&world, &pool, "people").unwrap();
        assert_eq!(describe(&world, "people")["Status"], "ACTIVE");
    }
}
