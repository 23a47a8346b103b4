//! Inside `/login`: what a person answers to the pages that ask for a second factor, or have one set up.

use super::{
    login, login_form,
    refusals::{attribute_fault, attribute_field, held_up},
    said,
    second_factor::{Asked, CODE, REMEMBER, State, address, ask, begin_set_up, form, state},
    visit::Visit,
};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{Message, Notice, View, delivery},
};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    auth_flow::{
        Challenge, Challenged, Hosted, IssuedCode, Refusal, Step,
        second_factor::{self, Place},
        set_up,
    },
    error::{self, Error, Result},
    http::Response,
    software_token::NotVerified,
};
use vestibule_model::{contact::ContactAttribute, factor::Factor};

pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let Some(mut state) = state(visit) else {
        let expired = Notice::danger(Message::PageExpired);
        return Ok(login_form::form(visit, "").saying(expired).into());
    };
    let mut view = form(visit, &state)?;
    let place = place(&state.session);
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
        Asked::SetUp => return set_up_chosen(visit, view, state, chosen).await,
        _ if visit.form.has("factor") => {
            second_factor::select(cx, config, place, chosen, &requester).await
        }
        _ if visit.form.has("another") => {
            state.asked = match state.asked {
                Asked::App { .. } | Asked::Address { .. } => Asked::SetUp,
                _ => Asked::Choice,
            };
            return Ok(form(visit, &state)?.into());
        }
        Asked::Address {
            contact,
            sent: None,
            ..
        } => {
            let contact = *contact;
            return send(visit, view, state, contact, &requester).await;
        }
        Asked::Address { .. } if visit.form.has("change") => {
            type_again(&mut state);
            return Ok(form(visit, &state)?.into());
        }
        Asked::Factor(..) | Asked::Address { .. } if visit.form.has("resend") => {
            let resent = second_factor::resend(cx, config, place, &requester).await;
            match resent.map(|step| step.noted(cx)) {
                Ok(Step::Challenged(challenged)) => {
                    let view = match state.asked {
                        Asked::Address { .. } => sent(visit, state, *challenged)?,
                        _ => ask(visit, &state.username, *challenged).await?,
                    };
                    let to = said::sent_to(&view.page);
                    let notice = Notice::success(Message::CodeSent(to));
                    return Ok(view.saying(notice).into());
                }
                other => other,
            }
        }
        Asked::Choice => return Ok(view.into()),
        _ if code.expose().is_empty() => {
            return Ok(view.with_field_error(CODE, Message::Required).into());
        }
        Asked::Factor(factor, _) => {
            second_factor::answer(cx, config, place, *factor, &code, &requester).await
        }
        Asked::Address { contact, .. } => {
            let factor = Factor::from(*contact);
            second_factor::answer(cx, config, place, factor, &code, &requester).await
        }
        Asked::App { .. } => match set_up::verify(cx, config, place.session, &code, None).await {
            Ok(session) => set_up::complete(cx, config, self::place(&session), &requester).await,
            Err(NotVerified::Wrong) => {
                Ok(Step::Refused(Refusal::WrongCode(Factor::SoftwareTokenMfa)))
            }
            Err(NotVerified::TooMany { until }) => {
                Ok(Step::Refused(Refusal::TooManyCodes { until }))
            }
            Err(NotVerified::Changed | NotVerified::NoSecret | NotVerified::NotOffered) => {
                Err(error::SessionRefusal::Invalid.into())
            }
            Err(NotVerified::Failed(error)) => Err(error),
        },
    };
    if matches!(step, Ok(Step::Refused(Refusal::Taken(_)))) {
        type_again(&mut state);
        view = form(visit, &state)?;
    }
    follow(visit, &state.username, view, step).await
}

/// A form names no user: its session does.
const fn place(session: &str) -> Place<'_> {
    Place {
        session,
        username: None,
    }
}

/// Goes on with the factor that was chosen to be set up.
async fn set_up_chosen(
    visit: &Visit<'_>,
    view: View,
    state: State,
    chosen: Option<Factor>,
) -> Result<Answer, Stop> {
    let chosen = chosen.filter(|factor| state.available.contains(factor));
    let username = state.username.clone();
    let begun = match chosen {
        Some(factor) => begin_set_up(visit, state, factor).await,
        None => Err(error::Refusal::NoSuchFactor.into()),
    };
    match begun {
        Ok(begun) => Ok(begun.into()),
        Err(error) => follow(visit, &username, view, Err(error)).await,
    }
}

/// Has a code sent to the address that was typed.
async fn send(
    visit: &Visit<'_>,
    view: View,
    state: State,
    contact: ContactAttribute,
    requester: &Hosted<'_>,
) -> Result<Answer, Stop> {
    let to = address(visit, contact, "").value;
    if to.is_empty() {
        let field = attribute_field(contact.as_str());
        return Ok(view.with_field_error(field, Message::Required).into());
    }
    let place = place(&state.session);
    let given = (contact, to.as_str());
    let step = match set_up::address(visit.cx, visit.config(), place, given, requester).await {
        Ok(step) => match step.noted(visit.cx) {
            Step::Challenged(challenged) => return Ok(sent(visit, state, *challenged)?.into()),
            step => Ok(step),
        },
        Err(set_up::NotSetUp::Attributes(refusal)) => {
            let faults = refusal.faults();
            let view = faults.fold(view, |view, (name, fault)| {
                view.with_field_error(attribute_field(name), attribute_fault(fault))
            });
            return Ok(view.into());
        }
        Err(set_up::NotSetUp::Failed(error)) => Err(error),
    };
    follow(visit, &state.username, view, step).await
}

/// Asks for the code that was sent to an address, which is being set up.
fn sent(visit: &Visit<'_>, mut state: State, challenged: Challenged) -> Result<View> {
    let Challenge::Code { contact, .. } = challenged.challenge else {
        return Err(Error::internal("an address was sent no code"));
    };
    state.session = challenged.session;
    if let Asked::Address { sent, to, .. } = &mut state.asked {
        *sent = Some(delivery(&contact));
        *to = contact.to;
    }
    form(visit, &state)
}

/// Has the address typed once more, which was sent a code.
fn type_again(state: &mut State) {
    if let Asked::Address { sent, .. } = &mut state.asked {
        *sent = None;
    }
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
            Err(Refusal::WrongCode(_)) => view.with_field_error(CODE, Message::CodeMismatch).into(),
            Err(Refusal::Taken(attribute)) => view
                .with_field_error(attribute_field(attribute.as_str()), Message::UserExists)
                .into(),
            Err(Refusal::UsedCode) => view.with_field_error(CODE, Message::CodeUsed).into(),
            Err(Refusal::TooManyCodes { until }) => view
                .saying(Notice::danger(Message::TooManyAttempts(visit.wait(until))))
                .into(),
            Err(_) => view.saying(Notice::danger(Message::Incorrect)).into(),
        },
    )
}
