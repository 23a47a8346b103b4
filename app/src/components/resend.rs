//! What the pages that wait for a code, or for a link to be followed, say about it.

use leptos::prelude::*;

use super::form::{hidden_fields, link_line};
use crate::{
    i18n::Key,
    islands::ResendTimer,
    model::{Delivery, Frame, Message},
};

/// The form of a page that may ask for the name beside the code.
const RESENDS: &str = "confirm";

/// What a person is sent.
#[derive(Clone, Copy)]
pub(crate) enum Sent {
    Code,
    /// It confirms when it is followed.
    Link,
}

/// The sentence that says where the code or link went, with a way to another address. What the person `typed` is shown in
/// full; whether anything went there is said only where the delivery is known.
pub(crate) fn sent_lead(
    frame: &Frame,
    sent: Sent,
    delivery: Option<&Delivery>,
    typed: Option<&String>,
) -> AnyView {
    let to = |key, destination: &String| frame.texts.fill(key, &[("destination", destination)]);
    let [known, if_any, somewhere] = match sent {
        Sent::Code => [Key::CodeSentTo, Key::CodeSentIf, Key::CodeSent],
        Sent::Link => [Key::LinkSentTo, Key::LinkSentIf, Key::LinkSent],
    };
    let sentence = match (delivery, typed) {
        (Some(delivery), typed) => to(known, typed.unwrap_or(&delivery.destination)),
        (None, Some(typed)) => to(if_any, typed),
        (None, None) => frame.texts.get(somewhere).to_owned(),
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

/// The words of the form for another one.
struct Words {
    not_received: Key,
    resend: Key,
    resend_in: Key,
    resent: Key,
    too_many: Message,
}

impl Sent {
    fn words(self) -> Words {
        match self {
            Self::Code => Words {
                not_received: Key::CodeNotReceived,
                resend: Key::CodeResend,
                resend_in: Key::CodeResendIn,
                resent: Key::CodeResent,
                too_many: Message::TooManyCodes(None),
            },
            Self::Link => Words {
                not_received: Key::LinkNotReceived,
                resend: Key::LinkResend,
                resend_in: Key::LinkResendIn,
                resent: Key::LinkResent,
                too_many: Message::TooManyLinks(None),
            },
        }
    }
}

/// The form that asks for another one for `username`, which is refused for `wait` seconds; see [`ResendTimer`].
pub(crate) fn resend_form(
    frame: &Frame,
    sent: Sent,
    username: Option<&String>,
    wait: u32,
) -> Option<AnyView> {
    let action = frame.around.links.resend.clone()?;
    let text = |key| frame.texts.get(key).to_owned();
    let words = sent.words();
    let Some(username) = username else {
        return Some(resend_button(frame, &words, action));
    };
    let form = view! {
        <form
            method="post"
            action=action
            class="resend"
            data-wait=wait.to_string()
            data-now=text(words.resend)
            data-waiting=text(words.resend_in)
            data-sent=text(words.resent)
            data-later=frame.texts.say(&words.too_many)
        >
            {hidden_fields(frame)}
            <input type="hidden" name="username" value=username.clone() />
            <span>{text(words.not_received)}</span>
            <button class="plain">{text(words.resend)}</button>
            <p role="status"></p>
        </form>
    }
    .into_any();
    Some(view! { <ResendTimer>{form}</ResendTimer> }.into_any())
}

/// The same where the page's own form asks for the name, too: a button that sends it elsewhere.
fn resend_button(frame: &Frame, words: &Words, action: String) -> AnyView {
    let text = |key| frame.texts.get(key).to_owned();
    view! {
        <p class="line">
            <span>{text(words.not_received)}</span>
            <button class="plain" form=RESENDS formaction=action formnovalidate>
                {text(words.resend)}
            </button>
        </p>
    }
    .into_any()
}
