//! `DescribeUserPool` answers with a pool's settings.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html>

use super::answer;
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_wire::idp::{
    AttributeDataType, DescribeUserPoolRequest, DescribeUserPoolResponse, SchemaAttributeType,
    StringAttributeConstraintsType,
};

pub async fn handle(
    cx: &Cx<'_>,
    input: DescribeUserPoolRequest,
) -> Result<DescribeUserPoolResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let users = answer::count_users(cx, &config).await?;
    let mut user_pool = answer::user_pool(&config.pool, &cx.deployment.account, users)?;
    user_pool.user_pool_tags = Some(config.pool.settings.tags.clone());
    if let Some(attributes) = &mut user_pool.schema_attributes {
        attributes.push(identities());
    }
    Ok(DescribeUserPoolResponse {
        user_pool: Some(user_pool),
    })
}

/// Where federated users come from: an attribute that only this answer shows.
fn identities() -> SchemaAttributeType {
    SchemaAttributeType {
        name: Some("identities".to_owned()),
        attribute_data_type: Some(AttributeDataType::String),
        developer_only_attribute: Some(false),
        mutable: Some(true),
        required: Some(false),
        number_attribute_constraints: None,
        string_attribute_constraints: Some(StringAttributeConstraintsType::default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fixtures::{create_pool, input, refusal},
        pools::create_user_pool,
        users::admin_create_user,
    };
    use serde_json::{Value, json};
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    fn describe(world: &World, pool: &Value) -> Value {
        let request = input(json!({"UserPoolId": pool}));
        let output = world.run(handle(&world.cx(), request)).unwrap();
        serde_json::to_value(output).unwrap()["UserPool"].take()
    }

    #[test]
    fn it_adds_tags_and_identities_to_what_create_answered_and_nothing_else() {
        let world = World::new();
        let request = input(json!({"PoolName": "people"}));
        let made = world
            .run(create_user_pool::handle(&world.cx(), request))
            .unwrap();
        let mut expected = serde_json::to_value(made).unwrap()["UserPool"].take();
        expected["UserPoolTags"] = json!({});
        let attributes = expected["SchemaAttributes"].as_array_mut().unwrap();
        assert_eq!(attributes.len(), 20);
        attributes.push(json!({
            "Name": "identities", "AttributeDataType": "String", "DeveloperOnlyAttribute": false, "Mutable": true,
            "Required": false, "StringAttributeConstraints": {},
        }));
        assert_eq!(describe(&world, &expected["Id"]), expected);
    }

    #[test]
    fn the_number_of_users_is_that_of_this_moment() {
        let world = World::new();
        let pool = json!(create_pool(&world, json!({"PoolName": "people"})));
        for number in 0..4 {
            assert_eq!(describe(&world, &pool)["EstimatedNumberOfUsers"], number);
            let request = input(json!({
                "UserPoolId": pool, "Username": format!("user{number}"), "MessageAction": "SUPPRESS",
            }));
            world
                .run(admin_create_user::handle(&world.cx(), request))
                .unwrap();
        }
    }

    #[test]
    fn a_missing_pool_is_named() {
        let world = World::new();
        let request = input(json!({"UserPoolId": "us-east-1_8LxAFhQ8D"}));
        assert_eq!(
            refusal(world.run(handle(&world.cx(), request))),
            (
                ErrorCode::ResourceNotFoundException,
                "User pool us-east-1_8LxAFhQ8D does not exist.".to_owned()
            )
        );
    }
}
