//! `/signup`: a new account.

use leptos::prelude::*;

use crate::{
    components::{Document, Field, Form, after_form, link_line},
    i18n::Key,
    model::{ConfirmedBy, Frame, SignUp},
};

pub(super) fn page(frame: &Frame, page: &SignUp) -> Document {
    let mut fields = vec![Field::identifier(frame, page.identifier, &page.username)];
    fields.extend(
        page.attributes
            .iter()
            .map(|attribute| Field::attribute(frame, attribute)),
    );
    let password = Field::new_password(frame, "password", Key::PasswordLabel, &page.policy);
    fields.push(match page.password_is_optional {
        true => password.optional(frame, Key::SignUpPasswordOptional),
        false => password,
    });
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
        frame.around.links.login.as_ref(),
    );
    let lead = match page.confirmed_by {
        ConfirmedBy::Code => Key::SignUpLead,
        ConfirmedBy::Administrator => Key::SignUpLeadAdministrator,
    };
    Document {
        title: Key::SignUpTitle,
        heading: frame.texts.get(Key::SignUpHeading).to_owned(),
        lead: Some(frame.texts.get(lead).to_owned().into_any()),
        identifier: Some(page.identifier),
        form: Some(form),
        after: after_form(vec![login]),
    }
}
