//! `CreateUserPool` makes a pool, whole: its id is claimed, its keys are made, and one transition does the rest.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html>

use super::{answer, schema, settings};
use crate::{
    create_as_update::create_as_update,
    error::{Error, Result},
};
use vestibule_crypto::Purpose;
use vestibule_engine::{cx::Cx, make_key::make_key, registry};
use vestibule_model::{
    contact::{AliasAttribute, ContactAttribute},
    ids::PoolId,
    object_key::ObjectKey,
    placement::Table,
    pool::{Names, Pool, PoolExtensions, PoolIdentity, PoolSettings, SessionSettings},
    registry_name::Name,
    signing_key::KeyUse,
    slots::RoutingKey,
};
use vestibule_store::{
    pool::{create::CreatePool, revision::Revision},
    registry::names::{Claimed, PoolDescription},
};
use vestibule_wire::idp::{
    AliasAttributeType, CreateUserPoolRequest, CreateUserPoolResponse, ErrorCode,
    UpdateUserPoolRequest, UsernameAttributeType, UsernameConfigurationType,
};

/// A handful of ids can't all be taken by chance.
const TRIES: usize = 4;

pub async fn handle(cx: &Cx<'_>, input: CreateUserPoolRequest) -> Result<CreateUserPoolResponse> {
    let made = new_pool(cx, input)?;
    let id = claim_id(cx).await?;
    let made = made(id);
    create(cx, made.clone()).await?;
    // The answer names neither the tags nor the attribute `identities`, as DescribeUserPool does.
    let user_pool = vestibule_wire::idp::UserPoolType {
        user_pool_tags: None,
        ..answer::user_pool(&made, &cx.deployment.account, 0)?
    };
    Ok(CreateUserPoolResponse {
        user_pool: Some(user_pool),
    })
}

/// What the request makes of an id. A pool's settings are an update of those that it has by default.
fn new_pool(cx: &Cx<'_>, input: CreateUserPoolRequest) -> Result<impl FnOnce(PoolId) -> Pool> {
    create_as_update! {
        let CreateUserPoolRequest {
            pool_name, alias_attributes, username_attributes, username_configuration, schema, ..both
        } = input;
        let update = UpdateUserPoolRequest { user_pool_id: String::new(), pool_name: None, ..both };
        both {
            policies, deletion_protection, lambda_config, auto_verified_attributes, sms_verification_message,
            email_verification_message, email_verification_subject, verification_message_template,
            sms_authentication_message, mfa_configuration, user_attribute_update_settings,
            device_configuration, email_configuration, sms_configuration, user_pool_tags,
            admin_create_user_config, user_pool_add_ons, dcr_configuration, account_recovery_setting,
            user_pool_tier, key_configuration, issuer_configuration, acr_configuration,
        }
    }
    let names = names(
        alias_attributes.unwrap_or_default(),
        username_attributes.unwrap_or_default(),
    )?;
    let schema = schema::of_new_pool(schema.as_deref().unwrap_or_default())?;
    let case =
        username_configuration.map(|UsernameConfigurationType { case_sensitive }| case_sensitive);
    let settings = settings::updated(
        &PoolSettings::new(pool_name),
        update,
        cx.deployment.mail_senders.as_ref(),
    )?;
    let now = cx.now;
    Ok(move |id| Pool {
        identity: PoolIdentity {
            id,
            created: now,
            modified: now,
            names,
            case_sensitive: case.unwrap_or(true),
            case_sensitivity_given: case.is_some(),
            schema,
            domain: None,
            managed_login_version: None,
            sessions: SessionSettings::default(),
        },
        settings,
        extensions: PoolExtensions::default(),
    })
}

