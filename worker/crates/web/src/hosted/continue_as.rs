//! `/login` while somebody is signed in: go on as the same person, or sign in as another.

use super::{pending::Onward, visit::Visit};
use crate::{
    answer::Answer,
    oauth::{browser::Browser, error::Stop, request::Prompt},
    view::{ContinueAs, Page, View},
};
use vestibule_engine::{error::Result, http::Response};
use vestibule_model::{pool::Names, user::User};

/// The page's button.
pub(super) const BUTTON: &str = "continue";

/// The page; `None` when nobody is signed in, or the app or what comes next wants the password again.
pub(super) async fn page(visit: &Visit<'_>) -> Result<Option<View>> {
    if Onward::waits(visit)? {
        return Ok(None);
    }
    let Some(browser) = signed_in(visit) else {
        return Ok(None);
    };
    let Some(user) = browser.read(visit.cx, &visit.request).await? else {
        return Ok(None);
    };
    let mut view = visit.view(Page::ContinueAs(ContinueAs {
        user: own_name(visit, &user),
    }));
    view.around.links.login = None;
    view.around.links.different_user =
        Some(visit.request.query.with("prompt", "login").after("/login"));
    Ok(Some(view))
}

pub(super) async fn post(visit: &Visit<'_>) -> Result<Answer, Stop> {
    let code = match signed_in(visit) {
        Some(browser) => browser.issue_code(visit.cx, &visit.request).await?,
        None => None,
    };
    let location = code.map_or_else(
        || visit.to("/login"),
        |code| visit.request.grant(code.expose()),
    );
    Ok(Response::redirect(location).into())
}

fn signed_in(visit: &Visit<'_>) -> Option<Browser> {
    let browser = Browser::of(visit.cx, visit.config(), &visit.jar);
    browser.filter(|_| visit.request.prompt != Prompt::Login)
}

/// What the user signs in with: in pools of e-mail addresses the username is a sub, which nobody knows.
pub(super) fn own_name(visit: &Visit<'_>, user: &User) -> String {
    let name = match &visit.pool().names {
        Names::Attributes(names) => names
            .iter()
            .find_map(|name| user.attributes.get(name.as_str())),
        Names::Username { .. } => None,
    };
    name.unwrap_or(&user.username).clone()
}
