//! Which attributes a user may have, by the pool's schema, and who may write them.

use crate::find_user::{self, Lookalike};
use std::{collections::BTreeMap, iter};
use vestibule_model::{
    client::Client,
    contact::ContactAttribute,
    factor::Factors,
    ids::Sub,
    pool::{Attribute, AttributeType, Pool},
    short,
    unicode::Unicode,
    user::User,
};

/// Attributes that the service sets itself.
const NEVER_WRITTEN: &[&str] = &[
    "sub",
    "identities",
    "cognito:user_status",
    "cognito:username",
];

/// Who writes.
#[derive(Clone, Copy, Debug)]
pub enum Writer<'a> {
    /// A user, through a client, whose settings say what it may write.
    User(&'a Client),
    Administrator,
}

/// A checked change of attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub set: BTreeMap<String, String>,
    pub remove: Vec<String>,
}

/// What is wrong with attributes, by name: the first fault, or all of a kind that is told together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(Vec<(String, Fault)>);

/// What is wrong with an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The schema has none of this name.
    Unknown,
    /// It is required, and has no value.
    Required,
    /// The schema lets it be set once only.
    Immutable,
    /// It has a value already, and this step doesn't replace values.
    Present,
    /// The service sets it itself, or only administrators do.
    NotForUsers,
    /// The client may not write it.
    NotForClient,
    TooLong {
        most: i64,
    },
    TooShort {
        least: i64,
    },
    NotANumber,
    TooLarge {
        most: i64,
    },
    TooSmall {
        least: i64,
    },
    NotABoolean,
    NotAnEmail,
    NotAPhoneNumber,
    /// A preferred username that looks like an address or a sub, by which people are found too.
    Lookalike(Lookalike),
}

impl Refusal {
    /// Never empty.
    pub fn faults(&self) -> impl Iterator<Item = (&str, Fault)> {
        self.0.iter().map(|(name, fault)| (name.as_str(), *fault))
    }

    fn one(name: &str, fault: Fault) -> Self {
        Self(vec![(name.to_owned(), fault)])
    }

    /// Nothing, unless there are faults.
    fn unless_none(faults: Vec<(String, Fault)>) -> Result<(), Self> {
        if faults.is_empty() {
            Ok(())
        } else {
            Err(Self(faults))
        }
    }
}

/// Whether an attribute is one that users may write, as far as their client lets them.
pub fn is_for_users(name: &str) -> bool {
    !NEVER_WRITTEN.contains(&name)
        && ContactAttribute::ALL
            .iter()
            .all(|contact| contact.verified() != name)
}

/// Whether users may change an attribute through this client, as [`check_update`] asks of each.
pub fn may_change(pool: &Pool, client: &Client, name: &str) -> bool {
    let writer = Writer::User(client);
    may_write(writer, iter::once(name)).is_ok()
        && find(pool, writer, name).is_some_and(|attribute| attribute.mutable)
}

/// Required attributes without a value among those that are given.
pub fn missing<'a>(
    pool: &'a Pool,
    given: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = &'a str> {
    pool.required()
        .map(|attribute| attribute.name.as_str())
        .filter(|name| !given.contains_key(*name))
}

/// Checks the attributes of a new user. `implied` is the one that its username is.
pub fn check_new(
    pool: &Pool,
    unicode: &dyn Unicode,
    writer: Writer<'_>,
    given: BTreeMap<String, String>,
    implied: Option<(ContactAttribute, &str)>,
) -> Result<BTreeMap<String, String>, Refusal> {
    may_write(writer, given.keys().map(String::as_str))?;
    let mut given = short::map(given.into_iter().filter(|(_, value)| !value.is_empty()));
    if let Some((name, value)) = implied {
        given.insert(name.as_str().to_owned(), value.to_owned());
    }
    let mut faults = Vec::new();
    for (name, value) in &mut given {
        match find(pool, writer, name) {
            None => faults.push((name.clone(), Fault::Unknown)),
            Some(attribute) => {
                faults.extend(fault(attribute, value).map(|fault| (name.clone(), fault)));
                *value = kept(attribute, std::mem::take(value));
            }
        }
    }
    Refusal::unless_none(faults)?;
    if let Writer::User(_) = writer {
        Refusal::unless_none(
            missing(pool, &given)
                .map(|name| (name.to_owned(), Fault::Required))
                .collect(),
        )?;
    }
    forms(pool, unicode, None, &given)?;
    Ok(given)
}

