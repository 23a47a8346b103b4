//! The one way in which attributes change, whoever changes them.

use super::{too_late, unless_taken};
use crate::{
    alias::{self, Holder},
    attributes::{Changes, unverify_changed},
    config::{Config, ContactAttribute},
    cx::Cx,
    delivery::{Outgoing, When},
    error::{Error, Result},
    messages::Contact,
    store::{
        aliases::Rules,
        sign_in::Standing,
        users::{UpdateAttributes, Updated, User},
        verifications::{NewVerification, Purpose},
    },
    verification::Code,
};
use vestibule_wire::idp::CodeDeliveryDetailsType;

/// Makes a checked change, and sends codes to addresses that are to be verified. `token` is the user's own; `None`: an
/// administrator calls.
///
/// # Errors
/// AliasExistsException, CodeDeliveryFailureException; for a user LimitExceededException and what its token is worth.
pub(super) async fn update(
    cx: &Cx<'_>,
    config: &Config,
    user: &User,
    token: Option<&str>,
    mut changes: Changes,
) -> Result<Vec<CodeDeliveryDetailsType>> {
    unverify_changed(user, &mut changes);
    let mut sent = Sent::default();
    for address in ContactAttribute::ALL {
        if let Some(contact) = to_verify(config, user, &mut changes, address) {
            let purpose = Purpose::Attribute(address.as_str().to_owned());
            let code = Code::new(cx, config, user, purpose, &contact, When::Now)?;
            sent.details.push(contact.details());
            sent.verifications.push(code.verification);
            sent.outgoing.push(code.outgoing);
        }
    }
    let rules = Rules::of(&config.pool);
    let mut after = user.clone();
    UpdateAttributes::apply_to(&changes.set, &changes.remove, &mut after);
    let expected = rules.aliases_of(&after);
    let change = alias::change(cx, config, &user.sub, expected, Holder::Keeps, |claims| {
        UpdateAttributes {
            sub: user.sub.clone(),
            caller: token.map(|_| Standing::of(user)),
            set: changes.set.clone(),
            remove: changes.remove.clone(),
            rules: rules.clone(),
            claims,
            verifications: sent.verifications.clone(),
            messages: sent.outgoing.iter().map(Outgoing::row).collect(),
        }
    })
    .await?;
    match (unless_taken(change, alias::taken)?, token) {
        (Updated::Updated, _) => {}
        (Updated::Exhausted, _) => return Err(Error::attempt_limit()),
        (Updated::TooLate, Some(token)) => return Err(too_late(cx, token).await),
        (Updated::Nobody | Updated::TooLate, _) => {
            return Err(Error::user_not_found());
        }
    }
    let home = config.object_of(&user.sub);
    for outgoing in &sent.outgoing {
        outgoing.send(cx, &home).await?;
    }
    Ok(sent.details)
}

#[derive(Default)]
struct Sent {
    details: Vec<CodeDeliveryDetailsType>,
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
