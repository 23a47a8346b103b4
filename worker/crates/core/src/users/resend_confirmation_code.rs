//! `ResendConfirmationCode`: another code for a sign-up; the one before it is good for nothing.
//!
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ResendConfirmationCode.html>

use super::{combination_not_found, count_unknown};
use crate::{
    cx::Cx,
    delivery::When,
    error::{Error, Result},
    identifier,
    messages::Contact,
    secret_hash::{self, Place},
    store::{
        quotas::Quota,
        users::{IssueVerification, Issued, Status},
        verifications::Purpose,
    },
    verification::Code,
};
use vestibule_wire::idp::{ResendConfirmationCodeRequest, ResendConfirmationCodeResponse};

pub async fn handle(
    cx: &Cx<'_>,
    input: ResendConfirmationCodeRequest,
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
    let user = match identifier::find_named(cx, &config, username).await? {
        Some(user) if user.enabled => user,
        _ if client.hides_users() => {
            count_unknown(cx, &config, username, Quota::ResendCode).await?;
            return Ok(answer(&Contact::simulated_for_sign_up(&config, username)));
        }
        Some(_) => return Err(Error::user_disabled()),
        None => return Err(combination_not_found()),
    };
    if user.status != Status::Unconfirmed {
        return Err(Error::invalid_parameter("User is already confirmed."));
    }
    let Some(contact) = Contact::for_sign_up(&config.pool, &user) else {
        return Err(Error::not_authorized(
            "Cannot resend codes. Auto verification not turned on.",
        ));
    };
    let when = if client.hides_users() {
        When::ByTimer
    } else {
        When::Now
    };
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
    }
    code.outgoing.send(cx, &home).await?;
    Ok(answer(&contact))
}

fn answer(contact: &Contact) -> ResendConfirmationCodeResponse {
    ResendConfirmationCodeResponse {
        code_delivery_details: Some(contact.details()),
    }
}

#[cfg(test)]
mod tests;
