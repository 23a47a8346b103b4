//! `/confirm`: the code that proves a new account's address; where a link does, only word of it.

use crate::{
    components::{
        Document, Field, Form, Sent, after_form, link_line, mailbox_link, resend_form, sent_lead,
    },
    i18n::Key,
    model::{Confirm, Frame, Medium},
};

pub(super) fn page(frame: &Frame, page: &Confirm) -> Document {
    let sent = match page.by_link {
        true => Sent::Link,
        false => Sent::Code,
    };
    let username = page.username.as_ref();
    let resend = || resend_form(frame, sent, username, page.resend_after_seconds);
    let (form, resend) = match (sent, username) {
        (Sent::Code, _) => (Some(code_form(frame, page)), resend()),
        // All that is left to do is in the mail.
        (Sent::Link, Some(_)) => (None, resend()),
        (Sent::Link, None) => (Some(name_form(frame, page)), None),
    };
    let heading = match page.delivery.as_ref().map(|delivery| delivery.medium) {
        Some(Medium::Email) => Key::ConfirmHeadingEmail,
        Some(Medium::Sms) => Key::ConfirmHeadingSms,
        None => Key::ConfirmHeadingOther,
    };
    let login = link_line(
        frame,
        None,
        Key::ForgotPasswordBack,
        frame.around.links.login.as_ref(),
    );
    Document {
        title: Key::ConfirmTitle,
        heading: frame.texts.get(heading).to_owned(),
        lead: Some(sent_lead(
            frame,
            sent,
            page.delivery.as_ref(),
            page.typed.as_ref(),
        )),
        identifier: Some(page.identifier),
        form,
        after: after_form(vec![mailbox_link(frame), resend, login]),
    }
}

fn code_form(frame: &Frame, page: &Confirm) -> Form {
    let mut hidden = Vec::new();
    hidden.extend(page.sub.clone().map(|sub| ("sub", sub)));
    if let Some(delivery) = &page.delivery {
        hidden.push(("destination", delivery.destination.clone()));
        hidden.push(("deliveryMedium", delivery.medium.as_str().to_owned()));
    }
    let mut fields = Vec::new();
    if page.username.is_none() {
        fields.push(Field::identifier(frame, page.identifier, ""));
    }
    fields.push(Field::code(frame, page.username.is_some(), ""));
    Form {
        name: "confirm",
        hidden,
        username: page.username.clone(),
        fields,
        aside: None,
        button: "confirm",
        label: frame.texts.get(Key::ConfirmSubmit).to_owned(),
    }
}

/// Who is to be sent another link.
fn name_form(frame: &Frame, page: &Confirm) -> Form {
    Form {
        name: "resend",
        hidden: Vec::new(),
        username: None,
        fields: vec![Field::identifier(frame, page.identifier, "")],
        aside: None,
        button: "resend",
        label: frame.texts.get(Key::LinkResend).to_owned(),
    }
}
