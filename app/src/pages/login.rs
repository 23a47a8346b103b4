//! `/login`: who are you, and your password.

use leptos::prelude::*;

use crate::{
    components::{Document, Field, Form, after_form, link_line},
    i18n::Key,
    model::{Frame, Login},
};

pub(super) fn page(frame: &Frame, page: &Login) -> Document {
    let links = &frame.around.links;
    let form = Form {
        name: "cognitoSignInForm",
        hidden: Vec::new(),
        username: None,
        fields: vec![
            Field::identifier(frame, page.identifier, &page.username),
            Field::current_password(frame),
        ],
        aside: link_line(
            frame,
            None,
            Key::LoginForgotPassword,
            links.forgot_password.as_ref(),
        ),
        button: "signInSubmitButton",
        label: frame.texts.get(Key::LoginSubmit).to_owned(),
    };
    let sign_up = link_line(
        frame,
        Some(Key::LoginNoAccount),
        Key::LoginSignUp,
        links.sign_up.as_ref(),
    );
    Document {
        title: Key::LoginTitle,
        heading: frame.texts.get(Key::LoginHeading).to_owned(),
        lead: Some(
            frame
                .texts
                .fill(Key::LoginLead, &[("brand", frame.theme.name())])
                .into_any(),
        ),
        identifier: Some(page.identifier),
        form: Some(form),
        after: after_form(vec![sign_up]),
    }
}
