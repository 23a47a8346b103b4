//! A code in place of a password, inside `/login`.

use leptos::prelude::*;

use crate::{
    components::{Document, Field, Form, after_form, button_line, link_line, mailbox_link},
    i18n::Key,
    model::{FirstFactorCode, Frame, Medium},
};

pub(super) fn page(frame: &Frame, page: &FirstFactorCode) -> Document {
    let texts = &frame.texts;
    let form = Form {
        name: "firstFactor",
        hidden: Vec::new(),
        username: Some(page.username.clone()),
        fields: vec![Field::factor_code(frame, true, false).of_digits(page.digits)],
        aside: None,
        button: "verify",
        label: texts.get(Key::LoginSubmit).to_owned(),
    };
    let heading = match page.delivery.medium {
        Medium::Email => Key::ConfirmHeadingEmail,
        Medium::Sms => Key::ConfirmHeadingSms,
    };
    // Whether there is such an account isn't told.
    let lead = texts.fill(
        Key::FirstFactorCodeLead,
        &[
            ("user", &page.username),
            ("destination", &page.delivery.destination),
        ],
    );
    let another = page
        .has_others
        .then(|| button_line(frame, None, "another", Key::FirstFactorAnother));
    Document {
        title: Key::SecondFactorTitle,
        heading: texts.get(heading).to_owned(),
        lead: Some(lead.into_any()),
        identifier: None,
        form: Some(form),
        after: after_form(vec![
            mailbox_link(frame),
            Some(button_line(
                frame,
                Some(Key::CodeNotReceived),
                "resend",
                Key::CodeResend,
            )),
            another,
            link_line(
                frame,
                None,
                Key::ContinueAsDifferentUser,
                frame.around.links.login.as_ref(),
            ),
        ]),
    }
}
