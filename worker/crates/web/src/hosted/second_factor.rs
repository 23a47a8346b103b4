//! Inside `/login`: a second factor, after a password or what stands for one.

use super::{login, login_form, refusals::held_up, visit::Visit};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{self, ChooseFactor, FactorKind, Message, Notice, Page, SetUpApp, View, delivery},
};
use serde::{Deserialize, Serialize};
use vestibule_crypto::{Purpose, SecretString};
use vestibule_engine::{
    auth_flow::{
        Challenge, Challenged, IssuedCode, Refusal, Step,
        second_factor::{self, Place},
        set_up,
    },
    error::{self, Error, Result},
    http::Response,
    software_token::NotVerified,
};
use vestibule_model::factor::Factor;

/// The field that carries the flow.
pub(super) const STATE: &str = "challenge";

#[derive(Serialize, Deserialize)]
struct State {
    /// Of the sign-in, for its next step.
    session: String,
    /// As it was typed.
    username: String,
    asked: Asked,
    others: Vec<Factor>,
}

#[derive(Serialize, Deserialize)]
enum Asked {
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
        // No page says that it is on a device.
        Challenge::Device => return Err(Error::internal("a page was asked for a device").into()),
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
    let (cx, config, requester) = (visit.cx, visit.config(), visit.requester());
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

async fn follow(
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

fn state(visit: &Visit<'_>) -> Option<State> {
    let sealed = visit.form.get(STATE)?;
    visit.cx.open(Purpose::Page, &associated(visit), sealed)
}

fn form(visit: &Visit<'_>, state: &State) -> Result<View> {
    let username = state.username.clone();
    let page = match &state.asked {
        Asked::Factor(_, factor) => Page::SecondFactor(view::SecondFactor {
            username,
            factor: factor.clone(),
            has_others: !state.others.is_empty(),
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
