//! Attribute schemas: the standard attributes, and what `CreateUserPool` and `AddCustomAttributes` make of theirs.

use crate::error::{Error, Result};
use vestibule_model::pool::{Attribute, AttributeType, Pool};
use vestibule_wire::idp::{
    AttributeDataType, NumberAttributeConstraintsType, SchemaAttributeType,
    StringAttributeConstraintsType,
};

/// The standard attributes, in the service's order.
pub(super) fn standard() -> Vec<Attribute> {
    let text = |name: &str| Attribute {
        name: name.to_owned(),
        kind: AttributeType::String,
        required: false,
        mutable: true,
        developer_only: false,
        min: Some("0".to_owned()),
        max: Some("2048".to_owned()),
    };
    let boolean = |name: &str| Attribute {
        kind: AttributeType::Boolean,
        min: None,
        max: None,
        ..text(name)
    };
    vec![
        Attribute {
            required: true,
            mutable: false,
            min: Some("1".to_owned()),
            ..text("sub")
        },
        text("name"),
        text("given_name"),
        text("family_name"),
        text("middle_name"),
        text("nickname"),
        text("preferred_username"),
        text("profile"),
        text("picture"),
        text("website"),
        text("email"),
        boolean("email_verified"),
        text("gender"),
        Attribute {
            min: Some("10".to_owned()),
            max: Some("10".to_owned()),
            ..text("birthdate")
        },
        text("zoneinfo"),
        text("locale"),
        text("phone_number"),
        boolean("phone_number_verified"),
        text("address"),
        Attribute {
            kind: AttributeType::Number,
            max: None,
            ..text("updated_at")
        },
    ]
}

/// A new pool's schema: the standard attributes as `given` changes them, then the custom ones.
pub(super) fn of_new_pool(given: &[SchemaAttributeType]) -> Result<Vec<Attribute>> {
    let mut schema = standard();
    for attribute in given {
        let name = name(attribute)?;
        if let Some(standard) = schema
            .iter_mut()
            .find(|standard| !standard.is_custom() && standard.name == name)
        {
            change_standard(standard, attribute)?;
            continue;
        }
        let custom = custom(attribute)?;
        if schema.iter().any(|existing| existing.name == custom.name) {
            return Err(Error::invalid_parameter(format!(
                "Duplicate custom attribute names {} are not allowed in a user pool schema.",
                custom.name
            )));
        }
        schema.push(custom);
    }
    if schema
        .iter()
        .filter(|attribute| attribute.is_custom())
        .count()
        > Pool::MOST_CUSTOM_ATTRIBUTES
    {
        return Err(too_many_custom());
    }
    Ok(schema)
}

/// A custom attribute, its name with the prefix.
pub(super) fn custom(given: &SchemaAttributeType) -> Result<Attribute> {
    let developer_only = given.developer_only_attribute.unwrap_or(false);
    let prefix = if developer_only {
        "dev:custom:"
    } else {
        "custom:"
    };
    let name = format!("{prefix}{}", name(given)?);
    if given.required == Some(true) {
        return Err(Error::invalid_parameter(
            "Required custom attributes are not supported currently.",
        ));
    }
    let kind = given.attribute_data_type.map(kind).ok_or_else(|| {
        Error::invalid_parameter(
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        )
    })?;
    let mut attribute = Attribute {
        name,
        kind,
        required: false,
        mutable: given.mutable.unwrap_or(true),
        developer_only,
        min: None,
        max: None,
    };
    constrain(&mut attribute, given)?;
    Ok(attribute)
}

pub(super) fn too_many_custom() -> Error {
    Error::invalid_parameter(format!(
        "A user pool can have {} custom attributes at most.",
        Pool::MOST_CUSTOM_ATTRIBUTES
    ))
}

/// An attribute as the API shows it.
pub(super) fn shown(attribute: &Attribute) -> SchemaAttributeType {
    let (min, max) = (attribute.min.clone(), attribute.max.clone());
    SchemaAttributeType {
        name: Some(attribute.name.clone()),
        attribute_data_type: Some(match attribute.kind {
            AttributeType::Boolean => AttributeDataType::Boolean,
            AttributeType::DateTime => AttributeDataType::DateTime,
            AttributeType::Number => AttributeDataType::Number,
            AttributeType::String => AttributeDataType::String,
        }),
        developer_only_attribute: Some(attribute.developer_only),
        mutable: Some(attribute.mutable),
        required: Some(attribute.required),
        string_attribute_constraints: (attribute.kind == AttributeType::String).then(|| {
            StringAttributeConstraintsType {
                min_length: min.clone(),
                max_length: max.clone(),
            }
        }),
        number_attribute_constraints: (attribute.kind == AttributeType::Number).then_some(
            NumberAttributeConstraintsType {
                min_value: min,
                max_value: max,
            },
        ),
    }
}

