//! From the bytes of a request to a JSON value of the types that the model says, or a
//! `SerializationException` in the words of the service's front end.

use serde_json::{Map, Value};

use crate::operation::ParseError;
use crate::schema::{Kind, Shape, Structure};
use crate::validate::is_too_long;

/// Reads a body. Unknown members and nulls (in lists and maps too) are left out, numbers are truncated to
/// integers, and booleans may be spelt out as strings: so the front end was seen to do.
pub(crate) fn read(structure: &Structure, body: &[u8]) -> Result<Map<String, Value>, ParseError> {
    match serde_json::from_slice(body).map_err(|_| ParseError::serialization(None))? {
        Value::Object(members) => self::members(structure, members),
        Value::Array(_) => Err(ParseError::serialization(Some(LIST))),
        _ => Err(ParseError::serialization(None)),
    }
}

const LIST: &str = "Start of list found where not expected";
const STRUCTURE: &str = "Start of structure or map found where not expected.";

fn members(
    structure: &Structure,
    mut members: Map<String, Value>,
) -> Result<Map<String, Value>, ParseError> {
    let mut conforming = Map::new();
    for member in structure.members {
        match members.remove(member.name) {
            None | Some(Value::Null) => {}
            Some(value) => {
                conforming.insert(member.name.to_owned(), conform(member.shape, value)?);
            }
        }
    }
    Ok(conforming)
}

fn conform(shape: &Shape, value: Value) -> Result<Value, ParseError> {
    match (shape.kind, value) {
        (Kind::Document, value) => Ok(value),
        (Kind::String | Kind::Enum(_), value @ Value::String(_)) => Ok(value),
        (Kind::String | Kind::Enum(_), value) => Err(mismatch(&value, "a String")),
        (Kind::Boolean, value @ Value::Bool(_)) => Ok(value),
        (Kind::Boolean, Value::String(text)) => boolean(&text),
        (Kind::Boolean, value @ Value::Number(_)) => Err(mismatch(&value, "a Boolean")),
        (Kind::Boolean, value) => Err(mismatch(&value, "an Boolean")),
        (Kind::Integer, Value::Number(number)) => {
            integer(&number, i32::MIN.into(), i32::MAX.into())
        }
        (Kind::Integer, value) => Err(mismatch(&value, "an Integer")),
        (Kind::Long, Value::Number(number)) => integer(&number, i64::MIN, i64::MAX),
        (Kind::Long, value) => Err(mismatch(&value, "a Long")),
        (Kind::Timestamp, value @ Value::Number(_)) => Ok(value),
        (Kind::Blob, value @ Value::String(_)) => Ok(value),
        (Kind::Structure(structure), Value::Object(members)) => {
            self::members(structure, members).map(Value::Object)
        }
        (Kind::Map(_, element), Value::Object(mut entries)) => {
            entries.retain(|_, value| !value.is_null());
            if is_too_long(shape, entries.len()) {
                // The validator refuses it.
                return Ok(Value::Object(entries));
            }
            for value in entries.values_mut() {
                *value = conform(element, value.take())?;
            }
            Ok(Value::Object(entries))
        }
        (Kind::List(element), Value::Array(mut elements)) => {
            elements.retain(|value| !value.is_null());
            if is_too_long(shape, elements.len()) {
                return Ok(Value::Array(elements));
            }
            elements
                .into_iter()
                .map(|value| conform(element, value))
                .collect::<Result<_, _>>()
                .map(Value::Array)
        }
        // Of a list of structures this is what was seen (`Assets`), of a list of strings the next.
        (
            Kind::List(Shape {
                kind: Kind::Structure(_),
                ..
            }),
            _,
        ) => Err(ParseError::serialization(Some("Unexpected field type"))),
        (_, Value::Object(_)) => Err(ParseError::serialization(Some(STRUCTURE))),
        (_, Value::Array(_)) => Err(ParseError::serialization(Some(LIST))),
        (Kind::List(_), _) => Err(ParseError::serialization(Some("Expected list or null"))),
        (Kind::Map(..), _) => Err(ParseError::serialization(Some("Expected map or null"))),
        (Kind::Structure(_), _) => Err(ParseError::serialization(Some("Expected null"))),
        (Kind::Timestamp | Kind::Blob, _) => Err(ParseError::serialization(None)),
    }
}

fn mismatch(found: &Value, expected: &str) -> ParseError {
    let found = match found {
        Value::Array(_) => return ParseError::serialization(Some(LIST)),
        Value::Object(_) => return ParseError::serialization(Some(STRUCTURE)),
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::String(_) => "STRING_VALUE",
        Value::Null => return ParseError::serialization(None),
    };
    ParseError::serialization(Some(&format!("{found} can not be converted to {expected}")))
}

fn boolean(text: &str) -> Result<Value, ParseError> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "1" => Ok(true.into()),
        "false" | "no" | "n" | "f" | "0" => Ok(false.into()),
        _ => Err(mismatch(&Value::from(text), "an Boolean")),
    }
}

fn integer(number: &serde_json::Number, least: i64, most: i64) -> Result<Value, ParseError> {
    let truncated = number.as_i64().or_else(|| {
        let number = number.as_f64()?.trunc();
        // 2^63 itself is a float, but not an i64.
        (number >= i64::MIN as f64 && number < i64::MAX as f64).then_some(number as i64)
    });
    match truncated {
        Some(number) if (least..=most).contains(&number) => Ok(number.into()),
        _ => Err(ParseError::serialization(None)),
    }
}
