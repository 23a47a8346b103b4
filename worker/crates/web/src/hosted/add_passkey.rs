//! `/passkeys/add`: a passkey for whoever is signed in, on the way to the app. It is offered after a sign-up; an app may link
//! to it, with an authorization request, for people who have an account.

use super::{
    passkey::{CREDENTIAL, is_offered},
    pending::{self, Onward, Pending as _, SignUp},
    refusals::held_up,
    visit::Visit,
};
use crate::{
    answer::Answer,
    oauth::{
        browser::{Browser, proved_since},
        error::Stop,
        request::Prompt,
    },
    view::{AddPasskey, Message, Notice, Page, View},
};
use vestibule_crypto::SecretString;
use vestibule_engine::{
    error::{Error, Result},
    http::Response,
    log::Outcome,
    passkeys::{self, NotBegun, NotRegistered},
};
use vestibule_model::{
    ids::Sub,
    time::{Span, Timestamp},
    user::User,
};

pub(super) const PATH: &str = "/passkeys/add";
/// How long ago a person may have proved who they are, however long the app lets them go on: a passkey signs in for good.
const RECENT: Span = Span::hours(1);

/// Whether who has just signed in comes here before the app is given this code: the `Set-Cookie` that keeps it meanwhile.
pub(super) fn instead(visit: &Visit<'_>, sub: &Sub, code: &SecretString) -> Result<Option<String>> {
    let is_new = SignUp::of(visit)?.is_some_and(|sign_up| sign_up.proof.sub() == sub);
    let is_asked_for = Onward::waits(visit)?;
    if !is_offered(visit) || !(is_new || is_asked_for) {
        return Ok(None);
    }
    let signed_in = Some((sub.clone(), code.expose().clone()));
    Onward::new(visit, signed_in).remember(visit).map(Some)
}

pub(super) async fn get(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let (browser, user) = match person(visit).await? {
        _ if !is_offered(visit) => {
            return Ok(Response::redirect(visit.to("/oauth2/authorize")).into());
        }
        None => return sign_in_first(visit),
        Some(person) => person,
    };
    let (cx, config) = (visit.cx, visit.config());
    if let Err(error) = visit.spend() {
        return Ok(held_up(page(visit, None), error)?.into());
    }
    Ok(match passkeys::begin(cx, config, &user).await {
        Ok(options) => page(visit, Some(options.to_string())).into(),
        Err(NotBegun::TooMany) => page(visit, None)
            .saying(Notice::danger(Message::TooManyPasskeys))
            .into(),
        Err(NotBegun::NotEnabled | NotBegun::NoRelyingParty) => on(visit, &browser).await?.into(),
        Err(NotBegun::TooLate | NotBegun::NoSuchUser) => return sign_in_first(visit),
        Err(NotBegun::Failed(error)) => return Err(error.into()),
    })
}

pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let Some((browser, user)) = person(visit).await? else {
        return sign_in_first(visit);
    };
    if !visit.form.has(CREDENTIAL) {
        return Ok(on(visit, &browser).await?.into());
    }
    // What is refused is said by the page that a redirect leads to, which asks again.
    let view = page(visit, None);
    if let Err(error) = visit.spend() {
        return Ok(held_up(view, error)?.into());
    }
    let credential = visit.form.get(CREDENTIAL).unwrap_or_default();
    let added = match vestibule_model::json::read(credential.as_bytes()) {
        Ok(credential) => passkeys::register(visit.cx, visit.config(), &user, &credential).await,
        Err(_) => Err(NotRegistered::Refused(passkeys::Refusal::Malformed)),
    };
    let message = match added {
        Ok(()) => {
            let response = on(visit, &browser).await?;
            visit.cx.note(|line| line.outcome = Some(Outcome::Done));
            return Ok(response.into());
        }
        Err(NotRegistered::Known) => Message::PasskeyKnown,
        Err(NotRegistered::TooMany) => Message::TooManyPasskeys,
        Err(NotRegistered::NoChallenge) => Message::PageExpired,
        Err(NotRegistered::TooLate | NotRegistered::NoSuchUser) => return sign_in_first(visit),
        Err(NotRegistered::Failed(error @ Error::Refused(_))) => {
            return Ok(held_up(view, error)?.into());
        }
        Err(NotRegistered::Failed(error)) => return Err(error.into()),
        Err(NotRegistered::NotEnabled | NotRegistered::OtherClient | NotRegistered::Refused(_)) => {
            Message::PasskeyNotAdded
        }
    };
    Ok(view.saying(Notice::danger(message)).into())
}

fn page(visit: &Visit<'_>, options: Option<String>) -> View {
    visit.view(Page::AddPasskey(AddPasskey { options }))
}

/// Who is signed in: just now on this way, or recently enough for the request.
async fn person(visit: &Visit<'_>) -> Result<Option<(Browser, User)>> {
    let (cx, config) = (visit.cx, visit.config());
    let Some(browser) = Browser::of(cx, config, &visit.jar) else {
        return Ok(None);
    };
    let user = match just_now(visit, &browser)? {
        Some(_) => browser.read_since(cx, config, Timestamp::default()).await?,
        None if visit.request.prompt == Prompt::Login => None,
        None => {
            let since = proved_since(cx, &visit.request).max(cx.now - RECENT + Span::millis(1));
            browser.read_since(cx, config, since).await?
        }
    };
    Ok(user.map(|user| (browser, user)))
}

/// The code that the sign-in gave which has just led here.
fn just_now(visit: &Visit<'_>, browser: &Browser) -> Result<Option<String>> {
    let kept = Onward::of_request(visit)?.and_then(|kept| kept.signed_in);
    let own = kept.filter(|(sub, _)| browser.is(sub));
    Ok(own.map(|(_, code)| code))
}

/// By way of the login page, which then leads back here.
fn sign_in_first(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let cookie = Onward::new(visit, None).remember(visit)?;
    let response = Response::redirect(visit.to("/login"));
    Ok(response.with("set-cookie", cookie).into())
}

/// On to the app.
async fn on(visit: &Visit<'_>, browser: &Browser) -> Result<Response> {
    let code = match just_now(visit, browser)? {
        Some(code) => Some(code),
        None => {
            let issued = browser.issue_code(visit.cx, &visit.request).await?;
            issued.map(|code| code.expose().clone())
        }
    };
    let to = match code {
        Some(code) => visit.request.grant(&code),
        None => visit.to("/oauth2/authorize"),
    };
    let gone = pending::forget_onward(&visit.jar);
    Ok(Response::redirect(to).with("set-cookie", gone))
}

#[cfg(test)]
mod tests;
