//! Inside `/login`: what a person answers to the pages that ask with what to begin.

use super::{
    first_factor::{Asked, ask, form, kind, state},
    login, login_form, prove_factor,
    second_factor::CODE,
    visit::Visit,
};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{Message, Notice, View},
};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    auth_flow::{
        choice::{self, Choice},
        second_factor::Place,
    },
    error::{self, Error, SessionRefusal},
};

pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    // The pool or the client may have been changed since.
    let state = state(visit).filter(|_| choice::is_offered(visit.cx, visit.config()));
    let Some(mut state) = state else {
        let expired = Notice::danger(Message::PageExpired);
        let view = login_form::form(visit, &visit.username()).saying(expired);
        return Ok(view.into());
    };
    let view = form(visit, &state)?;
    if visit.form.has("another") {
        state.asked = Asked::Choice;
        return Ok(form(visit, &state)?.into());
    }
    let chosen = visit.form.get("factor").and_then(Choice::parse);
    if let Some(chosen) = chosen.filter(|chosen| kind(*chosen).is_some()) {
        return ask(visit, view, state, Some(chosen)).await;
    }
    match &state.asked {
        Asked::Choice => Ok(view.into()),
        Asked::Password => login::prove(visit, view, &state.username).await,
        Asked::Code { choice, .. } if visit.form.has("resend") => {
            let choice = *choice;
            ask(visit, view, state, Some(choice)).await
        }
        Asked::Code {
            choice, session, ..
        } => prove(visit, view, &state.username, *choice, session).await,
    }
}

/// Takes the code that came back.
async fn prove(
    visit: &Visit<'_>,
    view: View,
    username: &str,
    choice: Choice,
    session: &str,
) -> Result<Answer, Stop> {
    let code = SecretString::new(visit.code());
    if code.expose().is_empty() {
        return Ok(view.with_field_error(CODE, Message::CodeMissing).into());
    }
    let place = Place {
        session,
        username: None,
    };
    let requester = visit.requester();
    let step =
        choice::answer_code(visit.cx, visit.config(), place, choice, &code, &requester).await;
    match step {
        Err(Error::Refused(error::Refusal::Session(SessionRefusal::Expired))) => {
            Ok(view.with_field_error(CODE, Message::CodeExpired).into())
        }
        step => prove_factor::follow(visit, username, view, step).await,
    }
}
