//! `ResendConfirmationCode`: another code for a sign-up; the one before it is good for nothing.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html>

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
use vestibule_wire::idp::{ResendConfirmationCodeRequest, ResendConfirmationCodeResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: ResendConfirmationCodeRequest,
) -> Result<ResendConfirmationCodeResponse> {
    resend(cx, input, None).await
}

/// The operation; `None`: with the discretion that pool and client ask for.
pub(crate) async fn resend(
    cx: &Cx<'_>,
    input: ResendConfirmationCodeRequest,
    discretion: Option<Discretion>,
) -> Result<ResendConfirmationCodeResponse> {
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
    let (user, contact) = match waiting(&config, found) {
        Ok(waiting) => waiting,
        Err(refusal) if refusal.is_hidden(discretion) => {
            count_unknown(cx, &config, username, Quota::ResendCode).await?;
            return Ok(answer(&Contact::simulated_for_sign_up(&config, username)));
        }
        Err(refusal) => return Err(refusal.to_error()),
    };
    let when = discretion.delivery();
    let code = Code::new(cx, &config, &user, Purpose::SignUp, &contact, when)?;
    let home = config.object_of(&user.sub);
    let issue = IssueVerification {
        sub: user.sub.clone(),
        quota: Quota::ResendCode,
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

/// Why there is nothing to send.
#[derive(Clone, Copy)]
enum Refusal {
    NoSuchUser,
    Disabled,
    Confirmed,
    NoAddress,
}

impl Refusal {
    fn is_hidden(self, discretion: Discretion) -> bool {
        match self {
            Self::NoSuchUser | Self::Disabled => discretion.hides_names(),
            Self::Confirmed | Self::NoAddress => discretion == Discretion::Accounts,
        }
    }

    fn to_error(self) -> Error {
        match self {
            Self::NoSuchUser => combination_not_found(),
            Self::Disabled => Error::user_disabled(),
            Self::Confirmed => Error::invalid_parameter("User is already confirmed."),
            Self::NoAddress => {
                Error::not_authorized("Cannot resend codes. Auto verification not turned on.")
            }
        }
    }
}

/// A user who waits for a code, and where it goes.
fn waiting(config: &Config, found: Option<User>) -> Result<(User, Contact), Refusal> {
    let user = found.ok_or(Refusal::NoSuchUser)?;
    if !user.enabled {
        return Err(Refusal::Disabled);
    }
    if user.status != Status::Unconfirmed {
        return Err(Refusal::Confirmed);
    }
    let contact = Contact::for_sign_up(&config.pool, &user).ok_or(Refusal::NoAddress)?;
    Ok((user, contact))
}

fn answer(contact: &Contact) -> ResendConfirmationCodeResponse {
    ResendConfirmationCodeResponse {
        code_delivery_details: Some(contact.details()),
    }
}

#[cfg(test)]
mod tests;
