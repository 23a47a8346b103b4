//! Inside `/login`: who signs in with a temporary password chooses a lasting one.

use super::{
    login_form,
    refusals::{attribute_fault, attribute_field, filled, held_up, password_fault},
    second_factor,
    visit::Visit,
    ways_out,
};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{self, Message, Notice, Page, View, policy},
};
use serde::{Deserialize, Serialize};
use vestibule_engine::{
    auth_flow::{
        self, NewPasswordRequired, Step,
        new_password::{self, Answer as NewPassword, Refusal},
    },
    error::{self, Error, Result},
    http::Response,
};

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
pub(super) fn ask(
    visit: &Visit<'_>,
    username: &str,
    required: &NewPasswordRequired,
) -> Result<View> {
    let state = State {
        session: required.session.clone(),
        username: username.to_owned(),
        missing: required.missing_attributes.clone(),
    };
    form(visit, &state)
}

/// The page that the form before leads to; `None` where it doesn't.
pub(super) fn again(visit: &Visit<'_>) -> Result<Option<View>> {
    let state: Option<State> = visit.carried(STATE);
    state.map(|state| form(visit, &state)).transpose()
}

pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let Some(state) = visit.carried::<State>(STATE) else {
        return Ok(expired(visit, "").into());
    };
    let mut view = form(visit, &state)?;
    let attributes = typed(visit, &state);
    for (name, _) in attributes.iter().filter(|(_, value)| value.is_empty()) {
        view = view.with_field_error(attribute_field(name), Message::Required);
    }
    let Some(password) = visit.secret("new_password") else {
        return Ok(view
            .with_field_error("new_password", Message::Required)
            .into());
    };
    if visit.form.has("confirm_password")
        && visit.form.get("confirm_password") != Some(password.expose())
    {
        view = view.with_field_error("confirm_password", Message::PasswordsDiffer);
    }
    if !view.around.field_errors.is_empty() {
        return Ok(view.into());
    }
    let answer = NewPassword {
        session: &state.session,
        username: None,
        password: &password,
        attributes,
    };
    let requester = visit.requester();
    match new_password::complete(visit.cx, visit.config(), answer, &requester).await {
        Ok(Step::SignedIn(signed_in)) => Ok(ways_out::signed_in(visit, &signed_in).await?),
        Ok(Step::Challenged(challenged)) => {
            let view = second_factor::ask(visit, &state.username, *challenged).await?;
            Ok(view.into())
        }
        Ok(Step::Refused(auth_flow::Refusal::TooManyCodes { until })) => Ok(view
            .saying(Notice::danger(Message::TooManyAttempts(visit.wait(until))))
            .into()),
        Ok(Step::NewPasswordRequired(_) | Step::Unconfirmed(_) | Step::Refused(_)) => {
            Ok(expired(visit, &state.username).into())
        }
        Err(Refusal::Password(violation)) => Ok(view
            .with_field_error(
                "new_password",
                password_fault(visit, "new_password", violation),
            )
            .into()),
        Err(Refusal::Attributes(refusal)) => Ok(refusal
            .faults()
            .fold(view, |view, (name, fault)| {
                view.with_field_error(attribute_field(name), attribute_fault(fault))
            })
            .into()),
        Err(Refusal::Taken(alias)) => Ok(view
            .with_field_error(attribute_field(alias.kind()), Message::UserExists)
            .into()),
        // The session was used, has ended or belongs to an older password. Where it was used by a first click on the
        // same button, the browser is signed in by now.
        Err(Refusal::Failed(Error::Refused(error::Refusal::Session(_)))) => {
            Ok(Response::redirect(visit.to("/oauth2/authorize")).into())
        }
        Err(Refusal::Failed(error)) => Ok(held_up(view, error)?.into()),
    }
}

fn form(visit: &Visit<'_>, state: &State) -> Result<View> {
    let page = Page::NewPassword(view::NewPassword {
        username: state.username.clone(),
        attributes: filled(&state.missing, &typed(visit, state)),
        policy: policy(visit.pool()),
    });
    let sealed = visit.seal(STATE, state)?;
    // The password may have been proven on another page.
    Ok(visit.view(page).at("/login").with_hidden(STATE, sealed))
}

/// What was typed for the attributes that are asked for, and no others.
fn typed(visit: &Visit<'_>, state: &State) -> std::collections::BTreeMap<String, String> {
    visit.attributes(&state.missing)
}

fn expired(visit: &Visit<'_>, username: &str) -> View {
    login_form::form(visit, username).saying(Notice::danger(Message::PageExpired))
}

#[cfg(test)]
mod tests;
