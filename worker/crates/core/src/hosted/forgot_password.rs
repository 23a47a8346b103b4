//! `/forgotPassword`: which account needs a new password.

use super::{
    pending::{Pending as _, Reset},
    resend_code::told,
    view::{Notice, Page, Text},
    visit::{Message, Visit, checked},
};
use crate::{
    accounts::discretion::Discretion,
    error::Error,
    http::Response,
    oauth::{Answer, error::Stop},
    users::forgot_password,
};
use vestibule_wire::idp::{ErrorCode, ForgotPasswordRequest};

/// The longest name that the service model allows, in characters: longer ones aren't remembered.
const LONGEST_NAME: usize = 128;

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
    let discretion = Some(Discretion::Accounts);
    let sent = match checked(&input) {
        Ok(input) => forgot_password::send_code(visit.cx, input, discretion).await,
        Err(error) => Err(error),
    };
    let message = match sent {
        Ok(_) => Message::CodeSent,
        Err(Error::Service(refused)) => match refused.code {
            ErrorCode::LimitExceededException | ErrorCode::TooManyRequestsException => {
                Message::TooManyCodes
            }
            // Nobody can have such a name.
            _ => Message::CodeSent,
        },
        Err(failure) => return Err(failure.into()),
    };
    if message == Message::TooManyCodes && !visit.is_in_background() {
        return Ok(view.saying(Notice::danger(Text::TooManyCodes)).into());
    }
    let response: Response = if visit.is_in_background() {
        told(visit, "/confirmforgotPassword", message)
    } else {
        Response::redirect(visit.to("/confirmforgotPassword"))
    };
    if username.chars().count() > LONGEST_NAME {
        return Ok(response.into());
    }
    let pending = Reset {
        username: username.to_owned(),
        sent: Some(visit.cx.now),
        until: visit.cx.now + Reset::LIFE,
    };
    Ok(response.with("set-cookie", pending.remember(visit)?).into())
}

fn page(visit: &Visit<'_>) -> Page {
    Page::ForgotPassword {
        identifier: visit.identifier(),
        username: visit.trimmed("username").to_owned(),
    }
}

#[cfg(test)]
mod tests;
