//! What a user's attributes may be: the pool's schema, who may write, and the three ways in which the API says no.

use crate::{
    config::{Attribute, AttributeType, Client, ContactAttribute, Names, Pool},
    error::{Error, Result},
    identifier,
    ids::Sub,
    store::users::User,
};
use std::collections::BTreeMap;
use vestibule_wire::idp::AttributeType as Member;

/// Attributes that nobody writes by hand.
const NEVER_WRITTEN: &[&str] = &[
    "sub",
    "identities",
    "cognito:user_status",
    "cognito:username",
];
/// Those that the service returns before all others.
const FIRST: &[&str] = &[
    "email",
    "email_verified",
    "family_name",
    "given_name",
    "birthdate",
];

/// Who writes.
#[derive(Clone, Copy, Debug)]
pub enum Writer<'a> {
    /// A user, through a client that may write only so much.
    User(&'a Client),
    Administrator,
}

/// A checked change of attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub set: BTreeMap<String, String>,
    pub remove: Vec<String>,
}

/// Whether no user writes this, whatever its client may: nobody does, or only administrators.
pub fn no_client_writes(name: &str) -> bool {
    NEVER_WRITTEN.contains(&name)
        || ContactAttribute::ALL
            .iter()
            .any(|contact| contact.verified() == name)
}

/// The members of a request; of several with one name the last counts.
pub fn collect(members: &[Member]) -> BTreeMap<String, String> {
    members
        .iter()
        .map(|member| {
            let value = member
                .value
                .as_ref()
                .map(|value| value.expose().clone())
                .unwrap_or_default();
            (member.name.clone(), value)
        })
        .collect()
}

/// Checks the attributes of a new user. `implied` is the one that its username is.
///
/// # Errors
/// NotAuthorizedException where the client may not write; InvalidParameterException where the schema says no.
pub fn check_new(
    pool: &Pool,
    writer: Writer<'_>,
    given: BTreeMap<String, String>,
    implied: Option<(ContactAttribute, &str)>,
) -> Result<BTreeMap<String, String>> {
    may_write(writer, given.keys().map(String::as_str))?;
    let mut given: BTreeMap<_, _> = given
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    if let Some((name, value)) = implied {
        given.insert(name.as_str().to_owned(), value.to_owned());
    }
    let mut faults = Vec::new();
    for (name, value) in &mut given {
        match find(pool, writer, name) {
            None => faults.push(format!("{name}: Attribute does not exist in the schema.\n")),
            Some(attribute) => {
                if let Some(fault) = fault(attribute, value) {
                    faults.push(format!("{name}: {fault}\n"));
                }
                *value = kept(attribute, std::mem::take(value));
            }
        }
    }
    if !faults.is_empty() {
        return Err(not_conforming(&faults.concat()));
    }
    if let Writer::User(_) = writer {
        let missing: Vec<_> = pool
            .schema
            .iter()
            .filter(|attribute| {
                attribute.required
                    && attribute.name != "sub"
                    && !given.contains_key(&attribute.name)
            })
            .map(|attribute| required(&attribute.name))
            .collect();
        if !missing.is_empty() {
            return Err(not_conforming(&missing.join("\n")));
        }
    }
    forms(pool, None, &given)?;
    Ok(given)
}

/// Checks what a user fills in together with its first lasting password: the attributes to be set.
///
/// # Errors
/// As [`check_update`]; NotAuthorizedException for another value of a required attribute that has one.
pub fn check_new_password(
    pool: &Pool,
    client: &Client,
    user: &User,
    mut given: BTreeMap<String, String>,
) -> Result<BTreeMap<String, String>> {
    given.retain(|_, value| !value.is_empty());
    let mut changes = check_update(pool, Writer::User(client), &user.sub, given)?;
    for attribute in pool.schema.iter().filter(|attribute| attribute.required) {
        let name = &attribute.name;
        if let (Some(present), Some(given)) = (user.attributes.get(name), changes.set.get(name))
            && present != given
        {
            return Err(Error::not_authorized(format!(
                "Cannot modify an already provided {name}"
            )));
        }
    }
    unverify_changed(user, &mut changes);
    Ok(changes.set)
}

