//! `/confirm`: the code that proves a new account's address, or word of the link that does.

use super::{
    login,
    pending::{self, Pending as _, SignUp},
    refusals::held_up,
    said::Told,
    visit::Visit,
};
use crate::{
    answer::Answer,
    oauth::error::Stop,
    view::{
        AwaitingAdministrator, Confirm, ConfirmedBy, Delivery, Medium, Message, Notice, Page, View,
    },
};
use vestibule_engine::{
    accounts::{
        confirm_sign_up::{self, Input, Refusal},
        discretion::Discretion,
        input::{TypedCode, Username},
        outcomes::WrongCode,
    },
    aliases::IfHeld,
    error::Result,
    http::Response,
};
use vestibule_model::{contact::ContactAttribute, pool::Pool};

pub(super) fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    Ok(form(visit, SignUp::of(visit)?.as_ref()).into())
}

/// Confirms, and signs in where the sign-up was made in this browser.
pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    if visit.confirmed_by() == ConfirmedBy::Administrator {
        return Ok(Response::redirect(visit.to("/confirm")).into());
    }
    let username = visit.username();
    // The page may be of an older sign-up than the cookie.
    let pending = SignUp::of(visit)?.filter(|pending| pending.username == username);
    let mut view = form(visit, pending.as_ref());
    if username.is_empty() {
        view = view.with_field_error("username", Message::Required);
    }
    let code = visit.code();
    if code.is_empty() {
        view = view.with_field_error("code", Message::CodeMissing);
    }
    if !view.around.field_errors.is_empty() {
        return Ok(view.into());
    }
    let known = pending.is_some();
    let refusal = match confirm(visit, &username, &code, Discretion::of_page(known)).await {
        Ok(()) => return finish(visit, pending).await,
        Err(refusal) => refusal,
    };
    Ok(match refusal {
        Refusal::Failed(error) => held_up(view, error)?.into(),
        Refusal::Code(WrongCode::TooManyGuesses { until }) => view
            .saying(Notice::danger(Message::TooManyAttempts(visit.wait(until))))
            .into(),
        // Only who holds the address has come so far.
        Refusal::Taken(_) => view.saying(Notice::danger(Message::UserExists)).into(),
        // Confirmed before: by the first of two clicks, or in another tab. Without a password it may also have been somebody
        // else, who holds the address: then only the first click has signed in.
        Refusal::NotWaiting(_) if known => {
            let proven = pending.filter(|pending| !pending.without_password);
            return match proven {
                Some(pending) => finish(visit, Some(pending)).await,
                None => Ok(on(visit).into()),
            };
        }
        Refusal::Code(WrongCode::Expired) if known => {
            view.with_field_error("code", Message::CodeExpired).into()
        }
        Refusal::Malformed(_)
        | Refusal::NoUser(_)
        | Refusal::NotWaiting(_)
        | Refusal::Code(WrongCode::Mismatch | WrongCode::Expired) => {
            view.with_field_error("code", Message::CodeMismatch).into()
        }
    })
}

async fn confirm(
    visit: &Visit<'_>,
    username: &str,
    code: &str,
    discretion: Discretion,
) -> Result<(), Refusal> {
    let input = Input {
        username: Username::parse(username)?,
        code: TypedCode::parse(code)?,
        if_held: IfHeld::Refuse,
        discretion,
    };
    visit.spend()?;
    confirm_sign_up::confirm_sign_up(visit.cx, visit.config(), input).await?;
    Ok(())
}

/// On to the app, or to the login page where this browser can't prove the password.
async fn finish(visit: &Visit<'_>, pending: Option<SignUp>) -> Result<Answer, Stop> {
    let Some(SignUp {
        proof,
        until,
        username,
        ..
    }) = pending
    else {
        return Ok(visit.redirect_saying("/login", Told::Confirmed)?.into());
    };
    if let Some(step) = proof
        .sign_in(visit.cx, visit.config(), &visit.requester(), until)
        .await?
        && let Ok(answer) = login::follow(visit, &username, step).await?
    {
        return Ok(answer);
    }
    // The proof is used up. If that was the first of two clicks, the browser is signed in.
    Ok(on(visit).into())
}

/// Back to where the sign-in began.
fn on(visit: &Visit<'_>) -> Response {
    Response::redirect(visit.to("/oauth2/authorize"))
        .with("set-cookie", pending::forget_sign_up(&visit.jar))
}

fn form(visit: &Visit<'_>, pending: Option<&SignUp>) -> View {
    let typed = Some(visit.username()).filter(|username| !username.is_empty());
    if visit.confirmed_by() == ConfirmedBy::Administrator {
        let username = pending.map(|pending| pending.username.clone());
        let page = AwaitingAdministrator { username };
        return visit.view(Page::AwaitingAdministrator(page)).at("/confirm");
    }
    let delivery = pending.and_then(|pending| pending.delivery.clone());
    let page = Confirm {
        username: pending.map(|pending| pending.username.clone()).or(typed),
        identifier: visit.identifier(),
        sub: pending.map(|pending| pending.proof.sub().to_string()),
        by_link: is_by_link(visit.pool(), delivery.as_ref()),
        delivery,
        resend_after_seconds: pending.map_or(0, |pending| pending.resend_after(visit.cx.now)),
        typed: pending.and_then(|pending| pending.typed.clone()),
    };
    let asks_for_name_alone = page.by_link && page.username.is_none();
    // `/resendcode` shows the form too.
    let mut view = visit.view(Page::Confirm(page)).at("/confirm");
    if asks_for_name_alone {
        view.around.action = visit.to("/resendcode");
    }
    view.around.links.resend = Some(visit.to("/resendcode"));
    view.around.links.change_address = pending.and_then(|_| visit.sign_up_link());
    view
}

/// Whether a link confirms: where it went by e-mail, or could have gone by nothing else.
fn is_by_link(pool: &Pool, delivery: Option<&Delivery>) -> bool {
    let settings = &pool.settings;
    let may_be_by_phone = settings
        .auto_verified
        .contains(&ContactAttribute::PhoneNumber);
    let is_by_email = delivery.map_or(!may_be_by_phone, |to| to.medium == Medium::Email);
    settings.templates.by_link && is_by_email
}

#[cfg(test)]
mod tests;
