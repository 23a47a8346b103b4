//! With what a sign-in begins, inside `/login`.

use leptos::prelude::*;

use crate::{
    components::{Document, after_form, choices, link_line},
    i18n::Key,
    model::{ChooseFirstFactor, FirstFactorKind, Frame},
};

pub(super) fn page(frame: &Frame, page: &ChooseFirstFactor) -> Document {
    let texts = &frame.texts;
    let label = |kind: FirstFactorKind| match kind {
        FirstFactorKind::Password => Key::PasswordLabel,
        FirstFactorKind::Email => Key::ChooseFactorEmail,
        FirstFactorKind::Sms => Key::ChooseFactorSms,
    };
    let options = page
        .factors
        .iter()
        .map(|(value, kind)| (value.clone(), label(*kind)));
    let login = frame.around.links.login.as_ref();
    Document {
        title: Key::LoginTitle,
        heading: texts.get(Key::ChooseFirstFactorHeading).to_owned(),
        lead: Some(
            texts
                .fill(Key::FirstFactorUser, &[("user", &page.username)])
                .into_any(),
        ),
        identifier: None,
        form: None,
        after: after_form(vec![
            Some(choices(frame, "factor", options.collect())),
            // The place of a passkey's button.
            link_line(frame, None, Key::ContinueAsDifferentUser, login),
        ]),
    }
}
