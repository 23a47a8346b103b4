//! `/forgotPassword`: which account needs a new password.

use leptos::prelude::*;

use crate::{
    components::{Document, Field, Form, after_form, link_line},
    i18n::Key,
    model::{ForgotPassword, Frame},
};

pub(super) fn page(frame: &Frame, page: &ForgotPassword) -> Document {
    let form = Form {
        name: "forgotPassword",
        hidden: Vec::new(),
        username: None,
        fields: vec![Field::identifier(frame, page.identifier, &page.username)],
        aside: None,
        button: "reset_my_password",
        label: frame.texts.get(Key::ForgotPasswordSubmit).to_owned(),
    };
    let login = link_line(
        frame,
        None,
        Key::ForgotPasswordBack,
        frame.around.links.login.as_ref(),
    );
    Document {
        title: Key::ForgotPasswordTitle,
        heading: frame.texts.get(Key::ForgotPasswordHeading).to_owned(),
        lead: Some(
            frame
                .texts
                .get(Key::ForgotPasswordLead)
                .to_owned()
                .into_any(),
        ),
        identifier: Some(page.identifier),
        form: Some(form),
        after: after_form(vec![login]),
    }
}
