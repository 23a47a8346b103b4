//! `/confirm`: the code that proves a new account's address.

use super::{
    pending::{self, Pending as _, SignUp},
    view::{Notice, Page, Text, View},
    visit::{Message, Visit, checked, held_up},
};
use crate::{
    accounts::discretion::Discretion,
    error::{Error, Result},
    http::Response,
    oauth::{Answer, error::Stop},
    users::confirm_sign_up,
};
use vestibule_wire::idp::{ConfirmSignUpRequest, ErrorCode};

pub(super) fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    Ok(form(visit, pending(visit)?.as_ref()).into())
}

/// Confirms, and signs in where the sign-up was made in this browser.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let username = visit.trimmed("username");
    // The page may be of an older sign-up than the cookie.
    let pending = pending(visit)?.filter(|pending| pending.username == username);
    let mut view = form(visit, pending.as_ref());
    if username.is_empty() {
        view = view.with_field_error("username", Text::Required);
    }
    let code = visit.trimmed("code");
    if code.is_empty() {
        view = view.with_field_error("code", Text::CodeMissing);
    }
    if !view.field_errors.is_empty() {
        return Ok(view.into());
    }
    let input = ConfirmSignUpRequest {
        client_id: visit.client()?.id.as_str().into(),
        secret_hash: visit.secret_hash(username)?,
        username: username.into(),
        confirmation_code: code.to_owned(),
        ..ConfirmSignUpRequest::default()
    };
    // Whoever only knows a name doesn't learn whether it is somebody's, or waits for a code.
    let known = pending.is_some();
    let discretion = if known {
        Discretion::Names
    } else {
        Discretion::Accounts
    };
    let confirmed = match checked(&input) {
        Ok(input) => confirm_sign_up::confirm(visit.cx, input, Some(discretion)).await,
        Err(error) => Err(error),
    };
    let refused = match confirmed {
        Ok(_) => return finish(visit, pending).await,
        Err(Error::Service(refused)) => refused,
        Err(failure) => return Err(failure.into()),
    };
    Ok(match refused.code {
        ErrorCode::LimitExceededException | ErrorCode::TooManyRequestsException => {
            held_up(view, Error::Service(refused))?.into()
        }
        // Only who holds the address has come so far.
        ErrorCode::AliasExistsException => view.saying(Notice::danger(Text::UserExists)).into(),
        // Confirmed before: by the first of two clicks, or in another tab.
        ErrorCode::NotAuthorizedException if known => return finish(visit, pending).await,
        ErrorCode::ExpiredCodeException if known => {
            view.with_field_error("code", Text::CodeExpired).into()
        }
        _ => view.with_field_error("code", Text::CodeMismatch).into(),
    })
}

/// On to the app, or to the login page where this browser can't prove the password.
async fn finish(visit: &Visit<'_>, pending: Option<SignUp>) -> Result<Answer, Stop> {
    let Some(SignUp { proof, until, .. }) = pending else {
        return Ok(Response::redirect(visit.to_saying("/login", Message::Confirmed)).into());
    };
    if let Some(signed_in) = proof.sign_in(visit.cx, &visit.request, until).await? {
        return Ok(visit.signed_in(&signed_in).await?);
    }
    // The proof is used up. If that was the first of two clicks, the browser is signed in.
    Ok(Response::redirect(visit.to("/oauth2/authorize"))
        .with("set-cookie", pending::forget_sign_up(&visit.jar))
        .into())
}

/// The sign-up that this browser waits to confirm.
pub(super) fn pending(visit: &Visit<'_>) -> Result<Option<SignUp>> {
    SignUp::of(visit)
}

fn form(visit: &Visit<'_>, pending: Option<&SignUp>) -> View {
    let typed = Some(visit.trimmed("username").to_owned()).filter(|username| !username.is_empty());
    let page = Page::Confirm {
        username: pending.map(|pending| pending.username.clone()).or(typed),
        identifier: visit.identifier(),
        sub: pending.map(|pending| pending.proof.sub().to_string()),
        delivery: pending.and_then(|pending| pending.delivery.clone()),
        resend_after: pending.map_or(0, |pending| pending.resend_after(visit.cx.now)),
    };
    // `/resendcode` shows the form too.
    let mut view = visit.view(page).at("/confirm");
    view.links.resend = Some(visit.to("/resendcode"));
    view
}

#[cfg(test)]
mod tests;
