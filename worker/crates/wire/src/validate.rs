//! The constraints of the model, and the words in which the service reports that a request breaks them.
//!
//! Members are checked in the order of the model, a length before a pattern. Lengths of strings are counted
//! in UTF-16 units, as Java's `String.length` does.
//!
//! Anybody may send anything, so the work is bounded by the body's length and the message by constants: what is longer than
//! it may be isn't looked at further.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::pattern;
use crate::schema::{Kind, Member, Shape, Structure};

/// Violations that a message names; it counts all.
const NAMED: usize = 10;
/// What a message repeats of the request, in bytes of JSON, over all violations. What is longer ends with `…`.
const ECHOED: usize = 6 * 1024;
/// The longest text that is held against a pattern though it is longer than it may be: the service names both.
const MATCHED: i64 = 512;
/// The most entries of a list or map of which the model doesn't say how many there may be.
const MOST: i64 = 1024;

/// `None` when all constraints hold, else the message of the one error that names those that don't.
pub(crate) fn validate(structure: &Structure, members: &Map<String, Value>) -> Option<String> {
    let mut validator = Validator {
        path: String::new(),
        errors: String::new(),
        count: 0,
        left: ECHOED,
    };
    validator.members(structure, members, false);
    let errors = match validator.count {
        0 => return None,
        1 => "error",
        _ => "errors",
    };
    Some(format!(
        "{} validation {errors} detected: {}",
        validator.count, validator.errors
    ))
}

/// Characters of a map's key in the path of a violation.
const KEY: usize = 128;

/// Whether a list or map with so many entries has more than it may: then they aren't looked at.
pub(crate) fn is_too_long(shape: &Shape, entries: usize) -> bool {
    i64::try_from(entries).map_or(true, |entries| entries > shape.max.unwrap_or(MOST))
}

struct Validator {
    path: String,
    errors: String,
    count: usize,
    /// What may still be echoed.
    left: usize,
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
                        validator.report(None, hidden, &"Member must not be null")
                    }
                    None => {}
                },
            );
        }
    }

    fn value(&mut self, shape: &Shape, value: &Value, hidden: bool) {
        for constraint in Constraint::broken_by(shape, value) {
            self.report(Some((shape, value)), hidden, &constraint);
        }
        let entries = match value {
            Value::Array(elements) => elements.len(),
            Value::Object(entries) => entries.len(),
            _ => 0,
        };
        match (shape.kind, value) {
            (Kind::List(_) | Kind::Map(..), _) if is_too_long(shape, entries) => {}
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
                let name = name.chars().take(KEY);
                self.at(
                    |path| {
                        path.push('.');
                        path.extend(name);
                        path.push_str(".member");
                    },
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

    fn report(
        &mut self,
        value: Option<(&Shape, &Value)>,
        hidden: bool,
        constraint: &dyn std::fmt::Display,
    ) {
        self.count += 1;
        if self.count > NAMED {
            return;
        }
        if self.count > 1 {
            self.errors.push_str("; ");
        }
        self.errors.push_str("Value");
        match value {
            _ if hidden => {}
            None => self.errors.push_str(" null"),
            Some((shape, value)) => {
                self.errors.push_str(" '");
                let mut echo = Echo {
                    text: &mut self.errors,
                    left: &mut self.left,
                };
                // It fails where nothing more is echoed.
                let _ = write!(echo, "{}", Shown(shape, value));
                self.errors.push('\'');
            }
        }
        let path = &self.path;
        let _ = write!(
            self.errors,
            " at '{path}' failed to satisfy constraint: {constraint}"
        );
    }
}

/// Writes as much as may be echoed.
struct Echo<'a> {
    text: &'a mut String,
    left: &'a mut usize,
}

impl std::fmt::Write for Echo<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        for letter in text.chars() {
            let cost = match letter {
                '"' | '\\' => 2,
                letter if letter.is_control() => 6,
                letter => letter.len_utf8(),
            };
            let Some(left) = self.left.checked_sub(cost) else {
                *self.left = 0;
                self.text.push('…');
                return Err(std::fmt::Error);
            };
            *self.left = left;
            self.text.push(letter);
        }
        Ok(())
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
        let length = length(shape, value);
        let matched =
            length.is_none_or(|length| length <= shape.max.unwrap_or(length).max(MATCHED));
        Self::all_of(shape).filter(move |constraint| match constraint {
            Self::Pattern(_) if !matched => false,
            constraint => !constraint.holds(length, value),
        })
    }

    /// In the order in which the service lists them.
    fn all_of(shape: &Shape) -> impl Iterator<Item = Self> {
        let number = matches!(shape.kind, Kind::Integer | Kind::Long);
        let one_of = match shape.kind {
            Kind::Enum(values) => Some(Self::OneOf(values)),
            _ => None,
        };
        let max = match shape.kind {
            Kind::List(_) | Kind::Map(..) => shape.max.or(Some(MOST)),
            _ => shape.max,
        };
        [
            max.map(if number {
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

    fn holds(self, length: Option<i64>, value: &Value) -> bool {
        match self {
            Self::Longest(max) => length.is_none_or(|length| length <= max),
            Self::Shortest(min) => length.is_none_or(|length| length >= min),
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
