//! `/error`: a request that cannot be sent back to the app it came from.

use leptos::prelude::*;

use crate::{
    components::{Document, after_form, link_line},
    i18n::Key,
    model::{ErrorPage, Frame},
};

pub(super) fn page(frame: &Frame, page: &ErrorPage) -> Document {
    let text = page
        .text
        .as_ref()
        .map(|message| message.in_language(&frame.texts));
    let label = frame.texts.get(Key::ErrorCode).to_owned();
    Document {
        title: Key::ErrorTitle,
        heading: frame.texts.get(Key::ErrorHeading).to_owned(),
        lead: Some(text.unwrap_or_else(|| frame.texts.get(Key::ErrorLead).to_owned())),
        body: view! {
            <p class="detail">
                {label} ": " <code>{page.code.clone()}</code>
            </p>
            {after_form(vec![link_line(frame, None, Key::ErrorBack, frame.links.app.as_ref())])}
        }
        .into_any(),
    }
}
