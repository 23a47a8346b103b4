//! `ForgotPassword`: a code to set a new password with.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgotPassword.html>

use super::{combination_not_found, count_unknown};
use crate::{
    accounts::discretion::Discretion,
    config::Config,
    cx::Cx,
    error::{Error, Result},
    identifier,
    messages::Contact,
    secret_hash::{self, Place},
    store::{
        quotas::Quota,
        users::{IssueVerification, Issued, Status, User},
        verifications::Purpose,
    },
    verification::Code,
};
use vestibule_wire::idp::{ForgotPasswordRequest, ForgotPasswordResponse};

pub async fn handle(cx: &Cx<'_>, input: ForgotPasswordRequest) -> Result<ForgotPasswordResponse> {
    send_code(cx, input, None).await
}

/// The operation; `None`: with the discretion that pool and client ask for.
pub(crate) async fn send_code(
    cx: &Cx<'_>,
    input: ForgotPasswordRequest,
    discretion: Option<Discretion>,
) -> Result<ForgotPasswordResponse> {
    let config = cx.client(input.client_id.expose()).await?;
    let client = config.required_client()?;
    cx.budgets.spend(cx.now, cx.peer, client.id.as_str())?;
    let username = input.username.expose();
    let hash = input
        .secret_hash
        .as_ref()
        .map(|hash| hash.expose().as_str());
    secret_hash::check(cx, client, hash, username, Place::Member)?;
    let discretion = discretion.unwrap_or_else(|| Discretion::of(&config, client));
    let found = identifier::find_named(cx, &config, username).await?;
    let (user, contact) = match recoverable(&config, found) {
        Ok(recoverable) => recoverable,
        Err(_) if discretion.hides_names() => {
            count_unknown(cx, &config, username, Quota::ForgotPassword).await?;
            return Ok(answer(&Contact::simulated_for_recovery(&config, username)));
        }
        Err(error) => return Err(error),
    };
    let when = discretion.delivery();
    let code = Code::new(cx, &config, &user, Purpose::ForgotPassword, &contact, when)?;
    let home = config.object_of(&user.sub);
    let issue = IssueVerification {
        sub: user.sub.clone(),
        quota: Quota::ForgotPassword,
        verification: code.verification,
        message: code.outgoing.row(),
    };
    match cx.decide(&config, &home, issue).await? {
        Issued::Issued => {}
        Issued::Nobody => return Err(combination_not_found()),
        Issued::Exhausted => return Err(Error::attempt_limit()),
        Issued::Moved => return Err(Error::rate_exceeded()),
    }
    code.outgoing.send(cx, &home).await?;
    Ok(answer(&contact))
}

/// A user whose password a code may replace, and where the code goes.
fn recoverable(config: &Config, found: Option<User>) -> Result<(User, Contact)> {
    let user = found.ok_or_else(combination_not_found)?;
    if !user.enabled {
        return Err(Error::user_disabled());
    }
    let contact = recovery_contact(config, &user)?;
    Ok((user, contact))
}

/// Where the code goes that replaces a user's password.
///
/// # Errors
/// NotAuthorizedException in a state without a lasting password; InvalidParameterException without a verified address.
pub(super) fn recovery_contact(config: &Config, user: &User) -> Result<Contact> {
    if user.status == Status::ForceChangePassword {
        return Err(Error::not_authorized(
            "User password cannot be reset in the current state.",
        ));
    }
    Contact::for_recovery(&config.pool, user).ok_or_else(|| {
        Error::invalid_parameter(
            "Cannot reset password for the user as there is no registered/verified email or phone_number",
        )
    })
}

fn answer(contact: &Contact) -> ForgotPasswordResponse {
    ForgotPasswordResponse {
        code_delivery_details: Some(contact.details()),
    }
}

#[cfg(test)]
mod tests;
