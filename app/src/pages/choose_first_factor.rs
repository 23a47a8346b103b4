//! With what a sign-in begins, inside `/login`.

use leptos::prelude::*;

use crate::{
    components::{Ceremony, Document, after_form, choices, link_line, passkey_form},
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
    let passkey = page.passkey.as_ref().map(|passkey| {
        let ceremony = Ceremony {
            options: &passkey.options,
            session: Some(&passkey.session),
            autofill: false,
        };
        passkey_form(frame, &ceremony)
    });
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
            passkey,
            link_line(frame, None, Key::ContinueAsDifferentUser, login),
        ]),
    }
}
