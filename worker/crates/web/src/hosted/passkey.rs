//! Inside `/login`: a passkey in place of a name and a password.

use super::{continue_as, login, login_form, refusals::held_up, visit::Visit};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{Message, Notice, Passkey},
};
use vestibule_crypto::Purpose;
use vestibule_engine::{
    auth_flow::{Refusal, discoverable},
    error::{self, Error, SessionRefusal},
    http::Response,
};

/// The field with the browser's answer.
pub(super) const CREDENTIAL: &str = "credential";
/// The field that carries the challenge.
const SESSION: &str = "passkey";

/// What a browser is asked for; `None` where nobody begins with a passkey here. The page works as well without.
pub(super) fn offer(visit: &Visit<'_>) -> Option<Passkey> {
    let (cx, config) = (visit.cx, visit.config());
    if !discoverable::is_offered(cx, config, visit.host()) {
        return None;
    }
    let asked = discoverable::ask(cx, config).ok()??;
    let sealed = cx.seal(Purpose::Page, &associated(visit), &asked.session);
    Some(Passkey {
        options: asked.options,
        session: sealed.ok()?,
    })
}

pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let (cx, config) = (visit.cx, visit.config());
    let view = login_form::form(visit, "");
    let expired = Notice::danger(Message::PageExpired);
    let sealed = visit.form.get(SESSION).unwrap_or_default();
    let session: Option<String> = cx.open(Purpose::Page, &associated(visit), sealed);
    let Some(session) = session.filter(|_| discoverable::is_offered(cx, config, visit.host()))
    else {
        return Ok(view.saying(expired).into());
    };
    let credential = visit.form.get(CREDENTIAL).unwrap_or_default();
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

/// One browser's, with one app.
fn associated<'a>(visit: &'a Visit<'_>) -> [&'a str; 4] {
    let client = visit.request.config.client.id.as_str();
    [visit.pool().id.as_str(), client, SESSION, visit.csrf()]
}

#[cfg(test)]
pub(super) mod tests;
