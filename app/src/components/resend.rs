//! What the pages that take a code say about it.

use leptos::prelude::*;

use super::form::{hidden_fields, link_line};
use crate::{
    i18n::Key,
    islands::ResendTimer,
    model::{Delivery, Frame, Message},
};

/// The form of a page that may ask for the name beside the code.
const RESENDS: &str = "confirm";

/// The sentence that says where the code went, with a way to another address. What the person `typed` is shown in
/// full; whether a code went there is said only where the delivery is known.
pub(crate) fn code_lead(
    frame: &Frame,
    delivery: Option<&Delivery>,
    typed: Option<&String>,
) -> AnyView {
    let to = |key, destination: &String| frame.texts.fill(key, &[("destination", destination)]);
    let sentence = match (delivery, typed) {
        (Some(delivery), typed) => to(Key::CodeSentTo, typed.unwrap_or(&delivery.destination)),
        (None, Some(typed)) => to(Key::CodeSentIf, typed),
        (None, None) => frame.texts.get(Key::CodeSent).to_owned(),
    };
    let change = frame.around.links.change_address.clone().map(|address| {
        let label = frame.texts.get(Key::CodeChange).to_owned();
        view! { <a href=address>{label}</a> }.into_any()
    });
    view! {
        {sentence}
        " "
        {change}
    }
    .into_any()
}

/// The way to the dev mailbox, where there is one to wait at.
pub(crate) fn mailbox_link(frame: &Frame) -> Option<AnyView> {
    link_line(
        frame,
        None,
        Key::CodeMailbox,
        frame.around.links.mailbox.as_ref(),
    )
}

/// The form that asks for another code for `username`, which is refused for `wait` seconds; see [`ResendTimer`].
pub(crate) fn resend_form(frame: &Frame, username: Option<&String>, wait: u32) -> Option<AnyView> {
    let action = frame.around.links.resend.clone()?;
    let text = |key| frame.texts.get(key).to_owned();
    let Some(username) = username else {
        return Some(resend_button(frame, action));
    };
    let form = view! {
        <form
            method="post"
            action=action
            class="resend"
            data-wait=wait.to_string()
            data-now=text(Key::CodeResend)
            data-waiting=text(Key::CodeResendIn)
            data-sent=text(Key::CodeResent)
            data-later=frame.texts.say(&Message::TooManyCodes(None))
        >
            {hidden_fields(frame)}
            <input type="hidden" name="username" value=username.clone() />
            <span>{text(Key::CodeNotReceived)}</span>
            <button class="plain">{text(Key::CodeResend)}</button>
            <p role="status"></p>
        </form>
    }
    .into_any();
    Some(view! { <ResendTimer>{form}</ResendTimer> }.into_any())
}

/// The same where the page's own form asks for the name, too: a button that sends it elsewhere.
fn resend_button(frame: &Frame, action: String) -> AnyView {
    let text = |key| frame.texts.get(key).to_owned();
    view! {
        <p class="line">
            <span>{text(Key::CodeNotReceived)}</span>
            <button class="plain" form=RESENDS formaction=action formnovalidate>
                {text(Key::CodeResend)}
            </button>
        </p>
    }
    .into_any()
}
