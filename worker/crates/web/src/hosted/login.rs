//! `/login`: who are you, and your password; or with what to begin, where there is more to choose from.

use super::{
    continue_as, first_factor,
    login_form::form,
    new_password,
    pending::{Pending as _, Reset, Typed},
    refusals::held_up,
    said::Told,
    second_factor,
    visit::Visit,
    ways_out,
};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{ConfirmedBy, Message, Notice, View},
};
use vestibule_engine::{
    auth_flow::{IssuedCode, Refusal, Step, choice, password},
    find_user,
    http::Response,
    password_policy,
};

/// The form, unless somebody is signed in and may simply go on.
pub(super) async fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    if let Some(page) = new_password::again(visit)? {
        return Ok(page.into());
    }
    if let Some(page) = second_factor::again(visit)? {
        return Ok(page.into());
    }
    if let Some(page) = first_factor::again(visit)? {
        return Ok(page.into());
    }
    if !visit.is_told()
        && let Some(page) = continue_as::page(visit).await?
    {
        return Ok(page.into());
    }
    let username = match [visit.username(), visit.login_hint()] {
        [typed, hint] if typed.is_empty() && hint.is_empty() => {
            Typed::before(visit)?.unwrap_or_default()
        }
        [typed, hint] if typed.is_empty() => hint,
        [typed, _] => typed,
    };
    Ok(form(visit, &username).into())
}

pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let username = visit.username();
    let username = username.as_str();
    let mut view = form(visit, username);
    // Whoever sends both has chosen.
    let name_alone =
        visit.secret("password").is_none() && choice::is_offered(visit.cx, visit.config());
    if username.is_empty() {
        view = view.with_field_error("username", Message::Required);
    }
    if !name_alone {
        return prove(visit, view, username).await;
    }
    if username.is_empty() {
        return Ok(view.into());
    }
    if username.chars().count() > find_user::LONGEST {
        return Ok(view.with_field_error("username", Message::Invalid).into());
    }
    first_factor::begin(visit, view, username).await
}

/// Takes the password that was typed.
pub(super) async fn prove(visit: &Visit<'_>, view: View, username: &str) -> Result<Answer, Stop> {
    let password = visit.secret("password");
    let Some(password) = password.filter(|_| !username.is_empty()) else {
        return Ok(match visit.form.get("password") {
            None => view.with_field_error("password", Message::Required),
            Some(_) => view,
        }
        .into());
    };
    if username.chars().count() > find_user::LONGEST
        || password.expose().chars().count() > password_policy::LONGEST
    {
        return Ok(view.saying(Notice::danger(Message::Incorrect)).into());
    }
    let requester = visit.requester();
    let step =
        match password::sign_in(visit.cx, visit.config(), username, &password, &requester).await {
            Ok(step) => step.noted(visit.cx),
            Err(error) => return Ok(held_up(view, error)?.into()),
        };
    match follow(visit, username, step).await? {
        Ok(answer) => Ok(answer),
        Err(refusal) => refused(visit, view, username, refusal),
    }
}

/// Where a step leads that is no refusal, whichever page the password was proven on.
pub(super) async fn follow(
    visit: &Visit<'_>,
    username: &str,
    step: Step<IssuedCode>,
) -> Result<Result<Answer, Refusal>, Stop> {
    Ok(Ok(match step {
        Step::SignedIn(signed_in) => ways_out::signed_in(visit, &signed_in).await?,
        Step::NewPasswordRequired(required) => {
            new_password::ask(visit, username, &required)?.into()
        }
        Step::Challenged(challenged) => second_factor::ask(visit, username, *challenged)
            .await?
            .into(),
        Step::Unconfirmed(_) if visit.confirmed_by() == ConfirmedBy::Administrator => {
            form(visit, username)
                .saying(Notice::danger(Message::NotConfirmedAdministrator))
                .at("/login")
                .into()
        }
        Step::Unconfirmed(user) => {
            ways_out::on_to_confirm(visit, username, &user, false, Some(Told::NotConfirmed))?
        }
        Step::Refused(refusal) => return Ok(Err(refusal)),
    }))
}

/// Only who knows the password hears more than that the two don't belong together.
fn refused(
    visit: &Visit<'_>,
    view: View,
    username: &str,
    refusal: Refusal,
) -> Result<Answer, Stop> {
    let text = match refusal {
        Refusal::NoSuchUser
        | Refusal::WrongPassword
        | Refusal::Disabled
        | Refusal::Unconfirmed
        // No form of this page asks for a code.
        | Refusal::WrongCode(_)
        | Refusal::UsedCode
        | Refusal::Taken(_) => Message::Incorrect,
        Refusal::Locked { until } | Refusal::TooManyCodes { until } => Message::TooManyAttempts(visit.wait(until)),
        Refusal::TemporaryExpired => Message::Verbatim(
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

#[cfg(test)]
mod tests;