/// Checks what a user fills in together with its first lasting password: the attributes to be set.
pub fn check_new_password(
    pool: &Pool,
    unicode: &dyn Unicode,
    client: &Client,
    user: &User,
    mut given: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>, Refusal> {
    given.retain(|_, value| !value.is_empty());
    let mut changes = check_update(pool, unicode, Writer::User(client), &user.sub, given)?;
    for attribute in pool.required() {
        let name = &attribute.name;
        if let (Some(present), Some(given)) = (user.attributes.get(name), changes.set.get(name))
            && present != given
        {
            return Err(Refusal::one(name, Fault::Present));
        }
    }
    // Nor is it where the code of a second factor goes, which is yet to be proven.
    for contact in Factors::active(pool, user)
        .iter()
        .filter_map(|factor| factor.contact())
    {
        let name = contact.as_str();
        if user.attributes.get(name) != changes.set.get(name) && changes.set.contains_key(name) {
            return Err(Refusal::one(name, Fault::Present));
        }
    }
    unverify_changed(user, &mut changes);
    let mut after = user.attributes.clone();
    after.extend(changes.set.clone());
    Refusal::unless_none(
        missing(pool, &after)
            .map(|name| (name.to_owned(), Fault::Required))
            .collect(),
    )?;
    Ok(changes.set)
}

/// Checks a change of the attributes of the user of this sub. An empty value removes. One bad attribute refuses all.
pub fn check_update(
    pool: &Pool,
    unicode: &dyn Unicode,
    writer: Writer<'_>,
    sub: &Sub,
    given: BTreeMap<String, String>,
) -> Result<Changes, Refusal> {
    may_write(writer, given.keys().map(String::as_str))?;
    let mut changes = Changes::default();
    for (name, value) in given {
        let Some(attribute) = find(pool, writer, &name) else {
            return Err(Refusal::one(&name, Fault::Unknown));
        };
        if !attribute.mutable {
            return Err(Refusal::one(&name, Fault::Immutable));
        }
        if value.is_empty() {
            if attribute.required {
                return Err(Refusal::one(&name, Fault::Required));
            }
            changes.remove.push(name);
        } else if let Some(fault) = fault(attribute, &value) {
            return Err(Refusal::one(&name, fault));
        } else {
            changes.set.insert(name, kept(attribute, value));
        }
    }
    forms(pool, unicode, Some(sub), &changes.set)?;
    remove_verified(&mut changes);
    Ok(changes)
}

/// Checks the removal of attributes.
pub fn check_delete(pool: &Pool, writer: Writer<'_>, names: &[String]) -> Result<Changes, Refusal> {
    may_write(writer, names.iter().map(String::as_str))?;
    for name in names {
        let Some(attribute) = find(pool, writer, name) else {
            return Err(Refusal::one(name, Fault::Unknown));
        };
        if attribute.required {
            return Err(Refusal::one(name, Fault::Required));
        }
        if !attribute.mutable {
            return Err(Refusal::one(name, Fault::Immutable));
        }
    }
    let mut changes = Changes {
        remove: names.to_vec(),
        ..Changes::default()
    };
    remove_verified(&mut changes);
    Ok(changes)
}

/// Marks addresses whose value changes as unverified, unless the change itself says that they are verified.
pub fn unverify_changed(user: &User, changes: &mut Changes) {
    for address in ContactAttribute::ALL {
        let (address, verified) = (address.as_str(), address.verified());
        let changed = changes
            .set
            .get(address)
            .is_some_and(|value| user.attributes.get(address) != Some(value));
        if changed && !changes.set.contains_key(verified) {
            changes.set.insert(verified.to_owned(), "false".to_owned());
        }
    }
}

fn find<'a>(pool: &'a Pool, writer: Writer<'_>, name: &str) -> Option<&'a Attribute> {
    pool.attribute(name)
        .filter(|attribute| !attribute.developer_only || matches!(writer, Writer::Administrator))
}

fn may_write<'a>(
    writer: Writer<'_>,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), Refusal> {
    for name in names.clone() {
        let may = match writer {
            Writer::User(_) => is_for_users(name),
            Writer::Administrator => !NEVER_WRITTEN.contains(&name),
        };
        if !may {
            return Err(Refusal::one(name, Fault::NotForUsers));
        }
    }
    if let Writer::User(client) = writer {
        for name in names {
            if !client.may_write(name) {
                return Err(Refusal::one(name, Fault::NotForClient));
            }
        }
    }
    Ok(())
}

