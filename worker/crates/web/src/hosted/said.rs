//! What one page has the next one say, once.
//!
//! A form is answered by a redirect, so that going back or reloading doesn't send it again. What there is to say travels in
//! a sealed cookie, bound to the browser and to the very page that says it, and gone once it was said.

use super::visit::Visit;
use crate::{
    answer::Answer,
    parameters::{Parameters, encode},
    view::{Factor, Message, Notice, Page, SecondFactor, View},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use vestibule_crypto::Purpose;
use vestibule_engine::{error::Result, http::Response, log::Outcome};
use vestibule_model::time::{Span, Timestamp};

const COOKIE: &str = "vestibule-said";
const LIFE: Span = Span::minutes(5);
/// A browser keeps no longer cookie (RFC 6265 section 6.1), its name and attributes included.
const LARGEST: usize = 3800;

/// What is said, and what was typed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Said {
    notice: Option<Notice>,
    field_errors: BTreeMap<String, Message>,
    /// A form without its secrets.
    typed: String,
    status: u16,
    until: Timestamp,
}

/// What one page has another say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    CodeSent,
    Confirmed,
    NotConfirmed,
    PasswordChanged,
    /// Seconds until another may be asked for, where they are known.
    TooManyCodes(Option<u32>),
}

impl Said {
    /// What the page before had this one say.
    pub(super) fn of(visit: &Visit<'_>) -> Option<Self> {
        let cookie = visit.jar.get(COOKIE)?;
        let page = visit.to(visit.path());
        let said: Self = visit
            .cx
            .open(Purpose::Cookie, &associated(visit, &page), cookie)?;
        Some(said).filter(|said| visit.cx.now < said.until)
    }

    pub(super) fn typed(&self) -> Parameters {
        Parameters::parse(self.typed.as_bytes())
    }

    /// Has the page say it, and never again.
    pub(super) fn onto(&self, visit: &Visit<'_>, mut view: View) -> View {
        view.around.notice = self.notice.clone().map(|mut notice| {
            notice.message = fitting(&view.page, notice.message);
            notice
        });
        view.around.field_errors.clone_from(&self.field_errors);
        view.status = self.status;
        view.cookies.push(visit.jar.remove(COOKIE));
        view
    }
}

impl Told {
    /// What came of the form that leads to a page which says this.
    pub(super) fn outcome(self) -> Outcome {
        match self {
            Self::CodeSent => Outcome::CodeSent,
            Self::Confirmed => Outcome::Confirmed,
            Self::NotConfirmed => Outcome::Unconfirmed,
            Self::PasswordChanged => Outcome::PasswordChanged,
            Self::TooManyCodes(_) => Outcome::Throttled,
        }
    }

    pub(super) fn notice(self) -> Notice {
        match self {
            Self::CodeSent => Notice::success(Message::CodeSent(None)),
            Self::Confirmed => Notice::success(Message::Confirmed),
            Self::PasswordChanged => Notice::success(Message::PasswordChanged),
            Self::NotConfirmed => Notice::danger(Message::NotConfirmed),
            Self::TooManyCodes(seconds) => Notice::danger(Message::TooManyCodes(seconds)),
        }
    }
}

/// A redirect to another page, which says this.
pub(super) fn redirect(visit: &Visit<'_>, path: &str, notice: Notice) -> Result<Response> {
    let said = Said {
        notice: Some(notice),
        field_errors: BTreeMap::new(),
        typed: String::new(),
        status: 200,
        until: visit.cx.now + LIFE,
    };
    let page = visit.to(path);
    let cookie = cookie(visit, &page, &said)?;
    Ok(Response::redirect(page).with("set-cookie", cookie))
}

/// The same page again by a redirect; the page itself where a script asks or what was typed is too long for a cookie.
pub(super) fn again(visit: &Visit<'_>, view: View) -> Result<Answer> {
    let said = Said {
        notice: view.around.notice.clone(),
        field_errors: view.around.field_errors.clone(),
        typed: typed(visit, &view),
        status: view.status,
        until: visit.cx.now + LIFE,
    };
    let cookie = cookie(visit, &view.around.action, &said)?;
    if visit.is_in_background() || cookie.len() > LARGEST {
        return Ok(view.into());
    }
    let response = Response::see_other(&view.around.action).with("set-cookie", cookie);
    Ok(response.with_cookies(view.cookies).into())
}

/// What the page fills its form with: no password, and a code only where it was right.
fn typed(visit: &Visit<'_>, view: &View) -> String {
    let keeps_code = matches!(view.page, Page::ConfirmForgotPassword(_))
        && !view.around.field_errors.is_empty()
        && !view.around.field_errors.contains_key("code");
    let attributes = visit.form.under("requiredAttributes");
    let attributes = attributes
        .iter()
        .map(|(name, value)| (format!("requiredAttributes[{name}]"), value.as_str()));
    let own = ["username", "code", "remember"]
        .into_iter()
        .filter(|field| keeps_code || *field != "code");
    let own = own.filter_map(|field| Some((field.to_owned(), visit.form.get(field)?)));
    let hidden = view
        .around
        .hidden
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str()));
    let pairs: Vec<_> = own.chain(attributes).chain(hidden).collect();
    encode(pairs.iter().map(|(name, value)| (name.as_str(), *value)))
}

fn cookie(visit: &Visit<'_>, page: &str, said: &Said) -> Result<String> {
    let value = visit
        .cx
        .seal(Purpose::Cookie, &associated(visit, page), said)?;
    Ok(visit.jar.set(COOKIE, &value, Some(LIFE)))
}

/// One browser's, and one page's of one authorization request.
fn associated<'a>(visit: &'a Visit<'_>, page: &'a str) -> [&'a str; 4] {
    [visit.pool().id.as_str(), COOKIE, visit.csrf(), page]
}

/// What a page says of a code in its own words: where it went, or that it is a link's.
fn fitting(page: &Page, message: Message) -> Message {
    let by_link = matches!(page, Page::Confirm(page) if page.by_link);
    match message {
        Message::CodeSent(None) if by_link => Message::LinkSent(sent_to(page)),
        Message::CodeSent(None) => Message::CodeSent(sent_to(page)),
        Message::TooManyCodes(seconds) if by_link => Message::TooManyLinks(seconds),
        other => other,
    }
}

/// Where the page says that its code went.
pub(super) fn sent_to(page: &Page) -> Option<String> {
    let delivery = match page {
        Page::Confirm(page) => page.delivery.as_ref(),
        // Who is asked for it has proven a first factor.
        Page::SecondFactor(SecondFactor {
            factor: Factor::Code(delivery),
            ..
        }) => Some(delivery),
        _ => None,
    };
    delivery.map(|delivery| delivery.destination.clone())
}

#[cfg(test)]
mod tests;
