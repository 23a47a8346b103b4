//! `/confirm`: the code that proves a new account's address.

use crate::{
    components::{
        Document, Field, Form, after_form, code_lead, link_line, mailbox_link, resend_form,
    },
    i18n::Key,
    model::{Confirm, Frame, Medium},
};

pub(super) fn page(frame: &Frame, page: &Confirm) -> Document {
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
    let form = Form {
        name: "confirm",
        hidden,
        username: page.username.clone(),
        fields,
        aside: None,
        button: "confirm",
        label: frame.texts.get(Key::ConfirmSubmit).to_owned(),
    };
    let heading = match page.delivery.as_ref().map(|delivery| delivery.medium) {
        Some(Medium::Email) => Key::ConfirmHeadingEmail,
        Some(Medium::Sms) => Key::ConfirmHeadingSms,
        None => Key::ConfirmHeadingOther,
    };
    let resend = resend_form(frame, page.username.as_ref(), page.resend_after_seconds);
    let login = link_line(
        frame,
        None,
        Key::ForgotPasswordBack,
        frame.around.links.login.as_ref(),
    );
    Document {
        title: Key::ConfirmTitle,
        heading: frame.texts.get(heading).to_owned(),
        lead: Some(code_lead(
            frame,
            page.delivery.as_ref(),
            page.typed.as_ref(),
        )),
        identifier: Some(page.identifier),
        form: Some(form),
        after: after_form(vec![mailbox_link(frame), resend, login]),
    }
}
