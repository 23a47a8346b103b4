//! `AdminDeleteUser`: an administrator deletes a user.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html>

use crate::error::{Error, Result};
use vestibule_engine::{cx::Cx, find_user::named};
use vestibule_model::user::Authority;
use vestibule_store::users::create::{DeleteUser, Deleted};
use vestibule_wire::idp::AdminDeleteUserRequest;

pub async fn handle(cx: &Cx<'_>, input: AdminDeleteUserRequest) -> Result<()> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let home = config.object_of(&user.sub);
    let delete = DeleteUser {
        sub: user.sub,
        caller: Authority::Administrator,
    };
    match cx.decide(&config, &home, delete).await? {
        Deleted::Deleted => Ok(()),
        Deleted::Nobody | Deleted::TooLate => Err(Error::user_not_found()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::people::{Fixture, code_of};
    use vestibule_wire::idp::ErrorCode;

    fn input(fixture: &Fixture, username: &str) -> AdminDeleteUserRequest {
        AdminDeleteUserRequest {
            user_pool_id: fixture.pool(),
            username: username.into(),
        }
    }

    #[test]
    fn a_deleted_users_names_are_free_for_another() {
        let fixture = Fixture::with_email_aliases();
        fixture.create_user(
            "alice",
            &[("email", "alice@example.com"), ("email_verified", "true")],
        );
        let first = fixture.user("alice@example.com");
        fixture
            .run(handle(&fixture.cx(), input(&fixture, "alice@example.com")))
            .unwrap();
        assert!(fixture.find("alice").is_none() && fixture.find("alice@example.com").is_none());
        fixture.create_user(
            "alice",
            &[("email", "alice@example.com"), ("email_verified", "true")],
        );
        assert_ne!(fixture.user("alice@example.com").sub, first.sub);
    }

    #[test]
    fn an_unknown_user_is_not_found() {
        let fixture = Fixture::with_usernames();
        let error = fixture
            .run(handle(&fixture.cx(), input(&fixture, "nobody")))
            .unwrap_err();
        assert_eq!(
            code_of(&error),
            (ErrorCode::UserNotFoundException, "User does not exist.")
        );
    }
}
