//! Requests made from the model: of each operation that is built the smallest one, that without each required member, and that
//! with each constraint broken once.

use serde_json::{Value, json};
use vestibule_idp::{
    fixtures::api::Api,
    table::{self, OPERATIONS},
};
use vestibule_wire::schema::{Kind, Member, Shape, Structure};

/// A request that breaks the model in one place, and what Cognito says of that.
struct Broken {
    request: Value,
    /// The value as the message shows it, where it is short: with a space before it, empty for a secret.
    shown: Option<String>,
    path: String,
    constraint: String,
}

#[test]
fn every_constraint_of_every_operation_is_held_before_anything_else() {
    let api = Api::usual();
    let mut all = 0;
    for operation in OPERATIONS {
        let name = operation.name;
        let input = table::input(name).unwrap();
        let mut broken = Vec::new();
        visit(input, &|request| request, ("", false), &mut broken);
        for Broken {
            request,
            shown,
            path,
            constraint,
        } in broken
        {
            let (error, message) = api.call(name, request).expect_err(name);
            assert_eq!(error, "InvalidParameterException", "{name}: {message}");
            let (count, errors) = message.split_once(" validation error").unwrap();
            assert!(count.parse::<u8>().is_ok(), "{name}: {message}");
            assert!(errors.starts_with(if count == "1" {
                " detected: "
            } else {
                "s detected: "
            }));
            let expected = format!(
                "{} at '{path}' failed to satisfy constraint: {constraint}",
                shown.map_or_else(String::new, |shown| format!("Value{shown}"))
            );
            assert!(errors.contains(&expected), "{name}: {message}: {expected}");
            all += 1;
        }
    }
    // So many that the model can't have become empty.
    assert!(all > 1000, "{all}");
}

#[test]
fn no_smallest_request_is_an_accident() {
    let api = Api::usual();
    api.add_user("aaa");
    for operation in OPERATIONS {
        let name = operation.name;
        let mut request = smallest(table::input(name).unwrap());
        for (member, value) in [("UserPoolId", &api.pool), ("ClientId", &api.client)] {
            if request.get(member).is_some() {
                request[member] = json!(value);
            }
        }
        if name.starts_with("Delete") {
            continue;
        }
        if let Err((error, message)) = api.call(name, request) {
            assert!(!error.starts_with("Internal"), "{name}: {error} {message}");
            assert!(!message.contains("validation error"), "{name}: {message}");
        }
    }
}

/// A request for an operation that breaks its model.
pub(super) fn broken(operation: &str) -> Value {
    let mut broken = Vec::new();
    let input = table::input(operation).unwrap();
    visit(input, &|request| request, ("", false), &mut broken);
    broken.swap_remove(0).request
}

/// Breaks everything within a structure; `wrap` puts it where it belongs.
fn visit(
    structure: &Structure,
    wrap: &dyn Fn(Value) -> Value,
    (path, hidden): (&str, bool),
    broken: &mut Vec<Broken>,
) {
    for member in structure.members {
        let path = of_member(path, member);
        let hidden = hidden || member.shape.sensitive;
        if member.required {
            let mut request = smallest(structure);
            request.as_object_mut().unwrap().remove(member.name);
            broken.push(Broken {
                request: wrap(request),
                shown: Some(if hidden {
                    String::new()
                } else {
                    " null".to_owned()
                }),
                path: path.clone(),
                constraint: "Member must not be null".to_owned(),
            });
        }
        let with = |value| {
            let mut request = smallest(structure);
            request[member.name] = value;
            wrap(request)
        };
        within(member.shape, &with, (&path, hidden), broken);
    }
}

/// Breaks a value, and everything within it.
fn within(
    shape: &Shape,
    with: &dyn Fn(Value) -> Value,
    (path, hidden): (&str, bool),
    broken: &mut Vec<Broken>,
) {
    for (value, constraint) in violations(shape) {
        let shown = match value.as_str() {
            _ if hidden => Some(String::new()),
            Some(text) if text.len() < 100 => Some(format!(" '{text}'")),
            _ => None,
        };
        broken.push(Broken {
            request: with(value),
            shown,
            path: path.to_owned(),
            constraint,
        });
    }
    let is_scalar = |shape: &Shape| {
        !matches!(
            shape.kind,
            Kind::List(_) | Kind::Map(..) | Kind::Structure(_)
        )
    };
    // Scalars are reported as what they are in.
    let mut contained = |request: Value, words: &str, constraint: &str| {
        broken.push(Broken {
            request,
            shown: hidden.then(String::new),
            path: path.to_owned(),
            constraint: format!("{words} must satisfy constraint: [{constraint}"),
        });
    };
    match shape.kind {
        Kind::Structure(structure) => visit(structure, with, (path, hidden), broken),
        Kind::List(element) if is_scalar(element) => {
            for (value, _) in violations(element) {
                contained(with(json!([value])), "Member", "Member must");
            }
        }
        Kind::List(element) => {
            let path = format!("{path}.1.member");
            let hidden = hidden || element.sensitive;
            within(
                element,
                &|value| with(json!([value])),
                (&path, hidden),
                broken,
            );
        }
        Kind::Map(key, element) => {
            for (value, _) in violations(key) {
                let entry = json!({value.as_str().unwrap(): smallest_of(element)});
                contained(with(entry), "Map keys", "Member must");
            }
            if is_scalar(element) {
                for (value, _) in violations(element) {
                    let entry = json!({text(key): value});
                    contained(with(entry), "Map value", "Member must");
                }
            }
        }
        _ => {}
    }
}