fn names(aliases: Vec<AliasAttributeType>, usernames: Vec<UsernameAttributeType>) -> Result<Names> {
    if !aliases.is_empty() && !usernames.is_empty() {
        return Err(Error::invalid_parameter(
            "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
        ));
    }
    Ok(if usernames.is_empty() {
        Names::Username {
            aliases: distinct(aliases.into_iter().map(|alias| match alias {
                AliasAttributeType::Email => AliasAttribute::Email,
                AliasAttributeType::PhoneNumber => AliasAttribute::PhoneNumber,
                AliasAttributeType::PreferredUsername => AliasAttribute::PreferredUsername,
            })),
        }
    } else {
        Names::Attributes(distinct(usernames.into_iter().map(
            |attribute| match attribute {
                UsernameAttributeType::Email => ContactAttribute::Email,
                UsernameAttributeType::PhoneNumber => ContactAttribute::PhoneNumber,
            },
        )))
    })
}

fn distinct<T: PartialEq>(given: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for attribute in given {
        if !distinct.contains(&attribute) {
            distinct.push(attribute);
        }
    }
    distinct
}

async fn claim_id(cx: &Cx<'_>) -> Result<PoolId> {
    for _ in 0..TRIES {
        let id = PoolId::mint(&cx.region, cx.rng);
        if PoolId::parse(id.as_str()).is_none() {
            return Err(Error::new(
                ErrorCode::InvalidParameterException,
                "The region of the request's signature can't be part of a user pool id.",
            ));
        }
        if registry::claim(cx, &Name::Pool(id.clone()), &id).await? == Claimed::Yes {
            return Ok(id);
        }
    }
    Err(Error::internal("no free pool id was found"))
}

