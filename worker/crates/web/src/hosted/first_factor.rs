//! Inside `/login`: the pages on which a person who gave a name chooses what to begin with, and is asked for it.
//!
//! They tell nobody whether there is such an account: what can be chosen, and where a code went, come of the name alone where
//! nobody has it. A choice and a password need no session, so that such a page may stay open; a code is bound to its own.

use super::{passkey, refusals::held_up, visit::Visit};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{
        ChooseFirstFactor, Delivery, EnterPassword, FirstFactorCode, FirstFactorKind, Message,
        Notice, Page, View, delivery,
    },
};
use serde::{Deserialize, Serialize};
use vestibule_engine::{
    auth_flow::{
        Challenge, IssuedCode, Refusal, Step,
        choice::{self, Choice},
    },
    error::{self, Error, Result},
};

/// The field that carries the flow.
pub(super) const STATE: &str = "first_factor";

/// What the page's form has to know.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct State {
    /// As it was typed.
    pub(super) username: String,
    pub(super) asked: Asked,
    /// With what it can begin, as far as a page can ask for it.
    available: Vec<Choice>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) enum Asked {
    Choice,
    Password,
    /// A code that was sent, in this session.
    Code {
        choice: Choice,
        session: String,
        delivery: Delivery,
    },
}

/// What follows a name: what it can begin with, or that itself where it is one thing alone.
pub(super) async fn begin(visit: &Visit<'_>, view: View, username: &str) -> Result<Answer, Stop> {
    let state = State {
        username: username.to_owned(),
        asked: Asked::Choice,
        available: Vec::new(),
    };
    ask(visit, view, state, None).await
}

/// The page that the form before leads to; `None` where it doesn't.
pub(super) fn again(visit: &Visit<'_>) -> Result<Option<View>> {
    let state = state(visit);
    state.map(|state| form(visit, &state)).transpose()
}

/// Asks for what was chosen, or for a choice. Another code takes the place of the one that was sent.
pub(super) async fn ask(
    visit: &Visit<'_>,
    view: View,
    mut state: State,
    chosen: Option<Choice>,
) -> Result<Answer, Stop> {
    if chosen == Some(Choice::Password) {
        state.asked = Asked::Password;
        return Ok(form(visit, &state)?.into());
    }
    let before = match &state.asked {
        Asked::Code { session, .. } => Some(session.as_str()),
        Asked::Choice | Asked::Password => None,
    };
    let step = match asked(visit, &state.username, chosen, before).await {
        // The code's session was used, or has ended: a new sign-in begins.
        Err(Error::Refused(error::Refusal::Session(_))) => {
            asked(visit, &state.username, chosen, None).await
        }
        step => step,
    };
    let challenged = match step.map(|step| step.noted(visit.cx)) {
        Ok(Step::Challenged(challenged)) => *challenged,
        Ok(Step::Refused(Refusal::TooManyCodes { until })) => {
            let message = Message::TooManyCodes(visit.wait(until));
            return Ok(view.saying(Notice::danger(message)).into());
        }
        Ok(_) => return Err(Error::internal("a name alone led to more than a question").into()),
        Err(error) => return Ok(held_up(view, error)?.into()),
    };
    let is_another = before.is_some();
    state.asked = match challenged.challenge {
        Challenge::Choice => {
            let available = challenged.available.into_iter();
            state.available = available
                .filter(|choice| match choice {
                    Choice::WebAuthn => passkey::is_offered(visit),
                    _ => kind(*choice).is_some(),
                })
                .collect();
            match state.available.as_slice() {
                [Choice::Password] => Asked::Password,
                _ => Asked::Choice,
            }
        }
        Challenge::FirstCode { choice, contact } => Asked::Code {
            choice,
            session: challenged.session,
            delivery: delivery(&contact),
        },
        _ => return Err(Error::internal("a page was asked for what it has no form for").into()),
    };
    let view = form(visit, &state)?;
    Ok(match is_another {
        true => view.saying(Notice::success(Message::CodeSent(None))),
        false => view,
    }
    .into())
}

async fn asked(
    visit: &Visit<'_>,
    username: &str,
    chosen: Option<Choice>,
    before: Option<&str>,
) -> Result<Step<IssuedCode>> {
    choice::ask(visit.cx, visit.config(), username, (chosen, before), true).await
}

/// Of the form that was sent; `None` where it is none of ours, or too old.
pub(super) fn state(visit: &Visit<'_>) -> Option<State> {
    visit.carried(STATE)
}

pub(super) fn form(visit: &Visit<'_>, state: &State) -> Result<View> {
    let username = state.username.clone();
    let has_others = state.available.len() > 1;
    let page = match &state.asked {
        Asked::Choice => {
            let named = |choice: &Choice| Some((choice.as_str().to_owned(), kind(*choice)?));
            Page::ChooseFirstFactor(ChooseFirstFactor {
                username,
                factors: state.available.iter().filter_map(named).collect(),
                passkey: state
                    .available
                    .contains(&Choice::WebAuthn)
                    .then(|| passkey::offer(visit))
                    .flatten(),
            })
        }
        Asked::Password => Page::EnterPassword(EnterPassword {
            identifier: visit.identifier(),
            username,
            has_others,
        }),
        Asked::Code { delivery, .. } => Page::FirstFactorCode(FirstFactorCode {
            username,
            delivery: delivery.clone(),
            digits: choice::DIGITS,
            has_others,
        }),
    };
    let sealed = visit.seal(STATE, state)?;
    let mut view = visit.view(page).at("/login").with_hidden(STATE, sealed);
    view.around.links.forgot_password = visit.forgot_password_link();
    Ok(view)
}

/// What a button offers; `None` for what no button of a form can ask for: a proof that scripts compute, and a passkey.
pub(super) const fn kind(choice: Choice) -> Option<FirstFactorKind> {
    match choice {
        Choice::Password => Some(FirstFactorKind::Password),
        Choice::EmailOtp => Some(FirstFactorKind::Email),
        Choice::SmsOtp => Some(FirstFactorKind::Sms),
        Choice::PasswordSrp | Choice::WebAuthn => None,
    }
}

#[cfg(test)]
mod tests;
