//! `/resendcode`: another code for a sign-up.

use super::{
    confirm,
    visit::{Message, Visit, checked},
};
use crate::{
    error::Error,
    http::Response,
    oauth::{Answer, error::Stop},
    store::quotas::Quota,
    users,
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
    let sent = match checked(&input) {
        Ok(input) => users::resend_confirmation_code::handle(visit.cx, input).await,
        Err(error) => Err(error),
    };
    let pending = confirm::pending(visit)?.filter(|pending| pending.username == username);
    let known = pending.is_some();
    let message = match sent {
        Ok(_) => Message::CodeSent,
        Err(Error::Service(refused)) => match refused.code {
            ErrorCode::LimitExceededException | ErrorCode::TooManyRequestsException => {
                Message::TooManyCodes
            }
            ErrorCode::CodeDeliveryFailureException if known => Message::DeliveryFailed,
            ErrorCode::InvalidParameterException if known => {
                return Ok(
                    Response::redirect(visit.to_saying("/login", Message::Confirmed)).into(),
                );
            }
            _ => unknown(visit, username, Quota::ResendCode).await?,
        },
        Err(failure) => return Err(failure.into()),
    };
    let mut response = told(visit, "/confirm", message);
    if let Some(mut pending) = pending {
        pending.sent = Some(visit.cx.now);
        let cookie = pending.remember(visit.cx, visit.config(), visit.client()?, &visit.jar)?;
        response = response.with("set-cookie", cookie);
    }
    Ok(response.into())
}

/// What is said of a name that is nobody's, or of somebody who can't be sent a code: what is said of any other, as often.
pub(super) async fn unknown(
    visit: &Visit<'_>,
    username: &str,
    quota: Quota,
) -> Result<Message, Error> {
    match users::count_unknown(visit.cx, visit.config(), username, quota).await {
        Ok(()) => Ok(Message::CodeSent),
        Err(Error::Service(_)) => Ok(Message::TooManyCodes),
        Err(failure) => Err(failure),
    }
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
