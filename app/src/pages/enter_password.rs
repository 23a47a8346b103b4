//! The password of whoever was named, inside `/login`.

use leptos::prelude::*;

use crate::{
    components::{Document, Field, Form, after_form, button_line, link_line},
    i18n::Key,
    model::{EnterPassword, Frame},
};

pub(super) fn page(frame: &Frame, page: &EnterPassword) -> Document {
    let (texts, links) = (&frame.texts, &frame.around.links);
    let form = Form {
        name: "cognitoSignInForm",
        hidden: Vec::new(),
        username: Some(page.username.clone()),
        fields: vec![Field::current_password(frame)],
        aside: link_line(
            frame,
            None,
            Key::LoginForgotPassword,
            links.forgot_password.as_ref(),
        ),
        button: "signInSubmitButton",
        label: texts.get(Key::LoginSubmit).to_owned(),
    };
    let another = page
        .has_others
        .then(|| button_line(frame, None, "another", Key::FirstFactorAnother));
    Document {
        title: Key::LoginTitle,
        heading: texts.get(Key::EnterPasswordHeading).to_owned(),
        lead: Some(
            texts
                .fill(Key::FirstFactorUser, &[("user", &page.username)])
                .into_any(),
        ),
        identifier: Some(page.identifier),
        form: Some(form),
        after: after_form(vec![
            another,
            link_line(
                frame,
                None,
                Key::ContinueAsDifferentUser,
                links.login.as_ref(),
            ),
        ]),
    }
}
