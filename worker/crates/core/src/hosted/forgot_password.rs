//! `/forgotPassword`: which account needs a new password.

use super::{
    pending::Reset,
    resend_code::{told, unknown},
    view::{Notice, Page, Text},
    visit::{Message, Visit, checked},
};
use crate::{
    error::Error,
    http::Response,
    oauth::{Answer, error::Stop},
    store::quotas::Quota,
    users,
};
use vestibule_wire::idp::{ErrorCode, ForgotPasswordRequest};

pub(super) fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    Ok(visit.view(page(visit)).into())
}

/// On to `/confirmforgotPassword`, whoever the name belongs to.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let username = visit.trimmed("username");
    let view = visit.view(page(visit));
    if username.is_empty() {
        return Ok(view.with_field_error("username", Text::Required).into());
    }
    let input = ForgotPasswordRequest {
        client_id: visit.client()?.id.as_str().into(),
        secret_hash: visit.secret_hash(username)?,
        username: username.into(),
        ..ForgotPasswordRequest::default()
    };
    let sent = match checked(&input) {
        Ok(input) => users::forgot_password::handle(visit.cx, input).await,
        Err(error) => Err(error),
    };
    let message = match sent {
        Ok(_) => Message::CodeSent,
        Err(Error::Service(refused)) => match refused.code {
            ErrorCode::LimitExceededException | ErrorCode::TooManyRequestsException => {
                Message::TooManyCodes
            }
            // It would tell that there is an account. The outbox tries again.
            ErrorCode::CodeDeliveryFailureException => Message::CodeSent,
            _ => unknown(visit, username, Quota::ForgotPassword).await?,
        },
        Err(failure) => return Err(failure.into()),
    };
    if message == Message::TooManyCodes && !visit.is_in_background() {
        return Ok(view.saying(Notice::danger(Text::TooManyCodes)).into());
    }
    let pending = Reset {
        username: username.to_owned(),
        sent: Some(visit.cx.now),
        until: visit.cx.now + Reset::LIFE,
    };
    let cookie = pending.remember(visit.cx, visit.config(), visit.client()?, &visit.jar)?;
    let response: Response = if visit.is_in_background() {
        told(visit, "/confirmforgotPassword", message)
    } else {
        Response::redirect(visit.to("/confirmforgotPassword"))
    };
    Ok(response.with("set-cookie", cookie).into())
}

fn page(visit: &Visit<'_>) -> Page {
    Page::ForgotPassword {
        identifier: visit.identifier(),
        username: visit.trimmed("username").to_owned(),
    }
}

#[cfg(test)]
mod tests;
