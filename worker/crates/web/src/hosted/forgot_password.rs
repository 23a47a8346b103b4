//! `/forgotPassword`: which account needs a new password.

use super::{
    pending::{Pending as _, Reset, Typed},
    said::Told,
    visit::Visit,
    ways_out,
};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{ForgotPassword, Message, Notice, Page},
};
use vestibule_engine::{
    accounts::{
        discretion::Discretion,
        forgot_password::{self, Input, Refusal},
        input::Username,
    },
    error::Result,
    http::Response,
    messages::Contact,
};

pub(super) fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    Ok(visit.view(page(visit)?).into())
}

/// On to `/confirmforgotPassword`, whoever the name belongs to.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let username = visit.username();
    let username = username.as_str();
    let view = visit.view(page(visit)?);
    if username.is_empty() {
        return Ok(view.with_field_error("username", Message::Required).into());
    }
    let message = match send_code(visit, username).await {
        Ok(_) => Told::CodeSent,
        Err(Refusal::NotSent(why)) => ways_out::not_sent(visit, why)?,
        // Nobody can have such a name, or this account can't be sent a code.
        Err(Refusal::Malformed(_) | Refusal::NoUser(_) | Refusal::NotRecoverable(_)) => {
            Told::CodeSent
        }
    };
    if let Told::TooManyCodes(seconds) = message
        && !visit.is_in_background()
    {
        return Ok(view
            .saying(Notice::danger(Message::TooManyCodes(seconds)))
            .into());
    }
    let response: Response = if visit.is_in_background() {
        ways_out::told(visit, "/confirmforgotPassword", message)?
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
    let carried = Typed::remember_form(visit)?;
    Ok(response
        .with("set-cookie", pending.remember(visit)?)
        .with_cookies(carried)
        .into())
}

async fn send_code(visit: &Visit<'_>, username: &str) -> Result<Contact, Refusal> {
    let input = Input {
        username: Username::parse(username)?,
        discretion: Discretion::Accounts,
    };
    visit.spend()?;
    forgot_password::forgot_password(visit.cx, visit.config(), input).await
}

fn page(visit: &Visit<'_>) -> Result<Page> {
    let typed = visit.username();
    Ok(Page::ForgotPassword(ForgotPassword {
        identifier: visit.identifier(),
        username: if typed.is_empty() {
            Typed::before(visit)?.unwrap_or_default()
        } else {
            typed
        },
    }))
}

#[cfg(test)]
mod tests;
