//! `/resendcode`: another code for a sign-up.

use super::{
    pending::{Pending as _, SignUp},
    said::Told,
    visit::Visit,
    ways_out,
};
use crate::{answer::Answer, oauth::error::Stop, view::ConfirmedBy};
use vestibule_engine::{
    accounts::{
        discretion::Discretion,
        input::Username,
        resend_code::{self, Input, Refusal},
    },
    error::Result,
    http::Response,
    messages::Contact,
};

/// Back to `/confirm`, or to a script how it went. Whoever only knows a name hears that a code was sent, whether or not
/// there is an account that waits for one.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let username = visit.username();
    if username.is_empty() || visit.confirmed_by() == ConfirmedBy::Administrator {
        return Ok(Response::redirect(visit.to("/confirm")).into());
    }
    let pending = SignUp::of(visit)?.filter(|pending| pending.username == username);
    let message = match resend(visit, &username, Discretion::of_page(pending.is_some())).await {
        Ok(_) => Told::CodeSent,
        Err(Refusal::NotSent(why)) => ways_out::not_sent(visit, why)?,
        Err(Refusal::Confirmed) if pending.is_some() => {
            return Ok(visit.redirect_saying("/login", Told::Confirmed)?.into());
        }
        // Nobody can have such a name, or this account can't be sent a code.
        Err(
            Refusal::Malformed(_) | Refusal::NoUser(_) | Refusal::Confirmed | Refusal::NoAddress,
        ) => Told::CodeSent,
    };
    let mut response = ways_out::told(visit, "/confirm", message)?;
    if let Some(mut pending) = pending {
        pending.sent = Some(visit.cx.now);
        response = response.with("set-cookie", pending.remember(visit)?);
    }
    Ok(response.into())
}

async fn resend(
    visit: &Visit<'_>,
    username: &str,
    discretion: Discretion,
) -> Result<Contact, Refusal> {
    let input = Input {
        username: Username::parse(username)?,
        discretion,
    };
    visit.spend()?;
    resend_code::resend_code(visit.cx, visit.config(), input).await
}

#[cfg(test)]
mod tests;