async fn create(cx: &Cx<'_>, made: Pool) -> Result<()> {
    let id = made.id.clone();
    let routing = RoutingKey::mint(cx.rng);
    let routing_key = cx
        .keyring
        .seal_text(
            Purpose::RoutingKey,
            &[id.as_str()],
            routing.expose(),
            cx.rng,
        )
        .map_err(Error::internal)?;
    let mut keys = Vec::new();
    for usage in KeyUse::ALL {
        keys.push(make_key(cx, &id, usage).await?);
    }
    let description = PoolDescription::from(&made);
    let slots = Table::even(cx.deployment.users_objects);
    let revision = Revision {
        version: CreatePool::VERSION,
        slots: slots.clone(),
        description: Some(description),
        unmade: true,
    };
    let create = CreatePool {
        pool: Box::new(made),
        routing_key,
        slots,
        keys,
    };
    if !cx.call(&ObjectKey::of_pool(&id), create).await? {
        return Err(Error::internal(format!("{id} was a pool already")));
    }
    if let Err(error) = cx.publish(&id, &revision).await {
        // The pool is there. Whoever loads it next will publish it.
        cx.note(|line| line.cause = Some(error.to_string()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{input, refusal};
    use serde_json::{Value, json};
    use vestibule_engine::testing::World;

    fn create(world: &World, request: Value) -> Result<Value> {
        let output = world.run(handle(&world.cx(), input(request)))?;
        Ok(serde_json::to_value(output).unwrap()["UserPool"].take())
    }

    #[test]
    fn a_pool_of_a_name_alone_is_answered_as_the_service_answers() {
        let world = World::new();
        let mut pool = create(
            &world,
            json!({"PoolName": "people", "UserPoolTier": "LITE"}),
        )
        .unwrap();
        let id = pool["Id"].as_str().unwrap().to_owned();
        let random = id.strip_prefix("local_").unwrap();
        assert!(
            random.len() == 9 && random.bytes().all(|byte| byte.is_ascii_alphanumeric()),
            "{id}"
        );
        let attributes = pool["SchemaAttributes"].take();
        assert_eq!(attributes.as_array().unwrap().len(), 20);
        let now = world.now().seconds();
        assert_eq!(
            pool,
            json!({
                "AccountRecoverySetting": {"RecoveryMechanisms": [
                    {"Name": "verified_email", "Priority": 1}, {"Name": "verified_phone_number", "Priority": 2},
                ]},
                "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7},
                "Arn": format!("arn:aws:cognito-idp:local:000000000000:userpool/{id}"),
                "CreationDate": now,
                "DeletionProtection": "INACTIVE",
                "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
                "EstimatedNumberOfUsers": 0,
                "Id": id,
                "IssuerConfiguration": {"Type": "ORIGINAL"},
                "KeyConfiguration": {"KeyType": "AWS_OWNED_KEY"},
                "LambdaConfig": {},
                "LastModifiedDate": now,
                "MfaConfiguration": "OFF",
                "Name": "people",
                "Policies": {
                    "PasswordPolicy": {
                        "MinimumLength": 8, "RequireLowercase": true, "RequireNumbers": true, "RequireSymbols": true,
                        "RequireUppercase": true, "TemporaryPasswordValidityDays": 7,
                    },
                    "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
                },
                "SchemaAttributes": null,
                "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []},
                "UserPoolTier": "LITE",
                "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
            })
        );
    }

    #[test]
    fn the_tier_is_essentials_when_none_is_given() {
        let pool = create(&World::new(), json!({"PoolName": "people"})).unwrap();
        assert_eq!(pool["UserPoolTier"], "ESSENTIALS");
    }

    #[test]
    fn what_was_given_comes_back() {
        let pool = create(
            &World::new(),
            json!({
                "PoolName": "people", "UsernameAttributes": ["email"], "AutoVerifiedAttributes": ["email"],
                "UsernameConfiguration": {"CaseSensitive": false}, "UserPoolTags": {"a": "b"},
                "EmailVerificationMessage": "Code {####}", "Policies": {"PasswordPolicy": {"PasswordHistorySize": 3}},
                "AdminCreateUserConfig": {"InviteMessageTemplate": {"EmailSubject": "Welcome"}},
            }),
        )
        .unwrap();
        assert_eq!(pool["UsernameAttributes"], json!(["email"]));
        assert_eq!(
            pool["UsernameConfiguration"],
            json!({"CaseSensitive": false})
        );
        assert_eq!(
            pool["VerificationMessageTemplate"]["EmailMessage"],
            "Code {####}"
        );
        assert_eq!(pool["EmailVerificationMessage"], "Code {####}");
        assert_eq!(pool["Policies"]["PasswordPolicy"]["PasswordHistorySize"], 3);
        assert_eq!(
            pool["AdminCreateUserConfig"]["InviteMessageTemplate"],
            json!({"EmailSubject": "Welcome"})
        );
        assert!(pool.get("AliasAttributes").is_none() && pool.get("UserPoolTags").is_none());
    }

    #[test]
    fn aliases_and_username_attributes_exclude_each_other() {
        let request =
            json!({"PoolName": "p", "AliasAttributes": ["email"], "UsernameAttributes": ["email"]});
        assert_eq!(
            refusal(create(&World::new(), request)),
            (
                ErrorCode::InvalidParameterException,
                "Only one of the aliasAttributes or usernameAttributes can be set in a User pool."
                    .to_owned()
            )
        );
    }

    #[test]
    fn a_lost_reply_makes_no_second_pool() {
        let world = World::new();
        for transition in ["claim_name", "create_pool"] {
            world.objects.lose_reply_of(transition);
        }
        create(&world, json!({"PoolName": "people"})).unwrap();
        let pools = world
            .objects
            .keys()
            .into_iter()
            .filter(|key| key.class == vestibule_model::object_key::Class::Pool);
        assert_eq!(pools.count(), 1);
    }

    #[test]
    fn no_key_lies_in_the_store_in_clear() {
        let world = World::new();
        let pool = create(&world, json!({"PoolName": "people"})).unwrap();
        let config = world
            .run(async { world.cx().pool(pool["Id"].as_str().unwrap()).await })
            .unwrap();
        let stored = world
            .objects
            .store(&ObjectKey::of_pool(&config.pool.id))
            .dump();
        let holds = |secret: &[u8]| stored.windows(secret.len()).any(|window| window == secret);
        assert!(!holds(config.routing.expose()));
        assert!(!holds(config.keys.id.encoding.as_bytes()));
        assert!(
            holds(config.keys.id.kid.as_bytes()),
            "the dump is of the right object"
        );
    }
}
