//! Where a page leads that has done its work.

use super::{
    add_passkey,
    pending::{self, Pending as _, SignUp},
    said::Told,
    visit::Visit,
};
use crate::{
    answer::Answer,
    oauth::{browser::Browser, device, mark},
    view::delivery,
};
use vestibule_engine::{
    auth_flow::{IssuedCode, Proof, SignedIn},
    error::Result,
    http::Response,
    log::Outcome,
    messages::Contact,
    verification::NotSent,
};
use vestibule_model::user::User;

/// Back to the app, signed in, by way of `/passkeys/add` where a passkey is offered. Who was signed in to this browser before
/// is so no more.
pub(super) async fn signed_in(
    visit: &Visit<'_>,
    signed_in: &SignedIn<IssuedCode>,
) -> Result<Answer> {
    let IssuedCode {
        code,
        browser,
        mark,
        device,
    } = &signed_in.issued;
    visit.cx.note(|line| line.unless_noted(Outcome::SignedIn));
    if let Some(former) = Browser::of(visit.cx, visit.config(), &visit.jar)
        && let Err(error) = former.close(visit.cx, visit.config()).await
    {
        // Who is signed in is not to hear that they aren't: what was left open ends within the hour.
        visit.cx.note(|line| line.cause = Some(error.to_string()));
    }
    let mut cookies = Browser::remember(
        visit.cx,
        visit.config(),
        &visit.jar,
        &signed_in.user.sub,
        browser,
    )?;
    let (cx, config, sub) = (visit.cx, visit.config(), &signed_in.user.sub);
    if let Some(mark) = mark {
        cookies.extend(mark::remember(cx, config, &visit.jar, sub, mark)?);
    }
    if let Some(token) = device {
        cookies.extend(device::remember(cx, config, &visit.jar, sub, token)?);
    }
    let forgotten = pending::forget_all(&visit.jar);
    let to = match add_passkey::instead(visit, &signed_in.user.sub, code)? {
        Some(cookie) => {
            cookies.push(cookie);
            visit.to(add_passkey::PATH)
        }
        None => visit.request.grant(code.expose()),
    };
    Ok(Response::redirect(to)
        .with_cookies(forgotten)
        .with_cookies(cookies)
        .into())
}

/// On to the code that confirms a user who has just signed up or proven the password.
pub(super) fn on_to_confirm(
    visit: &Visit<'_>,
    username: &str,
    user: &User,
    code_is_new: bool,
    message: Option<Told>,
) -> Result<Answer> {
    let contact = Contact::for_sign_up(visit.pool(), user);
    let pending = SignUp {
        username: username.to_owned(),
        proof: Proof::of(visit.cx, user),
        delivery: contact.as_ref().map(delivery),
        typed: contact
            .map(|contact| contact.to)
            .filter(|address| visit.has_typed(address)),
        without_password: user.credential.is_none(),
        sent: code_is_new.then_some(visit.cx.now),
        until: visit.cx.now + SignUp::LIFE,
    };
    let response = match message {
        None => Response::redirect(visit.to("/confirm")),
        Some(told) => visit.redirect_saying("/confirm", told)?,
    };
    let cookie = pending.remember(visit)?;
    Ok(response.with("set-cookie", cookie).into())
}

/// What is said of a code that was not sent. Whether there is an account that can be sent one isn't told.
pub(super) fn not_sent(visit: &Visit<'_>, why: NotSent) -> Result<Told> {
    Ok(match why {
        NotSent::TooMany { until } => Told::TooManyCodes(visit.wait(until)),
        NotSent::Failed(error) if error.is_rate_exceeded() => Told::TooManyCodes(None),
        NotSent::Failed(error) => return Err(error),
        NotSent::NoUser | NotSent::NotDelivered => Told::CodeSent,
    })
}

/// A redirect for a browser, a status for a script.
pub(super) fn told(visit: &Visit<'_>, path: &str, message: Told) -> Result<Response> {
    if !visit.is_in_background() {
        return visit.redirect_saying(path, message);
    }
    Ok(match message {
        Told::CodeSent => Response::empty(204).with("retry-after", "30"),
        Told::TooManyCodes(seconds) => {
            let seconds = seconds.unwrap_or(600).to_string();
            Response::empty(429).with("retry-after", seconds)
        }
        // The script then sends the form as a browser does, and the person reads why.
        _ => Response::empty(409),
    })
}
