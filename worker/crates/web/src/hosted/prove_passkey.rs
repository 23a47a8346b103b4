//! Inside `/login`: what a browser answers that was asked for a passkey.

use super::{continue_as, login, login_form, passkey, refusals::held_up, visit::Visit};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{Message, Notice},
};
use vestibule_engine::{
    auth_flow::{Refusal, discoverable},
    error::{self, Error, SessionRefusal},
    http::Response,
};

pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let (cx, config) = (visit.cx, visit.config());
    let view = login_form::form(visit, "");
    let Some(session) = passkey::session(visit) else {
        return Ok(view.saying(Notice::danger(Message::PageExpired)).into());
    };
    let credential = visit.form.get(passkey::CREDENTIAL).unwrap_or_default();
    let requester = visit.requester();
    let answered = discoverable::answer(cx, config, &session, credential, &requester).await;
    let (user, step) = match answered {
        Ok((user, step)) => (user, step.noted(cx)),
        // By the first of two clicks the browser is signed in.
        Err(Error::Refused(error::Refusal::Session(SessionRefusal::Spent))) => {
            return Ok(Response::redirect(visit.to("/oauth2/authorize")).into());
        }
        Err(error) => return Ok(held_up(view, error)?.into()),
    };
    let name = user.map(|user| continue_as::own_name(visit, &user));
    let name = name.unwrap_or_default();
    let followed = Box::pin(login::follow(visit, &name, step));
    Ok(match followed.await? {
        Ok(answer) => answer,
        Err(Refusal::TooManyCodes { until }) => view
            .saying(Notice::danger(Message::TooManyAttempts(visit.wait(until))))
            .into(),
        Err(_) => view.saying(Notice::danger(Message::PasskeyRefused)).into(),
    })
}

#[cfg(test)]
pub(super) mod tests;
