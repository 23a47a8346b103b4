//! Users and what belongs to them, as the API reads and tells them.

use crate::mfa::answer::legacy_options;
use std::collections::BTreeMap;
use vestibule_engine::messages::Contact;
use vestibule_model::{
    channel::Channel,
    short,
    user::{Status, User},
};
use vestibule_wire::{
    Timestamp,
    idp::{AttributeType, CodeDeliveryDetailsType, DeliveryMediumType, UserStatusType, UserType},
};

/// Those that the service returns before all others.
const FIRST: &[&str] = &[
    "email",
    "email_verified",
    "family_name",
    "given_name",
    "birthdate",
];

pub(super) fn status_of(user: &User) -> UserStatusType {
    match user.status {
        Status::Confirmed => UserStatusType::Confirmed,
        Status::ForceChangePassword => UserStatusType::ForceChangePassword,
        Status::ResetRequired => UserStatusType::ResetRequired,
        Status::Unconfirmed => UserStatusType::Unconfirmed,
    }
}

/// A user in lists and in the answer of AdminCreateUser, with the attributes that `wanted` says.
pub(crate) fn user_type(user: &User, wanted: &dyn Fn(&str) -> bool) -> UserType {
    let mut attributes = members(user, wanted);
    attributes.retain(|attribute| wanted(&attribute.name));
    UserType {
        username: Some(user.username.as_str().into()),
        attributes: Some(attributes),
        user_create_date: Some(Timestamp(user.created.millis())),
        user_last_modified_date: Some(Timestamp(user.modified.millis())),
        enabled: Some(user.enabled),
        user_status: Some(status_of(user)),
        mfa_options: legacy_options(user),
    }
}

/// A user's attributes as they are returned: standard ones, custom ones, then the sub.
pub(super) fn members(user: &User, may_read: &dyn Fn(&str) -> bool) -> Vec<AttributeType> {
    let readable = user
        .attributes
        .iter()
        .filter(|(name, _)| may_read(name))
        .map(|(name, value)| member(name, value));
    let mut members = short::sorted(readable, |a, b| place(&a.name).cmp(&place(&b.name)));
    members.push(member("sub", user.sub.as_str()));
    members
}

/// The attributes of a request; of several with one name the last counts.
pub(super) fn given(members: &[AttributeType]) -> BTreeMap<String, String> {
    short::map(members.iter().map(|member| {
        let value = member
            .value
            .as_ref()
            .map(|value| value.expose().clone())
            .unwrap_or_default();
        (member.name.clone(), value)
    }))
}

/// `CodeDeliveryDetails`
pub(super) fn code_delivery(contact: &Contact) -> CodeDeliveryDetailsType {
    CodeDeliveryDetailsType {
        destination: Some(contact.masked()),
        delivery_medium: Some(match contact.channel {
            Channel::Email => DeliveryMediumType::Email,
            Channel::Sms => DeliveryMediumType::Sms,
        }),
        attribute_name: Some(contact.attribute().as_str().to_owned()),
    }
}

/// Custom or not, and which of [`FIRST`].
fn place(name: &str) -> (bool, usize) {
    let first = FIRST.iter().position(|first| *first == name);
    (name.contains(':'), first.unwrap_or(FIRST.len()))
}

fn member(name: &str, value: &str) -> AttributeType {
    AttributeType {
        name: name.to_owned(),
        value: Some(value.into()),
    }
}
