//! `AdminDisableUser`: an administrator disables a user, and ends its sessions for good.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html>

use super::set_enabled::set_enabled;
use crate::error::Result;
use vestibule_engine::cx::Cx;
use vestibule_wire::idp::{AdminDisableUserRequest, AdminDisableUserResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminDisableUserRequest,
) -> Result<AdminDisableUserResponse> {
    set_enabled(cx, &input.user_pool_id, input.username.expose(), false).await?;
    Ok(AdminDisableUserResponse {})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fixtures::people::{Fixture, code_of},
        users::{admin_enable_user, get_user},
    };
    use vestibule_wire::idp::{AdminEnableUserRequest, ErrorCode, GetUserRequest};

    #[test]
    fn sessions_end_for_good() {
        let fixture = Fixture::with_usernames();
        let token = fixture.signed_in_user("alice");
        let get = || GetUserRequest {
            access_token: token.as_str().into(),
        };
        fixture.run(get_user::handle(&fixture.cx(), get())).unwrap();
        let input = AdminDisableUserRequest {
            user_pool_id: fixture.pool(),
            username: "alice".into(),
        };
        fixture.run(handle(&fixture.cx(), input)).unwrap();
        let error = fixture
            .run(get_user::handle(&fixture.cx(), get()))
            .unwrap_err();
        assert_eq!(
            code_of(&error),
            (ErrorCode::NotAuthorizedException, "User is disabled.")
        );
        let input = AdminEnableUserRequest {
            user_pool_id: fixture.pool(),
            username: "alice".into(),
        };
        fixture
            .run(admin_enable_user::handle(&fixture.cx(), input))
            .unwrap();
        let error = fixture
            .run(get_user::handle(&fixture.cx(), get()))
            .unwrap_err();
        assert_eq!(
            code_of(&error),
            (
                ErrorCode::NotAuthorizedException,
                "Access Token has been revoked"
            )
        );
    }
}
