//! The constraints of the model, and the words in which the service reports that a request breaks them.
//!
//! Members are checked in the order of the model, a length before a pattern. Lengths of strings are counted
//! in UTF-16 units, as Java's `String.length` does.

use serde_json::{Map, Value};

use crate::pattern;
use crate::schema::{Kind, Member, Shape, Structure};

/// `None` when all constraints hold, else the message of the one error that names all that don't.
pub(crate) fn validate(structure: &Structure, members: &Map<String, Value>) -> Option<String> {
    let mut validator = Validator::default();
    validator.members(structure, members, false);
    match validator.errors.len() {
        0 => None,
        1 => Some(format!(
            "1 validation error detected: {}",
            validator.errors.join("; ")
        )),
        count => Some(format!(
            "{count} validation errors detected: {}",
            validator.errors.join("; ")
        )),
    }
}

#[derive(Default)]
struct Validator {
    path: String,
    errors: Vec<String>,
}

impl Validator {
    /// `hidden` tells that the structure is a secret as a whole.
    fn members(&mut self, structure: &Structure, members: &Map<String, Value>, hidden: bool) {
        for member in structure.members {
            let hidden = hidden || member.shape.sensitive;
            self.at(
                |path| push_name(path, member),
                |validator| match members.get(member.name) {
                    Some(value) => validator.value(member.shape, value, hidden),
                    None if member.required => {
                        validator.report(None, hidden, "Member must not be null")
                    }
                    None => {}
                },
            );
        }
    }

    fn value(&mut self, shape: &Shape, value: &Value, hidden: bool) {
        for constraint in Constraint::broken_by(shape, value) {
            self.report(Some((shape, value)), hidden, &constraint.to_string());
        }
        match (shape.kind, value) {
            (Kind::Structure(structure), Value::Object(members)) => {
                self.members(structure, members, hidden)
            }
            (Kind::List(element), Value::Array(elements)) => {
                self.elements((shape, value), element, elements, hidden);
            }
            (Kind::Map(key, element), Value::Object(entries)) => {
                self.entries((shape, value), (key, element), entries, hidden);
            }
            _ => {}
        }
    }

    /// Scalars that break a constraint are reported together as the list they are in.
    fn elements(
        &mut self,
        list: (&Shape, &Value),
        element: &Shape,
        elements: &[Value],
        hidden: bool,
    ) {
        if !element.is_scalar() {
            for (index, value) in elements.iter().enumerate() {
                self.at(
                    |path| path.push_str(&format!(".{}.member", index + 1)),
                    |validator| validator.value(element, value, hidden || element.sensitive),
                );
            }
        } else if elements.iter().any(|value| breaks(element, value)) {
            let constraint = format!(
                "Member must satisfy constraint: {}",
                all_constraints(element)
            );
            self.report(Some(list), hidden, &constraint);
        }
    }

    fn entries(
        &mut self,
        map: (&Shape, &Value),
        (key, element): (&Shape, &Shape),
        entries: &Map<String, Value>,
        hidden: bool,
    ) {
        if entries
            .keys()
            .any(|name| breaks(key, &name.as_str().into()))
        {
            let constraint = format!("Map keys must satisfy constraint: {}", all_constraints(key));
            self.report(Some(map), hidden, &constraint);
        }
        if !element.is_scalar() {
            for (name, value) in entries {
                self.at(
                    |path| path.push_str(&format!(".{name}.member")),
                    |validator| validator.value(element, value, hidden || element.sensitive),
                );
            }
        } else if entries.values().any(|value| breaks(element, value)) {
            let constraint = format!(
                "Map value must satisfy constraint: {}",
                all_constraints(element)
            );
            self.report(Some(map), hidden, &constraint);
        }
    }

    /// Runs `check` with the path extended by `push`.
    fn at(&mut self, push: impl FnOnce(&mut String), check: impl FnOnce(&mut Self)) {
        let len = self.path.len();
        push(&mut self.path);
        check(self);
        self.path.truncate(len);
    }

    fn report(&mut self, value: Option<(&Shape, &Value)>, hidden: bool, constraint: &str) {
        let shown = match value {
            _ if hidden => String::new(),
            None => " null".to_owned(),
            Some((shape, value)) => format!(" '{}'", Shown(shape, value)),
        };
        let path = &self.path;
        self.errors.push(format!(
            "Value{shown} at '{path}' failed to satisfy constraint: {constraint}"
        ));
    }
}

fn push_name(path: &mut String, member: &Member) {
    if !path.is_empty() {
        path.push('.');
    }
    member.push_reported_name(path);
}

#[derive(Clone, Copy, Debug)]
enum Constraint {
    Longest(i64),
    Shortest(i64),
    Greatest(i64),
    Least(i64),
    Pattern(&'static str),
    OneOf(&'static [&'static str]),
}