/// Checks a change of the attributes of the user of this sub. An empty value removes.
///
/// # Errors
/// InvalidParameterException or NotAuthorizedException; one bad attribute refuses all.
pub fn check_update(
    pool: &Pool,
    writer: Writer<'_>,
    sub: &Sub,
    given: BTreeMap<String, String>,
) -> Result<Changes> {
    may_write(writer, given.keys().map(String::as_str))?;
    let mut changes = Changes::default();
    for (name, value) in given {
        let Some(attribute) = find(pool, writer, &name) else {
            return Err(Error::invalid_parameter(format!(
                "user.{name}: Attribute does not exist in the schema.\n"
            )));
        };
        if !attribute.mutable {
            return Err(Error::invalid_parameter(format!(
                "user.{name}: Attribute cannot be updated.\n"
            )));
        }
        if value.is_empty() {
            if attribute.required {
                return Err(invalid_to_delete(&required(&name)));
            }
            changes.remove.push(name);
        } else if let Some(fault) = fault(attribute, &value) {
            return Err(Error::invalid_parameter(format!("user.{name}: {fault}\n")));
        } else {
            changes.set.insert(name, kept(attribute, value));
        }
    }
    forms(pool, Some(sub), &changes.set)?;
    remove_verified(&mut changes);
    Ok(changes)
}

/// Checks the removal of attributes.
///
/// # Errors
/// As [`check_update`].
pub fn check_delete(pool: &Pool, writer: Writer<'_>, names: &[String]) -> Result<Changes> {
    may_write(writer, names.iter().map(String::as_str))?;
    for name in names {
        let Some(attribute) = find(pool, writer, name) else {
            return Err(invalid_to_delete(&format!(
                "Type for attribute {{{name}}} could not be determined"
            )));
        };
        if attribute.required {
            return Err(invalid_to_delete(&required(name)));
        }
        if !attribute.mutable {
            let name = name.replacen("custom:", "Custom.User.", 1);
            return Err(invalid_to_delete(&format!(
                "{name}: This attribute does not satisfy the mutability validation defined in the schema."
            )));
        }
    }
    let mut changes = Changes {
        remove: names.to_vec(),
        ..Changes::default()
    };
    remove_verified(&mut changes);
    Ok(changes)
}

/// What a new value of an address does to the user: unverified, unless an administrator says otherwise.
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

/// A user's attributes as they are returned: standard ones, custom ones, then the sub.
pub fn members(user: &User, may_read: impl Fn(&str) -> bool) -> Vec<Member> {
    let mut members: Vec<Member> = user
        .attributes
        .iter()
        .filter(|(name, _)| may_read(name))
        .map(|(name, value)| member(name, value))
        .collect();
    members.sort_by_key(|member| place(&member.name));
    members.push(member("sub", user.sub.as_str()));
    members
}

/// Custom or not, and which of [`FIRST`].
fn place(name: &str) -> (bool, usize) {
    let first = FIRST.iter().position(|first| *first == name);
    (name.contains(':'), first.unwrap_or(FIRST.len()))
}

fn member(name: &str, value: &str) -> Member {
    Member {
        name: name.to_owned(),
        value: Some(value.into()),
    }
}

fn find<'a>(pool: &'a Pool, writer: Writer<'_>, name: &str) -> Option<&'a Attribute> {
    pool.attribute(name)
        .filter(|attribute| !attribute.developer_only || matches!(writer, Writer::Administrator))
}

fn may_write<'a>(writer: Writer<'_>, names: impl Iterator<Item = &'a str> + Clone) -> Result<()> {
    let administrator = matches!(writer, Writer::Administrator);
    for name in names.clone() {
        if NEVER_WRITTEN.contains(&name) || (no_client_writes(name) && !administrator) {
            return Err(Error::invalid_parameter(format!(
                "Cannot modify the non-mutable attribute {name}"
            )));
        }
    }
    if let Writer::User(client) = writer {
        for name in names {
            if !client.may_write(name) {
                return Err(Error::not_authorized(
                    "A client attempted to write unauthorized attribute",
                ));
            }
        }
    }
    Ok(())
}

