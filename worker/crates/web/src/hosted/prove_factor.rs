//! Inside `/login`: what a person answers to the pages that ask for a second factor.

use super::{
    login, login_form,
    refusals::held_up,
    second_factor::{Asked, REMEMBER, State, ask, form, state},
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
        Hosted, IssuedCode, Refusal, Step,
        second_factor::{self, Place},
        set_up,
    },
    error::{self, Error, Result},
    http::Response,
    software_token::NotVerified,
};
use vestibule_model::factor::Factor;

pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let Some(state) = state(visit) else {
        let expired = Notice::danger(Message::PageExpired);
        return Ok(login_form::form(visit, "").saying(expired).into());
    };
    let view = form(visit, &state)?;
    let place = Place {
        session: &state.session,
        username: None,
    };
    let (cx, config) = (visit.cx, visit.config());
    let devices = visit.pool().settings.devices;
    let requester = Hosted {
        // Where the person isn't asked, every browser is remembered.
        remembers: devices.is_some_and(|devices| !devices.ask_user) || visit.form.has(REMEMBER),
        ..visit.requester()
    };
    let chosen = visit.form.get("factor").and_then(Factor::parse);
    let code = SecretString::new(visit.code());
    let step = match &state.asked {
        _ if visit.form.has("factor") => {
            second_factor::select(cx, config, place, chosen, &requester).await
        }
        _ if visit.form.has("another") => {
            let choice = State {
                asked: Asked::Choice,
                others: all(&state),
                ..state
            };
            return Ok(form(visit, &choice)?.into());
        }
        Asked::Factor(..) if visit.form.has("resend") => {
            match second_factor::resend(cx, config, place, &requester).await {
                Ok(Step::Challenged(challenged)) => {
                    let view = ask(visit, &state.username, *challenged).await?;
                    let sent = Notice::success(Message::CodeSent(None));
                    return Ok(view.saying(sent).into());
                }
                other => other,
            }
        }
        Asked::Choice => return Ok(view.into()),
        Asked::Factor(..) | Asked::App { .. } if code.expose().is_empty() => {
            return Ok(view.with_field_error("code", Message::Required).into());
        }
        Asked::Factor(factor, _) => {
            second_factor::answer(cx, config, place, *factor, &code, &requester).await
        }
        Asked::App { .. } => match set_up::verify(cx, config, place.session, &code, None).await {
            Ok(session) => {
                let place = Place {
                    session: &session,
                    username: None,
                };
                set_up::complete(cx, config, place, &requester).await
            }
            Err(NotVerified::Wrong) => {
                Ok(Step::Refused(Refusal::WrongCode(Factor::SoftwareTokenMfa)))
            }
            Err(NotVerified::TooMany { until }) => {
                Ok(Step::Refused(Refusal::TooManyCodes { until }))
            }
            Err(NotVerified::Changed) => Err(error::SessionRefusal::Invalid.into()),
            Err(NotVerified::Failed(error)) => Err(error),
        },
    };
    follow(visit, &state.username, view, step).await
}

/// Where an answer leads; back to the form where it was wrong.
pub(super) async fn follow(
    visit: &Visit<'_>,
    username: &str,
    view: View,
    step: Result<Step<IssuedCode>>,
) -> Result<Answer, Stop> {
    let step = match step {
        Ok(step) => step.noted(visit.cx),
        // The session was used, or has ended. Where it was used by a first click on the same button, the browser is signed in
        // by now.
        Err(Error::Refused(error::Refusal::Session(_))) => {
            return Ok(Response::redirect(visit.to("/oauth2/authorize")).into());
        }
        Err(error) => return Ok(held_up(view, error)?.into()),
    };
    // One form leads to another here, each with the sentences of its own.
    Ok(
        match Box::pin(login::follow(visit, username, step)).await? {
            Ok(answer) => answer,
            Err(Refusal::WrongCode(_)) => {
                view.with_field_error("code", Message::CodeMismatch).into()
            }
            Err(Refusal::UsedCode) => view.with_field_error("code", Message::CodeUsed).into(),
            Err(Refusal::TooManyCodes { until }) => view
                .saying(Notice::danger(Message::TooManyAttempts(visit.wait(until))))
                .into(),
            Err(_) => view.saying(Notice::danger(Message::Incorrect)).into(),
        },
    )
}

/// Whichever the person could prove.
fn all(state: &State) -> Vec<Factor> {
    let asked = match state.asked {
        Asked::Factor(factor, _) => Some(factor),
        Asked::Choice | Asked::App { .. } => None,
    };
    let factors = Factor::ALL.into_iter();
    factors
        .filter(|factor| state.others.contains(factor) || asked == Some(*factor))
        .collect()
}
