//! Operations on users: one file each.

pub mod admin_confirm_sign_up;
pub mod admin_create_user;
pub mod admin_delete_user;
pub mod admin_delete_user_attributes;
pub mod admin_disable_user;
pub mod admin_enable_user;
pub mod admin_get_user;
pub mod admin_reset_user_password;
pub mod admin_set_user_password;
pub mod admin_update_user_attributes;
pub mod change_password;
pub mod confirm_forgot_password;
pub mod confirm_sign_up;
pub mod delete_user;
pub mod delete_user_attributes;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod forgot_password;
pub mod get_user;
pub mod get_user_attribute_verification_code;
pub mod list_users;
pub mod resend_confirmation_code;
pub mod sign_up;
pub mod update_user_attributes;
pub mod verify_user_attribute;

use crate::{
    access_token,
    alias::Change,
    config::Config,
    cx::Cx,
    error::{Error, Result},
    identifier,
    store::{
        quotas::{Quota, TakeQuota},
        users::{Alias, Status, User},
    },
};
use vestibule_wire::{
    Timestamp,
    idp::{ErrorCode, UserStatusType, UserType},
};

/// The user that an administrator names.
///
/// # Errors
/// UserNotFoundException
async fn named(cx: &Cx<'_>, config: &Config, username: &str) -> Result<User> {
    identifier::find_named(cx, config, username)
        .await?
        .ok_or_else(Error::user_not_found)
}

/// An unknown user, in operations that a code completes.
fn combination_not_found() -> Error {
    Error::new(
        ErrorCode::UserNotFoundException,
        "Username/client id combination not found.",
    )
}

/// Counts against an identifier that is not to be told apart from a user: the same hop, the same limit.
///
/// # Errors
/// LimitExceededException
async fn count_unknown(cx: &Cx<'_>, config: &Config, typed: &str, quota: Quota) -> Result<()> {
    let name = config.pool.normalise(typed);
    let object = config.object_of_identifier(&name);
    let take = TakeQuota {
        subject: config.routing.nobody(&name),
        quota,
    };
    if cx.decide(config, &object, take).await? {
        Ok(())
    } else {
        Err(Error::attempt_limit())
    }
}

/// The answer where a user's own change came too late: what its access token is worth by now. With one that is still
/// good the caller is to try again.
pub(crate) async fn too_late(cx: &Cx<'_>, token: &str) -> Error {
    match access_token::resolve(cx, token).await {
        Err(error) => error,
        Ok(_) => Error::rate_exceeded(),
    }
}

/// The change's outcome, or the error for an alias that another user has.
pub(crate) fn unless_taken<T>(change: Change<T>, taken: impl FnOnce(&Alias) -> Error) -> Result<T> {
    match change {
        Change::Done(output) => Ok(output),
        Change::Taken(alias) => Err(taken(&alias)),
    }
}

/// An alias that a code was to verify is another user's.
fn alias_exists(alias: &Alias) -> Error {
    Error::new(
        ErrorCode::AliasExistsException,
        format!("An account with the {} already exists.", alias.kind()),
    )
}

fn status_of(user: &User) -> UserStatusType {
    match user.status {
        Status::Confirmed => UserStatusType::Confirmed,
        Status::ForceChangePassword => UserStatusType::ForceChangePassword,
        Status::ResetRequired => UserStatusType::ResetRequired,
        Status::Unconfirmed => UserStatusType::Unconfirmed,
    }
}

/// A user in lists and in the answer of AdminCreateUser, with the attributes that `wanted` says.
fn user_type(user: &User, wanted: impl Fn(&str) -> bool) -> UserType {
    let mut attributes = crate::attributes::members(user, &wanted);
    attributes.retain(|attribute| wanted(&attribute.name));
    UserType {
        username: Some(user.username.as_str().into()),
        attributes: Some(attributes),
        user_create_date: Some(Timestamp(user.created.millis())),
        user_last_modified_date: Some(Timestamp(user.modified.millis())),
        enabled: Some(user.enabled),
        user_status: Some(status_of(user)),
        mfa_options: None,
    }
}

#[cfg(test)]
mod tests;
