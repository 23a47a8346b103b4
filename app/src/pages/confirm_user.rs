//! What `/confirmUser` shows, where the link in a mail leads.

use leptos::prelude::*;

use crate::{
    components::{Document, Form, way_back},
    i18n::Key,
    model::{ConfirmUser, Frame},
};

pub(super) fn page(frame: &Frame, data: ConfirmUser) -> Document {
    let texts = &frame.texts;
    let (heading, lead) = match data {
        ConfirmUser::Ask => (Key::ConfirmUserHeading, Key::ConfirmUserLead),
        ConfirmUser::Done => (Key::ConfirmUserDoneHeading, Key::ConfirmUserDoneLead),
        ConfirmUser::Refused => (Key::ConfirmUserRefusedHeading, Key::ConfirmUserRefusedLead),
    };
    let form = Form {
        name: "confirmUserForm",
        hidden: Vec::new(),
        username: None,
        fields: Vec::new(),
        aside: None,
        button: "confirm_user",
        label: texts.get(Key::ConfirmUserSubmit).to_owned(),
    };
    let label = texts.get(Key::ConfirmUserSignIn).to_owned();
    let login = (data == ConfirmUser::Done)
        .then(|| frame.around.links.login.clone())
        .flatten()
        .map(|login| view! { <a class="primary" href=login>{label}</a> }.into_any());
    Document {
        title: Key::ConfirmUserTitle,
        heading: texts.get(heading).to_owned(),
        lead: Some(
            texts
                .fill(lead, &[("brand", frame.theme.name())])
                .into_any(),
        ),
        identifier: None,
        form: (data == ConfirmUser::Ask).then_some(form),
        after: (data != ConfirmUser::Ask)
            .then(|| view! { {login} {way_back(frame, None, None)} }.into_any()),
    }
}
