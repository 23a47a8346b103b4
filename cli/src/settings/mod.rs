//! What the file can say of each resource, and its form in Cognito's API. Each type goes both ways: into the
//! requests that create and update the resource, and out of the answer that describes it; so a plan is a
//! comparison of two values of one type.

mod attribute;
mod branding;
mod client;
mod extensions;
mod group;
mod messages;
mod mfa;
mod pool;
mod resource_server;
mod sessions;
mod sign_in;

pub(crate) use attribute::{AttributeType, CustomAttribute};
pub(crate) use branding::{Branding, ColorScheme, Colors, Logo};
#[cfg(test)]
pub(crate) use client::AUTH_FLOWS;
pub(crate) use client::ClientSettings;
pub(crate) use extensions::{Extensions, MESSAGE_LANGUAGE, Messages};
pub(crate) use group::GroupSettings;
pub(crate) use messages::{EmailSettings, MessageSettings, Senders};
pub(crate) use mfa::{MfaSettings, Passkeys, SECOND_FACTORS, SecondFactors};
pub(crate) use pool::{CHARACTER_CLASSES, PasswordPolicy, PoolSettings, SignInWith};
pub(crate) use resource_server::ResourceServerSettings;
pub(crate) use sessions::SessionSettings;
pub(crate) use sign_in::{Devices, FIRST_FACTORS};

use serde_json::{Map, Value};

/// Settings by the names they have in the file, with their values as a person reads them.
pub(crate) type Members = Vec<(String, String)>;

/// One setting that has another value than the file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) setting: String,
    pub(crate) old: String,
    pub(crate) new: String,
}

impl Change {
    /// Of a list, the items that it has no more.
    pub(crate) fn taken_away(&self) -> impl Iterator<Item = &str> {
        let kept: Vec<&str> = listed(&self.new).collect();
        listed(&self.old).filter(move |item| !kept.contains(item))
    }
}

/// The items of what [`shown_list`] has made.
fn listed(shown: &str) -> impl Iterator<Item = &str> {
    shown.split(", ").filter(|item| *item != NONE)
}

/// What to change so that `current` becomes `wanted`; empty if they are equal.
pub(crate) fn changes(current: &Members, wanted: &Members) -> Vec<Change> {
    let value_in = |members: &Members, name: &str| {
        members
            .iter()
            .find(|(member, _)| member == name)
            .map_or_else(|| NONE.to_owned(), |(_, value)| value.clone())
    };
    let only_in_current = current
        .iter()
        .filter(|(name, _)| !wanted.iter().any(|(member, _)| member == name));
    wanted
        .iter()
        .chain(only_in_current)
        .map(|(name, _)| Change {
            setting: name.clone(),
            old: value_in(current, name),
            new: value_in(wanted, name),
        })
        .filter(|change| change.old != change.new)
        .collect()
}

/// How a setting without a value is shown.
pub(crate) const NONE: &str = "none";

fn shown_list<'a>(items: impl IntoIterator<Item = &'a String>) -> String {
    let items: Vec<&str> = items.into_iter().map(String::as_str).collect();
    if items.is_empty() {
        NONE.to_owned()
    } else {
        items.join(", ")
    }
}

fn on_off(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

/// Of an answer that describes a resource, the members that its update accepts. An update puts every member that
/// it leaves out back to its default, so what the file has no setting for is sent back as it was.
fn carried_over(description: &Value, updatable: &[&str]) -> Map<String, Value> {
    description
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| updatable.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// Puts each member of `managed` into `request`; a null takes the member out.
fn overlay(request: &mut Map<String, Value>, managed: Value) {
    if let Value::Object(members) = managed {
        for (name, value) in members {
            if value.is_null() {
                request.remove(&name);
            } else {
                request.insert(name, value);
            }
        }
    }
}

/// The text that an answer has at a path.
fn text_in(answer: &Value, path: &str) -> Option<String> {
    let text = answer.pointer(path).and_then(Value::as_str);
    text.map(str::to_owned)
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, without_nulls(value)))
            .collect(),
        other => other,
    }
}
