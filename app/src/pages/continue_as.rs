//! `/login` while a session lives: go on as the same person, or sign in as another.

use leptos::prelude::*;

use crate::{
    components::{Document, Form, after_form, link_line},
    i18n::Key,
    model::{ContinueAs, Frame},
};

pub(super) fn page(frame: &Frame, page: &ContinueAs) -> Document {
    let form = Form {
        name: "continueForm",
        hidden: Vec::new(),
        username: None,
        fields: Vec::new(),
        aside: None,
        button: "continue",
        label: frame
            .texts
            .fill(Key::ContinueAsSubmit, &[("user", &page.user)]),
    };
    let different = frame.around.links.different_user.as_ref();
    Document {
        title: Key::ContinueAsTitle,
        heading: frame.texts.get(Key::ContinueAsHeading).to_owned(),
        lead: Some(
            frame
                .texts
                .fill(Key::ContinueAsLead, &[("brand", frame.theme.name())])
                .into_any(),
        ),
        identifier: None,
        form: Some(form),
        after: after_form(vec![link_line(
            frame,
            None,
            Key::ContinueAsDifferentUser,
            different,
        )]),
    }
}
