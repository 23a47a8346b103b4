//! `/forgotPassword`: which account needs a new password.

use super::{
    pending::{Pending as _, Reset},
    resend_code::told,
    view::{Notice, Page, Text},
    visit::{Message, Visit},
};
use crate::{
    accounts::{
        discretion::Discretion,
        forgot_password::{self, Input, Refusal},
        input::Username,
    },
    http::Response,
    messages::Contact,
    oauth::{Answer, error::Stop},
};

pub(super) fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    Ok(visit.view(page(visit)).into())
}

/// On to `/confirmforgotPassword`, whoever the name belongs to.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let username = visit.username();
    let username = username.as_str();
    let view = visit.view(page(visit));
    if username.is_empty() {
        return Ok(view.with_field_error("username", Text::Required).into());
    }
    let message = match send_code(visit, username).await {
        Ok(_) => Message::CodeSent,
        Err(Refusal::TooMany) => Message::TooManyCodes,
        Err(Refusal::Failed(error)) if error.is_rate_exceeded() => Message::TooManyCodes,
        Err(Refusal::Failed(error)) => return Err(error.into()),
        // Nobody can have such a name, or this account can't be sent a code.
        Err(
            Refusal::Malformed(_)
            | Refusal::NoUser(_)
            | Refusal::NotRecoverable(_)
            | Refusal::NotDelivered,
        ) => Message::CodeSent,
    };
    if message == Message::TooManyCodes && !visit.is_in_background() {
        return Ok(view.saying(Notice::danger(Text::TooManyCodes)).into());
    }
    let response: Response = if visit.is_in_background() {
        told(visit, "/confirmforgotPassword", message)
    } else {
        Response::redirect(visit.to("/confirmforgotPassword"))
    };
    // What nobody can have isn't remembered: it may be long.
    if Username::parse(username).is_err() {
        return Ok(response.into());
    }
    let pending = Reset {
        username: username.to_owned(),
        sent: Some(visit.cx.now),
        until: visit.cx.now + Reset::LIFE,
    };
    Ok(response.with("set-cookie", pending.remember(visit)?).into())
}

async fn send_code(visit: &Visit<'_>, username: &str) -> Result<Contact, Refusal> {
    let input = Input {
        username: Username::parse(username)?,
        discretion: Discretion::Accounts,
    };
    visit.spend()?;
    forgot_password::forgot_password(visit.cx, visit.config(), input).await
}

fn page(visit: &Visit<'_>) -> Page {
    Page::ForgotPassword {
        identifier: visit.identifier(),
        username: visit.username(),
    }
}

#[cfg(test)]
mod tests;
