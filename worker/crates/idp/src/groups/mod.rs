//! Groups of users: what tokens say of who is in them.

pub mod admin_add_user_to_group;
pub mod admin_list_groups_for_user;
pub mod admin_remove_user_from_group;
pub mod create_group;
pub mod delete_group;
pub mod get_group;
pub mod list_groups;
pub mod list_users_in_group;
pub mod update_group;

use crate::error::{Error, Result};
use vestibule_engine::{config::Config, cx::Cx, groups};
use vestibule_model::{group::Group, ids::PoolId, object_key::ObjectKey};
use vestibule_store::pool::groups::{Change, ChangeGroup, ChangedGroup};
use vestibule_wire::{
    Timestamp,
    idp::{ErrorCode, GroupType},
};

/// What was not set is left out.
fn shown(pool: &PoolId, group: Group) -> GroupType {
    GroupType {
        group_name: Some(group.name),
        user_pool_id: Some(pool.to_string()),
        description: group.description,
        role_arn: group.role,
        precedence: group.precedence,
        last_modified_date: Some(Timestamp(group.modified.millis())),
        creation_date: Some(Timestamp(group.created.millis())),
    }
}

/// The group of this name.
///
/// # Errors
/// ResourceNotFoundException
pub(crate) async fn find(cx: &Cx<'_>, config: &Config, name: &str) -> Result<Group> {
    let found = groups::named(cx, config, vec![name.to_owned()]).await?;
    found.into_iter().next().ok_or_else(missing)
}

/// Changes the group of this name, and publishes that. Answers with the group as it is now, or was when it was deleted.
///
/// # Errors
/// ResourceNotFoundException, GroupExistsException, LimitExceededException
async fn change(cx: &Cx<'_>, pool: &PoolId, name: String, change: Change) -> Result<Group> {
    let change = ChangeGroup { name, change };
    match cx.call(&ObjectKey::of_pool(pool), change).await? {
        ChangedGroup::Changed(revision, group) => {
            cx.publish(pool, &revision).await?;
            Ok(group)
        }
        ChangedGroup::Exists => Err(Error::new(
            ErrorCode::GroupExistsException,
            "A group with the name already exists.",
        )),
        ChangedGroup::NoGroup => Err(missing()),
        ChangedGroup::TooMany => Err(Error::new(
            ErrorCode::LimitExceededException,
            format!("A user pool has {} groups at most.", Group::MOST_OF_POOL),
        )),
        ChangedGroup::NoPool => Err(Error::no_such_pool(pool.as_str())),
    }
}

/// Refuses the ARN of another account's role. The model has seen to its form.
fn check_role(cx: &Cx<'_>, role: Option<&str>) -> Result<()> {
    let account = role.map(|arn| arn.split(':').nth(4).unwrap_or_default());
    match account.is_none_or(|account| account == cx.deployment.account) {
        true => Ok(()),
        false => Err(Error::invalid_parameter(
            "Cross-account pass role is not allowed.",
        )),
    }
}

fn missing() -> Error {
    Error::not_found("Group not found.")
}

#[cfg(test)]
mod tests;
