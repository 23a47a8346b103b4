//! `/confirmforgotPassword`: the code, and the new password.

use crate::{
    components::{
        Document, Field, Form, Sent, after_form, link_line, mailbox_link, resend_form, sent_lead,
    },
    i18n::Key,
    model::{ConfirmForgotPassword, Frame},
};

pub(super) fn page(frame: &Frame, page: &ConfirmForgotPassword) -> Document {
    let mut hidden = Vec::new();
    if let Some(delivery) = &page.delivery {
        hidden.push(("destination", delivery.destination.clone()));
        hidden.push(("deliveryMedium", delivery.medium.as_str().to_owned()));
    }
    let mut fields = Vec::new();
    if page.username.is_none() {
        fields.push(Field::identifier(frame, page.identifier, ""));
    }
    fields.push(Field::code(frame, false, &page.code));
    fields.push(Field::new_password(
        frame,
        "password",
        Key::PasswordNew,
        &page.policy,
    ));
    let form = Form {
        name: "confirmforgotPassword",
        hidden,
        username: page.username.clone(),
        fields,
        aside: None,
        button: "reset_password",
        label: frame.texts.get(Key::ConfirmForgotPasswordSubmit).to_owned(),
    };
    let resend = resend_form(
        frame,
        Sent::Code,
        page.username.as_ref(),
        page.resend_after_seconds,
    );
    let login = link_line(
        frame,
        None,
        Key::ForgotPasswordBack,
        frame.around.links.login.as_ref(),
    );
    Document {
        title: Key::ConfirmForgotPasswordTitle,
        heading: frame
            .texts
            .get(Key::ConfirmForgotPasswordHeading)
            .to_owned(),
        lead: Some(sent_lead(
            frame,
            Sent::Code,
            page.delivery.as_ref(),
            page.typed.as_ref(),
        )),
        identifier: Some(page.identifier),
        form: Some(form),
        after: after_form(vec![mailbox_link(frame), resend, login]),
    }
}
