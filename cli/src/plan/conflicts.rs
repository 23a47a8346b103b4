//! What the file asks for and can't be had: settings fixed when a thing was made, names that several things have,
//! and domains that belong to another pool.

use super::Subject;
use crate::config::{Mistake, Pool, Position};
use crate::settings::{Change, Members, changes};
use crate::state::State;

/// Adds what `pool` asks for and the deployment can't give.
pub(super) fn find(pool: &Pool, state: &State, conflicts: &mut Vec<Mistake>) {
    let name = &pool.settings.name;
    for ambiguous in state
        .ambiguous
        .iter()
        .filter(|ambiguous| ambiguous.pool == *name)
    {
        let (kind, named, at) = match &ambiguous.client {
            None => ("pools", name, pool.at),
            Some(client) => ("clients", client, client_position(pool, client)),
        };
        let ids = ambiguous.ids.join(", ");
        let message = format!(
            "the deployment has several {kind} named {named:?} ({ids}); expected one, so delete the others or choose another name"
        );
        conflicts.push(Mistake { at, message });
    }
    let current = state.pools.get(name);
    if let Some(domain) = &pool.domain
        && let Some(owner) = state.domain_owners.get(domain)
        && current.is_none_or(|current| current.id != *owner)
    {
        let message = format!(
            "domain {domain:?} belongs to the pool {owner} already; expected another domain"
        );
        conflicts.push(Mistake {
            at: pool.at,
            message,
        });
    }
    let Some(current) = current else { return };
    let is = current.settings.fixed_members();
    find_fixed(
        &Subject::Pool(name.clone()),
        pool.at,
        &is,
        &pool.settings.fixed_members(),
        conflicts,
    );
    for (attribute, wanted) in &pool.settings.custom_attributes {
        if let Some(is) = current
            .settings
            .custom_attributes
            .get(attribute)
            .filter(|is| *is != wanted)
        {
            let is = vec![(format!("custom_attributes.{attribute}"), is.shown())];
            let wanted = vec![(format!("custom_attributes.{attribute}"), wanted.shown())];
            find_fixed(
                &Subject::Pool(name.clone()),
                pool.at,
                &is,
                &wanted,
                conflicts,
            );
        }
    }
    for client in &pool.clients {
        if let Some(current) = current.clients.get(&client.settings.name) {
            let subject = Subject::Client(client.settings.name.clone());
            let is = current.settings.fixed_members();
            find_fixed(
                &subject,
                client.at,
                &is,
                &client.settings.fixed_members(),
                conflicts,
            );
        }
    }
}

/// What differs of the settings that can't be changed, as far as the file speaks of them.
fn find_fixed(
    subject: &Subject,
    at: Position,
    is: &Members,
    wanted: &Members,
    conflicts: &mut Vec<Mistake>,
) {
    let spoken_of = |change: &Change| wanted.iter().any(|(name, _)| *name == change.setting);
    for Change { setting, old, new } in changes(is, wanted).into_iter().filter(spoken_of) {
        let message = format!(
            "{subject}: {setting} is fixed once it is made; expected {old:?} as it is, found {new:?} \
             (for another value, make a new one under another name)"
        );
        conflicts.push(Mistake { at, message });
    }
}

fn client_position(pool: &Pool, name: &str) -> Position {
    let client = pool
        .clients
        .iter()
        .find(|client| client.settings.name == name);
    client.map_or(pool.at, |client| client.at)
}
