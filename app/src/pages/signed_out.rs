//! What `/logout` shows where no app asked to be gone back to.

use leptos::prelude::*;

use crate::{components::Document, i18n::Key, model::Frame};

pub(super) fn page(frame: &Frame) -> Document {
    let label = frame.texts.get(Key::SignedOutSignIn).to_owned();
    let login = frame.links.login.clone();
    Document {
        title: Key::SignedOutTitle,
        heading: frame.texts.get(Key::SignedOutHeading).to_owned(),
        lead: Some(frame.texts.get(Key::SignedOutLead).to_owned()),
        body: login
            .map(|login| view! { <a class="primary" href=login>{label}</a> })
            .into_any(),
    }
}