/// Values that break one constraint of a shape each (some of them others too), and what is said of it.
fn violations(shape: &Shape) -> Vec<(Value, String)> {
    let mut all = Vec::new();
    let length = |bound: i64| usize::try_from(bound).unwrap();
    match shape.kind {
        Kind::Integer | Kind::Long => {
            if let Some(max) = shape.max {
                let constraint = format!("Member must have value less than or equal to {max}");
                all.push((json!(max + 1), constraint));
            }
            if let Some(min) = shape.min {
                let constraint = format!("Member must have value greater than or equal to {min}");
                all.push((json!(min - 1), constraint));
            }
        }
        Kind::Enum(values) => {
            let constraint = format!(
                "Member must satisfy enum value set: [{}]",
                values.join(", ")
            );
            all.push((json!("NOTHING"), constraint));
        }
        Kind::String | Kind::List(_) | Kind::Map(..) => {
            let of_length = |length: usize| match shape.kind {
                Kind::List(element) => Value::Array(vec![smallest_of(element); length]),
                Kind::Map(_, element) => (0..length)
                    .map(|number| (format!("a{number}"), smallest_of(element)))
                    .collect(),
                _ => json!("a".repeat(length)),
            };
            if let Some(max) = shape.max {
                let constraint = format!("Member must have length less than or equal to {max}");
                all.push((of_length(length(max) + 1), constraint));
            }
            if let Some(min) = shape.min.filter(|min| *min > 0) {
                let constraint = format!("Member must have length greater than or equal to {min}");
                all.push((of_length(length(min) - 1), constraint));
            }
            if let Some((pattern, unlike)) =
                shape.pattern.and_then(|text| Some((text, unlike(text)?)))
            {
                let constraint =
                    format!("Member must satisfy regular expression pattern: {pattern}");
                all.push((json!(unlike), constraint));
            }
        }
        _ => {}
    }
    all
}

/// What doesn't match a pattern; `None` where everything does.
fn unlike(pattern: &str) -> Option<&'static str> {
    match pattern {
        "(?s).*" => None,
        // Control characters are no white space to Java's `\S`.
        "[\\S]+" | "^[\\S]+.*[\\S]+$" => Some(" "),
        _ => Some("\u{1}"),
    }
}

fn of_member(path: &str, member: &Member) -> String {
    let mut path = path.to_owned();
    if !path.is_empty() {
        path.push('.');
    }
    member.push_reported_name(&mut path);
    path
}

/// The required members.
fn smallest(structure: &Structure) -> Value {
    let required = structure.members.iter().filter(|member| member.required);
    required
        .map(|member| (member.name.to_owned(), smallest_of(member.shape)))
        .collect()
}

fn smallest_of(shape: &Shape) -> Value {
    let least = shape.min.unwrap_or_default();
    match shape.kind {
        Kind::Blob => json!("YWI="),
        Kind::Boolean => json!(true),
        Kind::Document => json!({}),
        Kind::Enum(values) => json!(values[0]),
        Kind::Integer | Kind::Long => json!(least.max(1)),
        Kind::List(element) => (0..least).map(|_| smallest_of(element)).collect(),
        Kind::Map(key, element) => (0..least.min(1))
            .map(|_| (text(key), smallest_of(element)))
            .collect(),
        Kind::String => json!(text(shape)),
        Kind::Structure(structure) => smallest(structure),
        Kind::Timestamp => json!(1_790_272_691),
    }
}

/// A text that satisfies the shape.
fn text(shape: &Shape) -> String {
    let pattern = shape.pattern.unwrap_or_default();
    let (stem, letter) = match pattern {
        "[0-9]+" => ("1", "1"),
        "Level[1-4]" => ("Level1", ""),
        "^(tkn|sso)[a-z0-9]{25}$" => ("tkn1234567890123456789012345", ""),
        _ if pattern.contains("_[0-9a-") => ("a_1", "1"),
        _ if pattern.contains("secretsmanager") => (
            "arn:aws:secretsmanager:eu-central-1:123456789012:secret/app",
            "",
        ),
        _ if pattern.contains("arn:") => ("arn:aws:iam::1:role/", "a"),
        _ if pattern.starts_with("^https://") => ("https://example.com/a", "a"),
        _ if pattern.contains("{####") || pattern.contains(r"\{####") => ("{####}", "a"),
        _ if pattern.contains(r"\{##") => ("{##a##}", "a"),
        _ if pattern.contains("]+@[") => ("a@b", "b"),
        _ => ("aaa", "a"),
    };
    let least = usize::try_from(shape.min.unwrap_or_default()).unwrap();
    let most = shape
        .max
        .map_or(usize::MAX, |most| usize::try_from(most).unwrap());
    let mut text = stem.to_owned();
    while text.len() < least && !letter.is_empty() {
        text.push_str(letter);
    }
    if text.len() > most {
        text.truncate(most);
    }
    text
}
