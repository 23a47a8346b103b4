//! `AdminConfirmSignUp`: an administrator confirms a user who signed up, without a code.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html>

use super::refusals::{self, For};
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use vestibule_engine::{
    aliases::{self, IfHeld},
    cx::Cx,
    find_user::named,
};
use vestibule_model::alias_rules::Rules;
use vestibule_store::users::prove::{ConfirmUser, Confirmation, Proven};
use vestibule_wire::idp::{AdminConfirmSignUpRequest, AdminConfirmSignUpResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminConfirmSignUpRequest,
) -> Result<AdminConfirmSignUpResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let user = named(cx, &config, input.username.expose()).await?;
    let rules = Rules::of(&config.pool);
    let change = aliases::change(
        cx,
        &config,
        &user.sub,
        BTreeSet::new(),
        IfHeld::Refuse,
        |claims| ConfirmUser {
            sub: user.sub.clone(),
            confirmation: Confirmation::Administrator,
            rules: rules.clone(),
            claims,
        },
    )
    .await?;
    match change
        .unless_taken()
        .map_err(|alias| refusals::taken(&alias, For::Verified))?
    {
        Proven::Done | Proven::By(_) => Ok(AdminConfirmSignUpResponse {}),
        Proven::Nobody => Err(Error::user_not_found()),
        Proven::Status(status) => Err(refusals::cannot_be_confirmed(status)),
        Proven::Not(_) | Proven::TooLate => {
            Err(Error::internal("a confirmation without a code was refused"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::people::{Fixture, code_of};
    use vestibule_model::user::Status;
    use vestibule_wire::idp::ErrorCode;

    #[test]
    fn a_user_is_confirmed_once_and_nothing_is_verified() {
        let fixture = Fixture::with_usernames();
        fixture.sign_up("alice", &[("email", "alice@example.com")]);
        let input = || AdminConfirmSignUpRequest {
            user_pool_id: fixture.pool(),
            username: "alice".into(),
            ..Default::default()
        };
        fixture.run(handle(&fixture.cx(), input())).unwrap();
        let user = fixture.user("alice");
        assert_eq!(user.status, Status::Confirmed);
        assert_eq!(
            user.attributes.get("email_verified").map(String::as_str),
            Some("false")
        );
        let error = fixture.run(handle(&fixture.cx(), input())).unwrap_err();
        assert_eq!(
            code_of(&error),
            (
                ErrorCode::NotAuthorizedException,
                "User cannot be confirmed. Current status is CONFIRMED"
            )
        );
    }

    #[test]
    fn an_unknown_user_is_not_found() {
        let fixture = Fixture::with_usernames();
        let input = AdminConfirmSignUpRequest {
            user_pool_id: fixture.pool(),
            username: "bob".into(),
            ..Default::default()
        };
        let error = fixture.run(handle(&fixture.cx(), input)).unwrap_err();
        assert_eq!(
            code_of(&error),
            (ErrorCode::UserNotFoundException, "User does not exist.")
        );
    }
}
