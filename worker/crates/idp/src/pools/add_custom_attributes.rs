//! `AddCustomAttributes` adds attributes to a pool's schema, all or none.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html>

use super::schema;
use crate::error::{Error, Result};
use vestibule_engine::cx::Cx;
use vestibule_model::object_key::ObjectKey;
use vestibule_store::pool::settings::{AddAttributes, AddedAttributes};
use vestibule_wire::idp::{AddCustomAttributesRequest, AddCustomAttributesResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AddCustomAttributesRequest,
) -> Result<AddCustomAttributesResponse> {
    let config = cx.pool_now(&input.user_pool_id).await?;
    let id = &config.pool.id;
    let attributes = input
        .custom_attributes
        .iter()
        .map(schema::custom)
        .collect::<Result<_>>()?;
    match cx
        .call(&ObjectKey::of_pool(id), AddAttributes { attributes })
        .await?
    {
        AddedAttributes::Added(revision) => cx.publish(id, &revision).await?,
        AddedAttributes::Exists(name) => return Err(exists(&name)),
        AddedAttributes::TooMany => return Err(schema::too_many_custom()),
        AddedAttributes::NoPool => return Err(Error::no_such_pool(id.as_str())),
    }
    Ok(AddCustomAttributesResponse {})
}

fn exists(name: &str) -> Error {
    Error::invalid_parameter(format!(
        "{name}: Existing attribute already has name {name}."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{create_pool, input, refusal};
    use serde_json::{Value, json};
    use vestibule_engine::testing::World;
    use vestibule_wire::idp::ErrorCode;

    fn add(world: &World, pool: &str, names: &[&str]) -> Result<AddCustomAttributesResponse> {
        let attributes: Vec<Value> = names
            .iter()
            .map(|name| json!({"Name": name, "AttributeDataType": "String"}))
            .collect();
        let request = input(json!({"UserPoolId": pool, "CustomAttributes": attributes}));
        world.run(handle(&world.cx(), request))
    }

    #[test]
    fn an_attribute_is_added_once() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        add(&world, &pool, &["foo"]).unwrap();
        let config = world.run(async { world.cx().pool(&pool).await }).unwrap();
        assert!(config.pool.attribute("custom:foo").is_some());
        let exists = (
            ErrorCode::InvalidParameterException,
            "custom:foo: Existing attribute already has name custom:foo.".to_owned(),
        );
        assert_eq!(refusal(add(&world, &pool, &["bar", "foo"])), exists);
        let config = world
            .run(async { world.cx().pool_now(&pool).await })
            .unwrap();
        assert!(config.pool.attribute("custom:bar").is_none(), "all or none");
    }

    #[test]
    fn one_name_is_one_attribute_of_whatever_kind() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let twice = json!([
            {"Name": "foo", "AttributeDataType": "String"}, {"Name": "foo", "AttributeDataType": "Number"},
        ]);
        let request = input(json!({"UserPoolId": pool, "CustomAttributes": twice}));
        let exists = (
            ErrorCode::InvalidParameterException,
            "custom:foo: Existing attribute already has name custom:foo.".to_owned(),
        );
        assert_eq!(refusal(world.run(handle(&world.cx(), request))), exists);
        let config = world
            .run(async { world.cx().pool_now(&pool).await })
            .unwrap();
        assert!(config.pool.attribute("custom:foo").is_none(), "all or none");
    }

    #[test]
    fn a_pool_has_fifty_custom_attributes_at_most() {
        let world = World::new();
        let pool = create_pool(&world, json!({"PoolName": "people"}));
        let names: Vec<String> = (0..51).map(|number| format!("a{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        add(&world, &pool, &names[..25]).unwrap();
        add(&world, &pool, &names[25..50]).unwrap();
        assert_eq!(
            refusal(add(&world, &pool, &names[50..])).0,
            ErrorCode::InvalidParameterException
        );
    }
}