fn change_standard(standard: &mut Attribute, given: &SchemaAttributeType) -> Result<()> {
    let other_kind = given
        .attribute_data_type
        .is_some_and(|given| kind(given) != standard.kind);
    if other_kind || given.developer_only_attribute == Some(true) {
        return Err(Error::invalid_parameter(format!(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute {}",
            standard.name
        )));
    }
    // Who a user is neither changes nor is left out.
    if standard.name != "sub" {
        standard.required = given.required.unwrap_or(standard.required);
        standard.mutable = given.mutable.unwrap_or(standard.mutable);
    }
    constrain(standard, given)
}

fn constrain(attribute: &mut Attribute, given: &SchemaAttributeType) -> Result<()> {
    let name = &attribute.name;
    let (min, max, shorter) = match attribute.kind {
        AttributeType::String => {
            let given = given.string_attribute_constraints.as_ref();
            let min = given.and_then(|given| given.min_length.clone());
            let max = given.and_then(|given| given.max_length.clone());
            (
                min,
                max,
                format!("Attribute {name} cannot have a max length shorter than it's min length"),
            )
        }
        AttributeType::Number => {
            let given = given.number_attribute_constraints.as_ref();
            let min = given.and_then(|given| given.min_value.clone());
            let max = given.and_then(|given| given.max_value.clone());
            (
                min,
                max,
                format!("Attribute {name} cannot have a max value smaller than it's min value"),
            )
        }
        AttributeType::Boolean | AttributeType::DateTime => return Ok(()),
    };
    for bound in [&min, &max].into_iter().flatten() {
        let number: Option<i64> = bound.parse().ok();
        let in_range = match attribute.kind {
            AttributeType::String => number.is_some_and(|number| (0..=2048).contains(&number)),
            _ => number.is_some(),
        };
        if !in_range {
            return Err(Error::invalid_parameter(format!(
                "Invalid constraint {bound} for attribute {name}."
            )));
        }
    }
    attribute.min = min.or(attribute.min.take());
    attribute.max = max.or(attribute.max.take());
    let bound = |bound: &Option<String>| bound.as_ref().and_then(|bound| bound.parse::<i64>().ok());
    match (bound(&attribute.min), bound(&attribute.max)) {
        (Some(min), Some(max)) if max < min => Err(Error::invalid_parameter(shorter)),
        _ => Ok(()),
    }
}

fn name(given: &SchemaAttributeType) -> Result<&str> {
    given
        .name
        .as_deref()
        .ok_or_else(|| Error::invalid_parameter("An attribute of the schema has no Name."))
}

