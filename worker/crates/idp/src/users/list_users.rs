//! `ListUsers`: a pool's users, all or those that match a filter, page by page.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html>

pub mod filter;

use super::{answer::user_type, pages};
use crate::error::{Error, Result};
use filter::NoFilter;
use vestibule_engine::{cx::Cx, paging::page_length};
use vestibule_model::user::User;
use vestibule_wire::idp::{ListUsersRequest, ListUsersResponse};

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
    let limit = input.limit.filter(|limit| *limit > 0);
    let length = page_length(limit, pages::LONGEST);
    let wanted_users = pages::Wanted::All(filter);
    let (users, next) = pages::read(cx, &config, wanted_users, after, length, &bound_to).await?;
    let shown = |user: &User| {
        user_type(user, &|name| {
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

#[cfg(test)]
mod tests;
