//! An address is set up as a second factor inside `/login`.

use leptos::prelude::*;

use crate::{
    components::{Document, Field, Form, after_form, button_line, link_line},
    i18n::Key,
    model::{Frame, SetUpAddress},
};

pub(super) fn page(frame: &Frame, page: &SetUpAddress) -> Document {
    let texts = &frame.texts;
    let heading = match page.attribute.name.as_str() {
        "phone_number" => Key::SetUpAddressHeadingSms,
        _ => Key::SetUpAddressHeadingEmail,
    };
    let form = Form {
        name: "setUpAddress",
        hidden: Vec::new(),
        username: Some(page.username.clone()),
        fields: vec![Field::attribute(frame, &page.attribute)],
        aside: None,
        button: "set_up",
        label: texts.get(Key::SetUpAddressSubmit).to_owned(),
    };
    let another = page
        .has_others
        .then(|| button_line(frame, None, "another", Key::SecondFactorAnother));
    let lead = texts.fill(Key::SetUpAddressLead, &[("brand", frame.theme.name())]);
    let login = frame.around.links.login.as_ref();
    Document {
        title: Key::SetUpFactorTitle,
        heading: texts.get(heading).to_owned(),
        lead: Some(lead.into_any()),
        identifier: None,
        form: Some(form),
        after: after_form(vec![
            another,
            link_line(frame, None, Key::ForgotPasswordBack, login),
        ]),
    }
}
