//! `AdminResetUserPassword`: an administrator has a user choose a new password, by a code.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html>

use super::refusals;
use crate::error::{Error, Result};
use vestibule_engine::{
    accounts::forgot_password::recovery_contact, cx::Cx, delivery::When, find_user::named,
    verification::Code,
};
use vestibule_store::users::{change::RequireReset, verifications::Purpose};
use vestibule_wire::idp::{AdminResetUserPasswordRequest, AdminResetUserPasswordResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminResetUserPasswordRequest,
) -> Result<AdminResetUserPasswordResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let contact = recovery_contact(&config, &user).map_err(refusals::not_recoverable)?;
    let code = Code::new(
        cx,
        &config,
        &user,
        Purpose::ForgotPassword,
        &contact,
        When::Now,
    )?;
    let home = config.object_of(&user.sub);
    let reset = RequireReset {
        sub: user.sub,
        verification: code.verification,
        message: code.outgoing.row(),
        // Cognito ends no session here.
        revoke_sessions: config.pool.extensions.hardening,
    };
    if !cx.decide(&config, &home, reset).await? {
        return Err(Error::user_not_found());
    }
    refusals::unless_sent(code.outgoing.send(cx, &home).await?)?;
    Ok(AdminResetUserPasswordResponse {})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{
        api::{Api, not_authorized},
        people::{Fixture, code_of},
    };
    use serde_json::json;
    use vestibule_model::user::Status;
    use vestibule_wire::idp::ErrorCode;

    fn input(fixture: &Fixture) -> AdminResetUserPasswordRequest {
        AdminResetUserPasswordRequest {
            user_pool_id: fixture.pool(),
            username: "alice".into(),
            ..Default::default()
        }
    }

    #[test]
    fn the_user_gets_a_code_and_chooses_a_new_password() {
        let fixture = Fixture::with_usernames();
        fixture.add_user("alice");
        fixture.run(handle(&fixture.cx(), input(&fixture))).unwrap();
        assert_eq!(fixture.user("alice").status, Status::ResetRequired);
        let code = fixture.world.mailbox.code_for("alice@example.com").unwrap();
        fixture
            .confirm_forgot_password("alice", &code, "N3w-password")
            .unwrap();
        assert_eq!(fixture.user("alice").status, Status::Confirmed);
    }

    #[test]
    fn only_hardening_ends_the_users_sessions() {
        for hardening in [false, true] {
            let api = Api::usual();
            if hardening {
                api.harden();
            }
            api.add_user("alice");
            let tokens = api.tokens("alice");
            api.admin("AdminResetUserPassword", "alice");
            let read = api.call("GetUser", json!({"AccessToken": tokens["AccessToken"]}));
            let refreshed = api.refresh(&api.client, &tokens["RefreshToken"]);
            if hardening {
                assert_eq!(read, Err(not_authorized("Access Token has been revoked")));
                assert_eq!(
                    refreshed,
                    Err(not_authorized("Refresh Token has been revoked"))
                );
            } else {
                assert!(read.is_ok() && refreshed.is_ok());
            }
        }
    }

    #[test]
    fn an_invited_user_has_no_password_to_reset() {
        let fixture = Fixture::with_usernames();
        fixture.create_user(
            "alice",
            &[("email", "alice@example.com"), ("email_verified", "true")],
        );
        let error = fixture
            .run(handle(&fixture.cx(), input(&fixture)))
            .unwrap_err();
        let text = "User password cannot be reset in the current state.";
        assert_eq!(code_of(&error), (ErrorCode::NotAuthorizedException, text));
    }

    #[test]
    fn without_a_verified_address_nothing_is_reset() {
        let fixture = Fixture::with_usernames();
        fixture.sign_up("alice", &[("email", "alice@example.com")]);
        let error = fixture
            .run(handle(&fixture.cx(), input(&fixture)))
            .unwrap_err();
        let text = "Cannot reset password for the user as there is no registered/verified email or phone_number";
        assert_eq!(
            code_of(&error),
            (ErrorCode::InvalidParameterException, text)
        );
        assert_eq!(fixture.user("alice").status, Status::Unconfirmed);
    }
}
