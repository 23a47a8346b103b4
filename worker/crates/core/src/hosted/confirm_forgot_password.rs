//! `/confirmforgotPassword`: the code, and the new password.

use super::{
    pending::{self, Pending as _, Reset},
    view::{Page, Text, View},
    visit::{Message, Visit, checked, held_up, is_about},
};
use crate::{
    error::{Error, Result},
    http::Response,
    oauth::{Answer, error::Stop},
    users::{confirm_forgot_password, discretion::Discretion},
};
use vestibule_wire::idp::{ConfirmForgotPasswordRequest, ErrorCode};

pub(super) fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    Ok(form(visit)?.into())
}

/// Sets the password and ends what was signed in with the old one.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let (username, code) = (visit.trimmed("username"), visit.trimmed("code"));
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
    let input = ConfirmForgotPasswordRequest {
        client_id: visit.client()?.id.as_str().into(),
        secret_hash: visit.secret_hash(username)?,
        username: username.into(),
        confirmation_code: code.to_owned(),
        password: password.expose().as_str().into(),
        ..ConfirmForgotPasswordRequest::default()
    };
    let discretion = Some(Discretion::Accounts);
    let set = match checked(&input) {
        Ok(input) => confirm_forgot_password::set_password(visit.cx, input, discretion).await,
        Err(error) => Err(error),
    };
    let refused = match set {
        Ok(_) => return Ok(finish(visit)),
        Err(Error::Service(refused)) => refused,
        Err(failure) => return Err(failure.into()),
    };
    Ok(match refused.code {
        ErrorCode::InvalidPasswordException => {
            view.with_field_error("password", Text::PasswordPolicy)
        }
        _ if is_about(&refused, "password") => {
            view.with_field_error("password", Text::PasswordPolicy)
        }
        ErrorCode::PasswordHistoryPolicyViolationException => {
            view.with_field_error("password", Text::PasswordHistory)
        }
        ErrorCode::LimitExceededException | ErrorCode::TooManyRequestsException => {
            held_up(view, Error::Service(refused))?
        }
        // One text, whether the code is wrong, has ended, or was never sent because the name is nobody's.
        _ => view.with_field_error("code", Text::CodeMismatch),
    }
    .into())
}

fn finish(visit: &Visit<'_>) -> Answer {
    Response::redirect(visit.to_saying("/login", Message::PasswordChanged))
        .with("set-cookie", pending::forget_reset(&visit.jar))
        .into()
}

fn form(visit: &Visit<'_>) -> Result<View> {
    let pending = Reset::of(visit)?;
    let typed = Some(visit.trimmed("username").to_owned()).filter(|username| !username.is_empty());
    let page = Page::ConfirmForgotPassword {
        resend_after: pending
            .as_ref()
            .map_or(0, |pending| pending.resend_after(visit.cx.now)),
        username: typed.or(pending.map(|pending| pending.username)),
        identifier: visit.identifier(),
        policy: visit.pool().settings.password.clone(),
    };
    let mut view = visit.view(page);
    view.links.resend = Some(visit.to("/forgotPassword"));
    Ok(view)
}

#[cfg(test)]
mod tests;
