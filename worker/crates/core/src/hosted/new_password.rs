//! Inside `/login`: who signs in with a temporary password chooses a lasting one.

use super::{
    login,
    view::{Notice, Page, Text, View},
    visit::{Visit, attribute_fault, attribute_field, filled, held_up},
};
use crate::{
    auth_flow::{
        Hosted, Step,
        new_password::{self, Answer as NewPassword, Refusal, Required},
    },
    error::Result,
    http::Response,
    oauth::{Answer, error::Stop},
};
use serde::{Deserialize, Serialize};
use vestibule_crypto::Purpose;
use vestibule_wire::idp::ErrorCode;

/// The field that carries the flow.
pub(super) const STATE: &str = "state";

#[derive(Serialize, Deserialize)]
struct State {
    /// Of the sign-in, for its next step.
    session: String,
    username: String,
    missing: Vec<String>,
}

/// Asks for the password, and for required attributes that the user hasn't got.
pub(super) fn ask(visit: &Visit<'_>, username: &str, required: &Required) -> Result<View> {
    let state = State {
        session: required.session.clone(),
        username: username.to_owned(),
        missing: required.missing_attributes.clone(),
    };
    form(visit, &state)
}

pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let client = visit.client()?;
    let associated = associated(visit, client.id.as_str());
    let sealed = visit.form.get(STATE).unwrap_or_default();
    let Some(state) = visit.cx.open::<State>(Purpose::Page, &associated, sealed) else {
        return Ok(expired(visit, "").into());
    };
    let mut view = form(visit, &state)?;
    let attributes = typed(visit, &state);
    for (name, _) in attributes.iter().filter(|(_, value)| value.is_empty()) {
        view = view.with_field_error(attribute_field(name), Text::Required);
    }
    let Some(password) = visit.secret("new_password") else {
        return Ok(view.with_field_error("new_password", Text::Required).into());
    };
    if visit.form.has("confirm_password")
        && visit.form.get("confirm_password") != Some(password.expose())
    {
        view = view.with_field_error("confirm_password", Text::PasswordsDiffer);
    }
    if !view.field_errors.is_empty() {
        return Ok(view.into());
    }
    let answer = NewPassword {
        session: &state.session,
        username: None,
        password: &password,
        attributes,
    };
    let skin = Hosted(&visit.request.code);
    match new_password::complete(visit.cx, visit.config(), client, answer, &skin).await {
        Ok(Step::SignedIn(signed_in)) => Ok(visit.signed_in(&signed_in).await?),
        Ok(Step::NewPasswordRequired(_) | Step::Unconfirmed(_) | Step::Refused(_)) => {
            Ok(expired(visit, &state.username).into())
        }
        Err(Refusal::Password(violation)) => Ok(view
            .with_field_error(
                "new_password",
                visit.password_fault("new_password", violation),
            )
            .into()),
        Err(Refusal::Attributes(refusal)) => Ok(refusal
            .faults()
            .fold(view, |view, (name, fault)| {
                view.with_field_error(attribute_field(name), attribute_fault(fault))
            })
            .into()),
        Err(Refusal::Taken(alias)) => Ok(view
            .with_field_error(attribute_field(alias.kind()), Text::UserExists)
            .into()),
        // The session was used, has ended or belongs to an older password. Where it was used by a first click on the
        // same button, the browser is signed in by now.
        Err(Refusal::Failed(error)) if error.is(ErrorCode::NotAuthorizedException) => {
            Ok(Response::redirect(visit.to("/oauth2/authorize")).into())
        }
        Err(Refusal::Failed(error)) => Ok(held_up(view, error)?.into()),
    }
}

fn form(visit: &Visit<'_>, state: &State) -> Result<View> {
    let page = Page::NewPassword {
        username: state.username.clone(),
        attributes: filled(&state.missing, &typed(visit, state)),
        policy: visit.pool().password.clone(),
    };
    let associated = associated(visit, visit.client()?.id.as_str());
    let sealed = visit.cx.seal(Purpose::Page, &associated, state)?;
    let mut view = visit.view(page).with_hidden(STATE, sealed);
    view.notice = None;
    Ok(view)
}

/// What was typed for the attributes that are asked for, and no others.
fn typed(visit: &Visit<'_>, state: &State) -> std::collections::BTreeMap<String, String> {
    visit.attributes(&state.missing)
}

fn expired(visit: &Visit<'_>, username: &str) -> View {
    login::form(visit, username).saying(Notice::danger(Text::PageExpired))
}

fn associated<'a>(visit: &'a Visit<'_>, client: &'a str) -> [&'a str; 3] {
    [visit.pool().id.as_str(), client, "new_password"]
}

#[cfg(test)]
mod tests;
