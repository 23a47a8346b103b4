//! What the pages that take a code say about it.

use leptos::prelude::*;

use super::form::hidden_fields;
use crate::{
    i18n::Key,
    islands::ResendTimer,
    model::{Delivery, Frame},
};

/// The sentence that says where the code went.
pub(crate) fn code_lead(frame: &Frame, delivery: Option<&Delivery>) -> String {
    match delivery {
        Some(delivery) => frame
            .texts
            .fill(Key::CodeSentTo, &[("destination", &delivery.destination)]),
        None => frame.texts.get(Key::CodeSent).to_owned(),
    }
}

/// The form that asks for another code for `username`, which is refused for `wait` seconds; see [`ResendTimer`].
pub(crate) fn resend_form(frame: &Frame, username: Option<&String>, wait: u32) -> Option<AnyView> {
    let action = frame.links.resend.clone()?;
    let text = |key| frame.texts.get(key).to_owned();
    let form = view! {
        <form
            method="post"
            action=action
            class="resend"
            data-wait=wait.to_string()
            data-now=text(Key::CodeResend)
            data-waiting=text(Key::CodeResendIn)
            data-sent=text(Key::CodeResent)
            data-later=text(Key::CodeResendLater)
        >
            {hidden_fields(frame)}
            <input type="hidden" name="username" value=username?.clone() />
            <span>{text(Key::CodeNotReceived)}</span>
            <button class="plain">{text(Key::CodeResend)}</button>
            <p role="status"></p>
        </form>
    }
    .into_any();
    Some(view! { <ResendTimer>{form}</ResendTimer> }.into_any())
}