/// Which constraint of its attribute a value breaks.
fn fault(attribute: &Attribute, value: &str) -> Option<Fault> {
    let bound = |bound: &Option<String>| bound.as_ref().and_then(|bound| bound.parse::<i64>().ok());
    let (min, max) = (bound(&attribute.min), bound(&attribute.max));
    match attribute.kind {
        AttributeType::String => {
            let length = i64::try_from(value.encode_utf16().count()).unwrap_or(i64::MAX);
            match (min, max) {
                (_, Some(most)) if length > most => Some(Fault::TooLong { most }),
                (Some(least), _) if length < least => Some(Fault::TooShort { least }),
                _ => None,
            }
        }
        AttributeType::Number => match (value.parse::<i64>(), min, max) {
            (Err(_), _, _) => Some(Fault::NotANumber),
            (Ok(number), _, Some(most)) if number > most => Some(Fault::TooLarge { most }),
            (Ok(number), Some(least), _) if number < least => Some(Fault::TooSmall { least }),
            _ => None,
        },
        AttributeType::Boolean => {
            (!matches!(value.to_ascii_lowercase().as_str(), "true" | "false"))
                .then_some(Fault::NotABoolean)
        }
        AttributeType::DateTime => None,
    }
}

/// A value as it is stored: booleans in lower case, because they are compared so.
fn kept(attribute: &Attribute, value: String) -> String {
    match attribute.kind {
        AttributeType::Boolean => value.to_ascii_lowercase(),
        AttributeType::DateTime | AttributeType::Number | AttributeType::String => value,
    }
}

/// Checks that addresses have the form of one, and that a preferred username has neither that form nor a sub's; the user's
/// own sub is allowed.
fn forms(
    pool: &Pool,
    unicode: &dyn Unicode,
    own: Option<&Sub>,
    attributes: &BTreeMap<String, String>,
) -> Result<(), Refusal> {
    for address in ContactAttribute::ALL {
        if attributes
            .get(address.as_str())
            .is_some_and(|value| !find_user::has_form_of(address, value))
        {
            let fault = match address {
                ContactAttribute::Email => Fault::NotAnEmail,
                ContactAttribute::PhoneNumber => Fault::NotAPhoneNumber,
            };
            return Err(Refusal::one(address.as_str(), fault));
        }
    }
    let name = "preferred_username";
    match attributes
        .get(name)
        .filter(|preferred| own.is_none_or(|own| own.as_str() != *preferred))
        .and_then(|preferred| find_user::lookalike(pool, unicode, preferred))
    {
        Some(lookalike) => Err(Refusal::one(name, Fault::Lookalike(lookalike))),
        None => Ok(()),
    }
}

fn remove_verified(changes: &mut Changes) {
    for address in ContactAttribute::ALL {
        let (address, verified) = (address.as_str(), address.verified());
        if changes.remove.iter().any(|name| name == address)
            && !changes.remove.iter().any(|name| name == verified)
        {
            changes.remove.push(verified.to_owned());
            changes.set.remove(verified);
        }
    }
}
