//! The hosted pages: a form in, a step of the flow, a redirect or a page out.
//!
//! A GET shows a page, a POST acts and redirects, or shows the page again with what was wrong. What a flow has to know
//! travels in the URL (the app's authorization request, which every link and form keeps) and in sealed cookies and
//! fields; nothing is kept on the server. The pages drive the same [`vestibule_engine::accounts`] and the same
//! [`vestibule_engine::auth_flow`] as the API, but tell nobody which accounts there are, except where a new one can't be made because
//! of it.

mod add_passkey;
pub mod confirm;
pub mod confirm_forgot_password;
pub mod confirm_user;
pub mod continue_as;
pub mod csrf;
pub mod error;
mod first_factor;
pub mod forgot_password;
pub mod login;
mod login_form;
pub mod logout;
pub mod new_password;
mod outcome;
mod passkey;
pub mod path;
pub mod pending;
mod prove_factor;
mod prove_first_factor;
mod prove_passkey;
mod refusals;
pub mod resend_code;
mod said;
mod second_factor;
pub mod sign_out;
pub mod sign_up;
pub mod typed;
pub mod visit;
mod ways_out;

use crate::view::{Message, Notice};
use crate::{
    answer::Answer,
    oauth::{error::Stop, request::AuthorizationRequest},
    site::Site,
};
use path::Path;
use pending::Typed;
use vestibule_engine::{cx::Cx, http::Request, log::Outcome};
use visit::Visit;

/// Answers a request for a page.
pub(crate) async fn answer(
    cx: &Cx<'_>,
    site: &Site,
    http: &Request,
    path: Path,
) -> Result<Answer, Stop> {
    let request = AuthorizationRequest::read(cx, site, &http.query).await?;
    let visit = Visit::new(cx, site, http, request)?;
    if http.method != "POST" {
        return get(&visit, path).await;
    }
    if visit.is_forged(site) {
        let shown = get(&visit, path).await?;
        cx.note(|line| line.outcome = Some(Outcome::Forged));
        return Ok(match shown {
            Answer::Page(view) => view
                .saying(Notice::danger(if visit.has_our_cookie() {
                    Message::PageExpired
                } else {
                    Message::CookiesRefused
                }))
                .with_status(403)
                .into(),
            response => response,
        });
    }
    let answer = match path {
        Path::Login if visit.form.has(continue_as::BUTTON) => continue_as::post(&visit).await,
        Path::Login if visit.form.has(new_password::STATE) => new_password::post(&visit).await,
        Path::Login if visit.form.has(second_factor::STATE) => prove_factor::post(&visit).await,
        Path::Login if visit.form.has(passkey::CREDENTIAL) => prove_passkey::post(&visit).await,
        Path::Login if visit.form.has(first_factor::STATE) => {
            prove_first_factor::post(&visit).await
        }
        Path::Login => login::post(&visit).await,
        Path::SignUp => sign_up::post(&visit).await,
        Path::Confirm => confirm::post(&visit).await,
        Path::ResendCode => resend_code::post(&visit).await,
        Path::ForgotPassword => forgot_password::post(&visit).await,
        Path::ConfirmForgotPassword => confirm_forgot_password::post(&visit).await,
        Path::AddPasskey => add_passkey::post(&visit).await,
    }?;
    cx.note(|line| outcome::note(line, path, &answer));
    match answer {
        Answer::Page(mut view) => {
            view.cookies.extend(Typed::remember_form(&visit)?);
            Ok(said::again(&visit, *view)?)
        }
        response => Ok(response),
    }
}

async fn get(visit: &Visit<'_>, path: Path) -> Result<Answer, Stop> {
    Ok(match path {
        Path::Login => login::get(visit).await?,
        Path::SignUp => sign_up::get(visit)?,
        Path::Confirm | Path::ResendCode => confirm::get(visit)?,
        Path::ForgotPassword => forgot_password::get(visit)?,
        Path::ConfirmForgotPassword => confirm_forgot_password::get(visit)?,
        Path::AddPasskey => add_passkey::get(visit).await?,
    })
}
