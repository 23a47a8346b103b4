//! What the file asks for and can't be had, as the deployment is: settings fixed when a thing was made, names that
//! several things have, what belongs to another pool, and what the service would refuse for what is there already.

use serde_json::Value;

use super::Subject;
use crate::config::{Client, Mistake, Places, Pool};
use crate::settings::{Change, Members, changes};
use crate::state::{CurrentPool, State};

/// Custom attributes of one pool.
const MOST_CUSTOM: usize = 50;

/// Attributes that CreateUserPool takes, standard ones that are required among them.
const MOST_AT_FIRST: usize = 50;

/// Adds what `pool` asks for and can't be had. The pools before it in the file are `earlier`.
pub(super) fn find(pool: &Pool, earlier: &[Pool], state: &State, conflicts: &mut Vec<Mistake>) {
    find_ambiguous(pool, state, conflicts);
    let current = state.pools.get(&pool.settings.name);
    find_taken(pool, current, earlier, state, conflicts);
    let Some(current) = current else {
        find_too_many_at_first(pool, conflicts);
        return;
    };
    find_fixed_in_pool(pool, current, conflicts);
    find_too_many(pool, current, conflicts);
    find_refused(pool, current, conflicts);
}

fn find_ambiguous(pool: &Pool, state: &State, conflicts: &mut Vec<Mistake>) {
    let name = &pool.settings.name;
    for ambiguous in state
        .ambiguous
        .iter()
        .filter(|ambiguous| ambiguous.pool == *name)
    {
        let (kind, named, places) = match &ambiguous.client {
            None => ("pools", name, &pool.places),
            Some(client) => ("clients", client, client_places(pool, client)),
        };
        let ids = ambiguous.ids.join(", ");
        let message = format!(
            "the deployment has several {kind} named {named:?} ({ids}); expected one, so delete the others or choose another name"
        );
        conflicts.push(Mistake {
            at: places.of("name"),
            message,
        });
    }
}

/// What another pool has: its domain, the demo app.
fn find_taken(
    pool: &Pool,
    current: Option<&CurrentPool>,
    earlier: &[Pool],
    state: &State,
    conflicts: &mut Vec<Mistake>,
) {
    let of_another = |owner: &String| current.is_none_or(|current| current.id != *owner);
    if let Some(domain) = &pool.domain
        && let Some(owner) = state.domain_owners.get(domain)
        && of_another(owner)
    {
        let message = format!(
            "domain {domain:?} belongs to the pool {owner} already; expected another domain"
        );
        conflicts.push(Mistake {
            at: pool.places.of("domain"),
            message,
        });
    }
    let given_up = |owner: &String| {
        earlier.iter().any(|pool| {
            let current = state.pools.get(&pool.settings.name);
            pool.extensions.demo_client.is_none()
                && current.is_some_and(|current| current.id == *owner)
        })
    };
    if pool.extensions.demo_client.is_some()
        && let Some(owner) = &state.demo_owner
        && of_another(owner)
        && !given_up(owner)
    {
        let message = format!(
            "the demo app signs in to the pool {owner} already; expected no demo_client here, or none there first"
        );
        conflicts.push(Mistake {
            at: pool.places.of("demo_client"),
            message,
        });
    }
}

fn find_fixed_in_pool(pool: &Pool, current: &CurrentPool, conflicts: &mut Vec<Mistake>) {
    let subject = Subject::Pool(pool.settings.name.clone());
    let mut is = current.settings.fixed_members();
    let mut wanted = pool.settings.fixed_members();
    for (name, attribute) in &pool.settings.custom_attributes {
        if let Some(existing) = current.settings.custom_attributes.get(name) {
            is.extend(existing.fixed_members(name));
            wanted.extend(attribute.fixed_members(name));
        }
    }
    find_fixed(&subject, &pool.places, &is, &wanted, conflicts);
    for client in &pool.clients {
        if let Some(current) = current.clients.get(&client.settings.name) {
            let subject = Subject::Client(client.settings.name.clone());
            let is = current.settings.fixed_members();
            let wanted = client.settings.fixed_members();
            find_fixed(&subject, &client.places, &is, &wanted, conflicts);
        }
    }
}

/// What differs of the settings that can't be changed, as far as the file speaks of them.
fn find_fixed(
    subject: &Subject,
    places: &Places,
    is: &Members,
    wanted: &Members,
    conflicts: &mut Vec<Mistake>,
) {
    let spoken_of = |change: &Change| wanted.iter().any(|(name, _)| *name == change.setting);
    for Change { setting, old, new } in changes(is, wanted).into_iter().filter(spoken_of) {
        let at = places.of(&setting);
        let message = format!(
            "{subject}: {setting} is fixed once it is made; expected {old:?} as it is, found {new:?} \
             (for another value, make a new one under another name)"
        );
        conflicts.push(Mistake { at, message });
    }
}