const fn kind(given: AttributeDataType) -> AttributeType {
    match given {
        AttributeDataType::Boolean => AttributeType::Boolean,
        AttributeDataType::DateTime => AttributeType::DateTime,
        AttributeDataType::Number => AttributeType::Number,
        AttributeDataType::String => AttributeType::String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn schema(given: Value) -> Result<Vec<Attribute>> {
        let given: Vec<SchemaAttributeType> = serde_json::from_value(given).unwrap();
        of_new_pool(&given)
    }

    #[track_caller]
    fn assert_refused(given: Value, message: &str) {
        match schema(given).unwrap_err() {
            Error::Service(error) => assert_eq!(error.message.as_deref(), Some(message)),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn the_standard_attributes_are_the_services_in_its_order() {
        let names: Vec<_> = standard()
            .into_iter()
            .map(|attribute| attribute.name)
            .collect();
        assert_eq!(
            names,
            [
                "sub",
                "name",
                "given_name",
                "family_name",
                "middle_name",
                "nickname",
                "preferred_username",
                "profile",
                "picture",
                "website",
                "email",
                "email_verified",
                "gender",
                "birthdate",
                "zoneinfo",
                "locale",
                "phone_number",
                "phone_number_verified",
                "address",
                "updated_at",
            ]
        );
    }

    #[test]
    fn attributes_are_shown_as_the_service_shows_them() {
        let shown: Vec<Value> = standard()
            .iter()
            .map(|attribute| serde_json::to_value(shown(attribute)).unwrap())
            .collect();
        let entry = |name: &str| shown.iter().find(|entry| entry["Name"] == name).unwrap();
        assert_eq!(
            *entry("name"),
            json!({
                "Name": "name", "AttributeDataType": "String", "DeveloperOnlyAttribute": false, "Mutable": true,
                "Required": false, "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "2048"},
            })
        );
        assert_eq!(entry("sub")["Required"], true);
        assert_eq!(entry("sub")["Mutable"], false);
        assert_eq!(entry("sub")["StringAttributeConstraints"]["MinLength"], "1");
        assert_eq!(
            entry("birthdate")["StringAttributeConstraints"],
            json!({"MinLength": "10", "MaxLength": "10"})
        );
        assert_eq!(
            *entry("email_verified"),
            json!({
                "Name": "email_verified", "AttributeDataType": "Boolean", "DeveloperOnlyAttribute": false,
                "Mutable": true, "Required": false,
            })
        );
        assert_eq!(
            *entry("updated_at"),
            json!({
                "Name": "updated_at", "AttributeDataType": "Number", "DeveloperOnlyAttribute": false, "Mutable": true,
                "Required": false, "NumberAttributeConstraints": {"MinValue": "0"},
            })
        );
        let particular = [
            "sub",
            "birthdate",
            "email_verified",
            "phone_number_verified",
            "updated_at",
        ];
        for other in shown
            .iter()
            .filter(|entry| !particular.contains(&entry["Name"].as_str().unwrap()))
        {
            let mut usual = entry("name").clone();
            usual["Name"] = other["Name"].clone();
            assert_eq!(*other, usual);
        }
        let mut verified = entry("email_verified").clone();
        verified["Name"] = json!("phone_number_verified");
        assert_eq!(*entry("phone_number_verified"), verified);
    }

    #[test]
    fn custom_attributes_get_their_prefix_and_empty_constraints() {
        let made = schema(json!([
            {"Name": "team", "AttributeDataType": "String"},
            {"Name": "x", "AttributeDataType": "Number", "DeveloperOnlyAttribute": true, "Mutable": false},
        ]))
        .unwrap();
        let [.., team, x] = made.as_slice() else {
            panic!("{made:?}")
        };
        let team = serde_json::to_value(shown(team)).unwrap();
        assert_eq!(
            (&team["Name"], &team["StringAttributeConstraints"]),
            (&json!("custom:team"), &json!({}))
        );
        assert_eq!((x.name.as_str(), x.mutable), ("dev:custom:x", false));
    }

    #[test]
    fn a_standard_attribute_can_be_required_but_keeps_its_kind() {
        let made =
            schema(json!([{"Name": "email", "Required": true, "AttributeDataType": "String"}]))
                .unwrap();
        assert!(
            made.iter()
                .any(|attribute| attribute.name == "email" && attribute.required)
        );
        for change in [
            json!({"AttributeDataType": "Number"}),
            json!({"DeveloperOnlyAttribute": true}),
        ] {
            let mut given = json!({"Name": "email"});
            given
                .as_object_mut()
                .unwrap()
                .extend(change.as_object().unwrap().clone());
            assert_refused(
                json!([given]),
                "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
            );
        }
    }

    #[test]
    fn a_broken_schema_is_refused_in_the_services_words() {
        let x = |more: Value| {
            let mut given = json!({"Name": "x", "AttributeDataType": "String"});
            given
                .as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            given
        };
        assert_refused(
            json!([x(json!({"Required": true}))]),
            "Required custom attributes are not supported currently.",
        );
        assert_refused(
            json!([x(json!({})), x(json!({}))]),
            "Duplicate custom attribute names custom:x are not allowed in a user pool schema.",
        );
        assert_refused(
            json!([x(
                json!({"StringAttributeConstraints": {"MinLength": "5", "MaxLength": "4"}})
            )]),
            "Attribute custom:x cannot have a max length shorter than it's min length",
        );
        assert_refused(
            json!([x(json!({
                "AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "5", "MaxValue": "4"},
            }))]),
            "Attribute custom:x cannot have a max value smaller than it's min value",
        );
    }
}
