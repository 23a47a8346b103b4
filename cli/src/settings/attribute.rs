//! A pool's custom attributes.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Members, NONE, without_nulls};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttributeType {
    String,
    Number,
    DateTime,
    Boolean,
}

impl AttributeType {
    /// What the file calls each, and what Cognito does.
    const KINDS: [(Self, &'static str, &'static str); 4] = [
        (Self::String, "string", "String"),
        (Self::Number, "number", "Number"),
        (Self::DateTime, "datetime", "DateTime"),
        (Self::Boolean, "boolean", "Boolean"),
    ];

    /// The file's names.
    pub(crate) const NAMES: [&'static str; 4] = {
        let [string, number, datetime, boolean] = Self::KINDS;
        [string.1, number.1, datetime.1, boolean.1]
    };

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::KINDS
            .iter()
            .find(|(_, known, _)| *known == name)
            .map(|(kind, ..)| *kind)
    }

    fn from_wire(wire: &str) -> Option<Self> {
        Self::KINDS
            .iter()
            .find(|(.., known)| *known == wire)
            .map(|(kind, ..)| *kind)
    }

    fn name(self) -> &'static str {
        Self::KINDS
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map_or("", |(_, name, _)| name)
    }

    fn wire(self) -> &'static str {
        Self::KINDS
            .iter()
            .find(|(kind, ..)| *kind == self)
            .map_or("", |(.., wire)| wire)
    }
}

/// An attribute of the pool's own; its name is without the `custom:` that Cognito puts before it.
/// It can be added to a pool, but neither changed nor taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CustomAttribute {
    pub(crate) kind: AttributeType,
    pub(crate) mutable: bool,
    /// Least length of a string, or least value of a number.
    pub(crate) min: Option<i64>,
    /// Greatest length of a string, or greatest value of a number.
    pub(crate) max: Option<i64>,
}

impl CustomAttribute {
    /// The element of `Schema` or `CustomAttributes` that makes it.
    pub(crate) fn to_schema(&self, name: &str) -> Value {
        let limit = |limit: Option<i64>| limit.map(|limit| limit.to_string());
        let mut schema = json!({
            "Name": name,
            "AttributeDataType": self.kind.wire(),
            "Mutable": self.mutable,
        });
        let constraints = match self.kind {
            AttributeType::String => (
                "StringAttributeConstraints",
                json!({"MinLength": limit(self.min), "MaxLength": limit(self.max)}),
            ),
            AttributeType::Number => (
                "NumberAttributeConstraints",
                json!({"MinValue": limit(self.min), "MaxValue": limit(self.max)}),
            ),
            AttributeType::DateTime | AttributeType::Boolean => return schema,
        };
        if self.min.is_some() || self.max.is_some() {
            schema[constraints.0] = without_nulls(constraints.1);
        }
        schema
    }

    /// Its settings by their names in the file. All are fixed when the attribute is made.
    pub(crate) fn fixed_members(&self, name: &str) -> Members {
        let limit =
            |limit: Option<i64>| limit.map_or_else(|| NONE.to_owned(), |limit| limit.to_string());
        [
            ("type", self.kind.name().to_owned()),
            ("mutable", self.mutable.to_string()),
            ("min", limit(self.min)),
            ("max", limit(self.max)),
        ]
        .map(|(setting, value)| (format!("custom_attributes.{name}.{setting}"), value))
        .into()
    }

    pub(crate) fn shown(&self) -> String {
        let mut shown = self.kind.name().to_owned();
        if !self.mutable {
            shown.push_str(", fixed once set");
        }
        for (word, limit) in [("min", self.min), ("max", self.max)] {
            if let Some(limit) = limit {
                shown.push_str(&format!(", {word} {limit}"));
            }
        }
        shown
    }
}

/// An element of `SchemaAttributes`, as DescribeUserPool gives it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct SchemaAttribute {
    pub(super) name: String,
    pub(super) required: bool,
    attribute_data_type: String,
    mutable: bool,
    string_attribute_constraints: Option<StringConstraints>,
    number_attribute_constraints: Option<NumberConstraints>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct StringConstraints {
    min_length: Option<String>,
    max_length: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct NumberConstraints {
    min_value: Option<String>,
    max_value: Option<String>,
}

impl SchemaAttribute {
    /// The custom attribute that it is, with its name; nothing if it is a standard one.
    pub(super) fn custom(&self) -> Option<(String, CustomAttribute)> {
        let name = self.name.strip_prefix("custom:")?;
        let limit = |limit: &Option<String>| limit.as_ref().and_then(|limit| limit.parse().ok());
        let (min, max) = match (
            &self.string_attribute_constraints,
            &self.number_attribute_constraints,
        ) {
            (Some(string), _) => (limit(&string.min_length), limit(&string.max_length)),
            (None, Some(number)) => (limit(&number.min_value), limit(&number.max_value)),
            (None, None) => (None, None),
        };
        let kind = AttributeType::from_wire(&self.attribute_data_type)?;
        Some((
            name.to_owned(),
            CustomAttribute {
                kind,
                mutable: self.mutable,
                min,
                max,
            },
        ))
    }
}