/// What a value breaks of its attribute's constraints.
fn fault(attribute: &Attribute, value: &str) -> Option<String> {
    let bound = |bound: &Option<String>| bound.as_ref().and_then(|bound| bound.parse::<i64>().ok());
    let (min, max) = (bound(&attribute.min), bound(&attribute.max));
    match attribute.kind {
        AttributeType::String => {
            let length = i64::try_from(value.encode_utf16().count()).unwrap_or(i64::MAX);
            match (min, max) {
                (_, Some(max)) if length > max => {
                    Some(format!("String must be no longer than {max} characters"))
                }
                (Some(min), _) if length < min => {
                    Some(format!("String must be at least {min} characters long"))
                }
                _ => None,
            }
        }
        AttributeType::Number => match (value.parse::<i64>(), min, max) {
            (Err(_), _, _) => Some("Attribute value must be a number".to_owned()),
            (Ok(number), _, Some(max)) if number > max => {
                Some(format!("Number must be no greater than {max}"))
            }
            (Ok(number), Some(min), _) if number < min => {
                Some(format!("Number must be no less than {min}"))
            }
            _ => None,
        },
        AttributeType::Boolean => {
            (!matches!(value.to_ascii_lowercase().as_str(), "true" | "false"))
                .then(|| "Attribute value must be a boolean".to_owned())
        }
        AttributeType::DateTime => None,
    }
}

/// A value as it is kept: truth in lower case, as everything that asks for it compares it.
fn kept(attribute: &Attribute, value: String) -> String {
    match attribute.kind {
        AttributeType::Boolean => value.to_ascii_lowercase(),
        AttributeType::DateTime | AttributeType::Number | AttributeType::String => value,
    }
}

/// The forms of addresses, and of usernames that must not look like one, nor like a sub but the user's own.
fn forms(pool: &Pool, own: Option<&Sub>, attributes: &BTreeMap<String, String>) -> Result<()> {
    for address in ContactAttribute::ALL {
        if attributes
            .get(address.as_str())
            .is_some_and(|value| !identifier::has_form_of(address, value))
        {
            return Err(Error::invalid_parameter(match address {
                ContactAttribute::Email => "Invalid email address format.",
                ContactAttribute::PhoneNumber => "Invalid phone number format.",
            }));
        }
    }
    match attributes.get("preferred_username") {
        Some(preferred) if own.is_none_or(|own| own.as_str() != preferred) => {
            username_is_no_alias(pool, preferred)
        }
        _ => Ok(()),
    }
}

/// Refuses a username that looks like what else people are named by: an address that they sign in with, a sub.
///
/// # Errors
/// InvalidParameterException
pub fn username_is_no_alias(pool: &Pool, username: &str) -> Result<()> {
    let Names::Username { .. } = &pool.names else {
        return Ok(());
    };
    if let Some(address) = identifier::address(pool, username) {
        return Err(Error::invalid_parameter(match address {
            ContactAttribute::Email => {
                "Username cannot be of email format, since user pool is configured for email alias."
            }
            ContactAttribute::PhoneNumber => {
                "Username cannot be of phone number format, since user pool is configured for phone number alias."
            }
        }));
    }
    if Sub::is_form_of(username) {
        return Err(Error::invalid_parameter(
            "Username cannot be of the format of a user's sub.",
        ));
    }
    Ok(())
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

/// The service names the parts of a name as its directory does.
fn required(name: &str) -> String {
    let part = match name {
        "name" => "formatted",
        "given_name" => "givenName",
        "family_name" => "familyName",
        "middle_name" => "middleName",
        _ => return format!("{name}: The attribute is required"),
    };
    format!("name.{part}: The attribute name.{part} is required")
}

fn not_conforming(faults: &str) -> Error {
    Error::invalid_parameter(format!(
        "Attributes did not conform to the schema: {faults}"
    ))
}

fn invalid_to_delete(fault: &str) -> Error {
    Error::invalid_parameter(format!("Invalid user attributes: {fault}"))
}
