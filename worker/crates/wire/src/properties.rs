//! Promises that hold for every operation, tested on requests made up from the model.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use crate::operation::{Operation, Output, ParseError};
use crate::pattern::Program;
use crate::schema::{Kind, Location, Shape, Structure};
use crate::value::Structured;
use crate::{identity, idp, sync};

/// An operation without its types.
pub(crate) struct Probe {
    name: &'static str,
    input: &'static Structure,
    output: Option<&'static Structure>,
    parse: fn(&[u8]) -> Result<(), ParseError>,
    round_trip: fn(Value) -> Value,
}

/// An output that can be read again.
pub(crate) trait RoundTrip {
    const STRUCTURE: Option<&'static Structure>;

    fn round_trip(value: Value) -> Value;
}

impl RoundTrip for () {
    const STRUCTURE: Option<&'static Structure> = None;

    fn round_trip(value: Value) -> Value {
        value
    }
}

impl<T: Structured + Output> RoundTrip for T {
    const STRUCTURE: Option<&'static Structure> = Some(T::STRUCTURE);

    fn round_trip(mut value: Value) -> Value {
        let output = T::from_members(value.as_object_mut().unwrap()).unwrap();
        serde_json::from_slice(&output.to_body().unwrap()).unwrap()
    }
}

impl Probe {
    pub(crate) fn of<O: Operation>() -> Self
    where
        O::Output: RoundTrip,
    {
        Self {
            name: O::SPEC.name,
            input: <O::Input as Structured>::STRUCTURE,
            output: O::Output::STRUCTURE,
            parse: |body| O::parse(body).map(drop),
            round_trip: O::Output::round_trip,
        }
    }
}

fn probes() -> Vec<Probe> {
    [
        idp::operations::probes(),
        identity::operations::probes(),
        sync::operations::probes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// All shapes below all inputs and outputs.
fn shapes() -> Vec<&'static Shape> {
    fn visit(shape: &'static Shape, shapes: &mut Vec<&'static Shape>) {
        shapes.push(shape);
        match shape.kind {
            Kind::List(element) => visit(element, shapes),
            Kind::Map(key, element) => [key, element]
                .into_iter()
                .for_each(|shape| visit(shape, shapes)),
            Kind::Structure(structure) => structure
                .members
                .iter()
                .for_each(|member| visit(member.shape, shapes)),
            _ => {}
        }
    }
    let mut shapes = Vec::new();
    for probe in probes() {
        for structure in [Some(probe.input), probe.output].into_iter().flatten() {
            structure
                .members
                .iter()
                .for_each(|member| visit(member.shape, &mut shapes));
        }
    }
    shapes
}

/// The patterns of the three models.
fn patterns() -> BTreeSet<&'static str> {
    shapes()
        .into_iter()
        .filter_map(|shape| shape.pattern)
        .collect()
}

/// A pattern of the models in the dialect of the crate `regex`.
fn reference(pattern: &str) -> regex::Regex {
    let dot_matches_all = pattern.starts_with("(?s)");
    let mut translated = pattern
        .replace("(?s)", "")
        .replace(
            r"^[0-9A-Za-z\.\-_]*(?<!\.)$",
            r"([0-9A-Za-z\.\-_]*[0-9A-Za-z\-_])?",
        )
        .replace(r"\w", "A-Za-z0-9_")
        .replace(r"[\S]", r"[^ \t\n\x0B\f\r]")
        .replace(r"\s", r" \t\n\x0B\f\r")
        .replace(r"\d", "[0-9]");
    if !dot_matches_all {
        translated = translated.replace(".*", r"[^\n\r\x{85}\x{2028}\x{2029}]*");
    }
    let flags = if dot_matches_all { "(?s)" } else { "" };
    regex::Regex::new(&format!(r"{flags}\A(?:{translated})\z")).unwrap()
}

