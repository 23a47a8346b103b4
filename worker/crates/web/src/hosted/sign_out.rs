//! The question whether to sign out, where whoever sent the browser to `/logout` can't show that the person wants it
//! (OpenID Connect RP-Initiated Logout 1.0 section 6).

use super::csrf;
use crate::{
    cookies::Jar,
    site::Site,
    view::{Page, View},
};
use std::rc::Rc;
use vestibule_engine::{config::Config, cx::Cx, http::Request};

/// The page's button.
pub(super) const BUTTON: &str = "sign_out";

/// The page, whose form posts to the address of the request. `location` is where its answer leads.
pub(super) fn page(
    cx: &Cx<'_>,
    site: &Site,
    http: &Request,
    jar: &Jar<'_>,
    config: Rc<Config>,
    location: Option<&str>,
) -> View {
    let token = csrf::Token::of(cx, site, jar);
    let mut view = View::new(cx, http, Page::SignOut).of_pool(config);
    if token.is_new {
        view.cookies.push(jar.set(csrf::COOKIE, &token.text, None));
    }
    view.around.csrf = token.text;
    if let Some(location) = location {
        view.may_lead_to(location);
    }
    view
}
