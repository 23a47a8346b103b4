//! `/confirmforgotPassword`: the code, and the new password.

use super::{
    login,
    pending::{self, Pending as _, Reset},
    refusals::{held_up, password_fault},
    said::Told,
    visit::Visit,
};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{ConfirmForgotPassword, Message, Notice, Page, View, policy},
};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    accounts::{
        discretion::Discretion,
        input::{NewPassword, TypedCode, Username},
        outcomes::WrongCode,
        reset_password::{self, Input, Refusal},
    },
    auth_flow::password,
    error::Result,
};

pub(super) fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    Ok(form(visit)?.into())
}

/// Sets the password and ends what was signed in with the old one.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let (username, code) = (visit.username(), visit.code());
    let mut view = form(visit)?;
    if username.is_empty() {
        view = view.with_field_error("username", Message::Required);
    }
    if code.is_empty() {
        view = view.with_field_error("code", Message::CodeMissing);
    }
    let Some(password) = visit.secret("password") else {
        return Ok(view.with_field_error("password", Message::Required).into());
    };
    if visit.form.has("confirm_password")
        && visit.form.get("confirm_password") != Some(password.expose())
    {
        view = view.with_field_error("confirm_password", Message::PasswordsDiffer);
    }
    if !view.around.field_errors.is_empty() {
        return Ok(view.into());
    }
    let refusal = match reset(visit, &username, &code, password.clone()).await {
        Ok(()) => return finish(visit, &username, &password).await,
        Err(refusal) => refusal,
    };
    Ok(match refusal {
        Refusal::Password(violation) => {
            view.with_field_error("password", password_fault(visit, "password", violation))
        }
        Refusal::Failed(error) => held_up(view, error)?,
        Refusal::Code(WrongCode::TooManyGuesses { until }) => {
            view.saying(Notice::danger(Message::TooManyAttempts(visit.wait(until))))
        }
        // One text, whether the code is wrong, has ended, or was never sent because the name is nobody's.
        Refusal::Malformed(_)
        | Refusal::NoUser(_)
        | Refusal::Code(WrongCode::Mismatch | WrongCode::Expired) => {
            view.with_field_error("code", Message::CodeMismatch)
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

/// Signs in with the new password, as the login page does: whatever that takes besides has its own page. Where it can't be
/// done, the password is new all the same.
async fn finish(
    visit: &Visit<'_>,
    username: &str,
    password: &SecretString,
) -> Result<Answer, Stop> {
    let requester = visit.requester();
    let config = &visit.request.config;
    let step = password::sign_in(visit.cx, config, username, password, &requester).await;
    match step {
        // Asked again from the beginning, the code would be spent.
        Err(error) => visit.cx.note(|line| line.cause = Some(error.to_string())),
        Ok(step) => {
            if let Ok(answer) = login::follow(visit, username, step).await? {
                return Ok(answer);
            }
        }
    }
    let response = visit.redirect_saying("/login", Told::PasswordChanged)?;
    Ok(response
        .with("set-cookie", pending::forget_reset(&visit.jar))
        .into())
}

fn form(visit: &Visit<'_>) -> Result<View> {
    let typed = Some(visit.username()).filter(|username| !username.is_empty());
    // The page may be of an older reset than the cookie.
    let pending = Reset::of(visit)?.filter(|pending| {
        typed
            .as_ref()
            .is_none_or(|typed| *typed == pending.username)
    });
    let change_address = pending.is_some().then(|| visit.to("/forgotPassword"));
    let page = ConfirmForgotPassword {
        resend_after_seconds: pending
            .as_ref()
            .map_or(0, |pending| pending.resend_after(visit.cx.now)),
        typed: pending.as_ref().map(|pending| pending.username.clone()),
        username: typed.or(pending.map(|pending| pending.username)),
        identifier: visit.identifier(),
        code: visit.code(),
        policy: policy(visit.pool()),
        // Whether there is an account, and where its code went, is not the page's to tell.
        delivery: None,
    };
    let mut view = visit.view(Page::ConfirmForgotPassword(page));
    view.around.links.resend = Some(visit.to("/forgotPassword"));
    view.around.links.change_address = change_address;
    Ok(view)
}

#[cfg(test)]
mod tests;
