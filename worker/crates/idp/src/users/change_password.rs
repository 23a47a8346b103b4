//! `ChangePassword`: a user who is signed in changes the password.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html>

use super::refusals::{self, Wording};
use crate::error::{Error, Result};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    access_token,
    accounts::outcomes::too_late,
    credentials,
    cx::Cx,
    password_policy::{self, Violation},
};
use vestibule_model::user::{Authority, Standing, Status};
use vestibule_store::users::{
    change::{PasswordSet, SetPassword},
    quotas::{Quota, Take, TakeQuota},
    verifications::subject_of,
};
use vestibule_wire::idp::{ChangePasswordRequest, ChangePasswordResponse};

pub async fn handle(cx: &Cx<'_>, input: ChangePasswordRequest) -> Result<ChangePasswordResponse> {
    let token = input.access_token.expose();
    let caller = access_token::resolve(cx, token).await?;
    let (config, user) = (&caller.config, &caller.user);
    cx.spend(&caller.token.client_id)?;
    let Some(previous) = input.previous_password else {
        return Err(Error::invalid_parameter(
            "Missing required parameter PreviousPassword",
        ));
    };
    let (previous, proposed) = (
        SecretString::new(previous.into_inner()),
        SecretString::new(input.proposed_password.into_inner()),
    );
    let place = cx.place_of_signed_in(&caller.token.client_id)?;
    // From here on a password is tried.
    let home = config.object_of(&user.sub);
    let take = TakeQuota {
        subject: subject_of(&user.sub),
        quota: Quota::ChangePassword,
    };
    if let Take::UsedUp { .. } = cx.decide(config, &home, take).await? {
        return Err(Error::attempt_limit());
    }
    let right = match &user.credential {
        Some(credential) => credentials::verify(cx, &place, credential, &previous).await?,
        None => false,
    };
    if !right {
        return Err(Error::wrong_credentials());
    }
    let pool = &config.pool;
    let refused = |violation| refusals::password(violation, Wording::DidNotConformWith);
    password_policy::check(&pool.settings.password, &proposed).map_err(refused)?;
    if password_policy::is_reused(cx, &place, &pool.settings.password, user, &proposed).await? {
        return Err(refused(Violation::Reused));
    }
    let set = SetPassword {
        sub: user.sub.clone(),
        caller: Authority::User(Standing::of(user)),
        credential: credentials::make(cx, &place, config, &user.username, &proposed, None).await?,
        // Only the code that an administrator had sent lifts the duty to reset.
        status: (user.status != Status::ResetRequired).then_some(Status::Confirmed),
        if_version: Some(user.credential_version),
        history: pool.settings.password.history,
        // Cognito ends no session here.
        revoke_sessions: pool.extensions.hardening,
    };
    match cx.decide(config, &home, set).await? {
        PasswordSet::Set => Ok(ChangePasswordResponse {}),
        PasswordSet::Nobody => Err(Error::user_not_found()),
        PasswordSet::TooLate => Err(too_late(cx, token).await.into()),
        PasswordSet::Changed => Err(Error::wrong_credentials()),
    }
}

#[cfg(test)]
mod tests;