impl Constraint {
    /// Those of the value itself, not of what it contains.
    fn broken_by<'a>(shape: &'a Shape, value: &'a Value) -> impl Iterator<Item = Self> + 'a {
        Self::all_of(shape).filter(move |constraint| !constraint.holds(shape, value))
    }

    /// In the order in which the service lists them.
    fn all_of(shape: &Shape) -> impl Iterator<Item = Self> {
        let number = matches!(shape.kind, Kind::Integer | Kind::Long);
        let one_of = match shape.kind {
            Kind::Enum(values) => Some(Self::OneOf(values)),
            _ => None,
        };
        [
            shape.max.map(if number {
                Self::Greatest
            } else {
                Self::Longest
            }),
            shape
                .min
                .map(if number { Self::Least } else { Self::Shortest }),
            shape.pattern.map(Self::Pattern),
            one_of,
        ]
        .into_iter()
        .flatten()
    }

    fn holds(self, shape: &Shape, value: &Value) -> bool {
        match self {
            Self::Longest(max) => length(shape, value).is_none_or(|length| length <= max),
            Self::Shortest(min) => length(shape, value).is_none_or(|length| length >= min),
            Self::Greatest(max) => value.as_i64().is_none_or(|value| value <= max),
            Self::Least(min) => value.as_i64().is_none_or(|value| value >= min),
            Self::Pattern(pattern) => value
                .as_str()
                .is_none_or(|text| pattern::matches(pattern, text)),
            Self::OneOf(values) => value.as_str().is_none_or(|text| values.contains(&text)),
        }
    }
}

impl std::fmt::Display for Constraint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Longest(max) => write!(f, "Member must have length less than or equal to {max}"),
            Self::Shortest(min) => {
                write!(f, "Member must have length greater than or equal to {min}")
            }
            Self::Greatest(max) => write!(f, "Member must have value less than or equal to {max}"),
            Self::Least(min) => write!(f, "Member must have value greater than or equal to {min}"),
            Self::Pattern(pattern) => write!(
                f,
                "Member must satisfy regular expression pattern: {pattern}"
            ),
            Self::OneOf(values) => write!(
                f,
                "Member must satisfy enum value set: [{}]",
                values.join(", ")
            ),
        }
    }
}

fn breaks(shape: &Shape, value: &Value) -> bool {
    Constraint::broken_by(shape, value).next().is_some()
}

fn all_constraints(shape: &Shape) -> String {
    let constraints: Vec<String> = Constraint::all_of(shape)
        .map(|constraint| constraint.to_string())
        .collect();
    format!("[{}]", constraints.join(", "))
}

fn length(shape: &Shape, value: &Value) -> Option<i64> {
    let length = match value {
        Value::String(text) if matches!(shape.kind, Kind::Blob) => {
            text.trim_end_matches('=').len() * 3 / 4
        }
        Value::String(text) => text.chars().map(char::len_utf16).sum(),
        Value::Array(elements) => elements.len(),
        Value::Object(entries) => entries.len(),
        _ => return None,
    };
    i64::try_from(length).ok()
}

impl Shape {
    fn is_scalar(&self) -> bool {
        !matches!(
            self.kind,
            Kind::List(_) | Kind::Map(..) | Kind::Structure(_)
        )
    }
}

/// A value as Java prints it.
struct Shown<'a>(&'a Shape, &'a Value);

impl std::fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(shape, value) = *self;
        if shape.sensitive {
            return f.write_str("***Sensitive Data Redacted***");
        }
        match (shape.kind, value) {
            (Kind::Blob, value) => {
                let length = length(shape, value).unwrap_or_default();
                write!(
                    f,
                    "java.nio.HeapByteBuffer[pos=0 lim={length} cap={length}]"
                )
            }
            (_, Value::String(text)) => f.write_str(text),
            (Kind::List(element), Value::Array(elements)) => {
                f.write_str("[")?;
                for (index, value) in elements.iter().enumerate() {
                    write!(f, "{}{}", separator(index), Shown(element, value))?;
                }
                f.write_str("]")
            }
            (Kind::Map(_, element), Value::Object(entries)) => {
                f.write_str("{")?;
                for (index, (name, value)) in entries.iter().enumerate() {
                    write!(f, "{}{name}={}", separator(index), Shown(element, value))?;
                }
                f.write_str("}")
            }
            (Kind::Structure(structure), Value::Object(members)) => {
                write!(f, "{}(", structure.name)?;
                for (index, member) in structure.members.iter().enumerate() {
                    let mut name = separator(index).to_owned();
                    member.push_reported_name(&mut name);
                    match members.get(member.name) {
                        Some(value) => write!(f, "{name}={}", Shown(member.shape, value))?,
                        None => write!(f, "{name}=null")?,
                    }
                }
                f.write_str(")")
            }
            (_, value) => write!(f, "{value}"),
        }
    }
}

fn separator(index: usize) -> &'static str {
    if index == 0 { "" } else { ", " }
}
