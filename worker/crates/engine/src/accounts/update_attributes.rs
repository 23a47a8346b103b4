//! Changing a user's attributes: for the user itself and for administrators.

use super::outcomes::too_late;
use crate::{
    aliases::{self, IfHeld},
    attributes::{Changes, unverify_changed},
    config::Config,
    cx::Cx,
    delivery::{Outgoing, Sent, When},
    error::{Error, Result},
    messages::Contact,
    verification::Code,
};
use vestibule_model::{
    alias::Alias,
    alias_rules::Rules,
    contact::ContactAttribute,
    user::{Authority, Standing, User},
};
use vestibule_store::users::{
    change::{UpdateAttributes, Updated},
    verifications::{NewVerification, Purpose},
};

/// Who changes a user.
#[derive(Clone, Copy, Debug)]
pub enum Changer<'a> {
    Administrator,
    /// The user itself, by its access token.
    User {
        token: &'a str,
    },
}

/// Why nothing was changed.
#[derive(Debug)]
pub enum Refusal {
    /// Another user has this name or address.
    Taken(Alias),
    /// Too many codes within the hour.
    TooMany,
    NoSuchUser,
    /// The change is made, but the provider did not take the message with a code. A timer tries again.
    NotDelivered,
    Failed(Error),
}

/// Makes a checked change, and sends codes to addresses that are to be verified: those come back.
pub async fn update_attributes(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
    changer: Changer<'_>,
    mut changes: Changes,
) -> Result<Vec<Contact>, Refusal> {
    unverify_changed(user, &mut changes);
    let mut codes = Codes::default();
    for address in ContactAttribute::ALL {
        if let Some(contact) = to_verify(config, user, &mut changes, address) {
            let purpose = Purpose::Attribute(address.as_str().to_owned());
            let code = Code::new(cx, config, user, purpose, &contact, When::Now)?;
            codes.contacts.push(contact);
            codes.verifications.push(code.verification);
            codes.outgoing.push(code.outgoing);
        }
    }
    let rules = Rules::of(&config.pool);
    let mut after = user.clone();
    UpdateAttributes::apply_to(&changes.set, &changes.remove, &mut after);
    let expected = rules.aliases_of(cx.unicode, &after);
    let change = aliases::change(cx, config, &user.sub, expected, IfHeld::Refuse, |claims| {
        UpdateAttributes {
            sub: user.sub.clone(),
            caller: match changer {
                Changer::Administrator => Authority::Administrator,
                Changer::User { .. } => Authority::User(Standing::of(user)),
            },
            set: changes.set.clone(),
            remove: changes.remove.clone(),
            rules: rules.clone(),
            claims,
            verifications: codes.verifications.clone(),
            messages: codes.outgoing.iter().map(Outgoing::row).collect(),
        }
    });
    match (
        change.await?.unless_taken().map_err(Refusal::Taken)?,
        changer,
    ) {
        (Updated::Updated, _) => {}
        (Updated::Exhausted, _) => return Err(Refusal::TooMany),
        (Updated::TooLate, Changer::User { token }) => {
            return Err(Refusal::Failed(too_late(cx, token).await));
        }
        (Updated::Nobody | Updated::TooLate, _) => return Err(Refusal::NoSuchUser),
    }
    let home = config.object_of(&user.sub);
    for outgoing in &codes.outgoing {
        if outgoing.send(cx, &home).await? == Sent::NotDelivered {
            return Err(Refusal::NotDelivered);
        }
    }
    Ok(codes.contacts)
}

#[derive(Default)]
struct Codes {
    contacts: Vec<Contact>,
    verifications: Vec<NewVerification>,
    outgoing: Vec<Outgoing>,
}

/// Where a code goes for a new value of this address, if one does. A pool can hold the new value back until then.
fn to_verify(
    config: &Config,
    user: &User,
    changes: &mut Changes,
    address: ContactAttribute,
) -> Option<Contact> {
    let (name, verified) = (address.as_str(), address.verified());
    let changed = changes
        .set
        .get(name)
        .is_some_and(|value| user.attributes.get(name) != Some(value));
    let vouched_for = changes
        .set
        .get(verified)
        .is_some_and(|value| value == "true");
    let settings = &config.pool.settings;
    if !changed || vouched_for || !settings.auto_verified.contains(&address) {
        return None;
    }
    let mut after = user.clone();
    after.attributes.extend(changes.set.clone());
    let contact = Contact::of(&after, address);
    if settings.verify_before_update.contains(&address) {
        changes.set.remove(name);
        changes.set.remove(verified);
    }
    contact
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
