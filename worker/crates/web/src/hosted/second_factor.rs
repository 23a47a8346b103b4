//! Inside `/login`: the pages that ask for a second factor, after a password or what stands for one.

use super::{login_form, visit::Visit};
use crate::{
    oauth::error::Stop,
    view::{self, ChooseFactor, FactorKind, Message, Notice, Page, SetUpApp, View, delivery},
};
use serde::{Deserialize, Serialize};
use vestibule_crypto::Purpose;
use vestibule_engine::{
    auth_flow::{Challenge, Challenged, set_up},
    error::{self, Error, Result},
};
use vestibule_model::factor::Factor;

/// The field that carries the flow.
pub(super) const STATE: &str = "challenge";

/// The field by which the person has the browser remembered.
pub(super) const REMEMBER: &str = "remember";

/// What the page's form has to know.
#[derive(Serialize, Deserialize)]
pub(super) struct State {
    /// Of the sign-in, for its next step.
    pub(super) session: String,
    /// As it was typed.
    pub(super) username: String,
    pub(super) asked: Asked,
    pub(super) others: Vec<Factor>,
}

#[derive(Serialize, Deserialize)]
pub(super) enum Asked {
    Factor(Factor, view::Factor),
    Choice,
    /// The text of an app's secret, and its address.
    App {
        secret: String,
        uri: String,
    },
}

/// Asks for what the sign-in waits for.
pub(super) async fn ask(
    visit: &Visit<'_>,
    username: &str,
    challenged: Challenged,
) -> Result<View, Stop> {
    let Challenged {
        mut session,
        challenge,
        mut others,
        ..
    } = challenged;
    let asked = match challenge {
        Challenge::Code { factor, contact } => {
            Asked::Factor(factor, view::Factor::Code(delivery(&contact)))
        }
        Challenge::SoftwareToken { name } => {
            Asked::Factor(Factor::SoftwareTokenMfa, view::Factor::App(name))
        }
        Challenge::Selection { factors } => {
            others = factors;
            Asked::Choice
        }
        // With what a sign-in begins is asked before; a remembered browser's cookie is its proof.
        Challenge::Device
        | Challenge::Choice
        | Challenge::Password
        | Challenge::FirstCode { .. }
        | Challenge::Passkey { .. } => {
            return Err(Error::internal("a page was asked for what it has no form for").into());
        }
        Challenge::SetUp { .. } => {
            let seed;
            (seed, session) = match set_up::associate(visit.cx, visit.config(), &session).await {
                Ok(associated) => associated,
                Err(Error::Refused(error::Refusal::NoSuchFactor)) => {
                    return Ok(login_form::form(visit, username)
                        .saying(Notice::danger(Message::FactorMissing)));
                }
                Err(error) => return Err(error.into()),
            };
            Asked::App {
                secret: seed.to_base32().expose().clone(),
                uri: seed
                    .uri(&visit.pool().settings.name, username)
                    .expose()
                    .clone(),
            }
        }
    };
    let state = State {
        session,
        username: username.to_owned(),
        asked,
        others,
    };
    Ok(form(visit, &state)?)
}

/// The page that the form before leads to; `None` where it doesn't.
pub(super) fn again(visit: &Visit<'_>) -> Result<Option<View>> {
    let state = state(visit);
    state.map(|state| form(visit, &state)).transpose()
}

/// Of the form that was sent; `None` where it is none of ours, or too old.
pub(super) fn state(visit: &Visit<'_>) -> Option<State> {
    let sealed = visit.form.get(STATE)?;
    visit.cx.open(Purpose::Page, &associated(visit), sealed)
}

pub(super) fn form(visit: &Visit<'_>, state: &State) -> Result<View> {
    let username = state.username.clone();
    let devices = visit.pool().settings.devices;
    let is_asked = devices.is_some_and(|devices| devices.ask_user);
    let remember = is_asked.then(|| visit.form.has(REMEMBER));
    let page = match &state.asked {
        Asked::Factor(_, factor) => Page::SecondFactor(view::SecondFactor {
            username,
            factor: factor.clone(),
            has_others: !state.others.is_empty(),
            remember,
        }),
        Asked::Choice => {
            let named = |factor: &Factor| (factor.as_str().to_owned(), kind(*factor));
            Page::ChooseFactor(ChooseFactor {
                username,
                factors: state.others.iter().map(named).collect(),
            })
        }
        Asked::App { secret, uri } => Page::SetUpApp(SetUpApp {
            username,
            secret: secret.clone(),
            uri: uri.clone(),
            remember,
        }),
    };
    let sealed = visit.cx.seal(Purpose::Page, &associated(visit), state)?;
    // The password may have been proven on another page.
    Ok(visit.view(page).at("/login").with_hidden(STATE, sealed))
}

const fn kind(factor: Factor) -> FactorKind {
    match factor {
        Factor::EmailOtp => FactorKind::Email,
        Factor::SmsMfa => FactorKind::Sms,
        Factor::SoftwareTokenMfa => FactorKind::App,
    }
}

fn associated<'a>(visit: &'a Visit<'_>) -> [&'a str; 3] {
    let client = visit.request.config.client.id.as_str();
    [visit.pool().id.as_str(), client, "second_factor"]
}

#[cfg(test)]
mod tests;
