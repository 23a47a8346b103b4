//! `/signup`: a new account.

use leptos::prelude::*;

use crate::{
    components::{Document, Field, Form, after_form, link_line},
    i18n::Key,
    model::{Frame, SignUp},
};

pub(super) fn page(frame: &Frame, page: &SignUp) -> Document {
    let mut fields = vec![Field::identifier(frame, page.identifier, &page.username)];
    fields.extend(
        page.attributes
            .iter()
            .map(|attribute| Field::attribute(frame, attribute)),
    );
    fields.push(Field::new_password(
        frame,
        "password",
        Key::PasswordLabel,
        &page.policy,
    ));
    let form = Form {
        name: "signupform",
        hidden: Vec::new(),
        username: None,
        fields,
        aside: None,
        button: "signUpButton",
        label: frame.texts.get(Key::SignUpSubmit).to_owned(),
    };
    let login = link_line(
        frame,
        Some(Key::SignUpHaveAccount),
        Key::SignUpSignIn,
        frame.links.login.as_ref(),
    );
    Document {
        title: Key::SignUpTitle,
        heading: frame.texts.get(Key::SignUpHeading).to_owned(),
        lead: Some(frame.texts.get(Key::SignUpLead).to_owned()),
        body: view! {
            {form.view(frame)}
            {after_form(vec![login])}
        }
        .into_any(),
    }
}
