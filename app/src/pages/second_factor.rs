//! A second factor inside `/login`.

use leptos::prelude::*;

use crate::{
    components::{
        Document, Field, Form, Sent, after_form, button_line, link_line, mailbox_link, remember,
        sent_lead,
    },
    i18n::Key,
    model::{Factor, Frame, Medium, SecondFactor},
};

pub(super) fn page(frame: &Frame, page: &SecondFactor) -> Document {
    let form = Form {
        name: "secondFactor",
        hidden: Vec::new(),
        username: Some(page.username.clone()),
        fields: vec![Field::factor_code(
            frame,
            page.remember.is_none(),
            matches!(page.factor, Factor::App(_)),
        )],
        aside: remember(frame, page.remember),
        button: "verify",
        label: frame.texts.get(Key::SecondFactorSubmit).to_owned(),
    };
    let (heading, lead, sent) = match &page.factor {
        Factor::Code(delivery) => {
            let heading = match delivery.medium {
                Medium::Email => Key::ConfirmHeadingEmail,
                Medium::Sms => Key::ConfirmHeadingSms,
            };
            let lead = sent_lead(frame, Sent::Code, Some(delivery), None);
            (heading, lead, true)
        }
        Factor::App(name) => {
            let brand = ("brand", frame.theme.name());
            let lead = match name {
                Some(name) => frame
                    .texts
                    .fill(Key::SecondFactorLeadAppNamed, &[("device", name), brand]),
                None => frame.texts.fill(Key::SecondFactorLeadApp, &[brand]),
            };
            (Key::SecondFactorHeadingApp, lead.into_any(), false)
        }
    };
    let resend =
        sent.then(|| button_line(frame, Some(Key::CodeNotReceived), "resend", Key::CodeResend));
    let change = page
        .is_new
        .then(|| button_line(frame, None, "change", Key::SetUpAddressChange));
    let another = page
        .has_others
        .then(|| button_line(frame, None, "another", Key::SecondFactorAnother));
    let login = frame.around.links.login.as_ref();
    Document {
        title: Key::SecondFactorTitle,
        heading: frame.texts.get(heading).to_owned(),
        lead: Some(lead),
        identifier: None,
        form: Some(form),
        after: after_form(vec![
            sent.then(|| mailbox_link(frame)).flatten(),
            resend,
            change,
            another,
            link_line(frame, None, Key::ForgotPasswordBack, login),
        ]),
    }
}
