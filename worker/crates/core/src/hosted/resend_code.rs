//! `/resendcode`: another code for a sign-up.

use super::{
    confirm,
    pending::Pending as _,
    visit::{Message, Visit, checked},
};
use crate::{
    accounts::discretion::Discretion,
    error::Error,
    http::Response,
    oauth::{Answer, error::Stop},
    users::resend_confirmation_code,
};
use vestibule_wire::idp::{ErrorCode, ResendConfirmationCodeRequest};

/// Back to `/confirm`, or to a script how it went. Whoever only knows a name hears that a code was sent, whether or not
/// there is an account that waits for one.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let username = visit.trimmed("username");
    if username.is_empty() {
        return Ok(Response::redirect(visit.to("/confirm")).into());
    }
    let input = ResendConfirmationCodeRequest {
        client_id: visit.client()?.id.as_str().into(),
        secret_hash: visit.secret_hash(username)?,
        username: username.into(),
        ..ResendConfirmationCodeRequest::default()
    };
    let pending = confirm::pending(visit)?.filter(|pending| pending.username == username);
    let discretion = if pending.is_some() {
        Discretion::Names
    } else {
        Discretion::Accounts
    };
    let sent = match checked(&input) {
        Ok(input) => resend_confirmation_code::resend(visit.cx, input, Some(discretion)).await,
        Err(error) => Err(error),
    };
    let message = match sent {
        Ok(_) => Message::CodeSent,
        Err(Error::Service(refused)) => match refused.code {
            ErrorCode::LimitExceededException | ErrorCode::TooManyRequestsException => {
                Message::TooManyCodes
            }
            ErrorCode::InvalidParameterException if pending.is_some() => {
                return Ok(
                    Response::redirect(visit.to_saying("/login", Message::Confirmed)).into(),
                );
            }
            // Nobody can have such a name, or this account can't be sent a code.
            _ => Message::CodeSent,
        },
        Err(failure) => return Err(failure.into()),
    };
    let mut response = told(visit, "/confirm", message);
    if let Some(mut pending) = pending {
        pending.sent = Some(visit.cx.now);
        response = response.with("set-cookie", pending.remember(visit)?);
    }
    Ok(response.into())
}

/// A redirect for a browser, a status for a script.
pub(super) fn told(visit: &Visit<'_>, path: &str, message: Message) -> Response {
    if !visit.is_in_background() {
        return Response::redirect(visit.to_saying(path, message));
    }
    match message {
        Message::CodeSent => Response::empty(204).with("retry-after", "30"),
        Message::TooManyCodes => Response::empty(429).with("retry-after", "600"),
        // The script then sends the form as a browser does, and the person reads why.
        _ => Response::empty(409),
    }
}

#[cfg(test)]
mod tests;
