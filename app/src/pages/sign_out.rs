//! What `/logout` shows where it can't be told that the person wants to sign out.

use leptos::prelude::*;

use crate::{
    components::{Document, Form},
    i18n::Key,
    model::Frame,
};

pub(super) fn page(frame: &Frame) -> Document {
    let texts = &frame.texts;
    let form = Form {
        name: "signOutForm",
        hidden: Vec::new(),
        username: None,
        fields: Vec::new(),
        aside: None,
        button: "sign_out",
        label: texts.get(Key::SignOutSubmit).to_owned(),
    };
    Document {
        title: Key::SignOutTitle,
        heading: texts.get(Key::SignOutHeading).to_owned(),
        lead: Some(
            texts
                .fill(Key::SignOutLead, &[("brand", frame.theme.name())])
                .into_any(),
        ),
        identifier: None,
        form: Some(form),
        after: None,
    }
}
