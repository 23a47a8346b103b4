//! The form of `/login`.

use super::{passkey, visit::Visit};
use crate::view::{Login, Page, View};
use vestibule_engine::auth_flow::choice;

pub(super) fn form(visit: &Visit<'_>, username: &str) -> View {
    let page = Page::Login(Login {
        identifier: visit.identifier(),
        username: username.to_owned(),
        passkey: passkey::offer(visit),
        name_alone: choice::is_offered(visit.cx, visit.config()),
    });
    let mut view = visit.view(page);
    view.around.links.login = None;
    view.around.links.sign_up = visit.sign_up_link();
    view.around.links.forgot_password = visit.forgot_password_link();
    view
}
