//! The end of a page that leads no further: back to the app, whom to ask, and what to tell them.

use leptos::prelude::*;

use super::form::{after_form, link_line};
use crate::{
    i18n::Key,
    model::{App, Frame},
    theme::support,
};

/// The name of the app that the person was on the way to; the deployment's own where no app is known.
pub(crate) fn lead_app(frame: &Frame) -> &str {
    frame
        .around
        .app
        .as_ref()
        .map_or_else(|| frame.theme.name(), |app| app.name.as_str())
}

/// What stands below: the way to the login form and back to the app, the support, as far as they are known; and the
/// reference of what went wrong.
pub(crate) fn way_back(
    frame: &Frame,
    login: Option<&String>,
    reference: Option<&String>,
) -> Option<AnyView> {
    let login = link_line(frame, None, Key::ForgotPasswordBack, login);
    let reference = reference.cloned().map(|id| {
        let label = frame.texts.get(Key::WayBackReference).to_owned();
        view! {
            <p class="reference">
                {label} ": " <code>{id}</code>
            </p>
        }
        .into_any()
    });
    after_form(vec![login, to_app(frame), to_support(frame), reference])
}

fn to_app(frame: &Frame) -> Option<AnyView> {
    let App { name, address } = frame.around.app.as_ref()?;
    let address = address.clone().filter(|address| is_web(address))?;
    let label = frame.texts.fill(Key::WayBackApp, &[("app", name)]);
    Some(
        view! {
            <p class="line">
                <a href=address>{label}</a>
            </p>
        }
        .into_any(),
    )
}

fn to_support(frame: &Frame) -> Option<AnyView> {
    let address = support::link(frame.around.support.as_ref()?)?;
    link_line(
        frame,
        Some(Key::WayBackSupport),
        Key::WayBackContact,
        Some(&address),
    )
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}
