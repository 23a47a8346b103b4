//! The forced change of a password inside `/login`.

use leptos::prelude::*;

use crate::{
    components::{Document, Field, Form},
    i18n::Key,
    model::{Frame, NewPassword},
};

pub(super) fn page(frame: &Frame, page: &NewPassword) -> Document {
    let mut fields: Vec<_> = page
        .attributes
        .iter()
        .map(|attribute| Field::attribute(frame, attribute))
        .collect();
    fields.push(Field::new_password(
        frame,
        "new_password",
        Key::PasswordNew,
        &page.policy,
    ));
    fields.push(Field::repeated_password(frame));
    let form = Form {
        name: "newPassword",
        hidden: Vec::new(),
        username: Some(page.username.clone()),
        fields,
        aside: None,
        button: "change_password",
        label: frame.texts.get(Key::NewPasswordSubmit).to_owned(),
    };
    Document {
        title: Key::NewPasswordTitle,
        heading: frame.texts.get(Key::NewPasswordHeading).to_owned(),
        lead: Some(frame.texts.get(Key::NewPasswordLead).to_owned().into_any()),
        identifier: None,
        form: Some(form),
        after: None,
    }
}