fn find_too_many_at_first(pool: &Pool, conflicts: &mut Vec<Mistake>) {
    let required = pool.settings.required_attributes.iter().flatten().count();
    let custom = pool.settings.custom_attributes.len();
    if required + custom > MOST_AT_FIRST {
        let message = format!(
            "a new pool can't have {custom} custom attributes and {required} required ones; \
             expected {MOST_AT_FIRST} together (more can be added to it later)"
        );
        conflicts.push(Mistake {
            at: pool.places.of("custom_attributes"),
            message,
        });
    }
}

/// The pool's custom attributes that the file doesn't speak of count too.
fn find_too_many(pool: &Pool, current: &CurrentPool, conflicts: &mut Vec<Mistake>) {
    let existing = &current.settings.custom_attributes;
    let wanted = pool.settings.custom_attributes.keys();
    let added = wanted.filter(|name| !existing.contains_key(*name)).count();
    if added > 0 && existing.len() + added > MOST_CUSTOM {
        let message = format!(
            "the pool has {} custom attributes already; expected at most {MOST_CUSTOM} with those that are new",
            existing.len()
        );
        conflicts.push(Mistake {
            at: pool.places.of("custom_attributes"),
            message,
        });
    }
}

/// What the service refuses for settings of the pool that the file doesn't speak of.
fn find_refused(pool: &Pool, current: &CurrentPool, conflicts: &mut Vec<Mistake>) {
    let name = &pool.settings.name;
    let verified_first = current
        .description
        .pointer("/UserAttributeUpdateSettings/AttributesRequireVerificationBeforeUpdate")
        .and_then(Value::as_array);
    for attribute in verified_first.into_iter().flatten() {
        if let Some(attribute) = attribute.as_str()
            && !pool.settings.verify.contains(attribute)
        {
            let message = format!(
                "pool {name:?} has {attribute:?} verified before it changes; expected it in verify"
            );
            conflicts.push(Mistake {
                at: pool.places.of("verify"),
                message,
            });
        }
    }
    find_refused_by_tier(pool, current, conflicts);
    for client in &pool.clients {
        find_refused_in_client(client, name, current, conflicts);
    }
}

/// What the tier LITE hasn't.
fn find_refused_by_tier(pool: &Pool, current: &CurrentPool, conflicts: &mut Vec<Mistake>) {
    let tier = current.description.get("UserPoolTier");
    if tier.and_then(Value::as_str) != Some("LITE") {
        return;
    }
    let name = &pool.settings.name;
    let first = pool.settings.first_factors.iter().flatten();
    for (is_wanted, setting, feature) in [
        (
            first.into_iter().any(|factor| factor != "password"),
            "first_factors",
            "first factor but passwords",
        ),
        (
            pool.mfa.has("email"),
            "mfa.factors",
            "second factor by e-mail",
        ),
        (pool.mfa.passkeys.is_some(), "passkeys", "passkeys"),
        (
            pool.sessions.as_ref().is_some_and(|it| it.track),
            "sessions.track",
            "sessions that are tracked",
        ),
    ] {
        if is_wanted {
            conflicts.push(Mistake {
                at: pool.places.of(setting),
                message: format!("pool {name:?} is of the tier LITE, which has no {feature}"),
            });
        }
    }
}

fn find_refused_in_client(
    client: &Client,
    pool: &str,
    current: &CurrentPool,
    conflicts: &mut Vec<Mistake>,
) {
    let settings = &client.settings;
    let tier = current.description.get("UserPoolTier");
    if settings.refresh_token_rotation.is_some() && tier.and_then(Value::as_str) == Some("LITE") {
        let message = format!(
            "pool {pool:?} is of the tier LITE, which has no rotation; expected refresh_token_rotation = false"
        );
        conflicts.push(Mistake {
            at: client.places.of("refresh_token_rotation"),
            message,
        });
    }
    let Some(writable) = &settings.write_attributes else {
        return;
    };
    let required = current.settings.required_attributes.iter().flatten();
    for missing in required.filter(|name| !writable.contains(*name)) {
        let message = format!(
            "write_attributes lacks {missing:?}, which each new user of pool {pool:?} has to give; expected it too"
        );
        conflicts.push(Mistake {
            at: client.places.of("write_attributes"),
            message,
        });
    }
}

fn client_places<'a>(pool: &'a Pool, name: &str) -> &'a Places {
    let client = pool
        .clients
        .iter()
        .find(|client| client.settings.name == name);
    client.map_or(&pool.places, |client| &client.places)
}
