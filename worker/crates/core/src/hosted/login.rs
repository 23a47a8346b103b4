//! `/login`: who are you, and your password.

use super::{
    continue_as, new_password,
    pending::{Pending as _, Reset},
    view::{Notice, Page, Text, View},
    visit::{Message, Visit, held_up},
};
use crate::{
    auth_flow::{Hosted, Refusal, Step, password},
    http::Response,
    identifier,
    oauth::{Answer, error::Stop},
    password_policy,
};

/// The form, unless somebody is signed in and may simply go on.
pub(super) async fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    if let Some(page) = continue_as::page(visit).await? {
        return Ok(page.into());
    }
    Ok(form(visit, &visit.login_hint()).into())
}

pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let username = visit.username();
    let username = username.as_str();
    let mut view = form(visit, username);
    let password = visit.secret("password");
    if username.is_empty() {
        view = view.with_field_error("username", Text::Required);
    }
    let Some(password) = password.filter(|_| !username.is_empty()) else {
        return Ok(match visit.form.get("password") {
            None => view.with_field_error("password", Text::Required),
            Some(_) => view,
        }
        .into());
    };
    if username.chars().count() > identifier::LONGEST
        || password.expose().chars().count() > password_policy::LONGEST
    {
        return Ok(view.saying(Notice::danger(Text::Incorrect)).into());
    }
    let skin = Hosted(&visit.request.code);
    let step = match password::sign_in(
        visit.cx,
        visit.config(),
        visit.client()?,
        username,
        &password,
        &skin,
    )
    .await
    {
        Ok(step) => step.noted(visit.cx),
        Err(error) => return Ok(held_up(view, error)?.into()),
    };
    Ok(match step {
        Step::SignedIn(signed_in) => visit.signed_in(&signed_in).await?,
        Step::NewPasswordRequired(required) => {
            new_password::ask(visit, username, &required)?.into()
        }
        Step::Unconfirmed(user) => {
            visit.on_to_confirm(username, &user, false, Some(Message::NotConfirmed))?
        }
        Step::Refused(refusal) => refused(visit, view, username, refusal)?,
    })
}

/// Only who knows the password hears more than that the two don't belong together.
fn refused(
    visit: &Visit<'_>,
    view: View,
    username: &str,
    refusal: Refusal,
) -> Result<Answer, Stop> {
    let text = match refusal {
        Refusal::NoSuchUser | Refusal::WrongPassword | Refusal::Disabled | Refusal::Unconfirmed => {
            Text::Incorrect
        }
        Refusal::Locked => Text::TooManyAttempts,
        Refusal::TemporaryExpired => Text::Verbatim(
            "Your temporary password has expired. Please ask an administrator for a new one."
                .to_owned(),
        ),
        Refusal::ResetRequired => {
            let until = visit.cx.now + Reset::LIFE;
            let pending = Reset {
                username: username.to_owned(),
                sent: None,
                until,
            };
            let cookie = pending.remember(visit)?;
            return Ok(Response::redirect(visit.to("/confirmforgotPassword"))
                .with("set-cookie", cookie)
                .into());
        }
    };
    Ok(view.saying(Notice::danger(text)).into())
}

pub(super) fn form(visit: &Visit<'_>, username: &str) -> View {
    let page = Page::Login {
        identifier: visit.identifier(),
        username: username.to_owned(),
    };
    let mut view = visit.view(page);
    view.links.login = None;
    view.links.sign_up = visit.sign_up_link();
    view.links.forgot_password = visit.forgot_password_link();
    view
}

#[cfg(test)]
mod tests;
