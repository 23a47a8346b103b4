//! Pages of users, object by object, in the order of slots and subs.

use crate::error::Result;
use vestibule_engine::{config::Config, cx::Cx};
use vestibule_model::{ids::Sub, slots::Slot, user::User};
use vestibule_store::users::list::{Filter, ListUsers};

/// Users of the longest page.
pub(crate) const LONGEST: u32 = 60;

/// Whom a listing is of.
pub(crate) enum Wanted<'a> {
    All(Option<Filter>),
    /// Who is in the group of this generation.
    InGroup(&'a str),
}

/// Up to `length` users after a point, and the token with which the listing goes on, if it does.
pub(crate) async fn read(
    cx: &Cx<'_>,
    config: &Config,
    wanted: Wanted<'_>,
    after: Option<(Slot, Sub)>,
    length: u32,
    listing: &[&str],
) -> Result<(Vec<User>, Option<String>)> {
    let (filter, group) = match wanted {
        Wanted::All(filter) => (filter, None),
        Wanted::InGroup(generation) => (None, Some(generation.to_owned())),
    };
    let objects = config.slots.objects(&config.pool.id);
    let first = after
        .as_ref()
        .map(|(slot, _)| config.slots.object(&config.pool.id, *slot));
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let mut users: Vec<User> = Vec::new();
    for object in objects
        .iter()
        .skip_while(|object| first.as_ref().is_some_and(|first| first != *object))
    {
        // One more tells that there are more.
        let Some(room) = (length + 1)
            .checked_sub(users.len())
            .filter(|room| *room > 0)
        else {
            break;
        };
        let list = ListUsers {
            filter: filter.clone(),
            group: group.clone(),
            after: after.clone(),
            limit: u32::try_from(room).unwrap_or(u32::MAX),
        };
        users.extend(cx.decide(config, object, list).await?);
    }
    let more = users.len() > length;
    users.truncate(length);
    let next = match users.last() {
        Some(last) if more => Some(cx.next_token(listing, &(last.slot, &last.sub))?),
        _ => None,
    };
    Ok((users, next))
}
