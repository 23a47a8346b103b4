//! Buttons that each lead somewhere else, in a form of their own.

use leptos::prelude::*;

use super::form::hidden_fields;
use crate::{i18n::Key, model::Frame};

/// A form of buttons with one name: each sends its own value.
pub(crate) fn choices(frame: &Frame, name: &'static str, options: Vec<(String, Key)>) -> AnyView {
    let buttons = options.into_iter().map(|(value, label)| {
        let label = frame.texts.get(label).to_owned();
        view! {
            <button class="choice" name=name value=value>
                {label}
            </button>
        }
        .into_any()
    });
    view! {
        <form method="post" action=frame.around.action.clone() class="choices">
            {hidden_fields(frame)}
            {buttons.collect_view()}
        </form>
    }
    .into_any()
}

/// A line with a button that looks like a link, after a question.
pub(crate) fn button_line(
    frame: &Frame,
    question: Option<Key>,
    name: &'static str,
    label: Key,
) -> AnyView {
    let text = |key| frame.texts.get(key).to_owned();
    view! {
        <form method="post" action=frame.around.action.clone() class="resend">
            {hidden_fields(frame)}
            {question.map(|key| view! { <span>{text(key)}</span> }.into_any())}
            <button class="plain" name=name value="1">
                {text(label)}
            </button>
        </form>
    }
    .into_any()
}
