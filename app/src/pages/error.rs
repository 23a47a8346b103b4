//! `/error`: a request that cannot be sent back to the app it came from.

use leptos::prelude::*;

use crate::{
    components::Document,
    i18n::Key,
    model::{ErrorPage, Frame},
};

pub(super) fn page(frame: &Frame, page: &ErrorPage) -> Document {
    let label = frame.texts.get(Key::ErrorCode).to_owned();
    Document {
        title: Key::ErrorTitle,
        heading: frame.texts.get(Key::ErrorHeading).to_owned(),
        lead: Some(frame.texts.get(Key::ErrorLead).to_owned()),
        body: view! {
            <p class="detail">
                {label} ": " <code>{page.code.clone()}</code>
            </p>
        }
        .into_any(),
    }
}
