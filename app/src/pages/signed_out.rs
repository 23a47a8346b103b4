//! What `/logout` shows where no app asked to be gone back to.

use leptos::prelude::*;

use crate::{
    components::{Document, lead_app, way_back},
    i18n::Key,
    model::Frame,
};

pub(super) fn page(frame: &Frame) -> Document {
    let label = frame.texts.get(Key::SignedOutSignIn).to_owned();
    let login = frame
        .around
        .links
        .login
        .clone()
        .map(|login| view! { <a class="primary" href=login>{label}</a> }.into_any());
    let lead = frame
        .texts
        .fill(Key::SignedOutLead, &[("app", lead_app(frame))]);
    Document {
        title: Key::SignedOutTitle,
        heading: frame.texts.get(Key::SignedOutHeading).to_owned(),
        lead: Some(lead.into_any()),
        identifier: None,
        form: None,
        after: Some(view! { {login} {way_back(frame, None, None)} }.into_any()),
    }
}
