//! `/error`: a request that cannot be sent back to the app it came from.

use leptos::prelude::*;

use crate::{
    components::{Document, way_back},
    i18n::Key,
    model::{ErrorPage, Frame, RedirectMismatch},
};

pub(super) fn page(frame: &Frame, page: &ErrorPage) -> Document {
    let label = frame.texts.get(Key::ErrorCode).to_owned();
    let again = frame.around.app.as_ref().map(|app| {
        let again = frame.texts.fill(Key::ErrorTryAgain, &[("app", &app.name)]);
        format!(" {again}")
    });
    let (heading, lead) = match page.nothing_here {
        true => (Key::ErrorNothingHeading, Key::ErrorNothingLead),
        false => (Key::ErrorHeading, Key::ErrorLead),
    };
    let lead = [frame.texts.get(lead), again.as_deref().unwrap_or_default()].concat();
    Document {
        title: Key::ErrorTitle,
        heading: frame.texts.get(heading).to_owned(),
        lead: Some(lead.into_any()),
        identifier: None,
        form: None,
        after: Some(
            view! {
                <div class="detail">
                    <p>{label} ": " <code>{page.code.clone()}</code></p>
                    {page.redirect.as_ref().map(|redirect| addresses(frame, redirect))}
                </div>
                {way_back(frame, None, frame.around.reference.as_ref())}
            }
            .into_any(),
        ),
    }
}

/// What was asked for beside what there is: they differ in a port or a slash as a rule, so one stands above the other.
fn addresses(frame: &Frame, redirect: &RedirectMismatch) -> AnyView {
    let text = |key| frame.texts.get(key).to_owned();
    let registered = redirect.registered.iter().cloned();
    let none = redirect
        .registered
        .is_empty()
        .then(|| view! { <dd>{text(Key::ErrorNoneRegistered)}</dd> }.into_any());
    view! {
        <dl>
            <dt>{text(Key::ErrorAskedFor)}</dt>
            <dd>
                <code>{redirect.asked_for.clone()}</code>
            </dd>
            <dt>{text(Key::ErrorRegistered)}</dt>
            {registered.map(|address| view! { <dd><code>{address}</code></dd> }.into_any()).collect_view()}
            {none}
        </dl>
    }
    .into_any()
}
