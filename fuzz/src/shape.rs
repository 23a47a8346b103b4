//! What must hold of a request that the wire let through, read off the model once more.

use crate::http::is_header_value;
use serde_json::{Map, Value};
use vestibule_wire::{
    ParseError, Service, fuzzing,
    schema::{Kind, Shape, Structure},
};

/// Asserts that a structure has its required members, no others than the model's, and all within their limits.
pub(crate) fn assert_within(structure: &Structure, members: &Map<String, Value>) {
    for name in members.keys() {
        let is_known = structure.members.iter().any(|member| member.name == name);
        assert!(is_known, "{} has no member {name}", structure.name);
    }
    for member in structure.members {
        match members.get(member.name) {
            Some(value) => assert_value(member.shape, value, member.name),
            None => assert!(!member.required, "{} is missing", member.name),
        }
    }
}

/// Whether two values are one, but for the last digit of a number with decimals.
pub(crate) fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) if one != other => {
            let (one, other) = (one.as_f64(), other.as_f64());
            one.zip(other)
                .is_some_and(|(one, other)| (one - other).abs() <= one.abs() * 1e-12)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, value)| other.get(name).is_some_and(|other| is_same(value, other)))
        }
        _ => one == other,
    }
}

/// Asserts that a refusal is the caller's fault, counts its faults, and can be sent.
pub(crate) fn assert_refusal(error: ParseError, service: Service) {
    if let ParseError::Validation { message } = &error {
        let count: usize = message
            .split_once(" validation error")
            .and_then(|(count, _)| count.parse().ok())
            .expect("a message begins with a number");
        assert!(count > 0, "{message}");
    }
    let body = error.into_error_body(service);
    assert_eq!(body.status(), 400);
    for (name, value) in body.headers() {
        assert!(is_header_value(&value), "{name}: {value:?}");
    }
    let json: Value = serde_json::from_str(&body.to_json(service)).expect("an error is JSON");
    assert!(service == Service::CognitoSync || json["__type"] == body.name());
}

fn assert_value(shape: &Shape, value: &Value, name: &str) {
    if let Some(measure) = measure(shape, value) {
        assert!(
            shape.min.is_none_or(|min| min <= measure),
            "{name}: {value}"
        );
        assert!(
            shape.max.is_none_or(|max| measure <= max),
            "{name}: {value}"
        );
    }
    match (shape.kind, value) {
        (Kind::Enum(values), value) => {
            assert!(
                values.iter().any(|known| value == *known),
                "{name}: {value}"
            );
        }
        (Kind::String, Value::String(text)) => {
            let matches = |pattern| fuzzing::matches(pattern, text);
            assert!(shape.pattern.is_none_or(matches), "{name}: {value}");
        }
        (Kind::List(element), Value::Array(elements)) => elements
            .iter()
            .for_each(|value| assert_value(element, value, name)),
        (Kind::Map(key, element), Value::Object(entries)) => {
            for (entry, value) in entries {
                assert_value(key, &Value::from(entry.as_str()), name);
                assert_value(element, value, entry);
            }
        }
        (Kind::Structure(structure), Value::Object(members)) => assert_within(structure, members),
        (Kind::Boolean, Value::Bool(_))
        | (Kind::Integer | Kind::Long | Kind::Timestamp, Value::Number(_))
        | (Kind::Blob, Value::String(_))
        | (Kind::Document, _) => {}
        (kind, value) => panic!("{name} is of kind {kind:?}, and {value}"),
    }
}

/// What the limits of a shape are about.
fn measure(shape: &Shape, value: &Value) -> Option<i64> {
    let length = match (shape.kind, value) {
        (Kind::Integer | Kind::Long, Value::Number(number)) => return number.as_i64(),
        (Kind::Blob, Value::String(text)) => text.trim_end_matches('=').len() * 3 / 4,
        (_, Value::String(text)) => text.encode_utf16().count(),
        (_, Value::Array(elements)) => elements.len(),
        (_, Value::Object(entries)) if matches!(shape.kind, Kind::Map(..)) => entries.len(),
        _ => return None,
    };
    i64::try_from(length).ok()
}