/// A string that satisfies the shape. Each pattern has a stem here and a letter to lengthen it by.
fn text(shape: &Shape) -> String {
    const STEMS: [(&str, &str); 28] = [
        ("", "a"),
        ("1", "1"),
        ("Level1", ""),
        ("a_1", "1"),
        ("a_a", "a"),
        ("a:1", "1"),
        ("arn:aws:iam::1:role", "a"),
        ("arn:aws:iam::1:role/", "a"),
        ("arn:aws:s3:::a", "a"),
        ("arn:aws:sns:a:1:app/A/a", "a"),
        ("a@b", "b"),
        ("ab", "a"),
        ("aaa", "a"),
        ("{####}", "a"),
        ("{####}", ""),
        ("{##a##}", "a"),
        ("cognito:default", ""),
        ("12345678-1234-4234-8234-123456789012", ""),
        ("https://example.com/client", ""),
        (
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret/app",
            "",
        ),
        ("tkn1234567890123456789012345", ""),
        ("terms-of-use", ""),
        ("import-1", "1"),
        ("authenticated", ""),
        ("a", ""),
        ("", ""),
        ("abcdef", "a"),
        ("0", "0"),
    ];
    let least = usize::try_from(shape.min.unwrap_or(0)).unwrap();
    let most = usize::try_from(shape.max.unwrap_or(i64::MAX)).unwrap();
    STEMS
        .iter()
        .map(|(stem, letter)| format!("{stem}{}", letter.repeat(least.saturating_sub(stem.len()))))
        .find(|text| {
            let fits = (least..=most).contains(&text.len());
            fits && shape
                .pattern
                .is_none_or(|pattern| Program::parse(pattern).unwrap().matches(text))
        })
        .unwrap_or_else(|| panic!("no example of {shape:?}"))
}

/// A value that satisfies the shape, with all optional members or none.
fn value(shape: &Shape, full: bool) -> Value {
    let least = shape.min.unwrap_or(0);
    let count = usize::try_from(least.max(i64::from(full))).unwrap();
    match shape.kind {
        Kind::Blob => json!("YWI="),
        Kind::Boolean => json!(true),
        Kind::Document => json!({"any": [1, null]}),
        Kind::Enum(values) => json!(values[0]),
        Kind::Integer | Kind::Long => json!(shape.min.unwrap_or(7)),
        Kind::List(element) => Value::Array(vec![value(element, full); count]),
        Kind::Map(key, element) => {
            let key = text(key);
            Value::Object(
                (0..count.min(1))
                    .map(|_| (key.clone(), value(element, full)))
                    .collect(),
            )
        }
        Kind::String => json!(text(shape)),
        Kind::Structure(structure) => members(structure, full),
        Kind::Timestamp => json!(1_790_272_691.96),
    }
}

fn members(structure: &Structure, full: bool) -> Value {
    let members = structure
        .members
        .iter()
        .filter(|member| full || member.required);
    Value::Object(
        members
            .map(|member| (member.name.to_owned(), value(member.shape, full)))
            .collect(),
    )
}

fn parse(probe: &Probe, value: &Value) -> Result<(), ParseError> {
    (probe.parse)(&serde_json::to_vec(value).unwrap())
}

