//! `/confirmforgotPassword`: the code, and the new password.

use super::{
    pending::{self, Pending as _, Reset},
    view::{Notice, Page, Text, View},
    visit::{Message, Visit, held_up},
};
use crate::{
    accounts::{
        discretion::Discretion,
        input::{NewPassword, TypedCode, Username},
        outcomes::WrongCode,
        reset_password::{self, Input, Refusal},
    },
    error::Result,
    http::Response,
    oauth::{Answer, error::Stop},
};
use vestibule_crypto::SecretString;

pub(super) fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    Ok(form(visit)?.into())
}

/// Sets the password and ends what was signed in with the old one.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let (username, code) = (visit.username(), visit.code());
    let mut view = form(visit)?;
    if username.is_empty() {
        view = view.with_field_error("username", Text::Required);
    }
    if code.is_empty() {
        view = view.with_field_error("code", Text::CodeMissing);
    }
    let Some(password) = visit.secret("password") else {
        return Ok(view.with_field_error("password", Text::Required).into());
    };
    if visit.form.has("confirm_password")
        && visit.form.get("confirm_password") != Some(password.expose())
    {
        view = view.with_field_error("confirm_password", Text::PasswordsDiffer);
    }
    if !view.field_errors.is_empty() {
        return Ok(view.into());
    }
    let refusal = match reset(visit, &username, &code, password).await {
        Ok(()) => return Ok(finish(visit)),
        Err(refusal) => refusal,
    };
    Ok(match refusal {
        Refusal::Password(violation) => {
            view.with_field_error("password", visit.password_fault("password", violation))
        }
        Refusal::Failed(error) => held_up(view, error)?,
        Refusal::Code(WrongCode::TooManyGuesses) => {
            view.saying(Notice::danger(Text::TooManyAttempts))
        }
        // One text, whether the code is wrong, has ended, or was never sent because the name is nobody's.
        Refusal::Malformed(_)
        | Refusal::NoUser(_)
        | Refusal::Code(WrongCode::Mismatch | WrongCode::Expired) => {
            view.with_field_error("code", Text::CodeMismatch)
        }
    }
    .into())
}

async fn reset(
    visit: &Visit<'_>,
    username: &str,
    code: &str,
    password: SecretString,
) -> Result<(), Refusal> {
    let input = Input {
        password: NewPassword::parse(password)?,
        username: Username::parse(username)?,
        code: TypedCode::parse(code)?,
        discretion: Discretion::Accounts,
        revoke_sessions: true,
    };
    visit.spend()?;
    reset_password::reset_password(visit.cx, visit.config(), input).await
}

fn finish(visit: &Visit<'_>) -> Answer {
    Response::redirect(visit.to_saying("/login", Message::PasswordChanged))
        .with("set-cookie", pending::forget_reset(&visit.jar))
        .into()
}

fn form(visit: &Visit<'_>) -> Result<View> {
    let pending = Reset::of(visit)?;
    let typed = Some(visit.username()).filter(|username| !username.is_empty());
    let page = Page::ConfirmForgotPassword {
        resend_after: pending
            .as_ref()
            .map_or(0, |pending| pending.resend_after(visit.cx.now)),
        username: typed.or(pending.map(|pending| pending.username)),
        identifier: visit.identifier(),
        policy: visit.pool().password.clone(),
    };
    let mut view = visit.view(page);
    view.links.resend = Some(visit.to("/forgotPassword"));
    Ok(view)
}

#[cfg(test)]
mod tests;
