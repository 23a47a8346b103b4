//! `ListUsers`: a pool's users, all or those that match a filter, page by page.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html>

pub mod filter;

use super::answer::user_type;
use crate::error::{Error, Result};
use filter::NoFilter;
use vestibule_engine::{config::Config, cx::Cx};
use vestibule_model::{ids::Sub, slots::Slot, user::User};
use vestibule_store::users::list::{Filter, ListUsers};
use vestibule_wire::idp::{ListUsersRequest, ListUsersResponse};

const LARGEST_PAGE: usize = 60;

pub async fn handle(cx: &Cx<'_>, input: ListUsersRequest) -> Result<ListUsersResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let wanted = input.attributes_to_get.filter(|names| !names.is_empty());
    if wanted
        .iter()
        .flatten()
        .any(|name| config.pool.attribute(name).is_none())
    {
        return Err(Error::invalid_parameter(
            "One or more requested attributes do not exist.",
        ));
    }
    let text = input.filter.unwrap_or_default();
    let filter = filter::parse(&text).map_err(|refused| match refused {
        NoFilter::Malformed => Error::invalid_parameter("Error while parsing filter."),
        NoFilter::NotSearchable(attribute) => {
            Error::invalid_parameter(format!("Invalid search attribute: {attribute}"))
        }
    })?;
    let bound_to = [config.pool.id.as_str(), "ListUsers", &text];
    let after = cx.position(&bound_to, input.pagination_token.as_deref())?;
    let limit = match input.limit.and_then(|limit| usize::try_from(limit).ok()) {
        None | Some(0) => LARGEST_PAGE,
        Some(limit) => limit.min(LARGEST_PAGE),
    };
    let mut users = page(cx, &config, filter, after, limit + 1).await?;
    let more = users.len() > limit;
    users.truncate(limit);
    let next = match users.last() {
        Some(last) if more => Some(cx.next_token(&bound_to, &(last.slot, &last.sub))?),
        _ => None,
    };
    let shown = |user: &User| {
        user_type(user, |name| {
            wanted
                .as_ref()
                .is_none_or(|wanted| wanted.iter().any(|wanted| wanted == name))
        })
    };
    Ok(ListUsersResponse {
        users: Some(users.iter().map(shown).collect()),
        pagination_token: next,
    })
}

/// Up to `limit` users after a point, object by object.
async fn page(
    cx: &Cx<'_>,
    config: &Config,
    filter: Option<Filter>,
    after: Option<(Slot, Sub)>,
    limit: usize,
) -> Result<Vec<User>> {
    let objects = config.slots.objects(&config.pool.id);
    let first = after
        .as_ref()
        .map(|(slot, _)| config.slots.object(&config.pool.id, *slot));
    let mut users: Vec<User> = Vec::new();
    for object in objects
        .iter()
        .skip_while(|object| first.as_ref().is_some_and(|first| first != *object))
    {
        let Some(room) = limit.checked_sub(users.len()).filter(|room| *room > 0) else {
            break;
        };
        let list = ListUsers {
            filter: filter.clone(),
            after: after.clone(),
            limit: u32::try_from(room).unwrap_or(u32::MAX),
        };
        users.extend(cx.decide(config, object, list).await?);
    }
    Ok(users)
}

#[cfg(test)]
mod tests;