/// Replaces the `index`th of all values in `value`, itself included, counted in depth.
fn replace(value: &mut Value, index: &mut usize, with: &Value) {
    if *index == 0 {
        *value = with.clone();
        *index = usize::MAX;
        return;
    }
    *index -= 1;
    match value {
        Value::Array(elements) => elements
            .iter_mut()
            .for_each(|element| replace(element, index, with)),
        Value::Object(entries) => entries
            .values_mut()
            .for_each(|entry| replace(entry, index, with)),
        _ => {}
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(elements) => elements.iter().map(count).sum(),
        Value::Object(entries) => entries.values().map(count).sum(),
        _ => 0,
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

#[test]
fn every_pattern_of_the_models_is_read() {
    for pattern in patterns() {
        assert!(Program::parse(pattern).is_some(), "{pattern}");
    }
}

#[test]
fn what_the_models_allow_is_accepted() {
    for probe in probes() {
        for full in [false, true] {
            let request = members(probe.input, full);
            assert_eq!(parse(&probe, &request), Ok(()), "{}: {request}", probe.name);
        }
    }
}

#[test]
fn a_missing_required_member_is_reported_by_its_name() {
    for probe in probes() {
        for member in probe.input.members.iter().filter(|member| member.required) {
            for absent in [None, Some(Value::Null)] {
                let mut request = members(probe.input, true);
                let entries = request.as_object_mut().unwrap();
                entries.remove(member.name);
                entries.extend(absent.map(|null| (member.name.to_owned(), null)));
                let mut path = String::new();
                member.push_reported_name(&mut path);
                let shown = if member.shape.sensitive { "" } else { " null" };
                let message = format!(
                    "1 validation error detected: Value{shown} at '{path}' failed to satisfy constraint: \
                     Member must not be null"
                );
                assert_eq!(
                    parse(&probe, &request),
                    Err(ParseError::Validation { message })
                );
            }
        }
    }
}

#[test]
fn outputs_come_back_as_they_were_written() {
    for probe in probes() {
        for (structure, full) in probe
            .output
            .into_iter()
            .flat_map(|structure| [(structure, false), (structure, true)])
        {
            let output = members(structure, full);
            assert_eq!((probe.round_trip)(output.clone()), output, "{}", probe.name);
        }
    }
}

#[test]
fn only_sync_binds_members_outside_the_body() {
    for probe in [idp::operations::probes(), identity::operations::probes()]
        .into_iter()
        .flatten()
    {
        assert!(
            probe
                .input
                .members
                .iter()
                .all(|member| member.location == Location::Body)
        );
    }
}

proptest! {
    #[test]
    fn patterns_match_what_the_crate_regex_matches(
        index in any::<Index>(),
        noise in ".{0,12}",
        letters in "[a-z0-9A-Z:_.@/#{}+ ,=\\-\t\n\u{85}é\u{300}中🎉]{0,12}",
        cut in any::<Index>(),
    ) {
        // The two may know different versions of Unicode.
        let unassigned = regex::Regex::new(r"\p{Cn}").unwrap();
        let noise = unassigned.replace_all(&noise, "").into_owned();
        for pattern in patterns() {
            let (program, reference) = (Program::parse(pattern).unwrap(), reference(pattern));
            let example = text(&Shape { pattern: Some(pattern), ..Shape::string() });
            let position = example.char_indices().map(|(position, _)| position).chain([example.len()]);
            let position = position.collect::<Vec<_>>();
            let (head, tail) = example.split_at(*cut.get(&position));
            let mutated = format!("{head}{}{tail}", letters.get(..letters.ceil_char_boundary(index.index(letters.len() + 1))).unwrap());
            for text in [&noise, &letters, &example, &mutated, &tail.to_owned()] {
                prop_assert_eq!(program.matches(text), reference.is_match(text), "{} on {:?}", pattern, text);
            }
        }
    }

    #[test]
    fn no_json_makes_a_parser_panic(index in any::<Index>(), json in any_json()) {
        let probes = probes();
        let _ = parse(index.get(&probes), &json);
    }

    #[test]
    fn no_bytes_make_a_parser_panic(index in any::<Index>(), bytes in any::<Vec<u8>>()) {
        let probes = probes();
        let probe = index.get(&probes);
        prop_assume!(serde_json::from_slice::<Value>(&bytes).is_err());
        prop_assert_eq!((probe.parse)(&bytes), Err(ParseError::Serialization { message: None }));
    }

    #[test]
    fn one_wrong_value_is_accepted_or_an_error_in_the_services_words(
        probe in any::<Index>(),
        place in any::<Index>(),
        wrong in any_json(),
    ) {
        let probes = probes();
        let probe = probe.get(&probes);
        let mut request = members(probe.input, true);
        replace(&mut request, &mut place.index(count(&members(probe.input, true))), &wrong);
        match parse(probe, &request) {
            Ok(()) | Err(ParseError::Serialization { .. }) => {}
            Err(ParseError::Validation { message }) => {
                let (number, rest) = message.split_once(' ').unwrap();
                let number: usize = number.parse().unwrap();
                let plural = if number == 1 { "" } else { "s" };
                let head = format!("validation error{plural} detected: Value");
                prop_assert!(number > 0 && rest.starts_with(&head), "{}", message);
                prop_assert!(message.matches("' failed to satisfy constraint: Member must").count()
                    + message.matches("' failed to satisfy constraint: Map ").count() >= number, "{}", message);
            }
        }
    }
}
