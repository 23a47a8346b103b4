//! How Rust types and JSON values become each other.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use crate::schema::Structure;

pub(crate) type Members = Map<String, Value>;

/// A JSON value isn't of the type that a shape has. After [`Operation::parse`](crate::Operation::parse)
/// has checked a request it doesn't happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pub expected: &'static str,
}

/// A type that stands for a shape of the model.
pub trait Wire: Serialize + Sized {
    fn from_value(value: Value) -> Result<Self, Mismatch>;
}

/// A type that stands for a structure of the model.
pub trait Structured: Serialize + Sized {
    const STRUCTURE: &'static Structure;

    fn from_members(members: &mut Members) -> Result<Self, Mismatch>;
}

/// The type of a structure's member: a [`Wire`] type where the member is required, an `Option` of one
/// where it isn't.
pub(crate) trait Field: Sized {
    const REQUIRED: bool;

    fn take(members: &mut Members, name: &'static str) -> Result<Self, Mismatch>;

    fn put<M: SerializeMap>(&self, map: &mut M, name: &'static str) -> Result<(), M::Error>;
}

/// A secret. `Debug` doesn't show it, and comparing two takes the same time wherever they differ.
#[derive(Clone, Default)]
pub struct Sensitive<T>(T);

/// Milliseconds since the Unix epoch; on the wire seconds, with up to three decimals and no padding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

/// Bytes; on the wire base64.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Blob(pub Vec<u8>);

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a value of type {}", self.expected)
    }
}

impl std::error::Error for Mismatch {}

/// `serde`'s entry for the generated types: by way of a JSON value, so for self-describing formats only.
pub(crate) fn deserialize<'de, T: Wire, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::from_value(Value::deserialize(deserializer)?).map_err(D::Error::custom)
}

impl<T> Sensitive<T> {
    pub fn new(secret: T) -> Self {
        Self(secret)
    }

    pub fn expose(&self) -> &T {
        &self.0
    }

    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl From<String> for Sensitive<String> {
    fn from(secret: String) -> Self {
        Self(secret)
    }
}

impl From<&str> for Sensitive<String> {
    fn from(secret: &str) -> Self {
        Self(secret.to_owned())
    }
}

impl PartialEq for Sensitive<String> {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Sensitive<String> {}

/// Only the values are secret: the names are parameters' names.
impl PartialEq for Sensitive<BTreeMap<String, String>> {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self
                .0
                .iter()
                .zip(&other.0)
                .all(|((name, value), (other_name, other_value))| {
                    name == other_name && bool::from(value.as_bytes().ct_eq(other_value.as_bytes()))
                })
    }
}

impl<T: Serialize> Serialize for Sensitive<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Sensitive<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

impl<T: Wire> Wire for Sensitive<T> {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        T::from_value(value).map(Self)
    }
}

impl Timestamp {
    /// From seconds as the wire has them. Out of range it saturates.
    pub fn from_seconds(seconds: f64) -> Self {
        Self((seconds * 1000.0).round() as i64)
    }

    /// Whole seconds since the epoch, rounded down.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 1000 == 0 {
            serializer.serialize_i64(self.0 / 1000)
        } else {
            serializer.serialize_f64(self.0 as f64 / 1000.0)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Wire for Timestamp {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        let seconds = value.as_f64().ok_or(Mismatch {
            expected: "timestamp",
        })?;
        Ok(Self::from_seconds(seconds))
    }
}

/// The service's clients pad or don't.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

impl Wire for Blob {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        let mismatch = Mismatch { expected: "blob" };
        let text = value.as_str().ok_or(mismatch)?;
        BASE64.decode(text).map(Self).map_err(|_| mismatch)
    }
}

impl<T: Structured> Wire for T {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Object(mut members) => T::from_members(&mut members),
            _ => Err(Mismatch {
                expected: T::STRUCTURE.name,
            }),
        }
    }
}

impl Wire for String {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::String(text) => Ok(text),
            _ => Err(Mismatch { expected: "string" }),
        }
    }
}

impl Wire for bool {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        value.as_bool().ok_or(Mismatch {
            expected: "boolean",
        })
    }
}

impl Wire for i32 {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        let number = value.as_i64().and_then(|number| number.try_into().ok());
        number.ok_or(Mismatch {
            expected: "integer",
        })
    }
}

impl Wire for i64 {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        value.as_i64().ok_or(Mismatch { expected: "long" })
    }
}

impl Wire for Value {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        Ok(value)
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Array(elements) => elements.into_iter().map(T::from_value).collect(),
            _ => Err(Mismatch { expected: "list" }),
        }
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    fn from_value(value: Value) -> Result<Self, Mismatch> {
        match value {
            // Not collected: that would compile a sort for each type.
            Value::Object(entries) => {
                let mut map = Self::new();
                for (key, value) in entries {
                    map.insert(key, T::from_value(value)?);
                }
                Ok(map)
            }
            _ => Err(Mismatch { expected: "map" }),
        }
    }
}

impl<T: Wire> Field for T {
    const REQUIRED: bool = true;

    fn take(members: &mut Members, name: &'static str) -> Result<Self, Mismatch> {
        T::from_value(members.remove(name).ok_or(Mismatch { expected: name })?)
    }

    fn put<M: SerializeMap>(&self, map: &mut M, name: &'static str) -> Result<(), M::Error> {
        map.serialize_entry(name, self)
    }
}

impl<T: Wire> Field for Option<T> {
    const REQUIRED: bool = false;

    fn take(members: &mut Members, name: &'static str) -> Result<Self, Mismatch> {
        match members.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => T::from_value(value).map(Some),
        }
    }

    fn put<M: SerializeMap>(&self, map: &mut M, name: &'static str) -> Result<(), M::Error> {
        match self {
            Some(value) => map.serialize_entry(name, value),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(value: impl Serialize) -> String {
        serde_json::to_string(&value).unwrap()
    }

    #[test]
    fn timestamps_are_seconds_with_up_to_three_decimals_and_no_padding() {
        assert_eq!(json(Timestamp(1_790_272_691_960)), "1790272691.96");
        assert_eq!(json(Timestamp(1_790_277_278_080)), "1790277278.08");
        assert_eq!(json(Timestamp(1_790_272_684_972)), "1790272684.972");
        assert_eq!(json(Timestamp(1_790_272_684_000)), "1790272684");
        assert_eq!(
            Timestamp::from_seconds(1_790_272_691.96),
            Timestamp(1_790_272_691_960)
        );
        assert_eq!(Timestamp(-1).seconds(), -1);
    }

    #[test]
    fn blobs_are_base64_with_or_without_padding() {
        assert_eq!(json(Blob(b"ab".to_vec())), "\"YWI=\"");
        for text in ["YWI=", "YWI"] {
            assert_eq!(Blob::from_value(text.into()), Ok(Blob(b"ab".to_vec())));
        }
        assert!(Blob::from_value("*".into()).is_err());
    }

    #[test]
    fn debug_shows_no_secret() {
        let secret = Sensitive::<String>::from("hunter2");
        assert_eq!(format!("{secret:?}"), "[redacted]");
        assert_eq!(secret, Sensitive::from("hunter2"));
        assert_ne!(secret, Sensitive::from("hunter3"));
    }
}
