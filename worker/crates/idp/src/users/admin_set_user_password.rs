//! `AdminSetUserPassword`: an administrator sets a user's password, lasting or temporary.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html>

use super::refusals::{self, Wording};
use crate::error::{Error, Result};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    credentials,
    cx::Cx,
    find_user::named,
    password_policy::{self, Violation},
};
use vestibule_model::user::{Authority, Status};
use vestibule_store::users::change::{PasswordSet, SetPassword};
use vestibule_wire::idp::{AdminSetUserPasswordRequest, AdminSetUserPasswordResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: AdminSetUserPasswordRequest,
) -> Result<AdminSetUserPasswordResponse> {
    let config = cx.pool(&input.user_pool_id).await?;
    let policy = &config.pool.settings.password;
    let user = named(cx, &config, input.username.expose()).await?;
    let password = SecretString::new(input.password.into_inner());
    let refused = |violation| refusals::password(violation, Wording::DoesNotConformTo);
    password_policy::check(policy, &password).map_err(refused)?;
    let (status, temporary_until) = match input.permanent {
        Some(true) => (Status::Confirmed, None),
        _ => (
            Status::ForceChangePassword,
            Some(cx.now + policy.temporary()),
        ),
    };
    let credential = {
        let place = cx.place_of_administrator()?;
        if password_policy::is_reused(cx, &place, policy, &user, &password).await? {
            return Err(refused(Violation::Reused));
        }
        credentials::make(
            cx,
            &place,
            &config,
            &user.username,
            &password,
            temporary_until,
        )
        .await?
    };
    let set = SetPassword {
        sub: user.sub.clone(),
        caller: Authority::Administrator,
        credential,
        status: Some(status),
        if_version: None,
        history: policy.history,
        // Cognito ends no session here.
        revoke_sessions: config.pool.extensions.hardening,
    };
    match cx
        .decide(&config, &config.object_of(&user.sub), set)
        .await?
    {
        PasswordSet::Set => Ok(AdminSetUserPasswordResponse {}),
        PasswordSet::Nobody | PasswordSet::TooLate | PasswordSet::Changed => {
            Err(Error::user_not_found())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::people::{Fixture, code_of};
    use vestibule_wire::idp::ErrorCode;

    fn input(
        fixture: &Fixture,
        password: &str,
        permanent: Option<bool>,
    ) -> AdminSetUserPasswordRequest {
        AdminSetUserPasswordRequest {
            user_pool_id: fixture.pool(),
            username: "alice".into(),
            password: password.into(),
            permanent,
        }
    }

    #[test]
    fn a_permanent_password_confirms_and_a_temporary_one_must_be_changed() {
        let fixture = Fixture::with_usernames();
        fixture.create_user("alice", &[]);
        fixture
            .run(handle(
                &fixture.cx(),
                input(&fixture, "Passw0rd!", Some(true)),
            ))
            .unwrap();
        let user = fixture.user("alice");
        assert_eq!(user.status, Status::Confirmed);
        assert_eq!(user.credential.unwrap().temporary_until, None);
        fixture
            .run(handle(&fixture.cx(), input(&fixture, "Passw0rd?", None)))
            .unwrap();
        let user = fixture.user("alice");
        assert_eq!(user.status, Status::ForceChangePassword);
        assert!(user.credential.unwrap().temporary_until.is_some());
    }

    #[test]
    fn no_token_is_revoked() {
        let fixture = Fixture::with_usernames();
        let token = fixture.signed_in_user("alice");
        for permanent in [true, false] {
            fixture
                .run(handle(
                    &fixture.cx(),
                    input(&fixture, "Passw0rd?", Some(permanent)),
                ))
                .unwrap();
            assert_eq!(fixture.get_user(&token).unwrap().username.expose(), "alice");
        }
    }

    #[test]
    fn a_weak_password_is_refused_in_this_operations_words() {
        let fixture = Fixture::with_usernames();
        fixture.create_user("alice", &[]);
        let error = fixture
            .run(handle(&fixture.cx(), input(&fixture, "Ab1!", Some(true))))
            .unwrap_err();
        let text = "Password does not conform to policy: Password not long enough";
        assert_eq!(code_of(&error), (ErrorCode::InvalidPasswordException, text));
    }
}
